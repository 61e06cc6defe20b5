"""A comparison for people: as text tables for a terminal, and as one HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from unicodedata import combining, east_asian_width

from tte.engine.clock import clock_text, span_text
from tte.exercise.models import MARKING
from tte.review.compare import Cell, ChoiceRow, Comparison, Side
from tte.review.plain import one_line, visible

WIDTH = 110
NOTHING = "–"

Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
"""Its heading, its columns, its rows."""


def tables(comparison: Comparison) -> list[Table]:
    """All that is compared, as tables of short texts, one column a session."""
    labels = tuple(side.label for side in comparison.sides)
    found: list[Table] = [("Sessions", ("What", *labels), list(_about(comparison.sides)))]
    found.append(
        (
            "Choices (= alike, ≠ not)",
            ("Decision", "Owner", "=", *labels),
            [_choice(r) for r in comparison.choices],
        )
    )
    found.append(
        (
            "How long answers took (minutes and seconds, without stops)", ("Decision", "Owner", *labels),
            [_latency(r) for r in comparison.choices],
        )
    )  # fmt: skip
    found.append(
        (
            "Tracks, from where they started to where they ended", ("Track", "Scale", "Start", *labels),
            [
                (
                    t.name, f"{t.low} to {t.high}", str(t.start),
                    *(NOTHING if c is None else f"{c.end}{' ' + c.band if c.band else ''}" for c in t.cells),
                )
                for t in comparison.tracks
            ],
        )
    )  # fmt: skip
    if comparison.ratings:
        rows = [
            (f"{r.target} {r.title}", *(NOTHING if c is None else c[0] for c in r.cells))
            for r in comparison.ratings
        ]
        found.append(
            ("Ratings (P S M U; several where evaluators differ)", ("Objective or task", *labels), rows)
        )
    if comparison.left_out:
        found.append(
            ("Not compared", ("What", "Why"), [(left.what, left.why) for left in comparison.left_out])
        )
    return found


def _about(sides: Sequence[Side]) -> Iterable[tuple[str, ...]]:
    def row(title: str, *words: str) -> tuple[str, ...]:
        return (title, *(w or NOTHING for w in words))

    if any(s.name for s in sides):
        yield row("Session", *(s.name for s in sides))
    if any(s.forked for s in sides):
        yield row("Played?", *(s.forked or "played" for s in sides))
    yield row("By", *(s.players for s in sides))
    yield row("Version", *(f"{s.version} ({s.digest[:8]})" for s in sides))
    yield row("Setting", *(s.setting for s in sides))
    yield row("Seed", *(str(s.seed) for s in sides))
    yield row("State", *(f"{s.state}, {clock_text(s.ended_at)}" for s in sides))
    yield row("Ending", *(f"{s.ending} {s.ending_title}" for s in sides))
    if any(s.overlays for s in sides):
        yield row("Also", *("; ".join(s.overlays) for s in sides))
    yield row("Decided", *(str(s.decided) for s in sides))
    yield row("Median", *("" if s.median is None else span_text(s.median) for s in sides))
    yield row(
        "Slowest", *("" if s.worst is None else f"{span_text(s.worst)} {s.worst_decision}" for s in sides)
    )


def _choice(row: ChoiceRow) -> tuple[str, ...]:
    return (
        f"{row.decision} {row.title}", row.owner_title, "=" if row.alike else "≠",
        *(NOTHING if cell is None else _words(cell) for cell in row.cells),
    )  # fmt: skip


def _words(cell: Cell) -> str:
    choice = f"{cell.choice} {cell.choice_title}".strip()
    return f"{choice or 'no answer'}{' (default)' if cell.state == 'defaulted' else ''}"


def _latency(row: ChoiceRow) -> tuple[str, ...]:
    times = (None if c is None else c.latency for c in row.cells)
    return (row.decision, row.owner_title, *(NOTHING if t is None else span_text(t) for t in times))


def to_text(comparison: Comparison, width: int = WIDTH) -> str:
    """All tables, wrapped to the width of a terminal."""
    mark = "\n".join(_split(f"{MARKING} · {visible(one_line(comparison.title))}", width))
    lines = [mark]
    for remark in comparison.remarks:
        first, *rest = _split(visible(one_line(remark)), width - 2)
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
    for heading, columns, rows in tables(comparison):
        lines += ["", *_split(heading.upper(), width), *_drawn(columns, rows, width)]
    return "\n".join([*lines, mark])


def _drawn(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterable[str]:
    cells = [[visible(one_line(cell)) for cell in row] for row in (columns, *rows)]
    wide = [max(_columns(row[n]) for row in cells) for n in range(len(columns))]
    room = width - 2 * (len(columns) - 1)
    while sum(wide) > room and max(wide) > 8:
        wide[wide.index(max(wide))] -= 1
    for row in cells:
        parts = [_split(cell, wide[n]) for n, cell in enumerate(row)]
        for line in range(max(map(len, parts))):
            shown = [p[line] if line < len(p) else "" for p in parts]
            filled = (text + " " * (wide[n] - _columns(text)) for n, text in enumerate(shown))
            yield "  ".join(filled).rstrip()


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: East Asian characters take two, accents none."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _split(text: str, width: int) -> list[str]:
    """A text in lines of a width, broken between words where it can be."""
    lines: list[str] = []
    while _columns(text) > width:
        fits = max(1, sum(taken <= width for taken in accumulate(map(_columns, text[: width + 1]))))
        cut = text.rfind(" ", 0, fits + 1)
        cut = cut if cut > 0 else fits
        lines.append(text[:cut])
        text = text[cut:].lstrip()
    return [*lines, text]
