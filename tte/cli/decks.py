"""Commands about exercises as authored: exercises, show, check. None of them opens a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import DONE, FAILED, Failed, out, say
from tte.cli.options import ExerciseName, Format, TextOrJson, exercise_named

if TYPE_CHECKING:
    from tte.exercise.load import Loaded


def exercises(form: Format = TextOrJson.text) -> None:
    """List the exercises that can be run here."""
    from tte.cli.decks_text import listed, summary
    from tte.exercise.library import list_exercises
    from tte.exercise.load import load_exercise

    found = [load_exercise(folder) for folder in list_exercises(Path.cwd())]
    if form is TextOrJson.json:
        out(safe.as_json([summary(loaded) for loaded in found]))
        return
    for loaded in found:
        out(listed(loaded))
    if not found:
        say("No exercises here. Give `tte run` the path of a folder that has an exercise.yaml.")


def show(
    exercise: ExerciseName,
    control: Annotated[
        bool, typer.Option("--control", help="For control's eyes: also the MSEL, decisions and endings.")
    ] = False,
    form: Format = TextOrJson.text,
) -> None:
    """Show one exercise: its summary, roles, moves and objectives."""
    from tte.cli.decks_text import as_data, as_pages

    found, folder = exercise_named(exercise)
    if form is TextOrJson.json:
        out(safe.as_json(as_data(found, folder, control=control)))
    else:
        out(as_pages(found, folder, control=control))


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Folders or names of exercises; none: all that are found."),
    ] = None,
    form: Format = TextOrJson.text,
) -> int:
    """Load and validate exercises. Findings are shown as file:line:column; exit code 1 on errors."""
    from tte.exercise.diagnostics import as_json, as_text, errors

    loads = [_load(path) for path in paths] if paths else _all()
    found = [diagnostic for loaded in loads for diagnostic in loaded.diagnostics]
    if form is TextOrJson.json:
        out(as_json(found))
    else:
        out(as_text(found))
        say(f"Checked {', '.join(safe.short(str(loaded.folder), 200) for loaded in loads)}.")
    return FAILED if errors(found) else DONE


def _load(path: str) -> Loaded:
    from tte.exercise.library import find_exercise
    from tte.exercise.load import load_exercise

    given = Path(path)
    return load_exercise(given if path and given.is_dir() else find_exercise(path, Path.cwd()))


def _all() -> list[Loaded]:
    from tte.exercise.library import list_exercises
    from tte.exercise.load import load_exercise

    folders = list_exercises(Path.cwd())
    if not folders:
        raise Failed(
            "There is no exercise to check here.", remedy="Give the path of a folder with an exercise.yaml."
        )
    return [load_exercise(folder) for folder in folders]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(exercises)
    app.command()(show)
    app.command()(check)
