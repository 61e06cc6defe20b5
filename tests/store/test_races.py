"""Several real processes on one file, and processes that are killed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.store.support import append, child, finished, killed, make, said
from tte.store import quick
from tte.store.session_file import SessionFile


def test_four_processes_append_without_a_gap(path: Path) -> None:
    make(path).close()
    writers = [child("append", path, f"writer-{n}", 200) for n in range(4)]
    accepted = [int(seq) for writer in writers for seq in finished(writer).split()]
    with SessionFile.open(path) as session:
        records = session.read()
        assert session.verify() == []
    assert [record.seq for record in records] == sorted(accepted)
    assert len({record.command for record in records}) == 4 * 200
    for record in records:
        assert record.seat == records[record.command - 1].seat, "a command's events stand together"


@pytest.mark.parametrize("after", [0.0, 0.05, 0.3])
def test_what_was_accepted_survives_kill_9(path: Path, after: float) -> None:
    make(path).close()
    writer = child("append", path, "writer", 100_000)
    first = said(writer)
    time.sleep(after)
    rest = killed(writer)
    *whole, torn = f"{first}\n{rest}".split("\n")
    accepted = [int(seq) for line in whole for seq in line.split()]
    assert accepted, torn
    with SessionFile.open(path) as session:
        records = session.read()
        assert session.verify() == []
        assert [record.seq for record in records][: len(accepted)] == accepted
        assert len(records) <= len(accepted) + 3, "at most the one command that was on its way"
        append(session)
        assert session.verify() == []
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_survivor_goes_on_when_another_writer_is_killed(session: SessionFile) -> None:
    writer = child("append", session.path, "writer", 100_000)
    said(writer)
    killed(writer)
    assert session.changed()
    seen = session.last_seq()
    assert append(session)[0].seq == seen + 1
    assert session.verify() == []


def test_processes_that_come_and_go_do_not_disturb_one_another(path: Path) -> None:
    """The last to leave folds the log into the file just when the next one opens it."""
    make(path).close()
    visitors = [child("visit", path, f"visitor-{n}", 40) for n in range(4)]
    for visitor in visitors:
        finished(visitor)
    with SessionFile.open(path) as session:
        assert session.last_seq() == 160
        assert session.verify() == []
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_looking_on_from_the_same_process_does_not_loosen_the_lock(session: SessionFile) -> None:
    """POSIX drops a process's locks when it closes any handle on the file: no quick reader may be one."""
    append(session)
    for _ in range(3):
        quick.peek(session.path)
        quick.read_records(session.path)
        SessionFile.open(session.path, readonly=True).close()
    finished(child("visit", session.path, "visitor", 3))
    assert session.path.read_bytes()[18:20] == b"\x02\x02", (
        "the visitor could not take the log away from under us"
    )
    append(session)
    assert session.last_seq() == 5
    assert session.verify() == []


def test_the_one_who_stays_keeps_the_file_for_play(session: SessionFile) -> None:
    process = child("hold", session.path)
    assert said(process) == "open"
    session.close()
    process.communicate("\n")
    assert len(quick.read_records(session.path)) == 1
    assert [p.name for p in session.path.parent.iterdir()] == [session.path.name]
