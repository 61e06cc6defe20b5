"""Small readings of a state that several views share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tte.engine.facts import StateFacts
from tte.engine.state import State

if TYPE_CHECKING:
    from tte.exercise.models import Decision, Option


def options_of(state: State, decision: Decision, at: float) -> Iterator[tuple[str, Option, str]]:
    """Options by letter with why each is locked at an exercise time (s); empty where it is open."""
    if all(option.needs is None for option in decision.options.values()):
        yield from ((key, option, "") for key, option in decision.options.items())
        return
    from tte.exercise.conditions import compile_condition  # most first paints come without conditions

    facts = StateFacts(state, at)
    for key, option in decision.options.items():
        locked = option.needs is not None and not compile_condition(option.needs).holds(facts)
        yield key, option, (option.needs_text or "Not open now.") if locked else ""


def why_not(state: State, condition: str | None, at: float) -> str:
    """A condition and how it stands, in words for control."""
    if condition is None:
        return ""
    from tte.exercise.conditions import compile_condition

    compiled = compile_condition(condition)
    facts = StateFacts(state, at)
    return ("holds: " if compiled.holds(facts) else "does not hold: ") + compiled.explain(facts)
