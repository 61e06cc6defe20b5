"""What a session plays of its exercise, and whom words reach: small pure helpers over a state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from tte.engine.events import Delivery
from tte.engine.state import State
from tte.exercise.names import ALL

if TYPE_CHECKING:
    from tte.exercise.models import Cut, Exercise, Inject


def session_specs(exercise: Exercise, cut: Cut | None) -> Iterator[tuple[Inject, float | None]]:
    """The injects that this session may use, with their planned time in seconds."""
    for inject in exercise.injects:
        if cut is None:
            at = inject.at
        elif inject.id in cut.injects:
            at = cut.injects[inject.id]
        elif inject.id in cut.contingencies:
            given = cut.contingencies[inject.id]
            at = inject.at if given is None else given
        else:
            continue
        yield inject, None if at is None else at * 60


def roles_for(state: State, to: Iterable[str]) -> tuple[str, ...]:
    """Recipients with `all` spelled out, in the exercise's order and each once."""
    wanted = set(to)
    if ALL in wanted:
        wanted |= {role.id for role in state.exercise.roles}
    return tuple(role.id for role in state.exercise.roles if role.id in wanted)


def seats_for(state: State, to: Iterable[str]) -> tuple[str, ...]:
    """The player seats that hold any of these roles, each once."""
    wanted = set(to)
    if ALL in wanted:
        wanted.update(state.by_role)
    return tuple(
        [s.id for s in state.seats.values() if s.kind == "player" and not wanted.isdisjoint(s.roles)]
    )


def recipients(state: State, delivery: Delivery) -> tuple[str, ...]:
    """The player seats that a delivery reaches."""
    return seats_for(state, delivery.to)


def next_id(prefix: str, taken: dict[str, Any]) -> str:
    """The id after the newest that is taken: tables keep their order, and an undo may have left gaps."""
    for newest in reversed(taken):
        number = newest[len(prefix) :]
        if newest.startswith(prefix) and number.isdecimal():
            return f"{prefix}{int(number) + 1}"
    return f"{prefix}1"
