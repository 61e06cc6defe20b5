"""The three forms of a report: what they must hold, and how they are built."""

from __future__ import annotations

import re
import subprocess
import sys
import time

from tests.review.pages import read
from tests.review.table import FOG_SIGNAL, Table, load
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
from tte.errors import Refused
from tte.review.report import FORMATS


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
        "| dp1: Who coordinates? | The northern harbour, The southern harbour | T+00:00 | T+00:01 |" in text
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


def test_the_chart_has_a_name_a_description_and_the_same_in_a_table(table: Table) -> None:
    text = played(table).report("html")
    assert '<svg viewBox="0 0 900.0 272.0" role="img" aria-labelledby="chart-title chart-text">' in text
    assert "Escalation: from calm 1 to calm 2 in 1 changes" in text
    assert (
        '<th scope="row">Trust</th><td>5</td><td>3</td><td>0 to 10</td><td>3 to 5</td><td>high</td>' in text
    )


def test_json_has_stable_keys_and_names_the_events_of_its_figures(table: Table) -> None:
    found = played(table).json()
    assert list(found) == ["version", "marking", "exercise", "handling", "status", "analysis"]
    assert found["version"] == 1
    assert list(found["analysis"]) == [
        "overview", "interim", "seats", "ending", "aims", "tracks", "moves", "decisions", "latency", "msel",
        "channels", "objectives", "other_notes", "parked", "dissent", "rulings", "undone", "stops", "jumps",
        "hot_wash", "truth", "citations", "timeline", "unknown",
    ]  # fmt: skip
    history = {r.seq: r.event for r in table.session.history}
    for track in found["analysis"]["tracks"]:
        for point in track["points"]:
            [seq] = point["events"]
            assert history[seq].model_dump()["after"] == point["value"]


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
    for form in FORMATS:
        assert table.report(form)
    assert time.process_time() - began < 2


def _play_on(table: Table) -> None:
    """Every seat reads all that it has, and owners take the first option that is open to them."""
    state = table.session.state
    for (item, seat), receipt in list(state.receipts.items()):
        if receipt.opened is None:
            table.issue(OpenItem(item), seat)
            table.issue(AcknowledgeItem(item), seat)
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


def test_review_loads_neither_terminals_nor_the_store() -> None:
    code = (
        "import sys, tte.review.report, tte.review.analysis, tte.review.to_html, tte.review.to_markdown; "
        "bad = ('textual', 'sqlmodel', 'sqlalchemy', 'sqlite3'); "
        "print([m for m in sys.modules if m.split('.')[0] in bad "
        "or m.startswith(('tte.store', 'tte.conduct'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
