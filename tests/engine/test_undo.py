"""Every control action can be taken back, or is refused in words that say what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.drill import drill
from tests.room import Room
from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine.state import TABLES
from tte.engine.undo import name_of


def tables(room: Room) -> dict[str, Any]:
    """All that an undo has to put back (the clock is compared apart: time that has passed stays counted)."""
    found = {name: dict(getattr(room.state, name)) for name in TABLES}
    found["now"] = {k: v for k, v in found["now"].items() if k != "clock"}
    return found


EVERYBODY = "north=1, south=1, east=1"
Act = Callable[[Room], object]


def _opened(room: Room) -> None:
    room.do("open-decision", decision="dp2")


def _closed(room: Room) -> None:
    _opened(room)
    room.do("close", decision="dp2")


def _written(room: Room) -> None:
    _opened(room)
    room.decide("north", "dp2", "written", written="Otherwise.")


def _queued(room: Room) -> None:
    room.do("ask", "north", body="May we?")


def _nothing(room: Room) -> None:
    return


def _seen(room: Room) -> None:
    room.do("observe", target="O1", body="Seen.", tag="area")


def _rated(room: Room) -> None:
    room.do("rating", "evaluator", target="O1", rating="S")


def _settled(room: Room) -> None:
    _rated(room)
    room.do("reconcile", target="O1", rating="M", reason="Talked over.")


def _washing(room: Room) -> None:
    room.do("endex")
    room.do("hotwash", minutes="2")


def _heard(room: Room) -> None:
    _washing(room)
    room.do("capture", item_kind="gap", body="No list.", role="north")


def _planned(room: Room) -> None:
    room.do("action", recommendation="Keep one list.", due="2027-01-31")


def _own_rating(room: Room) -> None:
    room.do("rating", target="O1", rating="S")


REVIEWED: list[tuple[str, Act, Act]] = [
    ("observation ob1", _nothing, _seen),
    ("change of observation ob1", _seen, lambda r: r.do("revise-observation", observation="ob1", body="x")),
    ("withdrawal of observation ob1", _seen, lambda r: r.do("withdraw-observation", observation="ob1")),
    ("withdrawal of the rating of O1", _own_rating, lambda r: r.do("unrate", target="O1")),
    ("rating settled on for O1", _rated,
     lambda r: r.do("reconcile", target="O1", rating="M", reason="Talked over.")),
    ("withdrawal of the rating settled on for O1", _settled, lambda r: r.do("unreconcile", target="O1")),
    ("opening of the hot wash", lambda r: r.do("endex"), lambda r: r.do("hotwash")),
    ("hot wash question 1", _washing, lambda r: r.do("hotwash-question", question="1")),
    ("hot wash item h1", _washing, lambda r: r.do("capture", item_kind="action", body="Practise.")),
    ("withdrawal of hot wash item h1", _heard, lambda r: r.do("uncapture", item="h1")),
    ("closing of the hot wash", _heard, lambda r: r.do("close-hotwash")),
    ("setting of the feedback form", _nothing,
     lambda r: r.do("feedback-form", state="open", names="anonymous")),
    ("text for summary", _nothing, lambda r: r.do("write", section="summary", text="In short.")),
    ("corrective action ca1", _nothing, _planned),
    ("change of corrective action ca1", _planned, lambda r: r.do("update-action", action="ca1", owner="x")),
    ("removal of corrective action ca1", _planned, lambda r: r.do("remove-action", action="ca1")),
]  # fmt: skip

ACTIONS: list[tuple[str, Act, Act]] = [
    ("PauseEx", _nothing, lambda r: r.do("pause", reason="x")),
    ("ResumeEx", lambda r: r.do("pause"), lambda r: r.do("resume")),
    ("rate x5", _nothing, lambda r: r.do("rate", rate="5")),
    ("pace clock", _nothing, lambda r: r.do("pace", pace="clock")),
    ("time jump “Day 2”", _nothing, lambda r: r.do("jump")),
    ("release 01", _nothing, lambda r: r.release("01")),
    ("release 02", _nothing, lambda r: r.release("02")),
    ("release 03", _nothing, lambda r: r.release("03")),
    ("release 07", _nothing, lambda r: r.release("07")),
    ("release C-01", _nothing, lambda r: r.release("C-01")),
    ("hold 02", _nothing, lambda r: r.do("hold", inject="02")),
    ("ready 02", lambda r: r.do("hold", inject="02"), lambda r: r.do("ready", inject="02")),
    ("skip 02", _nothing, lambda r: r.do("skip", inject="02", reason="x")),
    ("defer 02 to T+00:15", _nothing, lambda r: r.do("defer", inject="02", minutes="5")),
    ("slip by 5 min", _nothing, lambda r: r.do("slip", minutes="5")),
    ("bring forward by 5 min", _nothing, lambda r: r.do("slip", minutes="-5")),
    ("edit 02", _nothing, lambda r: r.do("edit", inject="02", body="x")),
    ("ad hoc inject X-01", _nothing, lambda r: r.do("adhoc", title="t", body="b", to="all", now="yes")),
    ("open dp2", _nothing, _opened),
    ("answer dp2 for north", _opened, lambda r: r.do("answer", decision="dp2", owner="north", option="a")),
    ("extend dp2", _opened, lambda r: r.do("extend", decision="dp2", minutes="3")),
    ("ruling on dp2", _written, lambda r: r.do("rule", decision="dp2", owner="north", tracks="", reason="x")),
    ("close dp2", _opened, lambda r: r.do("close", decision="dp2", choice="b")),
    ("reopen dp2", _closed, lambda r: r.do("reopen", decision="dp2", minutes="3", reason="x")),
    ("withdraw dp2", _opened, lambda r: r.do("withdraw", decision="dp2", reason="x")),
    ("overrule dp2", _closed, lambda r: r.do("overrule", decision="dp2", choice="b", reason="x")),
    ("set Trust to 9", _nothing, lambda r: r.do("set-track", track="tru", value="9", reason="x")),
    ("set Escalation to 6", _nothing, lambda r: r.do("set-track", track="esc", value="6", reason="x")),
    ("settle m1", _queued, lambda r: r.do("settle", message="m1")),
    ("note n1", _nothing, lambda r: r.do("note", body="x")),
    ("parking-lot item p1", _nothing, lambda r: r.do("park", body="x")),
    ("freeze north", _nothing, lambda r: r.do("freeze", seat="north")),
    ("unfreeze north", lambda r: r.do("freeze", seat="north"), lambda r: r.do("unfreeze", seat="north")),
    ("lock north", _nothing, lambda r: r.do("lock", seat="north", reason="x")),
    ("unlock north", lambda r: r.do("lock", seat="north"), lambda r: r.do("unlock", seat="north")),
    ("countdown", _nothing, lambda r: r.do("countdown", minutes="5")),
    ("end of countdown", lambda r: r.do("countdown", minutes="5"), lambda r: r.do("countdown", minutes="0")),
    ("tracks on the wall", _nothing, lambda r: r.do("wall-tracks", show="on")),
    ("first vote on dp2", _nothing, lambda r: r.do("first-vote", decision="dp2")),
    ("no first vote on dp2", lambda r: r.do("first-vote", decision="dp2"),
     lambda r: r.do("first-vote", decision="dp2", off="yes")),
    *REVIEWED,
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "act"), ACTIONS, ids=[name for name, *_ in ACTIONS])
def test_an_undo_puts_everything_back_and_says_what_it_took_back(
    by_hand: Room, name: str, before: Act, act: Act
) -> None:
    by_hand.at("T+2")
    before(by_hand)
    was, at = tables(by_hand), by_hand.seconds
    act(by_hand)
    assert by_hand.session.control_view().undoable == name
    undone = by_hand.undo()
    assert undone.name == name
    assert tables(by_hand) == was
    assert by_hand.seconds == pytest.approx(at, abs=0.01)
    assert by_hand.state.clock.running == (by_hand.state.phase == "running")
    assert by_hand.state.clock.rate == 1


def test_the_actions_above_are_all_that_can_be_undone() -> None:
    """A new kind of control action has to come with its undo here."""
    tried = {name.split()[0] for name, *_ in ACTIONS} | {"send"}
    state = Room(drill()).state
    for kind in ev.Event.__subclasses__():
        if kind is ev.InjectWritten:
            continue
        named = name_of(state, kind(**dict.fromkeys(kind.__struct_fields__, 1)))
        if named is not None and not named[1]:
            assert named[0].split()[0] in tried, kind


def test_undone_actions_are_taken_back_one_after_the_other(by_hand: Room) -> None:
    was = tables(by_hand)
    by_hand.do("hold", inject="05")
    by_hand.do("set-track", track="tru", value="7", reason="x")
    by_hand.do("rate", rate="2")
    assert [by_hand.undo().name for _ in range(3)] == ["rate x2", "set Trust to 7", "hold 05"]
    assert tables(by_hand) == was


@pytest.mark.parametrize(("act", "words"), [
    (lambda r: r.do("simcell", to="north", body="x"), "correction"),
    (lambda r: (r.release("01"), r.do("recall", inject="01", reason="x")), "ad hoc"),
    (lambda r: r.do("endex"), "director"),
    (lambda r: (r.do("no-duff", reason="x"), r.do("release-no-duff", heads=EVERYBODY)), "emergency"),
])  # fmt: skip
def test_what_people_have_heard_is_countered_not_undone(by_hand: Room, act: Act, words: str) -> None:
    act(by_hand)
    assert by_hand.session.control_view().undoable == ""
    with by_hand.refused(words):
        by_hand.do("undo")


def test_startex_is_not_undone() -> None:
    room = Room(drill())
    with room.refused("no control action"):
        room.do("undo")
    room.start()
    with room.refused("StartEx cannot be undone"):
        room.do("undo")


def test_a_release_that_somebody_has_opened_is_recalled_not_undone(by_hand: Room) -> None:
    by_hand.release("01")
    by_hand.do("open", "south", item="01")
    with by_hand.refused("01 has been opened by South", "Recall it"):
        by_hand.do("undo")


def test_a_draft_that_went_out_or_was_declined_is_not_undone(by_hand: Room) -> None:
    by_hand.release("02")
    by_hand.do("decline-draft", "north", draft="d1")
    with by_hand.refused("North has dealt with the draft"):
        by_hand.do("undo")


def test_a_decision_that_was_answered_since_is_not_closed_by_an_undo(by_hand: Room) -> None:
    by_hand.release("01")
    by_hand.decide("north", "dp1", "a")
    with by_hand.refused("dp1 has been answered"):
        by_hand.do("undo")


def test_a_track_that_a_decision_was_built_on_is_not_moved_back(by_hand: Room) -> None:
    by_hand.do("open-decision", decision="dp4")
    by_hand.do("set-track", track="tru", value="8", reason="x")
    by_hand.decide("east", "dp4", "a")
    with by_hand.refused("moved Trust, and a decision was built on that since"):
        by_hand.do("undo")


def test_an_undo_names_the_track_that_it_moves_back(by_hand: Room) -> None:
    by_hand.do("set-track", track="tru", value="8", reason="x")
    assert by_hand.undo().restored == ("Trust 8 → 5",)


def test_an_undo_of_a_track_keeps_what_moved_it_since(by_hand: Room) -> None:
    by_hand.do("set-track", track="hb", value="6", reason="x")
    by_hand.release("02")
    by_hand.do("send-draft", "north", draft="d1")
    by_hand.issue(co.Tick(), "system")
    assert by_hand.track("hb") == 7
    with by_hand.refused("dealt with"):
        by_hand.do("undo")


def test_undoing_a_pause_goes_on_from_where_it_stopped(by_hand: Room) -> None:
    by_hand.at("T+3")
    by_hand.do("pause")
    by_hand.wait(20)
    by_hand.undo()
    assert by_hand.clock == "T+00:03"
    by_hand.wait(2)
    assert by_hand.seconds == pytest.approx(300, abs=0.1)


def test_undoing_a_rate_keeps_the_time_that_has_passed_at_it(by_hand: Room) -> None:
    by_hand.do("rate", rate="10")
    by_hand.wait(1)
    by_hand.undo()
    by_hand.wait(1)
    assert by_hand.seconds == pytest.approx(660, abs=0.1)


def test_undoing_a_jump_keeps_the_time_since_it_and_fires_nothing_twice(by_clock: Room) -> None:
    by_clock.at("T+9")
    by_clock.do("jump")
    by_clock.wait(7)
    assert by_clock.inject("06").status == "released"
    by_clock.undo()
    assert by_clock.clock == "T+00:16"
    assert by_clock.state.move.id == "m1"
    by_clock.at("T+45")
    out = [e.inject for e in by_clock.events(ev.InjectReleased)]
    assert out.count("06") == 1
    assert {"02", "03", "05"} <= set(out)


def test_an_undone_release_is_not_fired_again_by_the_clock_at_once(by_clock: Room) -> None:
    by_clock.do("hold", inject="05")
    by_clock.at("T+27")
    by_clock.do("ready", inject="05")
    by_clock.do("hold", inject="05")
    by_clock.release("05")
    by_clock.undo()
    assert by_clock.inject("05").status == "held"
    by_clock.do("hold", inject="06")
    by_clock.do("ready", inject="06")
    by_clock.release("06")
    by_clock.undo()
    assert by_clock.inject("06").status == "ready"


def test_an_undone_release_that_is_due_is_held_for_control() -> None:
    room = Room(drill(), pace="clock").start()
    room.release("05")
    room.at("T+25.5")
    room.undo()
    assert room.inject("05").status == "held"
    assert "undone" in room.inject("05").reason
    room.wait(1)
    assert room.inject("05").status == "held"


def test_an_undo_never_lets_the_clock_run_while_play_stands_still(by_hand: Room) -> None:
    by_hand.do("rate", rate="2")
    by_hand.wall.forward(minutes=60)
    by_hand.tick()
    assert by_hand.state.phase == "paused"
    by_hand.undo()
    assert not by_hand.state.clock.running
    assert by_hand.state.clock.rate == 1


def test_an_undo_of_resume_after_the_clock_was_interrupted_says_so(by_hand: Room) -> None:
    by_hand.do("pause")
    by_hand.do("resume")
    by_hand.wall.forward(minutes=60)
    by_hand.tick()
    with by_hand.refused("stopped or let go on by something else"):
        by_hand.do("undo")


def test_ids_are_not_given_twice_after_an_undo(by_hand: Room) -> None:
    by_hand.do("note", body="first")
    by_hand.do("note", "evaluator", body="second")
    by_hand.undo()
    by_hand.do("note", "evaluator", body="third")
    assert [n.body for n in by_hand.state.notes.values()] == ["second", "third"]
    by_hand.do("adhoc", title="t", body="b", to="all")
    by_hand.undo()
    by_hand.do("adhoc", title="t", body="b", to="all")
    assert "X-02" in by_hand.state.injects


def test_players_undo_nothing_and_a_sealed_log_neither(by_hand: Room) -> None:
    by_hand.do("note", body="x")
    with by_hand.refused("only control"):
        by_hand.do("undo", "north")
    by_hand.do("endex")
    by_hand.do("seal")
    with by_hand.refused("over"):
        by_hand.do("undo")


def test_control_actions_of_the_facilitator_are_undone_by_the_director_and_say_who(by_hand: Room) -> None:
    by_hand.do("hold", "facilitator", inject="05")
    by_hand.undo()
    held, undone = by_hand.session.history[-2:]
    assert (held.seat, undone.seat) == ("facilitator", "director")
    assert isinstance(undone.event, ev.ActionUndone)
    assert undone.event.action == held.seq
