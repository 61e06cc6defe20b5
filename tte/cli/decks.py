"""Commands about exercises as authored: exercises, show, check. None of them opens a session."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import DONE, FAILED, out, say
from tte.cli.options import ExerciseName, Format, TextOrJson, exercise_folders, exercise_named

if TYPE_CHECKING:
    from tte.exercise.check import Checked


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


class CheckFormat(StrEnum):
    text = "text"
    json = "json"
    sarif = "sarif"


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Folders or names of exercises; none: all that are found."),
    ] = None,
    form: Annotated[
        CheckFormat,
        typer.Option(
            "--format", help="Text for people, JSON for machines, SARIF for code hosts and editors."
        ),
    ] = CheckFormat.text,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODES", help="Only these codes, or those that begin so: E3,W21."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore", metavar="CODES", help="Leave these out. Errors that keep a deck from loading stay."
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 on warnings too.")] = False,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain", metavar="CODE", help="Say what a code means and what to do; `all` lists them."
        ),
    ] = None,
) -> int:
    """Check exercises: what is wrong, what can never happen, what will not work in a room.

    Findings are shown as file:line:column with a code. Exit code 1 on errors.
    """
    if explain is not None:
        return _explain(explain)
    from tte.exercise.diagnostics import as_json, as_text, errors
    from tte.exercise.explained import remedy

    checks = [_check(folder, select or (), ignore or ()) for folder in exercise_folders(paths)]
    found = [diagnostic for checked in checks for diagnostic in checked.diagnostics]
    hidden = [diagnostic for checked in checks for diagnostic in checked.ignored]
    if form is CheckFormat.json:
        out(as_json(found, remedy))
    elif form is CheckFormat.sarif:
        from tte.exercise.sarif import as_sarif

        out(as_sarif(found, hidden))
    else:
        out(as_text(found, remedy))
        _say_what_was_done(checks, len(hidden))
    return FAILED if errors(found) or (strict and found) else DONE


def _explain(word: str) -> int:
    from tte.exercise.check import codes_of
    from tte.exercise.diagnostics import CODES
    from tte.exercise.explained import explain

    if word.lower() == "all":
        out("\n".join(f"{code}  {CODES[code]}" for code in sorted(CODES)))
    else:
        out("\n\n".join(explain(code) for code in sorted(codes_of([word]))))
    return DONE


def _say_what_was_done(checks: list[Checked], hidden: int) -> None:
    names = ", ".join(safe.short(str(checked.loaded.folder), 200) for checked in checks)
    say(f"Checked {names}." + (f" Ignored, with a reason: {hidden}." if hidden else ""))
    half = [checked for checked in checks if checked.loaded.exercise is None]
    if half:
        names = ", ".join(safe.short(str(checked.loaded.folder), 200) for checked in half)
        say(f"Not analysed any further until the errors are gone: {names}.")


def _check(folder: Path, select: Sequence[str], ignore: Sequence[str]) -> Checked:
    from tte.exercise.check import check_folder

    return check_folder(folder, select, ignore)


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(exercises)
    app.command()(show)
    app.command()(check)
