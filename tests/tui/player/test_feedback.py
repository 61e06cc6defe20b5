"""The participants' form at a seat: after EndEx, by name or without, kept until it is handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.tui.evaluator.support import press
from tests.tui.player.support import LARGE, SMALL, Table, flat, playing
from tte.engine import events as ev
from tte.engine.commands import EndEx
from tte.engine.commands_review import SetFeedbackForm
from tte.tui.player.feedback import FeedbackScreen

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


def given(table: Table) -> list[tuple[str, str, Any]]:
    """Forms in the log: seat, name, event."""
    return [(r.seat, r.participant, r.event) for r in table.events(ev.FeedbackGiven)]


async def test_a_form_is_ticked_by_digits_and_handed_in_by_name(table: Table) -> None:
    table.named("Ann").start("01")
    app = table.terminal()
    async with playing(app, LARGE) as pilot:
        await press(pilot, "f")
        assert not isinstance(app.screen, FeedbackScreen), "there is no form while play goes on"
        table.issue(EndEx())
        await press(pilot, "f", "4", "down", "2", "0", "1", "tab")
        assert "f opens" not in flat(app)
        await press(pilot, "tab", "=They called back", "escape")
        assert "f opens the feedback form" in flat(app)
        assert given(table) == []
        await press(pilot, "f")
        assert "They called back" in flat(app)
        await press(pilot, "ctrl+s")
    ((seat, name, form),) = given(table)
    assert (seat, name) == ("north", "Ann")
    assert form.answers == {"structured": 4, "facilitator": 2, "documents": 1}
    assert form.texts == {"strengths": "They called back"}


async def test_a_form_without_names_is_anonymous_in_the_log_and_says_so_first(table: Table) -> None:
    table.named("Ann").start("01")
    table.issue(EndEx())
    table.issue(SetFeedbackForm(anonymous=True))
    app = table.terminal()
    async with playing(app) as pilot:
        await press(pilot, "f")
        assert "neither your seat nor your name" in flat(app)
        assert "Your name" not in flat(app)
        await press(pilot, "5", "ctrl+s")
    ((seat, name, _),) = given(table)
    assert (seat, name) == ("anonymous", "")


async def test_a_form_whose_promise_changed_meanwhile_is_not_sent_and_not_lost(table: Table) -> None:
    table.named("Ann").start("01")
    table.issue(EndEx())
    table.issue(SetFeedbackForm(anonymous=True))
    app = table.terminal()
    async with playing(app) as pilot:
        await press(pilot, "f", "5")
        table.issue(SetFeedbackForm(anonymous=False))
        await press(pilot, "ctrl+s")
        assert "given by name by now" in flat(app)
        assert isinstance(app.screen, FeedbackScreen)
    assert given(table) == []


@SIZES
def test_picture_of_the_form(
    snap_compare: Callable[..., bool], table: Table, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _field: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda _field: None)
    table.named("Ann").start("01")
    table.issue(EndEx())

    async def before(pilot: Pilot[Any]) -> None:
        await press(pilot, "f", "4", "5", "2")

    assert snap_compare(table.terminal(), terminal_size=size, run_before=before)
