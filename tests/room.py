"""A room at an exercise, with a wall clock that a test moves: what control and seats do, told as a story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tte.conduct.actions import find_action
from tte.conduct.live import LiveSession
from tte.conduct.opening import Setting, create_in_memory
from tte.conduct.params import parse_time
from tte.conduct.timekeeper import Timekeeper
from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine.events import Pace, Recorded
from tte.engine.state import DecisionState, InjectState
from tte.engine.views import Item, SeatView
from tte.errors import Refused
from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise

E = TypeVar("E", bound=ev.Event)

EPOCH = 1_922_000_000_000
"""When a room opens: UTC, milliseconds."""
STEP = 4_000
"""The longest step of the wall clock between two beats (ms): less than the gap that stops the clock."""

FLAGSHIP = Path(__file__).parent.parent / "injects" / "fog-signal"


@cache
def fog_signal() -> Exercise:
    """The flagship, loaded once."""
    exercise = load_exercise(FLAGSHIP).exercise
    assert exercise is not None
    return exercise


class Wall:
    """A wall clock that stands still until it is moved."""

    def __init__(self, now: int = EPOCH) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def forward(self, *, ms: float = 0, seconds: float = 0, minutes: float = 0) -> None:
        self.now += round(ms + seconds * 1000 + minutes * 60_000)


class Room:
    """A session of a deck, in memory unless one is given; somebody sits at every seat not left `empty`."""

    def __init__(
        self,
        exercise: Exercise | None = None,
        *,
        pace: Pace = "hand",
        seating: str = "",
        cut: str = "",
        seed: int = 1,
        rate: float = 1.0,
        unattended: bool = False,
        empty: tuple[str, ...] = (),
        session: LiveSession | None = None,
        wall: Wall | None = None,
    ) -> None:
        self.wall = wall or Wall()
        setting = Setting(seating=seating, cut=cut, pace=pace, rate=rate, seed=seed, unattended=unattended)
        self.session = session or create_in_memory(exercise or fog_signal(), setting, now=self.wall)
        self.keeper = Timekeeper(self.session, "keeper")
        for seat in [] if unattended else list(self.state.seats.values()):
            if seat.kind == "player" and seat.id not in empty:
                self.issue(co.TakeSeat(f"terminal of {seat.id}"), seat.id)

    # --- what can be done -------------------------------------------------------------------------------

    def issue(self, command: co.Command, seat: str = "director", participant: str = "") -> list[Recorded]:
        return self.session.issue(command, seat, participant)

    def do(self, action: str, seat: str = "director", /, **given: Any) -> list[Recorded]:
        """An action by its name, as the line command and the keys do it; words are read as they are typed."""
        found = find_action(action)
        assert found is not None, action
        return self.issue(found.command(given), seat)

    def start(self) -> Room:
        """StartEx, with somebody who keeps the clock."""
        self.keeper.take()
        self.do("start")
        self.keeper.beat()
        return self

    def release(self, inject: str) -> None:
        self.do("release", inject=inject)

    def decide(self, seat: str, decision: str, option: str, why: str = "We had to.", **more: Any) -> None:
        self.do("decide", seat, decision=decision, option=option, why=why, **more)

    def say(self, seat: str, to: str, body: str, channel: str = "") -> str:
        """Send a message; returns its id."""
        for recorded in self.do("message", seat, to=to, body=body, channel=channel):
            if isinstance(recorded.event, ev.MessageSent):
                return recorded.event.message
        raise AssertionError("nothing was sent")

    def undo(self) -> ev.ActionUndone:
        (first, *_) = self.do("undo")
        assert isinstance(first.event, ev.ActionUndone)
        return first.event

    def tick(self) -> None:
        """A beat of the clock, at the present wall time."""
        self.keeper.beat()

    def wait(self, minutes: float = 0, *, seconds: float = 0) -> Room:
        """Let wall time pass, with the clock kept."""
        until = self.wall.now + round(minutes * 60_000 + seconds * 1000)
        while self.wall.now < until:
            self.wall.forward(ms=min(STEP, until - self.wall.now))
            self.keeper.beat()
        return self

    def at(self, time: str) -> Room:
        """Let time pass until the exercise clock shows this, such as T+12 (minutes); it has to be running."""
        want = parse_time(time)
        while self.seconds < want:
            assert self.state.phase == "running", f"{self.state.phase}: {self.state.now['pause_reason']}"
            self.wait(seconds=min(STEP / 1000, (want - self.seconds) / self.state.clock.rate + 0.001))
        return self

    @contextmanager
    def refused(self, *words: str) -> Iterator[None]:
        """What is done inside is refused in these words, and nothing happens."""
        before = self.state.version
        with pytest.raises(Refused) as caught:
            yield
        for word in words:
            assert word.lower() in str(caught.value).lower()
        assert self.state.version == before

    # --- what can be seen -------------------------------------------------------------------------------

    @property
    def state(self) -> Any:
        return self.session.state

    @property
    def seconds(self) -> float:
        """Exercise time."""
        return self.session.clock_view().at

    @property
    def clock(self) -> str:
        return self.session.clock_view().text

    def track(self, track: str) -> int:
        value: int = self.state.tracks[track]
        return value

    @property
    def tracks(self) -> dict[str, int]:
        return dict(self.state.tracks)

    def inject(self, inject: str) -> InjectState:
        found: InjectState = self.state.injects[inject]
        return found

    def decision(self, decision: str) -> DecisionState:
        found: DecisionState = self.state.decisions[decision]
        return found

    def seat(self, seat: str) -> SeatView:
        return self.session.seat_view(seat)

    def inbox(self, seat: str) -> dict[str, Item]:
        """What a seat was sent, by id."""
        return {item.id: item for item in self.seat(seat).items if item.kind != "mine"}

    def events(self, kind: type[E]) -> list[E]:
        """All events of a kind so far."""
        return [r.event for r in self.session.history if isinstance(r.event, kind)]

    def last(self, kind: type[E]) -> E:
        return self.events(kind)[-1]
