"""A log in memory, for plays and tests that need no file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tte.store.errors import VersionConflict
from tte.store.records import Entry, Lease, Record, chained

STALE = 5_000
"""Milliseconds without a beat after which the lease is free to take, as in a session file."""


class MemoryLog:
    """Keeps records as the session file does, for one process and without durability."""

    def __init__(self, genesis: str = "", records: Sequence[Record] = ()) -> None:
        """`records`: what it holds already, chained from the genesis."""
        self._records = list(records)
        self._genesis = genesis
        self._lease: Lease | None = None
        self._codes: dict[str, str] = {}

    def append(
        self, entries: Sequence[Entry], *, at: float, wall: int, seat: str, participant: str, expected: int
    ) -> list[Record]:
        if expected != len(self._records):
            raise VersionConflict(Path("memory"), expected, len(self._records))
        prev = self._records[-1].hash if self._records else self._genesis
        records = chained(entries, expected, prev, at, wall, seat, participant)
        self._records += records
        return records

    def read(self, after: int = 0) -> list[Record]:
        return self._records[after:]

    def changed(self) -> bool:
        return True  # looking costs nothing here

    def lease(self) -> Lease | None:
        return self._lease

    def take_lease(self, holder: str, wall: int, *, force: bool = False) -> bool:
        lease = self._lease
        if lease and lease.holder != holder and abs(wall - lease.beat) <= STALE and not force:
            return False
        self._lease = Lease(holder, wall, wall)
        return True

    def beat(self, holder: str, wall: int) -> bool:
        lease = self._lease
        if lease is None or lease.holder != holder:
            return False
        self._lease = Lease(holder, wall, lease.taken)
        return True

    def release_lease(self, holder: str) -> None:
        if self._lease and self._lease.holder == holder:
            self._lease = None

    def check_code(self, seat: str, code: str) -> bool:
        """Every code opens a seat that was given none."""
        return self._codes.get(seat, code) == code

    def set_code(self, seat: str, code: str) -> None:
        self._codes[seat] = code

    def close(self) -> None:
        return
