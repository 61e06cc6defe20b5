"""Whether a session file is what it was: chain, exercise, seal, sign-offs, views; and what that proves.

Everything is read with plain sqlite3 over one connection, so that a file can be looked at as it lies there.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tte.exercise.frozen import digest
from tte.store.plain import connect_reading, in_words
from tte.store.records import Record, genesis_of, verify
from tte.store.views_check import views_agree

PLAY = (
    "clock_", "decision", "dice", "draft", "exercise_", "first_vote", "inject", "item_acknowledged",
    "item_opened", "message", "move_", "outcome", "pace_", "query", "rate_", "rule", "session_", "time_",
    "track", "written",
)  # fmt: skip
"""How kinds of events begin that belong to play: none of them can follow the seal."""

PROVES = (
    "Since these events were written none of them was changed, removed or exchanged, and none was put in",
    "the exercise in the file is the one that was played",
)
CANNOT = (
    "that a person typed what stands under their name: whoever has a seat's code, or the file, can write",
    "that nobody made the whole file anew, chain included, or cut off its end: for that, compare the head "
    "with one that was kept elsewhere (--head, a signature, the sign-off in a report that was handed out)",
    "anything about the codes of seats and about who keeps the clock now: they are not part of the chain",
)


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal that holds: its event, and what came after it, by kind."""

    event: int
    wall: int
    after: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SignOff:
    """A sign-off and the head that it names. `by` as it was given."""

    event: int
    by: str
    upto: int
    head: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `faults` are sentences; an empty list means that everything holds."""

    faults: tuple[str, ...]
    events: int
    head: str
    session_id: str
    exercise_id: str
    exercise_digest: str
    seal: Seal | None
    sign_offs: tuple[SignOff, ...]
    head_found: int | None
    """The event whose hash is the head that was asked for; None if none was asked for, or found."""


def verify_file(path: Path, *, head: str = "") -> Verdict:
    """Check a session file. `head`: a hash that was kept elsewhere. Raises the errors of opening a file."""
    connection = connect_reading(path)
    try:
        with in_words(path):
            connection.execute("BEGIN")
            return verify_connection(connection, head=head)
    finally:
        connection.close()


def verify_connection(connection: sqlite3.Connection, *, head: str = "") -> Verdict:
    """As `verify_file`, of a file that is open."""
    records, faults = _records(connection)
    identity = _identity(connection)
    genesis = str(identity.get("genesis", ""))
    faults += [*_identity_faults(identity, records), *verify(records, genesis)]
    seal, sealing = _seal(records)
    sign_offs = _sign_offs(records)
    faults += sealing
    faults += _sign_off_faults(records, sign_offs)
    if not faults:  # a log that is not the original cannot be set against anything
        faults += views_agree(connection, str(identity["json"]), records)
    last = records[-1].hash if records else genesis
    found = next((r.seq for r in reversed(records) if head and r.hash == head.lower()), None)
    if head and found is None:
        faults.append(f"The head {head[:16]}… is not in this log: its end was cut off, or it is another log.")
    return Verdict(
        tuple(faults), len(records), last, str(identity.get("session", "")), str(identity.get("id", "")),
        str(identity.get("digest", "")), seal, sign_offs, found,
    )  # fmt: skip


_EVENTS = """
SELECT seq, command, kind, payload, at, wall, seat, participant, prev, hash FROM events ORDER BY seq
"""
_TYPES = (int, int, str, str, float, int, str, str, str, str)


def _records(connection: sqlite3.Connection) -> tuple[list[Record], list[str]]:
    """All events; a field that is not of its column's kind is a fault, and is read as text or 0."""
    records, faults = [], []
    for row in connection.execute(_EVENTS):
        if tuple(map(type, row)) != _TYPES:
            faults.append(f"Event {row[0]} has a field that is not of its kind: it was changed.")
            row = [
                value if type(value) is kind else str(value) if kind is str else kind(0)
                for value, kind in zip(row, _TYPES, strict=True)
            ]
        records.append(Record(*row))
    return records, faults


def _told(record: Record) -> dict[str, Any]:
    """What an event says; nothing where that cannot be read (its hash then tells that it was changed)."""
    try:
        found = json.loads(record.payload)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


# --- the exercise and the session ------------------------------------------------------------------------

_IDENTITY = """
SELECT s.id AS session, s.exercise_digest, s.name, s.created, s.tte_version, s.genesis,
    e.digest, e.id, e.title, e.json
FROM session s, exercise e
"""


def _identity(connection: sqlite3.Connection) -> dict[str, Any]:
    cursor = connection.execute(_IDENTITY)
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    return dict(zip(names, rows[0], strict=True)) if len(rows) == 1 else {"rows": len(rows)}


def _identity_faults(given: Mapping[str, Any], records: Sequence[Record]) -> list[str]:
    if "rows" in given:
        return ["The file has not one row each for the session and its exercise: one was removed or put in."]
    text, found = str(given["json"]), []
    whole = genesis_of(
        str(given["session"]), given["created"], str(given["id"]), str(given["exercise_digest"]), text
    )
    if whole != given["genesis"]:
        found.append("The exercise or the description of the session is not the one that was frozen in it.")
    if digest(text) != given["digest"] or given["digest"] != given["exercise_digest"]:
        found.append("The digest of the exercise is not that of the exercise in the file.")
    try:
        exercise = json.loads(text)
        told = {key: exercise[key] for key in ("id", "title")}
    except (ValueError, KeyError, TypeError):
        return [*found, "The exercise in the file cannot be read."]
    if told != {"id": given["id"], "title": given["title"]}:
        found.append("The exercise's name beside it is another than in it.")
    return found + _opening_faults(given, records)


def _opening_faults(given: Mapping[str, Any], records: Sequence[Record]) -> list[str]:
    """The first event and, of a fork, the one that says so, against the rows that describe the session."""
    if not records or records[0].kind != "session_opened":
        return [] if not records else ["The first event does not open the session."]
    opened = _told(records[0])
    forks = [_told(r) for r in records if r.kind == "session_forked"]
    played = forks[-1].get("origin_digest", "") if forks else given["digest"]
    if opened.get("digest") and played and opened["digest"] != played:
        return ["The session was opened with another exercise than the one in the file."]
    if not forks and (opened.get("name", ""), opened.get("tte_version", "")) != (
        given["name"], given["tte_version"],
    ):  # fmt: skip
        return ["The session's name or version is another than when it was opened."]
    return []


# --- the seal and the sign-offs --------------------------------------------------------------------------


def _seal(records: Sequence[Record]) -> tuple[Seal | None, list[str]]:
    """The last seal, what followed it, and what of that cannot have followed it."""
    sealing = next((r for r in reversed(records) if r.kind == "log_sealed"), None)
    if sealing is None:
        return None, []
    after = [r for r in records if r.seq > sealing.seq]
    faults = [
        f"Event {r.seq} ({r.kind}) belongs to play and follows the seal (event {sealing.seq})."
        for r in after
        if r.kind.startswith(PLAY)
    ]
    return Seal(sealing.seq, sealing.wall, dict(Counter(r.kind for r in after))), faults


def _sign_offs(records: Sequence[Record]) -> tuple[SignOff, ...]:
    withdrawn = {str(_told(r).get("sign_off")) for r in records if r.kind == "sign_off_withdrawn"}
    found = []
    for record in records:
        if record.kind == "report_signed_off":
            told = _told(record)
            by, head, upto = str(told.get("name", "")), str(told.get("head", "")), told.get("upto")
            taken_back = str(told.get("sign_off")) in withdrawn
            found.append(SignOff(record.seq, by, upto if isinstance(upto, int) else 0, head, taken_back))
    return tuple(found)


def _sign_off_faults(records: Sequence[Record], sign_offs: Sequence[SignOff]) -> list[str]:
    """Each sign-off names the head of the log that it was given on; what a fork took over, another log's."""
    by_seq = {r.seq: r.hash for r in records}
    forked = max((r.seq for r in records if r.kind == "session_forked"), default=0)
    return [
        f"The sign-off by {s.by} (event {s.event}) was given on another log: event {s.upto} is not the one "
        "that it names."
        for s in sign_offs
        if s.event > forked and s.head and by_seq.get(s.upto) != s.head
    ]
