"""Commands that go back in time: asof, replay, fork, compare."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, assert_never

import typer

from tte.cli import safe
from tte.cli.edge import Failed, Usage, out, say, write_file
from tte.cli.garbage import nothing_thrown_away
from tte.cli.options import (
    BotsName,
    Format,
    Output,
    SessionName,
    Sessions,
    TextOrJson,
    folder_of,
    session_path,
)
from tte.cli.wrapping import columns, wrapped


class CompareFormat(StrEnum):
    text = "text"
    html = "html"
    csv = "csv"
    parquet = "parquet"
    json = "json"


When = Annotated[
    str,
    typer.Option(
        "--at", metavar="WHEN", help="An event's number (123), or a time of play (T+42, T+1:15:30)."
    ),
]


def asof(
    session: SessionName,
    seat: Annotated[
        str, typer.Option("--seat", metavar="ROLE", help="A player's seat, or a role that it holds.")
    ],
    at: When,
    brief: Annotated[bool, typer.Option("--brief", help="Titles only, without the words.")] = False,
    sessions: Sessions = None,
    form: Format = TextOrJson.text,
) -> None:
    """Show what a seat knew at a moment. What it had been sent, opened and acknowledged; nothing later."""
    from tte.cli.asof_reading import records_for
    from tte.cli.asof_text import asof_data, asof_text
    from tte.cli.moment import event_at, read_moment
    from tte.conduct.live import recorded_of
    from tte.exercise.frozen import thaw_quickly
    from tte.review.asof import as_of
    from tte.store import quick

    moment = read_moment(at)
    path = session_path(session, sessions)
    event = event_at(path, moment)
    with nothing_thrown_away():
        exercise = thaw_quickly(quick.exercise_json(path))
        records = records_for(path, exercise, seat, event)
        found = as_of(
            exercise, map(recorded_of, records), seat, event, until=moment.until and moment.until - 1
        )
    if form is TextOrJson.json:
        out(safe.as_json(asof_data(found)))
    else:
        out(wrapped(asof_text(found, brief=brief)))


def replay(
    session: SessionName,
    at: Annotated[
        str, typer.Option("--at", metavar="WHEN", help="Where to begin: an event (123) or a time (T+42).")
    ] = "",
    seat: Annotated[
        str, typer.Option("--seat", metavar="ROLE", help="Whose view to begin with; none: control's.")
    ] = "",
    sessions: Sessions = None,
) -> None:
    """Go through a session again. Event by event, at any speed, as control or any seat saw it."""
    from tte.cli.joining import need_terminal
    from tte.cli.moment import event_at, read_moment
    from tte.conduct.opening import open_quickly
    from tte.review.asof import player_seat

    need_terminal("The replay", "`tte log SESSION` prints what happened, `tte asof` what a seat knew.")
    path = session_path(session, sessions)
    event = event_at(path, read_moment(at)) if at else 0
    with nothing_thrown_away():
        live = open_quickly(path)
    if not live.history:
        raise Failed(f"Nothing has happened in {path.name}.", remedy="`tte resume` opens it.")
    whose = player_seat(live.state, seat).id if seat else ""
    from tte.tui.replay.app import ReplayApp

    ReplayApp(live.exercise, live.history, live.feed, event=event, seat=whose, path=path).run()


def fork(
    session: SessionName,
    at: Annotated[
        str,
        typer.Option(
            "--at",
            metavar="WHEN",
            help="After which event (123) or time (T+42); none: before the first answer to what is chosen.",
        ),
    ] = "",
    choose: Annotated[
        list[str] | None,
        typer.Option(
            "--choose", metavar="DECISION=OPTION", help="What is decided otherwise; may be repeated."
        ),
    ] = None,
    bots: Annotated[
        BotsName | None,
        typer.Option("--bots", help="Bots go on to the end; else people do, with tte resume."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--bots-seed", metavar="N", help="What the bots draw by; else the session's seed.", min=0
        ),
    ] = None,
    sessions: Sessions = None,
    form: Format = TextOrJson.text,
) -> None:
    """Go on another way from a moment. In a new session that says NOT PLAYED everywhere."""
    from tte.cli.forking import fork_data, fork_text, make_fork, read_choices
    from tte.cli.moment import event_at, read_moment
    from tte.store import quick

    choices = read_choices(choose or [])
    path = session_path(session, sessions)
    event = event_at(path, read_moment(at)) if at else None
    with nothing_thrown_away():
        made = make_fork(
            path, folder_of(sessions), event=event, choices=choices, bots=bots.value if bots else "",
            seed=seed,
        )  # fmt: skip
    if form is TextOrJson.json:
        out(safe.as_json(fork_data(made)))
        return
    out(fork_text(made, quick.peek(made.path).info.exercise_title))
    if made.bots:
        say(f"`tte compare {path.stem} {made.path.stem}` sets the two side by side.")
    else:
        say(
            f"Nobody sits in it yet. `tte resume {made.path.stem}` goes on with it; the codes are shown once."
        )


def compare(
    sessions_: Annotated[
        list[str], typer.Argument(metavar="SESSION...", help="Two sessions or more of one exercise.")
    ],
    anonymous: Annotated[
        bool,
        typer.Option("--anonymous", help="Without names of sessions and people, and without their words."),
    ] = False,
    form: Annotated[
        CompareFormat,
        typer.Option("--format", help="Text, one HTML page, a tidy table as CSV or Parquet, or JSON."),
    ] = CompareFormat.text,
    output: Output = None,
    sessions: Sessions = None,
) -> None:
    """Set sessions of one exercise side by side. Choices, latency, tracks, endings, ratings."""
    from tte.cli.comparing import compare_files
    from tte.review.compare_html import to_html
    from tte.review.compare_rows import to_csv, to_json, write_parquet
    from tte.review.compare_text import WIDTH, to_text

    if form is CompareFormat.parquet and output is None:
        raise Usage("Parquet is no text.", remedy="Say with -o FILE where it goes.")
    found = compare_files([session_path(name, sessions) for name in sessions_], anonymous=anonymous)
    match form:
        case CompareFormat.text:
            text = to_text(found, columns() if output is None else WIDTH)
        case CompareFormat.html:
            text = to_html(found)
        case CompareFormat.csv:
            text = to_csv(found)
        case CompareFormat.json:
            text = to_json(found)
        case CompareFormat.parquet:
            write_parquet(found, Path(output or ""))
            return
        case _:
            assert_never(form)
    if output is not None:
        write_file(Path(output), text)
    else:
        out(text.rstrip("\n"))


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    for command in (asof, replay, fork, compare):
        app.command()(command)
