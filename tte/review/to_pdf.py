"""The report as PDF by typst, offline: tagged for readers that speak (PDF/UA), with fonts that come along.

Words go in as JSON. PDF/UA refuses a character without a glyph, so none is ever printed as an empty box;
those that no font has stand as their numbers, as control characters do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Any, assert_never

import typst

from tte.engine.clock import clock_text
from tte.errors import TteError
from tte.printing.glyphs import shown
from tte.review.authored import pieces_of
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
    fits_a_page,
    heading,
    leading,
    pieces,
    stays_whole,
)
from tte.review.pictures import fonts
from tte.review.plain import CELL, PASSAGE, SHOWN, numbers, printable, range_text, wall_clock

_TRIES = 12
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)

_LONG = re.compile(r"[!-~]{26,}")

Runs = list[tuple[str, str, str, str]]
"""Words, tone, numbers of events, and the section that they lead to."""


class PdfFailed(TteError):
    """The PDF could not be set."""


def to_pdf(document: Document) -> bytes:
    """The whole report."""
    given = json.dumps(_document(document), ensure_ascii=False)
    source = (files("tte.review") / "templates" / "report.typ").read_bytes()
    among = fonts()
    for _ in range(_TRIES):
        try:
            made = typst.compile(
                source, font_paths=among, sys_inputs={"report": given}, format="pdf", pdf_standards="ua-1"
            )
        except typst.TypstError as error:
            given = _without(given, error)
            continue
        if isinstance(made, bytes):
            return made
        break
    raise PdfFailed(
        "The PDF could not be set: its fonts lack too many of the characters in this session.",
        remedy="Write the report with --format docx or html.",
    )


def _without(given: str, error: typst.TypstError) -> str:
    """The same words, with what typst could not join to a glyph written by number. Raises PdfFailed."""
    found = _MISSING.search(error.message)
    chars = {c for c in json.loads(f'"{found[1]}"') if not c.isascii()} if found else set()
    if not chars:
        raise PdfFailed(
            f"The PDF could not be set: {error.message}.",
            remedy="Write the report with --format docx or html.",
        ) from error
    for char in chars:
        given = given.replace(char, f"⟨U+{ord(char):04X}⟩")
    return given


# --- words ---------------------------------------------------------------------------------------------


def _words(text: str, limit: int = CELL) -> str:
    return _LONG.sub(_breakable, shown(printable(text, limit).replace("\t", "    ")))


def _breakable(found: re.Match[str]) -> str:
    """A long word with places at which its line may break: typst finds none in a hash or an address."""
    word = found[0]
    return "\u200b".join(word[n : n + 8] for n in range(0, len(word), 8))


def _runs(words: Inline, limit: int = CELL) -> Runs:
    return [(_words(p.text, limit), p.tone, _refs(p), p.link) for p in pieces(words)]


def _refs(text: Text) -> str:
    ranges = numbers(text.events)
    refs = " ".join(range_text(*r) for r in ranges[:SHOWN])
    return f"{refs} and {len(ranges) - SHOWN} more" if len(ranges) > SHOWN else refs


# --- shape ---------------------------------------------------------------------------------------------


def _document(d: Document) -> dict[str, Any]:
    notices = [(f"{d.status}. ", _words(d.status_words))]
    if d.version_for:
        notices.append(("", _words(d.version_for)))
    running = f"{d.marking} · {d.exercise} · {d.handling} · {d.status}"
    return {
        "title": _words(d.title), "exercise": _words(d.exercise), "subtitle": _words(d.subtitle),
        "marking": d.marking, "handling": _words(d.handling), "running": _words(running, 300),
        "notices": notices, "front": [(_words(label), _runs(words)) for label, words in d.front],
        "sections": [_section(s) for s in d.sections],
    }  # fmt: skip


def _section(s: Section) -> dict[str, Any]:
    return {
        "id": s.id, "title": _words(heading(s)), "page": s.new_page or s.id == "summary",
        "body": not s.appendix and not s.number[:1].isalpha(),
        "blocks": [{**given, "sticks": sticks} for b, sticks in leading(s.blocks) for given in _block(b)],
        "parts": [_section(p) for p in s.parts],
    }  # fmt: skip


def _block(block: Block) -> Iterable[dict[str, Any]]:
    match block:
        case Para(words=words):
            yield {"kind": "para", "words": _runs(words, PASSAGE), "leads": block.leads}
        case Notice(words=words):
            yield {"kind": "notice", "words": _runs(words, PASSAGE)}
        case Authored(text=text):
            yield {"kind": "authored", "pieces": _authored(text)}
        case Quote(text=text, source=source):
            yield {"kind": "quote", "text": _words(text, PASSAGE), "source": _runs(source)}
        case Passage(text=text, events=events):
            paragraphs = [p for p in _words(text, PASSAGE).split("\n\n") if p.strip()]
            yield {
                "kind": "passage",
                "paragraphs": paragraphs,
                "refs": _runs(Text("", events)) if events else [],
            }
        case Facts(rows=rows):
            labels = [(_words(label), _runs(words)) for label, words in rows]
            yield {"kind": "facts", "rows": labels, "whole": fits_a_page(rows)}
        case Bullets(items=items):
            marked = [(m, _runs(item)) for m, item in zip(block.marks, items, strict=True)]
            yield {"kind": "bullets", "items": marked}
        case Table():
            kept, left_out = block.on_paper
            yield _table(block.caption, block.head, kept, block.percents, whole=stays_whole(block.rows))
            if left_out:
                yield {"kind": "rule", "text": left_out}
        case Figure(picture=p, caption=caption):
            yield {
                "kind": "figure", "title": _words(p.title), "caption": _words(caption), "svg": shown(p.svg),
                "width": round(100 * min(1.0, p.width / 640), 1), "words": _words(p.words, PASSAGE),
            }  # fmt: skip
        case Timeline():
            shown_rows, left_out = block.on_paper
            lines = [
                (Text(f"#{r.seq}", tone="quiet"), clock_text(r.at), wall_clock(r.wall), r.text)
                for r in shown_rows
            ]
            yield _table("", ("Event", "Time", "Wall clock", "What"), lines, (8, 9, 12, 71))
            if left_out:
                yield {"kind": "rule", "text": left_out}
        case SignOff(rows=rows):
            signed = [(role, name, "\n ", date) for role, name, date in rows]
            yield _table("Signed", ("Role", "Name", "Signature", "Date"), signed, (25, 28, 27, 20))
        case _:
            assert_never(block)


def _table(
    caption: str,
    head: Iterable[str],
    rows: Iterable[Iterable[Inline]],
    widths: Iterable[float],
    *,
    whole: bool = False,
) -> dict[str, Any]:
    return {
        "kind": "table", "caption": _words(caption), "head": [_words(h) for h in head],
        "rows": [[_runs(cell) for cell in row] for row in rows], "widths": list(widths),
        "whole": whole,
    }  # fmt: skip


def _authored(text: str) -> list[dict[str, Any]]:
    return [
        {
            "mark": p.mark,
            "depth": max(0, p.depth - 1),
            "runs": [(shown(r.text), r.bold, r.italic) for r in p.runs],
        }
        for p in pieces_of(printable(text, PASSAGE))
    ]
