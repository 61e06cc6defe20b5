from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.support import Here, Processes, Room, room_of
from tests.decks import write_minimal_deck


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a small deck, no sessions yet, nothing of the developer's environment."""
    write_minimal_deck(tmp_path / "injects" / "small-drill")
    monkeypatch.chdir(tmp_path)
    for name in ("TTE_CODE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TTE_SESSIONS", str(tmp_path / "sessions"))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def tte(home: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(capsys)


@pytest.fixture
def room(tte: Here) -> Room:
    """A session of the small deck, made and not begun."""
    return room_of(tte.ok("run", "small-drill", "--no-console", "--format", "json", "--seed", "3"))


@pytest.fixture
def processes(home: Path) -> Iterator[Processes]:
    found = Processes(home)
    yield found
    found.end()
