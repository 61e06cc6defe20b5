"""Hot wash mode: questions with a timer, juniors first, capture by speaker and kind, feedback live."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.room import Room, fog_signal
from tests.tui.evaluator.support import press
from tests.tui.player.support import LARGE, SMALL, flat, playing, toasts
from tte.engine.state_review import open_wash, standing_captured
from tte.tui.facilitator.app import FacilitatorApp
from tte.tui.facilitator.hotwash import HotWashScreen, timer_words

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


@pytest.fixture
def room() -> Room:
    """After EndEx, with two people at one seat."""
    room = Room(fog_signal(), empty=("asean", "media", "industry")).start()
    room.release("01")
    room.do("name", names="Kim, Ada", of_seat="japan-pm")
    room.do("endex")
    return room


def console(room: Room) -> FacilitatorApp:
    return FacilitatorApp(room.session, now=room.wall, poll=None, timekeeper=room.keeper)


async def test_a_hot_wash_from_the_console_by_keys(room: Room) -> None:
    app = console(room)
    async with playing(app, SMALL) as pilot:
        await press(pilot, "escape", "h")
        assert isinstance(app.screen, HotWashScreen)
        assert "not open" in flat(app)
        await press(pilot, "h", "=2", "ctrl+s")
        wash = open_wash(room.state)
        assert wash is not None
        assert wash.order[0] == "okinawa", "the last seat that is taken speaks first"
        await press(pilot, "right")
        assert "1 of 7" in flat(app)
        room.wall.forward(seconds=150)
        await pilot.pause(0.6)
        assert "0:30 over time" in flat(app)
        await press(pilot, "g", "=No list of names", "enter", "end", "up", "u", "=They called back", "enter")
        await press(pilot, "down", "s", "=The channel held", "enter")
        first, second, third = standing_captured(room.state)
        assert (first.kind, first.role, first.speaker, first.question) == ("gap", "okinawa", "", 1)
        assert (second.kind, second.role, second.speaker) == ("surprise", "japan-pm", "Ada")
        assert (third.kind, third.role, third.speaker) == ("strength", "", "")
        await press(pilot, "ctrl+z")
        assert len(standing_captured(room.state)) == 2
        await press(pilot, "x")
        assert open_wash(room.state) is None


async def test_an_empty_line_is_refused_and_left_with_escape(room: Room) -> None:
    room.do("hotwash")
    app = console(room)
    async with playing(app, LARGE) as pilot:
        await press(pilot, "escape", "h", "a", "enter")
        assert any("empty" in words for words in toasts(app))
        await press(pilot, "escape")
        assert isinstance(app.screen, HotWashScreen)
        await press(pilot, "escape")
        assert not isinstance(app.screen, HotWashScreen)
    assert standing_captured(room.state) == ()


async def test_forms_that_come_in_are_counted_live_against_the_people(room: Room) -> None:
    app = console(room)
    async with playing(app, LARGE) as pilot:
        await press(pilot, "escape")
        people = 10  # nine seats with somebody, one of them with two
        assert f"feedback 0 of {people} in (with names)" in flat(app)
        room.do("feedback", "jcg", answers="fair=4")
        await press(pilot, "h")
        assert f"feedback 1 of {people} in" in flat(app)


def test_a_timer_says_what_is_left_and_what_is_over(room: Room) -> None:
    room.do("hotwash", minutes="1")
    room.do("hotwash-question", question="1")
    wash = open_wash(room.state)
    assert wash is not None
    since = wash.put[1]
    assert timer_words(wash, since + 20_000) == "0:40 left"
    assert timer_words(wash, since + 95_000) == "0:35 over time"


@SIZES
def test_picture_of_the_hot_wash(
    snap_compare: Callable[..., bool], room: Room, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _field: None)
    room.do("hotwash", minutes="3")
    room.do("hotwash-question", question="2")
    room.do("capture", item_kind="gap", body="No list of names crossed.", role="okinawa")
    room.do("capture", item_kind="action", body="Exchange lists by T+20.", speaker="Kim", role="japan-pm")

    async def before(pilot: Pilot[Any]) -> None:
        await press(pilot, "escape", "h", "down", "s")

    assert snap_compare(console(room), terminal_size=size, run_before=before)
