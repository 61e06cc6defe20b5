"""How the console looks, at both sizes: one picture each, with every clock standing still."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.facilitator.support import LARGE, SMALL, Console, drill, settled
from tte.engine import commands as co


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_the_console_in_the_middle_of_play(
    snap_compare: Callable[..., bool], tmp_path: Path, size: tuple[int, int]
) -> None:
    console = Console(drill(tmp_path / "drill")).seated().started()
    session = console.session
    session.issue(co.ReleaseInject("01"), "director")
    session.issue(co.OpenItem("01"), "north")
    session.issue(co.SubmitDecision("dp1", "a", why="We are nearer"), "north")
    session.issue(co.SendMessage(to=("control",), body="Which harbour has the tug?"), "south")

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        console.pass_time(4 * 60)
        await settled(pilot)
        console.screen.look()
        await settled(pilot)

    assert snap_compare(console.app, terminal_size=size, run_before=before)
