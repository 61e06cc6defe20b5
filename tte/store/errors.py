"""What can be wrong with a session file, each in words: what, which file, what to do.

None of these is raised after something was changed: what failed, failed whole.
"""

from __future__ import annotations

from pathlib import Path

from tte.errors import TteError


class StoreError(TteError):
    """A session file could not be read or written; `path` says which, where one is known."""

    def __init__(self, message: str, *, path: Path | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.path = path


class NoSuchSession(StoreError):
    """A name that fits no session, or several."""


class NotASession(StoreError):
    """Something is there, but it is not a session file of tte."""

    def __init__(
        self, path: Path, why: str, remedy: str = "Give a session file that `tte run` made."
    ) -> None:
        super().__init__(f"{path} is not a session of tte: {why}.", path=path, remedy=remedy)


class NewerSession(StoreError):
    """A file written by a later version of tte."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} was written by a newer tte (file version {found}; this tte knows up to {known}).",
            path=path,
            remedy="Upgrade tte to open it; the file was not changed.",
        )


class OlderSession(StoreError):
    """A file of an earlier version, opened in a way that may not bring it up to date."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} was written by an older tte (file version {found}; this tte reads version {known}) "
            "and is open for reading only.",
            path=path,
            remedy="Open it once with `tte resume` where it can be written; that brings it up to date.",
        )


class DamagedSession(StoreError):
    """A session file whose content SQLite cannot follow any more."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} is damaged: {why}.",
            path=path,
            remedy="Take a backup of this session, if there is one, and keep this file aside: "
            "`sqlite3 FILE .recover` may save part of it.",
        )


class TruncatedSession(DamagedSession):
    """A session file whose end is missing."""


class ReadOnlySession(StoreError):
    """The file, its folder or the way it was opened does not allow writing."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} cannot be written: {why}.",
            path=path,
            remedy="Give yourself the right to write the file and its folder, or copy the file elsewhere.",
        )


class DiskFull(StoreError):
    """There was no room for what had to be written; nothing of it was."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The disk that holds {path} is full; the last action was not recorded.",
            path=path,
            remedy="Free some space, then do it again: everything accepted before is safe.",
        )


class SessionLocked(StoreError):
    """Another process kept the file locked for longer than we wait."""

    def __init__(self, path: Path, waited: float) -> None:
        super().__init__(
            f"Another program has kept {path} locked for more than {waited:g} s; nothing was recorded.",
            path=path,
            remedy="Close whatever else has it open (a database browser, a backup), then try again.",
        )


class SessionExists(StoreError):
    """A file of that name is there already."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} exists already, and a session is never written over.",
            path=path,
            remedy="Choose another name.",
        )


class VersionConflict(StoreError):
    """Somebody else appended first: refresh, decide again, append again."""

    def __init__(self, path: Path, expected: int, actual: int) -> None:
        super().__init__(
            f"{path} is at event {actual}, not {expected}: another terminal was first.",
            path=path,
            remedy="Read what it did, then decide again.",
        )
        self.expected = expected
        self.actual = actual


class NetworkFolder(StoreError):
    """The folder is on a network share, where SQLite's log is not safe."""

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(
            f"{path} is on a network share ({kind}), where a session can be corrupted without a word.",
            path=path,
            remedy="Keep sessions on a disk of this machine (--sessions DIR); copy the file over at the end.",
        )


class LeaseHeld(StoreError):
    """Another live process issues the timed commands of this session."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(
            f"The clock of {path} is run by another terminal ({holder}).",
            path=path,
            remedy="Close that one, or take the clock over from it.",
        )
