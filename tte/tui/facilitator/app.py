"""The terminal of a facilitator: follows the session, keeps its clock, and shows the console."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePath
from typing import ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tte.conduct.live import LiveSession
from tte.conduct.presence import Presence
from tte.conduct.timekeeper import Timekeeper
from tte.errors import TteError
from tte.tui.app import SessionApp
from tte.tui.facilitator.conduct import ConductScreen
from tte.tui.facilitator.desk import Desk
from tte.tui.facilitator.pages import CodesPage
from tte.tui.widgets.forms import Confirm, TextPage

BEAT = 0.2
"""Seconds between looks of the timekeeper at what is due."""


class FacilitatorApp(SessionApp[int]):
    """The facilitator's console on a live session; `run()` gives 0 when it is left."""

    TITLE = "tte"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["conduct.tcss", "pages.tcss"]
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "leave", "Leave", show=False, priority=True)]

    def __init__(
        self,
        session: LiveSession,
        *,
        seat: str = "director",
        codes: Mapping[str, str] | None = None,
        path: Path | None = None,
        now: Callable[[], int] | None = None,
        poll: float | None = 0.05,
        timekeeper: Timekeeper | None = None,
        operator: str = "",
        presence: Presence | None = None,
    ) -> None:
        """`codes`: of the seats, shown once; `path`: the session's file; `now`: the wall clock (UTC, ms).

        `timekeeper`, where one keeps the clock for this whole process: then this console does not.
        `operator`: who sits at this console; `presence`: of the terminals that this process serves.
        """
        super().__init__(session, path=path, poll=poll)
        if now is not None:
            session.now = now
        self.desk = Desk(session, seat, operator=operator, presence=presence)
        self.timekeeper = timekeeper or Timekeeper(session)
        self._keeps_clock = timekeeper is None
        self._codes = dict(codes or {})
        self.hosted = ""
        """How people reach the terminals that this process serves, if it does; set before it runs."""
        self._said = ""

    @property
    def conduct(self) -> ConductScreen | None:
        """The console's screen, once it is there."""
        return next((s for s in self.screen_stack if isinstance(s, ConductScreen)), None)

    def get_default_screen(self) -> Screen[None]:
        return ConductScreen(self.desk)

    def on_mount(self) -> None:  # the base's own is called beside it: calling it here would do all twice
        if self._codes:
            titles = {s.id: s.title for s in self.session.seats()}
            join = f"tte join {self.path}" if self.path is not None else "tte join"
            self.push_screen(CodesPage(self._codes, titles, join, self.hosted))

    # --- the clock --------------------------------------------------------------------------------------

    def attached(self) -> None:
        """The log is open: keep the clock, unless another console does."""
        if self.trouble and not self.session.attached:
            return
        if self._keeps_clock:
            try:
                self.timekeeper.take()
            except TteError as error:
                self.say_error(error)
            self.set_interval(BEAT, self.beat)
        self._look_again()

    def beat(self) -> None:
        """Let what is due happen; what stands in the way is said once."""
        try:
            held = self.session.holds_lease
            if self.timekeeper.beat() or not held:
                self._said = ""
            else:
                self.say("Another console has taken the clock over.", severity="warning")
        except TteError as error:
            if str(error) != self._said:
                self._said = str(error)
                self.say_error(error)

    def action_take_clock(self) -> None:
        """Keep the clock here; if another console keeps it, ask first."""
        if self.session.holds_lease:
            self.say("This console keeps the clock.")
        elif self.session.clock_held:
            question = "Another console keeps the clock. Take it over?"
            self.push_screen(Confirm(question, yes="Take over"), lambda sure: self._take(bool(sure)))
        else:
            self._take(True)

    def _take(self, sure: bool) -> None:
        if not sure:
            return
        try:
            self.timekeeper.take(force=True)
        except TteError as error:
            self.say_error(error)
        else:
            self.say("This console keeps the clock now.")
            self._look_again()

    # --- following --------------------------------------------------------------------------------------

    def view_changed(self, areas: frozenset[str]) -> None:
        self._look_again()

    def _look_again(self) -> None:
        if (conduct := self.conduct) is not None and conduct.ready:
            conduct.look()

    def ticked(self) -> None:
        if (conduct := self.conduct) is not None and conduct.ready:
            conduct.tick("" if self.session.attached is False else self._said or self.trouble)

    # --- leaving ----------------------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield from super().get_system_commands(screen)
        if self.hosted:
            yield SystemCommand("How people come in", "Addresses of this host", self.action_addresses)
        yield SystemCommand(
            "Take the clock", "Keep the exercise clock on this console", self.action_take_clock
        )

    def action_addresses(self) -> None:
        """Where the terminals of this process are."""
        self.push_screen(TextPage("How people come in", self.hosted))

    def action_leave(self) -> None:
        """Leave the console; while play runs, ask first, for the clock stops."""
        if self._keeps_clock and self.session.state.phase == "running" and self.session.holds_lease:
            question = "Leave the console? The clock stops; tte resume goes on from there."
            self.push_screen(Confirm(question, yes="Leave"), lambda sure: self.exit(0) if sure else None)
        else:
            self.exit(0)

    def on_unmount(self) -> None:
        super().on_unmount()
        if not self._keeps_clock:
            return
        try:
            self.timekeeper.release()
        except TteError as error:
            self.log.warning(str(error))  # the file is gone or full: the lease runs out by itself
