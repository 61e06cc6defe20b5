"""When the exercise clock stood still during play, so that no pause counts as somebody's delay."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tte.engine import events as ev
from tte.engine.events import Recorded
from tte.review.model import (
    StopRecord,
)
from tte.review.model_decisions import (
    Stamp,
)

if TYPE_CHECKING:
    from tte.review.walk import Walk

Kind = Literal["pause", "no duff", "interruption", "after EndEx"]


@dataclass(frozen=True, slots=True)
class _Stop:
    record: StopRecord
    start: int
    """Wall time (ms) at which time stopped to count; for an interruption the last heartbeat."""
    end: int | None
    phase: str


class Stops:
    """Notes every change between running and standing still. Reads states, so that an undo is seen too."""

    def __init__(self) -> None:
        self._done: list[_Stop] = []
        self._open: _Stop | None = None
        self._starts: list[int] = []
        self._sums: list[int] = [0]
        """Stopped milliseconds before each stop, and in all."""

    def see(self, walk: Walk, rec: Recorded) -> None:
        """Take in an event that the state has folded."""
        phase = walk.state.phase
        interrupted = isinstance(rec.event, ev.ClockInterrupted)
        if self._open is not None and (phase != self._open.phase):
            if {phase, self._open.phase} == {"ended", "sealed"}:
                return
            self._close(walk, rec)
        if self._open is None and (phase != "running" or interrupted):
            self._begin(walk, rec, phase)

    def _begin(self, walk: Walk, rec: Recorded, phase: str) -> None:
        kind, reason, scope = _cause(rec, phase, str(walk.state.now["pause_reason"]))
        start = rec.event.last_wall if isinstance(rec.event, ev.ClockInterrupted) else rec.wall
        if self._done and self._done[-1].end is not None:
            start = max(start, self._done[-1].end)
        stamp = walk.stamp(rec)
        record = StopRecord(kind, reason, walk.by(rec), scope, None, stamp, None, 0.0, (rec.seq,))
        self._open = _Stop(record, min(start, rec.wall), None, phase)

    def _close(self, walk: Walk, rec: Recorded) -> None:
        stop = self._open
        assert stop is not None
        end = max(stop.start, rec.wall)
        heads = rec.event.heads if isinstance(rec.event, ev.NoDuffReleased) else None
        record = replace(
            stop.record, end=walk.stamp(rec), heads=heads, seconds=(end - stop.start) / 1000,
            events=(*stop.record.events, rec.seq),
        )  # fmt: skip
        self._done.append(replace(stop, record=record, end=end))
        self._starts.append(stop.start)
        self._sums.append(self._sums[-1] + end - stop.start)
        self._open = None

    def played(self, start_wall: int, end_wall: int) -> float:
        """Wall seconds between two wall times (ms) without the stopped ones; never negative."""
        stopped = self._stopped_by(end_wall) - self._stopped_by(start_wall)
        return max(0, end_wall - start_wall - stopped) / 1000

    def _stopped_by(self, wall: int) -> int:
        index = bisect_right(self._starts, wall)
        total = self._sums[index]
        if index:
            last = self._done[index - 1]
            assert last.end is not None
            total -= max(0, last.end - wall)
        if self._open is not None and wall > self._open.start:
            total += wall - self._open.start
        return total

    def records(self, until: int) -> tuple[StopRecord, ...]:
        """The stops of play; one that has not ended counts up to a wall time (ms). EndEx itself is none."""
        found = [s.record for s in self._done]
        if self._open is not None and self._open.phase not in ("ended", "sealed"):
            found.append(replace(self._open.record, seconds=max(0, until - self._open.start) / 1000))
        return tuple(found)


def _cause(rec: Recorded, phase: str, pause_reason: str) -> tuple[Kind, str, str]:
    """What kind of stop this is, why, and the scope of an emergency."""
    match rec.event:
        case ev.NoDuffCalled(reason=reason, scope=scope):
            return "no duff", reason, scope
        case ev.ClockInterrupted(reason=reason):
            return "interruption", reason, ""
        case ev.Event() if phase in ("ended", "sealed"):
            return "after EndEx", "", ""
        case _:
            return "pause", pause_reason, ""


def stamp_or_last(stamp: Stamp | None, rec: Recorded | None) -> int:
    """The wall time (ms) of a stamp, or else of the last event; 0 without either."""
    if stamp is not None:
        return stamp.wall
    return rec.wall if rec is not None else 0
