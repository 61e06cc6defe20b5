"""The folder of sessions: where it is, what is in it, how a person names one of them."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from tte.store import quick
from tte.store.errors import NoSuchSession, StoreError
from tte.store.plain import sidecar
from tte.store.records import Peek

SUFFIX = ".sqlite3"
VARIABLE = "TTE_SESSIONS"
LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in the folder of sessions: what it is at a glance, or why it cannot be read (`problem`)."""

    path: Path
    peek: Peek | None
    problem: StoreError | None


def sessions_dir(option: str | None = None) -> Path:
    """The folder of sessions: the option, else TTE_SESSIONS, else `sessions` in the working directory.

    It need not exist yet.
    """
    return Path(option or os.environ.get(VARIABLE) or "sessions").expanduser()


def new_path(folder: Path, exercise_id: str, day: date) -> Path:
    """A free name for a session of that exercise: `2026-11-22-fog-signal.sqlite3`, then `...-2`, `...-3`.

    Somebody may take it before you do: `SessionFile.create` then raises SessionExists, and this gives the
    next one.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", exercise_id.lower()).strip("-") or "session"
    for n in count(1):
        path = folder / f"{day.isoformat()}-{plain}{f'-{n}' if n > 1 else ''}{SUFFIX}"
        if not any(sidecar(path, ending).exists() for ending in ("", "-wal", "-journal")):
            return path
    raise AssertionError("count ends only here")


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIX))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError(
            f"The folder of sessions {folder} cannot be read: {error.strerror}.",
            path=folder,
            remedy="Name a folder with --sessions DIR or TTE_SESSIONS.",
        ) from error


def _listed(paths: list[Path]) -> Iterator[Listed]:
    for path in paths:
        try:
            yield Listed(path, quick.peek(path), None)
        except StoreError as error:
            yield Listed(path, None, error)


def list_sessions(folder: Path) -> list[Listed]:
    """Every session file in the folder, the one played last first, those that cannot be read at the end."""
    found = list(_listed(_files(folder)))
    return sorted(found, key=lambda it: (it.peek is None, -it.peek.last_wall if it.peek else 0, it.path.name))


def find_session(name: str | Path, folder: Path) -> Path:
    """The session that a person means.

    By path, file name, name without its ending, an unambiguous beginning of one (with or without the date:
    `fog`), or `latest`.
    Raises NoSuchSession, with the nearest names, if there is none or several.
    """
    text = str(name)
    given = Path(name).expanduser()
    if given.is_file() or given.name != text:
        # With a folder in it, it is a path and nothing else.
        if given.exists():
            return given
        raise NoSuchSession(
            f"There is no session file {given}.", path=given, remedy=_offer(given.stem, given.parent)
        )
    files = _files(folder)
    if text == LATEST:
        readable = [it.path for it in list_sessions(folder) if it.peek]
        if not readable:
            raise NoSuchSession(f"There is no session in {folder} yet.", remedy="`tte run` makes one.")
        return readable[0]
    exact = [path for path in files if text in (path.name, path.stem)]
    begun = [path for path in files if path.stem.startswith(text) or _undated(path).startswith(text)]
    fitting = exact or begun if text else []
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(path.stem for path in fitting)
        raise NoSuchSession(
            f"{text!r} fits {len(fitting)} sessions: {names}.", remedy="Give more of the name."
        )
    raise NoSuchSession(f"There is no session {text!r} in {folder}.", remedy=_offer(text, folder))


def _undated(path: Path) -> str:
    return re.sub(r"^\d{4}-\d\d-\d\d-", "", path.stem)


def _offer(text: str, folder: Path) -> str:
    stems = [path.stem for path in _files(folder)] if folder.is_dir() else []
    if not stems:
        return f"{folder} holds no sessions; `tte run` makes one."
    near = difflib.get_close_matches(text, stems, n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(stems[:8])}."
