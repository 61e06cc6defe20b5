"""Which characters the fonts of the PDF can show: typst's own, and Noto Sans CJK for East Asian text."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from pathlib import Path

_HEAD = struct.Struct(">4sIII")
_SUBTABLE = struct.Struct(">HHI")
_GROUP = struct.Struct(">III")
_SEGMENTED = 12
"""The format of a cmap subtable that covers all of Unicode in ranges."""


@cache
def font_folder() -> Path:
    """Where the East Asian font lies."""
    import noto_cjk_sans_jp_regular

    return Path(noto_cjk_sans_jp_regular.__file__).parent


def shown(text: str) -> str:
    """The text with every character that no font can show written by its number: ⟨U+1F600⟩."""
    if text.isascii():
        return text
    return _beyond().sub(_numbered, text)


def _numbered(found: re.Match[str]) -> str:
    char = found[0]
    if _within(_embedded(), ord(char)) or _within(_east_asian(), ord(char)):
        return char
    return f"⟨U+{ord(char):04X}⟩"


@cache
def _beyond() -> re.Pattern[str]:
    """Characters that want a look: beyond Latin, Greek and Cyrillic."""
    return re.compile("[^\n\t\x20-\x7e\xa0-\u017f\u0391-\u03c9\u0410-\u044f–—‘’“”…→±−·]")


def _within(ranges: tuple[list[int], list[int]], code: int) -> bool:
    firsts, lasts = ranges
    place = bisect_right(firsts, code) - 1
    return place >= 0 and code <= lasts[place]


@cache
def _embedded() -> tuple[list[int], list[int]]:
    """Ranges of the fonts that come with typst."""
    text = (files("tte.printing") / "embedded-glyphs.txt").read_text(encoding="ascii")
    firsts, lasts = [], []
    for word in text.split():
        first, _, last = word.partition("-")
        firsts.append(int(first, 16))
        lasts.append(int(last or first, 16))
    return firsts, lasts


@cache
def _east_asian() -> tuple[list[int], list[int]]:
    """Ranges of the East Asian font, from its character map."""
    firsts: list[int] = []
    lasts: list[int] = []
    for path in sorted(font_folder().glob("*.otf")):
        with path.open("rb") as file:
            head = file.read(12)
            (count,) = struct.unpack_from(">H", head, 4)
            tables = file.read(_HEAD.size * count)
            for n in range(count):
                tag, _, offset, length = _HEAD.unpack_from(tables, _HEAD.size * n)
                if tag == b"cmap":
                    file.seek(offset)
                    found = _ranges(file.read(length))
                    firsts += [first for first, _ in found]
                    lasts += [last for _, last in found]
    return firsts, lasts


def _ranges(cmap: bytes) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    for n in range(count):
        _, _, offset = _SUBTABLE.unpack_from(cmap, 4 + _SUBTABLE.size * n)
        (form,) = struct.unpack_from(">H", cmap, offset)
        if form == _SEGMENTED:
            (groups,) = struct.unpack_from(">I", cmap, offset + 12)
            return [
                _GROUP.unpack_from(cmap, offset + 16 + _GROUP.size * g)[:2] for g in range(groups)
            ]  # in order of the code points, by the format's rule
    return []
