"""Charts of named rows: bars, shares of a whole, dots on an axis, and what was planned against what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tte.drawing import svg
from tte.drawing.axis import Say, Scale, plain, round_steps

WIDE = 640.0
NAME, GAP, RIGHT = 190.0, 8.0, 44.0
ROW, TOP, FOOT = 21.0, 8.0, 26.0


def _names(
    names: Sequence[str], high: float = ROW, top: float = TOP, size: float = 11.0, room: float = NAME
) -> list[str]:
    return [
        svg.words(room, top + high * n + high / 2 + size / 3, name, size=size, anchor="end", room=room - 4)
        for n, name in enumerate(names)
    ]


def _axis(x: Scale, ticks: Sequence[float], top: float, bottom: float, say: Say) -> list[str]:
    found = []
    for tick in ticks:
        found.append(svg.line(x(tick), top, x(tick), bottom, "line", 0.6))
        found.append(svg.words(x(tick), bottom + 14, say(tick), size=10, anchor="middle", fill="soft"))
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    """A row with one length."""

    name: str
    value: float
    words: str = ""
    """What stands behind the bar, if not the number."""


def bars(title: str, rows: Sequence[Bar], *, say: Say = plain, ticks: Sequence[float] = ()) -> svg.Picture:
    """A horizontal bar a row, from 0."""
    top = max([1e-9, *(r.value for r in rows), *ticks])
    x = Scale(0, top, NAME + GAP, WIDE - RIGHT)
    bottom = TOP + ROW * len(rows)
    found = _axis(x, ticks or round_steps(0, top), TOP, bottom, say) + _names([r.name for r in rows])
    for n, row in enumerate(rows):
        y = TOP + ROW * n
        found.append(svg.rect(x(0), y + 4, max(0.5, x(row.value) - x(0)), ROW - 8, "shade4"))
        found.append(svg.words(x(row.value) + 4, y + ROW / 2 + 4, row.words or say(row.value), fill="soft"))
    said = "; ".join(f"{r.name}: {r.words or say(r.value)}" for r in rows) or "nothing"
    return svg.picture(title, f"{title}: {said}.", WIDE, bottom + FOOT, found)


@dataclass(frozen=True, slots=True)
class Share:
    """A row divided among categories; `words` stands behind it."""

    name: str
    counts: Sequence[int]
    words: str = ""


def shares(
    title: str,
    categories: Sequence[str],
    rows: Sequence[Share],
    *,
    names: float = NAME,
    ends: float = 100.0,
) -> svg.Picture:
    """A bar a row, its counts one after the other, lighter to darker; each part carries its count.

    `names` is the room for the rows' names, `ends` that for the words at their ends.
    """
    most = max([1, *(sum(r.counts) for r in rows)])
    key = 22.0
    x = Scale(0, most, names + GAP, WIDE - ends)
    shades = _spread(len(categories))
    found: list[str] = []
    place = 4.0
    for category, shade in zip(categories, shades, strict=True):
        found.append(svg.rect(place, 2, 11, 11, shade, "soft"))
        found.append(svg.words(place + 15, 11, category, size=10, room=150))
        place += 27 + min(150.0, svg.text_width(category, 10))
    found += _names([r.name for r in rows], top=TOP + key, room=names)
    for n, row in enumerate(rows):
        y, at = TOP + key + ROW * n, 0
        for category, shade, count in zip(categories, shades, row.counts, strict=True):
            if count:
                left, right = x(at), x(at + count)
                hint = f"{row.name}: {category} {count}"
                found.append(svg.rect(left, y + 3, right - left, ROW - 6, shade, "soft", hint))
                ink = "paper" if shade in svg.SHADES[2:] else "ink"
                if right - left > 12:
                    middle = (left + right) / 2
                    found.append(svg.words(middle, y + ROW / 2 + 4, str(count), anchor="middle", fill=ink))
            at += count
        found.append(svg.words(x(at) + 5, y + ROW / 2 + 4, row.words, fill="soft", room=ends - 8))
    said = "; ".join(
        f"{r.name}: "
        + (", ".join(f"{c} {k}" for c, k in zip(categories, r.counts, strict=True) if k) or "none")
        for r in rows
    )
    return svg.picture(title, f"{title}: {said or 'nothing'}.", WIDE, TOP + key + ROW * len(rows) + 6, found)


def _spread(count: int) -> list[str]:
    """So many shades from light to dark, as far apart as there are."""
    if count <= 1:
        return [svg.SHADES[2]] * count
    return [svg.SHADES[round(n * (len(svg.SHADES) - 1) / (count - 1))] for n in range(count)]


@dataclass(frozen=True, slots=True)
class Dots:
    """A row of single values, each with its words; `middle` is marked with a stroke."""

    name: str
    values: Sequence[tuple[float, str]]
    middle: float | None = None


def dots(title: str, rows: Sequence[Dots], *, say: Say = plain, ticks: Sequence[float] = ()) -> svg.Picture:
    """A dot a value, so that each single one is seen; an upright stroke at each row's middle."""
    top = max([1e-9, *(v for r in rows for v, _ in r.values), *ticks])
    x = Scale(0, top, NAME + GAP, WIDE - RIGHT)
    bottom = TOP + ROW * len(rows)
    found = _axis(x, ticks or round_steps(0, top), TOP, bottom, say) + _names([r.name for r in rows])
    for n, row in enumerate(rows):
        y = TOP + ROW * n + ROW / 2
        found.append(svg.line(x(0), y, x(top), y, "line", 0.6))
        found += [svg.circle(x(v), y, 4, "shade3", "ink", f"{w}: {say(v)}") for v, w in row.values]
        if row.middle is not None:
            found.append(svg.line(x(row.middle), y - 9, x(row.middle), y + 9, "ink", 2.4))
    said = "; ".join(
        f"{r.name}: {', '.join(f'{w} {say(v)}' for v, w in r.values) or 'none'}"
        f"{'' if r.middle is None else f', median {say(r.middle)}'}"
        for r in rows
    )
    return svg.picture(title, f"{title}: {said or 'nothing'}.", WIDE, bottom + FOOT, found)


@dataclass(frozen=True, slots=True)
class Plan:
    """A row with a planned and an actual place on the axis; None where there is none."""

    name: str
    planned: float | None
    actual: float | None
    words: str = ""
    """What stands at the row's right end."""


def plans(
    title: str,
    rows: Sequence[Plan],
    *,
    until: float,
    moves: Sequence[float],
    ticks: Sequence[float],
    say: Say,
) -> svg.Picture:
    """An open ring where it was planned, a full dot where it came, a stroke between."""
    last = max([until, 1e-9, *(v for r in rows for v in (r.planned, r.actual) if v is not None)])
    high, key = 17.0, 20.0
    x = Scale(0, last, NAME + GAP, WIDE - RIGHT)
    bottom = TOP + key + high * len(rows)
    found = [
        svg.circle(NAME + GAP + 6, 9, 3.6, "paper", "ink"), svg.words(NAME + GAP + 14, 13, "planned"),
        svg.circle(NAME + GAP + 76, 9, 3.2, "accent"), svg.words(NAME + GAP + 84, 13, "actual"),
    ]  # fmt: skip
    found += _axis(x, ticks, TOP + key, bottom, say)
    found += [svg.line(x(m), TOP + key, x(m), bottom, "soft", 0.8, "1 3") for m in moves if 0 < m <= last]
    found += _names([r.name for r in rows], high, TOP + key, 10)
    for n, row in enumerate(rows):
        y = TOP + key + high * n + high / 2
        if row.planned is not None and row.actual is not None:
            found.append(svg.line(x(row.planned), y, x(row.actual), y, "accent", 1.6))
        if row.planned is not None:
            found.append(svg.circle(x(row.planned), y, 3.6, "paper", "ink"))
        if row.actual is not None:
            found.append(svg.circle(x(row.actual), y, 3.2, "accent"))
        found.append(svg.words(WIDE - RIGHT + 8, y + 3.5, row.words, size=9, fill="soft", room=RIGHT - 8))
    said = "; ".join(
        f"{r.name}: planned {say(r.planned) if r.planned is not None else 'at no time'}, "
        f"{f'actual {say(r.actual)}' if r.actual is not None else 'not released'}"
        for r in rows
    )
    return svg.picture(title, f"{title}: {said or 'nothing'}.", WIDE, bottom + FOOT, found)
