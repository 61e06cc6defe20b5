"""Tracks over time as small step charts: figures that a template draws. Lengths are in SVG units."""

from __future__ import annotations

from dataclasses import dataclass

from tte.engine.clock import clock_text
from tte.review.document import Chart
from tte.review.model import (
    TrackRecord,
)

COLUMNS = 3
WIDE, HIGH = 300.0, 136.0
"""One panel, with its heading and time axis."""
LEFT, RIGHT, TOP, BOTTOM = 26.0, 24.0, 30.0, 20.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place, with a word for it."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    x: float
    y: float
    name: str
    summary: str
    line: str
    """The path of the steps."""
    bands: tuple[Mark, ...]
    low: Mark
    high: Mark
    end: Mark
    ticks: tuple[Mark, ...]
    moves: tuple[float, ...]
    decided: tuple[Mark, ...]
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    panels: tuple[Panel, ...]
    description: str


def draw(chart: Chart) -> Drawing:
    """All tracks as panels, three in a row, on one time axis."""
    last = max([chart.until, 60.0, *(p.at for t in chart.tracks for p in t.points)])
    panels = tuple(_panel(chart, track, n, last) for n, track in enumerate(chart.tracks))
    rows = -(-len(panels) // COLUMNS)
    said = "; ".join(f"{p.name}: {p.summary}" for p in panels)
    return Drawing(
        WIDE * min(COLUMNS, max(1, len(panels))), HIGH * max(1, rows), panels,
        f"Each panel is one track over exercise time, up to {clock_text(last)}. {said}.",
    )  # fmt: skip


def _panel(chart: Chart, track: TrackRecord, number: int, last: float) -> Panel:
    left, right, top, bottom = LEFT, WIDE - RIGHT, TOP, HIGH - BOTTOM
    span = max(1, track.high - track.low)

    def x(at: float) -> float:
        return round(left + (right - left) * min(1.0, max(0.0, at / last)), 1)

    def y(value: int) -> float:
        return round(bottom - (bottom - top) * (value - track.low) / span, 1)

    steps = [f"M{x(0)} {y(track.start)}"]
    for point in track.points:
        steps.append(f"H{x(point.at)}V{y(point.value)}")
    steps.append(f"H{x(chart.until)}")
    band = f", {track.end_band}" if track.end_band else ""
    start, end = (f"{b} " if b else "" for b in (track.start_band, track.end_band))
    return Panel(
        x=(number % COLUMNS) * WIDE, y=(number // COLUMNS) * HIGH, name=track.name,
        summary=f"from {start}{track.start} to {end}{track.end} in {len(track.points)} changes",
        line="".join(steps),
        bands=tuple(
            Mark(left, y(value), name) for value, name in track.bands if track.low < value <= track.high
        ),
        low=Mark(left, y(track.low), str(track.low)), high=Mark(left, y(track.high), str(track.high)),
        end=Mark(x(chart.until), y(track.end), f"{track.end}{band}"),
        ticks=tuple(Mark(x(at), bottom, clock_text(at)) for at in _ticks(last)),
        moves=tuple(x(start) for _, _, start, _ in chart.moves if 0 < start <= last),
        decided=tuple(
            Mark(x(at), y(_value_at(track, at)), f"{name} decided {clock_text(at)}")
            for name, at in chart.decided
            if any(p.cause == name for p in track.points)
        ),
        left=left, right=right, top=top, bottom=bottom,
    )  # fmt: skip


def _value_at(track: TrackRecord, at: float) -> int:
    """The value of a track after everything that happened by a time (s)."""
    return next((p.value for p in reversed(track.points) if p.at <= at), track.start)


def _ticks(last: float) -> list[float]:
    """A few round times from the start to the end."""
    step = next((s for s in (300, 600, 900, 1800, 3600, 7200, 14400) if last / s <= 4), 86_400)
    return [float(n * step) for n in range(int(last // step) + 1)][:12]
