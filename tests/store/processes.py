"""Jobs that tests give to other real processes: `python -m tests.store.processes JOB FILE ...`."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

from tte.store.errors import VersionConflict
from tte.store.records import Entry
from tte.store.session_file import SessionFile

WALL = 1_795_000_000_000


def say(*words: object) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def append_many(path: Path, who: str, commands: int) -> None:
    """Append commands of one to three events, deciding again after a conflict; print each accepted seq."""
    with SessionFile.open(path, wait=30) as session:
        last = session.last_seq()
        for number in range(commands):
            entries = [
                Entry("note_taken", json.dumps({"n": number, "part": part, "body": "x" * 200}))
                for part in range(1 + number % 3)
            ]
            while True:
                try:
                    records = session.append(
                        entries, at=number, wall=WALL + number, seat=who, participant="", expected=last
                    )
                except VersionConflict:
                    last = session.last_seq()
                else:
                    last = records[-1].seq
                    say(*[record.seq for record in records])
                    break


def open_and_close(path: Path, who: str, times: int) -> None:
    """Come and go, appending one event at each visit."""
    for _ in range(times):
        with SessionFile.open(path, wait=30) as session:
            while True:
                try:
                    session.append(
                        [Entry("note_taken", "{}")], at=0, wall=WALL, seat=who, participant="",
                        expected=session.last_seq(),
                    )  # fmt: skip
                except VersionConflict:
                    continue
                break


def hold_lock(path: Path) -> None:
    """Take the write lock, say so, and keep it until a line comes in."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    say("locked")
    sys.stdin.readline()


def hold_open(path: Path) -> None:
    """Open the session, append one event, say so, and stay until a line comes in."""
    with SessionFile.open(path) as session:
        session.append(
            [Entry("note_taken", "{}")],
            at=0,
            wall=WALL,
            seat="x",
            participant="",
            expected=session.last_seq(),
        )
        say("open")
        sys.stdin.readline()


def main() -> None:
    """Do the job that the command line names."""
    job, path, *rest = sys.argv[1:]
    match job:
        case "append":
            append_many(Path(path), rest[0], int(rest[1]))
        case "visit":
            open_and_close(Path(path), rest[0], int(rest[1]))
        case "lock":
            hold_lock(Path(path))
        case "hold":
            hold_open(Path(path))
        case _:
            raise SystemExit(f"no such job: {job}")


if __name__ == "__main__":
    main()
