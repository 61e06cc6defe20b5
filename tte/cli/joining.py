"""`tte join`: a terminal at a seat. Imports no Typer, for somebody waits for the first paint."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from tte.cli.edge import Failed, say
from tte.cli.naming import folder_of, session_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from tte.conduct.live import LiveSession


class JoinLine(Struct, frozen=True):
    """What a line of `tte join` says. Each as `join` takes it."""

    session: str | None = None
    seat: str | None = None
    code: str | None = None
    sessions: str | None = None

    def carry_out(self) -> None:
        join(self.session, self.seat, self.code, self.sessions)


def plainly(args: list[str]) -> JoinLine | None:
    """The words after `tte join`, if each is written out in full: `SESSION`, `--seat ROLE` and so on.

    None for every other line (short or joined forms, help, mistakes): Typer reads those, and has the words
    for what is wrong with them. Where both read a line they agree.
    """
    found: dict[str, str] = {}
    words = iter(args)
    for word in words:
        name = word.removeprefix("--")
        if word in ("--seat", "--code", "--sessions"):
            word = next(words, "")
        else:
            name = "session"
        if not word or word.startswith("-") or name in found:
            return None
        found[name] = word
    found.setdefault("code", os.environ.get("TTE_CODE", ""))
    return JoinLine(**{name: word for name, word in found.items() if word})


def at_a_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def need_terminal(what: str, instead: str) -> None:
    """Raises Failed where no person can be asked or shown anything; `instead` says what does the same."""
    if not at_a_terminal():
        raise Failed(f"{what} needs a terminal, and there is none here.", remedy=instead)


def join(
    session: str | None, seat: str | None, code: str | None, sessions: str | None, *, hot: bool = False
) -> None:
    """Open a terminal at a seat: of the session played last that is not over, if none is named."""
    need_terminal("A player's terminal", "`tte do SESSION ACTION --seat ROLE` does each thing as a line.")
    path = session_path(session, sessions) if session is not None else latest_live(folder_of(sessions))
    open_seat(path, seat, code, hot=hot)


def latest_live(folder: Path) -> Path:
    """The session played last among those that are not over. Raises Failed."""
    from tte.cli.glance import glances

    for one in glances(folder):
        if one.live:
            return one.path
    raise Failed(
        f"No session in {folder} is under way.", remedy="`tte run` makes one; `tte sessions` lists all."
    )


def open_seat(path: Path, seat: str | None, code: str | None, *, hot: bool = False) -> None:
    """A terminal at a seat; which seat and its code are asked there if they are not given."""
    gc.disable()  # nothing that is loaded for the first paint is garbage; the terminal enables it after that
    try:
        _open_seat(path, seat, code, hot)
    finally:
        gc.enable()


def taken(live: LiveSession, seat: str) -> str:
    """What somebody is told who comes to an evaluator's seat at which somebody sits already."""
    if live.seat_kind(seat) != "evaluator" or not live.open_at(seat):
        return ""
    free = next((s.id for s in live.seats() if s.kind == "evaluator" and not live.open_at(s.id)), "")
    own = f"take one of your own: `tte join --seat {free}`" if free else "none is free: let one of you rate"
    return f"This evaluator's seat is open elsewhere. A seat counts as one evaluator; {own}."


def _watch(
    live: LiveSession, path: Path, seat: str, check: Callable[[str, str], bool], code: str | None
) -> None:
    """The terminal of a seat that does not play: an evaluator's, an observer's, the wall."""
    if live.seat_kind(seat) == "wall":
        from tte.tui.wall.app import WallApp

        WallApp(live, seat, check_code=check, code=code, path=path).run()
        return
    from tte.tui.evaluator.app import EvaluatorApp

    if words := taken(live, seat):
        from tte.cli.wrapping import wrapped

        say(wrapped(words))
    EvaluatorApp(live, seat, check_code=check, code=code, path=path).run()


def _open_seat(path: Path, seat: str | None, code: str | None, hot: bool) -> None:
    from tte.cli.sitting import CodeCheck, find_seat
    from tte.conduct.opening import open_quickly

    check = CodeCheck(path)
    if seat and code:
        check.begin(seat, code)
    live = open_quickly(path)
    try:
        found = find_seat(live, seat) if seat is not None else None
        if found is not None and found.id != seat and code:  # it was named by a role that it holds
            check.begin(found.id, code)
        if found is not None and found.kind != "player":
            _watch(live, path, found.id, check, code)
            return
        from tte.tui.player.app import PlayerApp

        app = PlayerApp(
            live, found.id if found else None, check_code=check, code=code, path=path, others=seat is None,
            hot=hot,
        )  # fmt: skip
        app.run()
        if app.passed_on is not None:
            _watch(live, path, app.passed_on[0], check, app.passed_on[1])
    finally:
        live.close()
