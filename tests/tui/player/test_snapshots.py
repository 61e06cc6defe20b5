"""One picture of each screen at each size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.tui.player.support import LARGE, SMALL, Table, press
from tte.tui.player.app import PlayerApp

Compare = Callable[..., bool]
SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
SCREENS: dict[str, tuple[str, ...]] = {
    "card": (),
    "inbox": ("2", "enter"),
    "decisions": ("3",),
    "decision-form": ("3", "enter", "a"),
    "write": ("4",),
    "known": ("5",),
    "curtain": ("f9",),
    "no-duff": ("f12", "=Fire", "ctrl+s"),
    "help": ("f1",),
}


@pytest.fixture(autouse=True)
def _still_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _field: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda _field: None)


def picture(app: PlayerApp, compare: Compare, size: tuple[int, int], *keys: str) -> bool:
    async def before(pilot: Pilot[Any]) -> None:
        await press(pilot, *keys)
        app.clear_notifications()
        await pilot.pause()

    return compare(app, terminal_size=size, run_before=before)


@SIZES
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(screen: str, size: tuple[int, int], table: Table, snap_compare: Compare) -> None:
    table.named().start("01")
    assert picture(table.terminal(), snap_compare, size, *SCREENS[screen])


@SIZES
def test_entry(size: tuple[int, int], table: Table, snap_compare: Compare) -> None:
    assert picture(table.terminal(None, code=None), snap_compare, size)


@SIZES
def test_welcome(size: tuple[int, int], table: Table, snap_compare: Compare) -> None:
    assert picture(table.terminal(), snap_compare, size)


@SIZES
def test_draft(size: tuple[int, int], tmp_path: Path, table: Table, snap_compare: Compare) -> None:
    app = table.named().terminal()

    async def before(pilot: Pilot[Any]) -> None:
        table.start("03")
        await press(pilot, "3", "enter")
        app.clear_notifications()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=before)
