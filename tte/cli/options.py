"""Options that several commands share, and the exercises that they name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli.edge import Failed, Usage
from tte.cli.naming import folder_of as folder_of
from tte.cli.naming import session_path as session_path

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
    docx = "docx"
    pdf = "pdf"
    xlsx = "xlsx"
    all = "all"


class AudienceName(StrEnum):
    control = "control"
    participants = "participants"
    anonymised = "anonymised"


class BotsName(StrEnum):
    random = "random"
    cooperative = "cooperative"
    hardline = "hardline"
    mixed = "mixed"
    cautious = "cautious"
    greedy = "greedy"
    late = "late"
    silent = "silent"


class ControlSeat(StrEnum):
    director = "director"
    facilitator = "facilitator"


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


def exercise_named(name: str) -> tuple[Exercise, Path]:
    """An exercise and its folder. Raises ExerciseNotFound, LoadError."""
    from tte.exercise.library import find_exercise
    from tte.exercise.load import load_exercise

    folder = find_exercise(name, Path.cwd())
    return load_exercise(folder).require(), folder


def exercise_folders(paths: list[str] | None, *, own: bool = False) -> list[Path]:
    """The folders of the exercises that are named, or of all; `own`: of all in injects/ here.

    Raises Failed, ExerciseNotFound.
    """
    from tte.exercise.library import find_exercise, list_exercises

    if paths:
        given = [Path(path) for path in paths]
        return [
            one if path and one.is_dir() else find_exercise(path, Path.cwd())
            for path, one in zip(paths, given, strict=True)
        ]
    folders = [
        folder for folder in list_exercises(Path.cwd())
        if not own or folder.parent == Path.cwd() / "injects"
    ]  # fmt: skip
    if not folders:
        raise Failed("There is no exercise here.", remedy="Give the path of a folder with an exercise.yaml.")
    return folders


def checked_name(name: str) -> str:
    """A session's name as given. Raises Usage for one that is too long or has control characters."""
    if len(name) > MAX_NAME:
        raise Usage(f"The name has {len(name)} characters; {MAX_NAME} are allowed.", remedy="Shorten it.")
    if not name.isprintable():
        raise Usage("The name has control characters.", remedy="Write it in letters, digits and punctuation.")
    return name
