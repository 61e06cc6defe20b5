"""What is printed, apart from how: pages of few kinds of blocks, the same for PDF, DOCX and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from tte.exercise.models import MARKING

Layout = Literal["page", "wide", "folded", "slips"]
"""A4 upright; A4 on its side; the same folded to A5, two panels a page; small ones to cut out."""


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True)
class Para:
    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Message:
    """A text as its channel carries it: `code` in letters of one width, line by line."""

    text: str
    code: bool = False


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Labels and what they stand for; an empty value is a line to write on."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A table; an empty cell is a box to write in. Widths are shares; `tall` leaves room to write."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    tall: bool = False


@dataclass(frozen=True)
class Choices:
    """Boxes to tick, each with a title and perhaps more words."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Lines:
    """Ruled lines to write on, under a label."""

    label: str
    count: int


@dataclass(frozen=True)
class Strip:
    """For control's eyes: what stands on the envelope, above a line along which the sheet is cut."""

    rows: tuple[tuple[str, str], ...]


Block = Heading | Para | Message | Bullets | Facts | Grid | Choices | Lines | Strip


@dataclass(frozen=True)
class Panel:
    """A page, or the half of a folded one."""

    title: str
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()
    cover: bool = False


@dataclass(frozen=True)
class Part:
    """Pages of one layout and handling. A folded part has four panels a sheet, in the order of printing."""

    name: str
    layout: Layout
    handling: str
    panels: tuple[Panel, ...]
    note: str = ""
    """How to print and cut it, for whoever stands at the printer."""


@dataclass(frozen=True)
class Paper:
    """Everything that was asked for."""

    exercise: str
    version: str
    parts: tuple[Part, ...] = field(default=())
    marking: str = MARKING


def texts(*blocks: Block | Iterable[Block] | None) -> tuple[Block, ...]:
    """Blocks in a row, without those that are missing."""
    found: list[Block] = []
    for block in blocks:
        if block is None:
            continue
        if isinstance(block, Heading | Para | Message | Bullets | Facts | Grid | Choices | Lines | Strip):
            found.append(block)
        else:
            found += block
    return tuple(found)


def bullets(title: str, items: Iterable[str]) -> tuple[Block, ...]:
    """A heading with a list; nothing for an empty one."""
    listed = tuple(flat(item) for item in items)
    return (Heading(title, 3), Bullets(listed)) if listed else ()


def paragraphs(text: str) -> tuple[Block, ...]:
    """A text's paragraphs, without its line breaks."""
    return tuple(Para(flat(part)) for part in re.split(r"\n\s*\n", text.strip()) if part.strip())


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


_FENCE = re.compile(r"^```.*$")
_LIST = re.compile(r"^[ \t]*(?:[-*+]|[0-9]+[.)])[ \t]+")
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)


def message(text: str) -> tuple[Block, ...]:
    """An inject's Markdown, plainly: fenced parts as they stand, lists and lines of their own kept."""
    found: list[Block] = []
    rows: list[str] = []
    code = False

    def close() -> None:
        if any(row.strip() for row in rows):
            found.append(Message("\n".join(rows).strip("\n"), code))
        rows.clear()

    for line in text.split("\n"):
        if _FENCE.match(line):
            close()
            code = not code
        elif code:
            rows.append(line.rstrip())
        elif not line.strip():
            close()
        elif _LIST.match(line) or not rows or rows[-1].endswith(("  ", "\\")):
            rows.append(_STRONG.sub(r"\1", line.strip()))
        else:
            rows[-1] = f"{rows[-1]} " + _STRONG.sub(r"\1", line.strip())
    close()
    return tuple(found)
