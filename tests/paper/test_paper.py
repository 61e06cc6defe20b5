"""An exercise on paper: what stands on which page, for whose eyes, and that no text acts."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docx import Document

from tests.decks import change, write_minimal_deck
from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise
from tte.paper.build import WHAT, build
from tte.paper.people import slips
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
    Strip,
)
from tte.paper.to_docx import to_docx
from tte.paper.to_html import to_html
from tte.paper.to_pdf import to_pdf, to_png

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<script>alert(1)</script> #panic() $x$ {{7*7}} @preview =cmd|' /C calc'!A0 漢字 😀 \\ _a_ [b] `c`"


@pytest.fixture(scope="module")
def fog_signal() -> Exercise:
    return load_exercise(ROOT / "injects" / "fog-signal").require()


@pytest.fixture
def drill(tmp_path: Path) -> Exercise:
    return load_exercise(write_minimal_deck(tmp_path / "injects" / "drill")).require()


def words(block: Block) -> str:
    match block:
        case Heading(text=text) | Para(text=text) | Message(text=text):
            return text
        case Bullets(items=items):
            return "\n".join(items)
        case Facts(rows=rows) | Strip(rows=rows):
            return "\n".join(f"{a}: {b}" for a, b in rows)
        case Grid():
            return "\n".join(" | ".join(row) for row in (block.head, *block.rows))
        case Choices(items=choices):
            return "\n".join(f"{a} {b}" for a, b in choices)
        case Lines(label=label):
            return label


def read(panel: Panel) -> str:
    return "\n".join([panel.title, panel.subtitle, *map(words, panel.blocks)])


def test_a_role_card_has_its_own_secrets_and_nobody_elses(fog_signal: Exercise) -> None:
    (part,) = build(fog_signal, ["roles"]).parts
    assert part.layout == "folded"
    assert part.handling == "TLP:RED"
    assert len(part.panels) == 4 * len(fog_signal.roles)
    for number, role in enumerate(fog_signal.roles):
        card = "\n".join(read(panel) for panel in part.panels[4 * number : 4 * number + 4])
        flat = " ".join(card.split())
        for other in fog_signal.roles:
            for secret in other.brief.private:
                assert (" ".join(secret.split()) in flat) == (other.id == role.id)
        assert part.panels[4 * number + 1].cover
        assert part.panels[4 * number + 1].title == role.title


def test_each_form_of_an_inject_has_a_page_below_its_strip(drill: Exercise) -> None:
    (part,) = build(drill, ["injects"]).parts
    heads = []
    for panel in part.panels:
        strip = next(b for b in panel.blocks if isinstance(b, Strip))
        rows = dict(strip.rows)
        only = "if " + rows["Only if"] if "Only if" in rows else ""
        heads.append(
            (rows["Inject"], rows["When"], rows["Copies"], only, rows.get("Unless", ""), rows.get("Opens"))
        )
    assert heads == [
        ("01", "T+00:00", "2", "", "", "dp1"),
        ("02", "T+00:20", "1", "", "esc <= 2", "dp2"),
        ("02 (calm)", "T+00:20", "2", "if esc <= 2", "", "dp2"),
        ("02 (tense)", "T+00:20", "1", "", "esc <= 2", "dp2"),
        ("03", "T+00:40", "1", "", "", None),
        ("04", "T+01:00", "2", "", "", None),
        ("C-01", "T+00:05", "2", 'if esc >= 3 or any_decided("dp2", "b")', "", None),
    ]
    first = read(part.panels[0])
    assert "Buoy Seven is adrift at 17:14 UTC (261714Z MAY 31)." in first
    tense = next(read(p) for p in part.panels if p.title == "Shouting")
    assert "Escalation is ______, ______." in tense
    below = [words(b) for p in part.panels for b in p.blocks if not isinstance(b, Strip)]
    assert not any("esc <=" in text or "any_decided" in text for text in below)


def test_a_cut_prints_its_own_injects_times_and_decisions(fog_signal: Exercise) -> None:
    cut = fog_signal.cuts[0]
    paper = build(fog_signal, ["msel", "forms", "injects"], cut)
    by_name = {part.name: part for part in paper.parts}
    msel = read(by_name["MSEL"].panels[0])
    assert "21 | T+00:28" in msel
    assert "\n22 |" not in msel
    forms = [
        dict(next(b for b in p.blocks if isinstance(b, Facts)).rows) for p in by_name["Decision forms"].panels
    ]
    assert {form["Decision"] for form in forms} == set(cut.decisions)
    assert {form["Minutes"] for form in forms} == {"5"}


def test_forms_leave_effects_and_conditions_to_control(fog_signal: Exercise) -> None:
    paper = build(fog_signal, ["forms", "msel"])
    msel, forms = paper.parts
    apart = [p for p in forms.panels if p.title == "Where do the navies' ships go?"]
    assert [dict(next(b for b in p.blocks if isinstance(b, Facts)).rows)["For"] for p in apart] == [
        "Japan, Ministry of Defense and JJOC hotline officer",
        "China, Ministry of National Defense and Eastern Theater hotline officer",
    ]
    text = "\n".join(map(read, forms.panels))
    assert not re.search(r"\b(?:esc|tru|mis) [+-][0-9]|>= [0-9]", text)
    told = "\n".join(map(read, msel.panels))
    assert "dp1 | Who coordinates the rescue? (joint: JCG, CCG) | a  One on-scene coordinator" in told
    assert "mis -3, tru +1" in told
    assert msel.handling == "TLP:AMBER+STRICT"


def test_evaluation_sheets_have_tasks_where_to_look_and_all_ratings(fog_signal: Exercise) -> None:
    (part,) = build(fog_signal, ["eeg"]).parts
    sheet = read(part.panels[1])
    assert "O2-3 | Close the loop with a read-back" in sheet
    assert "08 | T+00:18 | Call on the defence line" in sheet
    assert all(f"{mark}  " in sheet for mark in ("P", "S", "M", "U", "N/O"))


def test_the_script_reads_out_the_scope_the_moves_and_the_hot_wash(fog_signal: Exercise) -> None:
    (part,) = build(fog_signal, ["script"]).parts
    script = " ".join(read(part.panels[0]).split())
    for text in (*fog_signal.scope, *fog_signal.hot_wash, fog_signal.moves[1].summary):
        assert " ".join(text.split()) in script
    assert " ".join(fog_signal.truth.split()) not in script


def test_the_msel_says_all_that_control_reckons_without_a_screen() -> None:
    exercise = load_exercise(ROOT / "injects" / "quiet-hold").require()
    msel = "\n".join(map(read, build(exercise, ["msel"]).parts[0].panels))
    assert "dice 50%: hold +1, else nothing" in msel
    for rule in exercise.rules:
        assert f"\n{rule.title} | " in msel
    for ending in exercise.endings:
        assert f"\n{ending.title} | {f'if {ending.when}' if ending.when else 'else'} | " in msel
    assert "\nDuty line between Tokyo and Beijing | 80% if esc <= 2, else 50% | " in msel
    assert "Dice by hand" in msel
    assert "3 Suspicious, 5 Businesslike" in msel


def test_slips_carry_one_code_each(drill: Exercise) -> None:
    part = slips(
        drill, [("north", "North"), ("south", "South")], {"north": "ABC234", "south": "XYZ789"}, "s-1"
    )
    assert [("ABC 234" in read(p), "XYZ 789" in read(p)) for p in part.panels] == [
        (True, False),
        (False, True),
    ]


# --- renderers --------------------------------------------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path) -> Paper:
    deck = write_minimal_deck(tmp_path / "injects" / "drill")
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    change(deck, "exercise.yaml", "title: Small Drill", f'title: "{quoted.replace("{{7*7}}", "7*7")}"')
    change(deck, "move-2/03-thanks.md", "Thank you.", HOSTILE.replace("{{7*7}}", "7*7"))
    change(
        deck,
        "briefs/north.md",
        "private: [the log has a gap]",
        f'private: ["{quoted.replace("{{7*7}}", "7*7")}"]',
    )
    exercise = load_exercise(deck).require()
    return build(exercise, WHAT, more=[slips(exercise, [("north", HOSTILE)], {"north": "ABC234"}, "s")])


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes |= {name for name, _ in attrs}


def test_html_is_marked_loads_nothing_and_runs_nothing(hostile: Paper) -> None:
    page = to_html(hostile)
    tags = _Tags()
    tags.feed(page)
    assert not {"script", "img", "link", "iframe", "object"} & set(tags.seen)
    assert not {"src", "href", "onload", "onclick"} & tags.attributes
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    sheets = page.count('<section class="sheet')
    assert page.count("EXERCISE EXERCISE EXERCISE") >= 2 * sheets > 10


def test_docx_opens_holds_the_words_and_marks_every_section(hostile: Paper) -> None:
    data = to_docx(hostile)
    document = Document(io.BytesIO(data))
    assert len(document.sections) == len(hostile.parts)
    for section, part in zip(document.sections, hostile.parts, strict=True):
        for place in (section.header, section.footer):
            assert place.paragraphs[0].text.startswith("EXERCISE EXERCISE EXERCISE")
            assert place.paragraphs[0].text.endswith(part.handling)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    assert "alert(1)" in body
    assert "<script>" not in body
    assert "fldChar" not in body


def test_pdf_takes_any_words_and_is_the_same_each_time(hostile: Paper) -> None:
    one = to_pdf(hostile)
    assert one.startswith(b"%PDF-")
    assert to_pdf(hostile) == one


def test_folded_cards_take_one_sheet_a_role_and_injects_one_page_a_form(fog_signal: Exercise) -> None:
    assert len(to_png(build(fog_signal, ["roles"]), 20)) == 2 * len(fog_signal.roles)
    injects = build(fog_signal, ["injects"])
    assert len(to_png(injects, 20)) == len(injects.parts[0].panels)
