"""Rooms of real processes: a session made on the command line, terminals opened on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rooms.terminal import Terminal


@dataclass
class HouseRoom:
    """A session in a folder, and what people do there: lines and terminals."""

    folder: Path
    session: str
    codes: dict[str, str]
    stack: ExitStack

    def line(self, *args: str, code: str = "", check: bool = True) -> str:
        """`tte` with arguments as a process that ends; its stdout."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("TTE_")}
        if code:
            env["TTE_CODE"] = code
        done = subprocess.run(
            [sys.executable, "-m", "tte", *args], cwd=self.folder, env=env, capture_output=True, text=True,
            timeout=90, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def do(self, *words: str) -> str:
        return self.line("do", self.session, *words, "--sessions", ".")

    def status(self) -> dict[str, object]:
        return json.loads(self.line("status", self.session, "--format", "json", "--sessions", "."))  # type: ignore[no-any-return]

    def log(self) -> list[dict[str, object]]:
        lines = self.line("log", self.session, "--format", "jsonl", "--sessions", ".").splitlines()
        return [json.loads(line) for line in lines]

    def told(self, kind: str, field: str) -> list[str]:
        """One field of all events of a kind, in order."""
        events = [row["event"] for row in self.log() if row["kind"] == kind]
        return [str(event[field]) for event in events if isinstance(event, dict)]

    def released(self) -> list[str]:
        return self.told("inject_released", "inject")

    def kinds(self) -> list[str]:
        return [str(row["kind"]) for row in self.log()]

    def console(self, size: tuple[int, int] = (120, 40)) -> Terminal:
        terminal = self.stack.enter_context(
            Terminal("resume", self.session, "--sessions", ".", cwd=self.folder, size=size)
        )
        terminal.wait_for("EXERCISE EXERCISE EXERCISE")
        return terminal

    def player(self, seat: str, people: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        """A player's terminal, with its code typed and its people named."""
        terminal = self.stack.enter_context(
            Terminal("join", self.session, "--seat", seat, "--sessions", ".", cwd=self.folder, size=size)
        )
        terminal.wait_for("Type the seat's code")
        terminal.read(0.5)
        terminal.type(self.codes[seat])
        terminal.press("enter")
        if terminal.wait_for("Who is here?", "1 Card") == "Who is here?":
            terminal.read(0.5)  # the form takes keys once it has been painted
            terminal.type(people)
            terminal.press("enter")
            terminal.wait_for("1 Card")
        return terminal


@pytest.fixture()
def room(tmp_path: Path) -> Iterator[Callable[..., HouseRoom]]:
    """Make a room of FOG SIGNAL: `room("--cut", "60")`. All its terminals are gone at the end."""
    with ExitStack() as stack:

        def make(*options: str) -> HouseRoom:
            made = subprocess.run(
                [sys.executable, "-m", "tte", "run", "fog-signal", "--no-console", "--format", "json",
                 "--sessions", ".", *options],
                cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True,
            )  # fmt: skip
            told = json.loads(made.stdout)
            return HouseRoom(tmp_path, told["session"], told["codes"], stack)

        yield make
