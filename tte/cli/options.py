"""Options that several commands share, and what they name: folders, sessions, exercises."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli.edge import Failed, Usage
from tte.cli.safe import short

if TYPE_CHECKING:
    from tte.exercise.models import Exercise

MAX_NAME = 120
MAX_SEED = 2**53
"""Beyond it JSON readers in other languages lose digits."""


class TextOrJson(StrEnum):
    text = "text"
    json = "json"


class TextOrLines(StrEnum):
    text = "text"
    jsonl = "jsonl"


class ReportFormat(StrEnum):
    md = "md"
    html = "html"
    json = "json"


class BotsName(StrEnum):
    random = "random"
    cooperative = "cooperative"
    hardline = "hardline"
    mixed = "mixed"


class PaceName(StrEnum):
    clock = "clock"
    hand = "hand"
    story = "story"


Sessions = Annotated[
    str | None,
    typer.Option(
        "--sessions", metavar="DIR", help="Folder of sessions (else TTE_SESSIONS, else ./sessions)."
    ),
]
ExerciseName = Annotated[
    str, typer.Argument(metavar="EXERCISE", help="Name of an exercise, or the path of its folder.")
]
SessionName = Annotated[
    str, typer.Argument(metavar="SESSION", help="File of a session, the beginning of its name, or `latest`.")
]
Format = Annotated[TextOrJson, typer.Option("--format", help="Text for people, JSON for machines.")]
Seating = Annotated[
    str, typer.Option("--seating", metavar="ID", help="Which seats the table has; see `tte show`.")
]
Cut = Annotated[str, typer.Option("--cut", metavar="ID", help="A shorter form of the exercise, such as 60.")]
Seed = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", help="Seed of the dice; else by chance.", min=0, max=MAX_SEED),
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead of stdout.")
]
SeatName = Annotated[
    str | None, typer.Option("--seat", metavar="ROLE", help="A seat's id, or a role that it holds.")
]
Code = Annotated[
    str | None,
    typer.Option("--code", metavar="CODE", help="The seat's code.", envvar="TTE_CODE", show_envvar=True),
]


def folder_of(option: str | None) -> Path:
    """The folder of sessions. Raises Usage for a home directory that does not exist."""
    from tte.store.folder import sessions_dir

    try:
        return sessions_dir(option)
    except RuntimeError as error:
        raise Usage(
            f"There is no folder {short(option or '')}: {error}", remedy="Write the folder's full path."
        ) from None


def session_path(name: str, sessions: str | None) -> Path:
    """The file of the session that a person means. Raises NoSuchSession, Usage."""
    from tte.store.folder import find_session

    if not name:
        raise Usage("Which session? Its name is empty.", remedy="`tte sessions` lists them.")
    try:
        found = find_session(name, folder_of(sessions))
        if found.is_dir():
            raise Failed(
                f"{found} is a folder, not a session.",
                remedy="`tte sessions --sessions DIR` lists what is in it.",
            )
        return found
    except RuntimeError as error:
        raise Usage(
            f"There is no file {short(name)}: {error}", remedy="`tte sessions` lists the sessions."
        ) from None
    except OSError as error:
        raise Failed(
            f"{short(name)} cannot be opened: {error.strerror}.", remedy="`tte sessions` lists them."
        ) from None


def exercise_named(name: str) -> tuple[Exercise, Path]:
    """An exercise and its folder. Raises ExerciseNotFound, LoadError."""
    from tte.exercise.library import find_exercise
    from tte.exercise.load import load_exercise

    folder = find_exercise(name, Path.cwd())
    return load_exercise(folder).require(), folder


def checked_name(name: str) -> str:
    """A session's name as given. Raises Usage for one that is too long or has control characters."""
    if len(name) > MAX_NAME:
        raise Usage(f"The name has {len(name)} characters; {MAX_NAME} are allowed.", remedy="Shorten it.")
    if not name.isprintable():
        raise Usage("The name has control characters.", remedy="Write it in letters, digits and punctuation.")
    return name
