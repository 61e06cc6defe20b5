"""What an app has painted and its line has not taken yet: bounded, and the newest frame wins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from tte.host import bounds


class LineLost(Exception):
    """The other end of a line is gone."""


class Line(Protocol):
    """A connection that shows a terminal to a person."""

    @property
    def how(self) -> str:
        """In a word: web or ssh."""

    @property
    def address(self) -> str:
        """Where the other end is."""

    @property
    def way_back(self) -> str:
        """What its person types to come back; empty where it comes back by itself."""

    async def send(self, text: str) -> None:
        """Hand text to the other end; returns once the line can take more. Raises LineLost."""

    def hang_up(self, words: str, *, for_good: bool) -> None:
        """Close, with words for the person; `for_good` where coming back by itself makes no sense."""

    def offer(self, data: bytes, name: str, mime: str) -> bool:
        """Hand a file over; False where this kind of line cannot."""


class Outlet:
    """Takes an app's output for whichever line is plugged in; without one it is dropped.

    A slow line never holds an app up, nor fills the memory: beyond `bounds.MAX_UNSENT` what waits is thrown
    away, nothing more is taken until the line has caught up, and then `catch_up` asks for a whole repaint.
    """

    def __init__(self, catch_up: Callable[[], None]) -> None:
        self.left_out = 0
        """How often frames were left out on this line."""
        self._catch_up = catch_up
        self._parts: list[str] = []
        self._size = 0
        self._behind = False
        self._line: Line | None = None
        self._more = asyncio.Event()

    @property
    def line(self) -> Line | None:
        return self._line

    @property
    def behind(self) -> bool:
        """Whether frames are being left out now."""
        return self._behind

    def write(self, text: str) -> None:
        """A piece that must not be cut: a frame, or a control sequence."""
        if self._line is None or self._behind:
            return
        self._parts.append(text)
        self._size += len(text)
        if self._size > bounds.MAX_UNSENT:
            self._parts.clear()
            self._size = 0
            self._behind = True
        self._more.set()

    def plug(self, line: Line) -> None:
        """From now on, what is written goes to this line, and nothing of what was before."""
        self._line = line
        self.left_out = 0
        self._clear()

    def unplug(self) -> None:
        self._line = None
        self._clear()
        self._more.set()

    def _clear(self) -> None:
        self._parts.clear()
        self._size = 0
        self._behind = False

    async def drain(self) -> None:
        """Send what is there and what comes, for as long as this line is plugged in. Raises LineLost."""
        line = self._line
        while line is not None and self._line is line:
            await self._more.wait()
            self._more.clear()
            text = "".join(self._parts)
            self._parts.clear()
            self._size = 0
            if text and self._line is line:
                await self._hand_over(line, text)
            if self._behind and self._line is line:
                self._behind = False
                self.left_out += 1
                self._catch_up()

    async def _hand_over(self, line: Line, text: str) -> None:
        try:
            async with asyncio.timeout(bounds.STUCK):
                await line.send(text)
        except TimeoutError:
            raise LineLost(f"the other end took nothing for {bounds.STUCK:.0f} seconds") from None

    async def flushed(self) -> None:
        """Wait until the line has taken what was written, for a last word before it is closed."""
        line = self._line
        for _ in range(100):
            if line is None or self._line is not line or not self._parts:
                return
            await asyncio.sleep(0.01)
