"""Exercise time: a function of the log and a wall time; what is due happens once, in the order of time."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.engine.drill import drill
from tests.room import EPOCH, Room
from tte.engine import events as ev
from tte.engine.clock import Clock, clock_text, span_text

WALLS = st.integers(EPOCH, EPOCH + 10_000_000)


@hypothesis.given(
    at=st.floats(0, 1e5), rate=st.floats(0.1, 1000), walls=st.lists(WALLS, min_size=2, max_size=6)
)
def test_the_clock_is_a_line_that_changes_do_not_bend(at: float, rate: float, walls: list[int]) -> None:
    """However often it is re-based on the way, a running clock shows the same time (to its millisecond)."""
    walls = sorted(walls)
    clock = Clock(round(at, 3), walls[0], round(rate, 2), running=True)
    rebased = clock
    for wall in walls[1:]:
        rebased = rebased.changed(wall)
    assert rebased.at(walls[-1]) == pytest.approx(clock.at(walls[-1]), abs=0.001 * len(walls))


@hypothesis.given(wall=WALLS, earlier=st.integers(0, 10_000_000))
def test_a_wall_clock_that_goes_backward_never_takes_back_what_was_written(wall: int, earlier: int) -> None:
    clock = Clock(100.0, wall, 1.0, running=True)
    assert clock.at(wall - earlier) == 100.0


@hypothesis.given(at=st.floats(0, 20_000), rate=st.floats(0.1, 1000))
def test_the_wall_time_of_a_moment_is_when_the_clock_first_shows_it(at: float, rate: float) -> None:
    clock = Clock(0.0, EPOCH, rate, running=True)
    assert clock.at(clock.wall_of(at)) >= at - 0.001
    assert clock.at(clock.wall_of(at) - 2) <= at + 0.001


def test_times_read_as_hours_and_minutes() -> None:
    assert [clock_text(s) for s in (0, 59, 60, 3600, 36_000)] == [
        "T+00:00",
        "T+00:00",
        "T+00:01",
        "T+01:00",
        "T+10:00",
    ]
    assert [span_text(s) for s in (0, 65, -30)] == ["0:00", "1:05", "-0:30"]


def test_a_pause_makes_nothing_late_and_skips_nothing(by_clock: Room) -> None:
    by_clock.at("T+8")
    by_clock.do("pause")
    by_clock.wait(60)
    assert by_clock.clock == "T+00:08"
    assert by_clock.inject("02").status == "ready"
    by_clock.do("resume")
    by_clock.at("T+9.9")
    assert by_clock.inject("02").status == "ready"
    by_clock.at("T+10")
    assert by_clock.inject("02").released_at == pytest.approx(600, abs=5)


def test_the_rate_multiplies_time_from_where_it_stands(by_clock: Room) -> None:
    by_clock.at("T+2")
    by_clock.do("rate", rate="10")
    by_clock.wait(0.5)
    assert by_clock.seconds == pytest.approx(2 * 60 + 300, abs=0.1)
    assert by_clock.clock == "T+00:07"


def test_an_inject_fires_once_however_often_the_clock_ticks(by_clock: Room) -> None:
    by_clock.at("T+28")
    for _ in range(5):
        by_clock.tick()
    out = [e.inject for e in by_clock.events(ev.InjectReleased)]
    assert len(out) == len(set(out))
    assert {"01", "02", "03", "05"} <= set(out)


def test_what_came_due_during_one_beat_happens_in_the_order_of_its_times(by_clock: Room) -> None:
    by_clock.do("rate", rate="1000")
    by_clock.wait(seconds=1.9)
    out = [e.inject for e in by_clock.events(ev.InjectReleased) if not e.inject.startswith("C")]
    assert out[:3] == ["01", "02", "03"]


def test_scenario_time_runs_linearly_through_a_move_and_stands_in_the_gap(by_clock: Room) -> None:
    by_clock.at("T+15")
    assert by_clock.seat("north").clock.zones == (("UTC", "02:30"), ("JST", "11:30"))
    by_clock.at("T+32")
    assert by_clock.seat("north").clock.zones[0] == ("UTC", "05:00")


def test_by_the_clock_the_next_move_begins_by_itself_at_its_time(by_clock: Room) -> None:
    by_clock.at("T+34.9")
    assert by_clock.state.move.id == "m1"
    assert by_clock.last(ev.MoveEnded).move == "m1"
    by_clock.at("T+35.1")
    assert by_clock.state.move.id == "m2"
    assert by_clock.last(ev.TimeJumped).expired == ()


def test_a_jump_says_what_it_passes_over_and_that_never_fires(by_clock: Room) -> None:
    by_clock.at("T+5")
    by_clock.do("jump", move="m2", name="Next day")
    jumped = by_clock.last(ev.TimeJumped)
    assert jumped.name == "Next day"
    assert jumped.expired == ("02", "03", "04", "05")
    assert (by_clock.clock, by_clock.state.move.id) == ("T+00:35", "m2")
    assert by_clock.seat("north").move_summary == "A night has passed."
    by_clock.at("T+42")
    assert by_clock.inject("02").status == "skipped"
    assert "time jump" in by_clock.inject("02").reason
    assert by_clock.inject("06").status == "released"
    by_clock.release("05")
    assert by_clock.inject("05").status == "released"


def test_a_jump_to_a_time_within_the_move_is_no_new_move(by_clock: Room) -> None:
    heat = by_clock.track("ha")
    by_clock.do("jump", to_at="T+20")
    assert by_clock.clock == "T+00:20"
    assert by_clock.track("ha") == heat
    with by_clock.refused("forward"):
        by_clock.do("jump", to_at="T+5")
    with by_clock.refused("no move"):
        by_clock.do("jump", move="m9")


def test_a_room_that_ran_over_can_still_go_on_to_the_next_move(by_hand: Room) -> None:
    """The clock has passed the next move's start: the jump begins it late, and nothing of it expires."""
    by_hand.at("T+41")
    by_hand.do("jump")
    assert by_hand.state.move.id == "m2"
    assert by_hand.clock == "T+00:41"
    assert by_hand.last(ev.TimeJumped).expired == ("01", "02", "03", "04", "05")
    assert by_hand.inject("06").status == "ready"
    by_hand.do("jump")
    assert (by_hand.state.move.id, by_hand.clock) == ("m3", "T+01:05")
    with by_hand.refused("no later move"):
        by_hand.do("jump")


def test_by_hand_time_brings_deadlines_and_offers_but_no_releases(by_hand: Room) -> None:
    by_hand.at("T+16")
    assert by_hand.events(ev.InjectReleased) == []
    assert by_hand.inject("C-03").status == "offered"
    by_hand.release("01")
    by_hand.at("T+25")
    assert by_hand.decision("dp1").status == "expired"


def test_a_story_has_no_deadlines() -> None:
    room = Room(drill(), pace="story").start()
    room.release("01")
    room.at("T+25")
    assert room.decision("dp1").status == "open"
    room.do("pace", pace="clock")
    room.wait(seconds=1)
    assert room.decision("dp1").status == "expired"


def test_changing_the_pace_to_the_clock_lets_what_is_due_go_out_once(by_hand: Room) -> None:
    by_hand.at("T+11")
    by_hand.release("01")
    by_hand.do("pace", pace="clock")
    by_hand.tick()
    assert [e.inject for e in by_hand.events(ev.InjectReleased)] == ["01", "02"]


def test_no_duff_stops_everything_and_only_the_director_lets_it_go_on_after_a_head_count(
    by_clock: Room,
) -> None:
    by_clock.at("T+5")
    by_clock.do("no-duff", "east", reason="Somebody has fainted", scope="this room")
    assert "Somebody has fainted" in by_clock.seat("north").clock.reason
    assert "this room" in by_clock.seat("north").clock.reason
    by_clock.wait(30)
    assert (by_clock.state.phase, by_clock.clock) == ("no_duff", "T+00:05")
    for action, given in (
        ("resume", {}),
        ("release", {"inject": "02"}),
        ("jump", {}),
        ("endex", {}),
        ("undo", {}),
    ):
        with by_clock.refused("no duff"):
            by_clock.do(action, **given)
    with by_clock.refused("all play has stopped"):
        by_clock.do("message", "north", to="south", channel="radio", body="x")
    with by_clock.refused("only the exercise director"):
        by_clock.do("release-no-duff", "facilitator", heads="north=3")
    with by_clock.refused("head count"):
        by_clock.do("release-no-duff", heads="north=0")
    with by_clock.refused("not counted yet: south, east"):
        by_clock.do("release-no-duff", heads="north=3")
    by_clock.do("heads", heads="east=4")
    with by_clock.refused("Seat east: 3 counted, and 4 were there before", "find them"):
        by_clock.do("release-no-duff", heads="north=3, south=3, east=3")
    by_clock.do("release-no-duff", heads="north=3, south=3, east=3", note="Kim is with the medic")
    assert by_clock.last(ev.NoDuffReleased).heads == 9
    assert by_clock.last(ev.NoDuffReleased).seats == {"north": 3, "south": 3, "east": 3}
    assert (by_clock.state.phase, by_clock.clock) == ("paused", "T+00:05")
    by_clock.do("resume")
    by_clock.at("T+10")
    assert by_clock.inject("02").status == "drafted"


def test_no_duff_before_startex_comes_back_to_before_startex() -> None:
    room = Room(drill())
    room.do("no-duff", "north", reason="Fire")
    room.do("release-no-duff", heads="north=1, south=1, east=1")
    room.start()
    assert room.clock == "T+00:00"


def test_endex_closes_play_and_the_director_reopens_it_until_the_seal(by_clock: Room) -> None:
    by_clock.at("T+5")
    by_clock.do("endex", "facilitator", reason="Time is up.")
    assert by_clock.last(ev.ExerciseEnded).ending == "calm"
    by_clock.wait(10)
    assert by_clock.inject("02").status == "ready"
    with by_clock.refused("over"):
        by_clock.release("02")
    by_clock.do("note", "evaluator", body="Late note.")
    with by_clock.refused("director"):
        by_clock.do("reopen-ex", "facilitator", reason="Too early")
    with by_clock.refused("reason"):
        by_clock.do("reopen-ex", reason="")
    by_clock.do("reopen-ex", reason="Too early")
    assert (by_clock.state.phase, by_clock.clock) == ("paused", "T+00:05")
    by_clock.do("resume")
    by_clock.at("T+10")
    by_clock.do("endex")
    by_clock.do("seal")
    for action, seat, given in (
        ("reopen-ex", "director", {"reason": "x"}),
        ("park", "north", {"body": "x"}),
        ("ask", "north", {"body": "x"}),
        ("simcell", "director", {"to": "north", "body": "x"}),
        ("undo", "director", {}),
        ("seal", "director", {}),
    ):
        with by_clock.refused():
            by_clock.do(action, seat, **given)
    by_clock.do("note", "evaluator", body="x")
    assert by_clock.session.feed[-1].text == "Note by Evaluator (after the seal): x"


def test_before_startex_nobody_plays_and_the_practice_leaves_nothing_behind() -> None:
    room = Room(drill())
    for action, given in (
        ("release", {"inject": "01"}),
        ("pause", {}),
        ("resume", {}),
        ("endex", {}),
        ("jump", {}),
    ):
        with room.refused("before startex"):
            room.do(action, **given)
    room.do("heads", heads="north=2, south=1")
    room.do("practice")
    room.do("ack", "north", item="practice", read_back="loud and clear")
    with room.refused("no option"):
        room.do("practise", "north", choice="z")
    room.do("practise", "north", choice="a")
    assert room.seat("north").practice_answered
    assert room.inbox("south")["practice"].unread
    room.start()
    assert room.seat("north").items == ()
    assert room.seat("north").practice is None
    assert not [key for key in room.state.receipts if key[0] == "practice"]
    with room.refused("before StartEx"):
        room.do("practice")
    with room.refused("already"):
        room.do("start")


@pytest.mark.parametrize(("action", "given"), [
    ("rate", {"rate": "0"}), ("rate", {"rate": "5000"}), ("rate", {"rate": "1"}), ("pace", {"pace": "hand"}),
    ("resume", {}), ("start", {}), ("defer", {"inject": "01", "minutes": "-3"}), ("slip", {"minutes": "0"}),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(by_hand: Room, action: str, given: dict[str, str]) -> None:
    with by_hand.refused():
        by_hand.do(action, **given)
