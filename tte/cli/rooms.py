"""Commands that open terminals and keep the clock: run, resume, join, keep, and the lobby."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import Failed, flush, out, say
from tte.cli.options import (
    Code,
    Cut,
    ExerciseName,
    Format,
    PaceName,
    Seating,
    SeatName,
    Seed,
    SessionName,
    Sessions,
    TextOrJson,
    checked_name,
    exercise_named,
    folder_of,
    session_path,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tte.conduct.live import LiveSession
    from tte.conduct.opening import Setting


def at_a_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _need_terminal(what: str, instead: str) -> None:
    if not at_a_terminal():
        raise Failed(f"{what} needs a terminal, and there is none here.", remedy=instead)


def lobby() -> None:
    """`tte` alone: choose an exercise or a session, and what to do with it."""
    from tte.cli.lobby import enter

    enter()


def run(
    exercise: ExerciseName,
    seating: Seating = "",
    cut: Cut = "",
    pace: Annotated[
        PaceName, typer.Option("--pace", help="By the clock, each release by hand, or as a story.")
    ] = PaceName.hand,
    rate: Annotated[
        float, typer.Option("--rate", metavar="N", help="How fast exercise time runs against real time.")
    ] = 1.0,
    seed: Seed = None,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What to call this session.")] = "",
    sessions: Sessions = None,
    console: Annotated[
        bool,
        typer.Option(
            "--console/--no-console", help="Open the facilitator's console, or only make the session."
        ),
    ] = True,
    form: Format = TextOrJson.text,
) -> None:
    """Make a session and open the facilitator's console on it."""
    from tte.conduct.opening import Setting

    if console:
        _need_terminal(
            "The facilitator's console",
            "`tte run EXERCISE --no-console` only makes the session; then `tte keep SESSION` keeps its clock "
            "and `tte do SESSION ACTION` does the rest.",
        )
    setting = Setting(
        seating=seating, cut=cut, pace=pace.value, rate=rate, seed=chosen_seed(seed), name=checked_name(name)
    )
    live, path, codes = make(exercise, setting, sessions)
    if console:
        open_console(live, path, codes)
        return
    live.close()
    if form is TextOrJson.json:
        titles = {seat.id: seat.title for seat in live.state.seats.values()}
        out(
            safe.as_json(
                {"session": str(path), "exercise": live.exercise.id, "seats": titles, "codes": codes}
            )
        )
        return
    out(str(path))
    for seat, code in codes.items():
        out(f"{code}  {safe.line(seat)}")
    say("The codes are shown once: give each seat its own.")


def chosen_seed(seed: int | None) -> int:
    """The seed that was given, or one by chance."""
    if seed is not None:
        return seed
    import secrets

    return secrets.randbelow(2**31)


def make(exercise: str, setting: Setting, sessions: str | None) -> tuple[LiveSession, Path, dict[str, str]]:
    """A new session of an exercise, its file, its seats' codes."""
    from tte.conduct.opening import create_session

    found, _ = exercise_named(exercise)
    return create_session(found, folder_of(sessions), setting)


def open_console(live: LiveSession, path: Path, codes: dict[str, str] | None = None) -> None:
    """The facilitator's console on a session, until it is closed."""
    from tte.tui.facilitator.app import FacilitatorApp

    try:
        FacilitatorApp(live, seat="director", codes=codes or {}, path=path).run()
    finally:
        live.close()
    say(f"The session is in {path}; `tte resume {path.stem}` goes on with it.")


def resume(session: SessionName, sessions: Sessions = None) -> None:
    """Open the facilitator's console on an earlier session."""
    from tte.conduct.opening import open_quickly

    _need_terminal(
        "The facilitator's console",
        "`tte keep SESSION` keeps the clock, `tte do SESSION ACTION` does the rest.",
    )
    path = session_path(session, sessions)
    open_console(open_quickly(path), path)


def join(
    session: Annotated[
        str | None,
        typer.Argument(metavar="[SESSION]", help="The session; none: the latest that is not over."),
    ] = None,
    seat: SeatName = None,
    code: Code = None,
    sessions: Sessions = None,
) -> None:
    """Open a terminal at a seat: a player's or an evaluator's."""
    _need_terminal("A player's terminal", "`tte do SESSION ACTION --seat ROLE` does each thing as a line.")
    path = session_path(session, sessions) if session is not None else latest_live(folder_of(sessions))
    open_seat(path, seat, code)


def latest_live(folder: Path) -> Path:
    """The session played last among those that are not over. Raises Failed."""
    from tte.cli.glance import glances

    for one in glances(folder):
        if one.live:
            return one.path
    raise Failed(
        f"No session in {folder} is under way.", remedy="`tte run` makes one; `tte sessions` lists all."
    )


def open_seat(path: Path, seat: str | None, code: str | None) -> None:
    """A terminal at a seat; which seat and its code are asked there if they are not given."""
    from functools import partial

    from tte.cli.sitting import find_seat
    from tte.conduct.opening import open_quickly
    from tte.store.quick import check_code

    live = open_quickly(path)
    try:
        found = find_seat(live, seat) if seat is not None else None
        if found is not None and found.kind != "player":
            from tte.tui.evaluator.app import EvaluatorApp

            EvaluatorApp(live, found.id, check_code=partial(check_code, path), code=code, path=path).run()
        else:
            from tte.tui.player.app import PlayerApp

            seat_id = found.id if found else None
            PlayerApp(live, seat_id, check_code=partial(check_code, path), code=code, path=path).run()
    finally:
        live.close()


def keep(
    session: SessionName,
    sessions: Sessions = None,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Take the clock from the terminal that keeps it now.")
    ] = False,
) -> None:
    """Keep a session's clock without a console. Until EndEx or ctrl-C; prints what happens."""
    from tte.cli.keeper import keep_clock
    from tte.conduct.opening import open_session

    path = session_path(session, sessions)
    live = open_session(path)
    try:
        out(safe.marking(live.exercise.title))
        flush()
        keep_clock(live, path, force=take_over)
        out(safe.marking(live.exercise.title))
    finally:
        live.close()


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    for command in (run, resume, join, keep):
        app.command()(command)
