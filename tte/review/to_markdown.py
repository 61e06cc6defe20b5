"""The report as Markdown (GitHub's tables). Nothing that people wrote acts in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from tte.engine.clock import clock_text
from tte.review.document import (
    Authored,
    Block,
    Bullets,
    Document,
    Facts,
    Figure,
    Inline,
    Notice,
    Para,
    Passage,
    Quote,
    Section,
    SignOff,
    Table,
    Text,
    Timeline,
    pieces,
)
from tte.review.plain import (
    CELL,
    PASSAGE,
    SHOWN,
    markdown,
    markdown_authored,
    markdown_lines,
    numbers,
    printable,
    range_text,
    wall_text,
)


def to_markdown(document: Document) -> str:
    """The whole report."""
    return "\n".join(_lines(document)).rstrip() + "\n"


def _lines(document: Document) -> Iterator[str]:
    mark = f"**{document.marking}** · {_safe(document.exercise)} · **{_safe(document.handling)}**"
    yield from (mark, "", f"# {_safe(document.title)}", "")
    if document.subtitle:
        yield from (f"{_safe(document.subtitle)}", "")
    yield from (f"**{document.status}.** {_safe(document.status_words)} Made {document.made}.", "")
    if document.version_for:
        yield from (f"**{_safe(document.version_for)}**", "")
    yield from (f"- **{_safe(label)}:** {_safe(words)}" for label, words in document.front)
    yield ""
    for section in document.sections:
        yield from _section(section, 2)
    yield from ("---", "", mark)


def _section(section: Section, level: int) -> Iterator[str]:
    yield from (f"{'#' * min(6, level)} {_heading(section)}", "")
    for block in section.blocks:
        yield from _block(block)
    for part in section.parts:
        yield from _section(part, level + 1)


def _heading(section: Section) -> str:
    number = f"Appendix {section.number}:" if section.appendix else section.number  # ours: nothing to escape
    return f"{number} {_safe(section.title)}".strip()


def _block(block: Block) -> Iterator[str]:
    match block:
        case Para(words=words):
            yield from (_inline(words, PASSAGE), "")
        case Notice(words=words):
            yield from (f"> **{_inline(words, PASSAGE)}**", "")
        case Authored(text=text):
            yield from (*markdown_authored(printable(text, PASSAGE)), "")
        case Quote(text=text, source=source):
            yield from (f"> {line}".rstrip() + "\\" for line in markdown_lines(printable(text, PASSAGE)))
            yield from (f"> — {_inline(source)}", "")
        case Facts(rows=rows):
            yield from (f"- **{_safe(label)}:** {_inline(words)}" for label, words in rows)
            yield ""
        case Bullets(items=items):
            marks = (mark.replace("•", "-") for mark in block.marks)
            yield from (f"{mark} {_inline(item)}" for mark, item in zip(marks, items, strict=True))
            yield ""
        case Table():
            yield from _table(block.caption, block.head, block.rows)
        case Figure(picture=picture):
            words = (
                f"Chart: {picture.title}. It is in the HTML, PDF and DOCX report; the tables say the same."
            )
            yield from (f"*{_safe(words)}*", "")
        case Passage(text=text, events=events):
            for paragraph in printable(text, PASSAGE).split("\n\n"):
                yield from (*(f"{line}\\" for line in markdown_lines(paragraph)[:-1]),
                            *markdown_lines(paragraph)[-1:], "")  # fmt: skip
            if events:
                yield from (_inline(Text("", events)), "")
        case Timeline(rows=rows):
            yield from _table("", ("Event", "Time", "Wall clock", "What"), tuple(
                (f"#{r.seq}", clock_text(r.at), wall_text(r.wall), r.text) for r in rows
            ))  # fmt: skip
        case SignOff(rows=rows):
            head = ("Role", "Name", "Signature", "Date")
            yield from _table("", head, tuple((role, name, "", date) for role, name, date in rows))
        case _:
            assert_never(block)


def _table(caption: str, head: tuple[str, ...], rows: tuple[tuple[Inline, ...], ...]) -> Iterator[str]:
    if caption:
        yield from (f"**{_safe(caption)}**", "")
    yield f"| {' | '.join(_safe(h) for h in head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(_inline(cell) for cell in row)} |"
    yield ""


def _inline(words: Inline, limit: int = CELL) -> str:
    return "".join(_text(piece, limit) for piece in pieces(words))


def _text(text: Text, limit: int) -> str:
    shown = markdown(printable(text.text, limit))
    # the leading and trailing blanks of a piece are what joins it to the next
    lead = " " if text.text[:1] == " " else ""
    trail = " " if text.text[-1:] == " " else ""
    shown = shown.strip(" \u00a0")
    if text.tone in ("strong", "warn") and shown:
        shown = f"**{shown}**"
    elif text.tone == "blank" and shown:
        shown = f"*[{shown}]*".replace("[", "\\[").replace("]*", "\\]*")
    ranges = numbers(text.events)
    refs = ", ".join(range_text(*r) for r in ranges[:SHOWN])
    if len(ranges) > SHOWN:
        refs += f" and {len(ranges) - SHOWN} more"
    return f"{lead}{shown}{f' ({refs})' if refs else ''}{trail}"


def _safe(text: str) -> str:
    return markdown(printable(text))
