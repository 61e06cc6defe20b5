"""Which rules and contingencies ask about what: so that only those whose facts have changed are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tte.engine.state import State
from tte.exercise.conditions import Compiled, compile_condition
from tte.exercise.models import Exercise, Rule

Fact = tuple[str, str]
"""A kind of fact (track, decision, inject, channel, rule, move) and the id of which."""


@dataclass(frozen=True, slots=True)
class Watchers:
    """Rules that wait for a condition, contingencies, and by fact the numbers of those that ask about it."""

    rules: tuple[Rule, ...]
    contingencies: tuple[str, ...]
    by_fact: dict[Fact, tuple[tuple[int, ...], tuple[int, ...]]]
    timely_rules: tuple[int, ...]
    """Those that ask about time: they have to be looked at again and again."""
    timely_injects: tuple[int, ...]
    by_rule: dict[str, Rule]
    timely: bool
    injects_asked: frozenset[str]
    """Injects that any condition of the deck asks about."""


def watchers_of(opened: State) -> Watchers:
    """Those of a session that has been opened."""
    rules = tuple(
        r for r in opened.exercise.rules if not (r.after or r.on or r.at is not None or r.every is not None)
    )
    contingencies = tuple(i for i, standing in opened.injects.items() if standing.status == "waiting")
    found: dict[Fact, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    timely: tuple[set[int], set[int]] = (set(), set())
    texts = [(0, n, r.when) for n, r in enumerate(rules)]
    texts += [(1, n, opened.specs[i].when) for n, i in enumerate(contingencies)]
    for kind, number, when in texts:
        condition = compile_condition(when) if when is not None else None
        for fact in _facts(condition) if condition else ():
            found[fact][kind].add(number)
        if condition and condition.names & {"at", "at_jump"}:
            timely[kind].add(number)
    for number, rule in enumerate(rules):
        found["rule", rule.id][0].add(number)  # having run, it may rest
    by_fact = {fact: (tuple(sorted(one)), tuple(sorted(two))) for fact, (one, two) in found.items()}
    return Watchers(
        rules, contingencies, by_fact, tuple(sorted(timely[0])), tuple(sorted(timely[1])),
        {r.id: r for r in opened.exercise.rules}, bool(timely[0] or timely[1]),
        _injects_asked(opened.exercise),
    )  # fmt: skip


def conditions_of(exercise: Exercise) -> list[str]:
    """Every condition of a deck by which play goes on or ends; not those of the aims."""
    effects = [
        *(e for d in exercise.decisions for o in d.options.values() for e in o.effects),
        *(e for i in exercise.injects for e in (*i.effects, *(e for v in i.variants for e in v.effects))),
        *(e for r in exercise.rules for e in r.effects),
    ]
    chances = [c for e in effects if e.roll for c in e.roll.chance]
    chances += [c for channel in exercise.channels for c in channel.chance]
    texts = [
        *(e.when for e in effects),
        *(c.when for c in chances),
        *(i.when for i in exercise.injects),
        *(r.when for r in exercise.rules),
        *(e.when for e in exercise.endings),
        *(v.when for i in exercise.injects for v in i.variants),
        *(o.needs for d in exercise.decisions for o in d.options.values()),
    ]
    return [text for text in texts if text]


def _injects_asked(exercise: Exercise) -> frozenset[str]:
    aims = [a.when for role in exercise.roles for a in role.brief.aims]
    return frozenset().union(*(compile_condition(t).injects for t in (*conditions_of(exercise), *aims)))


def _facts(condition: Compiled) -> Iterator[Fact]:
    yield from (("track", track) for track in condition.tracks)
    yield from (("decision", decision) for decision in condition.decisions)
    yield from (("inject", inject) for inject in condition.injects)
    yield from (("channel", channel) for channel in condition.channels)
    yield from (("rule", rule) for rule in condition.rules)
    if "move" in condition.names:
        yield "move", ""
