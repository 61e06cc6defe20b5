"""What a deck's files look like from outside, to tell when one was saved. Reads no file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from tte.exercise.folder import MAX_FILES

Stamp = tuple[int, int, int]
"""Time of change (ns), size, and number of the file on its disk (another one after a save by renaming)."""


def stamps(folder: Path, more: Iterable[Path] = ()) -> dict[Path, Stamp]:
    """The deck's files, without hidden ones and backups, and some that lie elsewhere (cards).

    What cannot be looked at is left out: the check says what is wrong with it.
    """
    found: dict[Path, Stamp] = {}
    pending = [folder]
    while pending and len(found) <= MAX_FILES:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or entry.name.endswith("~"):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(Path(entry.path))
                    else:
                        _add(found, Path(entry.path))
        except OSError:
            continue
    for path in more:
        if path not in found:
            _add(found, path)
    return found


def _add(found: dict[Path, Stamp], path: Path) -> None:
    try:
        seen = path.stat()
    except OSError:
        return
    found[path] = (seen.st_mtime_ns, seen.st_size, seen.st_ino)


def beginning(path: Path, limit: int) -> str:
    """The beginning of a text file as it is on the disk, at most so many bytes; empty if there is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            return ""
        with path.open("rb") as file:
            return file.read(limit).decode("utf-8", "replace")
    except OSError:
        return ""
