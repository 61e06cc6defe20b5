"""One session's file, open for play: append with an expected version, read, follow, seats, lease."""

from __future__ import annotations

import contextlib
import math
import operator
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from tte.store import codes, engines, quick
from tte.store.errors import ReadOnlySession, VersionConflict
from tte.store.plain import (
    SCHEMA_VERSION,
    WAIT,
    claim,
    connect_any_version,
    connect_reading,
    is_sqlites,
    refuse_network,
    sidecar,
    sync_folder,
    translated,
)
from tte.store.records import Entry, Lease, Record, SessionInfo, chained, genesis_of, verify
from tte.store.schema import EVENTS, LEASE, SEAT, migrate
from tte.store.whole import Identity, new_file

LEASE_MS = 5_000
"""A lease whose last beat is further than this from now, either way, is free to take."""

# The log's statements are compiled once and run on the held sqlite3 connection: through the connection of
# Core each costs 50 to 100 µs more, as much as the durable commit itself. Their parameters go by position.
_INSERT = engines.compiled(insert(EVENTS))
_NEWEST = select(func.max(EVENTS.c.seq)).scalar_subquery()
_LAST = engines.compiled(select(EVENTS.c.seq, EVENTS.c.hash).where(EVENTS.c.seq == _NEWEST))
_SOME = engines.compiled(
    select(*EVENTS.c)
    .where(EVENTS.c.seq > bindparam("after"), EVENTS.c.seq <= bindparam("up_to"))
    .order_by(EVENTS.c.seq)
)
_FIELDS = operator.attrgetter(*EVENTS.c.keys())
_BATCH = 2_000
_END = 2**63 - 1


class SessionFile:
    """A session's file, held open. Its methods may be called from any thread; each is one transaction.

    Every method that touches the file raises a `StoreError` in words; when it does, nothing was written.
    """

    def __init__(
        self, path: Path, reader: Connection, writer: Connection | None, info: SessionInfo, wait: float
    ) -> None:
        """For `create` and `open`; call those."""
        self.path = path
        self.info = info
        self._reader = reader
        self._writer = writer
        self._driver = engines.raw(writer) if writer else None
        self._wait = wait
        self._read_lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._head = (0, info.genesis)
        """Number and hash of the last event that this object has seen; the next one links to it."""
        # The writer's own commits do not count as changes for it; the reader would see them.
        self._watched = engines.raw(writer or reader)
        self._data_version = self._look()

    # Making and opening

    @classmethod
    def create(
        cls,
        path: Path | str,
        *,
        exercise_json: str,
        exercise_digest: str,
        exercise_id: str,
        exercise_title: str,
        name: str,
        tte_version: str,
        seats: Mapping[str, str],
        wall: int,
        wait: float = WAIT,
    ) -> Self:
        """Make a new file, with the exercise frozen in it and the seats' codes (in clear here) hashed.

        Raises SessionExists, NetworkFolder, DiskFull, ReadOnlySession; a file that could not be made whole is
        removed.
        """
        path = Path(path)
        identity = Identity(
            uuid.uuid4().hex, wall, name, tte_version,
            exercise_id, exercise_title, exercise_digest, exercise_json,
        )  # fmt: skip
        with new_file(path, identity, (), seats=seats, wait=wait) as writer:
            engines.use_wal(engines.raw(writer), wait)
            sync_folder(path.parent)
            return cls._held(path, writer, wait)

    @classmethod
    def open(cls, path: Path | str, *, readonly: bool = False, wait: float = WAIT) -> Self:
        """Open a session that exists, and bring an older one up to date unless `readonly`.

        `wait`: seconds to wait for another process's lock, here and in every later call.
        Raises the errors of `tte.store.plain.connect_reading`, NetworkFolder, ReadOnlySession.
        """
        path = Path(path)
        if readonly:
            if sidecar(path, "-wal").exists():
                refuse_network(path.parent)
            driver = connect_reading(path, wait)
            with engines.in_words(path, wait):
                return cls(path, engines.reader(driver), None, quick.info_from(driver, path), wait)
        # Whether it is a session at all is found out before anything in it can change.
        probe, version = connect_any_version(path, wait)
        try:
            with engines.in_words(path, wait):
                quick.info_from(probe, path)
                probe.execute(_LAST).fetchone()
        finally:
            probe.close()
        refuse_network(path.parent)
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            raise ReadOnlySession(path, "the file or its folder is read-only")
        with engines.in_words(path, wait):
            writer = engines.open_writer(path, wait)
            try:
                engines.use_wal(engines.raw(writer), wait)
                if version < SCHEMA_VERSION:
                    with writer.begin():
                        migrate(writer)
                return cls._held(path, writer, wait)
            except BaseException:
                engines.let_go(writer)
                raise

    @classmethod
    def _held(cls, path: Path, writer: Connection, wait: float) -> Self:
        reader = engines.open_reader(path, wait)
        return cls(path, reader, writer, quick.info_from(engines.raw(writer), path), wait)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def readonly(self) -> bool:
        """Whether it was opened for reading only."""
        return self._writer is None

    # The log

    def append(
        self, entries: Sequence[Entry], *, at: float, wall: int, seat: str, participant: str, expected: int
    ) -> list[Record]:
        """Write the events of one command after event `expected`, durably and all or none, and return them.

        When this returns they survive the loss of power. Raises VersionConflict if the log has moved on,
        DiskFull, SessionLocked, ReadOnlySession; ValueError for a time that is no number or text that is no
        Unicode.
        """
        if not entries:
            return []
        # Adding zero makes of -0.0, which SQLite does not keep, a 0.0.
        at = float(at) + 0.0
        if not math.isfinite(at):
            raise ValueError(f"exercise time {at} is no time")
        driver = self._driver
        if driver is None:
            raise ReadOnlySession(self.path, "it was opened for reading only")
        # Spelled out rather than by context managers, which would cost half as much as the commit.
        with self._write_lock:
            try:
                last, prev = self._head if self._head[0] == expected else self._newest(driver)
                if last != expected:
                    raise VersionConflict(self.path, expected, last)
                records = chained(entries, last, prev, at, wall, seat, participant)
                if len(records) == 1:  # one statement is a transaction by itself
                    driver.execute(_INSERT, _FIELDS(records[0]))
                else:
                    driver.execute("BEGIN IMMEDIATE")
                    driver.executemany(_INSERT, map(_FIELDS, records))
                    driver.execute("COMMIT")
            except BaseException as error:
                # A full disk may have ended the transaction already.
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
                if is_sqlites(error):
                    # The table's guard refuses what does not follow its last event: others were first.
                    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CONSTRAINT:
                        with engines.in_words(self.path, self._wait):
                            last, _ = self._newest(driver)
                        if last != expected:
                            raise VersionConflict(self.path, expected, last) from error
                    raise translated(self.path, error, self._wait) from error
                raise
            self._head = (records[-1].seq, records[-1].hash)
        return records

    def _newest(self, driver: sqlite3.Connection) -> tuple[int, str]:
        """Number and hash of the last event; 0 and the genesis before the first."""
        return driver.execute(_LAST).fetchone() or (0, self.info.genesis)

    def read(self, after: int = 0) -> list[Record]:
        """The events after seq `after`, in order."""
        with self._reading() as reader:
            rows = engines.raw(reader).execute(_SOME, (after, _END)).fetchall()
        return [Record(*row) for row in rows]

    def iterate(self, after: int = 0) -> Iterator[Record]:
        """As `read`, in batches, for logs too large to hold at once; sees what is appended meanwhile."""
        while True:
            with self._reading() as reader:
                rows = engines.raw(reader).execute(_SOME, (after, after + _BATCH)).fetchall()
            for row in rows:
                record = Record(*row)
                yield record
                after = record.seq
            if len(rows) < _BATCH:
                return

    def last_seq(self) -> int:
        """The seq of the newest event, 0 if there is none."""
        with self._reading() as reader:
            row = engines.raw(reader).execute(_LAST).fetchone()
        return int(row[0]) if row else 0

    def changed(self) -> bool:
        """Whether another connection has committed anything since the last call (or since opening).

        Own appends do not count; a heartbeat of another process does. About 10 µs: cheap enough for every 50
        ms.
        """
        with self._write_lock:
            seen = self._look()
        if seen == self._data_version:
            return False
        self._data_version = seen
        return True

    def _look(self) -> int:
        with engines.in_words(self.path, self._wait):
            return int(self._watched.execute("PRAGMA data_version").fetchone()[0])

    def verify(self) -> list[str]:
        """Check the frozen exercise and the whole chain; a sentence for each thing that is wrong."""
        info = self.info
        genesis = genesis_of(
            info.id, info.created, info.exercise_id, info.exercise_digest, info.exercise_json
        )
        found = (
            []
            if genesis == info.genesis
            else ["The exercise in this file is not the one that was frozen in it."]
        )
        return found + verify(self.iterate(), info.genesis)

    # Seats

    def seats(self) -> list[str]:
        """The ids of the seats that have a code, in the order they were made."""
        with self._reading() as reader:
            return list(reader.execute(select(SEAT.c.id).order_by(SEAT.c.place)).scalars())

    def check_code(self, seat: str, code: str) -> bool:
        """Whether `code` opens `seat`; slow on purpose (about 40 ms), also for a seat that is not there."""
        with self._reading() as reader:
            stored = reader.execute(select(SEAT.c.code).where(SEAT.c.id == seat)).scalar()
        return codes.refuse_slowly(code) if stored is None else codes.matches(code, stored)

    def set_code(self, seat: str, code: str) -> None:
        """Give a seat a code, its first or a new one. ValueError for an empty code."""
        stored = codes.hash_code(code)
        with self._writing() as writer, writer.begin():
            statement = upsert(SEAT).values(id=seat, code=stored)
            writer.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"code": stored}))

    # The lease: one process alone issues timed commands

    def take_lease(self, holder: str, wall: int, *, force: bool = False) -> bool:
        """Take the lease if it is free, stale (`LEASE_MS`), this holder's, or by `force`; else False."""
        with self._writing() as writer, writer.begin():
            lease = _lease(writer)
            stale = lease is not None and abs(wall - lease.beat) > LEASE_MS
            if lease is not None and lease.holder != holder and not (stale or force):
                return False
            taken = lease.taken if lease is not None and lease.holder == holder and not stale else wall
            writer.execute(delete(LEASE))
            writer.execute(insert(LEASE).values(one=1, holder=holder, beat=wall, taken=taken))
        return True

    def beat(self, holder: str, wall: int) -> bool:
        """Say that the holder lives; False if it holds the lease no more."""
        with self._writing() as writer, writer.begin():
            beaten = writer.execute(update(LEASE).where(LEASE.c.holder == holder).values(beat=wall))
            return beaten.rowcount == 1

    def lease(self) -> Lease | None:
        """Who holds the lease, dead or alive; None if it was released or never taken."""
        with self._reading() as reader:
            return _lease(reader)

    def release_lease(self, holder: str) -> None:
        """Give the lease up, if this holder has it."""
        with self._writing() as writer, writer.begin():
            writer.execute(delete(LEASE).where(LEASE.c.holder == holder))

    # Copies and the end

    def backup(self, to_path: Path | str) -> Path:
        """Copy the session, live as it is, to a new single file, and return its path.

        The copy is one moment's; what is appended meanwhile is not in it. Raises SessionExists, DiskFull.
        """
        to_path = Path(to_path)
        claim(to_path)
        try:
            with engines.in_words(to_path, self._wait):
                copy = sqlite3.connect(to_path, isolation_level=None)
                try:
                    with self._read_lock:
                        engines.raw(self._reader).backup(copy)
                    copy.execute("PRAGMA journal_mode = DELETE")
                finally:
                    copy.close()
        except BaseException:
            to_path.unlink(missing_ok=True)
            raise
        return to_path

    def close(self) -> None:
        """Let go of the file; the last to do so leaves one file that opens on read-only media too."""
        with self._write_lock, self._read_lock:
            engines.let_go(self._reader)
            if self._writer is not None:
                if not self._writer.closed:
                    engines.leave_wal(engines.raw(self._writer))
                engines.let_go(self._writer)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._writer is None:
            raise ReadOnlySession(self.path, "it was opened for reading only")
        with self._write_lock, engines.in_words(self.path, self._wait):
            yield self._writer

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._read_lock, engines.in_words(self.path, self._wait):
            yield self._reader


def _lease(connection: Connection) -> Lease | None:
    row = connection.execute(select(LEASE.c.holder, LEASE.c.beat, LEASE.c.taken)).one_or_none()
    return None if row is None else Lease(*row)
