"""Words, paragraphs and tables as WordprocessingML, written as text: python-docx builds each cell in turn,
which takes ten times as long. Widths are in twentieths of a point."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from zlib import crc32

from tte.review.document import Inline, Text, pieces
from tte.review.plain import CELL, SHOWN, numbers, printable, range_text

NAMESPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WIDTH = 9866
"""Of the text on an A4 page with 18 mm at each side."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_TONES = {"strong": "Strong", "quiet": "Quiet", "warn": "Warn", "blank": "Blank"}


def escaped(text: str) -> str:
    """Text for XML, without what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text).translate(_ENTITIES)


def run(text: str, style: str = "", *, bold: bool = False, italic: bool = False) -> str:
    """Words in one style; line breaks stay. Whatever the words are, they are no field and no markup."""
    if not text:
        return ""
    marks = f'<w:rStyle w:val="{style}"/>' if style else ""
    marks += "<w:b/>" if bold else ""
    marks += "<w:i/>" if italic else ""
    lines = escaped(text).replace("\t", "    ").split("\n")
    body = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{body}</w:r>"


def inline(words: Inline, limit: int = CELL) -> str:
    """Words with the numbers of their events."""
    return "".join(_text(piece, limit) for piece in pieces(words))


def _text(text: Text, limit: int) -> str:
    shown = printable(text.text, limit)
    if text.tone == "blank" and shown:
        shown = f"[{shown}]"
    ranges = numbers(text.events)
    refs = " ".join(range_text(*r) for r in ranges[:SHOWN])
    if len(ranges) > SHOWN:
        refs += f" and {len(ranges) - SHOWN} more"
    space = " " if shown and refs else ""
    words = run(shown, _TONES.get(text.tone, "Link" if text.link else ""))
    if text.link:
        words = f'<w:hyperlink w:anchor="{anchor(text.link)}" w:history="1">{words}</w:hyperlink>'
    return words + run(f"{space}{refs}", "EventNumbers")


def anchor(section: str) -> str:
    """A bookmark's name for a section's id: letters and digits, at most 40 characters."""
    return f"_S{crc32(section.encode()):08x}"


def paragraph(runs: str, style: str = "", *, keep: bool = False, extra: str = "") -> str:
    """Runs as a paragraph; `keep` holds it together with the next."""
    marks = f'<w:pStyle w:val="{style}"/>' if style else ""
    marks += "<w:keepNext/>" if keep else ""
    return f"<w:p>{f'<w:pPr>{marks}{extra}</w:pPr>' if marks or extra else ''}{runs}</w:p>"


def field(code: str, shown: str = "") -> str:
    """A field of our own, which its program fills in as it lays the page out: the page's number."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown or "1")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], percents: Sequence[float], *, whole: bool = False
) -> str:
    """Cells of ready runs under a repeated head; columns keep the widths that they are given."""
    widths = _widths(percents)
    cells = "".join(_cell(run(h), w, "TableHead", keep=True) for h, w in zip(head, widths, strict=True))
    first = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"
    body = first + _rows(list(rows), widths, whole)
    return _table(body, widths, "TteTable", '<w:tblLook w:val="0020" w:firstRow="1"/>')


def facts(rows: Iterable[Sequence[str]], percents: Sequence[float], *, whole: bool = False) -> str:
    """Labels with their values, without a head; `whole` keeps them on one page."""
    widths = _widths(percents)
    return _table(_rows(list(rows), widths, whole), widths, "TteFacts", '<w:tblLook w:val="0000"/>')


def _widths(percents: Sequence[float]) -> list[int]:
    return [round(WIDTH * share / 100) for share in percents]


def _rows(rows: Sequence[Sequence[str]], widths: Sequence[int], whole: bool) -> str:
    """Rows that no page divides; the last two stay together, and so do all of a `whole` table."""
    last = len(rows) - 1
    return "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            _cell(c, w, "TableText", keep=n < last and (whole or n == last - 1))
            for c, w in zip(row, widths, strict=True)
        )
        + "</w:tr>"
        for n, row in enumerate(rows)
    )


def _table(rows: str, widths: Sequence[int], style: str, look: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _cell(runs: str, width: int, style: str, *, keep: bool = False) -> str:
    words = paragraph(runs, style, keep=keep)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{words}</w:tc>'


def spacer() -> str:
    """A small empty paragraph: Word needs one between tables."""
    return paragraph("", "Spacer")


_DRAWINGS = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def drawing(image: str, number: int, wide: int, high: int, title: str, words: str) -> str:
    """A run with a picture of the package, with its text alternative. `wide` and `high` are in EMU."""
    size = f'cx="{wide}" cy="{high}"'
    return (
        f"<w:r><w:drawing><wp:inline {_DRAWINGS}><wp:extent {size}/>"
        f'<wp:docPr id="{number}" name="Chart {number}" title="{escaped(title)}" descr="{escaped(words)}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Chart {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{image}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
