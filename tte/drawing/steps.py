"""Values that stand and step: one panel a value, all on one time axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from tte.drawing import svg
from tte.drawing.axis import Say, Scale, time_steps

COLUMNS = 3
WIDE, HIGH = 214.0, 122.0
"""One panel, with its heading and time axis."""
LEFT, RIGHT, TOP, BOTTOM = 22.0, 14.0, 32.0, 20.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a time (s), in words; drawn on the line."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One value over time (s). `points` are changes in order; between them the value stands."""

    name: str
    low: float
    high: float
    start: float
    points: Sequence[tuple[float, float]]
    summary: str
    """What it did, in words, without its name."""
    end_words: str
    """Its last value as shown at the top right."""
    bands: Sequence[tuple[float, str]] = ()
    """Where a named band begins."""
    marks: Sequence[Mark] = field(default_factory=tuple)


def steps(
    title: str, panels: Sequence[Panel], *, until: float, moves: Sequence[float], say: Say
) -> svg.Picture:
    """All panels, three in a row. `moves` are times (s) drawn as dotted lines; `say` writes a time."""
    last = max([until, 60.0, *(at for p in panels for at, _ in p.points)])
    elements = [
        svg.group((n % COLUMNS) * WIDE, (n // COLUMNS) * HIGH, _panel(panel, until, last, moves, say))
        for n, panel in enumerate(panels)
    ]
    rows = -(-len(panels) // COLUMNS)
    said = "; ".join(f"{p.name}: {p.summary}" for p in panels)
    return svg.picture(
        title, f"Each panel shows one value over exercise time, up to {say(last)}. {said}.",
        WIDE * min(COLUMNS, max(1, len(panels))), HIGH * max(1, rows), elements,
    )  # fmt: skip


def _way(points: Sequence[tuple[float, float]], x: Scale, y: Scale) -> Iterator[str]:
    """The line through all points; those on one place of the axis are one stroke from low to high."""
    for place, group in groupby(points, lambda point: svg.number(x(point[0]))):
        values = [value for _, value in group]
        stops = values if len(values) < 4 else (min(values), max(values), values[-1])
        yield f"H{place}{''.join([f'V{svg.number(y(value))}' for value in stops])}"


def value_at(panel: Panel, at: float) -> float:
    """The value after everything that happened by a time (s)."""
    return next((value for when, value in reversed(panel.points) if when <= at), panel.start)


def _panel(panel: Panel, until: float, last: float, moves: Sequence[float], say: Say) -> list[str]:
    left, right, top, bottom = LEFT, WIDE - RIGHT, TOP, HIGH - BOTTOM
    x = Scale(0, last, left, right)
    y = Scale(panel.low, max(panel.high, panel.low + 1), bottom, top)
    found = [svg.words(left, 12, panel.name, size=11, bold=True, room=right - left + 8)]
    found += [
        svg.line(left, y(v), right, y(v), "line", 0.6) for v, _ in panel.bands if panel.low < v <= panel.high
    ]
    found += [svg.line(x(m), top, x(m), bottom, "soft", 0.8, "1 3") for m in moves if 0 < m <= last]
    found.append(svg.line(left, bottom, right, bottom))
    for value in (panel.low, panel.high):
        found.append(svg.words(left - 4, y(value) + 3, f"{value:g}", size=9, anchor="end", fill="soft"))
    for tick in time_steps(last, 3):
        found.append(svg.line(x(tick), bottom, x(tick), bottom + 3))
        found.append(svg.words(x(tick), bottom + 13, say(tick), size=9, anchor="middle", fill="soft"))
    way = [f"M{svg.number(x(0))} {svg.number(y(panel.start))}"]
    way += _way(panel.points, x, y)
    way.append(f"H{svg.number(x(until))}")
    found.append(svg.path("".join(way)))
    for mark in panel.marks:
        found.append(svg.circle(x(mark.at), y(value_at(panel, mark.at)), 2.6, "paper", "ink", mark.words))
    found.append(svg.words(right, 25, panel.end_words, size=10, anchor="end", fill="soft", room=right - left))
    return found
