"""What can happen in an exercise: out from StartEx, step by step, until nothing more becomes possible."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tte.exercise.analysis.formula import TRUE, Formula, formula_of
from tte.exercise.analysis.plan import Plan
from tte.exercise.analysis.possible import Span, earliest
from tte.exercise.analysis.pulls import Pull, option_pulls, pull_of
from tte.exercise.analysis.world import World, empty_world
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Exercise, Inject, Rule

Kind = str
MAX_ROUNDS = 200


@dataclass(frozen=True, order=True)
class Node:
    """Something that can happen: an inject goes out, a decision opens, an option is there, a rule runs."""

    kind: str
    id: str
    option: str = ""

    @property
    def words(self) -> str:
        match self.kind:
            case "option":
                return f"option {self.option} of {self.id}"
            case _:
                return self.id


class Reach:
    """What can happen under a plan. `assumed` nodes are taken to be possible, whatever they wait for."""

    def __init__(self, exercise: Exercise, plan: Plan, base: Static | None = None) -> None:
        self.exercise = exercise
        self.plan = plan
        self.static = base or Static(exercise)
        self.world = World(0, {}, {}, {})

    def run(self, assumed: Iterable[Node] = ()) -> World:
        """The world that the plan leads to."""
        self.world = empty_world(self.exercise, self.plan.endex, self.plan.move_starts())
        self.world.once = frozenset(r.id for r in self.exercise.rules if _once(r))
        for node in assumed:
            self._note(node, self._assumed_at(node))
        self._tracks()
        for _ in range(MAX_ROUNDS):
            before = self._size()
            for inject in self.static.injects:
                if inject.id in self.plan.times:
                    self._inject(inject)
            self._decisions()
            self._rules()
            self._tracks()
            if self._size() == before:
                break
        return self.world

    def blocked(self) -> list[Node]:
        """What cannot happen, in the order of the deck."""
        world = self.world
        found = [
            Node("inject", i) for i in self.plan.times if i in self.static.known and i not in world.injects
        ]
        for decision in self.exercise.decisions:
            if decision.id not in self.plan.decisions:
                continue
            if decision.id not in world.decisions:
                found.append(Node("decision", decision.id))
            found += [
                Node("option", decision.id, letter)
                for letter, option in decision.options.items()
                if option.needs is not None and (decision.id, letter) not in world.options
            ]
        return found + [Node("rule", r.id) for r in self._running() if r.id not in world.rules]

    def can(self, node: Node, world: World) -> bool:
        """Whether a thing can happen in a world, by its own condition and time."""
        match node.kind:
            case "inject":
                return self._inject_from(self.static.known[node.id], world) is not None
            case "option":
                decision = self.static.decisions[node.id]
                needs = decision.options[node.option].needs
                since = world.decisions.get(node.id, 0.0)
                return needs is None or self._holds(needs, world, (since, world.endex)) is not None
            case "rule":
                return self._rule_from(self.static.rules[node.id], world) is not None
            case _:
                return node.id in world.decisions

    # what waits for what

    def needs(self, node: Node, blocked: set[Node]) -> set[Node]:
        """The blocked things that a blocked thing waits for."""
        found: set[Node] = set()
        match node.kind:
            case "inject":
                found = self._named(self.static.known[node.id].when, blocked)
            case "decision":
                found = {
                    Node("inject", i) for i in self.static.openers.get(node.id, ()) if i in self.plan.times
                }
            case "option":
                needs = self.static.decisions[node.id].options[node.option].needs
                found = {Node("decision", node.id)} | self._named(needs, blocked)
            case _:
                rule = self.static.rules[node.id]
                found = {Node("decision", d) for d in rule.after} | self._named(rule.when, blocked)
        return found & blocked

    def _named(self, text: str | None, blocked: set[Node]) -> set[Node]:
        if text is None:
            return set()
        read = compile_condition(text)
        found = {Node("inject", i) for i in read.injects} | {Node("rule", r) for r in read.rules}
        for decision in read.decisions:
            found.add(Node("decision", decision))
            found |= {n for n in blocked if n.kind == "option" and n.id == decision}
        return found | {n for n in blocked if self.static.moved(n) & read.tracks}

    # one step

    def _note(self, node: Node, at: float) -> None:
        match node.kind:
            case "inject":
                self.world.injects[node.id] = min(at, self.world.injects.get(node.id, math.inf))
            case "decision":
                self.world.decisions[node.id] = min(at, self.world.decisions.get(node.id, math.inf))
            case "option":
                key = node.id, node.option
                self.world.options[key] = min(at, self.world.options.get(key, math.inf))
            case _:
                self.world.rules[node.id] = min(at, self.world.rules.get(node.id, math.inf))

    def _assumed_at(self, node: Node) -> float:
        return (self.plan.times.get(node.id) or 0.0) if node.kind == "inject" else 0.0

    def _holds(self, text: str, world: World, at: Span) -> float | None:
        if at[0] > at[1]:
            return None
        return earliest(self.static.formula(text, world), world, at)

    def _inject_from(self, inject: Inject, world: World) -> float | None:
        at = self.plan.times.get(inject.id)
        start = 0.0 if at is None else at
        if inject.when is None:
            return start
        planned = at is not None and inject.event != "contingency"
        return self._holds(inject.when, world, (start, start if planned else world.endex))

    def _inject(self, inject: Inject) -> None:
        since = self._inject_from(inject, self.world)
        if since is None:
            return
        self._note(Node("inject", inject.id), since)
        for decision in inject.opens:
            if decision in self.plan.decisions:
                self._note(Node("decision", decision), since)

    def _decisions(self) -> None:
        for decision in self.exercise.decisions:
            since = self.world.decisions.get(decision.id)
            if since is None:
                continue
            for letter, option in decision.options.items():
                if option.needs is None:
                    self._note(Node("option", decision.id, letter), since)
                    continue
                at = self._holds(option.needs, self.world, (since, self.world.endex))
                if at is not None:
                    self._note(Node("option", decision.id, letter), at)

    def _running(self) -> Iterator[Rule]:
        """The rules that the plan can run."""
        for rule in self.exercise.rules:
            named = self.static.rule_names[rule.id]
            timed = rule.at is None or rule.id in self.plan.rules
            if timed and named <= self.plan.decisions:
                yield rule

    def _rules(self) -> None:
        for rule in self._running():
            since = self._rule_from(rule, self.world)
            if since is not None:
                self._note(Node("rule", rule.id), since)

    def _rule_from(self, rule: Rule, world: World) -> float | None:
        low, high = 0.0, world.endex
        if rule.after:
            opened = [world.decisions[d] for d in rule.after if d in world.decisions]
            if not opened:
                return None
            low = min(opened)
        elif rule.on == "jump":
            later = sorted(world.moves.values())[1:]
            if not later:
                return None
            low = later[0]
        elif rule.at is not None:
            low = high = self.plan.rules.get(rule.id, rule.at)
        elif rule.every is not None:
            low = rule.every
        return low if rule.when is None else self._holds(rule.when, world, (low, high))

    def _tracks(self) -> None:
        """Ranges of the tracks by the effects of all that can happen."""
        total = Pull()
        often = Pull()
        world = self.world
        for inject_id in world.injects:
            total.join(self.static.pulls[Node("inject", inject_id)])
        for decision in world.decisions:
            total.join(self.static.decision_pull(decision, world))
        for rule_id in world.rules:
            rule = self.static.rules[rule_id]
            pull = self.static.pulls[Node("rule", rule_id)]
            runs = len(rule.after) if rule.after else 1 if _once(rule) else 0
            for _ in range(runs):
                total.join(pull)
            if not runs:
                often.join(pull)
        for track in self.exercise.tracks:
            sets = [s for s in (total.sets.get(track.id), often.sets.get(track.id)) if s]
            low = min([track.start, *(s[0] for s in sets)]) + total.down.get(track.id, 0)
            high = max([track.start, *(s[1] for s in sets)]) + total.up.get(track.id, 0)
            if often.down.get(track.id):
                low = track.low
            if often.up.get(track.id):
                high = track.high
            world.tracks[track.id] = (max(low, track.low), min(high, track.high))

    def _size(self) -> tuple[object, ...]:
        world = self.world
        return (
            len(world.injects), sum(world.injects.values()), len(world.decisions),
            sum(world.decisions.values()), len(world.options), sum(world.options.values()),
            len(world.rules), sum(world.rules.values()), tuple(world.tracks.values()),
        )  # fmt: skip


def _once(rule: Rule) -> bool:
    return rule.at is not None or len(rule.after) == 1


class Static:
    """What does not change from step to step: tables by id, formulas, pulls."""

    def __init__(self, exercise: Exercise) -> None:
        self.injects = exercise.injects
        self.known = {inject.id: inject for inject in exercise.injects}
        self.decisions = {decision.id: decision for decision in exercise.decisions}
        self.rules = {rule.id: rule for rule in exercise.rules}
        self.openers: dict[str, list[str]] = {}
        self.pulls: dict[Node, Pull] = {}
        self._formulas: dict[str, Formula] = {}
        for inject in exercise.injects:
            for decision in inject.opens:
                self.openers.setdefault(decision, []).append(inject.id)
            effects = [*inject.effects, *(e for v in inject.variants for e in v.effects)]
            self.pulls[Node("inject", inject.id)] = pull_of(effects)
        self.options = {d.id: option_pulls(exercise, d) for d in exercise.decisions}
        for rule in exercise.rules:
            self.pulls[Node("rule", rule.id)] = pull_of(rule.effects)
        self.rule_names = {rule.id: _rule_names(rule) for rule in exercise.rules}

    def formula(self, text: str, world: World) -> Formula:
        found = self._formulas.get(text)
        if found is None:
            found = self._formulas[text] = formula_of(text, world) if text else TRUE
        return found

    def decision_pull(self, decision: str, world: World) -> Pull:
        """What the answers to a decision do at most, each owner choosing one option that is there."""
        there = [
            pulls for letter, pulls in self.options[decision].items() if (decision, letter) in world.options
        ]
        total = Pull()
        for each in zip(*there, strict=True):
            best = Pull()
            for pull in each:
                best.either(pull)
            total.join(best)
        return total

    def moved(self, node: Node) -> set[str]:
        """The tracks that a thing can move."""
        match node.kind:
            case "option":
                return {t for pull in self.options[node.id][node.option] for t in pull.tracks}
            case "decision":
                return {t for each in self.options[node.id].values() for pull in each for t in pull.tracks}
            case _:
                return self.pulls[node].tracks


def _rule_names(rule: Rule) -> frozenset[str]:
    """The decisions without which a cut does not run a rule."""
    named = set(rule.after)
    for text in [rule.when, *(effect.when for effect in rule.effects)]:
        if text:
            named |= compile_condition(text).decisions
    return frozenset(named)
