"""A console at a small exercise, with a wall clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from textual.pilot import Pilot

from tests import decks
from tests.tui.settling import settled as settled
from tte.conduct.opening import Setting, create_in_memory
from tte.engine import commands as co
from tte.engine.events import Event, Pace
from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise
from tte.tui.facilitator.app import FacilitatorApp
from tte.tui.facilitator.conduct import ConductScreen

E = TypeVar("E", bound=Event)
SMALL, LARGE = (80, 24), (120, 40)


class Console:
    """A session in memory, its facilitator's terminal, and what happened."""

    def __init__(
        self, exercise: Exercise, *, pace: Pace = "hand", codes: dict[str, str] | None = None
    ) -> None:
        self.wall = 1_900_000_000_000
        self.session = create_in_memory(exercise, Setting(pace=pace, seed=1), now=lambda: self.wall)
        self.app = FacilitatorApp(self.session, codes=codes, poll=None)

    @property
    def screen(self) -> ConductScreen:
        screen = self.app.conduct
        assert screen is not None
        return screen

    def seated(self, *seats: str) -> Console:
        for seat in seats or ("north", "south"):
            self.session.issue(co.TakeSeat("terminal"), seat)
        return self

    def started(self) -> Console:
        self.app.timekeeper.take()
        self.session.issue(co.StartEx(), "director")
        return self

    def pass_time(self, seconds: int) -> None:
        """Let the wall clock run, with the console's own heartbeats."""
        for _ in range(seconds):
            self.wall += 1000
            self.app.beat()

    def events(self, kind: type[E]) -> list[E]:
        return [r.event for r in self.session.history if isinstance(r.event, kind)]

    def toasts(self) -> list[str]:
        return [n.message for n in self.app._notifications]

    @property
    def painted(self) -> str:
        """All text on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def drill(folder: Path) -> Exercise:
    """The small deck of two harbours."""
    loaded = load_exercise(decks.write_minimal_deck(folder))
    assert loaded.exercise is not None, loaded.diagnostics
    return loaded.exercise


@asynccontextmanager
async def at(console: Console, size: tuple[int, int] = SMALL) -> AsyncIterator[Pilot[int]]:
    """The console running, painted, with its log open; toasts are on."""
    async with console.app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys; a word that begins with = is typed."""
    for key in keys:
        if key.startswith("="):
            await pilot.press(*("space" if letter == " " else letter for letter in key[1:]))
        else:
            await pilot.press(key)
        await pilot.pause()
    await settled(pilot)
