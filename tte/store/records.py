"""What the log holds, as plain values, and the hash chain that ties them together.

Imports no SQL library: the engine's callers, reports and tests use these without a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from msgspec import Struct


class Entry(Struct, frozen=True):
    """One event to be appended: its kind, and its payload as JSON text, stored as it is."""

    kind: str
    payload: str
    at: float | None = None
    """Exercise time, where it is another than that of the whole command (a time jump and what follows it)."""


class Record(Struct, frozen=True):
    """One event as the log holds it."""

    seq: int
    """1, 2, 3 and so on, without gaps."""
    command: int
    """The seq of the first event of the command that this one came with."""
    kind: str
    payload: str
    """JSON text, exactly as stored."""
    at: float
    """Exercise time, seconds since StartEx; 0 before it."""
    wall: int
    """UTC wall time, milliseconds since the epoch."""
    seat: str
    """Who issued it: a seat's id, `control` or `system`."""
    participant: str
    """Name of the person at the seat, or empty."""
    prev: str
    """The hash of the record before; the session's genesis for the first."""
    hash: str
    """SHA-256 over all fields above, hex; see `record_hash`."""


class Lease(Struct, frozen=True):
    """Which process alone issues timed commands, and when it was last alive (wall ms, UTC)."""

    holder: str
    beat: int
    taken: int


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What a session is: whose run of which exercise. Times in wall ms, UTC."""

    id: str
    exercise_id: str
    exercise_title: str
    exercise_digest: str
    name: str
    created: int
    schema_version: int
    tte_version: str
    genesis: str
    read_exercise: Callable[[], str] = field(repr=False, compare=False)

    @property
    def exercise_json(self) -> str:
        """The exercise as it was at StartEx, canonical JSON; read from the file on each use."""
        return self.read_exercise()


class Peek(Struct, frozen=True):
    """A session at a glance, for a list of many. `last_wall` is its creation if nothing happened yet."""

    info: SessionInfo
    last_seq: int
    last_wall: int


def _framed(*fields: str) -> bytes:
    return "".join([f"{len(text)}:{text}" for text in fields]).encode()


def genesis_of(
    session_id: str, created: int, exercise_id: str, exercise_digest: str, exercise_json: str
) -> str:
    """The hash before the first record: it ties the chain to one session of one frozen exercise."""
    content = sha256(exercise_json.encode()).hexdigest()
    framed = _framed("tte session", session_id, str(created), exercise_id, exercise_digest, content)
    return sha256(framed).hexdigest()


def record_hash(
    prev: str,
    seq: int,
    command: int,
    kind: str,
    payload: str,
    at: float,
    wall: int,
    seat: str,
    participant: str,
) -> str:
    """SHA-256, hex, over the stored fields in the order of the parameters.

    Each field is written as `<length in characters>:<text>`, numbers in decimal (`at` as the shortest decimal
    that reads back as the same double, always with a point or an exponent: `12.0`), all joined and encoded as
    UTF-8.
    """
    s, c, a, w = str(seq), str(command), repr(at), str(wall)
    framed = (
        f"{len(prev)}:{prev}{len(s)}:{s}{len(c)}:{c}{len(kind)}:{kind}{len(payload)}:{payload}"
        f"{len(a)}:{a}{len(w)}:{w}{len(seat)}:{seat}{len(participant)}:{participant}"
    )
    return sha256(framed.encode()).hexdigest()


def verify(records: Iterable[Record], genesis: str) -> list[str]:
    """Check a whole log against its chain: a sentence for each broken link, an empty list if it holds.

    It notices any change, removal, insertion or exchange of records but one: records cut off at the end leave
    a chain that is shorter and whole.
    """
    found: list[str] = []
    prev, seq, command = genesis, 0, 0
    for record in records:
        hashed = record_hash(
            record.prev, record.seq, record.command, record.kind, record.payload, record.at, record.wall,
            record.seat, record.participant,
        )  # fmt: skip
        if record.seq != seq + 1:
            found.append(f"Event {record.seq} follows event {seq}: numbers must go up by one.")
        if record.prev != prev:
            before = f"event {seq}" if seq else "the start of this session"
            found.append(f"Event {record.seq} does not link to {before}: one of the two is not the original.")
        if hashed != record.hash:
            found.append(f"Event {record.seq} ({record.kind}) does not match its hash: it was changed.")
        if record.command not in (command, record.seq):
            found.append(
                f"Event {record.seq} names event {record.command} as its command: not the one before."
            )
        prev, seq, command = record.hash, record.seq, record.command
    return found


def chained(
    entries: Iterable[Entry], last: int, prev: str, at: float, wall: int, seat: str, participant: str
) -> list[Record]:
    """The records that the events of one command become after event `last`, whose hash is `prev`."""
    command = seq = last + 1
    records: list[Record] = []
    for entry in entries:
        kind, payload = entry.kind, entry.payload
        when = at if entry.at is None else float(entry.at) + 0.0
        digest = record_hash(prev, seq, command, kind, payload, when, wall, seat, participant)
        records.append(Record(seq, command, kind, payload, when, wall, seat, participant, prev, digest))
        prev = digest
        seq += 1
    return records
