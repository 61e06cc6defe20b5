"""The garbage collector in a process that holds a room: no pause while people play."""

from __future__ import annotations

import gc
from collections.abc import Callable

from textual._styles_cache import StylesCache

YOUNG = 2_000
"""Objects made before the youngest are looked through; ten times as many are a pause of some 30 ms."""
NEVER = 1_000_000
"""The collector is not to look through everything by itself."""
GROWING = 15.0
"""Seconds for which a new terminal makes objects that stay."""
CALM = 0.5
"""Share of a core under which the room counts as calm: people read, nobody waits for a key."""
SOON, LATE = 30.0, 60.0
"""Seconds after which what play has left is looked for at the next calm moment, and at any moment."""


class Tidy:
    """Keeps what lives long out of the collector's sight, and lets it look at the rest in calm moments.

    A full collection walks through every object of every terminal, and stops all of them meanwhile, for a
    second and more with fifty. So what a new terminal has made is set aside, and looked through again only
    after terminals were closed. What play leaves (a closed form, say) is looked for without the former.
    `now` is monotonic seconds, `used` the processor seconds of this process.
    """

    def __init__(self, now: Callable[[], float], used: Callable[[], float]) -> None:
        self._now, self._used = now, used
        self._opened_at = self._looked_at = self._ticked_at = now()
        self._used_before = used()
        self._closed = False
        self._before = gc.get_threshold()

    def begin(self) -> None:
        _, middle, _ = self._before
        gc.set_threshold(YOUNG, middle, NEVER)

    def end(self) -> None:
        """Leave the collector as it was."""
        gc.set_threshold(*self._before)
        gc.unfreeze()

    def opened(self) -> None:
        """A terminal was opened: for some seconds it makes objects that stay."""
        self._opened_at = self._now()

    def closed(self) -> None:
        """A terminal was closed: what was set aside may be garbage now."""
        self._closed = True

    def tick(self) -> None:
        """Once a second."""
        now, used = self._now(), self._used()
        calm = used - self._used_before < CALM * (now - self._ticked_at)
        self._ticked_at, self._used_before = now, used
        since = now - self._looked_at
        if since >= LATE or (calm and since >= SOON):
            self._look()
            self._looked_at, self._used_before = now, self._used()
        if now - self._opened_at <= GROWING:
            gc.freeze()

    def _look(self) -> None:
        StylesCache.get_inner_outer.cache_clear()  # it holds what widgets that are gone have painted
        if self._closed:
            self._closed = False
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        else:
            gc.collect()
