"""Writing the report of an analysis: Markdown, one self-contained HTML file, or JSON."""

from __future__ import annotations

from typing import Literal, assert_never

from tte.review.content import document_of
from tte.review.data import to_json
from tte.review.model import (
    Analysis,
)

Format = Literal["md", "html", "json"]
FORMATS: tuple[Format, ...] = ("md", "html", "json")


def write_report(analysis: Analysis, format: Format) -> str:
    """The whole report as text, in one of the formats."""
    match format:
        case "json":
            return to_json(analysis)
        case "md":
            from tte.review.to_markdown import to_markdown

            return to_markdown(document_of(analysis))
        case "html":
            from tte.review.to_html import to_html  # Jinja2 is loaded only where it is needed

            return to_html(document_of(analysis))
        case _:
            assert_never(format)
