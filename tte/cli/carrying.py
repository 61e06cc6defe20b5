"""`tte export` and `tte import`: sessions out of and into folders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tte.cli.edge import Failed
from tte.cli.reports import report_text
from tte.conduct.live import LiveSession
from tte.errors import TteError
from tte.exercise.frozen import thaw
from tte.store.codes import new_code
from tte.store.folder import list_sessions, new_path
from tte.store.portable import read_folder, write_folder
from tte.store.verifying import verify_file
from tte.store.whole import write_whole

REPORT = "report.html"
OVER = ("ended", "sealed")


def export_session(path: Path, to: Path) -> Iterator[str]:
    """Write the folder; says what is in it, a line each. Raises Failed for a session that is not whole."""
    verdict = verify_file(path)
    if verdict.faults:
        raise Failed(
            f"{path} is not what was recorded, and is not exported: {verdict.faults[0]}",
            remedy="`tte verify` says all that is wrong. The file itself can be copied as it is.",
        )
    more = {REPORT: report_text(path, "html").encode("utf-8", "replace")}
    for written in write_folder(path, to, more):
        yield str(written)


def import_session(folder: Path, sessions: Path) -> tuple[Path, dict[str, str]]:
    """Make a session file of a folder; returns it, and new codes if its play is not over.

    Raises BadFolder, StoreErrors, and Failed for a session that is here already.
    """
    carried = read_folder(folder)
    identity = carried.identity
    for listed in list_sessions(sessions):
        if listed.peek is not None and listed.peek.info.id == identity.session_id:
            raise Failed(
                f"That session is here already: {listed.path}.",
                remedy="Name another folder with --sessions to import it beside.",
            )
    state = LiveSession(thaw(identity.exercise_json), carried.records).state
    codes = {} if state.phase in OVER else {seat: new_code() for seat in state.seats}
    day = datetime.fromtimestamp(identity.created / 1000, UTC).astimezone().date()
    path = write_whole(new_path(sessions, identity.exercise_id, day), identity, carried.records, seats=codes)
    try:
        faults = verify_file(path).faults
    except TteError:
        path.unlink(missing_ok=True)
        raise
    if faults:
        path.unlink(missing_ok=True)
        raise Failed(f"{folder} is not imported: {faults[0]}", remedy="Ask for another export.")
    return path, codes
