"""Who is at the terminals of this process right now. It lives in memory: presence is no part of the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

IDLE = 120_000
"""Milliseconds without a key after which a terminal counts as idle."""

Standing = Literal["connected", "idle", "away"]


@dataclass(frozen=True, slots=True)
class Present:
    """One terminal of a seat. Times are wall times in ms."""

    terminal: str
    seat: str
    how: str
    """web, ssh."""
    address: str
    since: int
    """When it was opened."""
    seen: int
    """The last sign of its person: a key, or the connection itself."""
    away_since: int | None = None
    """Since when its connection is gone, while its place is kept; None while it is connected."""
    hidden_since: int | None = None
    """Since when the curtain is closed; None while it is open."""
    slow: int = 0
    """How often this connection was too slow for the frames of its terminal."""

    def standing(self, now: int) -> Standing:
        if self.away_since is not None:
            return "away"
        return "idle" if now - self.seen > IDLE else "connected"


class Presence:
    """The terminals that this process serves, for control's console and nobody else's."""

    def __init__(self, now: Callable[[], int]) -> None:
        self.now = now
        self._rows: dict[str, Present] = {}
        self._left: dict[str, int] = {}

    def rows(self, seat: str | None = None) -> tuple[Present, ...]:
        """The terminals, of one seat or of all, in the order in which they were opened."""
        return tuple(row for row in self._rows.values() if seat is None or row.seat == seat)

    def last_seen(self, seat: str) -> int | None:
        """When the last terminal of a seat was given up (wall time in ms); None while it has one."""
        return None if self.rows(seat) else self._left.get(seat)

    @property
    def known(self) -> bool:
        """Whether anybody is or was at a terminal of this process."""
        return bool(self._rows or self._left)

    def arrived(self, terminal: str, seat: str, how: str, address: str) -> None:
        """A connection shows this terminal: a new one, or one whose person is back."""
        now = self.now()
        before = self._rows.get(terminal)
        since = before.since if before else now
        hidden = before.hidden_since if before else None
        self._rows[terminal] = Present(terminal, seat, how, address, since, now, None, hidden)

    def typed(self, terminal: str) -> None:
        """Its person is there."""
        self._change(terminal, seen=self.now())

    def lost(self, terminal: str) -> None:
        """Its connection is gone; the place is kept."""
        self._change(terminal, away_since=self.now())

    def left(self, terminal: str) -> None:
        """The terminal is closed."""
        row = self._rows.pop(terminal, None)
        if row is not None:
            self._left[row.seat] = row.away_since or self.now()

    def gone(self, seat: str, since: int) -> None:
        """A seat's people were last known to be there at this time, at terminals that are no more."""
        self._left[seat] = since

    def hid(self, terminal: str, hidden: bool) -> None:
        """The curtain is closed or open."""
        row = self._rows.get(terminal)
        if row is not None and hidden is not (row.hidden_since is not None):
            self._change(terminal, hidden_since=self.now() if hidden else None)

    def slowed(self, terminal: str, times: int) -> None:
        self._change(terminal, slow=times)

    def _change(self, terminal: str, **fields: int | None) -> None:
        if terminal in self._rows:
            self._rows[terminal] = replace(self._rows[terminal], **fields)  # type: ignore[arg-type]
