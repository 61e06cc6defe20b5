"""SVG as text: elements, words and the picture that they make. Lengths are in SVG units, y grows downwards.

Colours have names. Each element carries its colour twice: as an attribute, so that any renderer draws it, and
as a class (`f-accent` fills, `s-accent` strokes), so that a page may lay its own theme over it. The
names are told apart by lightness, so that a grey print says the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

COLOURS = {
    "ink": "#1b1f24", "soft": "#57606a", "line": "#c9ced4", "tint": "#eef1f4", "paper": "#ffffff",
    "accent": "#0b4f8a", "shade1": "#e3e9ef", "shade2": "#b4c4d3", "shade3": "#6f8ea9", "shade4": "#2f5d84",
    "shade5": "#0d2f4f",
}  # fmt: skip
"""Names of colours. `shade1` to `shade5` run from light to dark."""

SHADES = ("shade1", "shade2", "shade3", "shade4", "shade5")
FONT = "Noto Sans CJK JP, Noto Sans, Source Sans 3, Segoe UI, Helvetica Neue, Arial, sans-serif"

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: one SVG document, its title, and what it shows in words."""

    title: str
    words: str
    """The same as a text, for those who do not see it."""
    width: float
    height: float
    svg: str
    """`<svg>` with a size, a title and a description; without ids, scripts, links or styles."""


def clean(text: str) -> str:
    """Words without characters that XML forbids or that turn or hide text; line breaks as blanks."""
    return _CONTROL.sub(lambda found: " " if found[0] in "\n\r\t" else "\ufffd", text)


def escape(text: str) -> str:
    """Words as the content of an element or the value of an attribute."""
    return clean(text).translate(_ENTITIES)


def number(value: float) -> str:
    """A length with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def text_width(text: str, size: float) -> float:
    """About how wide words are; East Asian characters count as a full square."""
    if text.isascii():
        return 0.54 * size * len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return size * (wide + 0.54 * (len(text) - wide))


def fitted(text: str, width: float, size: float) -> str:
    """Words cut with an ellipsis where they are wider than a place."""
    text = clean(text[:400])
    if text_width(text, size) <= width:
        return text
    room = width - text_width("…", size)
    taken: list[str] = []
    for char in text:
        room -= text_width(char, size)
        if room < 0:
            break
        taken.append(char)
    return "".join(taken).rstrip() + "…"


# --- elements ------------------------------------------------------------------------------------------


def _paint(fill: str, stroke: str, width: float, dash: str) -> str:
    fills = f'fill="{COLOURS[fill]}"' if fill else 'fill="none"'
    names = [f"f-{fill}"] if fill else []
    strokes = ""
    if stroke:
        names.append(f"s-{stroke}")
        strokes = f' stroke="{COLOURS[stroke]}" stroke-width="{number(width)}"'
        strokes += f' stroke-dasharray="{dash}"' if dash else ""
    classes = f'class="{" ".join(names)}" ' if names else ""
    return f"{classes}{fills}{strokes}"


def line(
    x1: float, y1: float, x2: float, y2: float, stroke: str = "soft", width: float = 0.8, dash: str = ""
) -> str:
    """A straight line."""
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f"<line {ends} {_paint('', stroke, width, dash)}/>"


def rect(x: float, y: float, width: float, height: float, fill: str, stroke: str = "", hint: str = "") -> str:
    """A rectangle; `hint` is read out and shown where a pointer rests."""
    box = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return _with_hint("rect", f"{box} {_paint(fill, stroke, 0.8, '')}", hint)


def circle(x: float, y: float, radius: float, fill: str, stroke: str = "", hint: str = "") -> str:
    """A dot."""
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    return _with_hint("circle", f"{place} {_paint(fill, stroke, 1.2, '')}", hint)


def path(steps: str, stroke: str = "accent", width: float = 2.0, fill: str = "", dash: str = "") -> str:
    """A path of SVG path steps, which must come from this package's numbers."""
    return f'<path d="{steps}" stroke-linejoin="round" {_paint(fill, stroke, width, dash)}/>'


def words(
    x: float,
    y: float,
    text: str,
    *,
    size: float = 10.0,
    anchor: str = "start",
    fill: str = "ink",
    bold: bool = False,
    room: float = 0.0,
) -> str:
    """A line of words; with `room` they are cut to that width, and stand whole where a pointer rests."""
    shown = fitted(text, room, size) if room else clean(text)
    place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
    place += f' text-anchor="{anchor}"' if anchor != "start" else ""
    place += ' font-weight="600"' if bold else ""
    hint = f"<title>{escape(text[:400])}</title>" if room else ""
    return f"<text {place} {_paint(fill, '', 0, '')}>{hint}{escape(shown)}</text>"


def group(x: float, y: float, elements: Iterable[str]) -> str:
    """Elements moved together."""
    return f'<g transform="translate({number(x)} {number(y)})">{"".join(elements)}</g>'


def _with_hint(name: str, attributes: str, hint: str) -> str:
    if not hint:
        return f"<{name} {attributes}/>"
    return f"<{name} {attributes}><title>{escape(hint)}</title></{name}>"


def picture(title: str, said: str, width: float, height: float, elements: Sequence[str]) -> Picture:
    """Elements as a whole picture."""
    size = f"{number(width)} {number(height)}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{number(width)}" '
        f'height="{number(height)}" font-family="{FONT}" role="img" aria-label="{escape(title)}">'
    )
    svg = f"{head}<title>{escape(title)}</title><desc>{escape(said)}</desc>{''.join(elements)}</svg>"
    return Picture(clean(title), clean(said), width, height, svg)
