"""The shape of a report, between its content and its formats: sections of blocks.

Every string is plain text from whoever wrote it, and renderers treat it as such; only `Authored` holds the
Markdown of the exercise's authors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tte.review.model import (
    TimelineRow,
    TrackRecord,
)
from tte.review.model_decisions import (
    Events,
)

Tone = Literal["", "strong", "quiet", "warn", "blank"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words with the events that they come from."""

    text: str
    events: Events = ()
    tone: Tone = ""


Piece = str | Text
Inline = Piece | tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Para:
    words: Inline
    kind: Literal["para"] = "para"


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
class Facts:
    """Labels with their values."""

    rows: tuple[tuple[str, Inline], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Inline, ...]
    kind: Literal["bullets"] = "bullets"


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


@dataclass(frozen=True, slots=True)
class Chart:
    """Tracks over time, with the moves as background; a table beside it says the same in text."""

    tracks: tuple[TrackRecord, ...]
    moves: tuple[tuple[str, str, float, float], ...]
    decided: tuple[tuple[str, float], ...]
    until: float
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: tuple[TimelineRow, ...]
    kind: Literal["timeline"] = "timeline"


@dataclass(frozen=True, slots=True)
class SignOff:
    """Blank lines for those who sign."""

    rows: tuple[str, ...]
    kind: Literal["signoff"] = "signoff"


Block = Para | Notice | Authored | Quote | Facts | Bullets | Table | Chart | Timeline | SignOff


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()
    new_page: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A report. `status` is DRAFT or INTERIM, in words."""

    title: str
    subtitle: str
    marking: str
    exercise: str
    handling: str
    status: str
    status_words: str
    made: str
    sections: tuple[Section, ...]
    linked: frozenset[int] = frozenset()
    """Events that the timeline shows, so that their numbers can lead there."""


def pieces(words: Inline) -> tuple[Text, ...]:
    """Inline words as texts."""
    given = words if isinstance(words, tuple) else (words,)
    return tuple(Text(piece) if isinstance(piece, str) else piece for piece in given)
