"""Sessions in files, with cheap hashes for the seats' codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engine.drill import drill
from tests.room import Room, Wall
from tte.conduct.live import LiveSession
from tte.conduct.opening import Setting, create_session, open_session
from tte.engine.events import Pace
from tte.store import codes


@pytest.fixture(autouse=True)
def cheap_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of codes that take no time."""
    monkeypatch.setattr(codes, "COST", 4)


class Consoles:
    """Several consoles on one session file, as several processes would hold it, under one wall clock."""

    def __init__(self, folder: Path, pace: Pace) -> None:
        self.wall = Wall()
        session, self.path, self.codes = create_session(drill(), folder, Setting(pace=pace), now=self.wall)
        self.open = [session]
        self.first = Room(session=session, wall=self.wall)

    def another(self) -> Room:
        """One more console; it sits at no player's seat."""
        session = open_session(self.path, now=self.wall)
        self.open.append(session)
        room = Room(session=session, wall=self.wall, empty=("north", "south", "east"))
        room.keeper.holder = f"keeper {len(self.open)}"
        return room

    def close(self) -> None:
        for session in self.open:
            session.close()


@pytest.fixture
def consoles(tmp_path: Path) -> Iterator[Callable[..., Consoles]]:
    """Makes a session in a file, with its first console."""
    made: list[Consoles] = []

    def make(pace: Pace = "clock") -> Consoles:
        made.append(Consoles(tmp_path, pace))
        return made[-1]

    yield make
    for one in made:
        one.close()


def same(one: LiveSession, other: LiveSession) -> bool:
    """Whether two consoles have come to the same history."""
    return one.history == other.history and one.state.tracks == other.state.tracks
