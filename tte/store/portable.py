"""A session as a folder of plain files: events as JSON lines, the exercise, the session, a list of digests.

Reading one back trusts nothing: sizes, names, digests, the chain and every value are checked before a session
file is made of it.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from tte.exercise.frozen import digest, thaw
from tte.exercise.models import MARKING
from tte.store.errors import StoreError
from tte.store.quick import exercise_json, peek, read_records
from tte.store.records import Record, verify
from tte.store.whole import Identity

FORMAT = 1
"""Raised when an earlier tte could not read the folder any more."""
SESSION, EXERCISE, EVENTS, SUMS, README = (
    "session.json", "exercise.json", "events.jsonl", "SHA256SUMS", "README.txt",
)  # fmt: skip
NEEDED = (SESSION, EXERCISE, EVENTS)
LARGEST = {SESSION: 64 * 1024, EXERCISE: 32 * 1024**2, EVENTS: 2 * 1024**3, SUMS: 64 * 1024}
"""Bytes; far more than any session has."""
LINE = 4 * 1024**2
"""Bytes of one event; texts are limited to some 8,000 characters."""
MOST_FILES = 200

_ENTRY = re.compile(r"([0-9a-f]{64}) [ *]([A-Za-z0-9][A-Za-z0-9._-]{0,100})")
_KINDS: dict[str, type] = {
    "seq": int, "command": int, "kind": str, "payload": str, "at": float, "wall": int, "seat": str,
    "participant": str, "prev": str, "hash": str,
}  # fmt: skip


class BadFolder(StoreError):
    """A folder that is no export of a session, or not the one that was exported."""

    def __init__(
        self, path: Path, why: str, remedy: str = "Export the session again with `tte export`."
    ) -> None:
        super().__init__(f"{path} cannot be imported: {why}.", path=path, remedy=remedy)


@dataclass(frozen=True, slots=True)
class Carried:
    """A session as it came out of a folder, checked."""

    identity: Identity
    records: list[Record]


# --- out -------------------------------------------------------------------------------------------------


def write_folder(path: Path, to: Path, more: Mapping[str, bytes]) -> list[Path]:
    """Export a session file, with more files beside it by name; returns what was written, in order.

    The folder must not be there, or be empty; it is there whole or not at all. Raises StoreErrors.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise StoreError(
            f"{to} is there already, and not an empty folder.",
            path=to,
            remedy="Name another folder with --to.",
        )
    beside = to.with_name(f".{to.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True)
        files = {**_files(path), **more}
        for name, data in files.items():
            _write(beside / name, data)
        listed = sorted(files)
        sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in listed)
        _write(beside / SUMS, sums.encode())
        if to.exists():
            to.rmdir()
        beside.replace(to)
    except OSError as error:
        raise StoreError(
            f"{to} cannot be written: {error.strerror or error}.", path=to, remedy="Nothing was left there."
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return [to / name for name in (*listed, SUMS)]


def _files(path: Path) -> dict[str, bytes]:
    seen = peek(path)
    info, text, records = seen.info, exercise_json(path), read_records(path)
    head = records[-1].hash if records else info.genesis
    told = {
        "marking": MARKING, "format": FORMAT, "session": info.id, "name": info.name, "created": info.created,
        "tte_version": info.tte_version, "exercise": info.exercise_id, "exercise_title": info.exercise_title,
        "exercise_digest": info.exercise_digest, "genesis": info.genesis, "events": len(records),
        "head": head,
    }  # fmt: skip
    lines = "".join(json.dumps(asdict(r), ensure_ascii=True) + "\n" for r in records)
    return {
        SESSION: (json.dumps(told, ensure_ascii=True, indent=1) + "\n").encode(), EXERCISE: text.encode(),
        EVENTS: lines.encode(), README: _readme(info.exercise_title, len(records), head).encode(),
    }  # fmt: skip


def _readme(title: str, events: int, head: str) -> str:
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in title)
    return (
        f"{MARKING} · {shown}\n\n"
        f"One session of this exercise: {events} events, head {head}.\n\n"
        f"{SESSION}    what the session is\n"
        f"{EXERCISE}   the exercise as it was at StartEx, canonical JSON\n"
        f"{EVENTS}   one event a line, each with the hash of the one before; payload is JSON text as stored\n"
        f"{SUMS}      digests: sha256sum -c {SUMS}\n\n"
        "tte import FOLDER makes a session file of it again. Codes of seats are not part of it.\n"
        "Whoever can read this folder can read everything, private cards included.\n\n"
        f"{MARKING} · {shown}\n"
    )


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


# --- in --------------------------------------------------------------------------------------------------


def read_folder(folder: Path) -> Carried:
    """Read an exported folder back. Raises BadFolder for anything in it that is not as it was exported."""
    if not folder.is_dir():
        raise BadFolder(folder, "it is no folder", "Name a folder that `tte export` wrote.")
    _check_sums(folder)
    told = _object(folder, SESSION)
    if told.get("format") != FORMAT:
        raise BadFolder(folder, f"its format is {str(told.get('format'))[:20]!r}, this tte reads {FORMAT}")
    text = _text(folder, EXERCISE)
    identity = _identity(folder, told, text)
    records = list(_records(folder))
    faults = verify(records, identity.genesis)
    if identity.genesis != told.get("genesis"):
        faults.insert(0, "The exercise or the description of the session is not the one that was exported.")
    if faults:
        raise BadFolder(folder, f"its events do not hang together. {faults[0].rstrip('.')}")
    head = records[-1].hash if records else identity.genesis
    if (told.get("events"), told.get("head")) != (len(records), head):
        raise BadFolder(
            folder, f"{EVENTS} does not end where {SESSION} says: its end is missing, or was added"
        )
    return Carried(identity, records)


def _check_sums(folder: Path) -> None:
    """Every file in the list is there, a plain file of a plain name, and has the digest that is listed."""
    entries = _text(folder, SUMS).splitlines()
    if len(entries) > MOST_FILES:
        raise BadFolder(folder, f"{SUMS} lists {len(entries)} files; an export has a handful")
    listed: dict[str, str] = {}
    for line in entries:
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            raise BadFolder(folder, f"{SUMS} has a line that names no file of this folder: {line[:80]!r}")
        if entry[2] in listed:
            raise BadFolder(folder, f"{SUMS} names {entry[2]} twice")
        listed[entry[2]] = entry[1]
    for name in NEEDED:
        if name not in listed:
            raise BadFolder(folder, f"{SUMS} does not list {name}")
    for name, wanted in listed.items():
        if _sum(folder, name) != wanted:
            raise BadFolder(folder, f"{name} is not the file that was exported: its digest is another")


def _place(folder: Path, name: str) -> Path:
    """A plain file of the folder, not a link to somewhere else, and of a size that can be meant."""
    path = folder / name
    try:
        if path.is_symlink() or not path.is_file():
            raise BadFolder(folder, f"{name} is missing, or no plain file")
        size = path.stat().st_size
    except OSError as error:
        raise BadFolder(folder, f"{name} cannot be looked at: {error.strerror}") from error
    if size > LARGEST.get(name, LARGEST[EVENTS]):
        raise BadFolder(folder, f"{name} has {size:,} bytes, more than any session")
    return path


def _sum(folder: Path, name: str) -> str:
    path = _place(folder, name)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadFolder(folder, f"{name} cannot be read: {error.strerror}") from error


def _text(folder: Path, name: str) -> str:
    path = _place(folder, name)
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadFolder(folder, f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFolder(folder, f"{name} is no UTF-8 text") from error


def _parsed(folder: Path, what: str, text: str) -> dict[str, Any]:
    """A JSON object: no NaN, no key twice, not nested beyond sense."""

    def refuse(word: str) -> float:
        raise ValueError(f"{word} is no number")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    try:
        found = json.loads(text, parse_constant=refuse, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise BadFolder(folder, f"{what} is no JSON that tte wrote ({str(error)[:80]})") from error
    if not isinstance(found, dict):
        raise BadFolder(folder, f"{what} is no JSON object")
    return found


def _object(folder: Path, name: str) -> dict[str, Any]:
    return _parsed(folder, name, _text(folder, name))


def _identity(folder: Path, told: Mapping[str, Any], text: str) -> Identity:
    names = ("session", "name", "tte_version", "exercise", "exercise_title", "exercise_digest")
    given = {name: told.get(name) for name in names}
    created = told.get("created")
    odd = next((n for n, value in given.items() if not isinstance(value, str) or len(value) > 2_000), "")
    if odd or isinstance(created, bool) or not isinstance(created, int) or not 0 <= created < 2**53:
        raise BadFolder(folder, f"{SESSION} says nothing sensible about {odd or 'created'}")
    if digest(text) != given["exercise_digest"]:
        raise BadFolder(folder, f"the digest in {SESSION} is not that of {EXERCISE}")
    exercise = thaw(text)
    if (exercise.id, exercise.title) != (given["exercise"], given["exercise_title"]):
        raise BadFolder(folder, f"{SESSION} names another exercise than {EXERCISE} holds")
    return Identity(
        session_id=str(given["session"]), created=created, name=str(given["name"]),
        tte_version=str(given["tte_version"]), exercise_id=exercise.id, exercise_title=exercise.title,
        exercise_digest=str(given["exercise_digest"]), exercise_json=text,
    )  # fmt: skip


def _records(folder: Path) -> Iterator[Record]:
    path = _place(folder, EVENTS)
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LINE + 1), b""), 1):
            if len(line) > LINE:
                raise BadFolder(folder, f"line {number} of {EVENTS} is longer than any event")
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise BadFolder(folder, f"line {number} of {EVENTS} is no UTF-8 text") from error
            yield _record(folder, number, _parsed(folder, f"line {number} of {EVENTS}", text))


def _record(folder: Path, number: int, told: Mapping[str, Any]) -> Record:
    """An event whose every field is of its kind."""
    what = f"line {number} of {EVENTS}"
    if tuple(told) != tuple(_KINDS):
        raise BadFolder(folder, f"{what} has not the fields of an event")
    for name, kind in _KINDS.items():
        value = told[name]
        if type(value) is not kind:
            raise BadFolder(folder, f"{what}: {name} is no {kind.__name__}")
        if isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
            raise BadFolder(folder, f"{what}: {name} is no text that can be stored")
        if isinstance(value, int) and not -(2**53) < value < 2**53:
            raise BadFolder(folder, f"{what}: {name} is larger than any number of ours")
    if not math.isfinite(told["at"]):
        raise BadFolder(folder, f"{what}: at is no time")
    _parsed(folder, f"{what}: payload", told["payload"])
    return Record(**told)
