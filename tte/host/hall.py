"""The hall of a host: all its terminals on one live session, and who is at them."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from textual.app import App

from tte.conduct.live import LiveSession
from tte.conduct.presence import Presence
from tte.engine import events as ev
from tte.errors import TteError
from tte.host import bounds
from tte.host.journal import Journal
from tte.host.outlet import Line
from tte.host.places import CheckCode, Place
from tte.host.remains import HOSTED
from tte.host.terminal import Colours, Streams, Terminal
from tte.host.tidy import Tidy
from tte.tui.player.covers import Curtain
from tte.tui.player.seated import SeatedApp

MakeApp = Callable[[Place, str, CheckCode], App[Any]]
"""Place, name of the terminal in the log, and the check of codes behind the curtain."""

CheckHere = Callable[[asyncio.AbstractEventLoop, str, str, str], bool]
"""Whether a code opens a seat, for somebody at an address; called in a thread, raises Closed."""

POLL = 0.05
SWEEP = 1.0
SETTLE = 0.5
GRACE = 5.0
"""Seconds in which a connection may drop and come back without a word in the log."""

log = logging.getLogger("tte.host")


class NoRoom(TteError):
    """A terminal cannot be opened now."""


@dataclass(slots=True)
class _Seated:
    """A terminal, and by what its person is known to come back."""

    terminal: Terminal
    key: str
    opened: float
    lost_at: float | None = None
    lost_told: bool = False
    reason: str = ""


class Hall:
    """Opens terminals for people at the door, keeps them while a connection is gone, and closes them.

    `polls` where nobody else in this process follows what other processes write to the session.
    """

    def __init__(
        self,
        session: LiveSession,
        make: MakeApp,
        *,
        check: CheckHere,
        streams: Streams,
        journal: Journal,
        polls: bool,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session = session
        self.journal = journal
        self.presence: Presence = session.presence
        self.trouble = ""
        """What is wrong with the session's file, in words."""
        self._make = make
        self._check = check
        self._streams = streams
        self._polls = polls
        self._now = now
        self._seated: dict[str, _Seated] = {}
        self._heard = len(session.history)
        self._stop_listening = session.subscribe(self._session_changed)
        self._tasks: list[asyncio.Task[None]] = []
        self._ending: set[asyncio.Task[None]] = set()
        self._connections: Counter[str] = Counter()
        self._tidy = Tidy(now, time.process_time)
        self.closing = False

    def start(self) -> None:
        """Begin to follow the session and to look after the terminals."""
        self._tidy.begin()
        self._tasks = [asyncio.create_task(self._sweeping(), name="hall sweep")]
        if self._polls:
            self._tasks.append(asyncio.create_task(self._following(), name="hall follow"))

    async def close(self, words: str) -> None:
        """End all terminals, with a word to each; the seats are left in the log."""
        self.closing = True
        self._stop_listening()
        for task in self._tasks:
            task.cancel()
        for seated in list(self._seated.values()):
            if seated.terminal.line is not None:
                seated.terminal.line.hang_up(words, for_good=False)
        await asyncio.gather(*(s.terminal.close() for s in list(self._seated.values())))
        self._tidy.end()

    # --- connections ----------------------------------------------------------------------------------------

    def come_in(self, address: str) -> bool:
        """Count a connection of this address in; False if there are too many. Pair it with `go_out`."""
        if self.closing or self._connections.total() >= bounds.MAX_CONNECTIONS:
            return False
        if self._connections[address] >= bounds.MAX_FROM_ONE:
            return False
        self._connections[address] += 1
        return True

    def go_out(self, address: str) -> None:
        self._connections[address] -= 1
        if self._connections[address] <= 0:
            del self._connections[address]

    @property
    def connections(self) -> int:
        return self._connections.total()

    @property
    def terminals(self) -> tuple[Terminal, ...]:
        return tuple(seated.terminal for seated in self._seated.values())

    # --- terminals ------------------------------------------------------------------------------------------

    def take(self, line: Line, place: Place, key: str, size: tuple[int, int], colours: Colours) -> Terminal:
        """Show a terminal of a place over a line whose person has been let in.

        The one that this person left, known by `key`; else one of this seat that was lost; else a new one.
        Raises NoRoom.
        """
        if self.closing:
            raise NoRoom("The host is closing.")
        if self.session.barred(place.id).locked:
            raise NoRoom("Control has locked this seat.", remedy="Ask the facilitator.")
        seated = self._of(place, key)
        if seated is None:
            seated = self._open(place, key, size, colours)
        terminal = seated.terminal
        back = seated.lost_at is not None
        if terminal.line is not None:
            terminal.line.hang_up("This terminal was opened elsewhere.", for_good=True)
        seated.key, seated.lost_at = key, None
        terminal.attach(line, size, colours)
        if not place.id:
            return terminal  # nobody's yet
        self.presence.arrived(terminal.name, place.id, line.how, line.address)
        if not back or seated.lost_told:
            self.journal.connected(place.id, terminal.name, _how(line.how), line.address, back=back)
        seated.lost_told = False
        return terminal

    def _of(self, place: Place, key: str) -> _Seated | None:
        mine = [s for s in self._seated.values() if s.terminal.seat == place.id and not s.terminal.done]
        for seated in mine:
            if seated.key == key:
                return seated
        lost = [s for s in mine if s.lost_at is not None and place.id]
        return max(lost, key=lambda s: s.lost_at or 0.0) if lost else None

    def _open(self, place: Place, key: str, size: tuple[int, int], colours: Colours) -> _Seated:
        limit = bounds.MAX_AT_SEAT if place.id else bounds.MAX_ENTERING
        if sum(t.seat == place.id for t in self.terminals) >= limit:
            raise NoRoom(
                f"{place.title} is open at {limit} terminals already.",
                remedy="Close one of them.",
            )
        name = f"{HOSTED}{secrets.token_hex(4)}"
        loop = asyncio.get_running_loop()

        def check(seat: str, code: str) -> bool:
            line = terminal.line
            return self._check(loop, seat, code, line.address if line else "")

        terminal = Terminal(
            name, place.id, lambda: self._make(place, name, check), streams=self._streams,
            colours=colours, size=size, ended=self._ended, lost=self.lost,
            typed=lambda t: self.presence.typed(t.name),
        )  # fmt: skip
        self._tidy.opened()
        seated = self._seated[name] = _Seated(terminal, key, self._now())
        return seated

    def lost(self, terminal: Terminal, line: Line, reason: str) -> None:
        """A line is gone: its terminal waits for its person, if no other line shows it already."""
        if not terminal.detach(line):
            return
        line.hang_up(reason, for_good=False)
        seated = self._seated.get(terminal.name)
        if seated is None:
            return
        seated.lost_at, seated.reason = self._now(), reason
        self.presence.lost(terminal.name)

    def cut(self, seat: str, words: str) -> None:
        """Hang up on all of a seat; its terminals wait for whoever has the code."""
        for seated in self._at(seat):
            if (line := seated.terminal.line) is not None:
                line.hang_up(words, for_good=True)
                self.lost(seated.terminal, line, words)
            seated.key = ""

    def end(
        self, seat: str, words: str, names: tuple[str, ...] | None = None, key: str | None = None
    ) -> None:
        """Close terminals of a seat: all, those of some names, or those of some key's beginning."""
        for seated in self._at(seat):
            if names is not None and seated.terminal.name not in names:
                continue
            if key is not None and not seated.key.startswith(key):
                continue
            if (line := seated.terminal.line) is not None:
                line.hang_up(words, for_good=True)
            self._later(self._close_soon(seated.terminal))

    async def _close_soon(self, terminal: Terminal) -> None:
        """Close a terminal once its app has done what it does itself when its seat is taken from it."""
        await asyncio.sleep(SETTLE)
        await terminal.close()

    def _at(self, seat: str) -> list[_Seated]:
        return [s for s in self._seated.values() if s.terminal.seat == seat]

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _ended(self, terminal: Terminal) -> None:
        """A terminal's app has ended: its person left the seat, or it broke."""
        self._seated.pop(terminal.name, None)
        self._tidy.closed()
        self.presence.left(terminal.name)
        if terminal.broken:
            log.error("the app of %s at %s broke", terminal.name, terminal.seat)
        if terminal.line is not None:
            words = (
                "This terminal has stopped because of a fault in it; nothing that was sent is lost. Open it "
                "again, and tell the facilitator."
                if terminal.broken
                else "You have left the seat. The code opens it again."
            )
            terminal.line.hang_up(words, for_good=not terminal.broken)

    # --- looking after --------------------------------------------------------------------------------------

    async def _following(self) -> None:
        """Take in what other processes write: once for all terminals."""
        while True:
            try:
                self.session.refresh()
                self.trouble = ""
            except TteError as error:
                if self.trouble != str(error):
                    self.trouble = str(error)
                    log.error("%s", error)
            await asyncio.sleep(POLL)

    async def _sweeping(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            self._sweep()

    def _sweep(self) -> None:
        now = self._now()
        self._tidy.tick()
        for seated in list(self._seated.values()):
            terminal = seated.terminal
            if terminal.app.is_running and terminal.app.screen_stack:
                terminal.settle()
                self.presence.hid(terminal.name, _hidden(terminal.app))
            self.presence.slowed(terminal.name, terminal.outlet.left_out)
            self._notice_entry(seated)
            if seated.lost_at is None:
                continue
            if not seated.lost_told and now - seated.lost_at > GRACE:
                seated.lost_told = True
                self.journal.lost(terminal.seat, terminal.name, seated.reason)
            if now - seated.lost_at > bounds.KEEP:
                self._later(terminal.close())

    def _notice_entry(self, seated: _Seated) -> None:
        """Somebody who came without a seat has taken one, or has looked at the form for too long."""
        terminal, line = seated.terminal, seated.terminal.line
        if terminal.seat:
            return
        if isinstance(terminal.app, SeatedApp) and terminal.app.entered:
            terminal.seat = terminal.app.seat
            how, address = (line.how, line.address) if line else ("ssh", "")
            self.presence.arrived(terminal.name, terminal.seat, how, address)
            self.journal.connected(terminal.seat, terminal.name, _how(how), address, back=False)
        elif line is None or self._now() - seated.opened > bounds.LOGIN:
            if line is not None:
                line.hang_up("No seat was taken; come again when you have your code.", for_good=True)
            self._later(terminal.close())

    def _session_changed(self, areas: frozenset[str]) -> None:
        fresh = self.session.history[self._heard :]
        self._heard = len(self.session.history)
        for recorded in fresh:
            match recorded.event:
                case ev.ConnectionEnded(seat=seat, terminals=names, reason=reason):
                    words = f"Control has ended this connection. {reason}".strip()
                    self.end(seat, words, names or None)
                case ev.SeatLocked(seat=seat, reason=reason):
                    self.end(seat, f"Control has locked this seat. {reason}".strip())
                case ev.CodeReissued(seat=seat):
                    self.cut(seat, "This seat has another code now. Ask the facilitator for it.")
                case _:
                    pass


def _hidden(app: App[Any]) -> bool:
    return any(isinstance(screen, Curtain) for screen in app.screen_stack)


def _how(how: str) -> Literal["web", "ssh"]:
    return "ssh" if how == "ssh" else "web"
