"""Finds what can never happen: injects, options, rules and endings without a way there; vain conditions.

Only causes are reported: what merely waits for something that is reported is taken to be possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tte.exercise.analysis.formula import formula_of, negated
from tte.exercise.analysis.plan import Plan, cut_plan, full_plan
from tte.exercise.analysis.possible import Span, possible
from tte.exercise.analysis.reach import Node, Reach, Static
from tte.exercise.analysis.whys import Why, why_never
from tte.exercise.analysis.world import World
from tte.exercise.checks.deck import Deck
from tte.exercise.models import Effect, Ending
from tte.exercise.records import Path

CODES = {"inject": "E303", "option": "E302", "rule": "E309"}
WHAT = {
    "inject": "This inject cannot fire.",
    "option": "This option is never open.",
    "rule": "This rule never runs.",
}


def check_never(deck: Deck) -> None:
    static = Static(deck.exercise)
    plan = full_plan(deck.exercise)
    reach = Reach(deck.exercise, plan, static)
    told = _causes(deck, reach)
    world = reach.run(told)
    _endings(deck, world)
    _conditions(deck, world)
    for index in range(len(deck.exercise.cuts)):
        part = Reach(deck.exercise, cut_plan(deck.exercise, index), static)
        _causes(deck, part, known=told)


def _causes(deck: Deck, reach: Reach, known: Sequence[Node] = ()) -> list[Node]:
    """Report what cannot happen for a reason of its own, or in a circle; returns all of it."""
    told = list(known)
    places = _places(deck, reach.plan)
    while True:
        reach.run(told)
        blocked = reach.blocked()
        if not blocked:
            return told
        hopeful = reach.run([*told, *blocked])
        broken = [n for n in blocked if n.kind != "decision" and not reach.can(n, hopeful)]
        if broken:
            for node in broken:
                _report(deck, reach, node, hopeful, places)
            told += broken
            continue
        circle = _circle(reach, blocked)
        if not circle:  # what is left waits only for what is known
            return told
        _report_circle(deck, circle, places)
        told += circle


def _places(deck: Deck, plan: Plan) -> dict[Node, Path]:
    """Where a finding about each thing points: its condition; in a cut, its line in the timetable."""
    found: dict[Node, Path] = {}
    cut = deck.exercise.cuts[int(plan.path[1])] if plan.path else None
    for index, inject in enumerate(deck.exercise.injects):
        path: Path = ("injects", index) if inject.when is None else ("injects", index, "when")
        if cut is not None and inject.id in (*cut.injects, *cut.contingencies):
            path = (*plan.path, "injects" if inject.id in cut.injects else "contingencies", inject.id)
        found[Node("inject", inject.id)] = path
    for index, decision in enumerate(deck.exercise.decisions):
        found[Node("decision", decision.id)] = ("decisions", index)
        for letter in decision.options:
            found[Node("option", decision.id, letter)] = ("decisions", index, "options", letter, "needs")
    for index, rule in enumerate(deck.exercise.rules):
        path = ("rules", index) if rule.when is None else ("rules", index, "when")
        found[Node("rule", rule.id)] = path
    return found


def _report(deck: Deck, reach: Reach, node: Node, world: World, places: dict[Node, Path]) -> None:
    if reach.plan.path and node.kind != "inject":
        return  # options and rules are written for the whole exercise; a cut may do without
    text, at = _condition_of(reach, node, world)
    why = why_never(text, deck.exercise, world, at) if text else Why("Nothing in the plan leads to it.", 1)
    where = f" in the cut {reach.plan.name}" if reach.plan.path else ""
    message = WHAT[node.kind].replace(".", f"{where}: ", 1) + why.words
    path = places[node]
    deck.add(path, CODES[node.kind], message, column=why.column if path[-1] in ("when", "needs") else None)


def _condition_of(reach: Reach, node: Node, world: World) -> tuple[str | None, Span]:
    """A thing's condition, and the minutes between which it is looked at."""
    static, plan = reach.static, reach.plan
    match node.kind:
        case "inject":
            inject = static.known[node.id]
            at = plan.times.get(node.id)
            start = 0.0 if at is None else at
            planned = at is not None and inject.event != "contingency"
            return inject.when, (start, start if planned else plan.endex)
        case "option":
            since = world.decisions.get(node.id, 0.0)
            return static.decisions[node.id].options[node.option].needs, (since, plan.endex)
        case _:
            rule = static.rules[node.id]
            at = plan.rules.get(node.id, rule.at) if rule.at is not None else None
            return rule.when, (0.0, plan.endex) if at is None else (at, at)


def _circle(reach: Reach, blocked: list[Node]) -> list[Node]:
    """Things that wait for one another, and for nothing else that is blocked."""
    every = set(blocked)
    waits = {node: sorted(reach.needs(node, every)) for node in blocked}
    for start in blocked:
        reached = _reached(start, waits)
        if start in reached and all(start in _reached(node, waits) for node in reached):
            return _path(start, waits)
    return []


def _reached(start: Node, waits: dict[Node, list[Node]]) -> set[Node]:
    found: set[Node] = set()
    todo = list(waits[start])
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += waits[node]
    return found


def _path(start: Node, waits: dict[Node, list[Node]]) -> list[Node]:
    """The shortest way from a thing back to itself."""
    ways: list[list[Node]] = [[start]]
    seen: set[Node] = set()
    while ways:
        way = ways.pop(0)
        for after in waits[way[-1]]:
            if after == start:
                return way
            if after not in seen:
                seen.add(after)
                ways.append([*way, after])
    return [start]


def _report_circle(deck: Deck, circle: list[Node], places: dict[Node, Path]) -> None:
    first = next((n for n in circle if n.kind == "inject"), circle[0])
    turn = circle.index(first)
    around = [*circle[turn:], *circle[:turn], first]
    chain = ", which waits for ".join(node.words for node in around[1:])
    message = f"A cycle without exit: {first.words} waits for {chain}. None of them can come first."
    deck.add(places[first], "E306", message)


# --- endings ----------------------------------------------------------------------------------------------


def _endings(deck: Deck, world: World) -> None:
    before: list[Ending] = []
    span = (0.0, world.endex)
    for index, ending in enumerate(deck.exercise.endings):
        path: Path = ("endings", index)
        own = [] if ending.when is None else [formula_of(ending.when, world)]
        if ending.when is not None and not possible(own, world, span):
            why = why_never(ending.when, deck.exercise, world, span)
            deck.add(
                (*path, "when"), "E304", f"This ending cannot be reached: {why.words}", column=why.column
            )
            continue
        if ending.overlay:
            continue
        nots = [negated(other.when, world) for other in before if other.when]
        if before and not possible([*own, *nots], world, span):
            deck.add(path, "E305", _taken_by(ending, before, world), key=True)
        before.append(ending)


def _taken_by(ending: Ending, before: list[Ending], world: World) -> str:
    own = [] if ending.when is None else [formula_of(ending.when, world)]
    for other in before:
        if other.when and not possible([*own, negated(other.when, world)], world):
            return (
                f"This ending is never reached: whenever it could be, `{other.id}` holds too, "
                "and stands before it."
            )
    names = ", ".join(f"`{other.id}`" for other in before)
    return f"This ending is never reached: whenever it could be, one of {names} holds, and stands before it."


# --- conditions of other things ---------------------------------------------------------------------------


def _conditions(deck: Deck, world: World) -> None:
    for path, text, span in _vain(deck, world):
        if not possible([formula_of(text, world)], world, span):
            why = why_never(text, deck.exercise, world, span)
            deck.add(path, "E301", f"This condition can never hold: {why.words}", column=why.column)


def _vain(deck: Deck, world: World) -> Iterator[tuple[Path, str, Span]]:
    """Conditions of variants, effects, chances and aims, with the minutes at which they are looked at."""
    whole = (0.0, world.endex)
    for index, inject in enumerate(deck.exercise.injects):
        path: Path = ("injects", index)
        since = world.injects.get(inject.id, 0.0), world.endex
        yield from _effects((*path, "effects"), inject.effects, since)
        for number, variant in enumerate(inject.variants):
            if variant.when is not None:
                yield (*path, "variants", number, "when"), variant.when, since
            yield from _effects((*path, "variants", number, "effects"), variant.effects, since)
    for index, decision in enumerate(deck.exercise.decisions):
        since = world.decisions.get(decision.id, 0.0), world.endex
        for letter, option in decision.options.items():
            yield from _effects(("decisions", index, "options", letter, "effects"), option.effects, since)
    for index, rule in enumerate(deck.exercise.rules):
        yield from _effects(("rules", index, "effects"), rule.effects, whole)
    for index, channel in enumerate(deck.exercise.channels):
        for number, chance in enumerate(channel.chance):
            if chance.when is not None:
                yield ("channels", index, "chance", number, "when"), chance.when, whole
    for index, role in enumerate(deck.exercise.roles):
        for number, aim in enumerate(role.brief.aims):
            yield ("roles", index, "brief", "aims", number, "when"), aim.when, whole


def _effects(path: Path, effects: Sequence[Effect], span: Span) -> Iterator[tuple[Path, str, Span]]:
    for number, effect in enumerate(effects):
        if effect.when is not None:
            yield (*path, number, "when"), effect.when, span
        for place, chance in enumerate(effect.roll.chance if effect.roll else ()):
            if chance.when is not None:
                yield (*path, number, "roll", "chance", place, "when"), chance.when, span
