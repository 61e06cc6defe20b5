"""The report as one self-contained HTML file: semantic, printable, without scripts or network."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from tte.engine.clock import clock_text
from tte.review.chart import draw
from tte.review.document import Document, pieces
from tte.review.plain import PASSAGE, SHOWN, numbers, printable, range_text, visible, wall_text

_INERT = (
    "link", "image", "autolink", "html_inline", "html_block", "reference", "heading", "lheading", "entity",
)  # fmt: skip


def to_html(document: Document) -> str:
    """The whole report."""
    environment = _environment()
    return environment.get_template("report.html.jinja").render(
        document=document, css=_css(), shown=SHOWN, page_mark=_css_string(_page_mark(document))
    )


@cache
def _environment() -> Environment:
    """Templates with everything escaped that is not markup of ours."""
    environment = Environment(
        loader=PackageLoader("tte.review", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    filters: dict[str, Any] = {
        "pieces": pieces, "cell": printable,
        "passage": lambda text: printable(text, PASSAGE),
        "authored": _authored, "ranges": numbers, "range_text": lambda r: range_text(*r), "draw": draw,
        "clock": clock_text, "wall": wall_text,
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


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(list(_INERT), ignoreInvalid=True)


def _authored(text: str) -> Markup:
    """An author's Markdown with emphasis and lists; links, pictures, headings and HTML stay text."""
    return Markup(_markdown().render(printable(text, PASSAGE)))  # the renderer escapes


def _page_mark(document: Document) -> str:
    return visible(f"{document.marking} · {document.exercise} · {document.handling} · {document.status}")


def _css_string(text: str) -> Markup:
    """A quoted CSS string in which every character but letters and digits is written by its number."""
    safe = "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in text[:200])
    return Markup(f'"{safe}"')  # nothing is left that could end the string or the sheet
