"""What a host writes into the session's log: who came, who was lost, what was refused."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

from tte.conduct.live import LiveSession
from tte.engine.commands import SYSTEM, Command
from tte.engine.commands_access import RecordConnection, RecordLoss, RecordRefusal
from tte.engine.events_access import Refusal
from tte.errors import TteError

AGAIN = 60.0
"""Seconds before the same refusal to the same address is written down again."""
MOST = 5_000
"""Refusals that one run of a host writes down: an attack must not fill the session's file."""
KINDS = 2_000
"""Different refusals that are counted at once."""

log = logging.getLogger("tte.host")


class Journal:
    """Writes to the log, and never fails: a full disk must not keep anybody out. `now`: monotonic seconds."""

    def __init__(self, session: LiveSession, now: Callable[[], float]) -> None:
        self._session = session
        self._now = now
        self._seen: OrderedDict[tuple[str, str, str], tuple[int, float]] = OrderedDict()
        self._written = 0
        self.refusals = 0
        """All of them, also those that were only counted."""

    def connected(
        self, seat: str, terminal: str, how: Literal["web", "ssh"], address: str, *, back: bool
    ) -> None:
        self._write(RecordConnection(seat, terminal, how, address, back))

    def lost(self, seat: str, terminal: str, reason: str) -> None:
        self._write(RecordLoss(seat, terminal, reason[:200]))

    def refused(self, what: Refusal, address: str, seat: str = "", detail: str = "") -> None:
        """Count a refusal; the first of its kind from an address is written down, then one a minute."""
        self.refusals += 1
        key = (what, address, seat)
        times, told = self._seen.pop(key, (0, None))
        times, now = times + 1, self._now()
        due = told is None or now - told >= AGAIN or times in (10, 100, 1000)
        if due and self._written < MOST:
            self._written += 1
            told = now
            log.warning("refused %s from %s at %s %s", what, address, seat or "-", detail[:200])
            self._write(RecordRefusal(what, address, seat, min(times, 1_000_000)))
        self._seen[key] = (times, now if told is None else told)
        while len(self._seen) > KINDS:
            self._seen.popitem(last=False)

    def _write(self, command: Command) -> None:
        try:
            self._session.issue(command, SYSTEM)
        except TteError as error:
            log.error("not written down: %s", error)
