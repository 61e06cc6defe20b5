"""What a room survives: killed consoles, killed players, two consoles at once. Real processes throughout."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest

from tests.rooms.conftest import HouseRoom
from tests.rooms.terminal import Terminal
from tte.engine.events import ClockInterrupted, InjectReleased, ItemOpened

pytestmark = pytest.mark.processes
MakeRoom = Callable[..., HouseRoom]


def test_a_console_killed_in_play_leaves_the_clock_at_its_last_heartbeat(room: MakeRoom) -> None:
    made = room("--cut", "60", "--pace", "clock", "--rate", "60")
    console = made.console()
    made.do("start")
    console.wait_for("RUNNING")
    _play_on(made, until="03")
    console.kill()
    before = made.history
    time.sleep(6)

    again = made.console()
    again.wait_for("interrupted")
    after = made.history
    assert after[: len(before)] == before  # nothing lost
    new = after[len(before) :]
    assert not [r for r in new if isinstance(r.event, InjectReleased)]  # nothing overdue pours out
    (stopped,) = [r for r in new if isinstance(r.event, ClockInterrupted)]
    last = max(r.at for r in before)
    assert last <= stopped.at <= last + 2 * 60  # at most two heartbeats on, at 60 times real time

    made.do("resume")
    again.wait_for("RUNNING")
    _play_on(made, until="06")


def test_two_consoles_release_nothing_twice_and_one_of_them_keeps_the_clock(room: MakeRoom) -> None:
    made = room("--cut", "60", "--pace", "clock", "--rate", "60")
    first, second = made.console(), made.console()
    made.do("start")
    first.wait_for("RUNNING")
    second.wait_for("RUNNING")
    _play_on(made, until="06")

    first.press("p")
    second.wait_for("PAUSED", "PauseEx")


def _play_on(made: HouseRoom, *, until: str) -> None:
    """Let the clock run until an inject is out, and check on the way that none goes out twice.

    A machine that gives its processes no time for five seconds stops the clock, as it should: then go on.
    """
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        time.sleep(0.2)
        released = made.released()
        assert len(released) == len(set(released)), released
        if until in released:
            return
        if made.live.state.phase == "paused":
            made.do("resume")
    raise AssertionError(f"{until} did not go out: {made.released()}")


def test_a_killed_player_joins_again_to_what_was_sent_meanwhile(room: MakeRoom) -> None:
    made = room("--cut", "60")
    console = made.console()
    player = made.player("jcg", "Aoi, Ren")
    made.do("start")
    player.wait_for("RUNNING")
    player.kill()
    made.do("release", "01")
    made.do("release", "03")
    console.wait_for("03 released to JCG")

    again = made.player("jcg")
    again.press("2")
    again.wait_for("Report from own cutter")
    again.press("enter")
    again.wait_for("Breached forward", "FLASH")
    opened = [event.item for event in made.told(ItemOpened)]
    assert opened
    assert len(opened) == len(set(opened))


def test_a_terminal_that_is_made_smaller_and_larger_keeps_what_matters(room: MakeRoom) -> None:
    made = room("--cut", "60")
    console = made.console((120, 40))
    for size in ((80, 24), (200, 60), (80, 24)):
        console.resize(*size)
        console.wait_for("NOT STARTED")
        console.wait_for("EXERCISE EXERCISE EXERCISE")
    _still_alive(console)


def _still_alive(terminal: Terminal) -> None:
    assert terminal.process.poll() is None


def test_a_console_whose_window_is_gone_ends_and_lets_the_clock_go(room: MakeRoom) -> None:
    made = room("--cut", "60")
    console = made.console()
    made.do("start")
    console.wait_for("RUNNING")
    console.close_window()
    assert console.wait_exit() == 1
    (stopped,) = made.told(ClockInterrupted)
    assert "closed" in stopped.reason


def test_a_console_that_cannot_write_ends_within_seconds_when_its_window_goes(room: MakeRoom) -> None:
    """A line that has gone dead takes in no more pictures: the console must not wait for it for ever."""
    console = room("--cut", "60").console()
    console.stop_reading()
    for columns in (100, 120) * 60:  # far more than the line holds: the loop itself stands still
        console.resize(columns, 40)
        console.read(0.03)
    console.hang_up()
    assert console.wait_exit(20) in (1, -signal.SIGALRM)
