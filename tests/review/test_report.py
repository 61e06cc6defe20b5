"""The three forms of a report: what they must hold, and how they are built."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from html import escape
from pathlib import Path

from tests.review.evaluated import evaluated
from tests.review.pages import read
from tests.review.table import FOG_SIGNAL, Table, load
from tte.engine.clock import clock_text
from tte.engine.commands import (
    AcknowledgeItem,
    OpenItem,
    ReleaseInject,
    ResumeEx,
    SendDraft,
    SetTrack,
    StartEx,
    SubmitDecision,
    TakeSeat,
)
from tte.engine.events import TrackChanged
from tte.errors import Refused
from tte.review.redact import report_of
from tte.review.report import TEXTS, render
from tte.review.report_model import Report, report_schema

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


def played(table: Table) -> Table:
    table.issue(ReleaseInject("01"))
    table.read("north", "01", acknowledge=True)
    table.wait(75)
    table.decide("north", "dp1", "b", why="The log has no gap.", confidence=70)
    table.decide("south", "dp1", "b", why="They would not ask.")
    table.issue(SetTrack("tru", 3, "A call from the quay."))
    table.end()
    return table


def test_markdown_tells_a_decision_in_full(table: Table) -> None:
    text = played(table).report("md")
    assert (
        "| dp1: Who coordinates? | The northern harbour; The southern harbour | T+00:00 | T+00:01 |" in text
    )
    assert "- **Took:** 1 min 15 s of play; 1 min 15 s of exercise time" in text
    assert "- **Outcome:** **b: Each alone**" in text
    assert re.search(r"- \*\*Tracks:\*\* Escalation 1 → 2 \(#\d+\)", text)
    assert "**The northern harbour: b: Each alone**" in text
    assert "- **Rationale:** The log has no gap." in text
    assert "- **Confidence:** 70 of 100" in text
    assert re.search(r"- \*\*Known by \\?#\d+:\*\* acknowledged \(1\): 01 \(#\d+, #\d+–\d+\)", text)


def test_markdown_is_marked_at_top_and_bottom(table: Table) -> None:
    lines = played(table).report("md").strip().splitlines()
    assert lines[0] == lines[-1] == "**EXERCISE EXERCISE EXERCISE** · Small Drill · **TLP:AMBER**"


def test_html_is_one_page_that_needs_nothing_else(table: Table) -> None:
    text = played(table).report("html")
    page = read(text)
    tags = [tag for tag, _ in page.elements]
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(tags)
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|https?:", text)
    assert ("html", (("lang", "en"),)) in page.elements
    assert {"header", "nav", "main", "footer", "title"} <= set(tags)
    assert tags.count("h1") == 1
    assert all(dict(attrs).get("scope") in ("col", "row") for tag, attrs in page.elements if tag == "th")
    assert tags.count("caption") == tags.count("table")


def test_html_is_marked_at_top_and_bottom_and_on_every_printed_page(table: Table) -> None:
    text = played(table).report("html")
    assert len(re.findall(r'<p class="mark"><strong>EXERCISE EXERCISE EXERCISE</strong>', text)) == 2
    assert "@top-center { content:" in text
    assert "@bottom-center { content:" in text


def test_every_link_leads_somewhere_and_no_two_places_have_one_name(table: Table) -> None:
    page = read(played(table).report("html"))
    ids = [value for _, attrs in page.elements for name, value in attrs if name == "id"]
    links = [value for _, attrs in page.elements for name, value in attrs if name == "href"]
    assert len(ids) == len(set(ids))
    assert links
    assert {link.removeprefix("#") for link in links if link} <= set(ids)


def test_each_decision_leads_to_what_its_owners_had_been_sent_and_to_the_line_that_shows_it(
    table: Table,
) -> None:
    text = played(table).report("html")
    put = [d for d in table.analyse().decisions if d.trail and d.answers]
    assert put
    for decision in put:
        shown = text.partition(f'<section id="known-{decision.id}"')[2].partition("</section>")[0]
        told = text.partition(f'<section id="decision-{decision.id}"')[2].partition("</section>")[0]
        assert f'<a href="#known-{decision.id}">' in told
        assert f'<a href="#decision-{decision.id}">' in shown
        for known in (a.known for a in decision.answers if not a.known.simcell):
            assert f"tte asof drill --seat {known.seat} --at {known.as_of}</p>" in shown
            for item in known.items:
                steps = (item.sent, item.opened, item.acknowledged)
                times = "</td><td>".join(clock_text(at) for at in steps if at is not None)
                assert f"{item.item}: {escape(item.title)}</th><td>{times}</td>" in shown
                assert f"#{item.events[0]}" in shown


def test_every_chart_has_a_name_a_description_and_the_same_in_a_table(table: Table) -> None:
    text = played(table).report("html")
    charts = re.findall(
        r'<svg [^>]*role="img" aria-label="([^"]+)"><title>[^<]+</title><desc>([^<]+)</desc>', text
    )
    assert len(charts) == text.count("<svg ") == text.count("<figcaption>")
    said = dict(charts)
    assert "Escalation: from calm 1 to calm 2 in 1 change;" in said["Tracks over exercise time"]
    assert "01 Buoy adrift: planned T+00:00, actual T+00:00" in said["Injects, planned against actual"]
    assert (
        '<th scope="row">Trust</th><td>5</td><td>3</td><td>0 to 10</td><td>3 to 5</td><td>high</td>' in text
    )


def test_the_order_is_that_of_hseep(table: Table) -> None:
    headings = re.findall(r"^## (.+)$", played(table).report("md"), re.MULTILINE)
    assert headings == [
        "Executive summary", "1 Exercise overview", "2 Objectives and ratings", "3 Analysis of objectives",
        "4 Conclusion", "5 Sign-off", "Appendix A: Improvement plan", "Appendix B: Participants",
        "Appendix C: Timeline, planned against actual", "Appendix D: Decisions in full",
        "Appendix E: Communications", "Appendix F: Information at each decision",
        "Appendix G: Tracks over time", "Appendix H: Participants' feedback",
        "Appendix I: Rulings, undone actions, dissent", "Appendix J: Agreement of evaluators",
        "Appendix K: Hot wash and parking lot", "Appendix L: Told after play, and sources",
        "Appendix M: Glossary", "Appendix N: Provenance", "Appendix O: Events of play",
    ]  # fmt: skip


def test_what_nobody_wrote_is_said_to_be_missing_with_what_there_is_to_go_by(table: Table) -> None:
    text = played(table).report("md")
    assert "\\[no executive summary has been written\\]" in text
    assert "\\[no analysis has been written\\]" in text
    assert re.search(r"\*\*Evidence in the log:\*\* decisions dp1; injects 01 \(#\d+", text)
    assert "No evaluator rated anything" in text
    assert "No strength was noted" in text


def test_json_has_stable_keys_and_names_the_events_of_its_figures(table: Table) -> None:
    found = played(table).json()
    assert list(found) == [
        "version", "marking", "exercise", "handling", "status", "status_words", "audience", "withheld",
        "analysis",
    ]  # fmt: skip
    assert found["version"] == 2
    assert list(found["analysis"]) == [
        "overview", "interim", "seats", "ending", "aims", "tracks", "moves", "decisions", "latency", "msel",
        "channels", "pairs", "workload", "evaluation", "other_notes", "parked", "dissent", "rulings",
        "undone", "stops", "jumps", "hot_wash", "truth", "citations", "timeline", "unknown", "glossary",
        "people", "balance",
    ]  # fmt: skip
    history = {r.seq: r.event for r in table.session.history}
    for track in found["analysis"]["tracks"]:
        for point in track["points"]:
            [seq] = point["events"]
            event = history[seq]
            assert isinstance(event, TrackChanged)
            assert event.after == point["value"]


def test_the_json_reads_back_as_the_same_report_under_its_published_schema(tmp_path: Path) -> None:
    report = report_of(evaluated(tmp_path).analyse())
    text = render(report, "json").decode()
    assert Report.model_validate_json(text) == report
    schema = report_schema()
    found = json.loads(text)
    assert set(schema["required"]) <= set(found) == set(schema["properties"])
    for name, record in (("Analysis", found["analysis"]), ("Overview", found["analysis"]["overview"])):
        assert set(record) == set(schema["$defs"][name]["properties"])


def test_the_schema_in_the_docs_is_the_reports() -> None:
    text = json.dumps(report_schema(), indent=1) + "\n"
    if os.environ.get("TTE_WRITE_GOLDENS"):
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text


def test_a_full_table_of_twelve_reports_within_two_seconds() -> None:
    table = Table(load(FOG_SIGNAL), pace="clock")
    seats = [s.id for s in table.session.state.seats.values() if s.kind == "player"]
    for seat in seats:
        table.issue(TakeSeat(terminal=seat), seat)
    table.issue(StartEx())
    for _ in range(180):
        table.wait(60)
        if table.session.state.phase == "paused":  # a rule stops play at the threshold
            table.issue(ResumeEx())
        _play_on(table)
    table.end()
    assert len(table.session.history) > 500
    began = time.process_time()
    for form in TEXTS:
        assert table.report(form)
    assert time.process_time() - began < 2


def _play_on(table: Table) -> None:
    """Every seat reads all that it has, and owners take the first option that is open to them."""
    state = table.session.state
    for (item, seat), receipt in list(state.receipts.items()):
        if receipt.opened is None:
            table.issue(OpenItem(item), seat)
            table.issue(AcknowledgeItem(item, read_back="Understood."), seat)
    for draft in list(state.drafts.values()):
        if draft.status == "waiting":
            table.issue(SendDraft(draft.id, draft.delivery.body + " (checked)"), draft.seat)
    for name, standing in list(state.decisions.items()):
        for owner in state.by_decision[name].owners:
            if state.decisions[name].status != "open" or owner in standing.submissions:
                continue
            for choice in state.by_decision[name].options:
                answer = SubmitDecision(name, choice, owner=owner, why="Orders.")
                try:
                    table.issue(answer, _seat(table, owner))
                except Refused:
                    continue
                break


def _seat(table: Table, role: str) -> str:
    held = table.session.state.seat_of(role)
    return held.id if held else "director"


def loaded_after(code: str) -> set[str]:
    """Modules that a fresh interpreter holds after some code."""
    code = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_review_loads_neither_terminals_nor_the_store() -> None:
    modules = loaded_after(
        "import tte.review.report, tte.review.analysis, tte.review.to_html, tte.review.to_markdown, "
        "tte.review.to_docx, tte.review.to_pdf, tte.review.to_xlsx"
    )
    bad = ("textual", "sqlmodel", "sqlalchemy", "sqlite3")
    assert not {m for m in modules if m.split(".")[0] in bad or m.startswith(("tte.store", "tte.conduct"))}


def test_a_format_loads_only_what_it_is_made_with() -> None:
    modules = loaded_after("import tte.review.report, tte.review.to_markdown, tte.review.content")
    assert not {m.split(".")[0] for m in modules} & {"typst", "docx", "lxml", "xlsxwriter", "jinja2", "numpy"}


def test_in_a_dark_page_only_the_counts_within_light_parts_of_a_chart_are_dark(tmp_path: Path) -> None:
    page = evaluated(tmp_path).report("html")
    [rule] = [line for line in page.splitlines() if line.endswith("{ fill: #111; }")]
    assert rule.count(' + text[text-anchor="middle"]') == rule.count(" + text") == 2
    key = re.findall(r"<text ([^>]*)>(?:<title>[^<]*</title>)?P performed</text>", page)
    assert key
    assert all("text-anchor" not in place for place in key), (
        "words beside a box of the key keep the page's ink"
    )
