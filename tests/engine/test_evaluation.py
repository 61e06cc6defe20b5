"""Evaluation, hot wash, feedback, texts, plan and sign-off: who may say what, who sees it, what stays."""

from __future__ import annotations

import json

import pytest

from tests.room import Room, Wall, fog_signal
from tte.conduct.actions_review import REVIEW
from tte.conduct.opening import Setting, create_in_memory
from tte.engine import events as ev
from tte.engine.commands_review import GiveFeedback
from tte.engine.evaluation import eeg_view, evaluators, targets_of
from tte.engine.events import decode, encode, kind_of
from tte.engine.state_review import (
    open_wash,
    ratings_of,
    signed_state,
    standing_actions,
    standing_captured,
    standing_observations,
)
from tte.errors import Refused

FEEDBACK = next(a for a in REVIEW if a.name == "feedback")
ONE, TWO = "evaluator-1", "evaluator-2"


@pytest.fixture
def room() -> Room:
    """The flagship with two evaluators, under way."""
    wall = Wall()
    session = create_in_memory(fog_signal(), Setting(evaluators=2), now=wall)
    return Room(session=session, wall=wall).start()


def seen(room: Room, seat: str, target: str = "O1.1") -> dict[str, str | None]:
    """Which ratings a seat sees of a target."""
    row = next(r for r in eeg_view(room.state, seat).rows if r.target.id == target)
    return {r.seat: r.rating for r in row.ratings}


def rate(room: Room, seat: str, rating: str, target: str = "O1.1", reason: str = "") -> None:
    room.do("rating", seat, target=target, rating=rating, reason=reason)


def test_the_guide_has_each_objective_with_its_target_and_its_critical_tasks() -> None:
    targets = targets_of(fog_signal())
    assert [t.id for t in targets][:4] == ["O1", "O1.1", "O1.2", "O1.3"]
    assert len({t.id for t in targets}) == len(targets)
    assert all(t.capability and t.title for t in targets)
    assert targets[0].standard


def test_an_observation_keeps_when_it_was_seen_and_what_it_rests_on(room: Room) -> None:
    room.release("01")
    room.at("T+0:03")
    room.do("observe", ONE, target="o1.2", body="Positions on one channel.", tag="strength",
            evidence="01, dp1; #3", seen_at="T+0:01")  # fmt: skip
    (found,) = standing_observations(room.state)
    assert (found.target, found.tag, found.seen_at, found.made.at) == ("O1.2", "strength", 60, 180)
    assert found.evidence == ev.Evidence(injects=("01",), decisions=("dp1",), events=(3,))
    with room.refused("not come yet"):
        room.do("observe", ONE, target="O1", body="x", seen_at="T+9:00")
    with room.refused("nothing called “zz”"):
        room.do("observe", ONE, target="O1", body="x", evidence="zz")
    with room.refused("no objective or critical task"):
        room.do("observe", ONE, target="O1.9", body="x")
    with room.refused("only evaluators and control"):
        room.do("observe", "japan-pm", target="O1", body="x")


def test_an_observation_is_revised_and_withdrawn_by_its_evaluator_or_the_lead(room: Room) -> None:
    room.do("observe", TWO, target="O1.1", body="", tag="area")
    room.do("revise-observation", TWO, observation="ob1", body="No name on the coordinator.")
    assert standing_observations(room.state)[0].body == "No name on the coordinator."
    room.do("observe", ONE, target="O1.1", body="Mine.")
    with room.refused("ob2 is evaluator 1's"):
        room.do("withdraw-observation", TWO, observation="ob2")
    room.do("withdraw-observation", ONE, observation="ob1", reason="Seen twice.")
    assert [o.id for o in standing_observations(room.state)] == ["ob2"]
    assert room.state.observations["ob1"].reason == "Seen twice."


def test_the_second_rating_is_hidden_until_both_are_in(room: Room) -> None:
    rate(room, ONE, "P")
    room.do("observe", TWO, target="O3", body="I take part.")
    assert seen(room, ONE) == {ONE: "P"}
    assert seen(room, TWO) == {ONE: None}
    assert seen(room, "director") == {ONE: None}
    assert all("P" not in row.text.split() for row in room.session.feed)
    rate(room, TWO, "M", reason="Late.")
    for seat in (ONE, TWO, "director"):
        assert seen(room, seat) == {ONE: "P", TWO: "M"}
    assert all(r.blind for r in ratings_of(room.state, "O1.1"))


def test_evaluators_read_one_anothers_observations_only_once_play_is_over(room: Room) -> None:
    room.do("observe", ONE, target="O1.1", body="Only mine.")
    assert not eeg_view(room.state, TWO).observations
    assert eeg_view(room.state, "director").observations
    room.do("endex")
    assert eeg_view(room.state, TWO).observations


def test_a_rating_changed_in_sight_of_the_others_keeps_the_one_before(room: Room) -> None:
    rate(room, ONE, "P")
    rate(room, ONE, "S")
    rate(room, TWO, "U")
    rate(room, ONE, "M", reason="They are right.")
    one = next(r for r in ratings_of(room.state, "O1.1") if r.seat == ONE)
    assert (one.rating, one.blind) == ("M", False)
    assert one.independent is not None
    assert one.independent.rating == "S"
    room.do("unrate", ONE, target="O1.1")
    rate(room, ONE, "P")
    again = next(r for r in ratings_of(room.state, "O1.1") if r.seat == ONE)
    assert not again.blind, "who has seen the others' ratings does not become blind by withdrawing"


def test_not_observed_needs_a_reason_and_a_reconciled_rating_keeps_the_originals(room: Room) -> None:
    with room.refused("needs a reason"):
        rate(room, ONE, "n/o")
    rate(room, ONE, "N/O", reason="I was in the other room.")
    room.do("observe", TWO, target="O3", body="I take part.")
    with room.refused("not every evaluator has rated"):
        room.do("reconcile", ONE, target="O1.1", rating="S", reason="x")
    rate(room, TWO, "S")
    with room.refused("only the exercise director or the lead"):
        room.do("reconcile", TWO, target="O1.1", rating="S", reason="x")
    room.do("reconcile", ONE, target="O1.1", rating="S", reason="Two saw it.")
    settled = room.state.reconciled["O1.1"]
    assert (settled.rating, settled.originals) == ("S", {ONE: "N/O", TWO: "S"})
    assert {r.rating for r in ratings_of(room.state, "O1.1")} == {"N/O", "S"}
    assert evaluators(room.state) == (ONE, TWO)


def test_evaluation_hot_wash_feedback_and_sign_off_follow_the_seal_and_are_marked(room: Room) -> None:
    room.do("endex")
    room.do("seal")
    rate(room, ONE, "S")
    room.do("note", ONE, body="A late note.")
    room.do("hotwash", order="Kim, Ada", minutes="2")
    room.do("capture", item_kind="gap", body="No list of names.", speaker="Kim")
    room.do("undo")
    room.do("feedback", "japan-pm", answers="structured=4")
    room.do("sign-off", name="Ada", capacity="director")
    assert ratings_of(room.state, "O1.1")[0].made.after_seal
    assert standing_captured(room.state) == ()
    assert room.session.feed[-1].text.endswith("(after the seal)")
    with room.refused("sealed"):
        room.do("park", body="x")
    with room.refused("is not undone but withdrawn"):
        room.do("undo")


def test_the_hot_wash_asks_the_decks_questions_and_closes_when_play_goes_on(room: Room) -> None:
    with room.refused("after endex"):
        room.do("hotwash")
    room.do("endex")
    room.do("hotwash", minutes="3")
    wash = open_wash(room.state)
    assert wash is not None
    assert wash.questions == room.state.exercise.hot_wash
    assert wash.order[-1] == next(s.id for s in room.state.seats.values() if s.kind == "player")
    room.do("hotwash-question", question="2")
    room.do("capture", item_kind="surprise", body="That they called back.", role="japan-pm")
    assert standing_captured(room.state)[0].question == 2
    room.do("reopen-ex", reason="One more move.")
    assert open_wash(room.state) is None


def test_feedback_by_name_is_one_form_for_each_person_and_the_last_counts(room: Room) -> None:
    with room.refused("after endex"):
        room.do("feedback", "japan-pm", answers="fair=2")
    room.do("endex")
    for person, answer in (("Kim", 2), ("Ada", 5), ("Kim", 3)):
        command = {"answers": f"fair={answer}", "strengths": "The room."}
        room.issue(FEEDBACK.command(command), "japan-pm", person)
    assert {f.made.by: f.answers["fair"] for f in room.state.feedback.values()} == {"Kim": 3, "Ada": 5}
    with room.refused("outside 1 to 5"):
        room.issue(GiveFeedback({"fair": 6}), "japan-pm")


def test_an_anonymous_form_tells_neither_seat_nor_name_nor_when(room: Room) -> None:
    room.do("endex")
    room.do("feedback-form", state="open", names="anonymous")
    before = room.session.history[-1].wall
    room.wall.forward(minutes=4)
    with room.refused("anonymous by now"):
        room.do("feedback", "japan-pm", answers="fair=2")
    (given,) = room.do("feedback", "japan-pm", answers="fair=2", change="Less fog.", anonymous="yes")
    stored = room.session.log.read(given.seq - 1)[0]
    assert (stored.seat, stored.participant, stored.wall) == ("anonymous", "", before)
    assert "japan" not in stored.payload
    assert json.loads(stored.payload)["texts"] == {"change": "Less fog."}
    room.do("feedback-form", state="closed", names="anonymous")
    with room.refused("closed"):
        room.do("feedback", "ccg", answers="fair=2", anonymous="yes")


def test_texts_stay_in_the_log_and_the_latest_stands(room: Room) -> None:
    room.do("write", section="Summary", text="First.")
    room.do("write", section="summary", text="Second.", reference="Plan 4")
    room.do("observe", ONE, target="O1.1", body="Slow.", tag="area")
    room.do("write", ONE, section="ob1", text="Nobody knew the number.")
    found = room.state.analysis
    assert (found["summary"].text, len(found["summary"].earlier)) == ("Second.", 1)
    assert found["ob1"].text == "Nobody knew the number."
    with room.refused("no section"):
        room.do("write", section="ob7", text="x")
    room.do("write", section="summary", text="")
    assert room.state.analysis["summary"].text == ""


def test_the_plan_has_owners_dates_and_a_status_that_follows_it_up(room: Room) -> None:
    room.do("action", recommendation="One list of casualties.", target="o1.1", owner="JCG",
            start="2026-12-01", due="2027-03-31", element="planning")  # fmt: skip
    (row,) = standing_actions(room.state)
    assert (row.capability, row.target, row.status) == ("Mass Search and Rescue", "O1.1", "planned")
    with room.refused("before it starts"):
        room.do("update-action", action="ca1", due="2026-11-01")
    with room.refused("no date"):
        room.do("action", recommendation="x", due="next year")
    room.do("update-action", action="ca1", status="validated", retest="2027-fog-signal", note="Worked.")
    (row,) = standing_actions(room.state)
    assert (row.status, row.retest, row.updates[0][2]) == ("validated", "2027-fog-signal", "Worked.")
    room.do("remove-action", action="ca1", reason="Twice.")
    assert standing_actions(room.state) == ()


def test_a_sign_off_names_the_head_of_the_chain_and_lapses_when_the_report_changes(room: Room) -> None:
    with room.refused("after endex"):
        room.do("sign-off", name="Ada")
    room.do("action", recommendation="One list.")
    room.do("endex")
    assert signed_state(room.state).draft
    (signed,) = room.do("sign-off", name="Ada", capacity="Exercise director")
    assert isinstance(signed.event, ev.ReportSignedOff)
    assert signed.event.head == room.session.log.read(signed.event.upto - 1)[0].hash
    assert signed.event.upto == signed.seq - 1
    assert not signed_state(room.state).draft
    with room.refused("signed off already"):
        room.do("sign-off", name="Ada")
    room.do("update-action", action="ca1", status="started")
    assert not signed_state(room.state).draft, "following an action up changes no report"
    room.do("write", section="summary", text="One thing more.")
    stands = signed_state(room.state)
    assert stands.draft
    assert [s.name for s in stands.stale] == ["Ada"]
    room.do("sign-off", name="Ada")
    room.do("withdraw-sign-off", sign_off="s2", reason="A mistake.")
    assert signed_state(room.state).draft


def test_what_was_written_decodes_as_it_was(room: Room) -> None:
    room.do("observe", ONE, target="O1.1", body="«é»", tag="area", evidence="01")
    room.do("action", recommendation="x", observations="ob1")
    for recorded in room.session.history[-2:]:
        event = recorded.event
        assert decode(kind_of(event), encode(event)) == event


def test_seats_of_evaluators_by_number_and_by_their_old_name() -> None:
    alone = create_in_memory(fog_signal(), Setting())
    several = create_in_memory(fog_signal(), Setting(evaluators=3))
    assert alone.state.find_seat("evaluator-1") is alone.state.seats["evaluator"]
    assert several.state.find_seat("evaluator") is several.state.seats[ONE]
    assert several.state.seats["evaluator-3"].title == "Evaluator 3"
    with pytest.raises(Refused, match="12 evaluators"):
        create_in_memory(fog_signal(), Setting(evaluators=12))
