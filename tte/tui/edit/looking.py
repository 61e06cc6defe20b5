"""Looks at a deck again after each save, without keeping anybody waiting; knows nothing of painting."""

from __future__ import annotations

import os
import time
from pathlib import Path

from textual.app import App

from tte.errors import TteError
from tte.exercise.diagnostics import Diagnostic
from tte.exercise.frozen import thaw_quickly
from tte.exercise.models import Exercise
from tte.tui.edit.checker import AnyChecker, Checker
from tte.tui.edit.entries import Outline, outline_of
from tte.tui.edit.look import Look
from tte.tui.edit.watching import Stamp, stamps
from tte.tui.window import how_to_leave, in_window, window_there

POLL = 0.5
"""Seconds between looks at the deck's folder."""
SHARE = 20
"""A look may take one part in so many of the time: in huge folders it comes less often."""


class LookingApp(App[None]):
    """Base of the author's screen: checks the deck in a folder after each change, and says when it has."""

    def __init__(self, folder: Path, *, poll: float | None = POLL, checker: AnyChecker | None = None) -> None:
        """`folder`: the deck's; `poll` None where somebody else calls `look`; `checker`: else a process."""
        super().__init__()
        self.folder = folder if folder.name else folder.resolve()
        self.exercise: Exercise | None = None
        """Of the last version that loaded."""
        self.outline = Outline({}, {})
        self.seen: Look | None = None
        self.stamps: dict[Path, Stamp] = {}
        self.trouble = ""
        self.checking = False
        self._checker = checker or Checker()
        self._poll = poll
        self._next_look = 0.0
        self._in_window = False
        self._elsewhere: list[Path] = []
        """Cards that are the deck's and lie outside of its folder."""

    # --- for subclasses -----------------------------------------------------------------------------------

    def looking(self) -> None:
        """A check has begun."""

    def looked(self) -> None:
        """A check has ended: paint what it found."""

    @property
    def there(self) -> bool:
        """Whether there is a screen to paint on."""
        return self.is_running

    # --- looking ------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._in_window = in_window(self)
        self.call_after_refresh(self.look)
        if self._poll is not None:
            self.set_interval(self._poll, self._tick)

    def action_help_quit(self) -> None:
        how_to_leave(self)

    async def on_unmount(self) -> None:
        await self._checker.close()

    def _tick(self) -> None:
        if self._in_window and not window_there():
            self.exit(return_code=1)
        elif time.monotonic() >= self._next_look:
            self.look()

    def look(self, *, again: bool = False) -> None:
        """Check anew if a file was saved, added or deleted since the last check began (or if asked to).

        One check runs at a time; what is saved meanwhile is seen by the next look.
        """
        if self.checking or not self.there:
            return
        began = time.monotonic()
        now = stamps(self.folder, self._elsewhere)
        self._next_look = time.monotonic() + SHARE * (time.monotonic() - began) - (self._poll or 0.0)
        if now == self.stamps and not again and (self.seen is not None or self.trouble):
            return
        self.stamps = now
        self.checking = True
        self.looking()
        self.run_worker(self._check(), name="check")

    async def _check(self) -> None:
        try:
            self._take(await self._checker.check(self.folder))
        except TteError as error:
            self.trouble = str(error)
        else:
            self.trouble = ""
        finally:
            self.checking = False
        if self.there:
            self.looked()

    def _take(self, seen: Look) -> None:
        first, self.seen = self.seen is None, seen
        inside = f"{self.folder}{os.sep}"
        self._elsewhere = [Path(path) for path in seen.files if not path.startswith(inside)]
        if seen.loads:
            self.exercise = thaw_quickly(seen.exercise)
            self.outline = outline_of(seen, self.exercise)
        if first:  # cards lie elsewhere: they are known only now, and that is no change
            now = stamps(self.folder, self._elsewhere)
            self.stamps |= {path: stamp for path, stamp in now.items() if path not in self.stamps}

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        return self.seen.diagnostics if self.seen is not None else ()

    @property
    def stale(self) -> bool:
        """Whether what is shown is of an older version than the files."""
        return self.exercise is not None and self.seen is not None and not self.seen.loads
