"""Commands that read sessions and change nothing: sessions, status, log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import flush, out, say
from tte.cli.options import (
    Code,
    Format,
    SeatName,
    SessionName,
    Sessions,
    TextOrJson,
    TextOrLines,
    folder_of,
    session_path,
)

if TYPE_CHECKING:
    from tte.cli.session_text import Lines

LOOK = 0.1
"""Seconds between two looks at a log that is followed."""


def sessions(sessions: Sessions = None, form: Format = TextOrJson.text) -> None:
    """List the sessions, the one played last first."""
    from tte.cli.glance import glances
    from tte.cli.session_text import glance_data, glance_text

    folder = folder_of(sessions)
    found = list(glances(folder))
    if form is TextOrJson.json:
        out(safe.as_json([glance_data(one) for one in found]))
        return
    for one in found:
        out(glance_text(one))
    if not found:
        say(f"No sessions in {folder}. `tte run EXERCISE` makes one.")


def status(
    session: SessionName,
    balance: Annotated[
        bool, typer.Option("--balance", help="Who decides and who speaks instead, by seat and by person.")
    ] = False,
    sessions: Sessions = None,
    form: Format = TextOrJson.text,
) -> None:
    """Show where a session stands, as control sees it. Clock, tracks, decisions, queue, next steps, seats."""
    from tte.cli.session_text import status_data, status_text
    from tte.conduct.opening import open_quickly

    path = session_path(session, sessions)
    live = open_quickly(path)
    if balance:
        from tte.cli.balance_text import balance_data, balance_text
        from tte.engine.balance import balance as counted

        rows = counted(live.state, live.history)
        if form is TextOrJson.json:
            out(safe.as_json(balance_data(rows)))
        else:
            out(balance_text(rows, live.exercise.title))
        return
    view, kept = live.control_view(), live.clock_held
    if form is TextOrJson.json:
        out(safe.as_json(status_data(view, path, kept=kept)))
    else:
        out(status_text(view, path, kept=kept))


def log(
    session: SessionName,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on as things happen, until ctrl-C.")
    ] = False,
    form: Annotated[
        TextOrLines, typer.Option("--format", help="Text for people, one JSON object a line for machines.")
    ] = TextOrLines.text,
    seat: SeatName = None,
    code: Code = None,
    sessions: Sessions = None,
) -> None:
    """Print what has happened, an event a line. With --seat only what that seat may see."""
    from tte.cli.session_text import ControlLines, SeatLines
    from tte.cli.sitting import admit, find_seat
    from tte.conduct.opening import open_quickly, open_session

    path = session_path(session, sessions)
    live = open_session(path, readonly=True) if follow else open_quickly(path)
    lines: Lines
    if seat is None:
        lines = ControlLines(live)
    else:
        found = find_seat(live, seat)
        admit(path, found, code)
        lines = SeatLines(live, found) if found.kind == "player" else ControlLines(live)
    try:
        if form is TextOrLines.text:
            out(safe.marking(live.exercise.title))
        _print(lines, form)
        while follow:
            flush()
            time.sleep(LOOK)
            if live.refresh():
                _print(lines, form)
        if form is TextOrLines.text:
            out(safe.marking(live.exercise.title))
    except KeyboardInterrupt:
        return  # the way to end --follow
    finally:
        if follow:
            live.close()


def _print(lines: Lines, form: TextOrLines) -> None:
    """What has come since the last call."""
    for text, data in lines.new():
        out(text if form is TextOrLines.text else safe.as_json(data(), indent=None))


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(sessions)
    app.command()(status)
    app.command()(log)
