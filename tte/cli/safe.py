"""Text that people wrote, made harmless for a terminal; JSON that stays JSON. Imports no terminal library."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

_SPACES = frozenset({"Zs"})
_JOINERS = frozenset("\u200c\u200d")
"""Scripts and emoji need these; no terminal acts on them."""


def _shown(char: str) -> str:
    if char.isprintable() or char in _JOINERS:
        return char
    if char in "\t\r\n\v\f\x85\u2028\u2029" or unicodedata.category(char) in _SPACES:
        return " "
    return "\N{REPLACEMENT CHARACTER}"


def line(text: str) -> str:
    """The text on one line, without anything a terminal could act on: escapes, controls, direction marks."""
    return text if text.isprintable() else "".join(map(_shown, text))


def block(text: str) -> str:
    """As `line`, but the text's own line breaks stay."""
    return "\n".join(line(part) for part in text.replace("\r\n", "\n").split("\n"))


def short(text: str, length: int = 80) -> str:
    """The beginning of a text, on one line, for messages and tables."""
    shown = " ".join(line(text[: length * 4]).split())
    return shown if len(shown) <= length else shown[: length - 1] + "…"


def _escaped(char: str) -> str:
    if char.isprintable() or char == "\n":
        return char
    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"


def as_json(value: Any, *, indent: int | None = 2) -> str:
    """JSON that prints safely: what a terminal could act on is escaped as JSON allows, the rest is kept.

    Everything outside a JSON string is ASCII, so only characters inside strings are ever replaced.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    return text if text.isprintable() else "".join(map(_escaped, text))


def marking(title: str) -> str:
    """The line that every print carries at top and bottom."""
    from tte.exercise.names import MARKING

    return f"{MARKING} · {line(title)}"
