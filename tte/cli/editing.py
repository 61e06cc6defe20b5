"""`tte edit`: an author's screen on a deck, beside the author's own editor."""

from __future__ import annotations

from typing import Annotated

import typer

from tte.cli.options import exercise_folders


def edit(
    exercise: Annotated[
        str, typer.Argument(metavar="EXERCISE", help="Name of an exercise, or the path of its folder.")
    ],
) -> None:
    """Show a deck, what is wrong with it and what it comes to; looks again after each save."""
    from tte.cli.joining import need_terminal

    (folder,) = exercise_folders([exercise])
    need_terminal("The author's screen", "`tte check` shows the same findings as text.")
    from tte.tui.edit.app import EditApp

    EditApp(folder).run()


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(edit)
