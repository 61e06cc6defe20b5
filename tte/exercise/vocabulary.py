"""Checks a condition against an exercise: names, ids, options, owners, comparisons that cannot change."""

from __future__ import annotations

import ast
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from tte.exercise.condition_language import FUNCTIONS, WORDS, Call, Kind, Subject
from tte.exercise.condition_reader import COMPARISONS, called
from tte.exercise.conditions import Compiled, read_condition
from tte.exercise.diagnostics import nearest
from tte.exercise.models import Exercise

WRITTEN = "written"
"""What `decided` gives for an answer in a team's own words."""

EVERYTHING = (-math.inf, math.inf)
Range = tuple[float, float]


@dataclass(frozen=True, order=True)
class Problem:
    """A finding in a condition; `col` is 1-based in its text."""

    col: int
    code: str
    message: str
    allowed: tuple[str, ...] = ()
    nearest: str | None = None


@dataclass(frozen=True)
class Question:
    """A decision as conditions see it. Without options nothing about it is known: it is not checked."""

    owners: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    apart: bool = False
    """Several owners who decide separately."""


@dataclass(frozen=True)
class Vocabulary:
    """What the conditions of an exercise can speak of."""

    tracks: Mapping[str, Range] = field(default_factory=dict)
    decisions: Mapping[str, Question] = field(default_factory=dict)
    moves: Collection[str] = ()
    injects: Collection[str] = ()
    channels: Collection[str] = ()
    rules: Collection[str] = ()

    @classmethod
    def of(cls, exercise: Exercise, broken: Mapping[str, Collection[str]] | None = None) -> Vocabulary:
        """From an exercise. `broken` has ids, by field of the exercise, of records that failed to load:
        they are known, but nothing more is said about them."""
        lost = broken or {}
        questions = {
            d.id: Question(d.owners, tuple(d.options), d.mode == "each" and len(d.owners) > 1)
            for d in exercise.decisions
        }
        return cls(
            tracks={t.id: (t.low, t.high) for t in exercise.tracks}
            | dict.fromkeys(lost.get("tracks", ()), EVERYTHING),
            decisions=questions | dict.fromkeys(lost.get("decisions", ()), Question()),
            moves=dict.fromkeys([*(m.id for m in exercise.moves), *lost.get("moves", ())]),
            injects=dict.fromkeys([*(i.id for i in exercise.injects), *lost.get("injects", ())]),
            channels=dict.fromkeys([*(c.id for c in exercise.channels), *lost.get("channels", ())]),
            rules=dict.fromkeys([*(r.id for r in exercise.rules), *lost.get("rules", ())]),
        )

    def ids(self, subject: Subject) -> Collection[str]:
        match subject:
            case "decision":
                return self.decisions.keys()
            case "inject":
                return self.injects
            case "channel":
                return self.channels
            case _:
                return self.rules


def check_condition(text: str, vocabulary: Vocabulary, *, kind: Kind = "condition") -> list[Problem]:
    """Every problem of a condition, by column; none for a good one. `kind` is what it has to give."""
    compiled, errors = read_condition(text)
    if compiled is None:
        return [Problem(e.column, e.code, str(e)) for e in errors]
    checker = _Checker(compiled, vocabulary)
    problems = [*checker.names(), *checker.calls(), *checker.texts(), *checker.constants()]
    if compiled.kind != kind:
        message = f"This gives a {compiled.kind}; a {kind} is needed here. Compare it with something."
        problems.append(Problem(1, "E123", message))
    return sorted(set(problems), key=lambda p: (p.col, p.code, p.message))


class _Checker:
    def __init__(self, compiled: Compiled, vocabulary: Vocabulary) -> None:
        self.compiled = compiled
        self.words = vocabulary
        self.nodes = list(ast.walk(compiled.tree))

    def at(self, node: ast.expr) -> int:
        return self.compiled.columns(node)

    def names(self) -> Iterator[Problem]:
        for node in self.nodes:
            if not isinstance(node, ast.Name) or node.id in self.words.tracks or node.id in WORDS:
                continue
            if node in self.compiled.parts:
                known = sorted([*self.words.tracks, *WORDS])
                yield Problem(self.at(node), "E121", f"There is no track `{node.id}`.",
                              tuple(known), nearest(node.id, known))  # fmt: skip

    def calls(self) -> Iterator[Problem]:
        for call in self.compiled.calls:
            for subject, value, col in zip(
                FUNCTIONS[call.name].takes, call.args, call.arg_cols, strict=False
            ):
                if subject in ("option", "owner"):
                    continue
                if value not in self.words.ids(subject):
                    known = sorted(self.words.ids(subject))
                    yield Problem(col, "E124", f"There is no {subject} `{value}`.",
                                  tuple(known), nearest(value, known))  # fmt: skip
            yield from self._decision(call)

    def _decision(self, call: Call) -> Iterator[Problem]:
        question = self.words.decisions.get(call.arg("decision") or "")
        if question is None or not question.options:
            return
        name = call.args[0]
        owner, option = call.arg("owner"), call.arg("option")
        if call.name == "decided" and owner is None and question.apart:
            options = f'decided("{name}", "{question.owners[0]}")'
            yield Problem(
                call.col,
                "E126",
                f"The owners of {name} decide separately: use any_decided, all_decided or {options}.",
                question.owners,
            )
        if owner is not None and owner not in question.owners:
            yield Problem(call.arg_cols[1], "E126", f"{owner} is no owner of {name}.",
                          question.owners, nearest(owner, question.owners))  # fmt: skip
        if option is not None and option not in (*question.options, WRITTEN):
            allowed = (*question.options, WRITTEN)
            yield Problem(call.arg_cols[1], "E125", f"{name} has no option `{option}`.",
                          allowed, nearest(option, allowed))  # fmt: skip

    def texts(self) -> Iterator[Problem]:
        """Texts that are compared with what a decision or the move can be."""
        for node in self.nodes:
            if not isinstance(node, ast.Compare):
                continue
            sides: list[ast.expr] = [node.left]
            for right in node.comparators:
                sides += right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else [right]
            domain = next((d for d in map(self._domain, sides) if d), None)
            for side in sides if domain else ():
                value = side.value if isinstance(side, ast.Constant) else None
                if domain and isinstance(value, str) and value not in domain[2]:
                    code, what, allowed = domain
                    yield Problem(self.at(side), code, f"{what} `{value}`.", allowed, nearest(value, allowed))

    def _domain(self, node: ast.expr) -> tuple[str, str, tuple[str, ...]] | None:
        if isinstance(node, ast.Name) and node.id == "move":
            return "E124", "There is no move", tuple(self.words.moves)
        if isinstance(node, ast.Call) and called(node) == "decided":
            call = next(c for c in self.compiled.calls if c.col == self.at(node))
            question = self.words.decisions.get(call.args[0])
            if question and question.options:
                return "E125", f"{call.args[0]} has no option", (*question.options, WRITTEN, "")
        return None

    def constants(self) -> Iterator[Problem]:
        for node in self.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, bool):
                yield Problem(self.at(node), "E127", f"{node.value} never changes; leave it out.")
            if not isinstance(node, ast.Compare):
                continue
            left = node.left
            for op, right in zip(node.ops, node.comparators, strict=True):
                outcome = self._outcome(op, left, right)
                if outcome is not None:
                    when = "always" if outcome else "never"
                    yield Problem(self.at(left), "E127", f"This {when} holds{self._why(left, right)}.")
                left = right

    def _why(self, *nodes: ast.expr) -> str:
        said = []
        for part in (p for node in nodes for p in ast.walk(node)):
            if isinstance(part, ast.Name) and part.id in self.words.tracks:
                low, high = self.words.tracks[part.id]
                said.append(f"{part.id} goes from {low:g} to {high:g}")
        return f": {', '.join(dict.fromkeys(said))}" if said else ""

    def _outcome(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> bool | None:
        """What a comparison gives whatever happens, if that is certain."""
        if isinstance(op, ast.In | ast.NotIn):
            items = right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else []
            each = [self._outcome(ast.Eq(), left, item) for item in items]
            found = True if True in each else False if all(e is False for e in each) else None
            return found if found is None or isinstance(op, ast.In) else not found
        if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
            return bool(COMPARISONS[type(op)](left.value, right.value))  # type: ignore[arg-type]
        one, two = self._range(left), self._range(right)
        if one is None or two is None:
            return None
        match op:
            case ast.Lt():
                return _below(one, two)
            case ast.GtE():
                return _negated(_below(one, two))
            case ast.Gt():
                return _below(two, one)
            case ast.LtE():
                return _negated(_below(two, one))
            case _:
                apart = one[1] < two[0] or two[1] < one[0]
                return isinstance(op, ast.NotEq) if apart else None

    def _range(self, node: ast.expr) -> Range | None:
        """The least and greatest number that a part can be; None for what is no number."""
        match node:
            case ast.Constant(value=bool()):
                return None
            case ast.Constant(value=int() | float() as value):
                return float(value), float(value)
            case ast.Name(id="at"):
                return 0.0, math.inf
            case ast.Name(id=name):
                return self.words.tracks.get(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self._range(operand)
                return inner and (-inner[1], -inner[0])
            case ast.BinOp(left=left, op=op, right=right):
                one, two = self._range(left), self._range(right)
                if one is None or two is None:
                    return None
                if isinstance(op, ast.Add):
                    return one[0] + two[0], one[1] + two[1]
                return one[0] - two[1], one[1] - two[0]
            case ast.Call():
                return self._call_range(node)
            case _:
                return None

    def _call_range(self, node: ast.Call) -> Range | None:
        name = called(node)
        if name == "count":
            return 0.0, math.inf
        if name not in ("max", "min"):
            return None
        ranges = [r for r in map(self._range, node.args) if r is not None]
        if len(ranges) != len(node.args):
            return None
        pick = max if name == "max" else min
        return pick(r[0] for r in ranges), pick(r[1] for r in ranges)


def _below(one: Range, two: Range) -> bool | None:
    """Whether one is certainly less than two, or certainly not."""
    if one[1] < two[0]:
        return True
    return False if one[0] >= two[1] else None


def _negated(outcome: bool | None) -> bool | None:
    return None if outcome is None else not outcome
