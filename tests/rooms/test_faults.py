"""What a room survives: killed consoles, killed players, two consoles at once. Real processes throughout."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.rooms.conftest import HouseRoom
from tests.rooms.terminal import Terminal

pytestmark = pytest.mark.processes
MakeRoom = Callable[..., HouseRoom]


def test_a_console_killed_in_play_leaves_the_clock_at_its_last_heartbeat(room: MakeRoom) -> None:
    made = room("--cut", "60", "--pace", "clock", "--rate", "60")
    console = made.console()
    made.do("start")
    console.wait_for("RUNNING")
    while "03" not in made.released():
        console.read(0.3)
    console.kill()
    before = made.log()
    time.sleep(6)

    again = made.console()
    again.wait_for("interrupted")
    after = made.log()
    assert after[: len(before)] == before  # nothing lost
    new = [str(row["kind"]) for row in after[len(before) :]]
    assert new.count("clock_interrupted") == 1
    assert "inject_released" not in new  # nothing overdue pours out
    stopped = next(row["at"] for row in after if row["kind"] == "clock_interrupted")
    last = max(float(str(row["at"])) for row in before)
    assert last <= float(str(stopped)) <= last + 2 * 60  # at most two heartbeats on, at 60 times real time

    made.do("resume")
    again.wait_for("RUNNING")
    _play_on(made, again, until="06")
    assert made.kinds().count("clock_interrupted") == 1


def test_two_consoles_release_nothing_twice_and_one_of_them_keeps_the_clock(room: MakeRoom) -> None:
    made = room("--cut", "60", "--pace", "clock", "--rate", "60")
    first, second = made.console(), made.console()
    made.do("start")
    first.wait_for("RUNNING")
    second.wait_for("RUNNING")
    _play_on(made, first, second, until="06")
    assert "clock_interrupted" not in made.kinds()

    first.press("p")
    first.wait_for("PauseEx", "Why")
    first.press("ctrl+s")
    second.wait_for("PAUSED")


def _play_on(made: HouseRoom, *terminals: Terminal, until: str) -> None:
    """Let the clock run until an inject is out, and check on the way that none goes out twice."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for terminal in terminals:
            terminal.read(0.2)
        released = made.released()
        assert len(released) == len(set(released)), released
        if until in released:
            return
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

    again = made.player("jcg", "Aoi, Ren")
    again.press("2")
    again.wait_for("Report from own cutter")
    again.press("enter")
    again.wait_for("Breached forward", "FLASH")
    opened = made.told("item_opened", "item")
    assert opened
    assert len(opened) == len(set(opened))
