"""The terminal of an evaluator or observer: it reads everything and changes nothing but its notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.player.support import CODE, LARGE, SMALL, Table, drill, flat, painted, playing, press, settled
from tte.engine import commands as co
from tte.engine import commands_people as cp
from tte.engine import events as ev
from tte.exercise.models import MARKING
from tte.tui.evaluator.app import SAID, EvaluatorApp
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


async def test_an_observer_has_no_key_that_writes_but_that_of_an_emergency(table: Table) -> None:
    app = watching(table.start("01"), "observer")
    before = len(table.session.history)
    async with playing(app) as pilot:
        await press(pilot, "n", "k", "p", "r", "u")
        assert "Nothing that you do here changes play." in flat(app)
        assert len(app.screen_stack) == 1
        await press(pilot, "f12", "=Smoke in the corridor", "ctrl+s")
        assert isinstance(app.screen, NoDuff)
    kinds = {type(r.event) for r in table.session.history[before:]}
    assert kinds == {ev.SeatTaken, ev.NoDuffCalled, ev.SeatLeft}


@SIZES
async def test_what_concerns_everybody_stands_over_the_pages(table: Table, size: tuple[int, int]) -> None:
    app = watching(table.start("01"), "evaluator")
    async with playing(app, size) as pilot:
        for page in ("1", "2", "3"):
            await press(pilot, page)
            assert not app.screen.query_one("#banner").display
        table.issue(cp.Broadcast("[bold]Two minutes[/bold], then time."))
        table.issue(cp.Countdown(2, "Statements on the table"))
        table.issue(cp.FreezeSeat("evaluator", "come to the desk"))
        await settled(pilot)
        shown = flat(app)
        assert "CONTROL TO ALL: [bold]Two minutes[/bold], then time." in shown
        assert "Statements on the table: 2:00" in shown
        assert "Control has frozen this seat. Come to the desk. You can read." in shown
        table.wall += 30_000
        app.ticked()
        await settled(pilot)
        assert "Statements on the table: 1:30" in flat(app)
        table.issue(cp.UnfreezeSeat("evaluator"))
        table.issue(co.PauseEx("Coffee"))
        await settled(pilot)
        assert "PauseEx: the exercise clock stands still. Coffee." in flat(app)
        table.wall += SAID
        app.ticked()
        await settled(pilot)
        assert "Two minutes" not in flat(app)
        assert "frozen" not in flat(app)
        table.issue(co.CallNoDuff("A guest has fainted"))
        await settled(pilot)
        assert isinstance(app.screen, NoDuff)
        assert "A guest has fainted" in flat(app)
        assert "Who coordinates" not in painted(app)
        table.issue(co.ReleaseNoDuff({"north": 1, "south": 1, "evaluator": 1}, "All well"))
        await settled(pilot)
        assert not isinstance(app.screen, NoDuff)


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
