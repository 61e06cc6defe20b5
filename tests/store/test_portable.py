"""Sessions as folders: what comes back is equal by digest, and hostile folders are refused in words."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.test_verify import play_sealed
from tte.errors import TteError
from tte.store import quick
from tte.store.errors import StoreError
from tte.store.portable import EVENTS, EXERCISE, SESSION, SUMS, read_folder, write_folder
from tte.store.verifying import verify_file
from tte.store.whole import write_whole


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tte.store.codes.COST", 4)
        return play_sealed(tmp_path_factory.mktemp("sealed"))


@pytest.fixture(scope="module")
def exported(sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "out"
    write_folder(sealed, folder, {"report.html": b"<p>EXERCISE"})
    return folder


@pytest.fixture
def folder(exported: Path, tmp_path: Path) -> Path:
    """An exported session, to spoil."""
    return shutil.copytree(exported, tmp_path / "out")


def relist(folder: Path) -> None:
    """Make the list of digests fit again: somebody who changes a file changes that too."""
    names = sorted(p.name for p in folder.iterdir() if p.name != SUMS)
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def test_a_session_comes_back_equal_by_digest(sealed: Path, folder: Path, tmp_path: Path) -> None:
    carried = read_folder(folder)
    path = write_whole(
        tmp_path / "again.sqlite3", carried.identity, carried.records, seats={"north": "ABC234"}
    )
    assert quick.read_records(path) == quick.read_records(sealed)
    assert quick.exercise_json(path) == quick.exercise_json(sealed)
    assert quick.check_code(path, "north", "abc234")
    before, after = verify_file(sealed), verify_file(path)
    assert after.faults == ()
    assert (after.head, after.session_id, after.seal) == (before.head, before.session_id, before.seal)
    write_folder(path, tmp_path / "out2", {"report.html": b"<p>EXERCISE"})
    assert (tmp_path / "out2" / SUMS).read_text() == (folder / SUMS).read_text()
    for name, text in ((SESSION, "EXERCISE EXERCISE EXERCISE"), ("README.txt", "EXERCISE EXERCISE EXERCISE")):
        assert text in (folder / name).read_text()


def test_a_folder_that_is_in_use_or_a_disk_that_is_full_leaves_everything_as_it_was(
    sealed: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises(StoreError, match="not an empty folder"):
        write_folder(sealed, folder, {})
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tte.store.portable.os.fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        write_folder(sealed, tmp_path / "other", {})
    assert not (tmp_path / "other").exists()
    assert not list(tmp_path.glob(".*.part"))


def _edit(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        relist(folder)

    return edit


def _without_last(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


def _field(name: str, value: object) -> Callable[[str], str]:
    """Another value in the third event."""

    def change(text: str) -> str:
        lines = text.splitlines()
        told = json.loads(lines[2])
        told[name] = value
        lines[2] = json.dumps(told)
        return "\n".join(lines) + "\n"

    return change


def _link(folder: Path) -> None:
    (folder / EVENTS).rename(folder.parent / "elsewhere")
    (folder / EVENTS).symlink_to(folder.parent / "elsewhere")


def _pipe(folder: Path) -> None:
    (folder / EVENTS).unlink()
    os.mkfifo(folder / EVENTS)


def _no_text(folder: Path) -> None:
    (folder / SESSION).write_bytes(b"\xff{}")
    relist(folder)


def _sums(line: str) -> Callable[[Path], None]:
    def add(folder: Path) -> None:
        with (folder / SUMS).open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    return add


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a changed event, digests not": (
        lambda f: (f / EVENTS).write_text((f / EVENTS).read_text().replace("agreed", "argued")),
        "events.jsonl is not the file that was exported",
    ),
    "a changed event, digests too": (
        _edit(EVENTS, lambda t: t.replace("agreed", "argued")), "do not hang together",
    ),
    "a missing end": (_edit(EVENTS, _without_last), "does not end where session.json says"),
    "a missing line": (_edit(EVENTS, lambda t: "\n".join(t.splitlines()[:3] + t.splitlines()[4:])), "hang"),
    "another exercise": (_edit(EXERCISE, lambda t: t.replace("Buoy", "Bouy")), "the digest in session.json"),
    "no exercise": (lambda f: (f / EXERCISE).unlink(), "exercise.json is missing"),
    "a list without it": (lambda f: (f / SUMS).write_text(""), "does not list session.json"),
    "a path out of the folder": (_sums("0" * 64 + "  ../../etc/passwd"), "names no file of this folder"),
    "an absolute path": (_sums("0" * 64 + "  /etc/passwd"), "names no file of this folder"),
    "a path with a backslash": (_sums("0" * 64 + "  ..\\x"), "names no file of this folder"),
    "a name twice": (_sums("0" * 64 + "  session.json"), "names session.json twice"),
    "a link to elsewhere": (_link, "no plain file"),
    "a pipe": (_pipe, "no plain file"),
    "a huge description": (_edit(SESSION, lambda t: t + " " * 70_000), "bytes, more than any session"),
    "a huge line": (_edit(EVENTS, lambda t: t + '"' + "x" * (4 * 1024**2 + 9)), "longer than any event"),
    "no JSON": (_edit(SESSION, lambda t: t[:-4]), "is no JSON"),
    "a deep nest": (_edit(SESSION, lambda t: "[" * 50_000), "is no JSON"),
    "no UTF-8": (_no_text, "is no UTF-8"),
    "a key twice": (_edit(SESSION, lambda t: t.replace("{", '{"format": 1,', 1)), "a key stands twice"),
    "a newer format": (_edit(SESSION, lambda t: t.replace('"format": 1', '"format": 2')), "its format is"),
    "text for a number": (_edit(EVENTS, _field("wall", "x")), "wall is no int"),
    "true for a number": (_edit(EVENTS, _field("wall", True)), "wall is no int"),
    "a number beyond all": (_edit(EVENTS, _field("wall", 2**80)), "larger than any number"),
    "no time": (_edit(EVENTS, lambda t: t.replace('"at": 0.0', '"at": NaN', 1)), "is no JSON"),
    "half a character": (_edit(EVENTS, _field("seat", "\ud800")), "no text that can be stored"),
    "a payload that is none": (_edit(EVENTS, _field("payload", "{")), "payload is no JSON"),
    "one field more": (_edit(EVENTS, _field("more", "x")), "has not the fields of an event"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_refused_in_words(folder: Path, name: str) -> None:
    spoil, words = HOSTILE[name]
    spoil(folder)
    with pytest.raises(TteError, match=words) as caught:
        read_folder(folder)
    assert "\x1b" not in str(caught.value)


def test_what_is_no_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="it is no folder"):
        read_folder(tmp_path / "nothing")
    with pytest.raises(StoreError, match="SHA256SUMS is missing"):
        read_folder(tmp_path)
