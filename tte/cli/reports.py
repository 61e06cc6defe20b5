"""The report of a session file, as text in one of its formats."""

from __future__ import annotations

from pathlib import Path

from tte.conduct.live import wall_now
from tte.conduct.opening import open_quickly
from tte.review.analysis import analyse
from tte.review.report import Format, write_report
from tte.store.session_file import SessionFile


def report_text(path: Path, form: Format) -> str:
    """Read, check the hash chain, analyse, render. Raises a StoreError for a file that cannot be read."""
    with SessionFile.open(path, readonly=True) as file:
        session_id, faults = file.info.id, file.verify()
    live = open_quickly(path)
    setup = live.state.setup
    analysis = analyse(
        live.exercise, live.history, session_name=(setup.name if setup else "") or path.stem,
        session_id=session_id, generated_wall=wall_now(), verified=not faults,
    )  # fmt: skip
    return write_report(analysis, form)
