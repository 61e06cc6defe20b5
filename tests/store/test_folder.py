"""How people name sessions, and the list of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.store.support import WALL, append, make
from tte.store.errors import NoSuchSession, NotASession, StoreError
from tte.store.folder import find_session, list_sessions, new_path, sessions_dir

DAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sessions; the second was played last."""
    for number, (day, exercise) in enumerate([(22, "fog-signal"), (23, "fog-signal"), (24, "red-tide")]):
        with make(tmp_path / f"2026-11-{day}-{exercise}.sqlite3") as session:
            append(session, wall=WALL + (99 if number == 1 else number))
    return tmp_path


def test_the_folder_is_the_option_or_the_variable_or_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TTE_SESSIONS", raising=False)
    assert sessions_dir(None) == Path("sessions")
    monkeypatch.setenv("TTE_SESSIONS", "/srv/tte")
    assert sessions_dir(None) == Path("/srv/tte")
    assert sessions_dir("here") == Path("here")


def test_new_sessions_are_named_by_day_and_exercise(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        path = new_path(tmp_path, "fog-signal", DAY)
        path.touch()
        names.append(path.name)
    assert names == [
        "2026-11-22-fog-signal.sqlite3",
        "2026-11-22-fog-signal-2.sqlite3",
        "2026-11-22-fog-signal-3.sqlite3",
    ]


def test_the_log_of_a_lost_session_keeps_its_name_taken(tmp_path: Path) -> None:
    (tmp_path / "2026-11-22-fog-signal.sqlite3-wal").write_bytes(b"x")
    assert new_path(tmp_path, "fog-signal", DAY).name == "2026-11-22-fog-signal-2.sqlite3"


@pytest.mark.parametrize("wicked", ["../../etc/passwd", "a/b", "", "..", "\x00", "Fog Signal"])
def test_no_exercise_names_a_file_outside_the_folder(tmp_path: Path, wicked: str) -> None:
    path = new_path(tmp_path, wicked, DAY)
    assert path.parent == tmp_path
    assert path.name.isascii()
    path.touch()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2026-11-22-fog-signal.sqlite3", "2026-11-22-fog-signal"),
        ("2026-11-22-fog-signal", "2026-11-22-fog-signal"),
        ("2026-11-23", "2026-11-23-fog-signal"),
        ("red", "2026-11-24-red-tide"),
        ("latest", "2026-11-23-fog-signal"),
    ],
)
def test_a_session_is_found_by_what_people_type(folder: Path, name: str, found: str) -> None:
    assert find_session(name, folder).stem == found


def test_a_session_is_found_by_its_path(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "2026-11-24-red-tide.sqlite3"
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert find_session(path, elsewhere) == path
    assert find_session(str(path), elsewhere) == path
    monkeypatch.chdir(folder)
    assert find_session(path.name, elsewhere) == Path(path.name)


def test_a_full_name_wins_over_longer_ones_that_begin_with_it(folder: Path) -> None:
    make(folder / "2026-11-22-fog-signal-2.sqlite3").close()
    assert find_session("2026-11-22-fog-signal", folder).stem == "2026-11-22-fog-signal"


def test_an_ambiguous_name_lists_what_it_fits(folder: Path) -> None:
    with pytest.raises(NoSuchSession, match=r"fits 2 sessions: 2026-11-22-fog-signal, 2026-11-23-fog-signal"):
        find_session("fog", folder)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2026-11-22-fog-singal", "Did you mean 2026-11-22-fog-signal"),
        ("zzz", "There are: 2026-11-22-fog-signal"),
        ("", "There are"),
        ("./none.sqlite3", "There is no session file none.sqlite3"),
    ],
)
def test_a_name_that_fits_nothing_is_told_what_there_is(folder: Path, name: str, words: str) -> None:
    with pytest.raises(NoSuchSession) as caught:
        find_session(name, folder)
    assert words in str(caught.value)


def test_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    nowhere = tmp_path / "none"
    assert list_sessions(nowhere) == []
    for name in ("latest", "fog"):
        with pytest.raises(NoSuchSession, match="`tte run` makes one"):
            find_session(name, nowhere)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("x")
    with pytest.raises(StoreError, match="cannot be read"):
        list_sessions(tmp_path / "sessions")


def test_one_bad_file_does_not_hide_the_others(folder: Path) -> None:
    (folder / "aaa.sqlite3").write_bytes(b"rubbish")
    (folder / "notes.txt").write_text("not mine")
    listed = list_sessions(folder)
    assert [it.path.stem for it in listed] == [
        "2026-11-23-fog-signal",
        "2026-11-24-red-tide",
        "2026-11-22-fog-signal",
        "aaa",
    ]
    assert isinstance(listed[-1].problem, NotASession)
    assert listed[0].peek is not None
    assert listed[0].peek.last_wall == WALL + 99
