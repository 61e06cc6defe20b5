"""The rest of the record: MSEL, messages, notes, stops, participants, ending; and what stays out."""

from __future__ import annotations

from pathlib import Path

from tests.review.table import Table, inject, new_table
from tte.engine.commands import (
    SYSTEM,
    AnswerPractice,
    CallNoDuff,
    CountHeads,
    DeferInject,
    EndEx,
    HoldInject,
    Jump,
    NameParticipants,
    ParkItem,
    RecordInterruption,
    ReleaseInject,
    ReleaseNoDuff,
    ReopenEx,
    Reply,
    ResumeEx,
    SendMessage,
    SendPractice,
    SetTrack,
    SkipInject,
    StartEx,
    TakeNote,
    TakeSeat,
    Undo,
    WriteInject,
)
from tte.engine.events import Recorded, Unknown
from tte.review.analysis import analyse


def test_the_communications_check_stays_out_and_the_people_stay_in(tmp_path: Path) -> None:
    table = new_table(tmp_path)
    table.issue(TakeSeat(terminal="t"), "north")
    table.issue(NameParticipants(("Ada", "Ben")), "north")
    table.issue(CountHeads({"south": 3}))
    table.issue(SendPractice())
    table.issue(AnswerPractice("a", "PRACTICE-WHY"), "north")
    table.issue(SendMessage(("control",), "PRACTICE-WORDS"), "north")
    table.issue(TakeNote("PRACTICE-NOTE"), "evaluator")
    table.issue(ParkItem("PRACTICE-ITEM"), "north")
    table.issue(SkipInject("02", "Not for this room."))
    table.start()
    table.end()
    for text in (table.report("md"), table.report("html"), table.report("json")):
        assert "PRACTICE" not in text
        assert "radio check" not in text
        assert "Ada" in text
    analysis = table.analyse()
    seats = {s.id: s for s in analysis.seats}
    assert seats["north"].participants == ("Ada", "Ben")
    assert seats["south"].heads == 3
    assert analysis.channels == ()
    [note] = inject(analysis, "02").notes
    assert note.startswith("before StartEx: skipped: Not for this room.")


def test_an_undone_release_is_reported_as_undone(table: Table) -> None:
    table.issue(ReleaseInject("01"))
    table.issue(Undo())
    table.end()
    analysis = table.analyse()
    row = inject(analysis, "01")
    assert (row.status, row.actual, row.out) == ("ready", None, None)
    [note] = row.notes
    assert ", undone T+00:00 #" in note
    [undone] = analysis.undone
    assert undone.name == "release 01"
    assert undone.by == "Director"
    assert undone.undone.seq in undone.events
    assert "release 01" in table.report("md").split("Undone actions")[1]


def test_a_track_change_that_was_undone_goes_back_on_the_chart(table: Table) -> None:
    table.issue(SetTrack("esc", 5, "typo"))
    table.issue(Undo())
    [track] = [t for t in table.analyse().tracks if t.id == "esc"]
    assert [(p.value, p.cause) for p in track.points] == [(5, "control"), (1, "undo")]
    assert (track.start, track.end) == (1, 1)
    [ruling] = table.analyse().rulings
    assert ruling.undone


def test_the_msel_compares_planned_with_actual_and_flags_what_was_late(table: Table) -> None:
    table.issue(ReleaseInject("01"))
    table.wait(23 * 60)
    table.issue(ReleaseInject("02"))
    table.issue(DeferInject("03", 10))
    table.issue(SkipInject("04", "No time."))
    table.read("north", "02", acknowledge=True)
    table.end()
    analysis = table.analyse()
    two = inject(analysis, "02")
    assert (two.planned, two.actual, two.difference, two.late) == (1200, 1380, 180, True)
    assert (two.sent, two.opened, two.acknowledged) == (2, 1, 1)
    assert not inject(analysis, "01").late
    assert inject(analysis, "03").due == 3000
    assert inject(analysis, "04").reason == "No time."
    text = table.report("md")
    assert "+3:00, LATE" in text
    assert "deferred to T+00:50" in text


def test_a_held_draft_is_late_by_when_its_words_went_out(table: Table) -> None:
    table.wait(40 * 60)
    table.issue(ReleaseInject("03"))
    table.wait(5 * 60)  # the draft lapses; nobody sends it
    row = inject(table.analyse(), "03")
    assert row.actual == 2400
    assert row.out is None
    [draft] = row.drafts
    assert draft.status == "lapsed"
    assert len(draft.events) == 2


def test_messages_are_told_by_channel_with_waits_and_calls_that_nobody_answered(table: Table) -> None:
    table.issue(SendMessage(("buoy",), "Are you there?", channel="radio"), "north")
    table.wait(45)
    table.issue(Reply("m1", "Bleep."))
    for _ in range(12):
        table.issue(SendMessage(("north",), "Pick up.", channel="line"), "south")
    channels = {c.id: c for c in table.analyse().channels}
    question, reply = channels["radio"].messages
    assert question.queued
    assert question.answer_time == 45
    assert reply.reply_to == "m1"
    calls = channels["line"].calls
    assert len(calls) == 12
    missed = [c for c in calls if not c.answered]
    assert missed
    assert all(c.reason == "The officer is at the quay." for c in missed)
    assert len([m for m in channels["line"].messages if m.status == "unanswered"]) == len(missed)


def test_observations_stand_by_objective_and_one_without_any_is_not_observed(tmp_path: Path) -> None:
    table = new_table(tmp_path)
    table.start()
    assert "N/O" in table.report("md")
    table.issue(TakeNote("They named one.", "O1"), "evaluator", "Dr. Eve")
    table.issue(TakeNote("Loud room."), "director")
    analysis = table.analyse()
    [objective] = analysis.objectives
    assert [n.body for n in objective.observations] == ["They named one."]
    assert [n.body for n in analysis.other_notes] == ["Loud room."]
    assert "N/O: nobody" not in table.report("md")


def test_a_note_that_was_undone_is_gone_from_the_observations(table: Table) -> None:
    table.issue(TakeNote("Wrong.", "O1"))
    table.issue(Undo())
    analysis = table.analyse()
    assert analysis.objectives[0].observations == ()
    assert [u.name for u in analysis.undone] == ["note n1"]


def test_stops_are_told_by_kind_with_their_length(table: Table) -> None:
    table.wait(60)
    table.issue(CallNoDuff("Smoke in the corridor"), "north")
    table.wait(300, tick=False)
    table.issue(ReleaseNoDuff({"north": 5, "south": 4}))
    table.wait(30, tick=False)
    table.issue(ResumeEx())
    table.wait(60)
    last = table.wall
    table.wait(120, tick=False)
    table.issue(RecordInterruption(last, "the lid was closed"), SYSTEM)
    table.issue(ResumeEx())
    table.wait(60)
    table.end()
    analysis = table.analyse()
    stops = [(s.kind, s.seconds) for s in analysis.stops]
    assert stops == [("no duff", 300), ("pause", 30), ("interruption", 120)]
    assert analysis.stops[0].heads == 9
    assert analysis.overview.played_seconds == 180
    assert analysis.overview.exercise_seconds == 180


def test_time_after_an_endex_that_was_reopened_counts_as_stopped(table: Table) -> None:
    table.wait(60)
    table.end()
    table.wait(600, tick=False)
    table.issue(ReopenEx("One more thing."))
    table.issue(ResumeEx())
    table.wait(60)
    table.issue(EndEx())
    analysis = table.analyse()
    assert analysis.overview.played_seconds == 120
    assert [s.kind for s in analysis.stops] == ["after EndEx", "pause"]
    assert "reopened after EndEx" in {r.kind for r in analysis.rulings}


def test_a_jump_tells_what_it_passed_over(table: Table) -> None:
    table.issue(ReleaseInject("01"))
    table.issue(HoldInject("04", "later"))
    table.issue(Jump(move="m2"))
    analysis = table.analyse()
    [jump] = analysis.jumps
    assert (jump.to_at, jump.expired) == (1920, ("02",))
    assert analysis.overview.jumped_seconds == 1920


def test_the_ending_names_the_test_that_decided_and_the_aims_their_result(table: Table) -> None:
    table.issue(SetTrack("esc", 6, "It got loud."))
    table.end()
    analysis = table.analyse()
    assert analysis.ending.id == "quarrel"
    assert [(t.id, t.holds) for t in analysis.ending.tests] == [("quarrel", True)]
    assert "esc is 6" in analysis.ending.tests[0].explained
    assert not analysis.ending.provisional
    assert {a.role: [x.met for x in a.aims] for a in analysis.aims} == {"north": [True], "south": [True]}


def test_a_report_while_play_goes_on_says_interim_and_one_after_it_draft(table: Table) -> None:
    table.wait(60)
    assert table.json()["status"] == "INTERIM"
    assert "**INTERIM.**" in table.report("md")
    assert 'class="signoff"' not in table.report("html")
    table.end()
    assert table.json()["status"] == "DRAFT"
    assert "**DRAFT.**" in table.report("md")
    assert 'class="signoff"' in table.report("html")


def test_a_session_that_has_not_started_still_reports(tmp_path: Path) -> None:
    table = new_table(tmp_path)
    assert "StartEx has not been called" in table.report("md")
    empty = analyse(table.exercise, [], session_name="x", generated_wall=0, verified=None)
    assert empty.interim
    assert empty.overview.event_count == 0


def test_unknown_events_are_listed_and_change_nothing(table: Table) -> None:
    history = list(table.session.history)
    last = history[-1]
    strange = Unknown(kind="weather_rolled", payload={"fog": 3})
    history.append(Recorded(last.seq + 1, last.seq + 1, last.at, last.wall, "director", strange))
    analysis = analyse(table.exercise, history, session_name="x", generated_wall=0, verified=None)
    assert analysis.unknown == {"weather_rolled": (last.seq + 1,)}


def test_an_ad_hoc_inject_that_was_undone_leaves_the_msel_and_stays_on_record(table: Table) -> None:
    table.issue(WriteInject("First", "One.", ("north",)))
    table.issue(Undo())
    table.issue(WriteInject("Second", "Two.", ("north",), now=True))
    analysis = table.analyse()
    assert [r.title for r in analysis.msel if r.id.startswith("X-")] == ["Second"]
    assert [u.name for u in analysis.undone] == ["ad hoc inject X-01"]


def test_the_same_events_give_the_same_analysis(table: Table) -> None:
    table.issue(ReleaseInject("01"))
    table.decide("north", "dp1", "a")
    assert table.analyse() == table.analyse()


def test_a_seat_that_played_by_lines_alone_attended(tmp_path: Path) -> None:
    table = new_table(tmp_path)
    table.issue(StartEx())
    table.issue(ReleaseInject("01"))
    table.decide("north", "dp1", "b")
    seats = {s.id: s.attended for s in table.analyse().seats}
    assert seats["north"]
    assert seats["director"]
    assert not seats["south"]
    assert not seats["evaluator"]
