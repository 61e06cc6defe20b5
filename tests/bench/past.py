"""Going back in a long session: what a seat knew at an event, and whether the file is what it was."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.bench.deck import flagship
from tests.bench.engine import EVENTS, long_log
from tests.bench.process import best
from tests.bench.row import Row, compared
from tte.conduct.live import recorded_of
from tte.conduct.opening import open_quickly
from tte.engine.apply import fold
from tte.engine.state import State
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
    began = time.process_time()
    deed()
    return time.process_time() - began


def going_back() -> list[Row]:
    """At the last of 100,000 events: as-of as a whole process and with the log in memory; replay; verify."""
    with long_session() as path:
        tte = [sys.executable, "-m", "tte"]
        # processes first: their memory would count what this one holds when it starts them
        asked = best([*tte, "asof", str(path), "--seat", SEAT, "--at", str(EVENTS), "--brief"])
        verified = best([*tte, "verify", str(path)], rounds=1)
        exercise = flagship()
        history = [recorded_of(r) for r in quick.read_records(path)]
        reading = min(_timed(lambda: [recorded_of(r) for r in quick.read_records(path)]) for _ in range(3))
        folding = min(_timed(lambda: as_of(exercise, history, SEAT, EVENTS)) for _ in range(2))
        state_fold = min(_timed(lambda: fold(State(exercise), history)) for _ in range(2))
        opened = _timed(lambda: open_quickly(path))
        replay = Replay(exercise, history)
        replay.state_at(EVENTS)
        steps = [_timed(partial(replay.seat_view, SEAT, at)) for at in range(EVENTS - 9_000, EVENTS, 301)]
        checking = min(_timed(lambda: verify_file(path)) for _ in range(2))
    return [
        # on an idle machine reading takes 0.65 s, so that this is 1 s there
        compared("as-of at event 100,000, whole process, to reading", asked.used, reading, "s", bound=1.5),
        Row("as-of at event 100,000, wall", round(asked.wall, 2), "s"),
        compared("as-of at event 100,000, log in memory", folding, reading, "s", bound=2.0),
        Row("as-of at event 100,000, memory", round(asked.memory), "MB"),
        compared("opening 100,000 events for a replay, to reading and folding", opened, reading + state_fold,
                 "s", bound=2.0),
        Row("a leap in a replay of 100,000 events, worst", round(max(steps), 3), "s", bound=0.5),
        compared("verify of 100,000 events, to reading and folding", checking, reading + state_fold, "s"),
        Row("verify of 100,000 events, memory", round(verified.memory), "MB"),
    ]  # fmt: skip
