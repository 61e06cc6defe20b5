"""A table to play at: a session in memory with a clock that the test moves, and players' terminals."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from textual.app import App
from textual.pilot import Pilot

from tests import decks
from tests.tui.settling import settled as settled
from tte.conduct.opening import Setting, create_in_memory
from tte.conduct.timekeeper import Timekeeper
from tte.engine.commands import Command, NameParticipants, ReleaseInject, StartEx, TakeSeat
from tte.engine.events import Recorded
from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise
from tte.tui.player.app import PlayerApp

CODE = "CODE42"
SMALL, LARGE = (80, 24), (120, 40)
FOG = Path(__file__).parents[3] / "injects" / "fog-signal"


def drill(folder: Path, *changes: tuple[str, str, str]) -> Exercise:
    """The small deck of two harbours; radio asks for read-backs. `changes`: file, old words, new words."""
    decks.write_minimal_deck(folder)
    decks.change(
        folder, "exercise.yaml", "form: radio\n", "form: radio\n    read_back: true\n    mark: RADIO LOG\n"
    )
    for file, old, new in changes:
        decks.change(folder, file, old, new)
    return load(folder)


def load(folder: Path) -> Exercise:
    loaded = load_exercise(folder)
    assert loaded.exercise is not None, loaded.diagnostics
    return loaded.exercise


class Table:
    """A session at which others than the tested terminal act too."""

    def __init__(self, exercise: Exercise, *, seating: str = "", seats: Sequence[str] = ("south",)) -> None:
        self.wall = 1_900_000_000_000
        setting = Setting(seating=seating, pace="hand", seed=1)
        self.session = create_in_memory(exercise, setting, now=lambda: self.wall)
        self.keeper = Timekeeper(self.session, "console")
        self.keeper.take()
        for seat in seats:
            self.issue(TakeSeat("other"), seat)

    def issue(self, command: Command, seat: str = "director") -> list[Recorded]:
        return self.session.issue(command, seat)

    def start(self, *released: str) -> Table:
        """StartEx, then these injects."""
        self.issue(StartEx())
        for inject in released:
            self.issue(ReleaseInject(inject))
        return self

    def named(self, *names: str, seat: str = "north") -> Table:
        """People at a seat, so that its terminal does not ask for them first."""
        self.issue(NameParticipants(names or ("Ann", "Bo")), seat)
        return self

    def pass_time(self, seconds: int) -> None:
        for _ in range(seconds):
            self.wall += 1000
            self.keeper.beat()

    def terminal(self, seat: str | None = "north", *, code: str | None = CODE) -> PlayerApp:
        """A terminal; `code` None: it is asked for at the gate."""
        return PlayerApp(
            self.session, seat, check_code=lambda _seat, given: given == CODE, code=code, poll=None,
            terminal="under-test",
        )  # fmt: skip

    def events(self, kind: type) -> list[Recorded]:
        return [r for r in self.session.history if isinstance(r.event, kind)]


@asynccontextmanager
async def playing(app: App[Any], size: tuple[int, int] = SMALL) -> AsyncIterator[Pilot[Any]]:
    """A terminal that runs, painted and with its log open; toasts are on."""
    show, said = app.notify, TOASTS.setdefault(app, [])

    def notify(message: str, **options: Any) -> None:
        said.append(message)
        show(message, **options)

    app.notify = notify  # type: ignore[method-assign]
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot


TOASTS: WeakKeyDictionary[App[Any], list[str]] = WeakKeyDictionary()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys; a word that begins with = is typed."""
    for key in keys:
        if key.startswith("="):
            for letter in key[1:]:
                await pilot.press("space" if letter == " " else letter)
        else:
            await pilot.press(key)
        await pilot.pause()
    await settled(pilot)


def painted(app: App[Any]) -> str:
    """All text that the terminal shows, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def flat(app: App[Any]) -> str:
    """The same in one line, so that words that wrap are found."""
    return " ".join(painted(app).replace("│", " ").split())


def toasts(app: App[Any]) -> list[str]:
    """All that was said in toasts so far, whether they have gone again or not."""
    return TOASTS[app]
