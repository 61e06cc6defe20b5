"""How far the effects of each thing in a deck can move the tracks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tte.exercise.models import Decision, Effect, Exercise, Role


@dataclass
class Pull:
    """By track: the most that a thing takes away and adds; the values that it can set."""

    down: dict[str, int] = field(default_factory=dict)
    up: dict[str, int] = field(default_factory=dict)
    sets: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, moves: Iterable[tuple[str, int]]) -> None:
        for track, by in moves:
            side = self.up if by > 0 else self.down
            side[track] = side.get(track, 0) + by

    def put(self, track: str, low: int, high: int) -> None:
        had = self.sets.get(track, (low, high))
        self.sets[track] = min(had[0], low), max(had[1], high)

    def join(self, other: Pull) -> None:
        """Both happen."""
        self.add(other.down.items())
        self.add(other.up.items())
        for track, (low, high) in other.sets.items():
            self.put(track, low, high)

    def either(self, other: Pull) -> None:
        """One of the two happens."""
        for track, by in other.down.items():
            self.down[track] = min(self.down.get(track, 0), by)
        for track, by in other.up.items():
            self.up[track] = max(self.up.get(track, 0), by)
        for track, (low, high) in other.sets.items():
            self.put(track, low, high)

    @property
    def tracks(self) -> set[str]:
        return {*self.down, *self.up, *self.sets}


def pull_of(effects: Iterable[Effect], role: Role | None = None) -> Pull:
    """Of effects that happen once, chosen by a role if they are an option's."""
    pull = Pull()
    for effect in effects:
        if role is not None and effect.role and role.id not in effect.role:
            continue
        pull.add(_named(effect.tracks, role))
        for track, value in effect.reset.items():
            for name, _ in _named({track: value}, role):
                pull.put(name, value, value)
        if effect.roll is not None:
            fallen = Pull()
            for side in (effect.roll.hit, effect.roll.miss):
                one = Pull()
                one.add(_named(side, role))
                fallen.either(one)
            pull.join(fallen)
    return pull


def _named(moves: dict[str, int], role: Role | None) -> Iterator[tuple[str, int]]:
    for track, by in moves.items():
        name = {"own": role.own, "other": role.other}.get(track, track) if role else track
        if name and name not in ("own", "other"):
            yield name, by


def option_pulls(exercise: Exercise, decision: Decision) -> dict[str, list[Pull]]:
    """By option: what it does for each owner who can choose it; one pull where there is one answer."""
    roles = {role.id: role for role in exercise.roles}
    owners = [roles.get(owner) for owner in decision.owners]
    found: dict[str, list[Pull]] = {}
    for letter, option in decision.options.items():
        each = [pull_of(option.effects, role) for role in owners]
        if decision.mode == "joint" or len(owners) < 2:
            one = Pull()
            for pull in each:
                one.either(pull)
            each = [one]
        found[letter] = each
    return found
