"""Pages as DOCX, to be changed before they are printed.

Paragraphs and tables are written as WordprocessingML: python-docx builds each cell in turn, and takes
twenty times as long. Widths are in twentieths of a point.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Mm, Pt, RGBColor

from tte.paper.sheets import (
    Block,
    Bullets,
    Choices,
    Facts,
    Grid,
    Heading,
    Lines,
    Message,
    Panel,
    Paper,
    Para,
    Part,
    Strip,
)

WARN, SOFT, HAIR = "8F2F0E", "57606A", "B9C0C7"
BOX = "☐"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_MM = 56.7


def to_docx(paper: Paper) -> bytes:
    """The whole of it."""
    document = Document()
    document.core_properties.title = _safe(f"{paper.exercise}: printed pages")[:255]
    document.core_properties.author = "tte"
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.paragraph_format.space_after = Pt(4)
    for number, part in enumerate(paper.parts):
        _part(document, paper, part, first=number == 0)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _safe(text: str) -> str:
    """Text without what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def _part(document: Any, paper: Paper, part: Part, *, first: bool) -> None:
    section = document.sections[0] if first else document.add_section()
    wide = part.layout in ("wide", "folded")
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    side = 10 if part.layout == "folded" else 16
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin = section.bottom_margin = Mm(14)
    mark = f"{paper.marking} · {paper.exercise} · {part.handling}"
    for place in (section.header, section.footer):
        place.is_linked_to_previous = False
        _running(place.paragraphs[0], mark)
    width = int(((297 if wide else 210) - 2 * side) * _MM)
    if part.layout in ("folded", "slips"):
        body = _beside(part.panels, width, boxed=part.layout == "slips")
    else:
        pages = [_panel(panel, width, mark) for panel in part.panels]
        body = _PAGE_BREAK.join(pages)
    end = document.element.body.sectPr
    for element in parse_xml(f"<w:body {_NAMESPACE}>{body}</w:body>"):
        end.addprevious(element)


def _running(paragraph: Any, text: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_safe(text))
    run.bold = True
    run.font.size = Pt(8)
    run.font.color.rgb = RGBColor.from_string(WARN)


FOLDED = ((1_900, 8), (3_300, 6.5), (1 << 30, 5.8))
"""The type (points) in which a folded panel of so many characters stays on its half of the sheet."""
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def _run(text: str, *, bold: bool = False, color: str = "", size: float = 0, mono: bool = False) -> str:
    """Words in one form; line breaks stay. Whatever the words are, they are no field and no markup."""
    marks = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>' if mono else ""
    marks += "<w:b/>" if bold else ""
    marks += f'<w:color w:val="{color}"/>' if color else ""
    marks += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    lines = _safe(text).translate(_ENTITIES).replace("\t", "    ").split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r><w:rPr>{marks}</w:rPr>{words}</w:r>"


def _para(runs: str, *, style: str = "", after: int | None = None, center: bool = False) -> str:
    marks = f'<w:pStyle w:val="{style}"/>' if style else ""
    marks += f'<w:spacing w:after="{after}"/>' if after is not None else ""
    marks += '<w:jc w:val="center"/>' if center else ""
    return f"<w:p><w:pPr>{marks}</w:pPr>{runs}</w:p>"


def _heading(text: str, size: float, level: int) -> str:
    return _para(_run(text, bold=True, color="1B1F23", size=size), style=f"Heading{level}")


def _beside(panels: Sequence[Panel], width: int, *, boxed: bool) -> str:
    """Two panels side by side: halves of a sheet, a page each pair, or slips one below the other."""
    found = []
    for number in range(0, len(panels), 2):
        cells = [_panel(p, width // 2 - 400, "", small=True) for p in panels[number : number + 2]]
        cells += [_para("")] * (2 - len(cells))
        found.append(_table([cells], [1, 1], width, boxed=boxed))
    return (_para("", after=0) if boxed else _PAGE_BREAK).join(found)


def _panel(panel: Panel, width: int, mark: str, *, small: bool = False) -> str:
    found = []
    for block in panel.blocks:
        if isinstance(block, Strip):
            found += [
                _pairs(block.rows, width, bold=True),
                _para(_run("- - - - cut here - - - -", color=SOFT)),
            ]
            found.append(_para(_run(mark, bold=True, color=WARN, size=8), center=True))
    if panel.title:
        found.append(_heading(panel.title, 13 if small else 17, 1))
    if panel.subtitle:
        found.append(_para(_run(panel.subtitle, color=SOFT, size=9)))
    length = len(str(panel.blocks))
    base = next(size for most, size in FOLDED if length <= most) if small else 10.5
    found += [_block(block, width, base) for block in panel.blocks if not isinstance(block, Strip)]
    return "".join(found) + _para("", after=0)  # a cell has to end with a paragraph


def _block(block: Block, width: int, base: float) -> str:
    match block:
        case Heading(text=text, level=level):
            return _heading(text, base + 1.5 if level == 2 else base + 0.5, 2)
        case Para(text=text, quiet=quiet):
            return _para(_run(text, color=SOFT if quiet else "", size=base - 1.5 if quiet else base))
        case Message(text=text, code=code):
            return _para(_run(text, mono=code, size=base - 1.5 if code else base))
        case Bullets(items=items):
            return "".join(_para(_run(item, size=base), style="ListBullet", after=10) for item in items)
        case Facts(rows=rows) | Strip(rows=rows):
            return _pairs(rows, width, size=base - 1.5 if base > 9 else base - 0.5)
        case Grid():
            cells = [[_cell(words) for words in row] for row in block.rows]
            head = [_cell(words, bold=True) for words in block.head]
            return _table([head, *cells], block.widths, width, boxed=True, head=True, height=680 * block.tall)
        case Choices(items=items):
            return "".join(_choice(title, words) for title, words in items)
        case Lines(label=label, count=count):
            empty = [[_para("", after=0)] for _ in range(count)]
            lines = _table(empty, [1], width, height=450, ruled=lambda row, column: True)
            return _para(_run(label, color=SOFT, size=9), after=0) + lines


def _choice(title: str, words: str) -> str:
    more = _run(f"\n{words}") if words else ""
    return _para(_run(f"{BOX}  {title}", bold=True) + more)


def _pairs(rows: Sequence[tuple[str, str]], width: int, *, bold: bool = False, size: float = 9) -> str:
    cells = [
        [_cell(label, color=SOFT, size=size), _cell(value, bold=bold, size=size)] for label, value in rows
    ]
    return _table(cells, [25, 75], width, ruled=lambda row, column: column == 1 and not rows[row][1])


def _cell(text: str, *, bold: bool = False, color: str = "", size: float = 9) -> str:
    return _para(_run(text, bold=bold, color=color, size=size), after=20)


def _table(
    rows: Iterable[Sequence[str]],
    shares: Sequence[int],
    width: int,
    *,
    boxed: bool = False,
    head: bool = False,
    height: int = 0,
    ruled: Any = None,
) -> str:
    """Cells of ready paragraphs, with the columns' widths; `ruled` says which have a line below."""
    widths = [width * share // sum(shares) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV") if boxed else ()
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="{HAIR}"/>' for side in sides)
    made = []
    for number, row in enumerate(rows):
        marks = "<w:cantSplit/>" + (f'<w:trHeight w:val="{height}"/>' if height and number else "")
        marks += "<w:tblHeader/>" if head and number == 0 else ""
        cells = []
        for column, (words, w) in enumerate(zip(row, widths, strict=True)):
            line = f'<w:tcBorders><w:bottom w:val="single" w:sz="4" w:color="{HAIR}"/></w:tcBorders>'
            under = line if ruled is not None and ruled(number, column) else ""
            cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/>{under}</w:tcPr>{words}</w:tc>')
        made.append(f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>")
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
    )
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"
