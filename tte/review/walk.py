"""The one pass over a session's events: the state as it unfolds, and collectors that note what they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from tte.engine import events as ev
from tte.engine.apply import apply
from tte.engine.clock import scenario_time
from tte.engine.events import Event, Recorded
from tte.engine.state import State
from tte.exercise.models import Exercise, Move
from tte.review.model_decisions import (
    Stamp,
)
from tte.review.stops import Stops

MARKS = frozenset({ev.ExerciseStarted, ev.ExerciseEnded, ev.ExerciseReopened, ev.ActionUndone})
CONTROL_KINDS = frozenset({"director", "facilitator"})
Taker = Callable[[Any, Recorded], None]
"""Takes an event of its kind and its envelope, once the state has folded it."""


class Collector(Protocol):
    """Notes what it needs of some kinds of event."""

    def takers(self) -> dict[type[Event], Taker]: ...


@dataclass(slots=True)
class Command:
    """The events that one command of control brought."""

    first: Recorded
    move: Move
    """The one in which it was given."""
    events: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Undoing:
    event: ev.ActionUndone
    by: str
    stamp: Stamp


class Walk:
    """State, commands, undoings and standing-still of a session; reads each event once, in order."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.state = State(exercise)
        self.started: Stamp | None = None
        self.ended: Stamp | None = None
        self.commands: dict[int, Command] = {}
        self.undone: dict[int, Undoing] = {}
        self.stops = Stops()
        self.count = 0
        self.last: Recorded | None = None
        self.end_reason = ""
        self._scenario: dict[tuple[str, float], str] = {}
        self._move, self._setup = self.state.move, self.state.setup
        self._takers: dict[type[Event], list[Taker]] = {}
        self._of_all: list[Callable[[Recorded], None]] = []

    def listen(self, *collectors: Collector) -> None:
        for collector in collectors:
            for kind, taker in collector.takers().items():
                self._takers.setdefault(kind, []).append(taker)

    def listen_all(self, taker: Callable[[Recorded], None]) -> None:
        """Be told of every event, after those who listen to its kind."""
        self._of_all.append(taker)

    def run(self, history: Iterable[Recorded]) -> None:
        """Fold the history, telling the collectors of each event after the state has taken it."""
        state, takers, seen = self.state, self._takers, ""
        for rec in history:
            apply(state, rec)
            event = rec.event
            kind = type(event)
            self.count += 1
            self.last = rec
            if self.by_control(rec):  # nobody else's commands can be undone
                self._by_command(rec)
            if kind in MARKS:
                self._mark(rec)
            if self.started is not None and (
                state.now["phase"] != seen or kind is ev.ClockInterrupted
            ):  # only then does the clock begin or cease to stand still
                seen = state.now["phase"]
                self.stops.see(self, rec)
            for taker in takers.get(kind, ()):
                taker(event, rec)
            for taker_of_all in self._of_all:
                taker_of_all(rec)
        takers.clear()  # collectors know the walk: without this a search for cycles had to free it all
        self._of_all.clear()

    def _by_command(self, rec: Recorded) -> None:
        command = self.commands.get(rec.command)
        if command is None:
            command = self.commands[rec.command] = Command(rec, self.move)
        command.events.append(rec.seq)

    def _mark(self, rec: Recorded) -> None:
        match event := rec.event:
            case ev.ExerciseStarted():
                self.started = self.stamp(rec)
            case ev.ExerciseEnded():
                self.ended, self.end_reason = self.stamp(rec), event.reason
            case ev.ExerciseReopened():
                self.ended, self.end_reason = None, ""
            case ev.ActionUndone():
                self.undone[event.action] = Undoing(event, self.by(rec), self.stamp(rec))
            case _:
                pass

    # --- what collectors ask ------------------------------------------------------------------------------

    def stamp(self, rec: Recorded) -> Stamp:
        return self.stamp_in(self.move, rec)

    def stamp_in(self, move: Move, rec: Recorded) -> Stamp:
        """When an event of a move was."""
        return Stamp(rec.seq, rec.at, rec.wall, self._scenario_in(move, rec.at))

    @property
    def move(self) -> Move:
        """The present move."""
        state = self.state
        if state.now["move"] != self._move.id or state.setup is not self._setup:  # a cut has moves of its own
            self._move, self._setup = state.move, state.setup
        return self._move

    def given(self, command: Command) -> Stamp:
        """When a command was given."""
        return self.stamp_in(command.move, command.first)

    def _scenario_in(self, move: Move, at: float) -> str:
        """Scenario time (UTC) at an exercise time in a move, ISO 8601."""
        key = (move.id, at)
        found = self._scenario.get(key)
        if found is None:  # events of one command share a time
            when = scenario_time(move, at)
            when = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
            found = iso(when)
            self._scenario = {key: found}
        return found

    def by(self, rec: Recorded) -> str:
        """Who did it, in words: a person at a seat, or the seat."""
        seat = self.state.title_of(rec.seat)
        return f"{rec.participant} ({seat})" if rec.participant else seat

    def is_undone(self, command: int) -> bool:
        return command in self.undone

    def by_control(self, rec: Recorded) -> bool:
        """Whether control, not the clock, did it."""
        seat = self.state.seats.get(rec.seat)
        return seat is not None and seat.kind in CONTROL_KINDS

    def played(self, start_wall: int, end_wall: int) -> float:
        """Wall seconds between two wall times (ms), minus those in which the clock stood still."""
        return self.stops.played(start_wall, end_wall)


def iso(when: datetime) -> str:
    return f"{when.isoformat()[:19]}Z"
