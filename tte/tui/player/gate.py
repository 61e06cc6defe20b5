"""The gate of a seat: codes are tried here, and each wrong one makes the next wait longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tte.errors import TteError

CheckCode = Callable[[str, str], bool]
"""Whether a code opens a seat; slow on purpose."""

LONGEST = 60_000
"""Milliseconds: a wait does not grow beyond this."""


class Gate:
    """Tries codes for seats. `now` is a wall time in ms."""

    def __init__(self, check: CheckCode, now: Callable[[], int]) -> None:
        self.check = check
        self.now = now
        self._wrong: dict[str, int] = {}
        self._closed_until: dict[str, int] = {}
        self._one_at_a_time = asyncio.Lock()

    async def refuse(self, seat: str, code: str) -> str:
        """Why a code does not open a seat, in words; empty if it does. The trying runs in a thread."""
        async with self._one_at_a_time:
            if words := self._too_early(seat, code):
                return words
            try:
                fits = await asyncio.to_thread(self.check, seat, code)
            except TteError as error:
                return str(error)
            return self._judge(seat, fits)

    def refuse_now(self, seat: str, code: str) -> str:
        """The same without a thread, for the start of a terminal that was given its code."""
        try:
            return self._too_early(seat, code) or self._judge(seat, self.check(seat, code))
        except TteError as error:
            return str(error)

    def _too_early(self, seat: str, code: str) -> str:
        if not code.strip():
            return "Type the code of the seat: six letters and digits, from the facilitator."
        wait = self._closed_until.get(seat, 0) - self.now()
        return f"Wait {-(-wait // 1000)} s before the next try." if wait > 0 else ""

    def _judge(self, seat: str, fits: bool) -> str:
        if fits:
            self._wrong.pop(seat, None)
            self._closed_until.pop(seat, None)
            return ""
        wrong = self._wrong[seat] = self._wrong.get(seat, 0) + 1
        delay = min(LONGEST, 1000 * 2 ** min(wrong - 1, 10))
        self._closed_until[seat] = self.now() + delay
        return (
            f"That is not this seat's code. Wait {delay // 1000} s, then try again. Codes have six letters "
            "and digits, never 0, O, 1, I or L; the facilitator has them."
        )
