"""Rooms of real processes: a session made on the command line, terminals opened on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from tests.rooms.terminal import Terminal
from tte.cli.do_line import read_line
from tte.conduct.live import LiveSession
from tte.conduct.opening import open_session
from tte.engine.events import Event, InjectReleased, Recorded

Told = TypeVar("Told", bound=Event)


@dataclass
class HouseRoom:
    """A session in a folder, and what people do there: lines and terminals."""

    folder: Path
    session: str
    codes: dict[str, str]
    stack: ExitStack
    live: LiveSession

    def line(self, *args: str, code: str = "", check: bool = True) -> str:
        """`tte` with arguments as a process that ends; its stdout."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("TTE_")}
        if code:
            env["TTE_CODE"] = code
        done = subprocess.run(
            [sys.executable, "-m", "tte", *args], cwd=self.folder, env=env, capture_output=True, text=True,
            timeout=240, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def do(self, *words: str, seat: str = "director") -> None:
        """An action's line, carried out over a connection of our own to the session's file."""
        line = read_line([self.session, *words])
        assert line.action is not None
        self.live.refresh()
        self.live.issue(line.action.command(line.words), seat, wall=self.live.wall())

    @property
    def history(self) -> list[Recorded]:
        """Everything that is in the file by now."""
        self.live.refresh()
        return list(self.live.history)

    def told(self, kind: type[Told]) -> list[Told]:
        """All events of a kind, in order."""
        return [r.event for r in self.history if isinstance(r.event, kind)]

    def released(self) -> list[str]:
        return [event.inject for event in self.told(InjectReleased)]

    def console(self, size: tuple[int, int] = (120, 40)) -> Terminal:
        terminal = self.stack.enter_context(
            Terminal("resume", self.session, "--sessions", ".", cwd=self.folder, size=size)
        )
        terminal.wait_for("EXERCISE EXERCISE EXERCISE")
        deadline = time.monotonic() + 120
        while not self.live.clock_held:  # a first console keeps the clock soon after it has painted
            assert time.monotonic() < deadline, terminal.text
            self.live.refresh()
            time.sleep(0.1)
        return terminal

    def player(self, seat: str, people: str = "", size: tuple[int, int] = (80, 24)) -> Terminal:
        """A player's terminal with its code typed, and its `people` named where the seat is new."""
        terminal = self.stack.enter_context(
            Terminal("join", self.session, "--seat", seat, "--sessions", ".", cwd=self.folder, size=size)
        )
        terminal.wait_for("Type the seat's code")
        terminal.read(0.5)
        terminal.type(self.codes[seat])
        terminal.press("enter")
        if people:
            terminal.wait_for("Who is here?")
            terminal.read(0.5)  # the form takes keys once it has been painted
            terminal.type(people)
            terminal.press("enter")
            terminal.wait_gone("Who is here?")
        terminal.wait_for("1 Card")
        return terminal


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Callable[..., HouseRoom]]:
    """Make a room of FOG SIGNAL: `room("--cut", "60")`. All its terminals are gone at the end."""
    with ExitStack() as stack:

        def make(*options: str) -> HouseRoom:
            made = subprocess.run(
                [sys.executable, "-m", "tte", "run", "fog-signal", "--no-console", "--format", "json",
                 "--sessions", ".", *options],
                cwd=tmp_path, capture_output=True, text=True, timeout=240, check=True,
            )  # fmt: skip
            told = json.loads(made.stdout)
            live = open_session(tmp_path / told["session"])
            stack.callback(live.close)
            return HouseRoom(tmp_path, told["session"], told["codes"], stack, live)

        yield make
