"""What happens between decisions: rules, contingencies, conditions on injects, and what a cut leaves out."""

from __future__ import annotations

from tests.engine.drill import drill
from tests.room import Room
from tte.engine import commands as co
from tte.engine import events as ev


def test_a_rule_after_a_decision_runs_when_one_of_them_closes(by_hand: Room) -> None:
    by_hand.release("01")
    by_hand.decide("north", "dp1", "a")
    assert by_hand.track("beats") == 0
    by_hand.decide("south", "dp1", "a")
    assert by_hand.track("beats") == 1
    assert by_hand.last(ev.RuleRan).trigger == "dp1"


def test_a_rule_does_not_follow_the_same_decision_twice(by_hand: Room) -> None:
    by_hand.release("01")
    by_hand.do("close", decision="dp1")
    by_hand.do("reopen", decision="dp1", reason="A mistake", minutes="5")
    by_hand.do("close", decision="dp1")
    assert by_hand.track("beats") == 1
    by_hand.do("open-decision", decision="dp4")
    by_hand.do("close", decision="dp4")
    assert by_hand.track("beats") == 2


def test_a_rule_on_the_jump_runs_at_each_jump_to_another_move(by_hand: Room) -> None:
    by_hand.do("jump", to_at="T+3")
    assert by_hand.track("ha") == 3
    by_hand.do("jump")
    assert (by_hand.track("ha"), by_hand.track("hb")) == (2, 2)
    by_hand.do("jump")
    assert (by_hand.track("ha"), by_hand.track("hb")) == (1, 1)


def test_a_rule_at_a_minute_looks_once_whether_its_condition_holds() -> None:
    for trust, beats in (("5", 1), ("4", 0)):
        room = Room(drill(), pace="clock").start()
        if trust != "5":
            room.do("set-track", track="tru", value=trust, reason="test")
        room.at("T+19")
        room.do("set-track", track="tru", value="8", reason="test")
        room.at("T+22")
        assert room.track("beats") == beats


def test_a_rule_every_so_often_counts_only_the_latest_time_after_a_jump(by_hand: Room) -> None:
    by_hand.do("set-track", track="esc", value="5", reason="test")
    by_hand.at("T+8")
    assert [e.due for e in by_hand.events(ev.RulePassed)] == [420]
    by_hand.do("jump", to_at="T+30")
    by_hand.tick()
    assert [e.due for e in by_hand.events(ev.RulePassed) if e.rule == "hours"] == [420, 28 * 60]


def test_the_threshold_pauses_play_sets_it_back_and_offers_the_end_the_second_time(by_hand: Room) -> None:
    by_hand.do("set-track", track="esc", value="6", reason="test")
    assert by_hand.state.phase == "paused"
    assert (by_hand.track("esc"), by_hand.track("tru")) == (4, 4)
    assert "Step back." in by_hand.seat("north").clock.reason
    assert by_hand.events(ev.EndOffered) == []
    by_hand.do("resume")
    by_hand.tick()
    assert by_hand.state.phase == "running"
    by_hand.do("set-track", track="esc", value="7", reason="test")
    assert len(by_hand.events(ev.EndOffered)) == 1
    assert by_hand.session.control_view().next_up[0].action == "endex"
    assert by_hand.state.phase == "paused"
    by_hand.do("endex")
    assert by_hand.last(ev.ExerciseEnded).ending == "over"


def test_a_condition_that_goes_on_holding_does_not_run_its_rule_again(by_hand: Room) -> None:
    by_hand.do("set-track", track="esc", value="6", reason="test")
    by_hand.do("resume")
    for _ in range(3):
        by_hand.wait(1)
    assert by_hand.state.runs["threshold"] == 1


def test_unattended_play_ends_by_itself_at_the_second_breach() -> None:
    room = Room(drill(), pace="clock", unattended=True).start()
    for _ in range(2):
        room.do("set-track", track="esc", value="6", reason="test")
        if not room.state.now["end_offered"]:
            room.do("resume")
    room.issue(co.Tick(), "system")
    assert room.state.phase == "ended"
    ends = len(room.events(ev.ExerciseEnded))
    room.issue(co.Tick(), "system")
    assert len(room.events(ev.ExerciseEnded)) == ends == 1


def test_a_contingency_fires_once_when_its_condition_first_holds(by_clock: Room) -> None:
    by_clock.at("T+1")
    by_clock.do("set-track", track="esc", value="3", reason="test")
    assert by_clock.inject("C-01").status == "released"
    assert by_clock.inject("C-02").status == "offered"
    for value in ("2", "3", "2", "3"):
        by_clock.do("set-track", track="esc", value=value, reason="test")
        by_clock.tick()
    assert [e.inject for e in by_clock.events(ev.InjectReleased)].count("C-01") == 1


def test_by_hand_a_contingency_is_only_offered(by_hand: Room) -> None:
    by_hand.do("set-track", track="esc", value="3", reason="test")
    assert by_hand.inject("C-01").status == "offered"
    assert [s.argument for s in by_hand.session.control_view().next_up if s.urgent] == ["C-01"]
    by_hand.release("C-01")
    assert by_hand.inject("C-01").status == "released"


def test_nothing_follows_while_play_is_paused_but_it_does_at_resume(by_clock: Room) -> None:
    by_clock.at("T+1")
    by_clock.do("pause")
    by_clock.do("set-track", track="esc", value="3", reason="test")
    assert by_clock.inject("C-01").status == "waiting"
    by_clock.do("resume")
    assert by_clock.inject("C-01").status == "released"


def test_a_scheduled_inject_whose_condition_fails_is_skipped_with_the_reason(by_clock: Room) -> None:
    by_clock.at("T+21")
    skipped = by_clock.last(ev.InjectSkipped)
    assert skipped.inject == "04"
    assert "esc >= 4" in skipped.reason
    assert "does not hold" in by_clock.session.inject_detail("04").why


def test_a_held_contingency_does_not_fire_until_it_is_ready_again(by_clock: Room) -> None:
    by_clock.at("T+1")
    by_clock.do("hold", inject="C-01")
    by_clock.do("set-track", track="esc", value="3", reason="test")
    assert by_clock.inject("C-01").status == "held"
    by_clock.do("ready", inject="C-01")
    assert by_clock.inject("C-01").status == "released"


def test_a_deferred_contingency_waits_for_its_time(by_clock: Room) -> None:
    by_clock.at("T+1")
    by_clock.do("defer", inject="C-01", minutes="5")
    by_clock.do("set-track", track="esc", value="3", reason="test")
    assert by_clock.inject("C-01").status == "waiting"
    by_clock.at("T+6.1")
    assert by_clock.inject("C-01").status == "released"


def test_a_cut_has_its_own_timetable_and_leaves_out_what_it_does_not_name() -> None:
    room = Room(drill(), pace="clock", cut="short").start()
    room.at("T+4.1")
    assert room.track("beats") == 1
    assert set(room.state.decisions) == {"dp2"}
    assert set(room.state.injects) == {"01", "02", "C-01"}
    room.at("T+5.1")
    assert room.inject("02").status == "drafted"
    room.do("send-draft", "north", draft="d1")
    due = room.decision("dp2").due
    assert due is not None
    assert due - room.seconds > 170
    assert due - room.seconds <= 180
    with room.refused("no decision"):
        room.do("open-decision", decision="dp1")


def test_rules_that_name_a_decision_that_the_cut_leaves_out_do_not_run() -> None:
    room = Room(drill(), cut="short").start()
    room.do("open-decision", decision="dp2")
    room.do("close", decision="dp2")
    assert [e.rule for e in room.events(ev.RuleRan)] == []


def test_an_inject_with_a_call_is_answered_or_not_and_a_contingency_follows() -> None:
    answered = set()
    for seed in range(12):
        room = Room(drill(), seed=seed, pace="clock").start()
        room.release("07")
        (dice,) = room.events(ev.DiceRolled)
        answered.add(dice.hit)
        assert room.inject("C-04").status == ("waiting" if dice.hit else "released")
        assert bool(dice.reason) is not dice.hit
    assert answered == {True, False}


def test_decision_times_follow_until_where_that_is_later(by_hand: Room) -> None:
    by_hand.at("T+10")
    by_hand.release("05")
    assert by_hand.decision("dp5").due == 29 * 60
    by_hand.do("withdraw", decision="dp5", reason="test")
    by_hand.at("T+26")
    by_hand.do("open-decision", decision="dp5")
    due = by_hand.decision("dp5").due
    assert due is not None
    assert due > 33 * 60


def test_the_ending_is_the_first_that_holds_with_overlays_beside_it(by_hand: Room) -> None:
    by_hand.do("set-track", track="ha", value="7", reason="test")
    by_hand.do("endex")
    ended = by_hand.last(ev.ExerciseEnded)
    assert (ended.ending, ended.overlays) == ("calm", ("hot",))
