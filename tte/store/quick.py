"""Reading a session by plain sqlite3, for a first paint that does not wait for SQLModel.

Every function opens the file for reading, reads, and closes it: safe beside a live session, in this process
too. Errors as in `tte.store.plain.connect_reading`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tte.store.errors import DamagedSession
from tte.store.plain import connect_reading, in_words
from tte.store.records import Lease, Peek, Record, SessionInfo

_INFO = """
SELECT s.id, e.id, e.title, e.digest, s.name, s.created, s.tte_version, s.genesis
FROM session s JOIN exercise e ON e.digest = s.exercise_digest
"""
_RECORDS = """ SELECT seq, command, kind, payload, at, wall, seat, participant, prev, hash FROM events WHERE
seq > ? ORDER BY seq
"""


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect_reading(path)
    try:
        with in_words(path):
            yield connection
    finally:
        connection.close()


def info_from(connection: sqlite3.Connection, path: Path) -> SessionInfo:
    """What the session in an open file is."""
    row = connection.execute(_INFO).fetchone()
    if row is None:
        raise DamagedSession(path, "the row that describes the session is missing")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    session_id, exercise_id, title, digest, name, created, tte_version, genesis = row
    return SessionInfo(
        id=session_id,
        exercise_id=exercise_id,
        exercise_title=title,
        exercise_digest=digest,
        name=name,
        created=created,
        schema_version=version,
        tte_version=tte_version,
        genesis=genesis,
        read_exercise=partial(exercise_json, path),
    )


def peek(path: Path) -> Peek:
    """What the session is and how far it has come."""
    with _reading(path) as connection:
        info = info_from(connection, path)
        last = connection.execute("SELECT seq, wall FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    seq, wall = last or (0, info.created)
    return Peek(info, seq, wall)


def read_records(path: Path, after: int = 0) -> list[Record]:
    """The events after seq `after`, in order."""
    with _reading(path) as connection:
        return [Record(*row) for row in connection.execute(_RECORDS, (after,))]


def exercise_json(path: Path) -> str:
    """The exercise as it was at StartEx, canonical JSON."""
    with _reading(path) as connection:
        row = connection.execute(
            "SELECT e.json FROM session s JOIN exercise e ON e.digest = s.exercise_digest"
        ).fetchone()
        if row is None:
            raise DamagedSession(path, "the exercise is missing")
        return str(row[0])


def lease(path: Path) -> Lease | None:
    """Who keeps the clock, dead or alive; None if nobody does."""
    with _reading(path) as connection:
        row = connection.execute("SELECT holder, beat, taken FROM lease").fetchone()
    return None if row is None else Lease(*row)


def seats(path: Path) -> list[str]:
    """The ids of the seats that have a code, in the order they were made."""
    with _reading(path) as connection:
        return [seat for (seat,) in connection.execute("SELECT id FROM seat ORDER BY rowid")]


def check_code(path: Path, seat: str, code: str) -> bool:
    """Whether `code` opens `seat`; slow on purpose, and as slow for a seat that is not there."""
    from tte.store import codes  # its random source costs a first paint more than the rest of this module

    with _reading(path) as connection:
        row = connection.execute("SELECT code FROM seat WHERE id = ?", (seat,)).fetchone()
    return codes.matches(code, row[0]) if row else codes.refuse_slowly(code)
