"""Opening a session file with plain sqlite3: is it ours, is it whole, and SQLite's errors in words.

Never opens the file by itself but through SQLite: on POSIX a second open and close of the same file in one
process drops the locks that SQLite holds on it, and a live session would be corrupted.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeGuard

from tte.store import errors

APPLICATION_ID = int.from_bytes(b"tteS")
SCHEMA_VERSION = 1
WAIT = 5.0
"""Seconds to wait for another process's lock."""

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK_KINDS = frozenset(
    {
        "nfs",
        "nfs3",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "9p",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "gfs2",
    }
    | {
        "ocfs2",
        "davfs",
        "fuse.sshfs",
        "fuse.davfs",
        "fuse.glusterfs",
        "fuse.ceph",
        "fuse.rclone",
        "fuse.s3fs",
    }
)
_SMALLEST = 512


def uri(path: Path, mode: str) -> str:
    """SQLite's name for a file; `mode` is a query such as `mode=ro`."""
    return f"{path.absolute().as_uri()}?{mode}"


def sidecar(path: Path, ending: str) -> Path:
    """SQLite's companion of a file: `-wal`, `-shm` or `-journal`."""
    return path.with_name(path.name + ending)


def is_sqlites(error: BaseException | None) -> TypeGuard[sqlite3.Error]:
    """Whether the database said it, rather than Python's module about a call that is wrong in itself."""
    return isinstance(error, sqlite3.Error) and hasattr(error, "sqlite_errorcode")


def translated(path: Path, error: sqlite3.Error, waited: float = WAIT) -> errors.StoreError:
    """SQLite's error as one of ours."""
    code = error.sqlite_errorcode
    if code == sqlite3.SQLITE_IOERR_SHORT_READ:
        return errors.TruncatedSession(path, "its end is missing")
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return errors.SessionLocked(path, waited)
        case sqlite3.SQLITE_READONLY:
            return errors.ReadOnlySession(path, "the file or its folder is read-only")
        case sqlite3.SQLITE_FULL:
            return errors.DiskFull(path)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_ERROR:
            # A plain error is a table or column that is not there: the statements themselves are tested.
            return errors.DamagedSession(path, f"SQLite says: {error}")
        case sqlite3.SQLITE_NOTADB:
            return errors.NotASession(path, "it is not an SQLite file")
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return errors.StoreError(
                f"{path} cannot be opened.",
                path=path,
                remedy="Check the rights on the file and on its folder.",
            )
        case sqlite3.SQLITE_CONSTRAINT:
            return errors.StoreError(
                f"{path} refused what was to be written ({error}); nothing was recorded.",
                path=path,
                remedy="This is a fault of tte: please report it.",
            )
        case sqlite3.SQLITE_IOERR:
            return errors.StoreError(
                f"The disk failed to read or write {path} ({error}).",
                path=path,
                remedy="Check the disk; copy the file elsewhere before going on.",
            )
    return errors.StoreError(
        f"SQLite could not work on {path}: {error}.", path=path, remedy="Nothing was recorded."
    )


@contextmanager
def in_words(path: Path, waited: float = WAIT) -> Iterator[None]:
    """Turn SQLite's errors inside the block into ours."""
    try:
        yield
    except sqlite3.Error as error:
        if not is_sqlites(error):
            raise
        raise translated(path, error, waited) from error


def network_kind(path: Path) -> str:
    """The kind of network share that holds `path`, or an empty string (also where nothing tells)."""
    if str(path).startswith(("\\\\", "//")):
        return "UNC path"
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    place = path.resolve()
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields, what = left.split(" "), right.split(" ")
        if len(fields) < 5 or not what[0]:
            continue
        # The kernel writes blanks and backslashes in mount points as octal escapes.
        point = Path(fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        # Of two mounts on one point the later one covers the earlier.
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), what[0]
    return kind if kind in _NETWORK_KINDS else ""


def check_place(path: Path) -> None:
    """Refuse what can be refused without opening: nothing there, a folder, a device, next to no bytes."""
    try:
        is_file, is_there = path.is_file(), path.exists()
    except OSError as error:
        raise errors.StoreError(f"{path} cannot be looked at: {error.strerror}.", path=path) from error
    if not is_there:
        raise errors.NoSuchSession(
            f"There is no session file {path}.", path=path, remedy="`tte sessions` lists those there are."
        )
    if not is_file:
        raise errors.NotASession(path, "it is a folder" if path.is_dir() else "it is not a regular file")
    size = _size(path)
    if size == 0:
        raise errors.NotASession(
            path, "it is empty", remedy="Its making was cut off: delete it, and run again."
        )
    if size < _SMALLEST:
        # SQLite takes some of these for empty databases.
        raise errors.NotASession(path, f"{size} bytes are too short for one")


def connect_reading(path: Path, wait: float = WAIT) -> sqlite3.Connection:
    """A read-only connection to what is surely a whole session file of this version. The caller closes it.

    Raises NoSuchSession, NotASession, NewerSession, OlderSession, TruncatedSession, DamagedSession,
    SessionLocked, ReadOnlySession (a live log in a folder that cannot be written).
    """
    connection, version = connect_any_version(path, wait)
    if version < SCHEMA_VERSION:
        connection.close()
        raise errors.OlderSession(path, version, SCHEMA_VERSION)
    return connection


def connect_any_version(path: Path, wait: float = WAIT) -> tuple[sqlite3.Connection, int]:
    """As `connect_reading`, for files of earlier versions too: the connection and the file's version."""
    check_place(path)
    connection = _connect(path, "mode=ro", wait)
    try:
        with in_words(path, wait):
            if not _readable(connection):
                connection.close()
                connection = _connect(path, "immutable=1", wait)
                _refuse_pending(path)
            return connection, _identified(path, connection)
    except errors.StoreError:
        connection.close()
        raise


def _connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    with in_words(path, wait):
        return sqlite3.connect(
            uri(path, mode), uri=True, timeout=wait, isolation_level=None, check_same_thread=False
        )


def _readable(connection: sqlite3.Connection) -> bool:
    """Whether SQLite can read the file as it lies there: in a read-only folder it cannot, in WAL mode."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            return False
        raise
    return True


def _refuse_pending(path: Path) -> None:
    """A file opened as immutable is read without its log: refuse it if there is something in that."""
    if _size(sidecar(path, "-wal")):
        raise errors.ReadOnlySession(
            path, "it was not closed, and a read-only folder keeps its last events shut, in the -wal file"
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _identified(path: Path, connection: sqlite3.Connection) -> int:
    """The file's schema version, if it is a session of ours, whole and not of a newer version."""
    # Inside a read transaction nobody shortens or lengthens under us what we compare.
    connection.execute("BEGIN")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    application, version, page_size, pages = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version", "page_size", "page_count")
    )
    # Pages that are only in the log may be missing in the file.
    all_in_file = not _size(sidecar(path, "-wal"))
    size = _size(path)
    connection.execute("COMMIT")
    # SQLite reads a last page that is cut short as zeros and says nothing.
    cut_short = all_in_file and (size % page_size or size < pages * page_size)
    if application == APPLICATION_ID and cut_short:
        raise errors.TruncatedSession(path, "its end is missing")
    if application != APPLICATION_ID:
        raise errors.NotASession(path, "it is an SQLite file of another program")
    if version > SCHEMA_VERSION:
        raise errors.NewerSession(path, version, SCHEMA_VERSION)
    if not {"session", "exercise", "events", "seat", "lease"} <= tables:
        raise errors.DamagedSession(path, "tables of a session are missing in it")
    return int(version)


def refuse_network(folder: Path) -> None:
    """Raise NetworkFolder if a session there could not be trusted to SQLite's log."""
    if kind := network_kind(folder):
        raise errors.NetworkFolder(folder, kind)


def claim(path: Path) -> None:
    """Make an empty file where a session will be, and the folder for it: whoever makes it owns the name.

    Raises SessionExists, NetworkFolder; StoreError if the folder cannot be made or written.
    """
    refuse_network(path.parent)
    if any(sidecar(path, ending).exists() for ending in ("-wal", "-journal")):
        raise errors.SessionExists(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        if path.parent.is_dir():
            raise errors.SessionExists(path) from error
        raise errors.StoreError(
            f"{path.parent} is not a folder.", path=path, remedy="Name a folder for sessions."
        ) from error
    except OSError as error:
        raise errors.StoreError(
            f"{path} cannot be made: {error.strerror}.",
            path=path,
            remedy="Check the folder and your rights in it.",
        ) from error


def sync_folder(folder: Path) -> None:
    """Make a new file's name itself survive the loss of power, where the system has a way."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
