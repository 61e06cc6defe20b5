"""The quick readers, and what must not be loaded for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.support import EXERCISE, ROOT, WALL, append, entry
from tte.store import quick
from tte.store.errors import DamagedSession
from tte.store.session_file import SessionFile


@pytest.mark.parametrize("module", ["quick", "folder", "records", "errors", "codes"])
def test_light_modules_load_no_sql_library(module: str) -> None:
    program = (
        f"import sys, tte.store.{module}\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'textual'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_records_are_read_without_any_database() -> None:
    program = "import sys, tte.store.records, tte.store.errors\nsys.exit('sqlite3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


def test_a_glance_at_a_live_session(session: SessionFile) -> None:
    first = quick.peek(session.path)
    assert (first.info, first.last_seq, first.last_wall) == (session.info, 0, WALL)
    append(session, entry(), entry(), wall=WALL + 7)
    second = quick.peek(session.path)
    assert (second.last_seq, second.last_wall) == (2, WALL + 7)


def test_both_ways_of_reading_agree(session: SessionFile) -> None:
    append(session, entry(body="é"), at=1.5, participant="x")
    append(session, entry())
    assert quick.read_records(session.path) == session.read()
    assert quick.read_records(session.path, after=1) == session.read(after=1)
    assert quick.exercise_json(session.path) == EXERCISE == session.info.exercise_json


def test_seats_are_opened_without_sqlmodel_too(session: SessionFile) -> None:
    assert quick.seats(session.path) == ["control", "japan-mod"]
    assert quick.check_code(session.path, "japan-mod", "tky 234")
    assert not quick.check_code(session.path, "japan-mod", "DIRECT")
    assert not quick.check_code(session.path, "nobody", "DIRECT")


def test_looking_changes_nothing(session: SessionFile) -> None:
    append(session)
    session.close()
    before = session.path.read_bytes()
    quick.peek(session.path)
    quick.read_records(session.path)
    assert session.path.read_bytes() == before
    assert [p.name for p in session.path.parent.iterdir()] == [session.path.name]


def test_a_path_with_odd_characters(tmp_path: Path) -> None:
    from tests.store.support import make

    path = tmp_path / "a b#c?d%20é&mode=rw.sqlite3"
    with make(path) as session:
        append(session)
        assert quick.peek(path).last_seq == 1
    with SessionFile.open(path) as session:
        assert session.last_seq() == 1
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_session_without_its_description_is_damaged(session: SessionFile) -> None:
    assert session._driver is not None
    session._driver.execute("DROP TRIGGER session_no_delete")
    session._driver.execute("DELETE FROM session")
    for look in (quick.peek, quick.exercise_json):
        with pytest.raises(DamagedSession, match="missing"):
            look(session.path)
