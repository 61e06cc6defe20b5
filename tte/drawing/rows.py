"""Charts of named rows: bars, shares of a whole, dots on an axis, and what was planned against what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tte.drawing import svg
from tte.drawing.axis import Say, Scale, plain, round_steps

WIDE = 640.0
NAME, MOST_NAME, GAP, RIGHT = 190.0, 320.0, 8.0, 44.0
"""Room for the names of rows, at least and at most; beside them; at the right end."""
ROW, TOP, FOOT = 21.0, 8.0, 26.0


def room_for(names: Sequence[str], size: float = 11.0, least: float = NAME) -> float:
    """How much room rows need for their names to stand whole, up to half of a chart."""
    return max(least, min(MOST_NAME, max([0.0, *(svg.text_width(n, size) for n in names)]) + 8))


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
    ends: float = 100.0,
    shades: Sequence[str] = (),
    letters: Sequence[str] = (),
) -> svg.Picture:
    """A bar a row, its counts one after the other; each part carries its count where it has room.

    Parts go from light to dark, beyond five again with strokes: they are told apart in grey, and in a dark
    theme. `ends` is the room for the words at the ends of rows; `shades` are the categories' own, where they
    are no scale, and `letters` stand before their counts.
    """
    names = room_for([r.name for r in rows])
    most = max([1, *(sum(r.counts) for r in rows)])
    key = 22.0
    x = Scale(0, most, names + GAP, WIDE - ends)
    looks = [_Look(shade) for shade in shades] or _looks(len(categories))
    letters = letters or [""] * len(categories)
    found: list[str] = []
    place = 4.0
    for category, look in zip(categories, looks, strict=True):
        found += _box(place, 2, 11, 11, look)
        found.append(svg.words(place + 15, 11, category, size=10, room=150))
        place += 27 + min(150.0, svg.text_width(category, 10))
    found += _names([r.name for r in rows], top=TOP + key, room=names)
    for n, row in enumerate(rows):
        y, at = TOP + key + ROW * n, 0
        for category, look, letter, count in zip(categories, looks, letters, row.counts, strict=True):
            if count:
                left, right = x(at), x(at + count)
                found += _box(left, y + 3, right - left, ROW - 6, look, f"{row.name}: {category} {count}")
                found += _label(left, right, y, look, (f"{letter} {count}".strip(), str(count)))
            at += count
        found.append(svg.words(x(at) + 5, y + ROW / 2 + 4, row.words, fill="soft", room=ends - 8))
    said = "; ".join(
        f"{r.name}: "
        + (", ".join(f"{c} {k}" for c, k in zip(categories, r.counts, strict=True) if k) or "none")
        for r in rows
    )
    return svg.picture(title, f"{title}: {said or 'nothing'}.", WIDE, TOP + key + ROW * len(rows) + 6, found)


@dataclass(frozen=True, slots=True)
class _Look:
    """A shade, and strokes over it: none, upright or level."""

    shade: str
    strokes: int = 0

    @property
    def ink(self) -> str:
        return "paper" if self.shade in svg.SHADES[2:] else "ink"

    @property
    def over(self) -> str:
        """The colour of its strokes, the same in every theme, as its ground is."""
        return svg.SHADES[0] if self.ink == "paper" else svg.SHADES[-1]


def _looks(count: int) -> list[_Look]:
    """So many: up to five shades from light to dark, far apart; beyond, the same under strokes."""
    if count <= 1:
        return [_Look(svg.SHADES[2])] * count
    most = len(svg.SHADES)
    if count <= most:
        return [_Look(svg.SHADES[round(n * (most - 1) / (count - 1))]) for n in range(count)]
    return [_Look(svg.SHADES[n % most], n // most % 3) for n in range(count)]


def _box(x: float, y: float, width: float, high: float, look: _Look, hint: str = "") -> list[str]:
    """A rectangle in a look; without ids, which patterns would need, its strokes are lines."""
    found = [svg.rect(x, y, width, high, look.shade, "soft", hint)]
    side = width if look.strokes == 1 else high
    places = [2.0 + 4 * n for n in range(int((side - 1) / 4) + 1)] if side > 4 else [side / 2]
    for at in places if look.strokes else ():
        if look.strokes == 1:
            found.append(svg.line(x + at, y, x + at, y + high, look.over, 1))
        else:
            found.append(svg.line(x, y + at, x + width, y + at, look.over, 1))
    return found


def _label(left: float, right: float, y: float, look: _Look, texts: Sequence[str]) -> list[str]:
    """The longest of these texts that fits into a part, on plain ground; or none."""
    for text in texts:
        wide = svg.text_width(text, 10) + 4
        if wide <= right - left:
            middle = (left + right) / 2
            ground = [svg.rect(middle - wide / 2, y + 4, wide, ROW - 8, look.shade)] if look.strokes else []
            return [*ground, svg.words(middle, y + ROW / 2 + 4, text, anchor="middle", fill=look.ink)]
    return []


@dataclass(frozen=True, slots=True)
class Dots:
    """A row of single values, each with its words; `middle` is marked with a stroke."""

    name: str
    values: Sequence[tuple[float, str]]
    middle: float | None = None


def dots(title: str, rows: Sequence[Dots], *, say: Say = plain, ticks: Sequence[float] = ()) -> svg.Picture:
    """A dot a value, so that each single one is seen; an upright stroke at each row's middle."""
    top = max([1e-9, *(v for r in rows for v, _ in r.values), *ticks])
    names = room_for([r.name for r in rows])
    x = Scale(0, top, names + GAP, WIDE - RIGHT)
    bottom = TOP + ROW * len(rows)
    found = _axis(x, ticks or round_steps(0, top), TOP, bottom, say)
    found += _names([r.name for r in rows], room=names)
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
    names = room_for([r.name for r in rows], 10)
    x = Scale(0, last, names + GAP, WIDE - RIGHT)
    bottom = TOP + key + high * len(rows)
    left = names + GAP
    found = [
        svg.circle(left + 6, 9, 3.6, "paper", "ink"), svg.words(left + 14, 13, "planned"),
        svg.circle(left + 76, 9, 3.2, "accent"), svg.words(left + 84, 13, "actual"),
    ]  # fmt: skip
    found += _axis(x, ticks, TOP + key, bottom, say)
    found += [svg.line(x(m), TOP + key, x(m), bottom, "soft", 0.8, "1 3") for m in moves if 0 < m <= last]
    found += _names([r.name for r in rows], high, TOP + key, 10, names)
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
