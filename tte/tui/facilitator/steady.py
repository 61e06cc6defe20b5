"""Lists move on by themselves, under somebody's finger: what a key acts on has to have stood first."""

from __future__ import annotations

import time
from collections.abc import Hashable

MOMENT = 0.5
"""Seconds for which it has to have stood: longer than a double press, shorter than reading the next line."""


class Steady:
    """Whether what a key would act on was there to be read.

    Without it a key held down, pressed twice, or pressed at two consoles for the same inject does the next
    one too, which nobody meant.
    """

    def __init__(self) -> None:
        self._what: Hashable = None
        self._since = float("-inf")

    def shows(self, what: Hashable) -> None:
        """This is what the key would act on now; the first that was ever shown is steady at once."""
        if what != self._what:
            if self._what is not None:
                self._since = time.monotonic()
            self._what = what

    def is_new(self, what: Hashable) -> bool:
        """Whether this has only just moved here; a press too early begins the wait anew."""
        if what != self._what or time.monotonic() - self._since >= MOMENT:
            return False
        self._since = time.monotonic()
        return True

    def left(self, what: Hashable) -> None:
        """Somebody has gone to this by hand: whatever they come to, also back, they have seen."""
        if what != self._what:
            self._what = None
