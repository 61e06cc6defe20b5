"""The lobby: what is there, and that a choice says all that the command line needs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests import decks
from tests.tui.player.support import flat, load, painted, press, settled
from tte.conduct.opening import Setting, create_session
from tte.engine.commands import EndEx, PauseEx, StartEx
from tte.engine.events import kind_of
from tte.tui.lobby.app import LobbyAction, LobbyApp, LobbyChoice
from tte.tui.lobby.listing import state_of_play

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A working directory with one good deck, one broken deck and no session."""
    decks.write_minimal_deck(tmp_path / "injects" / "drill")
    decks.write_minimal_deck(tmp_path / "injects" / "broken")
    decks.change(tmp_path / "injects" / "broken", "exercise.yaml", "title: Small Drill", "titel: Small Drill")
    return tmp_path


@asynccontextmanager
async def lobby(place: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[LobbyChoice]]:
    app = LobbyApp(place, place / "sessions")
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot


def highlight(pilot: Pilot[LobbyChoice], path: Path) -> None:
    from tte.tui.lobby.app import LobbyScreen

    assert isinstance(pilot.app.screen, LobbyScreen)
    assert pilot.app.screen.lines.highlight(str(path))


async def test_keys_are_offered_only_where_there_is_something_to_do_them_with(place: Path) -> None:
    async with lobby(place) as pilot:
        assert "Run" in painted(pilot.app).splitlines()[-1]
        await press(pilot, "2")
        assert "No session yet" in painted(pilot.app)
        assert "Resume" not in painted(pilot.app).splitlines()[-1]
        await press(pilot, "ctrl+c")
        assert "To leave, press ctrl+q." in flat(pilot.app)


@SIZES
async def test_an_exercise_shows_its_summary_length_and_roles(place: Path, size: tuple[int, int]) -> None:
    async with lobby(place, size) as pilot:
        highlight(pilot, place / "injects" / "drill")
        await settled(pilot)
        shown = flat(pilot.app)
        assert "Two harbours and a drifting buoy." in shown
        assert "60 minutes, or 30 (Half an hour)" in shown
        assert "The northern harbour" in shown


async def test_a_run_is_set_up_with_defaults_that_enter_accepts(place: Path) -> None:
    async with lobby(place) as pilot:
        highlight(pilot, place / "injects" / "drill")
        await press(pilot, "r", "ctrl+s")
    assert pilot.app.return_value == LobbyChoice(
        "run", str(place / "injects" / "drill"), {"seating": "full", "pace": "hand", "rate": "1"}
    )


async def test_a_run_is_set_up_otherwise(place: Path) -> None:
    async with lobby(place) as pilot:
        highlight(pilot, place / "injects" / "drill")
        keys = [
            "r",
            "enter",
            "down",
            "enter",
            "down",
            "enter",
            "ctrl+u",
            "=0",
            "enter",
            "=Test",
            "enter",
            "=7",
        ]
        await press(pilot, *keys, "ctrl+s")
        assert "rate is between 0.1 and 1000" in flat(pilot.app)
        await press(pilot, "ctrl+u", "=2.5", "ctrl+s")
    choice = pilot.app.return_value
    assert choice is not None
    assert dict(choice.options) == {
        "seating": "full", "cut": "short", "pace": "clock", "rate": "2.5", "name": "Test", "seed": "7"
    }  # fmt: skip


async def test_a_broken_deck_is_listed_and_cannot_be_run(place: Path) -> None:
    async with lobby(place) as pilot:
        highlight(pilot, place / "injects" / "broken")
        await settled(pilot)
        assert "tte check" in flat(pilot.app)
        await press(pilot, "r")
        assert pilot.app.is_running
        assert pilot.app.return_value is None


@pytest.mark.parametrize(("key", "action"), [("u", "resume"), ("enter", "resume"), ("j", "join")])
async def test_a_session_is_resumed_or_joined(place: Path, key: str, action: LobbyAction) -> None:
    path = _session(place, "Spring run")
    async with lobby(place) as pilot:
        await press(pilot, "2")
        assert "Spring run" in painted(pilot.app)
        assert "paused" in painted(pilot.app)
        await press(pilot, key)
    assert pilot.app.return_value == LobbyChoice(action, str(path))


async def test_a_report_asks_for_its_form(place: Path) -> None:
    path = _session(place, "Done")
    async with lobby(place) as pilot:
        await press(pilot, "2", "o", "down", "ctrl+s")
    assert pilot.app.return_value == LobbyChoice("report", str(path), {"format": "md"})


async def test_what_is_no_session_is_listed_with_the_reason(place: Path) -> None:
    (place / "sessions").mkdir()
    (place / "sessions" / "[bold]x.sqlite3").write_bytes(b"not a database" * 100)
    async with lobby(place) as pilot:
        await press(pilot, "2")
        assert "unreadable" in flat(pilot.app)
        await press(pilot, "enter")
        assert pilot.app.is_running


def _session(place: Path, name: str) -> Path:
    exercise = load(place / "injects" / "drill")
    session, path, _ = create_session(exercise, place / "sessions", Setting(name=name))
    session.issue(StartEx(), "director")
    session.issue(PauseEx(), "director")
    session.close()
    return path


def test_the_state_of_play_is_what_the_last_control_word_made_it(place: Path) -> None:
    exercise = load(place / "injects" / "drill")
    session, _, _ = create_session(exercise, place / "sessions", Setting())
    assert state_of_play([]) == "empty"

    def kinds() -> list[str]:
        return [kind_of(r.event) for r in session.history]

    assert state_of_play(kinds()) == "not started"
    session.issue(StartEx(), "director")
    assert state_of_play(kinds()) == "running"
    session.issue(EndEx(), "director")
    assert state_of_play(kinds()) == "ended"
    session.close()
