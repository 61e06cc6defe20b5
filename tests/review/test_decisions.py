"""Decisions in the report: reasons, dissent, what was known, latency, and what control made of it."""

from __future__ import annotations

from tests.review.table import Table, answer, decision
from tte.engine.commands import (
    AmendDecision,
    CloseDecision,
    OpenDecision,
    OverruleOutcome,
    PauseEx,
    RecallInject,
    ReleaseInject,
    ReopenDecision,
    ResumeEx,
    RuleWritten,
    SendMessage,
    Undo,
)
from tte.engine.events import Dissent


def open_dp1(table: Table) -> None:
    table.issue(ReleaseInject("01"))


def open_dp2(table: Table) -> None:
    table.issue(ReleaseInject("02"))


def test_a_dissent_and_a_rationale_that_came_late_are_shown_as_such(table: Table) -> None:
    open_dp2(table)
    table.decide(
        "north", "dp2", "a", why="We know little.", dissent=(Dissent(name="Ada", text="Say nothing."),)
    )
    table.wait(30)
    table.decide("south", "dp2", "b", why="They began.")
    table.wait(90)
    table.issue(AmendDecision("dp2", assumptions="The press is awake.",
                              dissent=(Dissent(text="I was overruled."),)), "south", "Ben")  # fmt: skip
    analysis = table.analyse()
    record = decision(analysis, "dp2")
    assert [(d.name, d.text, d.late) for d in record.dissent] == [
        ("Ada", "Say nothing.", False),
        ("", "I was overruled.", True),
    ]
    south = answer(analysis, "dp2", "south")
    assert south.assumptions == "The press is awake."
    [amendment] = south.amendments
    assert amendment.after_close == 90
    assert amendment.by == "", "who typed an anonymous dissent stays unnamed"
    text = table.report("md")
    assert "1 min 30 s after it had closed: assumptions: The press is awake" in text
    assert "anonymous, South, T+00:02, added after it had closed" in text
    assert "Ben" not in text


def test_a_blank_rationale_is_shown_as_blank(table: Table) -> None:
    table.issue(OpenDecision("dp1"))
    table.decide("north", "dp1", "a")
    table.issue(CloseDecision("dp1", choice="a", reason="Time."))
    page = table.report("html")
    assert '<dt>Left blank</dt><dd><span class="blank">rejected, and why; assumptions' in page
    assert answer(table.analyse(), "dp1", "south").state == "no answer"


def test_what_was_known_tells_sent_opened_and_acknowledged_apart_at_the_time(table: Table) -> None:
    open_dp1(table)
    table.issue(ReleaseInject("02"))
    table.issue(SendMessage(("north",), "We see it.", channel="radio"), "south")
    table.read("north", "01", acknowledge=True)
    table.read("north", "m1")
    asked = table.decide("north", "dp1", "a")
    table.read("north", "02", acknowledge=True)  # too late to count
    table.decide("south", "dp1", "a")
    analysis = table.analyse()
    known = answer(analysis, "dp1", "north").known
    assert known.as_of == asked
    state = {i.item: (i.opened is not None, i.acknowledged is not None) for i in known.items}
    assert state == {"01": (True, True), "02": (False, False), "m1": (True, False)}
    south = {i.item for i in answer(analysis, "dp1", "south").known.items}
    assert south == {"01", "02"}, "a seat is not sent its own message"
    text = table.report("md")
    assert f"**Known by \\#{asked}:**" in text or f"**Known by #{asked}:**" in text
    assert "acknowledged (1): 01" in text
    assert "opened, not acknowledged (1): m1" in text
    assert "sent, not opened (1): 02 The papers ask" in text


def test_what_is_recalled_before_a_decision_is_marked_in_what_was_known(table: Table) -> None:
    open_dp1(table)
    table.issue(RecallInject("01", "Wrong buoy."))
    table.decide("north", "dp1", "a")
    [item] = answer(table.analyse(), "dp1", "north").known.items
    assert item.recalled


def test_paused_time_is_not_counted_in_how_long_a_decision_took(table: Table) -> None:
    open_dp1(table)
    table.wait(60)
    table.issue(PauseEx("coffee"))
    table.wait(900, tick=False)
    table.issue(ResumeEx())
    table.wait(30)
    table.decide("north", "dp1", "a")
    table.decide("south", "dp1", "a")
    table.end()
    analysis = table.analyse()
    record = decision(analysis, "dp1")
    assert record.latency == 90
    assert record.exercise_latency == 90
    assert analysis.latency.median == analysis.latency.worst == 90
    assert analysis.latency.worst_decision == "dp1"
    assert record.opened is not None
    assert record.decided is not None
    assert analysis.latency.events == (record.opened.seq, record.decided.seq)
    assert (analysis.overview.wall_seconds, analysis.overview.stopped_seconds) == (990, 900)


def test_a_pause_that_was_undone_stops_counting_there(table: Table) -> None:
    open_dp1(table)
    table.issue(PauseEx("by mistake"))
    table.wait(100, tick=False)
    table.issue(Undo())
    table.wait(20)
    table.decide("north", "dp1", "a")
    table.decide("south", "dp1", "a")
    assert decision(table.analyse(), "dp1").latency == 20


def test_overruling_shows_both_outcomes_with_what_each_did(table: Table) -> None:
    open_dp1(table)
    table.decide("north", "dp1", "b")
    table.decide("south", "dp1", "b")
    table.wait(60)
    table.issue(OverruleOutcome("dp1", "They had agreed by voice.", choice="a"))
    analysis = table.analyse()
    record = decision(analysis, "dp1")
    first, second = record.outcomes
    assert (first.how, first.outcomes["north"]) == ("agreed", "b")
    assert [(m.track, m.before, m.after) for m in first.moves] == [("esc", 1, 2)]
    assert (second.how, second.outcomes["north"]) == ("overruled", "a")
    assert {m.track: (m.before, m.after) for m in second.moves} == {"esc": (2, 1), "tru": (5, 6)}
    assert second.before["esc"] == 2
    assert {t: n for t, n in record.net.items() if n} == {"tru": 1}
    assert answer(analysis, "dp1", "north").choice == "b"
    assert answer(analysis, "dp1", "north").outcome == "a"
    [ruling] = [r for r in analysis.rulings if r.kind == "overruled"]
    assert ruling.reason == "They had agreed by voice."
    text = table.report("md")
    assert "all owners agreed; then overruled, by Director" in text
    assert "They had agreed by voice" in text


def test_reopening_keeps_the_first_outcome_on_record(table: Table) -> None:
    open_dp1(table)
    table.decide("north", "dp1", "a")
    table.decide("south", "dp1", "a")
    table.issue(ReopenDecision("dp1", "South had misread."))
    table.decide("south", "dp1", "b", why="As we meant.")
    table.decide("north", "dp1", "b", why="So be it.")
    record = decision(table.analyse(), "dp1")
    assert [o.outcomes["south"] for o in record.outcomes] == ["a", "b"]
    assert any("reopened" in step.words for step in record.trail)
    south = answer(table.analyse(), "dp1", "south")
    assert [(e.choice, e.why) for e in south.earlier] == [("a", "Because.")]


def test_a_close_that_was_undone_is_not_an_outcome_that_stands(table: Table) -> None:
    open_dp1(table)
    table.issue(CloseDecision("dp1", choice="b"))
    table.issue(Undo())
    record = decision(table.analyse(), "dp1")
    assert [o.undone for o in record.outcomes] == [True]
    assert record.latency is None
    assert record.status == "open"
    assert "none: open" in table.report("md")


def test_a_written_answer_is_shown_with_its_ruling(table: Table) -> None:
    open_dp1(table)
    table.decide("north", "dp1", "written", written="We take turns by the hour.")
    table.decide("south", "dp1", "written", written="By turns.")
    table.issue(RuleWritten("dp1", "north", {"tru": 2}, "It is fair."))
    analysis = table.analyse()
    north = answer(analysis, "dp1", "north")
    assert north.written == "We take turns by the hour."
    assert north.ruling == "Trust +2. It is fair."
    assert "written answer" in {r.kind for r in analysis.rulings}


def test_who_gave_no_answer_is_named_with_the_default(table: Table) -> None:
    open_dp2(table)
    table.decide("north", "dp2", "b")
    table.wait(3600)
    table.issue(CloseDecision("dp2"))
    analysis = table.analyse()
    assert answer(analysis, "dp2", "south").state == "defaulted"
    assert "no answer in time; the default held: a" in table.report("md")
    assert "no answer from The southern harbour" in table.report("md")


def test_options_that_were_locked_are_shown_as_locked_for_their_owner(table: Table) -> None:
    open_dp2(table)
    table.decide("north", "dp2", "a")
    options = {o.key: o.locked for o in answer(table.analyse(), "dp2", "north").options}
    assert options == {"a": False, "b": False, "c": True}
    assert "Locked for" in table.report("md")


def test_an_answer_on_paper_took_as_long_as_it_took_and_not_until_it_was_typed(table: Table) -> None:
    table.issue(ReleaseInject("01"))
    table.wait(120)
    table.decide("director", "dp1", "a", owner="north", on_paper=True, decided_at=60.0)
    table.wait(180)
    table.decide("director", "dp1", "a", owner="south", on_paper=True, decided_at=90.0)
    table.end()
    record = decision(table.analyse(), "dp1")
    assert record.on_paper
    assert (record.latency, record.exercise_latency) == (90, 90)
    north, south = record.answers
    assert [a.paper_at for a in (north, south)] == [60.0, 90.0]
    assert (north.latency, south.latency) == (60, 90)
    text = table.report("md")
    assert "after opening, on paper at T+00:01" in text
    assert "given on paper, entered afterwards" in text
