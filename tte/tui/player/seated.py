"""What the terminals of all seats but control's share: the gate, taking and leaving, the curtain, NO DUFF."""

from __future__ import annotations

import os
from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.notifications import SeverityLevel
from textual.screen import Screen

from tte.conduct.live import LiveSession
from tte.engine.commands import LeaveSeat, TakeSeat
from tte.errors import TteError
from tte.tui.app import POLL, SessionApp
from tte.tui.player.covers import Cover, Curtain, NoDuff
from tte.tui.player.gate import CheckCode, Gate

if TYPE_CHECKING:
    from tte.engine.control_view import SeatRow


OTHERS = ("evaluator", "observer", "wall")
"""Kinds of seat that have terminals of their own."""


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
        others: bool = False,
        hot: bool = False,
    ) -> None:
        """`code`, where the command line has it already, is tried before the first paint.

        `terminal` names this terminal in the log; by default the process and a random part. `others`: the
        form at the entry offers seats of other kinds too, which end this terminal with `passed_on`. `hot`:
        several seats share it from the start.
        """
        super().__init__(session, path=path, poll=poll)
        self.seat = seat or ""
        self.terminal = terminal or f"{os.getpid()}-{os.urandom(2).hex()}"
        self.gate = Gate(check_code, session.now)
        self.entered = False
        """Whether the seat has been opened with its code."""
        self.passed_on: tuple[str, str] | None = None
        """Seat and code of another kind of seat that was opened here: whoever started this opens that."""
        self.held: list[str] = []
        """Seats that this terminal has taken in the log: several where it is a hot seat."""
        self._first_code = code
        self._others = others
        self._hot = hot

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
        from tte.tui.player.entry import EntryScreen  # not needed by those who come with their code

        return EntryScreen(
            self.session.exercise.title, self._offered(), self.seat, self.enter, says=says, hot=self._hot
        )

    def _offered(self) -> list[SeatRow]:
        """The seats that the form at the entry offers, those that play first."""
        kinds = (*self.KINDS, *(OTHERS if self._others else ()))
        offered = [s for s in self.session.seats() if s.kind in kinds]
        return sorted(offered, key=lambda s: kinds.index(s.kind))

    def _fits(self, seat: str) -> bool:
        return self.session.seat_kind(seat) in self.KINDS

    async def enter(self, seat: str, code: str) -> str:
        """Try a code; empty once the seat is open, else why not."""
        other = self._others and self.session.seat_kind(seat) in OTHERS
        if not (self._fits(seat) or other):
            return "This session has no such seat for this terminal."
        if words := self._locked(seat) or await self.gate.refuse(seat, code):
            return words
        if other:
            self.passed_on = (seat, code)
            self.exit()
            return ""
        self.seat = seat
        self.show_alone(self._enter())
        if self.session.attached:
            self.call_later(self._take_seat)
        return ""

    def _enter(self) -> Screen[None]:
        self.entered = True
        return self.sit_down()

    def attached(self) -> None:
        self.call_later(self._take_seat)

    async def _take_seat(self) -> None:
        if not self.entered or self.seat in self.held:
            return
        if words := self._locked(self.seat):
            self.stand_up(words)
            return
        self.held.append(self.seat)
        await self.issue(TakeSeat(self.terminal), self.seat)
        self.seat_taken()
        self.update_cover()

    def on_unmount(self) -> None:
        for seat in [*self.held]:
            self._leave(seat)

    def _leave(self, seat: str) -> None:
        """Write down that this terminal has left a seat, unless control has ended it already."""
        self.held.remove(seat)
        if not self.session.attached or self.terminal not in self.session.open_at(seat):
            return
        try:
            self.session.issue(LeaveSeat(self.terminal), seat)
        except TteError as error:  # leaving must not fail: the file may be gone
            self.log.warning(str(error))

    def _locked(self, seat: str) -> str:
        barred = self.session.barred(seat)
        return f"Control has locked this seat. {barred.reason}".strip() if barred.locked else ""

    def _closed_by_control(self, seat: str) -> str:
        """Why control does not let this terminal be open at a seat any more; empty if it does."""
        if self.terminal not in self.session.open_at(seat):
            return f"Control has ended this terminal's connection. {self.session.why_ended(seat)}".strip()
        return self._locked(seat)

    def stand_up(self, says: str = "") -> None:
        """Leave the seat, so that nothing of it stays here, and go back to the form at the entry."""
        from tte.tui.player.entry import EntryScreen

        if self.seat in self.held:
            self._leave(self.seat)
        self.put_away(keep=False)
        screen = EntryScreen(
            self.session.exercise.title, self._offered(), "", self.enter, says=says, hot=self._hot
        )
        self.show_alone(screen)

    def put_away(self, *, keep: bool) -> None:
        """Forget what this terminal knows of its seat; `keep`: what was typed is there when it is back."""
        self.clear_notifications()
        self.forget_clipboard()
        self.entered = False
        self.seat = ""

    def show_alone(self, screen: Screen[None]) -> None:
        """Show a screen with nothing of a seat left under it."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        first = self.screen_stack[0]  # an app's first screen cannot be taken away, but emptied
        if hasattr(first, "ready"):
            first.ready = False
            first.remove_children()
        self.push_screen(screen)

    def forget_clipboard(self) -> None:
        """Overwrite what this terminal copied: an empty text would be ignored by some terminals."""
        if self.clipboard.strip():
            self.copy_to_clipboard(" ")

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
        for seat in [s for s in self.held if self._closed_by_control(s)]:
            words = self._closed_by_control(seat)
            if seat == self.seat:
                self.stand_up(words)
            else:
                self._leave(seat)
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
        self.forget_clipboard()
        self.push_screen(Curtain(self.session.exercise.title, self._open_curtain))

    async def _open_curtain(self, code: str) -> str:
        if words := await self.gate.refuse(self.seat, code):
            return words
        if isinstance(self.screen, Curtain):
            self.pop_screen()
        return ""
