"""Many plays at once, shared out to processes: the same plays whatever the number of processes."""

from __future__ import annotations

import gc
import os
import signal
import threading
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import get_all_start_methods, get_context, parent_process
from typing import NamedTuple

from tte.engine.blank import Blank
from tte.engine.dice import Falls
from tte.errors import TteError
from tte.exercise.models import Exercise
from tte.rehearse.bots import USUAL, Habits
from tte.rehearse.players import Players
from tte.rehearse.quick import dice_of_bots, quick_play
from tte.rehearse.rows import Layout
from tte.rehearse.weighing import Book

BATCH = 50
"""Plays that a process is given at a time."""

Say = Callable[[int], None]
"""Told how many plays have been made."""
BY_KEYBOARD = "stopped by the keyboard"


class ProcessDied(TteError):
    """A process that played is gone before its work was done."""

    words = "a process that played was killed or ran out of memory"


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
    stopped: str = ""
    """Why there are fewer plays than planned; empty if there are not."""

    def __len__(self) -> int:
        return len(self.seeds)


class Task(NamedTuple):
    """Some plays for one process: whose bots, from which seed on, how many."""

    policy: str
    first: int
    size: int
    start: tuple[tuple[str, int], ...] = ()
    """Values of tracks at StartEx, beside the plan's."""
    whole: bool = True
    """Whether rows are asked for; else only how each play ends."""


class Stage:
    """What a process needs to play: all that plays of one plan share."""

    def __init__(self, exercise: Exercise, plan: Plan) -> None:
        self.exercise = exercise
        self.plan = plan
        self.blank = Blank(exercise, plan.seating, plan.cut, start=plan.start)
        self.book = Book(exercise)
        self.layout = Layout(self.blank)
        self._dice: dict[int, Falls] = {}

    def players(self, policy: str, seed: int) -> Players:
        return Players(self.exercise, policy, seed, book=self.book, habits=self.plan.habits)

    def play(self, task: Task) -> bytes:
        """The rows of these plays, or the number of each one's ending."""
        blank, layout = self.blank.starting(dict(task.start)) if task.start else self.blank, self.layout
        seeds = range(task.first, task.first + task.size)
        if not self._dice.keys() >= set(seeds):  # other seeds than those of the task before
            self._dice = {seed: dice_of_bots(seed) for seed in seeds}
        found = array("h")
        for seed in seeds:
            played = quick_play(blank, self.players(task.policy, seed), self._dice[seed])
            if task.whole:
                found.extend(layout.row(played))
            else:
                found.append(layout.ending(played))
        return found.tobytes()


def run_plays(exercise: Exercise, plan: Plan, jobs: int = 1, say: Say = lambda done: None) -> Sample:
    """Play it all, in so many processes.

    Stopped by the keyboard, or where a process dies, it gives what has been played until then and says why.
    Raises Refused for a seating or cut that there is not, UnknownPolicy for bots, NoEnd.
    """
    stage = Stage(exercise, plan)
    for policy in plan.policies:
        stage.players(policy, plan.first_seed)  # refuses bots that there are not
    sample = Sample(plan, stage.layout)
    tasks = [Task(*batch) for batch in plan.batches()]
    try:
        for task, rows in zip(tasks, run_tasks(stage, tasks, jobs), strict=False):
            sample.policies += [task.policy] * task.size
            sample.seeds += range(task.first, task.first + task.size)
            sample.rows += rows
            say(len(sample))
    except KeyboardInterrupt:
        sample.stopped = BY_KEYBOARD
    except ProcessDied as died:
        sample.stopped = died.words
    return sample


def run_tasks(stage: Stage, tasks: Sequence[Task], jobs: int) -> Iterator[bytes]:
    """What each task comes to, in their order. Raises ProcessDied."""
    if jobs <= 1 or len(tasks) <= 1:
        gc.disable()  # plays leave no cycles behind
        try:
            for task in tasks:
                yield stage.play(task)
        finally:
            gc.enable()
        return
    how = get_context("fork" if "fork" in get_all_start_methods() else None)
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks)), mp_context=how, initializer=_set_up, initargs=(stage.exercise, stage.plan)
    )
    # tasks one after the other with the same seeds go to one process, where their plays share the dice
    alike = [list(group) for _, group in groupby(tasks, key=lambda task: (task.first, task.start))]
    if len(alike) < 2 * jobs:
        alike = [[task] for task in tasks]
    futures: list[Future[list[bytes]]] = []
    try:
        futures = [pool.submit(_play_here, group) for group in alike]
        for future in futures:
            yield from future.result()
    except BrokenProcessPool as broken:
        raise ProcessDied(ProcessDied.words) from broken
    finally:
        for future in futures:
            future.cancel()
        pool.shutdown(wait=True, cancel_futures=True)


_here: list[Stage] = []


def _set_up(exercise: Exercise, plan: Plan) -> None:
    """In a new process. Its records hold no cycles, so that nothing has to be looked for in them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who shares out the work stops it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()
    gc.disable()
    _here.append(Stage(exercise, plan))


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _play_here(tasks: Sequence[Task]) -> list[bytes]:
    return [_here[-1].play(task) for task in tasks]
