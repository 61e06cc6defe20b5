"""Making a session file in one go: whole, of records that exist already (imports, forks), or empty."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import Connection, insert

from tte.store import codes, engines
from tte.store.plain import WAIT, claim, sidecar, sync_folder
from tte.store.records import Record, genesis_of, record_hash
from tte.store.schema import EVENTS, EXERCISE, SEAT, SESSION, migrate

_INSERT = engines.compiled(insert(EVENTS))
_FIELDS = operator.attrgetter(*EVENTS.c.keys())


@dataclass(frozen=True, slots=True)
class Identity:
    """What a session is, but for its events. `created` in wall ms, UTC."""

    session_id: str
    created: int
    name: str
    tte_version: str
    exercise_id: str
    exercise_title: str
    exercise_digest: str
    exercise_json: str

    @property
    def genesis(self) -> str:
        """The hash before its first record."""
        return genesis_of(
            self.session_id, self.created, self.exercise_id, self.exercise_digest, self.exercise_json
        )


def rechained(records: Iterable[Record], genesis: str) -> Iterator[Record]:
    """The same events as links of another chain, under the same numbers."""
    prev = genesis
    for record in records:
        digest = record_hash(
            prev, record.seq, record.command, record.kind, record.payload, record.at, record.wall,
            record.seat, record.participant,
        )  # fmt: skip
        yield replace(record, prev=prev, hash=digest)
        prev = digest


def write_whole(
    path: Path,
    identity: Identity,
    records: Iterable[Record],
    *,
    seats: Mapping[str, str],
    wait: float = WAIT,
) -> Path:
    """Make a new session file of these records, whole or not at all, and return its path.

    `seats`: codes in clear, stored as hashes. The records have to be chained from the identity's genesis.
    Raises SessionExists, NetworkFolder, DiskFull, ReadOnlySession.
    """
    with new_file(path, identity, records, seats=seats, wait=wait) as writer:
        sync_folder(path.parent)
        engines.let_go(writer)
    return path


@contextmanager
def new_file(
    path: Path, identity: Identity, records: Iterable[Record], *, seats: Mapping[str, str], wait: float
) -> Iterator[Connection]:
    """A writer on a new session file that holds all this, not yet in WAL mode, for whoever enters to let go.

    If anything fails before they leave, the writer is let go and no file remains. Arguments and errors as in
    `write_whole`.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        hashed = dict(zip(seats, pool.map(codes.hash_code, seats.values()), strict=True))
    claim(path)
    try:
        with engines.in_words(path, wait):
            writer = engines.open_writer(path, wait)
            try:
                with writer.begin():
                    migrate(writer)
                    _describe(writer, identity)
                    if hashed:
                        writer.execute(insert(SEAT), [{"id": s, "code": c} for s, c in hashed.items()])
                    engines.raw(writer).executemany(_INSERT, map(_FIELDS, records))
                yield writer
            except BaseException:
                engines.let_go(writer)
                raise
    except BaseException:
        for ending in ("", "-wal", "-shm", "-journal"):
            sidecar(path, ending).unlink(missing_ok=True)
        raise


def _describe(writer: Connection, identity: Identity) -> None:
    writer.execute(
        insert(EXERCISE).values(
            digest=identity.exercise_digest, id=identity.exercise_id, title=identity.exercise_title,
            json=identity.exercise_json,
        )
    )  # fmt: skip
    writer.execute(
        insert(SESSION).values(
            id=identity.session_id, exercise_digest=identity.exercise_digest, name=identity.name,
            created=identity.created, tte_version=identity.tte_version, genesis=identity.genesis,
        )
    )  # fmt: skip
