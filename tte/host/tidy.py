"""The garbage collector in a process that holds a room: no pause while people play."""

from __future__ import annotations

import gc
from collections.abc import Callable

YOUNG = 10_000
"""Objects made before the youngest are looked through; a terminal has some 40,000."""
GROWING = 15.0
"""Seconds for which a new terminal makes objects that stay."""
QUIET = 30.0
"""Seconds after the last terminal was closed before what it left is looked for."""


class Tidy:
    """Keeps what lives long out of the collector's sight.

    A full collection walks through every object of every terminal, and stops all of them meanwhile, for a
    second and more with fifty. So what has been opened is set aside, and looked through only some time after
    terminals were closed. `now` is monotonic seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._opened_at = now()
        self._closed_at: float | None = None
        self._before = gc.get_threshold()

    def begin(self) -> None:
        _, middle, old = self._before
        gc.set_threshold(YOUNG, middle, old)

    def end(self) -> None:
        """Leave the collector as it was."""
        gc.set_threshold(*self._before)
        gc.unfreeze()

    def opened(self) -> None:
        """A terminal was opened: for some seconds it makes objects that stay."""
        self._opened_at = self._now()

    def closed(self) -> None:
        self._closed_at = self._now()

    def tick(self) -> None:
        """Once a second."""
        if self._closed_at is not None and self._now() - self._closed_at >= QUIET:
            self._closed_at = None
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        if self._now() - self._opened_at <= GROWING:
            gc.freeze()
