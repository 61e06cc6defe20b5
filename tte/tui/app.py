"""What every terminal on one live session does alike: follow it, issue commands, say what was refused."""

from __future__ import annotations

import asyncio
import gc
import importlib
import signal
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.app import App
from textual.binding import BindingType
from textual.widgets._toast import ToastRack

from tte.conduct.live import LiveSession
from tte.engine.commands import Command
from tte.engine.events import Recorded
from tte.errors import TteError
from tte.tui.text import plain
from tte.tui.window import how_to_leave, in_window, window_there

Result = TypeVar("Result")

POLL = 0.05
"""Seconds between looks at what other processes wrote."""

STORE = "tte.store.session_file"
"""The module whose import takes longer than all the rest: loaded in a thread, after the first paint."""


class SessionApp(App[Result]):
    """Base of the terminals on a live session.

    It paints first and loads the store behind that; follows the session every 50 ms; tells subclasses what
    changed (`view_changed`, once for all changes of a moment) and that a second has passed (`ticked`); and
    turns refusals into toasts. It knows nothing of what a seat may see.
    """

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, session: LiveSession, *, path: Path | None = None, poll: float | None = POLL) -> None:
        """`path` is the session's file, if it has one; `poll` None where somebody else calls `refresh`."""
        super().__init__()
        self.session = session
        self.path = path
        self.way_back = ""
        """What to type to come back to this terminal, where its line may be cut without a word."""
        self._look_every = poll
        self._areas: set[str] = set()
        self._at_terminal = False
        self._telling = False
        self._open = asyncio.Event()
        self._trouble = ""
        self._stop_listening = session.subscribe(self._heard)

    # --- for subclasses ---------------------------------------------------------------------------------

    def view_changed(self, areas: frozenset[str]) -> None:
        """The session changed in these areas: look again."""

    def ticked(self) -> None:
        """A second has passed: repaint what shows time. Time itself comes from the session."""

    def action_help_quit(self) -> None:
        how_to_leave(self)

    # --- following --------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._at_terminal = in_window(self)
        if self._at_terminal:  # a window that closes says so: its seat must not look as if somebody sat there
            self._heed_the_window()
        self.set_interval(1.0, self._tick_over)
        self.call_after_refresh(self._first_screen)

    def on_unmount(self) -> None:
        self._stop_listening()

    def _first_screen(self) -> None:
        """Wait until the first screen is painted with all that is on it: the import would hold it up."""
        self.screen.call_after_refresh(self._begin_attaching)

    def _begin_attaching(self) -> None:
        if not gc.isenabled():  # whoever started this terminal put it off until now
            gc.freeze()
            gc.enable()
        self.run_worker(self._open_log(), name="attach", exit_on_error=True)

    async def _open_log(self) -> None:
        """Open the log for writing; only the import, which is the slow part, runs in a thread."""
        try:
            if not self.session.attached:
                await asyncio.to_thread(importlib.import_module, STORE)
            _ = self.session.log
        except TteError as error:
            self._trouble = str(error)
            self.say_error(error)
        finally:
            self._open.set()
        if self._look_every is not None and not self._trouble:
            self.set_interval(self._look_every, self._look)
        self.attached()

    def attached(self) -> None:
        """The log is open (or cannot be: see `trouble`)."""

    def _look(self) -> None:
        try:
            self.session.refresh()
        except TteError as error:
            if self._trouble != str(error):
                self._trouble = str(error)
                self.say_error(error)
        else:
            self._trouble = ""

    def _heed_the_window(self) -> None:
        """End when the window is gone, even if painting to it stands still for ever, and the loop with it."""
        loop = asyncio.get_running_loop()

        def hung_up(_number: int, _frame: object) -> None:
            signal.alarm(5)  # seconds
            loop.call_soon_threadsafe(self._window_closed)

        signal.signal(signal.SIGHUP, hung_up)

    def _window_closed(self) -> None:
        if self.is_running:
            self.exit(return_code=1)

    def _tick_over(self) -> None:
        if not self.is_running:  # while it closes, widgets go before the timers that would look for them
            return
        if self._at_terminal and not window_there():
            self.exit(return_code=1)
            return
        self._drop_spent_holders()
        self._drop_spent_watchers()
        self.ticked()

    def _drop_spent_holders(self) -> None:
        """Textual takes some toasts away without their holders, which would pile up over a day.

        A holder is empty for a moment before its toast is made, too: what is still to be told keeps its own.
        """
        for rack in self.screen.children:
            if isinstance(rack, ToastRack):
                due = {ToastRack._toast_id(notification) for notification in self._notifications}
                rack.remove_children(
                    [holder for holder in rack.children if not holder.children and holder.id not in due]
                )

    def _drop_spent_watchers(self) -> None:
        """Each text area watches the app's theme, and Textual lets go of it only when the theme changes."""
        for watchers in getattr(self, "__watchers", {}).values():
            watchers[:] = [(widget, told) for widget, told in watchers if not widget._closing]

    def _heard(self, areas: frozenset[str]) -> None:
        self._areas |= areas
        if self.is_running and not self._telling:
            self._telling = True
            self.call_later(self._tell)

    def _tell(self) -> None:
        """Tell now what changed, all of it at once."""
        self._telling = False
        areas, self._areas = frozenset(self._areas), set()
        if areas and self.is_running:
            self.view_changed(areas)

    @property
    def trouble(self) -> str:
        """What is wrong between this terminal and its session, in words; empty if nothing is."""
        if self.path is not None and not self.path.exists():
            return (
                f"The session file {self.path.name} is gone: nothing more can be stored. What you see is the "
                "last that was known. Tell the facilitator."
            )
        if self._trouble:
            return self._trouble
        if self.session.attached and self.session.clock_view().running and not self.session.clock_held:
            return "The clock stands still: the facilitator's console is gone. Play goes on when it is back."
        return ""

    # --- doing ------------------------------------------------------------------------------------------

    async def carry_out(self, command: Command, seat: str, participant: str = "") -> list[Recorded]:
        """Issue a command, once the store is there. Raises Refused or a StoreError; then nothing happened."""
        await self._open.wait()
        recorded = self.issue_now(command, seat, participant)
        self._tell()
        return recorded

    def issue_now(self, command: Command, seat: str, participant: str = "") -> list[Recorded]:
        """Issue a command without waiting for the store. Raises as `carry_out`."""
        if self.path is not None and not self.path.exists():
            raise TteError(self.trouble)
        return self.session.issue(command, seat, participant)

    async def issue(self, command: Command, seat: str, participant: str = "") -> list[Recorded] | None:
        """Issue a command; a refusal is said in a toast, and None comes back."""
        try:
            return await self.carry_out(command, seat, participant)
        except TteError as error:
            self.say_error(error)
            return None

    def say(self, text: str, *, title: str = "", severity: str = "information", timeout: float = 6) -> None:
        """A toast. What it says is text, whatever its characters."""
        level = severity if severity in ("warning", "error") else "information"
        self.notify(
            plain(text).plain, title=plain(title).plain, severity=level, timeout=timeout, markup=False  # type: ignore[arg-type]
        )  # fmt: skip

    def say_error(self, error: TteError) -> None:
        """A refusal or a fault, in its own words, for long enough to read them."""
        self.say(str(error), severity="warning", timeout=max(6.0, len(str(error)) / 12))
