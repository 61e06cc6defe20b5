"""SQLAlchemy engines over one session file, each with one connection that stays open.

The writer's every transaction is `BEGIN IMMEDIATE`: SQLAlchemy's default leaves the SELECT before an INSERT
outside the transaction, and two writers then break the chain without an error. The reader never opens a
transaction, so that it always sees the newest commit and never pins the log.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Executable, StaticPool, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from tte.store.plain import is_sqlites, translated, uri


def raw(connection: Connection) -> sqlite3.Connection:
    """The sqlite3 connection beneath."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def compiled(statement: Executable) -> str:
    """SQLite's text of a statement of Core, its parameters as question marks, in order."""
    return str(statement.compile(dialect=sqlite.dialect(paramstyle="qmark")))  # type: ignore[attr-defined]


def _engine(driver: sqlite3.Connection) -> Engine:
    return create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool)


def _connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(
        uri(path, mode), uri=True, timeout=wait, isolation_level=None, check_same_thread=False
    )


def reader(driver: sqlite3.Connection) -> Connection:
    """Hold an open sqlite3 connection for reading. It is in autocommit mode: every SELECT is by itself."""
    driver.execute("PRAGMA query_only = 1")
    return _engine(driver).connect()


def open_reader(path: Path, wait: float) -> Connection:
    """A held connection for reading."""
    return reader(_connect(path, "mode=ro", wait))


def open_writer(path: Path, wait: float) -> Connection:
    """A held connection for writing, not yet in WAL mode; the file must exist."""
    driver = _connect(path, "mode=rw", wait)
    try:
        for pragma in ("synchronous = FULL", "foreign_keys = 1", "recursive_triggers = 1"):
            driver.execute(f"PRAGMA {pragma}")
        if sys.platform == "darwin":
            # fsync alone does not reach the medium there.
            driver.execute("PRAGMA fullfsync = 1")
            driver.execute("PRAGMA checkpoint_fullfsync = 1")
    except sqlite3.Error:
        driver.close()
        raise
    engine = _engine(driver)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        driver.execute("BEGIN IMMEDIATE")

    return engine.connect()


def use_wal(driver: sqlite3.Connection, wait: float) -> None:
    """Switch to WAL mode, if the file is not in it. Raises sqlite3.OperationalError if others keep it locked.

    The switch answers "database is locked" at once, whatever the busy timeout, so it is tried again here. The
    SELECT makes this connection take its share of the file: from then on nobody else can switch back.
    """
    deadline = time.monotonic() + wait
    while True:
        try:
            (mode,) = driver.execute("PRAGMA journal_mode = WAL").fetchone()
            driver.execute("SELECT count(*) FROM sqlite_master").fetchone()
            (mode,) = driver.execute("PRAGMA journal_mode").fetchone()
            if mode == "wal":
                return
            problem = sqlite3.OperationalError(f"journal mode stays {mode}")
        except sqlite3.OperationalError as error:
            if (error.sqlite_errorcode & 0xFF) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            problem = error
        if time.monotonic() >= deadline:
            raise problem
        time.sleep(0.01)


def leave_wal(driver: sqlite3.Connection) -> bool:
    """Fold the log into the file, so that it is a single one that opens anywhere, if nobody else is at it."""
    try:
        driver.execute("PRAGMA busy_timeout = 0")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (mode,) = driver.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.Error:
        # Somebody else is at it, or the medium is gone or full: the -wal file keeps what was committed, and
        # the next open finds it there.
        return False
    return bool(mode == "delete")


def let_go(connection: Connection) -> None:
    """Close a held connection and its engine, if they are not closed already."""
    if connection.closed:
        return
    engine = connection.engine
    connection.close()
    engine.dispose()


@contextmanager
def in_words(path: Path, wait: float) -> Iterator[None]:
    """Turn the errors of SQLite and SQLAlchemy inside the block into ours."""
    try:
        yield
    except DBAPIError as error:
        if not is_sqlites(error.orig):
            raise
        raise translated(path, error.orig, wait) from error
    except sqlite3.Error as error:
        if not is_sqlites(error):
            raise
        raise translated(path, error, wait) from error
