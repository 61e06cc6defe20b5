"""Which options are worth choosing: whether each is, somewhere, the best that its owner could do.

Measured on plays by bots that choose by lot, so that what an option brings is not mixed up with who likes it.
An option is best somewhere if one of these holds for one of its owners:

- In some situation no other option did better by more than one standard error, in the number of aims that the
  owner's delegation (all roles of its side) met at EndEx, or in that of the whole table. A situation is the
  band of one track when the decision was taken; every option chosen there must have been chosen often enough.
- Over all plays together it leads every other option, by three standard errors, in one thing that
  somebody may want: a single aim of any role, or one track in its better direction, at EndEx.

The second is there for compromises and for decisions that always fall in the same situation. An option
that is neither is one that no delegation has a reason to take. An option is dominated by another if it is
behind it in no measured thing ahead of it, and clearly behind in one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tte.rehearse.data import Data, Mask
from tte.rehearse.findings import Dominated

ENOUGH = 30
"""Plays of an option, below which nothing is said about it."""
NOISE, CLEAR = -1.0, 3.0
"""Standard errors: as good as the best in a situation, and clearly ahead in one thing."""
SURE = 99.0
"""What stands for infinitely many standard errors."""

Values = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Worth:
    """Where an option is at its best: by how many standard errors it is ahead there (behind: below 0)."""

    decision: str
    option: str
    best_somewhere: bool
    lead: float = 0.0
    owner: str = ""
    measure: str = ""
    situation: str = ""

    def text(self) -> str:
        if not self.owner:
            return f"{self.decision} {self.option}: too few plays to tell"
        where = f", where {self.situation}" if self.situation else ""
        ahead = f"{self.lead:+.1f} s.e. for {self.owner}"
        return f"{self.decision} {self.option}: {ahead} in {self.measure}{where}"


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What was chosen, by play, and how often each option that was."""

    chosen: NDArray[np.int16]
    numbers: Places
    often: Values


@dataclass(frozen=True, slots=True)
class _Compared:
    """Means of a measure by option, and the variances of those means."""

    numbers: list[int]
    mean: list[float]
    variance: list[float]

    def lead(self, one: int, other: int) -> float:
        """By how many standard errors of the difference one mean is above the other."""
        difference = self.mean[one] - self.mean[other]
        error = math.sqrt(self.variance[one] + self.variance[other])
        if error == 0:
            return 0.0 if difference == 0 else math.copysign(SURE, difference)
        return difference / error


def worth_of_options(data: Data) -> list[Worth]:
    """Every option of every decision, with where it does best against the others."""
    best: dict[tuple[str, str], Worth] = {}
    for worth in _all(data):
        key = worth.decision, worth.option
        known = best.get(key)
        if known is None or (worth.best_somewhere, worth.lead) > (known.best_somewhere, known.lead):
            best[key] = worth
    return [
        best.get((d, key), Worth(d, key, False))
        for d in data.layout.decisions
        for key in data.layout.options[d]
    ]


def dominated_options(data: Data) -> list[Dominated]:
    """Options that another one is nowhere behind and somewhere clearly ahead of, for one of its owners."""
    things = _things(data)
    found = []
    for place, (decision, owner) in enumerate(data.layout.owners):
        if owner not in data.layout.opened.by_role:
            continue
        plays, letters = _chosen(data, place), data.layout.options[decision]
        options = _counted(data.choices[plays, place])
        if options is None:
            continue
        compared = [_compare(options, values[plays]) for values in things.values()]
        for one, letter in enumerate(letters):
            for other, better in enumerate(letters):
                leads = [c.lead(c.numbers.index(other), c.numbers.index(one)) for c in compared
                         if one in c.numbers and other in c.numbers and one != other]  # fmt: skip
                if leads and min(leads) > NOISE and max(leads) >= CLEAR:
                    words = (
                        f"{decision} {letter} is nowhere ahead of {better} for {owner}, and clearly behind "
                    )
                    words += f"in {sum(lead >= CLEAR for lead in leads)} of {len(leads)} things"
                    found.append(
                        Dominated(decision=decision, owner=owner, option=letter, by=better, words=words)
                    )
    return found


def _all(data: Data) -> Iterator[Worth]:
    things, counts, everybody = _things(data), _delegations(data), _aims(data).sum(axis=1)
    number = {d: n for n, d in enumerate(data.layout.decisions)}
    for place, (decision, owner) in enumerate(data.layout.owners):
        if owner not in counts:
            continue
        plays, letters = _chosen(data, place), data.layout.options[decision]
        chosen = data.choices[plays, place]
        measures = {"its delegation's aims": counts[owner][plays], "everybody's aims": everybody[plays]}
        for situation, where in _situations(data, number[decision], plays):
            options = _counted(chosen[where])
            if options is None:
                continue
            for name, values in measures.items():
                like = Worth(decision, "", False, 0, owner, name, situation)
                yield from _leads(_compare(options, values[where]), letters, like, NOISE)
        options = _counted(chosen)
        if options is None:
            continue
        for name, values in things.items():
            like = Worth(decision, "", False, 0, owner, name)
            yield from _leads(_compare(options, values[plays]), letters, like, CLEAR)


def _leads(compared: _Compared, letters: tuple[str, ...], like: Worth, enough: float) -> Iterator[Worth]:
    """How each option stands against the best other one."""
    if len(compared.numbers) < 2:
        return
    places = range(len(compared.numbers))
    for one in places:
        lead = min(compared.lead(one, other) for other in places if other != one)
        letter = letters[compared.numbers[one]]
        yield Worth(
            like.decision, letter, lead >= enough, lead, like.owner, like.measure, like.situation
        )  # fmt: skip


def _counted(chosen: NDArray[np.int16]) -> _Chosen | None:
    """How often each option was chosen; None if one that was chosen was chosen too seldom to tell."""
    n = np.bincount(chosen)
    numbers = np.flatnonzero(n)
    often = n[numbers].astype(float)
    return _Chosen(chosen, numbers, often) if len(often) and often.min() >= ENOUGH else None


def _compare(options: _Chosen, measured: Values) -> _Compared:
    """Means by option."""
    total = np.bincount(options.chosen, weights=measured)[options.numbers]
    squares = np.bincount(options.chosen, weights=measured * measured)[options.numbers]
    mean = total / options.often
    variance = np.maximum(0.0, squares / options.often - mean**2) / np.maximum(1, options.often - 1)
    return _Compared(options.numbers.tolist(), mean.tolist(), variance.tolist())


def _chosen(data: Data, place: int) -> Places:
    """Which plays by lot an owner answered in: a default is nobody's choice."""
    return np.flatnonzero(data.lot & (data.choices[:, place] >= 0) & ~data.defaulted[:, place])


def _aims(data: Data) -> Values:
    return np.maximum(0, data.part("aims")).astype(float)


def _delegations(data: Data) -> dict[str, Values]:
    """By role: how many aims its side met in each play."""
    aims, side = _aims(data), {role.id: role.side for role in data.exercise.roles}
    by_side = {
        s: aims[:, [n for n, (r, _) in enumerate(data.layout.aims) if side[r] == s]].sum(axis=1)
        for s in set(side.values())
    }
    return {role: by_side[s] for role, s in side.items()}


def _things(data: Data) -> dict[str, Values]:
    """Single things that somebody may want, each the better the higher."""
    final, aims = data.part("final"), _aims(data)
    found = {
        t.id: final[:, n].astype(float) * (1 if t.better == "high" else -1)
        for n, t in enumerate(data.exercise.tracks)
    }
    return found | {f"aim {k + 1} of {role}": aims[:, n] for n, (role, k) in enumerate(data.layout.aims)}


def _situations(data: Data, decision: int, plays: Places) -> Iterator[tuple[str, Mask]]:
    """All of these plays, and those in which a track lay in each of its bands when the decision closed."""
    every = np.ones(len(plays), dtype=bool)
    yield "", every
    for number, track in enumerate(data.exercise.tracks):
        values = data.before[plays, decision, number]
        bands = sorted(track.bands, key=lambda band: band.start)
        for at, band in enumerate(bands):
            above = values >= band.start
            below = values < bands[at + 1].start if at + 1 < len(bands) else every
            yield f"{track.id} is {band.name}", above & below
