"""Many plays at once, shared out to processes: the same plays whatever the number of processes."""

from __future__ import annotations

import gc
import signal
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context

from tte.engine.blank import Blank
from tte.exercise.models import Exercise
from tte.rehearse.bots import USUAL, Habits
from tte.rehearse.play import sketch_play
from tte.rehearse.players import Players
from tte.rehearse.rows import Layout
from tte.rehearse.weighing import Book

BATCH = 50
"""Plays that a process is given at a time."""

Say = Callable[[int], None]
"""Told how many plays have been made."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be played: so many plays in all, shared by the policies, with seeds from the first on."""

    plays: int
    policies: tuple[str, ...] = USUAL
    seating: str = ""
    cut: str = ""
    first_seed: int = 0
    habits: Habits | None = None
    start: Mapping[str, int] = field(default_factory=dict)
    """Values of tracks at StartEx that differ from the deck's."""

    def shares(self) -> dict[str, int]:
        """By policy how many plays; what does not divide goes to the first."""
        each, over = divmod(self.plays, len(self.policies))
        return {policy: each + (n < over) for n, policy in enumerate(self.policies)}

    def batches(self) -> list[tuple[str, int, int]]:
        """Policy, first seed and number of plays of each batch, in turns: all policies get on alike."""
        found = [
            (start, number, policy, min(BATCH, plays - start))
            for number, (policy, plays) in enumerate(self.shares().items())
            for start in range(0, plays, BATCH)
        ]
        return [(policy, self.first_seed + start, size) for start, _, policy, size in sorted(found)]


@dataclass(slots=True)
class Sample:
    """Plays that have been made: their policies and seeds, and a row for each, in the order of the plan."""

    plan: Plan
    layout: Layout
    policies: list[str] = field(default_factory=list)
    seeds: list[int] = field(default_factory=list)
    rows: bytearray = field(default_factory=bytearray)
    interrupted: bool = False

    def __len__(self) -> int:
        return len(self.seeds)


class Stage:
    """What a process needs to play: all that plays of one plan share."""

    def __init__(self, exercise: Exercise, plan: Plan) -> None:
        self.exercise = exercise
        self.plan = plan
        self.blank = Blank(exercise, plan.seating, plan.cut, start=plan.start)
        self.book = Book(exercise)
        self.layout = Layout(self.blank)

    def players(self, policy: str, seed: int) -> Players:
        return Players(self.exercise, policy, seed, book=self.book, habits=self.plan.habits)

    def play(self, policy: str, first: int, size: int) -> bytes:
        """The rows of a batch."""
        rows = array("h")
        for seed in range(first, first + size):
            rows.extend(self.layout.row(sketch_play(self.blank, self.players(policy, seed))))
        return rows.tobytes()


def run_plays(exercise: Exercise, plan: Plan, jobs: int = 1, say: Say = lambda done: None) -> Sample:
    """Play it all, in so many processes. Stopped by the keyboard, it gives what has been played until then.

    Raises Refused for a seating or cut that there is not, UnknownPolicy for bots, NoEnd.
    """
    stage = Stage(exercise, plan)
    for policy in plan.policies:
        stage.players(policy, plan.first_seed)  # refuses bots that there are not
    sample = Sample(plan, stage.layout)
    batches = plan.batches()
    try:
        for (policy, first, size), rows in zip(batches, _run(stage, batches, jobs), strict=False):
            sample.policies += [policy] * size
            sample.seeds += range(first, first + size)
            sample.rows += rows
            say(len(sample))
    except KeyboardInterrupt:
        sample.interrupted = True
    return sample


def _run(stage: Stage, batches: Sequence[tuple[str, int, int]], jobs: int) -> Iterator[bytes]:
    if jobs <= 1 or len(batches) <= 1:
        for batch in batches:
            yield stage.play(*batch)
        return
    how = get_context("fork" if "fork" in get_all_start_methods() else None)
    pool = ProcessPoolExecutor(
        min(jobs, len(batches)), mp_context=how, initializer=_set_up, initargs=(stage.exercise, stage.plan)
    )
    futures: list[Future[bytes]] = []
    try:
        futures = [pool.submit(_play_here, batch) for batch in batches]
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()
        pool.shutdown(wait=True, cancel_futures=True)


_here: list[Stage] = []


def _set_up(exercise: Exercise, plan: Plan) -> None:
    """In a new process. Its records hold no cycles, so that nothing has to be looked for in them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who shares out the work stops it
    gc.freeze()
    gc.disable()
    _here.append(Stage(exercise, plan))


def _play_here(batch: tuple[str, int, int]) -> bytes:
    return _here[-1].play(*batch)
