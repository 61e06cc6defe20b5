"""Writing reports: of the sample as whole processes, and of a session of 100,000 events."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.past import long_session
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


def _process(session: Path, form: str, folder: str) -> tuple[float, float]:
    """Wall seconds of a whole process that writes a report, and the processor's; `both` is html and docx."""
    target = str(Path(folder) / f"report.{form}")
    line = [sys.executable, "-m", "tte", "report", str(session), "--format", form, "-o", target]
    if form == "both":
        line = [sys.executable, "-c", BOTH_AT_ONCE, str(session), folder]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(line, check=True, capture_output=True)
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, used


def reports() -> list[Row]:
    """Each format of the sample, then the page of a long session against reading and decoding it."""
    with tempfile.TemporaryDirectory() as folder:
        runs = {
            form: [_process(SAMPLE, form, folder) for _ in range(ROUNDS)] for form in ("both", "pdf", "xlsx")
        }
        wall = {form: min(took for took, _ in found) for form, found in runs.items()}
        used = {form: min(spent for _, spent in found) for form, found in runs.items()}
        # bounds are on the processor's time: what the wall's is on an idle machine
        rows = [
            Row("report of the sample, html + docx, processor", used["both"], "s", bound=BOTH),
            Row("report of the sample, html + docx, wall", wall["both"], "s"),
            Row("report of the sample, pdf, processor", used["pdf"], "s", bound=PDF),
            Row("report of the sample, pdf, wall", wall["pdf"], "s"),
            Row("report of the sample, xlsx, wall", wall["xlsx"], "s"),
        ]
        with long_session() as path:
            reading = []
            for _ in range(ROUNDS):
                began = time.process_time()
                history = [recorded_of(r) for r in quick.read_records(path)]
                reading.append(time.process_time() - began)
                del history
            used = {form: _process(path, form, folder)[1] for form in ("html", "docx", "pdf")}
        for form, seconds in used.items():
            name = f"report of 100,000 events, {form}, to reading"
            rows.append(compared(name, seconds, min(reading), "s", bound=LONG if form == "html" else None))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rows.append(Row("report of 100,000 events, most memory of a process", round(most), "MB"))
    return rows
