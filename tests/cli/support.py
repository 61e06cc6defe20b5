"""Running `tte` in tests: in this process where only words matter, as real processes where those matter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tte.cli import edge
from tte.cli.app import invoke

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """What a command line came to."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


class Here:
    """`tte` in this process, in a folder with a deck."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *args: str) -> Said:
        self._capsys.readouterr()
        code = edge.run(args, invoke)
        told = self._capsys.readouterr()
        return Said(code, told.out, told.err)

    def ok(self, *args: str) -> Said:
        """As a call, for one that has to be done."""
        said = self(*args)
        assert said.code == 0, said.err
        return said


@dataclass(frozen=True)
class Room:
    """A session made for a test."""

    path: str
    codes: dict[str, str]


def room_of(said: Said) -> Room:
    made = said.json()
    return Room(made["session"], made["codes"])


def environment(home: Path, **more: str) -> dict[str, str]:
    """A plain environment: nothing of the developer's own."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("TTE_", "NO_COLOR", "FORCE_COLOR"))}
    return {**plain, "COLUMNS": "80", "PYTHONPATH": str(ROOT), "TTE_SESSIONS": str(home / "sessions"), **more}


class Processes:
    """`tte` as real processes in a folder; ends what it started."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *args: str, **env: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tte", *args],
            cwd=self.home,
            env=environment(self.home, **env),
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.started.append(process)
        return process

    def __call__(self, *args: str, **env: str) -> Said:
        process = self.start(*args, **env)
        out, err = process.communicate(timeout=240)
        return Said(process.returncode, out, err)

    def ok(self, *args: str, **env: str) -> Said:
        """As a call, for one that has to be done."""
        said = self(*args, **env)
        assert said.code == 0, said.err
        return said

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()


def wait_for(found: Callable[[], bool], what: str, seconds: float = 120) -> None:
    """Look again and again until something is so."""
    until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < until, f"no {what} within {seconds:g} s"
        time.sleep(0.05)


def golden(name: str, text: str) -> None:
    """Compare with the stored text; TTE_WRITE_GOLDENS=1 stores it anew, for a look at the difference."""
    path = GOLDEN / name
    if os.environ.get("TTE_WRITE_GOLDENS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
