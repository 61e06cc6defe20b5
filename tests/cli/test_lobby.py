"""What is chosen in the lobby is done as its command line would do it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.support import Here, Room
from tte.cli import lobby
from tte.tui.lobby.app import LobbyApp, LobbyChoice


def chosen(monkeypatch: pytest.MonkeyPatch, choice: LobbyChoice | None) -> None:
    monkeypatch.setattr(LobbyApp, "run", lambda app: choice)


def test_a_choice_becomes_a_line() -> None:
    choice = LobbyChoice(
        "run", "/decks/drill", {"seating": "full", "pace": "clock", "name": "--x", "cut": ""}
    )
    assert lobby.line_of(choice, Path("s")) == [
        "run",
        "/decks/drill",
        "--sessions=s",
        "--seating=full",
        "--pace=clock",
        "--name=--x",
    ]


def test_a_report_goes_beside_its_session(tte: Here, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen(monkeypatch, LobbyChoice("report", room.path, {"format": "html"}))
    lobby.enter()
    assert Path(room.path).with_suffix(".html").read_text(encoding="utf-8").startswith("<!")


def test_a_play_keeps_its_session_in_the_folder(
    tte: Here, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = str(home / "injects" / "small-drill")
    chosen(monkeypatch, LobbyChoice("play", deck, {"bots": "random", "seed": "4"}))
    lobby.enter()
    (played,) = tte.ok("sessions", "--format", "json").json()
    assert played["phase"] == "ended"


def test_leaving_the_lobby_does_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen(monkeypatch, None)
    lobby.enter()
    assert not list(home.glob("sessions/*"))
