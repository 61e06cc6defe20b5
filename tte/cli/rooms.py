"""Commands that open terminals and keep the clock: run, resume, join, keep, and the lobby."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import joining, safe
from tte.cli.edge import Usage, flush, out, say
from tte.cli.hosting_options import (
    LOCAL,
    Bind,
    PublicUrl,
    RemoteControl,
    SlipsFile,
    Ssh,
    TlsCert,
    TlsKey,
    Web,
    hosting,
)
from tte.cli.joining import at_a_terminal as at_a_terminal
from tte.cli.joining import need_terminal
from tte.cli.options import (
    Code,
    ControlSeat,
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
    evaluators: Annotated[
        int, typer.Option("--evaluators", metavar="N", help="How many evaluators there are to be.")
    ] = 1,
    sessions: Sessions = None,
    console: Annotated[
        bool,
        typer.Option(
            "--console/--no-console", help="Open the facilitator's console, or only make the session."
        ),
    ] = True,
    form: Format = TextOrJson.text,
    host: Annotated[
        bool, typer.Option("--host", help="Serve the room's terminals too, over the network (`tte host`).")
    ] = False,
    bind: Bind = LOCAL,
    web: Web = None,
    ssh: Ssh = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    public_url: PublicUrl = None,
    remote_control: RemoteControl = False,
    slips: SlipsFile = None,
) -> None:
    """Make a session and open the facilitator's console on it."""
    from tte.conduct.opening import Setting

    if console:
        need_terminal(
            "The facilitator's console",
            "`tte run EXERCISE --no-console` only makes the session; then `tte keep SESSION` keeps its clock "
            "and `tte do SESSION ACTION` does the rest.",
        )
    setting = Setting(
        seating=seating, cut=cut, pace=pace.value, rate=rate, seed=chosen_seed(seed), name=checked_name(name),
        evaluators=evaluators,
    )  # fmt: skip
    if host and not console:
        raise Usage("Without a console, `tte run` serves nothing.", remedy="`tte host EXERCISE` does.")
    asked = host and hosting(bind, web, ssh, (tls_cert, tls_key), public_url, remote_control)
    live, path, codes = make(exercise, setting, sessions)
    if console and asked:
        from tte.cli.hosting import console_and_host

        console_and_host(live, path, codes, asked, slips)
        return
    if console:
        open_console(live, path, codes)
        return
    live.close()
    _tell(live, path, codes, form)


def _tell(live: LiveSession, path: Path, codes: dict[str, str], form: TextOrJson) -> None:
    """A new session's file and codes, for whoever opens its terminals."""
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


def open_console(
    live: LiveSession,
    path: Path,
    codes: dict[str, str] | None = None,
    *,
    seat: str = "director",
    operator: str = "",
) -> None:
    """The facilitator's console on a session, until it is closed. `operator`: who sits at it, by name."""
    from tte.tui.facilitator.app import FacilitatorApp

    try:
        FacilitatorApp(live, seat=seat, codes=codes or {}, path=path, operator=operator).run()
    finally:
        live.close()
    say(f"The session is in {path}; `tte resume {path.stem}` goes on with it.")


def resume(
    session: SessionName,
    seat: Annotated[
        ControlSeat, typer.Option("--as", help="Whose console: the director's, or a co-facilitator's.")
    ] = ControlSeat.director,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who sits at this console, for the record.")
    ] = "",
    sessions: Sessions = None,
) -> None:
    """Open the facilitator's console on a session, also as a second one beside another."""
    from tte.conduct.opening import open_quickly

    need_terminal(
        "The facilitator's console",
        "`tte keep SESSION` keeps the clock, `tte do SESSION ACTION` does the rest.",
    )
    path = session_path(session, sessions)
    open_console(open_quickly(path), path, seat=seat.value, operator=checked_name(by))


def join(
    session: Annotated[
        str | None,
        typer.Argument(metavar="[SESSION]", help="The session; none: the latest that is not over."),
    ] = None,
    seat: SeatName = None,
    code: Code = None,
    hot: Annotated[
        bool, typer.Option("--hot", help="Several seats share this terminal, each behind its own code.")
    ] = False,
    sessions: Sessions = None,
) -> None:
    """Open a terminal at a seat: a player's or an evaluator's."""
    joining.join(session, seat, code, sessions, hot=hot)


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
