"""A session to go back and forth in: its state at any event, and the events worth stopping at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tte.engine import events as ev
from tte.engine.apply import apply
from tte.engine.decide import PARTS
from tte.engine.events import Recorded
from tte.engine.state import State
from tte.engine.views import SeatView, seat_view
from tte.exercise.models import Exercise

EVERY = 500
"""Events between two states that are kept: a step back folds at most so many."""

STOPS = (ev.DecisionOpened, ev.DecisionClosed, ev.OutcomeOverruled)


class Replay:
    """A session's events, and the state after each. What `state_at` gives is only for reading, at once."""

    def __init__(self, exercise: Exercise, history: Sequence[Recorded]) -> None:
        assert PARTS  # their import registers what events do
        self.exercise = exercise
        self.history = history
        self.stops = tuple(r.seq for r in history if isinstance(r.event, STOPS))
        self.jumps = tuple(r.seq for r in history if isinstance(r.event, ev.TimeJumped))
        self._walls = [r.wall for r in history]
        self._kept: dict[int, State] = {0: State(exercise)}
        self._at = 0
        self._state = self._kept[0].fork()

    @property
    def last(self) -> int:
        """The number of the last event."""
        return len(self.history)

    def state_at(self, event: int) -> State:
        """The state after an event; 0 for before the first."""
        event = min(max(event, 0), self.last)
        nearest = event // EVERY * EVERY
        while nearest not in self._kept:
            nearest -= EVERY
        if self._at > event or self._at < nearest:
            self._state, self._at = self._kept[nearest].fork(), nearest
        while self._at < event:
            apply(self._state, self.history[self._at])
            self._at += 1
            if self._at % EVERY == 0 and self._at not in self._kept:
                self._kept[self._at] = self._state.fork()
        return self._state

    def recorded(self, event: int) -> Recorded | None:
        return self.history[event - 1] if 1 <= event <= self.last else None

    def wall(self, event: int) -> int:
        """The wall time (UTC, ms) at an event."""
        return self._walls[event - 1] if 1 <= event <= self.last else 0

    def seat_view(self, seat: str, event: int) -> SeatView | None:
        """What a seat saw after an event; None while it was not open yet."""
        state = self.state_at(event)
        return seat_view(state, seat, self.wall(event)) if seat in state.seats else None

    def stop_after(self, event: int) -> int:
        """The next decision put, closed or overruled; the last event if there is none."""
        place = bisect_right(self.stops, event)
        return self.stops[place] if place < len(self.stops) else self.last

    def stop_before(self, event: int) -> int:
        """The decision put, closed or overruled before; the first event if there is none."""
        place = bisect_left(self.stops, event) - 1
        return self.stops[place] if place >= 0 else 1

    def event_by(self, at: float) -> int:
        """The last event before an exercise time (s), in the order of the log; 1 if none is."""
        return next((r.seq for r in reversed(self.history) if r.at < at), 1)
