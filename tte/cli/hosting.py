"""`tte host`: many terminals from one process, and the same beside the facilitator's console."""

from __future__ import annotations

import contextlib
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import Failed, flush, out, say, write_file
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
from tte.cli.options import Cut, Seating, Sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tte.conduct.live import LiveSession
    from tte.conduct.timekeeper import Timekeeper
    from tte.host.server import Host, Parts, Setting

LOOK = 0.2


def host(
    what: Annotated[
        str,
        typer.Argument(
            metavar="SESSION|EXERCISE", help="A session, by file or name; or an exercise, for a new session."
        ),
    ],
    bind: Bind = LOCAL,
    web: Web = None,
    ssh: Ssh = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    public_url: PublicUrl = None,
    remote_control: RemoteControl = False,
    slips: SlipsFile = None,
    new_codes: Annotated[
        bool, typer.Option("--new-codes", help="Give every seat another code; the former open nothing.")
    ] = False,
    seating: Seating = "",
    cut: Cut = "",
    sessions: Sessions = None,
) -> None:
    """Serve a session's terminals to browsers and over ssh, without a console. Until ctrl-C."""
    import asyncio  # not where other commands start: it takes a third of the time of a short one

    setting = hosting(bind, web, ssh, (tls_cert, tls_key), public_url, remote_control)
    live, path, codes = _session_or_exercise(what, sessions, seating, cut)
    try:
        if new_codes:
            codes = _reissued(live)
        elif slips and not codes:
            raise Failed(
                "The codes of this session are stored only as hashes: no slips can be printed.",
                remedy="--new-codes gives every seat another code.",
            )
        asyncio.run(_serve(live, path, setting, codes, slips))
    finally:
        live.close()
    say(f"The session is in {path}; `tte host {path.stem}` serves it again.")


def _session_or_exercise(
    what: str, sessions: str | None, seating: str, cut: str
) -> tuple[LiveSession, Path, dict[str, str]]:
    """The session that was named, or a new one of the exercise that was. Raises NoSuchSession and others."""
    from tte.cli.options import session_path
    from tte.conduct.opening import Setting, open_session
    from tte.exercise.library import ExerciseNotFound
    from tte.store.errors import NoSuchSession

    try:
        path = session_path(what, sessions)
    except NoSuchSession as no_session:
        from tte.cli.rooms import chosen_seed, make

        try:
            return make(what, Setting(seating=seating, cut=cut, seed=chosen_seed(None)), sessions)
        except ExerciseNotFound:
            raise no_session from None
    return open_session(path), path, {}


def _reissued(live: LiveSession) -> dict[str, str]:
    """Another code for every seat of the session; the log says that it was done."""
    from tte.conduct.codes import reissue_code
    from tte.engine.commands import SYSTEM
    from tte.engine.commands_people import ReissueCode

    new = [reissue_code(live, ReissueCode(seat.id), SYSTEM) for seat in live.seats()]
    return {one.seat: one.code for one in new}


def parts_of(path: Path, timekeeper: Timekeeper | None = None) -> Parts:
    """What a host needs of a session's file: codes by their hashes, and the report."""
    from tte.cli.reports import report_text
    from tte.host.server import Parts, fingerprint_of
    from tte.store.quick import check_code, code_hash

    return Parts(
        partial(check_code, path), lambda seat: fingerprint_of(code_hash(path, seat)),
        report=partial(report_text, path, "html"), timekeeper=timekeeper,
    )  # fmt: skip


async def _serve(
    live: LiveSession, path: Path, setting: Setting, codes: Mapping[str, str], slips: str | None
) -> None:
    """Serve until a signal ends it; what happens in the session is printed."""
    import asyncio

    from tte.cli.session_text import ControlLines
    from tte.host.server import Host

    lines = ControlLines(live)
    for _ in lines.new():
        pass  # what happened before is in `tte log`
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    serving = Host(live, path, setting, parts_of(path))
    await serving.start()
    try:
        _announce(serving, codes, slips)
        while not over.is_set():
            for text, _ in lines.new():
                out(text)
            flush()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), LOOK)
    finally:
        await serving.stop()


def _announce(serving: Host, codes: Mapping[str, str], slips: str | None) -> None:
    """Where it is and who may come, to read out; a QR code for those who look over one's shoulder."""
    from tte.host.slips import qr_text, reading_out, warning

    live, places = serving.session, serving.places.all()
    out(safe.marking(live.exercise.title))
    for line in reading_out(places, codes, serving.addresses):
        out(safe.line(line))
    if serving.ssh is not None:
        out(f"ssh key   {serving.ssh.fingerprint}")
    if sys.stdout.isatty() and (url := serving.addresses.url()):
        out(qr_text(url))
    flush()
    if codes:
        say("The codes are shown once: give each seat its own.")
    if words := warning(serving.addresses):
        say(words)
    if slips:
        write_slips(serving, codes, slips)
    say("Serving. ctrl-C ends it.")


def write_slips(serving: Host, codes: Mapping[str, str], file: str) -> None:
    """The page to print. Raises Failed."""
    from tte.host.slips import slips as made
    from tte.host.slips import slips_page

    key = serving.ssh.fingerprint if serving.ssh is not None else ""
    page = slips_page(
        made(serving.places.all(), codes, serving.addresses), serving.session.exercise.title, key
    )
    write_file(Path(file), page)
    say(f"The slips are in {file}: print it, and keep it as you keep keys.")


def console_and_host(
    live: LiveSession, path: Path, codes: dict[str, str], setting: Setting, slips: str | None
) -> None:
    """The facilitator's console and the room's terminals in one process, until the console is closed."""
    import asyncio

    asyncio.run(_console_and_host(live, path, codes, setting, slips))


async def _console_and_host(
    live: LiveSession, path: Path, codes: dict[str, str], setting: Setting, slips: str | None
) -> None:
    from tte.host.server import Host
    from tte.host.slips import ways_in
    from tte.tui.facilitator.app import FacilitatorApp

    console = FacilitatorApp(live, seat="director", codes=codes, path=path, presence=live.presence)
    serving = Host(live, path, setting, parts_of(path, console.timekeeper))
    await serving.start()
    try:
        if slips:
            write_slips(serving, codes, slips)
        console.hosted = ways_in(serving.addresses)
        await console.run_async()
    finally:
        await serving.stop()


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(host)
