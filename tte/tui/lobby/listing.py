"""What there is to run and what has been run, as the lobby lists it. No SQLModel, no Textual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tte.errors import TteError
from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise
from tte.store import quick
from tte.store.folder import Listed

PHASES = {
    "session_opened": "not started", "exercise_started": "running", "exercise_resumed": "running",
    "exercise_paused": "paused", "clock_interrupted": "paused", "no_duff_called": "NO DUFF",
    "no_duff_released": "paused", "exercise_ended": "ended", "exercise_reopened": "paused",
    "log_sealed": "sealed",
}  # fmt: skip
"""The state of play after the last event of one of these kinds."""


@dataclass(frozen=True, slots=True)
class ExerciseEntry:
    """An exercise that was found: `exercise` is None if its deck has errors, and `problem` says so."""

    folder: Path
    exercise: Exercise | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session file: what it is, how far it came, or why it cannot be read."""

    path: Path
    title: str
    name: str
    state: str
    last: datetime | None
    events: int
    problem: str = ""

    @property
    def when(self) -> str:
        """Last activity, in local time."""
        return self.last.strftime("%Y-%m-%d %H:%M") if self.last else ""


def read_exercise(folder: Path) -> ExerciseEntry:
    """Load an exercise for the lobby; what is wrong with its deck is told in a sentence."""
    try:
        loaded = load_exercise(folder)
    except TteError as error:
        return ExerciseEntry(folder, None, str(error))
    if loaded.exercise is None:
        count = len(loaded.diagnostics)
        problem = f"Its deck has {count} problem{'s' if count != 1 else ''}: `tte check {folder}` shows them."
        return ExerciseEntry(folder, None, problem)
    return ExerciseEntry(folder, loaded.exercise)


def read_session(listed: Listed) -> SessionEntry:
    """What a session file is at a glance, with the state of play from its events."""
    peek = listed.peek
    if peek is None:
        return SessionEntry(listed.path, listed.path.name, "", "unreadable", None, 0, str(listed.problem))
    try:
        state = state_of_play([record.kind for record in quick.read_records(listed.path)])
    except TteError as error:
        return SessionEntry(listed.path, listed.path.name, "", "unreadable", None, 0, str(error))
    last = datetime.fromtimestamp(peek.last_wall / 1000).astimezone()
    return SessionEntry(listed.path, peek.info.exercise_title, peek.info.name, state, last, peek.last_seq)


def state_of_play(kinds: list[str]) -> str:
    """The state of play that a log has come to, from the kinds of its events."""
    return next((PHASES[kind] for kind in reversed(kinds) if kind in PHASES), "empty")


def length_of(exercise: Exercise) -> str:
    """How long it takes, in full and in its cuts."""
    cuts = "".join(f", or {cut.endex:g} ({cut.title})" for cut in exercise.cuts)
    return f"{exercise.endex:g} minutes{cuts}"
