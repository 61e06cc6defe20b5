"""Waiting until a terminal has nothing left to do, so that its picture is always the same."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tte.tui.widgets.clock import ClockBlock


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way; clocks have turned once more, however long a test has taken."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    for screen in pilot.app.screen_stack:
        for clock in screen.query(ClockBlock):
            clock.tick()
    await pilot.pause()
