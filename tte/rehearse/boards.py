"""What a play is played on: commands and their events, or a sketch without a log; by the same rules."""

from __future__ import annotations

from typing import Protocol

from tte.engine import events as ev
from tte.engine.apply import apply
from tte.engine.commands import (
    SYSTEM,
    Command,
    EndEx,
    Order,
    ResumeEx,
    SendDraft,
    StartEx,
    SubmitDecision,
    Tick,
)
from tte.engine.decide import decide
from tte.engine.events import Dissent, Recorded
from tte.engine.handle_time import next_due
from tte.engine.sketch import Asked, Sketch
from tte.engine.state import State
from tte.exercise.models import Decision, Exercise
from tte.rehearse.players import Players, Vote

CONTROL_SEAT = "director"
ENDS = "planned EndEx"


class Dispatcher(Protocol):
    """What carries out commands: the one in memory here, or a live session with its file."""

    @property
    def state(self) -> State: ...

    @property
    def history(self) -> list[Recorded]: ...

    def issue(
        self, command: Command, seat: str, participant: str = "", *, wall: int | None = None
    ) -> list[Recorded]: ...


class InMemory:
    """Decides and folds, and keeps the events; nothing is encoded or stored."""

    def __init__(self, exercise: Exercise) -> None:
        self.state = State(exercise)
        self.history: list[Recorded] = []

    def issue(
        self, command: Command, seat: str, participant: str = "", *, wall: int | None = None
    ) -> list[Recorded]:
        decided = decide(self.state, Order(command, seat, wall or 0, participant))
        for recorded in decided:
            apply(self.state, recorded)
        self.history += decided
        return decided


class Board(Protocol):
    """What a play is played on. Each deed takes place at a wall time (ms) and tells who is asked what."""

    @property
    def state(self) -> State: ...

    def seat(self, owner: str) -> str:
        """The seat that holds a role and that somebody is at; empty where SIMCELL plays it."""
        ...

    def next_due(self, wall: int) -> float | None: ...

    def start(self, wall: int) -> list[Asked]: ...

    def tick(self, wall: int) -> list[Asked]: ...

    def resume(self, wall: int) -> list[Asked]: ...

    def end(self, wall: int) -> list[Asked]: ...

    def send_draft(self, draft: str, seat: str, wall: int) -> list[Asked]: ...

    def submit(
        self, decision: Decision, vote: Vote, seat: str, options: tuple[str, ...], wall: int
    ) -> list[Asked]: ...


class Recording:
    """A board whose every move is a command and its events."""

    def __init__(self, desk: Dispatcher, players: Players) -> None:
        self._desk = desk
        self._players = players

    @property
    def state(self) -> State:
        return self._desk.state

    def seat(self, owner: str) -> str:
        seat = self._desk.state.holder_of(owner)
        return seat.id if seat else ""

    def next_due(self, wall: int) -> float | None:
        return next_due(self._desk.state, wall)

    def start(self, wall: int) -> list[Asked]:
        return self._issue(StartEx(), CONTROL_SEAT, wall)

    def tick(self, wall: int) -> list[Asked]:
        return self._issue(Tick(), SYSTEM, wall)

    def resume(self, wall: int) -> list[Asked]:
        return self._issue(ResumeEx(), CONTROL_SEAT, wall)

    def end(self, wall: int) -> list[Asked]:
        return self._issue(EndEx(reason=ENDS), CONTROL_SEAT, wall)

    def send_draft(self, draft: str, seat: str, wall: int) -> list[Asked]:
        return self._issue(SendDraft(draft), seat, wall)

    def submit(
        self, decision: Decision, vote: Vote, seat: str, options: tuple[str, ...], wall: int
    ) -> list[Asked]:
        answer = self._players.words(decision, vote, seat, options)
        submission = SubmitDecision(
            decision.id, answer.choice, owner=answer.owner, why=answer.why, confidence=answer.confidence,
            dissent=(Dissent(text=answer.dissent),) if answer.dissent else (),
        )  # fmt: skip
        return self._issue(submission, seat or CONTROL_SEAT, wall)

    def _issue(self, command: Command, seat: str, wall: int) -> list[Asked]:
        asked: list[Asked] = []
        for recorded in self._desk.issue(command, seat, wall=wall):
            match recorded.event:
                case ev.DecisionOpened(decision=decision, owners=owners, due=due):
                    asked.append(("decision", decision, owners, recorded.at, due))
                case ev.DraftPrepared(draft=draft, seat=sender, until=until):
                    asked.append(("draft", draft, (sender,), recorded.at, until))
                case _:
                    pass
        return asked


class Sketching:
    """A board that keeps no log, but may be watched."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch = sketch
        self.state: State = sketch.state
        self._seats = sketch.blank.seats

    def seat(self, owner: str) -> str:
        return self._seats.get(owner, "")

    def next_due(self, wall: int) -> float | None:
        return self._sketch.next_due()

    def start(self, wall: int) -> list[Asked]:
        self._sketch.leap(wall)
        self._sketch.start()
        return self._asked()

    def tick(self, wall: int) -> list[Asked]:
        self._sketch.leap(wall)
        self._sketch.tick()
        return self._asked()

    def resume(self, wall: int) -> list[Asked]:
        self._sketch.leap(wall)
        self._sketch.resume()
        return self._asked()

    def end(self, wall: int) -> list[Asked]:
        self._sketch.leap(wall)
        self._sketch.end(ENDS)
        return self._asked()

    def send_draft(self, draft: str, seat: str, wall: int) -> list[Asked]:
        self._sketch.leap(wall)
        self._sketch.send_draft(draft)
        return self._asked()

    def submit(
        self, decision: Decision, vote: Vote, seat: str, options: tuple[str, ...], wall: int
    ) -> list[Asked]:
        self._sketch.leap(wall)
        self._sketch.answer(decision.id, vote.owner, vote.option)
        return self._asked()

    def _asked(self) -> list[Asked]:
        asked = self._sketch.asked
        if asked:
            self._sketch.asked = []
        return asked
