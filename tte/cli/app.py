"""The commands of `tte`, by group. Importing this loads Typer and nothing of the exercise."""

from __future__ import annotations

from typing import Annotated

import typer

from tte.cli import (
    after,
    authoring,
    decks,
    doing,
    editing,
    hosting,
    plan,
    printing,
    reading,
    rehearsing,
    rooms,
    time,
    trust,
    wall,
)
from tte.cli.edge import Usage, out

app = typer.Typer(
    name="tte",
    help="Crisis-management tabletop exercises from the terminal.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Without a command, in a terminal: the lobby. A session can be named by its file, by the "
    "beginning of its name, or as `latest`. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.",
)


def _version(asked: bool) -> None:
    if asked:
        from tte.version import __version__

        out(f"tte {__version__}")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def tte(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", help="Say which version this is.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Crisis-management tabletop exercises from the terminal."""
    if ctx.invoked_subcommand is None:
        if rooms.at_a_terminal():
            rooms.lobby()
        else:
            out(ctx.get_help())


for group in (
    decks, authoring, editing, rooms, wall, hosting, doing, reading, after, time, trust, plan, rehearsing,
    printing,
):  # fmt: skip
    group.register(app)


def invoke(args: list[str]) -> int:
    """Run a command line. Raises Usage for one that cannot be understood, and whatever the command raises."""
    command = typer.main.get_command(app)
    try:
        result = command.main(args=args, prog_name="tte", standalone_mode=False)
    except typer.TyperException as error:
        ctx = getattr(error, "ctx", None)
        path = ctx.command_path if ctx else "tte"
        raise Usage(error.format_message(), remedy=f"`{path} --help` shows how.") from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    return result if isinstance(result, int) else 0
