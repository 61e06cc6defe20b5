"""What a terminal costs while its person does nothing: a few digits a second, and none under a form."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from tests.host.support import WebPerson, open_room, until
from tte.engine.commands import PauseEx, StartEx

BYTES = 150
"""Bytes that an idle terminal is sent in a second, at most."""


async def _quiet(person: WebPerson) -> None:
    """Wait until nothing but the clock is painted: two looks, half a second each, without more."""
    for _ in range(60):
        before = person.bytes
        await asyncio.sleep(0.5)
        if person.bytes - before <= BYTES:
            return
    raise AssertionError("it never comes to rest")


async def test_a_running_clock_sends_digits_and_a_form_over_it_stops_even_them(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        person = await room.browser("us")
        await person.sees("Who is here?")
        await person.type("Ana\r")
        await person.sees_no_more("Who is here?")
        room.session.issue(StartEx(), "director")
        await person.sees("RUNNING")
        await _quiet(person)

        before = person.bytes
        await asyncio.sleep(3)
        # three seconds, and perhaps a new minute of the scenario, which paints the line
        assert 0 < person.bytes - before < 3 * BYTES + 350
        assert (shown := re.search(r"T\+00:00:(\d\d)  ▶ RUNNING", person.text)), person.text
        assert abs(int(shown[1]) - room.session.clock_view().at) < 3

        await person.type("q")
        await person.sees("Leave (esc)")
        await until(lambda: bool(re.search(r"T\+00:0\d  ", person.text)), "minutes", 5, lambda: person.text)
        await _quiet(person)
        before = person.bytes
        await asyncio.sleep(2)
        assert person.bytes - before < BYTES  # not a picture of the whole screen each second

        await person.type("\x1b")
        await person.sees_no_more("Leave (esc)")
        await until(lambda: bool(re.search(r"T\+00:\d\d:\d\d", person.text)), "seconds are back")
        room.session.issue(PauseEx("coffee"), "director")
        await person.sees("PAUSED: coffee")
        assert "RUNNING" not in person.text
