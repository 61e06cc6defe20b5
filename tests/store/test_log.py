"""The log of a session: what is appended is what is read, in order, and nothing else can get in."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.support import EXERCISE, WALL, append, entry, make
from tte.store.errors import ReadOnlySession, SessionExists, StoreError, VersionConflict
from tte.store.records import Entry
from tte.store.session_file import SessionFile

REST = "payload, at, wall, seat, participant"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def test_a_new_session_knows_what_it_is(session: SessionFile) -> None:
    info = session.info
    assert (info.exercise_id, info.exercise_title, info.exercise_digest) == (
        "fog-signal",
        "FOG SIGNAL",
        "d" * 64,
    )
    assert (info.name, info.created, info.tte_version) == ("a wet Tuesday", WALL, "0.1.0")
    assert len(info.id) == 32
    assert info.exercise_json == EXERCISE
    assert session.last_seq() == 0
    assert session.read() == []


def test_events_of_one_command_share_its_number_and_envelope(session: SessionFile) -> None:
    append(session, entry("exercise_started"))
    records = append(
        session, entry("a", x=1), entry("b"), at=12, wall=WALL + 9, seat="japan-mod", participant="Ōno Yūki"
    )
    assert [(r.seq, r.command, r.kind) for r in records] == [(2, 2, "a"), (3, 2, "b")]
    assert {(r.at, r.wall, r.seat, r.participant) for r in records} == {
        (12.0, WALL + 9, "japan-mod", "Ōno Yūki")
    }
    assert session.read(after=1) == records
    assert session.last_seq() == 3
    assert session.verify() == []


def test_reading_again_after_reopening_gives_the_same(session: SessionFile) -> None:
    written = append(session, entry(), entry()) + append(session)
    session.close()
    with SessionFile.open(session.path) as again:
        assert again.read() == written
        assert again.info == session.info


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    body=TEXTS,
    kind=TEXTS,
    seat=TEXTS,
    participant=TEXTS,
    at=st.floats(allow_nan=False, allow_infinity=False),
    wall=st.integers(-(2**63), 2**63 - 1),
)
def test_any_text_and_time_comes_back_as_it_went_in(
    session: SessionFile, body: str, kind: str, seat: str, participant: str, at: float, wall: int
) -> None:
    written = append(
        session, Entry(kind, entry(body=body).payload), at=at, wall=wall, seat=seat, participant=participant
    )
    read = session.read(after=written[0].seq - 1)
    assert read == written
    assert session.verify() == []


def test_payloads_are_kept_to_the_letter(session: SessionFile) -> None:
    odd = '{ "b":1e16,  "a" : 1.0, "a":"\\u0000é" }\n'
    append(session, Entry("x", odd))
    assert session.read()[0].payload == odd


def test_a_large_log_can_be_read_in_batches(session: SessionFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tte.store.session_file._BATCH", 7)
    for _ in range(10):
        append(session, entry(), entry())
    assert list(session.iterate()) == session.read()
    assert list(session.iterate(after=14)) == session.read(after=14)


def test_a_megabyte_of_text_is_one_event(session: SessionFile) -> None:
    append(session, entry(body="é" * 1_000_000))
    assert len(session.read()[0].payload) > 1_000_000
    assert session.verify() == []


def test_whoever_decided_on_an_old_state_is_told(session: SessionFile) -> None:
    append(session)
    with pytest.raises(VersionConflict) as caught:
        session.append([entry()], at=0, wall=WALL, seat="control", participant="", expected=0)
    assert (caught.value.expected, caught.value.actual) == (0, 1)
    assert session.last_seq() == 1
    append(session)


def test_a_command_without_events_writes_nothing(session: SessionFile) -> None:
    assert session.append([], at=0, wall=WALL, seat="control", participant="", expected=99) == []
    assert session.last_seq() == 0


@pytest.mark.parametrize("at", [float("nan"), float("inf"), float("-inf")])
def test_a_time_that_is_none_is_refused(session: SessionFile, at: float) -> None:
    with pytest.raises(ValueError, match="no time"):
        append(session, at=at)
    assert session.last_seq() == 0


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Entry("x", "no json"), StoreError),
        (Entry("x", ""), StoreError),
        (Entry("x", '{"a":"\ud800"}'), ValueError),
    ],
)
def test_a_command_is_written_whole_or_not_at_all(
    session: SessionFile, wrong: Entry, error: type[Exception]
) -> None:
    with pytest.raises(error):
        append(session, entry(), entry(), wrong)
    assert session.last_seq() == 0
    assert len(append(session)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET payload = '{}' WHERE seq = 1",
        "DELETE FROM events WHERE seq = 2",
        f"INSERT OR REPLACE INTO events SELECT seq, 1, 'x', {REST}, prev, hash FROM events WHERE seq = 1",
        f"INSERT INTO events SELECT 9, 9, kind, {REST}, hash, hash FROM events WHERE seq = 2",
        f"INSERT INTO events SELECT 3, 3, kind, {REST}, prev, hash FROM events WHERE seq = 2",
        "UPDATE exercise SET json = '{}'",
        "DELETE FROM session",
    ],
)
def test_no_tool_changes_the_log_by_accident(session: SessionFile, statement: str) -> None:
    """As any SQLite tool would do it, without the settings of our own connections."""
    written = append(session, entry(), entry())
    other = sqlite3.connect(session.path)
    with pytest.raises(sqlite3.IntegrityError, match=r"never changed|must follow"):
        other.execute(statement)
    other.close()
    assert session.read() == written


def test_an_exercise_changed_behind_our_back_is_noticed(session: SessionFile) -> None:
    append(session)
    session.close()
    other = sqlite3.connect(session.path)
    other.execute("DROP TRIGGER exercise_no_update")
    other.execute("UPDATE exercise SET json = '{}'")
    other.commit()
    other.close()
    with SessionFile.open(session.path) as again:
        assert again.verify() == ["The exercise in this file is not the one that was frozen in it."]


def test_changes_of_others_are_noticed_and_own_ones_are_not(session: SessionFile) -> None:
    append(session)
    assert not session.changed()
    with SessionFile.open(session.path) as other:
        assert not session.changed()
        append(other)
        assert session.changed()
        assert not session.changed()
        assert session.last_seq() == 2
        append(session)
        assert not session.changed()
        assert other.changed()


def test_a_reader_follows_a_live_session(session: SessionFile) -> None:
    with SessionFile.open(session.path, readonly=True) as follower:
        assert not follower.changed()
        written = append(session)
        assert follower.changed()
        assert follower.read() == written
        with pytest.raises(ReadOnlySession, match="reading only"):
            append(follower)


def test_threads_share_one_open_session(session: SessionFile) -> None:
    def work() -> None:
        for _ in range(20):
            while True:
                try:
                    append(session)
                except VersionConflict:
                    continue
                break

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.last_seq() == 80
    assert session.verify() == []


def test_closing_leaves_one_file_and_may_be_done_twice(session: SessionFile) -> None:
    append(session)
    session.close()
    session.close()
    assert [p.name for p in session.path.parent.iterdir()] == ["s.sqlite3"]
    assert session.path.read_bytes()[18:20] == b"\x01\x01", "a rollback-journal file opens on read-only media"


def test_commits_reach_the_disk(session: SessionFile) -> None:
    """FULL (2): a commit waits for the disk, or what was accepted does not survive the loss of power."""
    driver = session._driver
    assert driver is not None
    settings = {
        name: driver.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
    }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 5000,
    }


def test_a_session_is_never_written_over(session: SessionFile) -> None:
    written = append(session)
    with pytest.raises(SessionExists, match="never written over"):
        make(session.path)
    assert session.read() == written


def test_a_live_session_is_copied_to_a_single_file(session: SessionFile, tmp_path: Path) -> None:
    written = append(session, entry(), entry())
    copy = session.backup(tmp_path / "copy" / "b.sqlite3")
    append(session)
    assert [p.name for p in copy.parent.iterdir()] == ["b.sqlite3"]
    with SessionFile.open(copy) as opened:
        assert opened.read() == written
        assert opened.info == session.info
        assert opened.verify() == []
    with pytest.raises(SessionExists):
        session.backup(copy)
