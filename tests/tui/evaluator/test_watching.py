"""The terminal of an evaluator or observer: it reads everything and changes nothing but its notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.player.support import CODE, LARGE, SMALL, Table, drill, flat, painted, playing, press, settled
from tte.engine import commands as co
from tte.engine import events as ev
from tte.exercise.models import MARKING
from tte.tui.evaluator.app import EvaluatorApp
from tte.tui.player.covers import Curtain, NoDuff

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(drill(tmp_path / "drill"), seats=("north", "south"))


def watching(table: Table, seat: str | None, code: str | None = CODE) -> EvaluatorApp:
    return EvaluatorApp(
        table.session, seat, check_code=lambda _seat, given: given == CODE, code=code, poll=None, terminal="t"
    )


@SIZES
async def test_an_evaluator_reads_all_pages_and_takes_a_note(table: Table, size: tuple[int, int]) -> None:
    app = watching(table.start("01"), "evaluator")
    async with playing(app, size) as pilot:
        assert MARKING in painted(app).splitlines()[0]
        assert "What bears on it" in flat(app)
        await press(pilot, "2")
        assert "01 released" in flat(app)
        await press(pilot, "3", "home", "enter")
        assert "Buoy Seven is adrift" in flat(app)
        await press(pilot, "escape", "4")
        assert "Who coordinates?" in flat(app)
        await press(pilot, "5")
        assert "Escalation" in flat(app)
        await press(pilot, "n", "=They wait for each other", "ctrl+s")
    assert [r.event.body for r in table.events(ev.NoteTaken)] == ["They wait for each other"]  # type: ignore[attr-defined]
    assert {r.seat for r in table.events(ev.NoteTaken)} == {"evaluator"}


async def test_an_observer_has_no_key_that_writes(table: Table) -> None:
    app = watching(table.start("01"), "observer")
    before = len(table.session.history)
    async with playing(app) as pilot:
        await press(pilot, "n", "k", "f12", "p", "r", "u")
        assert "Nothing that you do here changes play." in flat(app)
        assert len(app.screen_stack) == 1
    kinds = {type(r.event) for r in table.session.history[before:]}
    assert kinds == {ev.SeatTaken, ev.SeatLeft}


async def test_the_gate_offers_only_seats_that_watch_and_the_covers_work(table: Table) -> None:
    app = watching(table.start("01"), None, code=None)
    async with playing(app) as pilot:
        assert "Evaluator" in painted(app)
        assert "North" not in painted(app)
        await press(pilot, "enter", f"={CODE}", "enter", "2")
        assert "01 released" in flat(app)
        await press(pilot, "f9")
        assert isinstance(app.screen, Curtain)
        assert "released" not in painted(app)
        table.issue(co.CallNoDuff("Alarm"))
        await settled(pilot)
        assert isinstance(app.screen, NoDuff)
