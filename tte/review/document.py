"""The shape of a report, between its content and its formats: sections of blocks.

Every string is plain text from whoever wrote it, and renderers treat it as such; only `Authored` holds the
Markdown of the exercise's authors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from tte.drawing.svg import Picture
from tte.review.model import TimelineRow
from tte.review.model_decisions import Events

PAPER_ROWS = 1_500
"""Rows of one table in a document of pages."""

Tone = Literal["", "strong", "quiet", "warn", "blank"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words with the events that they come from."""

    text: str
    events: Events = ()
    tone: Tone = ""
    link: str = ""
    """The section that the words lead to, by its id, in formats that have links."""


Piece = str | Text
Inline = Piece | tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Para:
    words: Inline
    kind: Literal["para"] = "para"

    @property
    def leads(self) -> bool:
        """Whether it is a label for what follows, and stays with it on a page."""
        return isinstance(self.words, Text) and self.words.tone == "strong"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to see before reading on."""

    words: Inline
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class Authored:
    """Markdown by the exercise's authors."""

    text: str
    kind: Literal["authored"] = "authored"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of people at the exercise, as they wrote them."""

    text: str
    source: Inline = ""
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Passage:
    """Plain text that somebody wrote for the report, in paragraphs."""

    text: str
    events: Events = ()
    kind: Literal["passage"] = "passage"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values."""

    rows: tuple[tuple[str, Inline], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Inline, ...]
    numbered: bool = False
    """Whether the items count from 1, where something else names them by their numbers."""
    kind: Literal["bullets"] = "bullets"

    @property
    def marks(self) -> tuple[str, ...]:
        """What stands before each item."""
        return tuple(f"{n}." if self.numbered else "•" for n in range(1, len(self.items) + 1))


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names its rows. `widths` are shares of its width, one for each column."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]
    widths: tuple[int, ...] = ()
    kind: Literal["table"] = "table"

    @property
    def percents(self) -> tuple[float, ...]:
        """The columns' widths in per cent."""
        shares = self.widths or (1,) * len(self.head)
        return tuple(round(100 * share / sum(shares), 2) for share in shares)

    @property
    def on_paper(self) -> tuple[tuple[tuple[Inline, ...], ...], str]:
        """The rows for a document in pages, and what to say about those that are left out."""
        return self.rows[:PAPER_ROWS], _left_out(len(self.rows))


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart; a table beside it says the same in figures."""

    picture: Picture
    caption: str
    """How to read it."""
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: tuple[TimelineRow, ...]
    kind: Literal["timeline"] = "timeline"

    @property
    def on_paper(self) -> tuple[tuple[TimelineRow, ...], str]:
        """The rows for a document in pages, and what to say about those that are left out."""
        return self.rows[:PAPER_ROWS], _left_out(len(self.rows))


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signs: role, and name and date of those who have; blank lines for the others."""

    rows: tuple[tuple[str, str, str], ...]
    kind: Literal["signoff"] = "signoff"


Block = Para | Notice | Authored | Quote | Passage | Facts | Bullets | Table | Figure | Timeline | SignOff


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()
    new_page: bool = False
    number: str = ""
    """As printed before the title: 3.2, or A.1 in an appendix."""
    appendix: bool = False


def leading(blocks: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """Blocks, each with whether it is words of authors that a page keeps with the labels behind them."""
    for block, behind in zip_longest(blocks, blocks[1:]):
        yield block, isinstance(block, Authored) and isinstance(behind, Facts)


FEW_ROWS, FEW_WORDS = 6, 900
"""Rows, and characters in a table or in one of its cells, that are surely less than a page."""


MOST_FACTS, MOST_WORDS = 14, 1_800
"""Labels, and characters of them and their values, that surely take less than half a page."""


def stays_whole(rows: Sequence[Sequence[Inline]]) -> bool:
    """Whether a table is small enough not to be divided between two pages."""
    words = sum(len(piece.text) for row in rows for cell in row for piece in pieces(cell))
    return len(rows) <= FEW_ROWS and words <= FEW_WORDS


def fits_a_page(rows: Sequence[Sequence[Inline]]) -> bool:
    """Whether labels with their values are few enough to stand together."""
    words = sum(len(piece.text) for row in rows for cell in row for piece in pieces(cell))
    return len(rows) <= MOST_FACTS and words <= MOST_WORDS


def _left_out(rows: int) -> str:
    more = rows - PAPER_ROWS
    return f"{more:,} later rows are left out on paper; the HTML and JSON forms have all." if more > 0 else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A report. `status` is DRAFT, INTERIM, SIGNED or NOT PLAYED."""

    title: str
    subtitle: str
    marking: str
    exercise: str
    handling: str
    status: str
    status_words: str
    made: str
    front: tuple[tuple[str, str], ...]
    """What the first page says: labels with values."""
    version_for: str
    """Whom this version is for, and what it leaves out; empty for control's own."""
    sections: tuple[Section, ...]
    linked: frozenset[int] = frozenset()
    """Events that the timeline shows, so that their numbers can lead there."""


def pieces(words: Inline) -> tuple[Text, ...]:
    """Inline words as texts."""
    given = words if isinstance(words, tuple) else (words,)
    return tuple(Text(piece) if isinstance(piece, str) else piece for piece in given)


def heading(section: Section) -> str:
    """A section's title with its number; an appendix says that it is one."""
    if section.appendix and len(section.number) == 1:
        return f"Appendix {section.number}: {section.title}"
    return f"{section.number} {section.title}".strip()
