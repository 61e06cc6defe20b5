"""Verify: every change, removal and exchange of sealed rows is found; what cannot be found is said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.decks import write_minimal_deck
from tests.room import Room, Wall
from tte.conduct.opening import Setting, create_session
from tte.exercise.load import load_exercise
from tte.store.verifying import Verdict, verify_connection, verify_file

COLUMNS = ("seq", "command", "kind", "payload", "at", "wall", "seat", "participant", "prev", "hash")


def play_sealed(folder: Path) -> Path:
    """A short play of the small deck in a file: sealed, with two notes after the seal."""
    exercise = load_exercise(write_minimal_deck(folder / "injects" / "drill")).require()
    wall = Wall()
    live, path, _ = create_session(exercise, folder / "sessions", Setting(seed=3, name="drill"), now=wall)
    room = Room(exercise, session=live, wall=wall).start()
    room.release("01")
    room.do("open", "north", item="01")
    room.do("ack", "north", item="01")
    room.say("north", "south", "Do you see the buoy?", "radio")
    room.do("hold", inject="03")
    room.undo()
    room.decide("north", "dp1", "a")
    room.decide("south", "dp1", "a", why="So do we.")
    room.wait(minutes=2)
    room.do("endex", reason="time")
    room.do("seal")
    room.do("note", body="They agreed early.", objective="O1")
    room.do("note", body="The read-back was missing.", objective="O1")
    room.keeper.release()
    live.close()
    return path


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tte.store.codes.COST", 4)
        return play_sealed(tmp_path_factory.mktemp("sealed"))


@pytest.fixture
def open_file(sealed: Path) -> Iterator[sqlite3.Connection]:
    """The sealed session in memory, its guards gone: as somebody with an editor for databases has it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with sqlite3.connect(sealed) as disk:
        disk.backup(connection)
    disk.close()
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA ignore_check_constraints = 1")
    yield connection
    connection.close()


def tampered(connection: sqlite3.Connection, *statements: str) -> Verdict:
    """What verify says after some statements, which are then taken back."""
    connection.execute("SAVEPOINT whole")
    for statement in statements:
        connection.execute(statement)
    found = verify_connection(connection)
    connection.execute("ROLLBACK TO whole")
    return found


def test_a_sealed_session_is_whole_and_says_what_came_after_the_seal(sealed: Path) -> None:
    verdict = verify_file(sealed)
    assert verdict.faults == ()
    assert verdict.seal is not None
    assert dict(verdict.seal.after) == {"note_taken": 2}
    assert verdict.events == verdict.seal.event + 2
    assert verify_file(sealed, head=verdict.head.upper()).head_found == verdict.events


def test_every_change_of_every_field_of_every_event_is_found(open_file: sqlite3.Connection) -> None:
    events = [seq for (seq,) in open_file.execute("SELECT seq FROM events ORDER BY seq")]
    assert len(events) > 25
    changes = {
        "seq": "seq + 1000", "command": "command - 1", "kind": "kind || 'x'", "payload": "payload || ' '",
        "at": "at + 0.001", "wall": "wall + 1", "seat": "'somebody'", "participant": "participant || 'x'",
        "prev": "'0' || substr(prev, 2) || 'f'", "hash": "'0' || substr(hash, 2) || 'f'",
    }  # fmt: skip
    assert set(changes) == set(COLUMNS)
    for seq in events:
        for column, value in changes.items():
            found = tampered(open_file, f"UPDATE events SET {column} = {value} WHERE seq = {seq}")
            assert found.faults, f"a change of {column} of event {seq} was not found"
        for odd in ("x'00ff'", "'{'", "'[]'"):
            assert tampered(open_file, f"UPDATE events SET payload = {odd} WHERE seq = {seq}").faults
    assert verify_connection(open_file).faults == ()


def test_every_removal_and_every_exchange_of_sealed_events_is_found(open_file: sqlite3.Connection) -> None:
    events = [seq for (seq,) in open_file.execute("SELECT seq FROM events ORDER BY seq")]
    columns = ", ".join(COLUMNS[1:])
    for seq in events[:-1]:
        assert tampered(open_file, f"DELETE FROM events WHERE seq = {seq}").faults, seq
        closed_up = f"UPDATE events SET seq = -seq + 1 WHERE seq > {seq}"
        again = "UPDATE events SET seq = -seq WHERE seq < 0"
        assert tampered(open_file, f"DELETE FROM events WHERE seq = {seq}", closed_up, again).faults, seq
    for one, other in [*pairwise(events), (events[3], events[-3])]:
        swap = (
            f"UPDATE events SET ({columns}) = (SELECT {columns} FROM was WHERE seq = {{}}) WHERE seq = {{}}"
        )
        found = tampered(
            open_file, "CREATE TEMP TABLE was AS SELECT * FROM events",
            swap.format(one, other), swap.format(other, one),
        )  # fmt: skip
        assert found.faults, f"an exchange of events {one} and {other} was not found"


def test_an_event_put_in_or_copied_to_the_end_is_found(open_file: sqlite3.Connection) -> None:
    columns = ", ".join(COLUMNS[1:])
    last = open_file.execute("SELECT max(seq) FROM events").fetchone()[0]
    copy = f"INSERT INTO events (seq, {columns}) SELECT {last + 1}, {columns} FROM events WHERE seq = 5"
    assert tampered(open_file, copy).faults


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE exercise SET json = replace(json, 'Buoy', 'Bouy')",
        "UPDATE exercise SET json = json || ' '",
        "UPDATE exercise SET json = '{'",
        "UPDATE exercise SET title = 'Another Drill'",
        "UPDATE exercise SET id = 'other'",
        "UPDATE exercise SET digest = 'd'",
        "DELETE FROM exercise",
        "UPDATE session SET id = 'other'",
        "UPDATE session SET name = 'another'",
        "UPDATE session SET created = created + 1",
        "UPDATE session SET tte_version = '99'",
        "UPDATE session SET exercise_digest = 'd'",
        "UPDATE session SET genesis = '0' || substr(genesis, 2) || 'f'",
        "DELETE FROM session",
        "INSERT INTO session SELECT 'x', exercise_digest, name, created, tte_version, genesis FROM session",
    ],
)
def test_every_change_of_the_exercise_and_the_session_is_found(
    open_file: sqlite3.Connection, change: str
) -> None:
    assert tampered(open_file, change).faults, change


def test_a_view_that_shows_other_than_the_events_is_found(open_file: sqlite3.Connection) -> None:
    text = "SELECT * FROM sqlite_master WHERE type = 'view' AND name = 'decisions'"
    select = open_file.execute(text).fetchone()[4].partition(" AS ")[2]
    lying = f"CREATE VIEW decisions AS SELECT decision, owner, 'b' AS choice, outcome FROM ({select})"
    found = tampered(open_file, "DROP VIEW decisions", lying)
    assert len(found.faults) == 1
    assert "view decisions shows other than the events" in found.faults[0]
    assert "cannot be read" in tampered(open_file, "DROP VIEW timeline").faults[0]


def test_the_loss_of_the_end_is_found_by_a_head_that_was_kept_elsewhere(
    open_file: sqlite3.Connection,
) -> None:
    """A chain that is shorter is whole: only what was kept elsewhere tells. Losing the seal is seen."""
    head = verify_connection(open_file).head
    last = open_file.execute("SELECT max(seq) FROM events").fetchone()[0]
    open_file.execute(f"DELETE FROM events WHERE seq = {last}")
    assert verify_connection(open_file).faults == ()
    (fault,) = verify_connection(open_file, head=head).faults
    assert "cut off" in fault
    open_file.execute("DELETE FROM events WHERE seq >= (SELECT seq FROM events WHERE kind = 'log_sealed')")
    assert verify_connection(open_file).seal is None


def test_play_that_follows_the_seal_is_found_even_in_a_chain_made_anew(open_file: sqlite3.Connection) -> None:
    from tte.store.records import Entry, Record, chained

    rows = open_file.execute(f"SELECT {', '.join(COLUMNS)} FROM events ORDER BY seq").fetchall()
    last = Record(*rows[-1])
    for kind in ("track_changed", "decision_submitted", "inject_released"):
        (added,) = chained([Entry(kind, "{}")], last.seq, last.hash, 1.0, last.wall, "director", "")
        values = [getattr(added, column) for column in COLUMNS]
        open_file.execute("SAVEPOINT whole")
        open_file.execute(f"INSERT INTO events ({', '.join(COLUMNS)}) VALUES (?,?,?,?,?,?,?,?,?,?)", values)
        (fault,) = verify_connection(open_file).faults
        assert "follows the seal" in fault
        open_file.execute("ROLLBACK TO whole")


def test_a_sign_off_given_on_another_log_is_found(open_file: sqlite3.Connection) -> None:
    import json

    from tte.store.records import Entry, Record, chained

    rows = open_file.execute(f"SELECT {', '.join(COLUMNS)} FROM events ORDER BY seq").fetchall()
    last = Record(*rows[-1])
    for head, faults in ((last.hash, 0), ("0" * 64, 1)):
        told = json.dumps({"sign_off": "s1", "name": "A. Director", "upto": last.seq, "head": head})
        (added,) = chained(
            [Entry("report_signed_off", told)], last.seq, last.hash, 1.0, last.wall, "director", ""
        )
        open_file.execute("SAVEPOINT whole")
        open_file.execute(
            f"INSERT INTO events ({', '.join(COLUMNS)}) VALUES (?,?,?,?,?,?,?,?,?,?)",
            [getattr(added, column) for column in COLUMNS],
        )
        found = verify_connection(open_file)
        assert [s.by for s in found.sign_offs] == ["A. Director"]
        assert len(found.faults) == faults
        open_file.execute("ROLLBACK TO whole")
