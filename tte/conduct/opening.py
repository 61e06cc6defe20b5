"""Making and opening sessions: exercise, file, first event and seats' codes together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tte.conduct.live import LiveSession, Log, wall_now
from tte.conduct.memory import MemoryLog
from tte.engine.commands import CONTROL_SEATS, SYSTEM, OpenSession
from tte.engine.events import Pace, SeatKind
from tte.errors import Refused
from tte.exercise.frozen import digest, freeze, thaw, thaw_quickly
from tte.store import quick
from tte.store.folder import new_path
from tte.version import __version__

if TYPE_CHECKING:
    from tte.exercise.models import Exercise
    from tte.store.session_file import SessionFile


MOST_EVALUATORS = 9


@dataclass(frozen=True, slots=True)
class Setting:
    """How an exercise is to be played."""

    seating: str = ""
    """Empty: the exercise's first."""
    cut: str = ""
    pace: Pace = "hand"
    rate: float = 1.0
    seed: int = 0
    name: str = ""
    unattended: bool = False
    evaluators: int = 1
    """Several have the seats evaluator-1, evaluator-2 and so on; one alone has `evaluator`."""


def _opening(exercise: Exercise, setting: Setting, text: str) -> OpenSession:
    return OpenSession(
        digest=digest(text), seating=setting.seating or exercise.seatings[0].id, cut=setting.cut,
        pace=setting.pace, rate=setting.rate, seed=setting.seed, name=setting.name,
        unattended=setting.unattended, tte_version=__version__, control_seats=_control_seats(setting),
    )  # fmt: skip


def _control_seats(setting: Setting) -> tuple[tuple[str, SeatKind], ...]:
    """The seats beside the players', with as many evaluators' as there are to be."""
    if not 1 <= setting.evaluators <= MOST_EVALUATORS:
        raise Refused(
            f"{setting.evaluators} evaluators are no number that a session can have.",
            remedy=f"From 1 to {MOST_EVALUATORS}.",
        )
    if setting.evaluators == 1:
        return CONTROL_SEATS
    several: list[tuple[str, SeatKind]] = []
    for seat, kind in CONTROL_SEATS:
        if kind == "evaluator":
            several += [(f"evaluator-{n}", kind) for n in range(1, setting.evaluators + 1)]
        else:
            several.append((seat, kind))
    return tuple(several)


def create_session(
    exercise: Exercise, folder: Path, setting: Setting, *, now: Callable[[], int] = wall_now
) -> tuple[LiveSession, Path, dict[str, str]]:
    """A new session file in a folder, its live session, and the seats' codes (shown once, stored as hashes).

    Raises Refused for a seating or cut that the exercise has not, or a StoreError; then there is no file.
    """
    from tte.store.codes import new_code
    from tte.store.session_file import SessionFile

    text = freeze(exercise)
    opening = _opening(exercise, setting, text)
    draft = create_in_memory(exercise, setting, now=now)  # refuses before a file is made
    codes = {seat: new_code() for seat in draft.state.seats}
    wall = now()
    day = datetime.fromtimestamp(wall / 1000, UTC).astimezone().date()
    path = new_path(folder, exercise.id, day)
    file = SessionFile.create(
        path, exercise_json=text, exercise_digest=digest(text), exercise_id=exercise.id,
        exercise_title=exercise.title, name=setting.name, tte_version=__version__, seats=codes, wall=wall,
    )  # fmt: skip
    session = LiveSession(exercise, (), file, now=now)
    session.issue(opening, SYSTEM, wall=wall)
    return session, path, codes


def create_in_memory(
    exercise: Exercise, setting: Setting, *, now: Callable[[], int] = wall_now
) -> LiveSession:
    """A session without a file."""
    session = LiveSession(exercise, (), MemoryLog(), own_time=True, now=now)
    session.issue(_opening(exercise, setting, ""), SYSTEM)
    return session


def _open_file(path: Path, readonly: bool) -> SessionFile:
    from tte.store.session_file import SessionFile

    return SessionFile.open(path, readonly=readonly)


def open_session(path: Path, *, readonly: bool = False, now: Callable[[], int] = wall_now) -> LiveSession:
    """The live session of a file. Raises a StoreError in words for a file that cannot be opened."""
    file = _open_file(path, readonly)
    return LiveSession(thaw(file.info.exercise_json), file.read(), file, now=now)


def open_quickly(path: Path, *, now: Callable[[], int] = wall_now) -> LiveSession:
    """The live session of a file, read without loading the store; its log opens when first written to."""
    open_log: Callable[[], Log] = partial(_open_file, path, False)
    exercise, records, lease = quick.read_session(path)
    return LiveSession(thaw_quickly(exercise), records, open_log=open_log, lease=lease, now=now)
