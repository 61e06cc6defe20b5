"""What comes in from a terminal's person: bounded before it is parsed."""

from __future__ import annotations

import time
from collections.abc import Callable

from tte.host import bounds

BEGIN, END = "\x1b[200~", "\x1b[201~"


class PasteLimit:
    """Cuts pastes that are longer than anything here may be; the rest of what is typed passes as it is."""

    def __init__(self) -> None:
        self.cut = 0
        """Characters left out so far."""
        self._room: int | None = None
        """Characters that the paste under way may still have; None outside of one."""
        self._tail = ""
        """The beginning of a mark, perhaps, at the end of what came last."""

    def pass_on(self, text: str) -> str:
        """What of this text goes on."""
        text = self._tail + text
        self._tail = ""
        kept: list[str] = []
        while text:
            mark = BEGIN if self._room is None else END
            before, found, after = text.partition(mark)
            if not found:
                before, self._tail = _split_tail(before, mark)
                kept.append(self._within(before))
                break
            kept += [self._within(before), mark]
            self._room = bounds.MAX_PASTE if self._room is None else None
            text = after
        return "".join(kept)

    def _within(self, text: str) -> str:
        if self._room is None:
            return text
        kept = text[: self._room]
        self.cut += len(text) - len(kept)
        self._room -= len(kept)
        return kept


def _split_tail(text: str, mark: str) -> tuple[str, str]:
    """Text without, and the beginning of a mark at its end; a lone escape is a key, and passes at once."""
    for length in range(min(len(mark) - 1, len(text)), 1, -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""


class Allowance:
    """A number of characters that fills up with time, up to twice what a second gives."""

    def __init__(self, rate: float = bounds.TYPED, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._now = now
        self._left = 2 * rate
        self._at = now()

    def take(self, characters: int) -> float:
        """Spend; returns how many seconds to wait before the next."""
        at = self._now()
        self._left = min(2 * self._rate, self._left + (at - self._at) * self._rate)
        self._at = at
        self._left -= characters
        return max(0.0, -self._left / self._rate)
