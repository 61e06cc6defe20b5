"""Styles of the DOCX report: Word's own where there is one, so that planners can restyle it as usual."""

from __future__ import annotations

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from tte.review.docx_parts import NAMESPACES

LATIN, EAST_ASIAN = "Calibri", "Yu Gothic"
"""Fonts that Word has; the East Asian one is named so that Japanese, Chinese and Korean text finds one."""
INK, SOFT, ACCENT, WARN = "1B1F24", "57606A", "0B4F8A", "9A3412"


def dress(word: Word) -> None:
    """Set up page and styles of a new document."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    section.header_distance = section.footer_distance = Mm(10)
    _own(word, "Normal", 10, after=6)
    for level, size in ((1, 18), (2, 13), (3, 11), (4, 10), (5, 10)):
        style = _own(word, f"Heading {level}", size, before=14, after=5, colour=ACCENT)
        style.font.bold, style.font.italic = True, False
        style.paragraph_format.keep_with_next = True
    title = _own(word, "Title", 26, before=120, after=6, colour=INK)
    title.font.bold = True
    for border in list(title.element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    _own(word, "Subtitle", 15, after=14, colour=SOFT).font.italic = False
    _new(word, "Contents Head", 15, after=10, colour=ACCENT).font.bold = True
    _own(word, "Caption", 9, before=8, after=3, colour=SOFT).font.bold = False
    _own(word, "Header", 8, colour=WARN)
    _own(word, "Footer", 8, colour=WARN)
    _own(word, "List Bullet", 10, after=2)
    quote = _own(word, "Quote", 10, after=1)
    quote.font.italic = False
    quote.paragraph_format.left_indent = Mm(5)
    _new(word, "Quote Source", 8.5, after=7, colour=SOFT).paragraph_format.left_indent = Mm(5)
    _new(word, "Table Text", 8.5, after=0)
    _new(word, "Table Head", 8.5, after=0).font.bold = True
    _new(word, "Spacer", 4, after=4)
    _new(word, "Chart", 10, before=6, after=2)
    _new(word, "Notice", 10, before=4, after=8, colour=WARN)
    _new(word, "Cover Mark", 12, after=0, colour=WARN).font.bold = True
    for level in (1, 2):
        contents = _new(word, f"TOC {level}", 9.5 if level == 1 else 8.5, after=0)
        contents.paragraph_format.line_spacing = 1.0
        contents.paragraph_format.left_indent = Mm(5 * (level - 1))
        tabs = contents.paragraph_format.tab_stops
        tabs.add_tab_stop(Mm(174), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _characters(word)
    for xml in (_TABLE_STYLE, _FACTS_STYLE):
        word.styles.element.append(parse_xml(xml))


def _own(
    word: Word, name: str, size: float, *, before: float = 0, after: float = 0, colour: str = ""
) -> ParagraphStyle:
    style = word.styles[name]
    assert isinstance(style, ParagraphStyle)
    return _dressed(style, size, before, after, colour)


def _new(
    word: Word, name: str, size: float, *, before: float = 0, after: float = 0, colour: str = ""
) -> ParagraphStyle:
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = word.styles["Normal"]
    return _dressed(style, size, before, after, colour)


def _dressed(style: ParagraphStyle, size: float, before: float, after: float, colour: str) -> ParagraphStyle:
    style.font.size, style.font.name = Pt(size), LATIN
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    _fonts(style)
    space = style.paragraph_format
    space.space_before, space.space_after, space.line_spacing = Pt(before), Pt(after), 1.08
    return style


def _fonts(style: ParagraphStyle | CharacterStyle) -> None:
    """Latin and East Asian fonts by name, in place of the theme's."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if "heme" in str(key):
            del fonts.attrib[key]
    for key, font in (("w:ascii", LATIN), ("w:hAnsi", LATIN), ("w:cs", LATIN), ("w:eastAsia", EAST_ASIAN)):
        fonts.set(qn(key), font)


def _characters(word: Word) -> None:
    for name, colour, bold, italic, size in (
        ("Event Numbers", SOFT, False, False, 7.0), ("Quiet", SOFT, False, False, None),
        ("Warn", WARN, True, False, None), ("Blank", WARN, False, True, None),
        ("Strong", "", True, False, None), ("Link", ACCENT, False, False, None),
    ):  # fmt: skip
        known = name in [s.name for s in word.styles]
        style = word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        assert isinstance(style, CharacterStyle)
        style.font.bold, style.font.italic = bold or None, italic or None
        if colour:
            style.font.color.rgb = RGBColor.from_string(colour)
        if size:
            style.font.size = Pt(size)


_TABLE_STYLE = f"""<w:style {NAMESPACES} w:type="table" w:customStyle="1" w:styleId="TteTable">
<w:name w:val="Tte Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
<w:tblPr><w:tblBorders>
<w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{SOFT}"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9CED4"/></w:tblBorders>
<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>
<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="EEF1F4"/></w:tcPr></w:tblStylePr>
</w:style>"""

_FACTS_STYLE = f"""<w:style {NAMESPACES} w:type="table" w:customStyle="1" w:styleId="TteFacts">
<w:name w:val="Tte Facts"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="C9CED4"/>
<w:insideH w:val="dotted" w:sz="4" w:space="0" w:color="C9CED4"/></w:tblBorders>
<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>
<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"""
