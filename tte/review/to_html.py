"""The report as one self-contained HTML file: semantic, printable, without scripts or network."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tte.drawing.svg import Picture
from tte.engine.clock import clock_text
from tte.review.authored import parser
from tte.review.document import Document, Inline, Text, heading, pieces
from tte.review.model import TimelineRow
from tte.review.model_decisions import Events
from tte.review.plain import CELL, PASSAGE, SHOWN, numbers, printable, range_text, visible, wall_clock

_ODD = re.compile(r"""[^ !#$%(-;=?-~]""")
"""What is not plain ASCII, or means something in HTML."""
_ONE = ('<span class="refs">#{0}</span>', '<span class="refs"><a href="#e{0}">#{0}</a></span>')
"""The number of one event: where nothing leads to it, and where the timeline has it."""


_MARK = re.compile(r"\0\d+\0")
"""Where the lines of a table will stand."""


def to_html(document: Document) -> str:
    """The whole report."""
    writer = _Writer(document.linked)
    page = (
        _environment()
        .get_template("report.html.jinja")
        .render(
            document=document, css=_css(), page_mark=css_string(_page_mark(document)),
            inline=writer.inline, refs=writer.refs, rows=writer.rows, timeline_rows=writer.timeline,
        )
    )  # fmt: skip
    return writer.whole(page)


@cache
def _environment() -> Environment:
    """Templates with everything escaped that is not markup of ours."""
    environment = Environment(
        loader=PackageLoader("tte.review", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    filters: dict[str, Any] = {
        "cell": printable,
        "passage": lambda text: printable(text, PASSAGE),
        "authored": _authored, "drawn": _drawn, "heading": heading, "paragraphs": _paragraphs,
    }  # fmt: skip
    environment.filters.update(filters)
    return environment


@cache
def _css() -> Markup:
    """The style sheet of the package; ours, so not escaped."""
    environment = _environment()
    assert environment.loader is not None
    source, *_ = environment.loader.get_source(environment, "report.css")
    return Markup(source)  # a file of this package


class _Writer:
    """Cells and lines, of which a long session has a hundred thousand: macros would take too long."""

    def __init__(self, linked: frozenset[int]) -> None:
        self._linked = linked
        self._bodies: dict[str, str] = {}

    def inline(self, words: Inline) -> Markup:
        """Words with the numbers of their events."""
        return Markup(self._words(words))  # escaped piece by piece

    def refs(self, events: Events) -> Markup:
        return Markup(self._refs(events))  # numbers, and nothing else

    def rows(self, rows: tuple[tuple[Inline, ...], ...]) -> Markup:
        """The body of a table; the first cell of a row names it."""
        return self._later(list(map(self._row, rows)))  # escaped cell by cell

    def _row(self, row: tuple[Inline, ...]) -> str:
        first, *rest = [self._words(words) for words in row]
        cells = f"<td>{'</td><td>'.join(rest)}</td>" if rest else ""
        return f'<tr><th scope="row">{first}</th>{cells}</tr>'

    def timeline(self, rows: tuple[TimelineRow, ...]) -> Markup:
        """Events, each a place that numbers lead to."""
        return self._later(
            [
                f'<tr id="e{r.seq}"><th scope="row">#{r.seq}</th><td>{clock_text(r.at)}</td>'
                f"<td>{wall_clock(r.wall)}</td><td>{_shown(r.text)}</td></tr>"
                for r in rows
            ]
        )  # escaped line by line

    def _later(self, lines: list[str]) -> Markup:
        """A mark where lines will stand: the macros around them would copy them again and again."""
        mark = f"\0{len(self._bodies)}\0"
        self._bodies[mark] = "\n".join(lines)
        return Markup(mark)  # a number

    def whole(self, page: str) -> str:
        """The page with all lines in their places."""
        return _MARK.sub(lambda found: self._bodies.get(found[0], found[0]), page)

    def _words(self, words: Inline) -> str:
        if isinstance(words, str):
            return _shown(words).strip()
        if isinstance(words, Text):
            return self._piece(words).strip()
        return "".join(map(self._piece, pieces(words))).strip()

    def _piece(self, piece: Text) -> str:
        shown = _shown(piece.text)
        if piece.tone == "strong":
            shown = f"<strong>{shown}</strong>"
        elif piece.tone:
            shown = f'<span class="{piece.tone}">{shown}</span>'
        if piece.link:
            shown = f'<a href="#{_escaped(piece.link)}">{shown}</a>'
        return f"{shown} {self._refs(piece.events)}" if piece.events else shown

    def _refs(self, events: Events) -> str:
        if len(events) == 1:
            [event] = events
            return _ONE[event in self._linked].format(event)
        ranges = numbers(events)
        shown = " ".join(
            f'<a href="#e{r[0]}">{range_text(*r)}</a>' if r[0] in self._linked else range_text(*r)
            for r in ranges[:SHOWN]
        )
        more = f" and {len(ranges) - SHOWN} more" if len(ranges) > SHOWN else ""
        return f'<span class="refs">{shown}{more}</span>'


def _shown(text: str) -> str:
    """Text as the content of a cell: most of it has nothing to escape, to make visible or to cut."""
    if len(text) <= CELL and not _ODD.search(text):
        return text
    return _escaped(printable(text))


def _escaped(text: str) -> str:
    """Text as the content of an element or the value of an attribute."""
    return escape(text, quote=False).replace('"', "&#34;").replace("'", "&#39;")


def _authored(text: str) -> Markup:
    """An author's Markdown with emphasis and lists; links, pictures, headings and HTML stay text."""
    return Markup(parser().render(printable(text, PASSAGE)))  # the renderer escapes


def _drawn(picture: Picture) -> Markup:
    """A chart as part of the page; its texts were escaped when it was drawn."""
    return Markup(picture.svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # drawn by this package


def _paragraphs(text: str) -> list[str]:
    return [part for part in printable(text, PASSAGE).split("\n\n") if part.strip()]


def _page_mark(document: Document) -> str:
    return visible(f"{document.marking} · {document.exercise} · {document.handling} · {document.status}")


def css_string(text: str) -> Markup:
    """A quoted CSS string in which every character but letters and digits is written by its number."""
    safe = "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in text[:200])
    return Markup(f'"{safe}"')  # nothing is left that could end the string or the sheet
