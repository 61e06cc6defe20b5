"""Which options are worth choosing: whether each is, somewhere, the best that its owner could do.

Measured on plays by bots that choose by lot, so that what an option brings is not mixed up with who likes it.
An option is best somewhere if one of these holds for one of its owners:

- In some situation no other option did better by more than one standard error, in the number of aims that the
  owner's delegation (all roles of its side) met at EndEx, or in that of the whole table. A situation is the
  band of one track when the decision was taken; every option chosen there must have been chosen often enough.
- Over all plays together it leads every other option, by three standard errors, in one thing that
  somebody may want: a single aim of any role, or one track in its better direction, at EndEx.

The second is there for compromises and for decisions that always fall in the same situation. An option
that is neither is one that no delegation has a reason to take.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tte.exercise.models import Decision, Exercise
from tte.rehearse.sample import Chosen, Outcome

ENOUGH = 30
"""Plays of an option, below which nothing is said about it."""
NOISE, CLEAR = -1.0, 3.0
"""Standard errors: as good as the best in a situation, and clearly ahead in one thing."""


@dataclass(frozen=True, slots=True)
class Where:
    """A measure, for an owner, in a situation (empty: all plays together)."""

    decision: str
    owner: str
    measure: str
    situation: str = ""


@dataclass(slots=True)
class Tally:
    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        self.n += 1
        self.total += value
        self.squares += value * value

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Of the mean: its standard error, squared."""
        return max(0.0, self.squares / self.n - self.mean**2) / max(1, self.n - 1)


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


Tallies = dict[Where, dict[str, Tally]]


def worth_of_options(exercise: Exercise, outcomes: Iterable[Outcome]) -> list[Worth]:
    """Every option of every decision, with where it does best against the others."""
    counts, things = _tally(exercise, outcomes)
    found = [*_leads(counts, NOISE), *_leads(things, CLEAR)]
    best: dict[tuple[str, str], Worth] = {}
    for worth in found:
        key = worth.decision, worth.option
        known = best.get(key)
        if known is None or (worth.best_somewhere, worth.lead) > (known.best_somewhere, known.lead):
            best[key] = worth
    return [best.get((d.id, key), Worth(d.id, key, False)) for d in exercise.decisions for key in d.options]


def _leads(tallies: Tallies, enough: float) -> Iterator[Worth]:
    """How each option stands against the best other one, wherever all have been chosen often enough."""
    for where, options in tallies.items():
        if len(options) < 2 or any(tally.n < ENOUGH for tally in options.values()):
            continue
        for key, tally in options.items():
            lead = min(_lead(tally, other) for k, other in options.items() if k != key)
            yield Worth(
                where.decision, key, lead >= enough, lead, where.owner, where.measure, where.situation
            )


def _lead(one: Tally, other: Tally) -> float:
    """By how many standard errors of the difference one mean is above the other."""
    difference = one.mean - other.mean
    error = math.sqrt(one.variance + other.variance)
    if error == 0:
        return 0.0 if difference == 0 else math.copysign(99.0, difference)
    return difference / error


def _tally(exercise: Exercise, outcomes: Iterable[Outcome]) -> tuple[Tallies, Tallies]:
    """Aims met by situation, and single things over all plays."""
    by_decision = {d.id: d for d in exercise.decisions}
    sides = {role.id: tuple(r.id for r in exercise.roles if r.side == role.side) for role in exercise.roles}
    counts: Tallies = defaultdict(lambda: defaultdict(Tally))
    things: Tallies = defaultdict(lambda: defaultdict(Tally))
    for outcome in outcomes:
        met = {role: sum(aims) for role, aims in outcome.aims.items()}
        everybody, single = sum(met.values()), _single(exercise, outcome)
        for chosen in outcome.decisions:
            name, situations = chosen.decision, list(_situations(exercise, chosen))
            for owner, choice in _owners(by_decision[name], chosen, sides):
                own = sum(met[role] for role in sides[owner])
                for situation in situations:
                    counts[Where(name, owner, "its delegation's aims", situation)][choice].add(own)
                    counts[Where(name, owner, "everybody's aims", situation)][choice].add(everybody)
                for thing, value in single.items():
                    things[Where(name, owner, thing)][choice].add(value)
    return counts, things


def _owners(
    decision: Decision, chosen: Chosen, sides: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """Owners that have aims, with what came of their choice; a default is nobody's choice."""
    for owner in decision.owners:
        if owner in sides and owner not in chosen.defaulted:
            yield owner, chosen.outcomes[owner]


def _situations(exercise: Exercise, chosen: Chosen) -> Iterator[str]:
    yield ""
    for track in exercise.tracks:
        if band := track.band(chosen.tracks[track.id]):
            yield f"{track.id} is {band}"


def _single(exercise: Exercise, outcome: Outcome) -> dict[str, float]:
    """Single things that somebody may want, each the better the higher."""
    found: dict[str, float] = {}
    for track in exercise.tracks:
        found[track.id] = outcome.tracks[track.id] * (1 if track.better == "high" else -1)
    for role, aims in outcome.aims.items():
        for number, met in enumerate(aims, 1):
            found[f"aim {number} of {role}"] = float(met)
    return found
