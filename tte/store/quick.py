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
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file open for reading, its errors in words."""
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
    with reading(path) as connection:
        info = info_from(connection, path)
        last = connection.execute("SELECT seq, wall FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    seq, wall = last or (0, info.created)
    return Peek(info, seq, wall)


def read_records(path: Path, after: int = 0) -> list[Record]:
    """The events after seq `after`, in order."""
    with reading(path) as connection:
        return [Record(*row) for row in connection.execute(_RECORDS, (after,))]


def last_at(path: Path, until: float) -> int:
    """The number of the last event before an exercise time (s); 0 if there is none."""
    with reading(path) as connection:
        (found,) = connection.execute("SELECT max(seq) FROM events WHERE at < ?", (until,)).fetchone()
    return int(found or 0)


def of_kind(path: Path, *kinds: str) -> list[Record]:
    """The events of some kinds, in order."""
    query = _RECORDS.replace("seq > ?", f"kind IN ({', '.join('?' * len(kinds))})")
    with reading(path) as connection:
        return [Record(*row) for row in connection.execute(query, kinds)]


def exercise_json(path: Path) -> str:
    """The exercise as it was at StartEx, canonical JSON."""
    with reading(path) as connection:
        return _exercise_in(connection, path)


def _exercise_in(connection: sqlite3.Connection, path: Path) -> str:
    row = connection.execute(
        "SELECT e.json FROM session s JOIN exercise e ON e.digest = s.exercise_digest"
    ).fetchone()
    if row is None:
        raise DamagedSession(path, "the exercise is missing")
    return str(row[0])


def lease(path: Path) -> Lease | None:
    """Who keeps the clock, dead or alive; None if nobody does."""
    with reading(path) as connection:
        return _lease_in(connection)


def _lease_in(connection: sqlite3.Connection) -> Lease | None:
    row = connection.execute("SELECT holder, beat, taken FROM lease").fetchone()
    return None if row is None else Lease(*row)


def read_session(path: Path) -> tuple[str, list[Record], Lease | None]:
    """All that a terminal begins with, at one look: the exercise as JSON, the events, who keeps the clock."""
    with reading(path) as connection:
        records = [Record(*row) for row in connection.execute(_RECORDS, (0,))]
        return _exercise_in(connection, path), records, _lease_in(connection)


def seats(path: Path) -> list[str]:
    """The ids of the seats that have a code, in the order they were made."""
    with reading(path) as connection:
        return [seat for (seat,) in connection.execute("SELECT id FROM seat ORDER BY rowid")]


def code_hash(path: Path, seat: str) -> str:
    """What is stored for a seat's code; empty for a seat that has none."""
    with reading(path) as connection:
        row = connection.execute("SELECT code FROM seat WHERE id = ?", (seat,)).fetchone()
    return str(row[0]) if row else ""


def check_code(path: Path, seat: str, code: str) -> bool:
    """Whether `code` opens `seat`; slow on purpose, and as slow for a seat that is not there."""
    from tte.store import codes  # its random source costs a first paint more than the rest of this module

    stored = code_hash(path, seat)
    return codes.matches(code, stored) if stored else codes.refuse_slowly(code)
