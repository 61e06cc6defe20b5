"""Conditions as formulas over few kinds of facts, with `not` pushed down to them.

`any_decided` and `all_decided` become what they say about each owner, chains and lists become single
comparisons, and `max` and `min` become alternatives, so that what is left can be narrowed fact by fact.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Literal

from tte.exercise.analysis.world import World
from tte.exercise.condition_reader import called
from tte.exercise.conditions import compile_condition

Kind = Literal["choice", "move", "released", "missed", "answered", "unanswered", "jump"]


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Any:
    """At least one part holds; none: never."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Among:
    """A fact has one of these values (`yes`), or none of them."""

    kind: Kind
    of: str
    owner: str
    values: frozenset[str]
    yes: bool


@dataclass(frozen=True)
class Bound:
    """A sum of numbers is at least 0, or above 0 (`strict`)."""

    terms: tuple[tuple[str, int], ...]
    constant: float
    strict: bool


Formula = All | Any | Among | Bound

TRUE, FALSE = All(()), Any(())
_MOST = 4_000
"""Alternatives that `max` and `min` may unfold to; beyond, a comparison says nothing."""


def formula_of(text: str, world: World) -> Formula:
    """The formula of a condition that has been checked against its exercise."""
    return _Writer(world).write(compile_condition(text).tree, True)


def negated(text: str, world: World) -> Formula:
    """That a condition does not hold."""
    return _Writer(world).write(compile_condition(text).tree, False)


class _Writer:
    def __init__(self, world: World) -> None:
        self.world = world

    def write(self, node: ast.expr, yes: bool) -> Formula:
        match node:
            case ast.Constant(value=value):
                return TRUE if bool(value) is yes else FALSE
            case ast.Name():
                return _truth("jump", "", yes)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.write(operand, not yes)
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.write(part, yes) for part in values)
                return All(parts) if isinstance(op, ast.And) is yes else Any(parts)
            case ast.Call():
                return self._asked(node, yes)
            case ast.Compare():
                return self._compare(node, yes)
            case _:
                return TRUE

    def _asked(self, node: ast.Call, yes: bool) -> Formula:
        args = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
        match called(node):
            case "any_decided":
                parts = self._each_owner(args[0], args[1], yes)
                return Any(parts) if yes else All(parts)
            case "all_decided":
                parts = self._each_owner(args[0], args[1], yes)
                return All(parts) if yes else Any(parts)
            case "released" | "missed" | "answered" | "unanswered" as kind:
                return _truth(kind, args[0], yes)
            case _:
                return TRUE

    def _each_owner(self, decision: str, option: str, yes: bool) -> tuple[Formula, ...]:
        values = frozenset({option})
        return tuple(Among("choice", decision, owner, values, yes) for owner in self._owners(decision))

    def _owners(self, decision: str) -> tuple[str, ...]:
        return self.world.owners.get(decision, ("",))

    def _compare(self, node: ast.Compare, yes: bool) -> Formula:
        parts = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._pair(left, op, right, yes))
            left = right
        return All(tuple(parts)) if yes else Any(tuple(parts))

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr, yes: bool) -> Formula:
        if isinstance(op, ast.In | ast.NotIn):
            items = right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else []
            inside = isinstance(op, ast.In) is yes
            parts = tuple(self._pair(left, ast.Eq(), item, inside) for item in items)
            return Any(parts) if inside else All(parts)
        if isinstance(op, ast.NotEq):
            op, yes = ast.Eq(), not yes
        fact = self._text(left) or self._text(right)
        if fact is not None:
            other = right if self._text(left) else left
            if not isinstance(other, ast.Constant):
                return TRUE
            kind, of, owner = fact
            return Among(kind, of, owner, frozenset({str(other.value)}), yes)
        if isinstance(left, ast.Constant) and isinstance(left.value, str):
            return TRUE
        return self._numbers(left, op, right, yes)

    def _text(self, node: ast.expr) -> tuple[Kind, str, str] | None:
        if isinstance(node, ast.Name) and node.id == "move":
            return "move", "", ""
        if isinstance(node, ast.Call) and called(node) == "decided":
            args = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
            owners = self._owners(args[0])
            return "choice", args[0], args[1] if len(args) > 1 and args[1] in owners else owners[0]
        return None

    def _numbers(self, left: ast.expr, op: ast.cmpop, right: ast.expr, yes: bool) -> Formula:
        """`left - right` compared with 0; what has no order is split in two."""
        match op, yes:
            case (ast.GtE(), True) | (ast.Lt(), False):
                return _least(left, right, strict=False)
            case (ast.Gt(), True) | (ast.LtE(), False):
                return _least(left, right, strict=True)
            case (ast.LtE(), True) | (ast.Gt(), False):
                return _least(right, left, strict=False)
            case (ast.Lt(), True) | (ast.GtE(), False):
                return _least(right, left, strict=True)
            case _, True:
                return All((_least(left, right, strict=False), _least(right, left, strict=False)))
            case _:
                return Any((_least(left, right, strict=True), _least(right, left, strict=True)))


def _truth(kind: Kind, of: str, yes: bool) -> Formula:
    return Among(kind, of, "", frozenset({"yes"}), yes)


Sum = tuple[dict[str, int], float]
Forms = tuple[Literal["max", "min"], list[Sum]]
"""A number as the greatest, or the least, of plain sums."""


def _least(left: ast.expr, right: ast.expr, *, strict: bool) -> Formula:
    """That left is at least right, or more (`strict`): some of left's greatest, against all of right's."""
    ups, downs = _forms(left), _forms(right)
    if ups is None or downs is None or len(ups[1]) * len(downs[1]) > _MOST:
        return TRUE
    parts = [[_bound(one, two, strict) for two in downs[1]] for one in ups[1]]
    # left's forms are alternatives for a greatest, all needed for a least; right's the other way round
    inner = [All(tuple(row)) if downs[0] == "max" else Any(tuple(row)) for row in parts]
    return Any(tuple(inner)) if ups[0] == "max" else All(tuple(inner))


def _forms(node: ast.expr) -> Forms | None:
    """A number as the greatest, or the least, of plain sums; None for a mixture of both."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return "max", [({}, float(value))]
        case ast.Name(id=name):
            return "max", [({name: 1}, 0.0)]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _minus(_forms(operand))
        case ast.BinOp(left=left, op=op, right=right):
            other = _forms(right)
            return _plus(_forms(left), other if isinstance(op, ast.Add) else _minus(other))
        case ast.Call() if called(node) == "count":
            rule = str(node.args[0].value) if isinstance(node.args[0], ast.Constant) else ""
            return "max", [({f"count {rule}": 1}, 0.0)]
        case ast.Call():
            pick: Literal["max", "min"] = "max" if called(node) == "max" else "min"
            found = [_forms(arg) for arg in node.args]
            if any(f is None or (len(f[1]) > 1 and f[0] != pick) for f in found):
                return None
            return pick, [one for f in found if f for one in f[1]]
        case _:
            return None


def _minus(
    found: Forms | None,
) -> Forms | None:
    if found is None:
        return None
    pick: Literal["max", "min"] = "min" if found[0] == "max" else "max"
    return pick, [({name: -by for name, by in terms.items()}, -constant) for terms, constant in found[1]]


def _plus(one: Forms | None, two: Forms | None) -> Forms | None:
    if one is None or two is None or len(one[1]) * len(two[1]) > _MOST:
        return None
    if len(one[1]) > 1 and len(two[1]) > 1 and one[0] != two[0]:
        return None
    pick = two[0] if len(one[1]) == 1 else one[0]
    return pick, [_added(a, b, 1) for a in one[1] for b in two[1]]


def _added(one: Sum, two: Sum, sign: int) -> Sum:
    terms = dict(one[0])
    for name, by in two[0].items():
        terms[name] = terms.get(name, 0) + sign * by
    return {name: by for name, by in terms.items() if by}, one[1] + sign * two[1]


def _bound(one: Sum, two: Sum, strict: bool) -> Bound:
    terms, constant = _added(one, two, -1)
    return Bound(tuple(sorted(terms.items())), constant, strict)
