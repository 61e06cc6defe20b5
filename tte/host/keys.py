"""Keys that a host keeps beside the sessions, so that people and browsers know it again."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tte.errors import TteError

FOLDER = ".host"


class NoKeys(TteError):
    """The host cannot keep its keys."""


def host_folder(session: Path) -> Path:
    """The folder of a host's keys and own log beside a session, for its owner alone. Raises NoKeys."""
    folder = session.parent / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise NoKeys(
            f"The host's keys cannot be kept in {folder}: {error.strerror}.",
            remedy="Put the session into a folder that you may write to.",
        ) from error
    return folder


def kept_bytes(path: Path, size: int = 32) -> bytes:
    """Random bytes, the same each time; made on first use. Raises NoKeys."""
    try:
        if not path.exists():
            write_private(path, secrets.token_bytes(size))
        return path.read_bytes()
    except OSError as error:
        raise NoKeys(
            f"{path} cannot be read: {error.strerror}.", remedy="Delete it; a new one is made."
        ) from error


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read; another process's file of that name is left as it is."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)
    try:
        os.link(part, path)
    except FileExistsError:
        pass  # two hosts began at once: the first one's counts
    finally:
        part.unlink()
