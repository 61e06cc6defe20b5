"""Thousands of plays: time and memory, against applying as many recorded events of the same plays.

The ratio is one of processor time, so that other work on the machine counts on neither side; on two cores
that have nothing else to do, processor time of both over two is the time on the wall.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from multiprocessing import get_context

from tests.bench.deck import flagship
from tests.bench.row import Row, compared
from tte.engine.apply import fold
from tte.engine.events import Recorded
from tte.engine.state import State
from tte.rehearse.bots import USUAL
from tte.rehearse.play import play_exercise
from tte.rehearse.sample import Plan, run_plays

PLAYS = 10_000
JOBS = 2
HISTORIES, TIMES = 5, 10
"""Recorded plays of each policy, whose events the bare loop applies, and how often."""


def rehearsal() -> list[Row]:
    """10,000 plays of the flagship on two cores, in a process of its own, so that memory is theirs alone."""
    measured = subprocess.run(
        [sys.executable, "-m", "tests.bench.rehearse"], check=True, capture_output=True, text=True
    )
    wall, seconds, bare, megabytes = map(float, measured.stdout.split())
    began, used = time.perf_counter(), _processor()
    command = ["rehearse", "fog-signal", "--plays", str(PLAYS), "--jobs", str(JOBS)]
    subprocess.run([sys.executable, "-m", "tte", *command], check=True, capture_output=True)
    whole, busy = time.perf_counter() - began, _processor() - used
    return [
        Row("the whole command, on the wall", round(whole, 1), "s"),
        Row("its processor time a core", round(busy / JOBS, 1), "s"),
        Row("10,000 plays on two cores, on the wall", round(wall, 1), "s"),
        compared("their processor time a core, to as many events", seconds, bare, "s", bound=3.0),
        Row("memory of 10,000 plays, all processes", round(megabytes), "MB", bound=300),
    ]


def _apply_all(histories: list[list[Recorded]]) -> None:
    exercise = flagship()
    for history in histories:
        fold(State(exercise), history)


def _bare_loop() -> float:
    """Processor seconds a core to apply as many recorded events as 10,000 plays have, on as many cores."""
    exercise = flagship()
    histories = [play_exercise(exercise, bots=b, seed=s).history for b in USUAL for s in range(HISTORIES)]
    at_once = [get_context("fork").Process(target=_apply_all, args=(histories * TIMES,)) for _ in range(JOBS)]
    began = _processor()
    for process in at_once:
        process.start()
    for process in at_once:
        process.join()
    return (_processor() - began) / (len(histories) * TIMES * JOBS) * PLAYS / JOBS


def _processor() -> float:
    """Processor seconds of the processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _megabytes(jobs: int) -> float:
    """The most that this process and those that it started held; pages that they share count in each."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    each = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + jobs * each) / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    exercise = flagship()
    bare = _bare_loop()
    began, used = time.perf_counter(), _processor()
    sample = run_plays(exercise, Plan(PLAYS), JOBS)
    wall, used = time.perf_counter() - began, _processor() - used
    assert len(sample) == PLAYS
    print(wall, used / JOBS, (bare + _bare_loop()) / 2, _megabytes(JOBS))


if __name__ == "__main__":
    main()
