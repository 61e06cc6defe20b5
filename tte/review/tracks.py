"""Each track over time, with what moved it."""

from __future__ import annotations

from tte.engine import events as ev
from tte.engine.events import Event, Recorded
from tte.review.model import (
    TrackPoint,
    TrackRecord,
)
from tte.review.walk import Taker, Walk


class Tracks:
    """Every change of every track, those that an undo brought included."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._points: dict[str, list[TrackPoint]] = {t.id: [] for t in walk.exercise.tracks}
        self._values = {t.id: t.start for t in walk.exercise.tracks}

    def takers(self) -> dict[type[Event], Taker]:
        return {ev.TrackChanged: self._changed, ev.ActionUndone: self._undone}

    def _add(self, track: str, value: int, cause: str, because: str, rec: Recorded) -> None:
        if track not in self._points:
            return
        self._values[track] = value
        if self.walk.started is not None:
            self._points[track].append(TrackPoint(rec.at, value, cause, because, (rec.seq,), rec.wall))

    def _changed(self, event: ev.TrackChanged, rec: Recorded) -> None:
        if event.before != event.after:
            self._add(event.track, event.after, event.cause, event.because, rec)

    def _undone(self, event: ev.ActionUndone, rec: Recorded) -> None:
        for track, value in self.walk.state.tracks.items():
            if value != self._values.get(track):
                self._add(track, value, "undo", f"undone: {event.name}", rec)

    def records(self) -> tuple[TrackRecord, ...]:
        state = self.walk.state
        return tuple(
            TrackRecord(
                t.id, t.name, t.about, t.low, t.high, t.better, tuple((b.start, b.name) for b in t.bands),
                t.start, end := state.tracks.get(t.id, t.start), t.band(t.start), t.band(end),
                tuple(self._points[t.id]), t.hidden,
            )
            for t in self.walk.exercise.tracks
        )  # fmt: skip
