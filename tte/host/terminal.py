"""One terminal of a host: an app, its driver, and whichever line shows it at the moment."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TextIO, cast

from rich.console import Console
from textual.app import App
from textual.driver import Driver
from textual.geometry import Offset
from textual.widgets import Input, TextArea

from tte.host import bounds
from tte.host.driver import ENTER, HostedDriver
from tte.host.outlet import Line, LineLost, Outlet
from tte.host.sheets import SharedSheet
from tte.host.typed import Allowance, PasteLimit
from tte.tui.app import SessionApp
from tte.tui.widgets.marking import Marking

Colours = Literal["standard", "256", "truecolor"]

Ended = Callable[["Terminal"], None]

PARKED = Offset(0, 10_000)
"""The last row, where nobody types: if the line is cut, a person's own shell writes on below the picture."""


@dataclass(frozen=True, slots=True)
class Streams:
    """The process's own streams as they were when the host began.

    Textual redirects them for the whole process while an app runs, and apps end in any order: each hosted
    app is made to redirect to these, which changes nothing.
    """

    out: TextIO
    err: TextIO
    trouble: TextIO
    """Where the tracebacks of a broken app go."""

    @classmethod
    def pinned(cls, trouble: TextIO) -> Streams:
        return cls(sys.stdout, sys.stderr, trouble)


class _Nowhere:
    """The file of a console that only renders."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        return True


def console_for(colours: Colours) -> Console:
    """A console of this colour depth, whatever the environment of the host's process says."""
    return Console(
        color_system=colours, file=cast(TextIO, _Nowhere()), force_terminal=True, markup=True,
        highlight=False, emoji=False, legacy_windows=False, safe_box=False, soft_wrap=False,
        _environ={"TERM": "xterm-256color"},
    )  # fmt: skip


class Terminal:
    """Runs one app for one person, connected or not.

    The app lives on when its line is lost, and shows itself whole, with all that was typed, to the next line.
    """

    def __init__(
        self,
        name: str,
        seat: str,
        make: Callable[[], App[Any]],
        *,
        streams: Streams,
        colours: Colours = "truecolor",
        size: tuple[int, int] = (80, 24),
        ended: Ended,
        lost: Callable[[Terminal, Line, str], None],
        typed: Callable[[Terminal], None] = lambda terminal: None,
    ) -> None:
        """`lost` is told when a line is gone, with the reason; `ended` when the app has ended."""
        self.name = name
        self.seat = seat
        self.broken = False
        """Whether its app ended by a fault of its own."""
        self.outlet = Outlet(self._catch_up)
        self.size = bounds.bounded(*size)
        self._ended = ended
        self._lost = lost
        self._typed = typed
        self._pump: asyncio.Task[None] | None = None
        self._resizing: asyncio.TimerHandle | None = None
        self._paste = PasteLimit()
        self._allowance = Allowance()
        self.app = _prepared(make, self.outlet, self._offer, colours, streams)
        self._task = asyncio.create_task(self._run(), name=f"terminal {name}")

    # --- the app's life -----------------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            await self.app.run_async(size=self.size)
        finally:
            self.broken = self.app.return_code == 1
            await self.outlet.flushed()
            self._ended(self)

    @property
    def line(self) -> Line | None:
        return self.outlet.line

    @property
    def done(self) -> bool:
        return self._task.done()

    async def close(self) -> None:
        """End the app: the seat is left, in the log too."""
        self.app.exit()
        await asyncio.wait({self._task}, timeout=10)

    # --- the line -----------------------------------------------------------------------------------------

    def attach(self, line: Line, size: tuple[int, int], colours: Colours) -> None:
        """Show this terminal over a line, from its first frame or from where it is."""
        self._unplug()
        fresh = self.driver is None
        self.outlet.plug(line)
        if isinstance(self.app, SessionApp):
            self.app.way_back = line.way_back
        self._pump = asyncio.create_task(self._drain(line), name=f"line of {self.name}")
        self._paste = PasteLimit()
        self.size = bounds.bounded(*size)
        if fresh:
            return  # the app has not painted yet
        self.app.console = console_for(colours)
        self.outlet.write(ENTER)
        self._apply_size()
        self.focus(True)  # the line before may have been lost while its window was in the background
        self.app.call_later(self._repaint)

    def detach(self, line: Line) -> bool:
        """This line is gone; False if another one shows the terminal already."""
        if self.outlet.line is not line:
            return False
        self._unplug()
        return True

    def _unplug(self) -> None:
        self.outlet.unplug()
        if self._pump is not None and self._pump is not asyncio.current_task():
            self._pump.cancel()
        self._pump = None

    async def _drain(self, line: Line) -> None:
        try:
            await self.outlet.drain()
        except LineLost as reason:
            self._lost(self, line, str(reason))

    @property
    def driver(self) -> HostedDriver | None:
        driver = self.app._driver
        return driver if isinstance(driver, HostedDriver) else None

    # --- what is shown ------------------------------------------------------------------------------------

    def _repaint(self) -> None:
        for screen in self.app.screen_stack:
            screen.query(Marking).refresh()  # it may have come by another way
        self.app.refresh(layout=True)

    def settle(self) -> None:
        """Nothing blinks, which would send a frame twice a second, all day; an idle cursor is aside."""
        field = self.app.focused
        if not isinstance(field, Input | TextArea):
            self.app.cursor_position = PARKED
        elif field.cursor_blink:
            field.cursor_blink = False

    def _catch_up(self) -> None:
        """The line was too slow, and has caught up: show the present, and say that something is missing."""
        if not self.app.is_running:
            return
        self._repaint()
        if self.outlet.left_out in (1, 10, 100):
            self.say("Your connection is slow: pictures between were left out. What you see is current.")

    def say(self, words: str) -> None:
        """A toast on this terminal."""
        self.app.notify(words, title="Connection", severity="warning", timeout=8, markup=False)

    def _offer(self, data: bytes, name: str, mime: str) -> bool:
        line = self.outlet.line
        return line is not None and line.offer(data, name, mime)

    # --- what comes in ------------------------------------------------------------------------------------

    def resize(self, columns: int, rows: int) -> None:
        """Another size; of many in a short time only the last counts."""
        self.size = bounds.bounded(columns, rows)
        if self._resizing is None:
            loop = asyncio.get_running_loop()
            self._resizing = loop.call_later(bounds.RESIZE, self._apply_size)

    def _apply_size(self) -> None:
        if self._resizing is not None:
            self._resizing.cancel()
        self._resizing = None
        if self.driver is not None and self.app.is_running and self.app.size != self.size:
            self.driver.resize(*self.size)

    async def feed(self, text: str) -> None:
        """Take in what was typed: a piece at a time, so that no flood stops the others."""
        self._typed(self)
        before = self._paste.cut
        text = self._paste.pass_on(text)
        if self._paste.cut and not before:
            self.say(f"That was too long to paste: its first {bounds.MAX_PASTE:,} characters are here.")
        for start in range(0, len(text), bounds.PIECE):
            if start:
                await asyncio.sleep(0)
            await self._take_in(text[start : start + bounds.PIECE])

    async def _take_in(self, piece: str) -> None:
        while not self.done and (self.driver is None or self._crowded()):
            await asyncio.sleep(0.01)
        if self.done or self.driver is None:
            return
        self.driver.feed(piece)
        if wait := self._allowance.take(len(piece)):
            await asyncio.sleep(wait)

    def _crowded(self) -> bool:
        return self.app.message_queue_size > bounds.WAITING

    def focus(self, on: bool) -> None:
        """The person's window came to the front, or went."""
        if self.driver is not None:
            self.driver.feed("\x1b[I" if on else "\x1b[O")


def _prepared(
    make: Callable[[], App[Any]],
    outlet: Outlet,
    offer: Callable[[bytes, str, str], bool],
    colours: Colours,
    streams: Streams,
) -> App[Any]:
    """An app that knows nothing of the host's own terminal."""
    wanted = os.environ.pop("NO_COLOR", None)  # of the host's terminal, not of this person's
    try:
        app = make()
    finally:
        if wanted is not None:
            os.environ["NO_COLOR"] = wanted
    app.driver_class = cast(type[Driver], partial(HostedDriver, outlet=outlet, offer=offer))
    app.stylesheet = SharedSheet(variables=app.get_css_variables())
    app.console = console_for(colours)
    app.cursor_position = PARKED
    app.error_console = Console(file=streams.trouble, markup=False, highlight=False, width=110)
    app._capture_stdout = cast(Any, streams.out)
    app._capture_stderr = cast(Any, streams.err)
    return app
