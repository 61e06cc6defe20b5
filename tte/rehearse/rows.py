"""What is kept of a play: one row of small numbers, so that tens of thousands fit into little memory.

A `Layout` says where each number stands. Times are tenths of a minute of exercise time; ABSENT stands for
what did not happen. A row is an array of 16-bit numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from math import inf

from tte.engine.blank import Blank
from tte.engine.sketch import Sketch
from tte.engine.state import DecisionState
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Exercise

ABSENT = -1
STEP = 50
"""Tenths of a minute between two looks at the tracks."""
LATEST = 32_767 * 6.0
"""Seconds: the latest time that a number here can tell."""
DEFAULTED = 1_000
"""Added to an owner's outcome where it is the default because the owner missed the deadline."""


def tenths(seconds: float | None) -> int:
    """Exercise seconds as tenths of a minute, at most what a number here can hold."""
    return ABSENT if seconds is None else round(min(seconds, LATEST) / 6)


class Layout:
    """Where each number stands in the rows of an exercise, in one seating and cut."""

    def __init__(self, blank: Blank) -> None:
        opened = blank.opened
        exercise: Exercise = opened.exercise
        self.exercise = exercise
        self.opened = opened
        self.tracks = tuple(opened.tracks)
        self.endings = tuple(e.id for e in exercise.endings if not e.overlay)
        self.overlays = tuple(e.id for e in exercise.endings if e.overlay)
        self.moves = tuple(m.id for m in opened.moves)
        self.rules = tuple(r.id for r in exercise.rules)
        self.injects = tuple(opened.injects)
        self.decisions = tuple(opened.decisions)
        self.owners = tuple((d, o) for d in self.decisions for o in opened.by_decision[d].owners)
        self.options = {d: tuple(opened.by_decision[d].options) for d in self.decisions}
        self.aims = tuple((r.id, n) for r in exercise.roles for n in range(len(r.brief.aims)))
        self._aims = [
            (compile_condition(a.when).run if in_play(a.when, opened.decisions) else None)
            for r in exercise.roles for a in r.brief.aims
        ]  # fmt: skip
        self.grid = tuple(range(0, int(opened.endex / 6) + STEP, STEP))
        self._places = dict[str, tuple[int, int]]()
        at = 0
        for name, width in self._widths():
            self._places[name] = (at, at + width)
            at += width
        self.width = at
        self._offerable = tuple(self.injects.index(i) for i in blank.watchers.contingencies)
        self._track_number = {t: n for n, t in enumerate(self.tracks)}
        self._coded = [
            ({o: n for n, o in enumerate(self.options[d])}, [ABSENT] * len(opened.by_decision[d].owners))
            for d in self.decisions
        ]
        """By decision: the numbers of its options, and what stands for its owners where it is not decided."""
        self._end = {e: n for n, e in enumerate(self.endings)}
        self._move = {m: n for n, m in enumerate(self.moves)}

    def _widths(self) -> Iterator[tuple[str, int]]:
        yield "ending", 1
        yield "move", 1
        yield "end", 1
        yield "overlays", len(self.overlays)
        yield "final", len(self.tracks)
        yield "runs", len(self.rules)
        yield "out", len(self.injects)
        yield "offered", len(self.injects)
        yield "opened", len(self.decisions)
        yield "closed", len(self.decisions)
        yield "before", len(self.decisions) * len(self.tracks)
        yield "outcomes", len(self.owners)
        yield "aims", len(self.aims)
        yield "path", len(self.grid) * len(self.tracks)

    def place(self, name: str) -> tuple[int, int]:
        """From which column to which a part of the row reaches."""
        return self._places[name]

    def ending(self, sketch: Sketch) -> int:
        """The number of the ending of a play that has ended."""
        return self._end.get(sketch.state.now["ending"], ABSENT)

    def row(self, sketch: Sketch) -> array[int]:
        """The row of a play that has ended."""
        state = sketch.state
        now, end = state.now, state.clock.base_at
        row = array("h", (self.ending(sketch), self._move.get(now["move"], 0), tenths(end)))
        row.extend([overlay in now["overlays"] for overlay in self.overlays])
        row.extend(state.tracks.values())
        row.extend([state.runs.get(rule, 0) for rule in self.rules])
        row.extend(_tenths([sketch.out_at.get(i) for i in self.injects], end))
        offered, injects = bytearray(len(self.injects)), state.injects
        for number in self._offerable:
            offered[number] = injects[self.injects[number]].status == "offered"
        row.extend(offered)
        found = [state.decisions[d] for d in self.decisions]
        row.extend(_tenths([d.opened_at for d in found], end))
        row.extend(_tenths([d.closed_at for d in found], end))
        nothing = [ABSENT] * len(self.tracks)
        for decision in found:
            row.extend(decision.before.values() if decision.status == "closed" else nothing)
        for (codes, nobody), decision in zip(self._coded, found, strict=True):
            row.extend(_outcomes(codes, decision) if decision.outcomes else nobody)
        facts = sketch.facts
        row.extend([ABSENT if aim is None else bool(aim(facts)) for aim in self._aims])
        self._add_path(row, sketch)
        return row

    def _add_path(self, row: array[int], sketch: Sketch) -> None:
        """The tracks at each mark of the grid: a change counts from the next mark on."""
        now, number = array("h", self.opened.tracks.values()), self._track_number
        done, last, step = 0, len(self.grid), STEP * 6
        until = 0.0
        for at, track, value in sketch.moved:
            if at > until:
                mark = min(last, -int(-at // step))
                row += now * (mark - done)
                done, until = mark, mark * step if mark < last else inf
            now[number[track]] = value
        row += now * (last - done)


def _tenths(times: list[float | None], end: float) -> list[int]:
    """`tenths` of times in a play that ended then (s)."""
    if end > LATEST:
        return [tenths(at) for at in times]
    return [ABSENT if at is None else round(at / 6) for at in times]


def _outcomes(codes: dict[str, int], decision: DecisionState) -> list[int]:
    """The number of what came of it for each owner. Outcomes are in the order of the owners."""
    if decision.defaulted:
        missed = decision.defaulted
        return [codes[o] + (DEFAULTED if owner in missed else 0) for owner, o in decision.outcomes.items()]
    return [codes[o] for o in decision.outcomes.values()]


def in_play(condition: str, decisions: object) -> bool:
    """Whether all decisions that a condition asks about are in the cut."""
    return compile_condition(condition).decisions <= set(decisions)  # type: ignore[call-overload, no-any-return]
