"""The report as DOCX: Word's own headings and styles, a table of contents, marks on every page, charts as
pictures with a text alternative. Planners edit it as any other document."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import assert_never

import docx
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.shared import Mm

from tte.drawing.svg import Picture
from tte.engine.clock import clock_text
from tte.review.authored import pieces_of
from tte.review.document import (
    Authored,
    Block,
    Bullets,
    Document,
    Facts,
    Figure,
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
    stays_whole,
)
from tte.review.docx_parts import (
    NAMESPACES,
    anchor,
    drawing,
    facts,
    field,
    inline,
    paragraph,
    run,
    spacer,
    table,
)
from tte.review.docx_styles import dress
from tte.review.pictures import png
from tte.review.plain import PASSAGE, printable, wall_clock

PAGES_COME = (
    "Page numbers: in Word press Ctrl+A, then F9. In LibreOffice choose Tools, Update, Indexes and Tables. "
    "This line goes then."
)
_HANGING = '<w:ind w:left="360" w:hanging="360"/>'
CHART = "Chart"
"""The style of paragraphs that hold a chart and nothing else."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every part of the package: when it was made stands in its properties."""


def to_docx(document: Document) -> bytes:
    """The whole report; the same report gives the same bytes."""
    word = docx.Document()
    dress(word)
    _properties(word, document)
    _running(word, document)
    pictures = [b.picture for _, s in _walk(document.sections, 1) for b in s.blocks if isinstance(b, Figure)]
    ids = [word.part.get_or_add_image(BytesIO(image))[0] for image in png(pictures)]
    writer = _Writer(document, ids)
    body = "".join((*writer.cover(), *writer.contents(), *writer.body()))
    empty = BytesIO()
    word.save(empty)
    return _filled(empty, body)


def _filled(empty: BytesIO, body: str) -> bytes:
    """A saved document with a body put in as text: as a tree it would take ten times as long."""
    out = BytesIO()
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                head, tag, rest = data.partition(b"<w:body>")
                data = head + tag + body.encode() + rest
            new.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _properties(word: Word, document: Document) -> None:
    core = word.core_properties
    core.title = _xml(f"{document.title}: {document.exercise}")[:250]
    core.subject = _xml(f"{document.marking} {document.status}")
    core.author, core.comments, core.keywords = "tte", "", _xml(document.handling)
    try:
        made = datetime.strptime(document.made, "%Y-%m-%d %H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:  # a wall clock set to nonsense
        return
    core.created = core.modified = made


def _xml(text: str) -> str:
    """A line for a document's properties."""
    return " ".join(printable(text, 400).split())


def _running(word: Word, document: Document) -> None:
    """Marking, exercise, handling and state on top and bottom of every page, and the page's number."""
    mark = printable(
        f"{document.marking} · {document.exercise} · {document.handling} · {document.status}", 400
    )
    section = word.sections[0]
    for part, more in ((section.header, ""), (section.footer, "pages")):
        p = part.paragraphs[0]
        number = run(" · page ") + field("PAGE") + run(" of ") + field("NUMPAGES") if more else ""
        for element in parse_xml(f"<w:p {NAMESPACES}>{run(mark)}{number}</w:p>"):
            p._p.append(element)
        p.alignment = 1


class _Writer:
    """Blocks as XML. `ids` name the pictures of the charts, in their order."""

    def __init__(self, document: Document, ids: Sequence[str]) -> None:
        self.document = document
        self._ids = ids
        self._pictures = 0
        self._bookmarks = 0

    # --- first pages --------------------------------------------------------------------------------------

    def cover(self) -> Iterator[str]:
        d = self.document
        yield paragraph(run(d.marking), "CoverMark")
        yield paragraph(run(printable(d.title)), "Title")
        yield paragraph(run(printable(d.subtitle)), "Subtitle")
        yield paragraph(run(f"{d.status}. ", "Strong") + run(printable(d.status_words)), "Notice")
        if d.version_for:
            yield paragraph(run(printable(d.version_for)), "Notice")
        rows = [(run(label, "Quiet"), run(printable(words))) for label, words in d.front]
        yield facts(rows, (25, 75))
        yield spacer()

    def contents(self) -> Iterator[str]:
        """A table of contents whose entries lead to their headings, without the pages that only a layout has.

        A field marked as stale, or the setting to update all, makes Word ask on opening whether fields "that
        may refer to other files" shall be updated: a question that nobody should be asked of a report. So
        the last line of the table says what to press, and goes as it is filled in. One table for all: other
        programs know no table of a part.
        """
        yield paragraph(run("Contents"), "ContentsHead", extra="<w:pageBreakBefore/>")
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        for level, section in _walk(self.document.sections, 1):
            if level <= 2:
                title = run(printable(heading(section)))
                link = f'<w:hyperlink w:anchor="{anchor(section.id)}" w:history="1">{title}</w:hyperlink>'
                yield paragraph(begin + link, f"TOC{level}")
                begin = ""
        yield paragraph(begin + run(PAGES_COME, "Quiet"), "TOC1", extra='<w:spacing w:before="200"/>')
        yield paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>', "Spacer")

    # --- body ---------------------------------------------------------------------------------------------

    def body(self) -> Iterator[str]:
        for section in self.document.sections:
            yield from self._section(section, 1)

    def _section(self, section: Section, level: int) -> Iterator[str]:
        self._bookmarks += 1
        mark = (
            f'<w:bookmarkStart w:id="{self._bookmarks}" w:name="{anchor(section.id)}"/>'
            f'{run(printable(heading(section)))}<w:bookmarkEnd w:id="{self._bookmarks}"/>'
        )
        page = "<w:pageBreakBefore/>" if section.new_page or section.id == "summary" else ""
        yield paragraph(mark, f"Heading{min(5, level)}", extra=page)
        for block, sticks in leading(section.blocks):
            if sticks and isinstance(block, Authored):
                yield from _authored(block.text, keep=True)
            else:
                yield from self._block(block)
        for part in section.parts:
            yield from self._section(part, level + 1)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Para(words=words):
                yield paragraph(inline(words, PASSAGE), keep=block.leads)
            case Notice(words=words):
                yield paragraph(inline(words, PASSAGE), "Notice")
            case Authored(text=text):
                yield from _authored(text)
            case Quote(text=text, source=source):
                yield paragraph(run(printable(text, PASSAGE)), "Quote", keep=True)
                yield paragraph(inline(source), "QuoteSource")
            case Passage(text=text, events=events):
                for part in printable(text, PASSAGE).split("\n\n"):
                    yield paragraph(run(part.strip("\n")))
                if events:
                    yield paragraph(inline(Text("", events)))
            case Facts(rows=rows):
                cells = [(run(printable(label), "Quiet"), inline(words)) for label, words in rows]
                yield facts(cells, (22, 78), whole=fits_a_page(block.rows)) + spacer()
            case Bullets(items=items):
                if block.numbered:
                    pairs = zip(block.marks, items, strict=True)
                    yield from (paragraph(run(f"{m} ") + inline(i), extra=_HANGING) for m, i in pairs)
                else:
                    yield from (paragraph(inline(item), "ListBullet") for item in items)
            case Table():
                yield paragraph(run(printable(block.caption)), "Caption", keep=True)
                kept, left_out = block.on_paper
                body = [[inline(cell) for cell in row] for row in kept]
                head, whole = [printable(h) for h in block.head], stays_whole(block.rows)
                yield table(head, body, block.percents, whole=whole) + spacer()
                if left_out:
                    yield paragraph(run(left_out, "Quiet"))
            case Figure(picture=picture, caption=caption):
                yield paragraph(self._picture(picture), CHART, keep=True)
                title = run(f"{picture.title}. ", "Strong")
                yield paragraph(title + run(printable(caption)), "Caption")
            case Timeline():
                yield from _timeline(block)
            case SignOff(rows=rows):
                lines = [(run(printable(r)), run(printable(n)), run("\n"), run(d)) for r, n, d in rows]
                yield table(("Role", "Name", "Signature", "Date"), lines, (25, 28, 27, 20)) + spacer()
            case _:
                assert_never(block)

    def _picture(self, picture: Picture) -> str:
        """A chart as wide as the page, or as high."""
        self._pictures += 1
        wide = int(Mm(174) * min(1.0, picture.width / 640))
        high = round(wide * picture.height / picture.width)
        if high > Mm(225):
            wide, high = round(wide * Mm(225) / high), int(Mm(225))
        return drawing(
            self._ids[self._pictures - 1], self._pictures, wide, high, _xml(picture.title),
            " ".join(printable(picture.words, PASSAGE).split()),
        )  # fmt: skip


def _walk(sections: tuple[Section, ...], level: int) -> Iterator[tuple[int, Section]]:
    for section in sections:
        yield level, section
        yield from _walk(section.parts, level + 1)


def _authored(text: str, *, keep: bool = False) -> Iterator[str]:
    for piece in pieces_of(printable(text, PASSAGE)):
        runs = "".join(run(r.text, bold=r.bold, italic=r.italic) for r in piece.runs)
        if piece.mark == "•":
            yield paragraph(runs, "ListBullet")
        elif piece.mark:
            yield paragraph(run(f"{piece.mark} ") + runs, extra=_HANGING)
        else:
            yield paragraph(runs, keep=keep)


def _timeline(block: Timeline) -> Iterator[str]:
    shown, left_out = block.on_paper
    rows = [
        (
            run(f"#{r.seq}", "EventNumbers"), run(clock_text(r.at)), run(wall_clock(r.wall)),
            run(printable(r.text)),
        )
        for r in shown
    ]  # fmt: skip
    yield table(("Event", "Time", "Wall clock", "What"), rows, (8, 9, 12, 71))
    if left_out:
        yield paragraph(run(left_out, "Quiet"))
