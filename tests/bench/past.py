"""Going back in a long session: what a seat knew at an event, and whether the file is what it was."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.deck import flagship
from tests.bench.engine import EVENTS, long_log
from tests.bench.row import Row, compared
from tte.conduct.live import recorded_of
from tte.exercise.frozen import digest, freeze
from tte.review.asof import as_of
from tte.review.replaying import Replay
from tte.store import quick
from tte.store.verifying import verify_file
from tte.store.whole import Identity, rechained, write_whole
from tte.version import __version__

SEAT = "jcg"


@contextmanager
def long_session() -> Iterator[Path]:
    """A session file of 100,000 events."""
    folder = Path(tempfile.mkdtemp(prefix="tte-bench-", dir=Path.cwd()))
    try:
        text = freeze(flagship())
        identity = Identity("0" * 32, 1, "", __version__, "fog-signal", flagship().title, digest(text), text)
        records = rechained(long_log(), identity.genesis)
        yield write_whole(folder / "long.sqlite3", identity, records, seats={})
    finally:
        shutil.rmtree(folder)


def _timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def going_back() -> list[Row]:
    """As-of at the last of 100,000 events: the whole process, and once the session is loaded; verify."""
    with long_session() as path:
        exercise = flagship()
        history = [recorded_of(r) for r in quick.read_records(path)]
        reading = min(_timed(lambda: [recorded_of(r) for r in quick.read_records(path)]) for _ in range(2))
        line = [
            sys.executable,
            "-m",
            "tte",
            "asof",
            str(path),
            "--seat",
            SEAT,
            "--at",
            str(EVENTS),
            "--brief",
        ]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        whole = min(_timed(lambda: subprocess.run(line, check=True, capture_output=True)) for _ in range(3))
        memory = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
        folding = min(_timed(lambda: as_of(exercise, history, SEAT, EVENTS)) for _ in range(2))
        replay = Replay(exercise, history)
        replay.state_at(EVENTS)
        steps = []
        for at in range(EVENTS - 9_000, EVENTS, 301):
            began = time.perf_counter()
            replay.seat_view(SEAT, at)
            steps.append(time.perf_counter() - began)
        checking = _timed(lambda: verify_file(path))
    return [
        compared("as-of at event 100,000, whole process", whole, reading, "s"),
        compared("as-of at event 100,000, log in memory", folding, reading, "s", bound=2.0),
        Row("a leap in a replay of 100,000 events, worst", round(max(steps), 3), "s", bound=1.0),
        Row("memory of as-of, whole process", round(memory, 1), "MB"),
        compared("verify of 100,000 events", checking, reading, "s"),
    ]
