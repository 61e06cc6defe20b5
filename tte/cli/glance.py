"""Sessions in a list: what each is, how far it has come, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tte.conduct.live import LiveSession
from tte.errors import TteError
from tte.exercise.frozen import thaw
from tte.exercise.models import Exercise
from tte.store import quick
from tte.store.folder import Listed, list_sessions


@dataclass(frozen=True, slots=True)
class Glance:
    """A file in the folder of sessions. `problem` is empty, or says why it cannot be read."""

    path: Path
    exercise: str = ""
    name: str = ""
    phase: str = ""
    at: float = 0.0
    events: int = 0
    last_wall: int = 0
    """UTC, milliseconds since the epoch."""
    problem: str = ""

    @property
    def live(self) -> bool:
        """Whether it is not over yet."""
        return self.phase in ("prepared", "running", "paused", "no_duff")


def glances(folder: Path) -> Iterator[Glance]:
    """All of a folder's sessions, the one played last first. Loads no SQL library beyond sqlite3."""
    thawed: dict[str, Exercise] = {}
    for listed in list_sessions(folder):
        yield _glance(listed, thawed)


def _glance(listed: Listed, thawed: dict[str, Exercise]) -> Glance:
    if listed.peek is None:
        return Glance(listed.path, problem=str(listed.problem))
    info = listed.peek.info
    try:
        if info.exercise_digest not in thawed:
            thawed[info.exercise_digest] = thaw(info.exercise_json)
        state = LiveSession(thawed[info.exercise_digest], quick.read_records(listed.path)).state
    except TteError as error:
        return Glance(listed.path, info.exercise_title, info.name, problem=str(error))
    return Glance(
        listed.path, info.exercise_title, info.name, state.phase, state.clock.at(state.last_wall),
        listed.peek.last_seq, listed.peek.last_wall,
    )  # fmt: skip
