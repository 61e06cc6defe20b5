"""The wall: a terminal for the room's projector, with a code of its own."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from tte.cli.edge import Failed
from tte.cli.options import Code, SessionName, Sessions, session_path

WALL = "wall"


def wall(
    session: SessionName,
    code: Code = None,
    light: Annotated[
        bool, typer.Option("--light", help="Dark on light, for projectors (`l` turns it).")
    ] = False,
    sessions: Sessions = None,
) -> None:
    """Show the wall of a session: clock, what is public, who decides; no secrets."""
    from tte.cli.rooms import at_a_terminal
    from tte.conduct.opening import open_quickly

    if not at_a_terminal():
        raise Failed(
            "The wall needs a terminal, and there is none here.", remedy="Open it in a window of its own."
        )
    path = session_path(session, sessions)
    live = open_quickly(path)
    try:
        if not any(seat.kind == WALL for seat in live.seats()):
            raise Failed(
                "This session was made without a seat for the wall.",
                remedy=f"`tte do {path.stem} reissue-code wall` makes one and shows its code.",
            )
        from tte.store.quick import check_code
        from tte.tui.wall.app import WallApp

        WallApp(live, WALL, check_code=partial(check_code, path), code=code, path=path, light=light).run()
    finally:
        live.close()


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(wall)
