"""What words on a command line name: the folder of sessions, a session in it. Imports no Typer."""

from __future__ import annotations

from pathlib import Path

from tte.cli.edge import Failed, Usage
from tte.cli.safe import short


def folder_of(option: str | None) -> Path:
    """The folder of sessions. Raises Usage for a home directory that does not exist."""
    from tte.store.folder import sessions_dir

    try:
        return sessions_dir(option)
    except RuntimeError as error:
        raise Usage(
            f"There is no folder {short(option or '')}: {error}", remedy="Write the folder's full path."
        ) from None


def session_path(name: str, sessions: str | None) -> Path:
    """The file of the session that a person means. Raises NoSuchSession, Usage."""
    from tte.store.folder import find_session

    if not name:
        raise Usage("Which session? Its name is empty.", remedy="`tte sessions` lists them.")
    try:
        found = find_session(name, folder_of(sessions))
        if found.is_dir():
            raise Failed(
                f"{found} is a folder, not a session.",
                remedy="`tte sessions --sessions DIR` lists what is in it.",
            )
        return found
    except RuntimeError as error:
        raise Usage(
            f"There is no file {short(name)}: {error}", remedy="`tte sessions` lists the sessions."
        ) from None
    except OSError as error:
        raise Failed(
            f"{short(name)} cannot be opened: {error.strerror}.", remedy="`tte sessions` lists them."
        ) from None
