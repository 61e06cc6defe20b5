"""Bringing files of earlier versions up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.store.support import append, contents, make
from tte.store import engines, plain, schema, session_file
from tte.store.errors import DamagedSession
from tte.store.session_file import SessionFile


def version_of(path: Path) -> int:
    other = sqlite3.connect(path)
    (version,) = other.execute("PRAGMA user_version").fetchone()
    other.close()
    return int(version)


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A tte of one version later, which gives every seat a colour; counts how often the step ran."""
    ran: list[int] = []

    def colour(connection: Connection) -> None:
        ran.append(1)
        connection.exec_driver_sql("ALTER TABLE seat ADD COLUMN colour TEXT")

    for module in (plain, schema, session_file):
        monkeypatch.setattr(
            module,
            "SCHEMA_VERSION",
            plain.SCHEMA_VERSION + 1 if module is plain else module.SCHEMA_VERSION + 1,
        )
    monkeypatch.setitem(schema.MIGRATIONS, plain.SCHEMA_VERSION - 1, colour)
    return ran


def test_version_zero_is_an_empty_file_and_becomes_the_current_one(path: Path) -> None:
    path.touch()
    writer = engines.open_writer(path, 1)
    with writer.begin():
        assert schema.migrate(writer)
    with writer.begin():
        assert not schema.migrate(writer), "a second time there is nothing to do"
    writer.close()
    assert version_of(path) == plain.SCHEMA_VERSION


def test_an_older_session_is_brought_up_to_date_once(path: Path, request: pytest.FixtureRequest) -> None:
    with make(path) as session:
        written = append(session)
    old = version_of(path)
    ran: list[int] = request.getfixturevalue("newer")
    for _ in range(2):
        with SessionFile.open(path) as session:
            assert session.info.schema_version == old + 1
            assert session.read() == written
            assert session.verify() == []
    assert ran == [1]
    assert version_of(path) == old + 1


def test_two_that_open_an_older_session_at_once_change_it_once(
    path: Path, request: pytest.FixtureRequest
) -> None:
    make(path).close()
    ran: list[int] = request.getfixturevalue("newer")
    one = SessionFile.open(path)
    with one._writer.begin() if one._writer else pytest.fail("not writable"):
        assert one._writer is not None
        assert not schema.migrate(one._writer)
    one.close()
    assert ran == [1]


def test_a_step_that_fails_leaves_the_file_as_it_was(
    path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(path).close()
    before = contents(path)
    request.getfixturevalue("newer")

    def broken(connection: Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE seat ADD COLUMN colour TEXT")
        connection.exec_driver_sql("SELECT * FROM nowhere")

    monkeypatch.setitem(schema.MIGRATIONS, plain.SCHEMA_VERSION - 1, broken)
    with pytest.raises(DamagedSession, match="nowhere"):
        SessionFile.open(path)
    monkeypatch.undo()
    assert version_of(path) == plain.SCHEMA_VERSION
    other = sqlite3.connect(path)
    assert "colour" not in str(other.execute("SELECT sql FROM sqlite_master").fetchall())
    other.close()
    assert set(contents(path)) == set(before)


def test_the_application_id_tells_file_managers_what_it_is(path: Path) -> None:
    make(path).close()
    assert path.read_bytes()[68:72] == b"tteS"
