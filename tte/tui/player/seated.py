"""What the terminals of all seats but control's share: the gate, taking and leaving, the curtain, NO DUFF."""

from __future__ import annotations

import os
import secrets
from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.notifications import SeverityLevel
from textual.screen import Screen

from tte.conduct.live import LiveSession
from tte.engine.commands import LeaveSeat, TakeSeat
from tte.errors import TteError
from tte.tui.app import POLL, SessionApp
from tte.tui.player.covers import Cover, Curtain, NoDuff
from tte.tui.player.entry import EntryScreen
from tte.tui.player.gate import CheckCode, Gate


class SeatedApp(SessionApp[None]):
    """A terminal at a seat that a code opens."""

    TITLE = "tte"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "curtain", "Hide", key_display="F9", priority=True),
        Binding("ctrl+q", "quit", "Leave", priority=True, show=False),
    ]
    KINDS: ClassVar[tuple[str, ...]] = ()
    """The kinds of seat that this terminal is for."""

    def __init__(
        self,
        session: LiveSession,
        seat: str | None,
        *,
        check_code: CheckCode,
        code: str | None = None,
        path: Path | None = None,
        poll: float | None = POLL,
        terminal: str = "",
    ) -> None:
        """`code`, where the command line has it already, is tried before the first paint.

        `terminal` names this terminal in the log; by default the process and a random part.
        """
        super().__init__(session, path=path, poll=poll)
        self.seat = seat or ""
        self.terminal = terminal or f"{os.getpid()}-{secrets.token_hex(2)}"
        self.gate = Gate(check_code, session.now)
        self.entered = False
        """Whether the seat has been opened with its code."""
        self._first_code = code
        self._taken = False

    # --- for subclasses ---------------------------------------------------------------------------------

    @abstractmethod
    def sit_down(self) -> Screen[None]:
        """The seat's screen, now that its code has been given."""

    def seat_taken(self) -> None:
        """The log holds that somebody sits here."""

    # --- coming in and going ----------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        says = ""
        if self._first_code is not None and self._fits(self.seat):
            says = self.gate.refuse_now(self.seat, self._first_code)
            if not says:
                return self._enter()
        seats = [s for s in self.session.seats() if s.kind in self.KINDS]
        return EntryScreen(self.session.exercise.title, seats, self.seat, self.enter, says=says)

    def _fits(self, seat: str) -> bool:
        return any(s.id == seat and s.kind in self.KINDS for s in self.session.seats())

    async def enter(self, seat: str, code: str) -> str:
        """Try a code; empty once the seat is open, else why not."""
        if not self._fits(seat):
            return "This session has no such seat for this terminal."
        if words := await self.gate.refuse(seat, code):
            return words
        self.seat = seat
        self.push_screen(self._enter())
        if self.session.attached:
            self.call_later(self._take_seat)
        return ""

    def _enter(self) -> Screen[None]:
        self.entered = True
        return self.sit_down()

    def attached(self) -> None:
        self.call_later(self._take_seat)

    async def _take_seat(self) -> None:
        if self._taken or not self.entered:
            return
        self._taken = True
        await self.issue(TakeSeat(self.terminal), self.seat)
        self.seat_taken()
        self.update_cover()

    def on_unmount(self) -> None:
        if self._taken and self.session.attached:
            self._taken = False
            try:
                self.session.issue(LeaveSeat(self.terminal), self.seat)
            except TteError as error:  # leaving must not fail: the file may be gone
                self.log.warning(str(error))

    # --- covers -----------------------------------------------------------------------------------------

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """A toast; behind the curtain there are none, since they would show through it."""
        if not isinstance(self.screen, Cover):
            super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def update_cover(self) -> None:
        """NO DUFF covers everything, the curtain too, and goes away with its release."""
        clock = self.session.clock_view()
        top, emergency = self.screen, clock.phase == "no_duff"
        if emergency and not isinstance(top, NoDuff):
            self.clear_notifications()
            self.push_screen(NoDuff(self.session.exercise.title, clock))
        elif not emergency and isinstance(top, NoDuff):
            self.pop_screen()

    def flag_curtain(self) -> None:
        """Say on the curtain, if it is closed, that something is behind it."""
        if isinstance(self.screen, Curtain):
            self.screen.flag()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("curtain", "command_palette", "show_help_panel", "screenshot"):
            return self.entered and not isinstance(self.screen, Cover)
        return True

    def action_curtain(self) -> None:
        """Hide everything until the seat's code is given again."""
        self.clear_notifications()
        self.push_screen(Curtain(self.session.exercise.title, self._open_curtain))

    async def _open_curtain(self, code: str) -> str:
        if words := await self.gate.refuse(self.seat, code):
            return words
        if isinstance(self.screen, Curtain):
            self.pop_screen()
        return ""
