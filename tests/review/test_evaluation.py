"""What evaluators, participants and the facilitator said, as the report tells it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.review.evaluated import evaluated
from tests.review.table import Table, new_table
from tte.engine.commands import NameParticipants, SealLog, TakeSeat
from tte.engine.commands_review import AddAction, GiveFeedback, Observe, Rate, SetFeedbackForm, WriteAnalysis
from tte.review.agreement import agreement_of
from tte.review.figures import ratings
from tte.review.redact import report_of


def test_ratings_stand_beside_each_other_and_a_settled_one_replaces_none(tmp_path: Path) -> None:
    [objective] = evaluated(tmp_path).analyse().objectives
    whole, task = objective.targets
    assert [r.rating for r in task.ratings] == ["M", "U"]
    assert (whole.standing, task.standing, task.settled) == ("S", "M", "M")
    assert objective.counts == {"S": 1, "M": 1}
    assert task.settled_reason == "The read-back was missing."


def test_ratings_apart_that_nobody_settled_are_shown_as_they_are(tmp_path: Path) -> None:
    table = new_table(tmp_path, evaluators=2)
    table.start()
    table.issue(Rate("O1", "P", "Well."), "evaluator-1")
    table.issue(Rate("O1", "U", "Not at all."), "evaluator-2")
    table.end()
    [objective] = table.analyse().objectives
    assert objective.rating == "split"
    assert "**not settled: P, U**" in table.report("md")


def test_agreement_is_the_raw_share_first_then_alpha_of_independent_ratings(tmp_path: Path) -> None:
    found = agreement_of(evaluated(tmp_path).analyse().objectives)
    assert found is not None
    assert found.evaluators == ("Evaluator 1", "Evaluator 2")
    assert (found.pairs, found.agreed, found.raw) == (2, 1, 0.5)
    # by hand: two S, one M, one U; squared ordinal distances S-M 2.25, M-U 1, S-U 6.25
    observed = 2 * 1 / 4
    expected = 2 * (2 * 2.25 + 2 * 6.25 + 1) / (4 * 3)
    assert found.alpha == pytest.approx(1 - observed / expected, abs=1e-3)


def test_alpha_is_not_made_up_where_every_letter_is_the_same(tmp_path: Path) -> None:
    table = new_table(tmp_path, evaluators=2)
    table.start()
    for seat in ("evaluator-1", "evaluator-2"):
        table.issue(Rate("O1", "S", "Well."), seat)
    table.end()
    found = table.analyse().evaluation.agreement
    assert found is not None
    assert (found.raw, found.alpha) == (1.0, None)
    assert "all ratings are the same letter" in table.report("md")


def test_an_area_for_improvement_has_observation_reference_and_analysis(tmp_path: Path) -> None:
    text = evaluated(tmp_path).report("md")
    area = text.split("#### 3.1.2 Areas for improvement")[1].split("####")[0]
    assert re.search(r"\*\*Observation:\*\* Nobody read the position back\..*linked to 01\) \(#\d+\)", area)
    assert re.search(r"\*\*Reference:\*\* Radio procedure 7 \(#\d+\)", area)
    assert re.search(r"\*\*Analysis:\*\* No drill asks for a read-back\. \(#\d+\)", area)


def test_the_plan_has_every_column_and_what_became_of_each_action(tmp_path: Path) -> None:
    [action] = evaluated(tmp_path).analyse().evaluation.actions
    assert (action.element, action.owner, action.due) == ("training", "Harbour office", "2027-06-30")
    assert action.status == "started"
    assert action.history == ("status → started (First drill held.), Director",)
    assert len(action.events) == 2


def test_feedback_is_counted_by_statement_and_an_anonymous_form_names_nobody(tmp_path: Path) -> None:
    table = new_table(tmp_path)
    table.issue(TakeSeat(terminal="t"), "north")
    table.issue(NameParticipants(("Ada Quill",)), "north")
    table.start()
    table.end()
    table.issue(SetFeedbackForm(anonymous=True))
    form = GiveFeedback({"fair": 5}, {"missed": "The tide."}, anonymous=True)
    table.issue(form, "north", "Ada Quill")
    table.issue(GiveFeedback({"fair": 2}, {}, anonymous=True), "south")
    found = table.analyse().evaluation.feedback
    assert found is not None
    assert (found.forms, found.anonymous) == (2, True)
    [fair] = [i for i in found.items if i.key == "fair"]
    assert (fair.counts, fair.median) == ((0, 1, 0, 0, 1), 3.5)
    [text] = found.texts
    assert (text.seat, text.by) == ("", "")
    assert "> — anonymous (#" in table.report("md")


def test_a_report_is_a_draft_until_it_is_signed_and_again_once_something_changes(tmp_path: Path) -> None:
    table = evaluated(tmp_path)
    assert report_of(table.analyse()).status == "SIGNED"
    assert "**SIGNED.** Signed off by Dana Voss, Exercise director" in table.report("md")
    table.issue(WriteAnalysis("conclusion", "On second thought."))
    report = report_of(table.analyse())
    assert report.status == "DRAFT"
    assert "waits to be signed again" in report.status_words


def test_what_follows_the_seal_is_marked_so(tmp_path: Path) -> None:
    table = evaluated(tmp_path, sign=False)
    table.issue(SealLog())
    table.issue(Observe("O1", "Seen on the tape.", "strength"), "evaluator-1")
    table.issue(AddAction({"recommendation": "Buy a second radio"}))
    analysis = table.analyse()
    assert analysis.evaluation.after_seal == 2
    assert analysis.overview.sealed
    assert "after the seal" in table.report("md").split("Seen on the tape.")[1].splitlines()[1]


@pytest.mark.parametrize("section", ["summary", "conclusion"])
def test_a_text_outlives_a_new_report(table: Table, section: str) -> None:
    table.end()
    for text in ("First words.", "Better words."):
        table.issue(WriteAnalysis(section, text))
    first, second = table.report("md"), table.report("md")
    assert first == second
    assert "Better words." in first
    assert "First words." not in first
    assert "revised 1 time" in first


def test_people_who_rated_at_one_seat_are_said_to_count_as_one(tmp_path: Path) -> None:
    table = evaluated(tmp_path)
    assert "counts as one evaluator" not in table.report("md")
    table.issue(Rate("O1", "M", "Mine."), "evaluator-1", "Ann")
    table.issue(Rate("O1.1", "M", "Hers."), "evaluator-1", "Beth")
    text = table.report("md")
    assert "Ann, Beth rated at one seat (Evaluator 1), which counts as one evaluator." in text


def test_no_two_ratings_have_one_shade_in_the_chart(tmp_path: Path) -> None:
    found = ratings(evaluated(tmp_path).analyse().objectives)
    assert found is not None
    key = re.findall(r'<rect x="[\d.]+" y="2" [^>]*?class="(f-\w+)', found.svg)
    assert len(key) == len(set(key)) == 6, "P, S, M, U, not observed, not settled"
    assert re.search(r">S 1</text>", found.svg), "the letter stands before the count"
