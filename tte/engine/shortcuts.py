"""What is always the same in all plays of a deck, worked out once and looked up by plays by the thousand.

Most of what happens in a play has neither condition nor dice in it: what an inject's release sends and does,
and what the outcomes of a decision add up to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from tte.engine.apply_decisions import followed
from tte.engine.consequences import names_only, open_for
from tte.engine.delivery import legs_of, used_variants
from tte.engine.events import Delivery
from tte.engine.unfolding import Unfolding
from tte.exercise.conditions import compile_condition

if TYPE_CHECKING:
    from tte.engine.blank import Blank
    from tte.exercise.models import Effect, Inject

Run = Callable[[Any], object]
"""A condition, asked of facts."""


class Change(NamedTuple):
    """A step of a track, its scale, and the numbers of the rules and contingencies that ask about it."""

    track: str
    delta: int
    low: int
    high: int
    rules: tuple[int, ...]
    injects: tuple[int, ...]


class Sending(NamedTuple):
    """What the release of an inject comes to, with those of its variants that hold."""

    deliveries: tuple[Delivery, ...]
    drafts: tuple[tuple[Delivery, str], ...]
    """Legs that wait at a seat, and which."""
    out: bool
    """Whether words reach somebody at once."""
    changes: tuple[Change, ...] | None
    """What its words do to tracks; None where that depends on conditions or dice."""


class Shortcuts:
    """What is always the same in all plays of a blank, worked out when it is first needed."""

    def __init__(self, blank: Blank) -> None:
        self._blank = blank
        opened, watchers = blank.opened, blank.watchers
        self.sendings: dict[tuple[str, ...], Sending] = {}
        self._words: dict[tuple[str, str | None, bool], tuple[Change, ...] | None] = {}
        self.outcomes: dict[tuple[str, ...], tuple[Change, ...]] = {}
        """By decision and its owners' outcomes, where they always do the same."""
        self.of_rule = {rule.id: self._plain(rule.effects) for rule in opened.exercise.rules}
        self.followers = {
            d: tuple(
                (rule, followed(rule.id, d)) for rule in opened.exercise.rules
                if d in rule.after and names_only(rule, opened.decisions)
            )
            for d in opened.decisions
        }  # fmt: skip
        """By decision: the rules that come after it, each with the key in `runs` that tells that it has."""
        self.rule_runs = [_run(rule.when) for rule in watchers.rules]
        self.inject_runs = [_run(opened.specs[i].when) for i in watchers.contingencies]
        self.watched = frozenset(name for what, name in watchers.by_fact if what == "inject")
        """Injects that a rule or contingency asks about."""
        self.endex = opened.endex
        self.opening = {d: self._deadline(d) for d in opened.decisions}
        """By decision: for how long it is open, and until when at least (s)."""

    def sending(self, sketch: Unfolding, spec: Inject, holding: tuple[str, ...]) -> Sending:
        """What goes out when these variants hold."""
        found = self.sendings.get((spec.id, *holding))
        if found is None:
            found = self.sendings[(spec.id, *holding)] = self._work_out(sketch, spec, holding)
        return found

    def _work_out(self, sketch: Unfolding, spec: Inject, holding: tuple[str, ...]) -> Sending:
        straight, drafted = [], []
        for leg in legs_of(sketch, spec, [v for v in spec.variants if v.id in holding]):
            seat = next((s for r in leg.sender if (s := self._blank.seats.get(r))), None)
            if seat is not None and spec.draft:
                drafted.append((leg, seat))
            else:
                straight.append(leg)
        used = used_variants(spec, [leg.variant for leg in straight])
        effects = (*spec.effects, *(e for variant in used for e in variant.effects))
        out = bool(straight) or not drafted
        return Sending(tuple(straight), tuple(drafted), out, self._plain(effects))

    def words(self, spec: Inject, variant: str | None, *, first: bool) -> tuple[Change, ...] | None:
        """What it does that a draft goes out: the inject's first words, or a variant that is new, or both."""
        key = (spec.id, variant, first)
        if key not in self._words:
            own = spec.effects if first else ()
            used = used_variants(spec, () if variant is None else (variant,))
            self._words[key] = self._plain((*own, *(e for v in used for e in v.effects)))
        return self._words[key]

    def _plain(self, effects: Iterable[Effect]) -> tuple[Change, ...] | None:
        """Effects without conditions, dice or resets, one after the other."""
        steps: list[tuple[str, int]] = []
        for effect in effects:
            if effect.when or effect.roll or effect.reset:
                return None
            steps += effect.tracks.items()
        return self.changes(steps)

    def changes(self, steps: Iterable[tuple[str, int]]) -> tuple[Change, ...]:
        """Steps of tracks that there are, with who asks about them."""
        found = []
        for name, delta in steps:
            track = self._blank.opened.by_track.get(name)
            if track is not None and delta:
                rules, injects = self._blank.watchers.by_fact.get(("track", name), ((), ()))
                found.append(Change(name, delta, track.low, track.high, rules, injects))
        return tuple(found)

    def _deadline(self, decision: str) -> tuple[float, float]:
        opened = self._blank.opened
        spec, cut = opened.by_decision[decision], opened.setup.cut if opened.setup else None
        return open_for(spec, cut)


def _run(when: str | None) -> Run | None:
    return None if when is None else compile_condition(when).run
