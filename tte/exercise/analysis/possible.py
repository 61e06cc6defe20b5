"""Whether a formula can hold in a world, and from when: facts are narrowed until one has no value left."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tte.exercise.analysis.formula import All, Among, Any, Bound, Formula
from tte.exercise.analysis.world import World

Span = tuple[float, float]
MAX_STEPS = 5_000
"""Then a formula counts as possible: no finding is better than a wrong one."""


class _Spent(Exception):
    """The search has taken too long."""


class _Facts:
    """What is left of each fact on one branch of the search; copied where it branches."""

    __slots__ = ("choices", "numbers", "world")

    def __init__(
        self, world: World, numbers: dict[str, Span], choices: dict[tuple[str, str, str], frozenset[str]]
    ):
        self.world = world
        self.numbers = numbers
        self.choices = choices

    def copy(self) -> _Facts:
        return _Facts(self.world, dict(self.numbers), dict(self.choices))

    def span(self, name: str) -> Span:
        found = self.numbers.get(name)
        if found is None:
            found = self.numbers[name] = _span(self.world, name)
        return found

    def narrow(self, among: Among) -> bool:
        """Leave only the values that fit; False if none is left."""
        key = among.kind, among.of, among.owner
        had = self.choices.get(key) or _values(self.world, among)
        left = had & among.values if among.yes else had - among.values
        self.choices[key] = left
        if not left:
            return False
        since = _since(self.world, among, left)
        low, high = self.span("at")
        self.numbers["at"] = max(low, since), high
        return since <= high


def _values(world: World, among: Among) -> frozenset[str]:
    """The values that a fact can have in a world; `yes` and `` (no) for what is or is not so."""
    match among.kind:
        case "choice":
            return world.choices(among.of)
        case "move":
            return frozenset(world.moves)
        case "released":
            can = among.of in world.injects
        case "missed":
            can = among.of in world.decisions
        case "answered":
            can = among.of in world.answered
        case "unanswered":
            can = among.of in world.unanswered
        case _:
            can = world.jumps
    return frozenset({"", "yes"}) if can else frozenset({""})


def _since(world: World, among: Among, left: frozenset[str]) -> float:
    """The earliest minute at which one of these values can be so."""
    if "" in left:
        return 0.0
    match among.kind:
        case "choice":
            opened = world.decisions[among.of]
            return min(max(opened, world.options.get((among.of, letter), opened)) for letter in left)
        case "move":
            return min(world.moves[move] for move in left)
        case "released":
            return world.injects[among.of]
        case "missed":
            return world.decisions[among.of]
        case _:
            return 0.0


def _span(world: World, name: str) -> Span:
    if name == "at":
        return 0.0, world.endex
    if name.startswith("count "):
        rule = name.removeprefix("count ")
        if rule not in world.rules:
            return 0.0, 0.0
        return 0.0, 1.0 if rule in world.once else math.inf
    return world.tracks.get(name, (-math.inf, math.inf))


def earliest(formula: Formula, world: World, at: Span | None = None) -> float | None:
    """The first minute at which a formula can hold in a world, between two minutes; None if it never can."""
    facts = _Facts(world, {"at": at or (0.0, world.endex)}, {})
    search = _Search()
    try:
        found = search.first([formula], facts, [])
    except _Spent:
        return facts.numbers["at"][0]
    return None if found == math.inf else found


def possible(parts: Iterable[Formula], world: World, at: Span | None = None) -> bool:
    """Whether all of these can hold at one time."""
    return earliest(All(tuple(parts)), world, at) is not None


class _Search:
    def __init__(self) -> None:
        self.steps = 0
        self.best = math.inf

    def first(self, todo: list[Formula], facts: _Facts, bounds: list[Bound]) -> float:
        """The least minute of any branch; infinite if none is left."""
        todo, bounds = list(todo), list(bounds)
        later: list[Any] = []
        while todo:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise _Spent
            part = todo.pop()
            if isinstance(part, All):
                todo += part.parts
            elif isinstance(part, Any):
                if len(part.parts) == 1:
                    todo.append(part.parts[0])
                elif part.parts:
                    later.append(part)
                else:
                    return math.inf
            elif isinstance(part, Among):
                if not facts.narrow(part):
                    return math.inf
            else:
                bounds.append(part)
        if not _settle(bounds, facts) or facts.span("at")[0] >= self.best:
            return math.inf
        if not later:
            self.best = min(self.best, facts.span("at")[0])
            return self.best
        choice, *rest = later
        for part in choice.parts:
            self.first([part, *rest], facts.copy(), bounds)
        return self.best


def _settle(bounds: list[Bound], facts: _Facts) -> bool:
    """Narrow numbers by all sums until nothing changes; False if a sum cannot be met."""
    for _ in range(8):
        changed = False
        for bound in bounds:
            after = _narrowed(bound, facts)
            if after is None:
                return False
            changed = changed or after
        if not changed:
            break
    return True


def _narrowed(bound: Bound, facts: _Facts) -> bool | None:
    """Whether a sum narrowed a number; None if it cannot be met."""
    spans = [(name, by, facts.span(name)) for name, by in bound.terms]
    most = bound.constant + sum(by * (high if by > 0 else low) for _, by, (low, high) in spans)
    if most < 0 or (bound.strict and most <= 0):
        return None
    if math.isinf(most):
        return False
    changed = False
    for name, by, (low, high) in spans:
        rest = most - by * (high if by > 0 else low)
        edge = -rest / by
        whole = name != "at"
        if by > 0 and edge > low - (0 if bound.strict else 1e-9):
            new = _up(edge, whole, bound.strict)
            if new > low:
                facts.numbers[name], changed = (new, high), True
        elif by < 0 and edge < high + (0 if bound.strict else 1e-9):
            new = _down(edge, whole, bound.strict)
            if new < high:
                facts.numbers[name], changed = (low, new), True
        low, high = facts.numbers[name]
        if low > high:
            return None
    return changed


def _up(edge: float, whole: bool, strict: bool) -> float:
    if not whole:
        return edge
    return math.floor(edge + 1e-9) + 1.0 if strict else math.ceil(edge - 1e-9)


def _down(edge: float, whole: bool, strict: bool) -> float:
    if not whole:
        return edge
    return math.ceil(edge - 1e-9) - 1.0 if strict else math.floor(edge + 1e-9)
