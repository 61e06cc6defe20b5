"""Who keeps the clock: closed lids, stepped clocks, dead holders, takeovers (law 2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conduct.conftest import Consoles
from tests.engine.drill import drill
from tests.room import Room
from tte.engine import commands as co
from tte.engine import events as ev

Make = Callable[..., Consoles]
HOUR = 60


@pytest.fixture
def room() -> Room:
    return Room(drill(), pace="clock").start().at("T+5")


def test_a_closed_lid_stops_the_clock_at_the_last_beat_and_nothing_overdue_pours_out(room: Room) -> None:
    out = len(room.events(ev.InjectReleased))
    at = room.seconds
    room.wall.forward(minutes=HOUR)
    assert room.seconds == at  # as it shows before anybody has noticed
    room.tick()
    assert room.state.phase == "paused"
    gap = room.last(ev.ClockInterrupted)
    assert gap.gap == pytest.approx(3600, abs=2)
    assert (room.seconds, len(room.events(ev.InjectReleased))) == (at, out)
    room.do("resume")
    room.at("T+9.5")
    assert len(room.events(ev.InjectReleased)) == out
    room.at("T+10.1")
    assert room.inject("02").status == "drafted"


def test_what_is_done_right_after_waking_is_done_in_the_time_before_the_sleep(room: Room) -> None:
    """The key that wakes the machine comes before the first beat: it must not carry an hour into the log."""
    at = room.seconds
    room.wall.forward(minutes=HOUR)
    room.do("note", body="Awake again.")
    assert room.session.history[-1].at == pytest.approx(at, abs=5)
    room.release("05")
    room.tick()
    assert room.seconds == pytest.approx(at, abs=5)
    assert all(r.at <= at + 5 for r in room.session.history)


@pytest.mark.parametrize("step", [HOUR, -HOUR, 24 * HOUR, -0.2, 0.2])
def test_a_wall_clock_that_is_set_neither_adds_time_nor_takes_any_away(room: Room, step: float) -> None:
    at = room.seconds
    room.wall.forward(minutes=step)
    room.tick()
    assert room.seconds == pytest.approx(at, abs=0.001)
    assert room.state.phase == "paused"
    room.do("resume")
    room.wait(1)
    assert room.seconds == pytest.approx(at + 60, abs=0.1)


def test_a_short_gap_is_no_interruption(room: Room) -> None:
    at = room.seconds
    room.wall.forward(seconds=4.9)
    room.tick()
    assert room.state.phase == "running"
    assert room.seconds == pytest.approx(at + 4.9, abs=0.01)


def test_a_gap_while_play_is_paused_is_nothing_at_all(room: Room) -> None:
    room.do("pause")
    at = room.seconds
    room.wall.forward(minutes=HOUR)
    room.tick()
    assert room.events(ev.ClockInterrupted) == []
    room.do("resume")
    assert room.seconds == at


def test_the_keeper_that_leaves_stops_the_clock(room: Room) -> None:
    room.keeper.release()
    assert room.state.phase == "paused"
    assert room.last(ev.ClockInterrupted).gap == 0
    assert not room.session.clock_held
    assert room.keeper.take()
    assert len(room.events(ev.ClockInterrupted)) == 1


def test_a_keeper_that_takes_the_clock_up_again_after_an_hour_does_not_count_the_hour(room: Room) -> None:
    at = room.seconds
    room.session.holds_lease = False
    room.wall.forward(minutes=HOUR)
    room.keeper.take()
    assert room.state.phase == "paused"
    assert room.seconds == pytest.approx(at, abs=1)


def test_only_the_keeper_ticks(room: Room) -> None:
    with room.refused("only the exercise clock"):
        room.issue(co.Tick(), "director")
    room.keeper.release()
    assert room.keeper.beat() is False


# --- several consoles on one file ----------------------------------------------------------------------


def test_one_console_keeps_the_clock_and_the_other_follows(consoles: Make) -> None:
    at = consoles()
    one, two = at.first.start(), at.another()
    assert two.keeper.take() is False
    one.wait(2)
    two.session.refresh()
    assert two.clock == one.clock == "T+00:02"
    assert two.session.clock_held
    two.release("05")
    one.session.refresh()
    assert one.inject("05").status == "released"


def test_when_the_keeper_dies_every_clock_stops_and_another_goes_on_from_its_last_beat(
    consoles: Make,
) -> None:
    at = consoles()
    one, two = at.first.start(), at.another()
    one.wait(9)
    two.session.refresh()
    stood = one.seconds
    at.wall.forward(minutes=HOUR)  # the first console is dead
    two.session.refresh()
    assert two.seconds == pytest.approx(stood, abs=1)
    assert not two.session.clock_held
    assert two.keeper.take()
    assert two.last(ev.ClockInterrupted).gap == pytest.approx(3600, abs=2)
    assert two.inject("02").status == "ready"
    two.do("resume")
    two.wait(1.1)
    assert two.inject("02").status == "drafted"
    one.session.refresh()
    assert one.keeper.beat() is False
    assert [e.inject for e in one.events(ev.InjectReleased)].count("02") == 1


def test_a_console_that_was_taken_for_dead_gives_way_when_it_wakes(consoles: Make) -> None:
    at = consoles()
    one, two = at.first.start(), at.another()
    one.wait(1)
    at.wall.forward(minutes=HOUR)
    two.keeper.take()
    two.do("resume")
    two.wait(2)
    assert one.keeper.beat() is False
    assert not one.keeper.holds
    assert two.state.phase == "running"
    assert len(one.events(ev.ClockInterrupted)) == 1
    assert one.session.history == two.session.history


def test_a_forced_takeover_loses_no_time_and_fires_nothing_twice(consoles: Make) -> None:
    at = consoles()
    one, two = at.first.start(), at.another()
    one.at("T+9.9")
    assert two.keeper.take(force=True)
    for _ in range(8):
        at.wall.forward(seconds=2)
        two.keeper.beat()
        one.keeper.beat()
    one.session.refresh()
    assert two.state.phase == "running"
    assert [e.inject for e in two.events(ev.InjectReleased)].count("02") == 1
    assert one.session.history == two.session.history


def test_a_console_opened_while_the_keeper_is_dead_shows_and_writes_the_time_at_which_it_died(
    consoles: Make,
) -> None:
    at = consoles()
    at.first.start().wait(3)
    at.wall.forward(minutes=HOUR)
    late = at.another()
    assert late.seconds == pytest.approx(180, abs=1)
    late.do("note", body="Anybody here?")
    assert late.session.history[-1].at == pytest.approx(180, abs=1)


def test_time_does_not_go_back_behind_what_others_did_since_the_last_beat(consoles: Make) -> None:
    at = consoles()
    one, two = at.first.start(), at.another()
    one.wait(2)
    at.wall.forward(seconds=4)
    two.session.refresh()
    two.do("note", body="Just in time.")
    noted = two.session.history[-1].at
    at.wall.forward(minutes=HOUR)
    two.session.refresh()
    two.keeper.take()
    assert two.seconds >= noted
    times = [r.at for r in two.session.history]
    assert times == sorted(times)


def test_after_a_crash_and_a_restart_every_inject_has_fired_once(consoles: Make) -> None:
    at = consoles()
    one = at.first.start()
    for minute in (5, 11, 16, 22):
        one.at(f"T+{minute}")
        at.wall.forward(minutes=3)  # kill -9, and three minutes until somebody has restarted it
        one = at.another()
        assert one.keeper.take()
        one.do("resume")
    one.at("T+26")
    out = [e.inject for e in one.events(ev.InjectReleased)]
    assert sorted(out) == sorted(set(out))
    assert {"01", "02", "03", "05", "C-03"} <= set(out)
