"""Exercise time and scenario time: pure functions of the log and a wall time (law 2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from tte.exercise.models import Move


class Clock(Struct, frozen=True):
    """Exercise time as a line: `base_at` seconds at wall `base_wall` (ms), running at `rate` or still."""

    base_at: float = 0.0
    base_wall: int = 0
    rate: float = 1.0
    running: bool = False

    def at(self, wall: int) -> float:
        """Exercise seconds at a wall time; never before the last change, whatever the wall clock does."""
        if not self.running:
            return self.base_at
        return round(self.base_at + max(0, wall - self.base_wall) / 1000 * self.rate, 3)

    def wall_of(self, at: float) -> int:
        """The wall time (ms, rounded up) at which a running clock shows `at`."""
        return self.base_wall + int(-(-(at - self.base_at) * 1000 // self.rate))

    def changed(
        self, wall: int, *, rate: float | None = None, running: bool | None = None, at: float | None = None
    ) -> Clock:
        """The clock that goes on from this wall time with another rate or state, or from another time."""
        return Clock(
            base_at=self.at(wall) if at is None else at,
            base_wall=wall,
            rate=self.rate if rate is None else rate,
            running=self.running if running is None else running,
        )


def clock_text(at: float) -> str:
    """Exercise time as T+00:15 (hours and minutes)."""
    return _minute_text(at // 60)


def left_text(seconds: float) -> str:
    """How long is left: in minutes while it is long, to the second in the last two; -3 min is late."""
    if seconds >= 120:
        return f"{int(seconds // 60)} min"
    return span_text(seconds) if seconds > -60 else f"-{int(-seconds // 60)} min"


@lru_cache(maxsize=1024)
def _minute_text(minute: float) -> str:
    """The words for a whole minute: a long log names each of them a hundred times."""
    minutes = int(minute)
    return f"T+{minutes // 60:02d}:{minutes % 60:02d}"


def span_text(seconds: float) -> str:
    """A length of time as 4:05 or -0:30 (minutes and seconds)."""
    sign, whole = ("-" if seconds < 0 else ""), int(abs(seconds))
    return f"{sign}{whole // 60}:{whole % 60:02d}"


def move_at(moves: Sequence[Move], at: float) -> Move:
    """The move that an exercise time (s) lies in, or the one before the gap that it lies in."""
    return next((m for m in reversed(moves) if at >= m.start * 60), moves[0])


def scenario_time(move: Move, at: float) -> datetime:
    """Scenario time (UTC) at an exercise time (s) in a move; it stands still past the move's end."""
    span = (move.end - move.start) * 60
    share = min(1.0, max(0.0, (at - move.start * 60) / span)) if span > 0 else 0.0
    return move.scenario_start + timedelta(
        seconds=share * (move.scenario_end - move.scenario_start).total_seconds()
    )


def zoned(when: datetime, offset: float) -> str:
    """A scenario time (UTC) in a zone, as 02:14."""
    return (when + timedelta(hours=offset)).strftime("%H:%M")
