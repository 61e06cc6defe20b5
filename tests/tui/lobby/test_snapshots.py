"""Pictures of the lobby and of the terminal that watches."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests import decks
from tests.tui.evaluator.test_watching import watching
from tests.tui.player.support import LARGE, SMALL, Table, drill, press
from tte.tui.lobby.app import LobbyApp

Compare = Callable[..., bool]
SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No deck but the test's own, and a cursor that does not blink."""
    monkeypatch.setattr("tte.exercise.library.bundled", lambda: None)
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _field: None)


@SIZES
@pytest.mark.parametrize("keys", [(), ("r",), ("2",)], ids=["exercises", "run", "sessions"])
def test_lobby(keys: tuple[str, ...], size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    decks.write_minimal_deck(tmp_path / "injects" / "drill")

    async def before(pilot: Pilot[Any]) -> None:
        await press(pilot, *keys)

    app = LobbyApp(tmp_path, tmp_path / "sessions")
    assert snap_compare(app, terminal_size=size, run_before=before)


@SIZES
@pytest.mark.parametrize("page", ["1", "2", "3", "4"], ids=["feed", "msel", "decisions", "tracks"])
def test_watching(page: str, size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    app = watching(Table(drill(tmp_path / "drill"), seats=("north", "south")).start("01"), "evaluator")

    async def before(pilot: Pilot[Any]) -> None:
        await press(pilot, page)

    assert snap_compare(app, terminal_size=size, run_before=before)
