"""The commands that open terminals, on a pseudo-terminal."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.support import Here, environment, room_of, wait_for

pytestmark = [pytest.mark.processes, pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")]


@dataclass
class Terminal:
    """A process on a pseudo-terminal of 120 by 40, and all that it has written."""

    process: subprocess.Popen[bytes]
    end: int
    seen: str = ""

    def wait(self, words: str, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while words not in self.seen:
            assert time.monotonic() < until, f"no {words!r} in {self.seen[-2000:]!r}"
            self._read()

    def press(self, keys: str) -> None:
        os.write(self.end, keys.encode())

    def leave(self, keys: str, seconds: float = 120) -> int:
        """Press keys and read on until the process ends; its exit code."""
        self.press(keys)
        until = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < until, f"still there: {self.seen[-2000:]!r}"
            self._read()
        self._read()
        return self.process.returncode

    def _read(self) -> None:
        if select.select([self.end], [], [], 0.2)[0]:
            try:
                self.seen += os.read(self.end, 65_536).decode(errors="replace")
            except OSError:  # how Linux says that the other end is closed
                time.sleep(0.1)


@contextmanager
def terminal(home: Path, *args: str, **env: str) -> Iterator[Terminal]:
    mine, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tte", *args],
        cwd=home,
        env={**environment(home, **env), "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(process, mine)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(mine)


def test_run_opens_the_console_and_says_afterwards_where_the_session_is(home: Path, tte: Here) -> None:
    with terminal(home, "run", "small-drill", "--name", "Tuesday") as console:
        console.wait("Small Drill")
        console.wait("EXERCISE EXERCISE EXERCISE")
        (listed,) = tte.ok("sessions", "--format", "json").json()
        assert listed["name"] == "Tuesday"
        console.leave("\x11")
        assert "Traceback" not in console.seen


def test_join_with_a_code_sits_down_at_the_latest_session(home: Path, tte: Here) -> None:
    room = room_of(tte.ok("run", "small-drill", "--no-console", "--format", "json"))
    with terminal(home, "join", "--seat", "north", TTE_CODE=room.codes["north"]) as player:
        player.wait("EXERCISE EXERCISE EXERCISE")
        wait_for(lambda: "North taken" in tte.ok("log", "latest").out, "seat taken")
        assert player.leave("\x11") == 0
        assert "Traceback" not in player.seen
    assert "North left" in tte.ok("log", "latest").out
