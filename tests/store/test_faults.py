"""Files that are not what they should be, and disks that fail: one clear error each, and nothing changed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.support import append, child, contents, entry, finished, make, said
from tte.store import plain, quick
from tte.store.errors import (
    DamagedSession,
    DiskFull,
    NetworkFolder,
    NewerSession,
    NoSuchSession,
    NotASession,
    OlderSession,
    ReadOnlySession,
    SessionExists,
    SessionLocked,
    StoreError,
    TruncatedSession,
)
from tte.store.session_file import SessionFile

Opening = Callable[[Path], object]
OPENINGS: dict[str, Opening] = {
    "to play": lambda path: SessionFile.open(path, wait=0.2),
    "to read": lambda path: SessionFile.open(path, readonly=True, wait=0.2),
    "quickly": quick.peek,
    "its records": quick.read_records,
}


@pytest.fixture(params=list(OPENINGS))
def opening(request: pytest.FixtureRequest) -> Opening:
    """Each way in which a file can be opened."""
    return OPENINGS[request.param]


@pytest.fixture
def played(path: Path) -> Path:
    """A session of several pages, closed."""
    with make(path) as session:
        for _ in range(20):
            append(session, entry(body="x" * 900))
    return path


def refused(opening: Opening, path: Path, kind: type[StoreError]) -> str:
    """The words of the refusal, once it is sure that no byte changed."""
    before = contents(path)
    with pytest.raises(kind) as caught:
        opening(path)
    assert type(caught.value) is kind
    assert contents(path) == before
    assert str(path) in caught.value.message
    assert caught.value.remedy.endswith((".", "?"))
    return str(caught.value)


def test_nothing_there(opening: Opening, path: Path) -> None:
    assert "There is no session file" in refused(opening, path, NoSuchSession)


def test_a_folder(opening: Opening, path: Path) -> None:
    path.mkdir()
    assert "it is a folder" in refused(opening, path, NotASession)


def test_a_pipe(opening: Opening, path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(NotASession, match="not a regular file"):
        opening(path)


def test_an_empty_file(opening: Opening, path: Path) -> None:
    path.touch()
    assert "it is empty" in refused(opening, path, NotASession)


@pytest.mark.parametrize("size", [1, 16, 100, 512, 4096, 100_000])
def test_random_bytes(opening: Opening, path: Path, size: int) -> None:
    path.write_bytes(bytes((i * 97 + 13) % 251 for i in range(size)))
    words = refused(opening, path, NotASession)
    assert ("not an SQLite file" if size >= 512 else "too short") in words


def test_another_programs_database(opening: Opening, path: Path) -> None:
    other = sqlite3.connect(path)
    other.executescript(
        "PRAGMA journal_mode = DELETE; CREATE TABLE events (seq); INSERT INTO events VALUES (1)"
    )
    other.close()
    assert "another program" in refused(opening, path, NotASession)


def test_a_file_of_a_newer_version(opening: Opening, played: Path) -> None:
    other = sqlite3.connect(played)
    other.execute(f"PRAGMA user_version = {plain.SCHEMA_VERSION + 1}")
    other.execute("DROP TABLE lease")
    other.close()
    words = refused(opening, played, NewerSession)
    assert "Upgrade tte" in words
    assert f"file version {plain.SCHEMA_VERSION + 1}" in words


def test_an_older_file_is_not_brought_up_to_date_by_reading(
    played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "SCHEMA_VERSION", plain.SCHEMA_VERSION + 1)
    for name in ("to read", "quickly", "its records"):
        assert "older tte" in refused(OPENINGS[name], played, OlderSession)


@pytest.mark.parametrize("pages", [0.01, 0.3, 1, 1.5, -0.5, -1, -2])
def test_a_truncated_file(opening: Opening, played: Path, pages: float) -> None:
    """Cut after so many pages of 4 KiB, or so many before its end."""
    size = played.stat().st_size
    os.truncate(played, int(pages * 4096) if pages > 0 else size + int(pages * 4096))
    before = contents(played)
    with pytest.raises((TruncatedSession, DamagedSession, NotASession)) as caught:
        opening(played)
    assert contents(played) == before
    if pages > 0.2:
        assert "is damaged" in str(caught.value)
        assert "backup" in str(caught.value)


@pytest.mark.parametrize("name", ["to play", "to read", "its records"])
def test_a_file_overwritten_in_its_middle(played: Path, name: str) -> None:
    size = played.stat().st_size
    with played.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    before = contents(played)
    with pytest.raises(DamagedSession, match="is damaged"):
        OPENINGS[name](played)
    assert contents(played) == before


def test_a_session_without_its_tables(opening: Opening, played: Path) -> None:
    other = sqlite3.connect(played)
    other.execute("DROP TABLE lease")
    other.close()
    assert "tables of a session are missing" in refused(opening, played, DamagedSession)


def test_a_file_and_folder_that_cannot_be_written(played: Path, seal: Callable[[Path], None]) -> None:
    seal(played.parent)
    refused(OPENINGS["to play"], played, ReadOnlySession)
    with SessionFile.open(played, readonly=True) as session:
        assert len(session.read()) == 20
        assert session.verify() == []
        assert not session.changed()
    assert quick.peek(played).last_seq == 20


def test_a_file_alone_that_cannot_be_written(played: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anything, so the system's answer is given here by hand."""
    monkeypatch.setattr(os, "access", lambda place, mode: Path(place) != played)
    refused(OPENINGS["to play"], played, ReadOnlySession)


def test_a_crashed_session_on_read_only_media_says_what_is_missing(
    path: Path, seal: Callable[[Path], None]
) -> None:
    make(path).close()
    process = child("hold", path)
    assert said(process) == "open"
    process.kill()
    process.communicate()
    assert plain.sidecar(path, "-wal").stat().st_size
    plain.sidecar(path, "-shm").unlink()
    seal(path.parent)
    for name in OPENINGS:
        words = refused(OPENINGS[name], path, ReadOnlySession)
        assert "copy the file" in words
    assert "-wal file" in words


def test_a_wal_file_on_read_only_media_opens_if_nothing_is_pending(
    path: Path, seal: Callable[[Path], None]
) -> None:
    """As other tools leave it: in WAL mode, without a log."""
    with make(path) as session:
        append(session)
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.close()
    seal(path.parent)
    assert len(quick.read_records(path)) == 1


def test_a_session_in_a_folder_that_cannot_be_written(tmp_path: Path, seal: Callable[[Path], None]) -> None:
    seal(tmp_path)
    with pytest.raises(StoreError, match="cannot be made"):
        make(tmp_path / "s.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_session_beneath_a_file(path: Path) -> None:
    path.write_text("not a folder")
    with pytest.raises(StoreError, match="is not a folder"):
        make(path / "s.sqlite3")
    assert path.read_text() == "not a folder"


def test_the_log_of_a_lost_session_is_not_taken_over(path: Path) -> None:
    plain.sidecar(path, "-wal").write_bytes(b"what somebody may still want to recover")
    with pytest.raises(SessionExists):
        make(path)
    assert not path.exists()


def test_a_full_disk_loses_the_last_action_alone(session: SessionFile) -> None:
    accepted = append(session)
    driver = session._driver
    assert driver is not None
    (pages,) = driver.execute("PRAGMA page_count").fetchone()
    driver.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull, match="not recorded"):
        append(session, entry(), entry(body="x" * 100_000))
    assert session.read() == accepted
    driver.execute("PRAGMA max_page_count = 1000000")
    assert len(append(session)) == 1
    assert session.verify() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 400 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "none", place], capture_output=True
    ).returncode:
        pytest.skip("may not mount here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    path = small_disk / "s.sqlite3"
    session = make(path)
    accepted = append(session)

    def play_on() -> None:
        for _ in range(200):
            accepted.extend(append(session, entry(body="x" * 3000)))

    with pytest.raises(DiskFull):
        play_on()
    assert session.read() == accepted
    with pytest.raises(DiskFull):
        session.backup(small_disk / "copy.sqlite3")
    assert not (small_disk / "copy.sqlite3").exists()
    session.close()
    with SessionFile.open(path, readonly=True) as again:
        assert again.read() == accepted
        assert again.verify() == []


def test_a_session_that_does_not_fit_leaves_nothing(small_disk: Path) -> None:
    path = small_disk / "s.sqlite3"
    with pytest.raises(DiskFull):
        make(path, exercise="x" * 500_000)
    assert list(small_disk.iterdir()) == []


def test_a_file_that_is_locked_for_long(session: SessionFile) -> None:
    session._wait = 0.2
    assert session._driver is not None
    session._driver.execute("PRAGMA busy_timeout = 200")
    accepted = append(session)
    process = child("lock", session.path)
    assert said(process) == "locked"
    for attempt in (
        lambda: append(session),
        lambda: session.take_lease("me", 1),
        lambda: session.set_code("x", "ABCDEF"),
    ):
        with pytest.raises(SessionLocked, match=r"locked for more than 0.2 s; nothing was recorded"):
            attempt()
    assert session.read() == accepted
    assert quick.peek(session.path).last_seq == 1
    assert process.stdin is not None
    process.stdin.write("\n")
    finished(process)
    assert len(append(session)) == 1
    assert session.verify() == []


def test_a_closed_file_that_another_program_locks(played: Path) -> None:
    process = child("lock", played)
    assert said(process) == "locked"
    with pytest.raises(SessionLocked):
        SessionFile.open(played, wait=0.2)
    process.communicate("\n")
    with SessionFile.open(played) as session:
        assert len(session.read()) == 20


MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:35 / /mnt/team\\040share rw,relatime shared:9 - nfs4 server:/x rw
41 40 254:1 / /mnt/team\\040share/local rw - ext4 /dev/vdb rw
42 22 0:36 / /mnt/c rw - 9p drvfs rw
43 22 0:37 / /mnt/over rw - cifs //server/x rw
44 43 254:2 / /mnt/over rw - xfs /dev/vdc rw
malformed
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/mnt/team share/a/b", "nfs4"),
        ("/mnt/team share", "nfs4"),
        ("/mnt/team share/local/a", ""),
        ("/mnt/c/Users", "9p"),
        ("/mnt/cc", ""),
        ("/mnt/over/x", ""),
        ("/home/x", ""),
    ],
)
def test_network_shares_are_known_by_their_mounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, kind: str
) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    monkeypatch.setattr(plain, "_MOUNTS", tmp_path / "mountinfo")
    assert plain.network_kind(Path(place)) == kind


def test_a_system_that_does_not_tell_its_mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_MOUNTS", tmp_path / "none")
    assert plain.network_kind(tmp_path) == ""
    assert plain.network_kind(Path("\\\\server\\share")) == "UNC path"


def test_sessions_are_not_played_on_a_network_share(
    played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mountinfo").write_text("22 1 0:1 / / rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(plain, "_MOUNTS", tmp_path / "mountinfo")
    before = contents(played)
    with pytest.raises(NetworkFolder, match=r"network share \(nfs4\)"):
        SessionFile.open(played)
    with pytest.raises(NetworkFolder, match=r"network share \(nfs4\)"):
        make(tmp_path / "new.sqlite3")
    assert contents(played) == before
    with SessionFile.open(played, readonly=True) as closed_one:
        assert len(closed_one.read()) == 20
