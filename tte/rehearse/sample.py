"""Many plays at once: what each came to, small enough to keep thousands of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from tte.engine.endings import aims_met
from tte.exercise.frozen import freeze, thaw
from tte.exercise.models import Exercise
from tte.rehearse.play import Played, play_exercise

BATCH = 25
"""Plays that a process is given at a time."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One decision as it fell in one play."""

    decision: str
    outcomes: Mapping[str, str]
    """By owner."""
    defaulted: tuple[str, ...]
    tracks: Mapping[str, int]
    """As they stood when it was decided."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one play came to."""

    policy: str
    seed: int
    ending: str
    overlays: tuple[str, ...]
    move: str
    at: float
    """EndEx, exercise seconds."""
    tracks: Mapping[str, int]
    decisions: tuple[Chosen, ...]
    aims: Mapping[str, tuple[bool, ...]]
    """By role: which of its aims were met."""
    injects: Mapping[str, str]
    """By inject: how it stood at EndEx."""


def outcome_of(played: Played) -> Outcome:
    """The small record of a play."""
    state = played.state
    decided = tuple(
        Chosen(i, d.outcomes, d.defaulted, d.before)
        for i, d in state.decisions.items()
        if d.status == "closed"
    )
    end = state.clock.base_at
    aims = {role: tuple(bool(met) for met in found) for role, found in aims_met(state, end).items()}
    injects = {i: s.status for i, s in state.injects.items()}
    return Outcome(
        played.policy, played.seed, played.ending, played.overlays, played.reached_move, end, played.tracks,
        decided, aims, injects,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """Some plays of one policy."""

    policy: str
    seeds: tuple[int, ...]
    seating: str = ""
    cut: str = ""


def play_batch(exercise: Exercise, batch: Batch) -> list[Outcome]:
    """Play them, one after another."""
    seating, cut, bots = batch.seating, batch.cut, batch.policy
    return [
        outcome_of(play_exercise(exercise, seating=seating, cut=cut, bots=bots, seed=seed))
        for seed in batch.seeds
    ]


def sample(
    exercise: Exercise,
    *,
    plays: int,
    policies: Sequence[str],
    seating: str = "",
    cut: str = "",
    first_seed: int = 0,
    processes: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Outcome]:
    """So many plays of each policy, in the order of policies and seeds however many processes share them."""
    seeds = range(first_seed, first_seed + plays)
    batches = [
        Batch(policy, tuple(seeds[i : i + BATCH]), seating, cut)
        for policy in policies
        for i in range(0, plays, BATCH)
    ]
    found: list[Outcome] = []
    for done in _run(exercise, batches, processes):
        found += done
        progress(len(found))
    return found


def _run(exercise: Exercise, batches: Iterable[Batch], processes: int) -> Iterator[list[Outcome]]:
    if processes <= 1:
        for batch in batches:
            yield play_batch(exercise, batch)
        return
    with ProcessPoolExecutor(processes, initializer=_hand_over, initargs=(freeze(exercise),)) as pool:
        yield from pool.map(_play_here, batches)


_handed: list[Exercise] = []


def _hand_over(frozen: str) -> None:
    """In a new process: the exercise that it will play."""
    _handed.append(thaw(frozen))


def _play_here(batch: Batch) -> list[Outcome]:
    return play_batch(_handed[-1], batch)
