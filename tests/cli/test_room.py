"""A small room run by lines alone, with real processes: from making the session to EndEx."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import Here, Processes, Room, Said, room_of, wait_for
from tte.cli.session_text import ControlLines, status_data
from tte.conduct.opening import open_quickly, open_session

pytestmark = pytest.mark.processes


def made(tte: Here, *more: str) -> Room:
    return room_of(tte.ok("run", "small-drill", "--no-console", "--format", "json", "--seed", "3", *more))


def keeping(processes: Processes, room: Room) -> subprocess.Popen[str]:
    """A process that keeps the clock, once it does."""
    keeper = processes.start("keep", room.path)
    wait_for(lambda: status(room)["clock_kept"], "keeper")
    return keeper


def status(room: Room) -> dict[str, Any]:
    """What `tte status` says, read in this process: it is asked for often."""
    live = open_session(Path(room.path), readonly=True)
    try:
        return status_data(live.control_view(), Path(room.path), kept=live.clock_held)
    finally:
        live.close()


def events(room: Room) -> list[dict[str, Any]]:
    """What `tte log --format jsonl` says, read in this process."""
    return [data() for _, data in ControlLines(open_quickly(Path(room.path))).new()]


def test_a_room_is_run_from_first_to_last_by_lines(tte: Here, processes: Processes) -> None:
    room = made(tte, "--name", "Tuesday")
    keeper = keeping(processes, room)

    def control(*words: str) -> Said:
        return tte.ok("do", room.path, *words, "--by", "Ann")

    def north(*words: str) -> Said:
        return tte.ok("do", room.path, *words, "--seat", "north", "--code", room.codes["north"])

    control("name", "Ana, Bo", "--of-seat", "north")
    control("heads", "south=2")
    control("practice")
    north("open", "practice")
    north("practise", "a")
    control("start")
    control("release", "01")
    north("open", "01")
    north("ack", "01")
    north("ask", "Is the light on?")
    assert "Is the light on?" in tte.ok("status", room.path).out
    control("reply", "m1", "--body", "It is.")
    assert "It is." in tte.ok("log", room.path, "--seat", "north", "--code", room.codes["north"]).out
    north("decide", "dp1", "--option", "a", "--why", "we are closer", "--confidence", "70")
    processes.ok(
        "do",
        room.path,
        "decide",
        "dp1",
        "--option",
        "a",
        "--why",
        "so be it",
        "--seat",
        "south",
        TTE_CODE=room.codes["south"],
    )
    control("hold", "02", "--reason", "they still talk")
    assert "Undone" in control("undo").out
    control("jump", "m2")
    control("endex", "--reason", "time")

    out, err = keeper.communicate(timeout=120)
    assert keeper.returncode == 0, err
    lines = out.splitlines()
    assert lines[0] == lines[-1] == "EXERCISE EXERCISE EXERCISE · Small Drill"
    assert sum(line.startswith("T+00:00  StartEx") for line in lines) == 1
    log = tte.ok("log", room.path).out.splitlines()
    assert [line for line in log if line in lines] == log[:1] + lines[1:-1] + log[-1:]
    assert "the chain holds from the first to the last.\n" in tte.ok("verify", room.path).out
    assert "ended" in tte.ok("sessions").out
    after = status(room)
    assert (after["phase"], after["session"], after["ending"]) == ("ended", "Tuesday", "calm")
    assert {e["participant"] for e in events(room) if e["seat"] == "director"} == {"Ann"}


def test_a_killed_keeper_loses_nothing_and_its_time_does_not_count(tte: Here, processes: Processes) -> None:
    room = made(tte, "--pace", "clock", "--rate", "60")
    keeper = keeping(processes, room)
    tte.ok("do", room.path, "start")
    wait_for(lambda: any(e["kind"] == "inject_released" for e in events(room)), "release")
    tte.ok("do", room.path, "note", "still here")
    keeper.send_signal(signal.SIGKILL)
    keeper.wait()
    died = time.time()
    wait_for(lambda: not status(room)["clock_kept"], "end of the lease")
    before = events(room)
    stood = status(room)["clock"]["at"]
    assert status(room)["clock"]["at"] == stood, "nobody keeps the clock, so it stands"

    gone = time.time() - died
    again = keeping(processes, room)
    wait_for(lambda: len(events(room)) > len(before), "interruption")
    after = events(room)
    assert after[: len(before)] == before, "nothing is lost or changed"
    (broken,) = [e for e in after if e["kind"] == "clock_interrupted"]
    assert broken["at"] == pytest.approx(stood, abs=0.01)
    assert broken["event"]["gap"] > gone - 1.5
    now = status(room)
    assert (now["phase"], now["clock"]["at"]) == ("paused", pytest.approx(stood, abs=0.01))
    tte.ok("do", room.path, "resume")
    wait_for(lambda: status(room)["clock"]["at"] > stood + 60, "time after ResumeEx")
    tte.ok("do", room.path, "endex")
    assert again.wait(timeout=120) == 0
    released = Counter(e["event"]["inject"] for e in events(room) if e["kind"] == "inject_released")
    assert released
    assert set(released.values()) == {1}, "nothing happens twice"
    tte.ok("verify", room.path)


def test_two_keepers_at_once_the_second_is_refused(tte: Here, processes: Processes) -> None:
    room = made(tte)
    keeper = keeping(processes, room)
    second = processes("keep", room.path)
    assert second.code == 1
    assert "is run by another terminal" in second.err
    assert keeper.poll() is None
    third = processes.start("keep", room.path, "--take-over")
    _, err = keeper.communicate(timeout=120)
    assert keeper.returncode == 1
    assert "taken the clock over" in err
    assert third.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_keeper_that_is_stopped_gives_the_clock_up(
    tte: Here, processes: Processes, number: signal.Signals
) -> None:
    room = made(tte)
    keeper = keeping(processes, room)
    tte.ok("do", room.path, "start")
    keeper.send_signal(number)
    assert keeper.wait(timeout=120) == 0
    after = status(room)
    assert (after["phase"], after["clock_kept"]) == ("paused", False)
    assert not os.path.exists(f"{room.path}-wal")


def test_lines_at_once_all_count_and_count_once(tte: Here, processes: Processes) -> None:
    room = made(tte)
    tte.ok("do", room.path, "start")
    running = [processes.start("do", room.path, "note", f"note {n}", "--by", f"P{n}") for n in range(4)]
    running += [processes.start("do", room.path, "release", "01") for _ in range(2)]
    codes = []
    for process in running:
        _, err = process.communicate(timeout=240)
        codes.append(process.returncode)
        assert "Traceback" not in err
    assert codes[:4] == [0] * 4
    assert sorted(codes[4:]) == [0, 1], "an inject goes out once"
    found = events(room)
    assert [e["seq"] for e in found] == list(range(1, len(found) + 1))
    assert sorted(e["event"]["body"] for e in found if e["kind"] == "note_taken") == [
        f"note {n}" for n in range(4)
    ]
    tte.ok("verify", room.path)


def test_a_log_is_followed_until_ctrl_c(tte: Here, processes: Processes) -> None:
    room = made(tte)
    follower = processes.start("log", room.path, "--follow", "--format", "jsonl")
    tte.ok("do", room.path, "start")
    tte.ok("do", room.path, "note", "seen at once")
    assert follower.stdout is not None
    line = ""
    while "seen at once" not in line:
        line = follower.stdout.readline()
        assert line
    follower.send_signal(signal.SIGINT)
    assert follower.wait(timeout=120) == 0
