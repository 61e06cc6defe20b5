"""Writing reports: of the sample as whole processes, and of a session of 100,000 events."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.bench.past import long_session
from tests.bench.process import best, run
from tests.bench.row import Row, compared
from tte.conduct.live import recorded_of
from tte.store import quick

SAMPLE = Path(__file__).parents[2] / "sessions" / "sample-fog-signal.sqlite3"
ROUNDS = 3
BOTH, PDF, LONG = 3.0, 5.0, 5.0
"""Seconds for html and docx, for a PDF; times reading and decoding for a long session."""


BOTH_AT_ONCE = """
import sys
from pathlib import Path
from tte.cli.edge import write_file
from tte.cli.reports import reports
for form, data in reports(Path(sys.argv[1]), ("html", "docx")):
    write_file(Path(sys.argv[2]) / f"report.{form}", data)
"""


def _line(session: Path, form: str, folder: str) -> list[str]:
    """The command line of a process that writes a report; `both` is html and docx."""
    if form == "both":
        return [sys.executable, "-c", BOTH_AT_ONCE, str(session), folder]
    target = str(Path(folder) / f"report.{form}")
    return [sys.executable, "-m", "tte", "report", str(session), "--format", form, "-o", target]


def _reading(path: Path) -> float:
    """Seconds of the processor for reading a log and decoding its events."""
    began = time.process_time()
    history = [recorded_of(r) for r in quick.read_records(path)]
    took = time.process_time() - began
    assert history
    return took


def reports() -> list[Row]:
    """Each format of the sample, then those of a long session against reading and decoding it."""
    with tempfile.TemporaryDirectory() as folder:
        found = {form: best(_line(SAMPLE, form, folder), ROUNDS) for form in ("both", "pdf", "xlsx")}
        # bounds are on the processor's time: what the wall's is on an idle machine
        rows = [
            Row("report of the sample, html + docx, processor", found["both"].used, "s", bound=BOTH),
            Row("report of the sample, html + docx, wall", found["both"].wall, "s"),
            Row("report of the sample, pdf, processor", found["pdf"].used, "s", bound=PDF),
            Row("report of the sample, pdf, wall", found["pdf"].wall, "s"),
            Row("report of the sample, xlsx, wall", found["xlsx"].wall, "s"),
        ]
        with long_session() as path:
            for form in ("html", "docx", "pdf"):
                reading = [_reading(path)]
                spent = []
                for _ in range(ROUNDS if form == "html" else 1):  # by turns: a busy machine slows down both
                    spent.append(run(_line(path, form, folder)))
                    reading.append(_reading(path))
                used, memory = min(s.used for s in spent), max(s.memory for s in spent)
                name = f"report of 100,000 events, {form}, to reading"
                bound = LONG if form == "html" else None
                rows.append(compared(name, used, min(reading), "s", bound=bound))
                rows.append(Row(f"report of 100,000 events, {form}, memory", round(memory), "MB"))
    return rows
