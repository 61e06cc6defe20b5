"""A comparison as one self-contained HTML page, with the tracks of all sessions drawn over one another."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tte.drawing import svg
from tte.drawing.axis import Scale, clock, time_steps
from tte.exercise.models import MARKING
from tte.review.compare import Comparison, TrackRow
from tte.review.compare_text import tables
from tte.review.plain import printable, visible
from tte.review.to_html import css_string

WIDE, HIGH, COLUMNS = 360.0, 170.0, 3
LEFT, RIGHT, TOP, BOTTOM = 28.0, 34.0, 26.0, 22.0
DASHES = ("", "7 3", "2 3", "9 3 2 3", "1 2")
"""Sessions are told apart by how their line is drawn, and by the letter at its end."""


def to_html(comparison: Comparison) -> str:
    """The page: remarks, tables, and the chart."""
    environment = Environment(
        loader=PackageLoader("tte.review", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["cell"] = printable
    assert environment.loader is not None
    css, *_ = environment.loader.get_source(environment, "report.css")
    picture = chart(comparison)
    return environment.get_template("compare.html.jinja").render(
        comparison=comparison, tables=tables(comparison), marking=MARKING, css=Markup(css),
        page_mark=css_string(visible(f"{MARKING} · {comparison.title}")),
        chart=Markup(picture.svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)), words=picture.words,
    )  # fmt: skip


def chart(comparison: Comparison) -> svg.Picture:
    """All tracks that are compared, one panel each, one line a session."""
    last = max([60.0, *(side.ended_at for side in comparison.sides)])
    panels = [
        svg.group((n % COLUMNS) * WIDE, (n // COLUMNS) * HIGH, _panel(comparison, track, last))
        for n, track in enumerate(comparison.tracks)
    ]
    rows = max(1, -(-len(panels) // COLUMNS))
    said = "; ".join(
        f"{t.name}: "
        + ", ".join(
            f"{side.label} from {t.start} to {cell.end}"
            for side, cell in zip(comparison.sides, t.cells, strict=True)
            if cell is not None
        )
        for t in comparison.tracks
    )
    width = WIDE * min(COLUMNS, max(1, len(panels)))
    return svg.picture("Tracks over exercise time", f"{said}.", width, rows * HIGH, panels)


def _panel(comparison: Comparison, track: TrackRow, last: float) -> list[str]:
    left, right, top, bottom = LEFT, WIDE - RIGHT, TOP, HIGH - BOTTOM
    x = Scale(0, last, left, right)
    y = Scale(track.low, max(track.high, track.low + 1), bottom, top)
    found = [svg.words(left, 14, track.name, size=12, bold=True, room=right - left)]
    found.append(svg.line(left, bottom, right, bottom))
    for value in (track.low, track.high):
        found.append(svg.words(left - 4, y(value) + 3, f"{value:g}", size=9, anchor="end", fill="soft"))
    for tick in time_steps(last, 4):
        found.append(svg.line(x(tick), bottom, x(tick), bottom + 3))
        found.append(svg.words(x(tick), bottom + 14, clock(tick), size=9, anchor="middle", fill="soft"))
    taken: list[float] = []
    for n, (side, cell) in enumerate(zip(comparison.sides, track.cells, strict=True)):
        if cell is None:
            continue
        way = [f"M{svg.number(x(0))} {svg.number(y(track.start))}"]
        way += [f"H{svg.number(x(p.at))}V{svg.number(y(p.value))}" for p in cell.points]
        way.append(f"H{svg.number(x(side.ended_at))}")
        found.append(svg.path("".join(way), "ink" if n % 2 else "accent", 1.8, dash=DASHES[n % len(DASHES)]))
        place = _free(y(cell.end) + 3, taken)
        found.append(svg.words(right + 4, place, f"{side.label} {cell.end}", size=10, bold=True))
    return found


def _free(wanted: float, taken: list[float]) -> float:
    """A place for a label where no other one stands yet."""
    place = wanted
    while any(abs(place - other) < 9 for other in taken):
        place -= 9
    taken.append(place)
    return place
