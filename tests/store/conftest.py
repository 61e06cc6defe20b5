"""Fixtures for the store: a session, cheap code hashes, a folder that nobody can write."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.store.support import make
from tte.store import codes
from tte.store.session_file import SessionFile


@pytest.fixture(autouse=True)
def cheap_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of codes that take no time."""
    monkeypatch.setattr(codes, "COST", 4)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a session may be made."""
    return tmp_path / "s.sqlite3"


@pytest.fixture
def session(path: Path) -> Iterator[SessionFile]:
    """A new session with two seats, open for play."""
    with make(path, seats={"control": "DIRECT", "japan-mod": "TKY234"}) as made:
        yield made


@pytest.fixture
def seal() -> Iterator[Callable[[Path], None]]:
    """Make a folder and its files read-only until the test is over: by rights, or for root by a mount."""
    undo: list[Callable[[], object]] = []

    def by_rights(folder: Path) -> None:
        for place in (*folder.iterdir(), folder):
            undo.append(partial(place.chmod, place.stat().st_mode))
            place.chmod(0o555 if place.is_dir() else 0o444)

    def by_mount(folder: Path) -> None:
        for command in (["mount", "--bind"], ["mount", "-o", "remount,ro,bind"]):
            if subprocess.run([*command, folder, folder], capture_output=True).returncode:
                pytest.skip("root is not bound by rights, and may not mount here")
            if "--bind" in command:
                undo.append(lambda: subprocess.run(["umount", folder], check=True))

    yield by_mount if os.geteuid() == 0 else by_rights
    for step in reversed(undo):
        step()
