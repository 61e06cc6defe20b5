"""The timetable of an exercise, or of one of its cuts, as the checks read it. Times are minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tte.exercise.models import Cut, Exercise, Inject, Move
from tte.exercise.records import Path


@dataclass(frozen=True)
class Plan:
    """What is played, and when. `path` is where its timetable stands in the deck."""

    name: str
    path: Path
    times: dict[str, float | None]
    """By inject: its minute; for a contingency the earliest, or none."""
    decisions: frozenset[str]
    rules: dict[str, float]
    moves: tuple[Move, ...]
    endex: float
    minutes: float | None
    """How long each decision stays open, where the cut says so."""
    until: dict[str, float]

    def injects(self, exercise: Exercise) -> Iterator[tuple[int, Inject]]:
        """Its injects, with their place in the exercise's list."""
        for index, inject in enumerate(exercise.injects):
            if inject.id in self.times:
                yield index, inject

    def move_at(self, minute: float) -> Move | None:
        """The last move that has begun at a minute."""
        begun = [move for move in self.moves if move.start <= minute]
        return max(begun, key=lambda move: move.start) if begun else None

    def move_starts(self) -> list[tuple[str, float]]:
        return [(move.id, move.start) for move in self.moves]


def full_plan(exercise: Exercise) -> Plan:
    """The whole exercise's."""
    return Plan(
        name="",
        path=(),
        times={i.id: i.at for i in exercise.injects},
        decisions=frozenset(d.id for d in exercise.decisions),
        rules={r.id: r.at for r in exercise.rules if r.at is not None},
        moves=exercise.moves,
        endex=exercise.endex,
        minutes=None,
        until={d.id: d.until for d in exercise.decisions if d.until is not None},
    )


def cut_plan(exercise: Exercise, index: int) -> Plan:
    """A cut's."""
    cut: Cut = exercise.cuts[index]
    own = {inject.id: inject.at for inject in exercise.injects}
    waiting = {key: own.get(key) if at is None else at for key, at in cut.contingencies.items()}
    return Plan(
        name=cut.id,
        path=("cuts", index),
        times={**cut.injects, **waiting},
        decisions=frozenset(cut.decisions),
        rules=dict(cut.rules),
        moves=cut.moves,
        endex=cut.endex,
        minutes=cut.minutes,
        until=dict(cut.until),
    )
