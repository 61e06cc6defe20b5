"""How an exercise ends: the first ending whose condition holds, and overlays beside it."""

from __future__ import annotations

from tte.engine.facts import StateFacts
from tte.engine.state import State
from tte.exercise.conditions import compile_condition


def ending_of(state: State, at: float) -> tuple[str, tuple[str, ...]]:
    """The id of the ending as of now, and those of the overlays that hold."""
    facts = StateFacts(state, at)

    def holds(when: str | None) -> bool:
        return when is None or compile_condition(when).holds(facts)

    endings = [e for e in state.exercise.endings if not e.overlay]
    ending = next((e.id for e in endings if holds(e.when)), "")
    return ending, tuple(e.id for e in state.exercise.endings if e.overlay and holds(e.when))


def aims_met(state: State, at: float) -> dict[str, tuple[bool | None, ...]]:
    """By role: which of its aims hold; None for one that asks about a decision which the cut leaves out."""
    facts = StateFacts(state, at)

    def met(when: str) -> bool | None:
        compiled = compile_condition(when)
        return compiled.holds(facts) if set(compiled.decisions) <= set(state.decisions) else None

    return {role.id: tuple(met(aim.when) for aim in role.brief.aims) for role in state.exercise.roles}
