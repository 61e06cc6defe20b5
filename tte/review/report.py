"""Writing a report: Markdown, one self-contained HTML file, JSON, a document, a PDF, a workbook.

Libraries of a format are loaded only when it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, assert_never

from tte.engine.events import Recorded
from tte.review.model import Analysis
from tte.review.redact import report_of
from tte.review.report_model import Report

Format = Literal["md", "html", "json", "docx", "pdf", "xlsx"]
FORMATS: tuple[Format, ...] = ("md", "html", "json", "docx", "pdf", "xlsx")
TextFormat = Literal["md", "html", "json"]
TEXTS: tuple[TextFormat, ...] = ("md", "html", "json")


def render(report: Report, format: Format, history: Sequence[Recorded] = ()) -> bytes:
    """The whole report in one of the formats. `history` is for the workbook's sheet of raw events."""
    match format:
        case "json":
            from tte.review.data import to_json

            return to_json(report).encode()
        case "xlsx":
            from tte.review.to_xlsx import to_xlsx

            return to_xlsx(report, history)
        case "md":
            from tte.review.content import document_of
            from tte.review.to_markdown import to_markdown

            return to_markdown(document_of(report)).encode()
        case "html":
            from tte.review.content import document_of
            from tte.review.to_html import to_html

            return to_html(document_of(report)).encode()
        case "docx":
            from tte.review.content import document_of
            from tte.review.to_docx import to_docx

            return to_docx(document_of(report))
        case "pdf":
            from tte.review.content import document_of
            from tte.review.to_pdf import to_pdf

            return to_pdf(document_of(report))
        case _:
            assert_never(format)


def write_report(analysis: Analysis, format: TextFormat) -> str:
    """Control's report as text."""
    return render(report_of(analysis), format).decode()
