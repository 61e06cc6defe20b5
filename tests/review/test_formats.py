"""DOCX, PDF and XLSX: what planners open, and that nothing that people wrote acts in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
import typst

from tests.review.evaluated import evaluated
from tests.review.table import Table, new_table
from tests.review.test_hostile import play
from tte.engine.commands import StartEx, WriteInject
from tte.printing.glyphs import shown
from tte.review.model_evaluation import Evaluation
from tte.review.pictures import fonts
from tte.review.redact import report_of
from tte.review.report import FORMATS, Format, render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CALC = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EAST_ASIAN = "日本語の報告、简体中文报告、繁體中文報告、한국어 보고서"

ACTING_ON_PAPER = (
    "=cmd|' /C calc'!A0", "\x1b[31mred", "<w:fldSimple w:instr='DDE'/>", "{ HYPERLINK http://x.example }",
    "+1+1", "@SUM(1)", "#eval(sys)", "abc\u202edcba", "nul\x00\ufffe", "]]></w:t>", "$x$ *b* _i_ #[x]",
)  # fmt: skip
"""What acts in Word, Excel or typst where it is not kept from it."""


@pytest.fixture(scope="module")
def hostile() -> Table:
    """A session in which every field holds something nasty, and East Asian words."""
    turn = cycle(ACTING_ON_PAPER)
    return play(lambda: f"{next(turn)} {EAST_ASIAN}")


def part(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return ElementTree.fromstring(package.read(name))


def sheets(data: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield name, ElementTree.fromstring(package.read(name))


# --- DOCX ------------------------------------------------------------------------------------------------


def test_docx_is_built_of_words_own_styles_with_marks_on_every_page(tmp_path: Path) -> None:
    word = docx.Document(io.BytesIO(evaluated(tmp_path).document("docx")))
    headings = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[:3] == ["Executive summary", "1 Exercise overview", "2 Objectives and ratings"]
    assert headings[-1] == "Appendix O: Events of play"
    [section] = word.sections
    for running in (section.header, section.footer):
        assert running.paragraphs[0].text.startswith("EXERCISE EXERCISE EXERCISE · Small Drill · TLP:AMBER")
    assert word.core_properties.title == "After-action report and improvement plan: Small Drill"
    widths = [table._tbl.tblGrid.findall(f"{W}gridCol") for table in word.tables]
    assert all(int(str(column.get(f"{W}w"))) > 0 for row in widths for column in row)
    east = {s.element.rPr.rFonts.get(f"{W}eastAsia") for s in word.styles if s.name == "Normal"}
    assert east == {"Yu Gothic"}


def test_a_docx_has_contents_whose_entries_lead_to_their_headings(tmp_path: Path) -> None:
    body = part(evaluated(tmp_path).document("docx"), "word/document.xml")
    marks = {e.get(f"{W}name") for e in body.iter(f"{W}bookmarkStart")}
    links = [e.get(f"{W}anchor") for e in body.iter(f"{W}hyperlink")]
    listed = [
        e.get(f"{W}anchor")
        for p in body.iter(f"{W}p")
        for style in p.iter(f"{W}pStyle")
        if str(style.get(f"{W}val")).startswith("TOC")
        for e in p.iter(f"{W}hyperlink")
    ]
    assert len(listed) > 20
    assert set(links) <= marks
    assert len(links) > len(listed), "decisions lead to what was known, too"


def test_opening_a_docx_asks_no_question_and_its_contents_say_what_brings_page_numbers(
    tmp_path: Path,
) -> None:
    data = evaluated(tmp_path).document("docx")
    body = part(data, "word/document.xml")
    assert not list(part(data, "word/settings.xml").iter(f"{W}updateFields"))
    assert not [e for e in body.iter(f"{W}fldChar") if e.get(f"{W}dirty")]
    depth, inside = 0, []
    for p in body.iter(f"{W}p"):
        depth += sum(
            {"begin": 1, "end": -1}.get(str(e.get(f"{W}fldCharType")), 0) for e in p.iter(f"{W}fldChar")
        )
        if depth:
            inside.append("".join(t.text or "" for t in p.iter(f"{W}t")))
    assert inside[-1].startswith("Page numbers: in Word press Ctrl+A, then F9."), (
        "filling the field replaces it"
    )


def test_short_tables_and_facts_of_a_docx_stay_on_one_page(tmp_path: Path) -> None:
    body = part(evaluated(tmp_path).document("docx"), "word/document.xml")
    for table in body.iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        kept = [bool(list(row.iter(f"{W}keepNext"))) for row in rows]
        assert not kept[-1], "the last row keeps nothing behind it"
        assert len(rows) == 1 or kept[-2], "no page begins with the last row alone"


def test_every_chart_of_a_docx_is_a_picture_with_a_text(tmp_path: Path) -> None:
    body = part(evaluated(tmp_path).document("docx"), "word/document.xml")
    about = [e.get("descr", "") for e in body.iter() if e.tag.endswith("}docPr")]
    assert len(about) == 7
    assert all(len(words) > 40 for words in about)
    assert any(
        words.startswith("Ratings by objective: O1 Coordinate: S some challenges 1") for words in about
    )


def test_fields_of_a_docx_are_ours_alone(hostile: Table) -> None:
    data = hostile.document("docx")
    for name in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        root = part(data, name)
        codes = {(e.text or "").split()[0] for e in root.iter(f"{W}instrText")}
        assert codes <= {"TOC", "PAGE", "NUMPAGES"}
        assert not list(root.iter(f"{W}fldSimple"))
        assert not list(root.iter(f"{W}object"))
    links = part(data, "word/_rels/document.xml.rels")
    assert not [e for e in links if e.get("TargetMode") == "External"]
    text = "".join(t.text or "" for t in part(data, "word/document.xml").iter(f"{W}t"))
    assert "=cmd|' /C calc'!A0" in text
    assert "␛[31mred" in text
    assert EAST_ASIAN in text


# --- PDF -------------------------------------------------------------------------------------------------


def test_a_pdf_of_anything_is_tagged_embeds_its_fonts_and_links_nowhere(hostile: Table) -> None:
    data = hostile.document("pdf")
    assert data.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in data, "PDF/UA: tagged, every picture with a text, no missing glyph"
    assert b"NotoSansCJK" in data
    assert not re.search(rb"/URI|/JavaScript|/Launch|/EmbeddedFile", data)


def test_what_no_font_can_show_stands_as_its_number() -> None:
    assert shown("Zürich → 漢字 한국어, Ελλάδα Москва") == "Zürich → 漢字 한국어, Ελλάδα Москва"
    assert shown("Tide 😀 ไทย") == "Tide ⟨U+1F600⟩ ⟨U+0E44⟩⟨U+0E17⟩⟨U+0E22⟩"


def test_the_list_of_glyphs_is_what_typst_can_show() -> None:
    words = (Path(__file__).parents[2] / "tte" / "printing" / "embedded-glyphs.txt").read_text().split()
    listed = [(int(w.partition("-")[0], 16), int(w.partition("-")[2] or w, 16)) for w in words]
    marks = "".join(
        f"{chr(code)} " for first, last in listed for code in range(first, last + 1)
    )  # apart, so that no two of them join to one glyph
    source = b'#set document(title: "x")\n#text(lang: "en", sys.inputs.words)'
    made = typst.compile(
        source,
        font_paths=fonts(),
        sys_inputs={"words": marks},
        format="pdf",
        pdf_standards="ua-1",
    )
    assert isinstance(made, bytes)


# --- XLSX ------------------------------------------------------------------------------------------------


def test_xlsx_has_typed_cells_filters_and_a_head_that_stays(tmp_path: Path) -> None:
    data = evaluated(tmp_path).document("xlsx")
    names = [e.get("name") for e in part(data, "xl/workbook.xml").iter(f"{CALC}sheet")]
    assert names == [
        "Report", "MSEL", "Decisions", "Observations", "Ratings", "Improvement plan", "Messages", "Tracks",
        "Timeline", "Raw events",
    ]  # fmt: skip
    for name, sheet in sheets(data):
        header = sheet.find(f"{CALC}headerFooter/{CALC}oddHeader")
        assert header is not None
        assert "EXERCISE EXERCISE EXERCISE" in (header.text or "")
        if not name.endswith("sheet1.xml"):
            assert sheet.find(f"{CALC}autoFilter") is not None
            assert sheet.find(f"{CALC}sheetViews/{CALC}sheetView/{CALC}pane") is not None
    msel = dict(sheets(data))["xl/worksheets/sheet2.xml"]
    cells = {c.get("r"): c for c in msel.iter(f"{CALC}c")}
    assert cells["A2"].get("t") == "s"
    planned = cells["J3"]
    assert planned.get("t") is None, "a number"
    assert float(planned.findtext(f"{CALC}v") or "") == pytest.approx(20 / 1440), "20 minutes as a time"


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(hostile: Table) -> None:
    data = hostile.document("xlsx")
    for _, sheet in sheets(data):
        assert not list(sheet.iter(f"{CALC}f"))
        assert not list(sheet.iter(f"{CALC}hyperlink"))
    shared = "".join(t.text or "" for t in part(data, "xl/sharedStrings.xml").iter(f"{CALC}t"))
    assert "=cmd|' /C calc'!A0" in shared
    assert EAST_ASIAN in shared


# --- sessions of every kind ------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_a_session_that_has_not_begun_and_one_cut_short(tmp_path: Path, format: Format) -> None:
    table = new_table(tmp_path)
    assert table.document(format)
    table.start()
    assert table.document(format)


def test_a_single_seat_without_an_answer_or_a_word(tmp_path: Path) -> None:
    analysis = new_table(tmp_path).analyse()
    bare = replace(
        analysis, tracks=(), decisions=(), msel=(), aims=(), seats=analysis.seats[:1], moves=(), timeline=(),
        evaluation=Evaluation(), workload=analysis.workload[:1], glossary=(), citations=(), hot_wash=(),
    )  # fmt: skip
    for format in FORMATS:
        assert render(report_of(bare), format)


def test_a_thousand_injects_fit_every_format(tmp_path: Path) -> None:
    table = new_table(tmp_path)
    table.issue(StartEx())
    for n in range(1_000):
        table.issue(WriteInject(f"Wave {n}", "It comes.", ("north",), now=True))
    table.end()
    report = report_of(table.analyse())
    for format in set(FORMATS) - {"pdf"}:  # which takes 5 s; the benches time it
        assert len(render(report, format, table.session.history)) < 2_000_000
    assert "and 992 more" in render(report, "md").decode()
