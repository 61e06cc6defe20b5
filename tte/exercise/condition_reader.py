"""Reads a condition: parses it with `ast`, lets only a whitelist through, and makes closures of it.

What the language does not have is refused here, wrong types included, so that evaluation cannot fail.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable
from difflib import get_close_matches

from tte.exercise.condition_language import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_NUMBER,
    NUMBER_FUNCTIONS,
    WORDS,
    Call,
    ConditionError,
    Facts,
    Kind,
    Run,
    Value,
)


def one_line(text: str) -> str:
    """The text as it is parsed: line breaks count as spaces, so that offsets stay."""
    return re.sub(r"[\r\n\t]", " ", text)


def parse(text: str) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise ConditionError(
            f"This condition has {len(text)} characters; {MAX_LENGTH} are allowed.",
            column=MAX_LENGTH,
            code="E128",
            remedy="Split it over a rule or a variant.",
        )
    line = one_line(text)
    if not line.strip():
        raise ConditionError("The condition is empty.", remedy="Leave it out if it always holds.")
    for column, char in enumerate(line, start=1):
        if char in "#\\" or not char.isprintable():
            raise ConditionError(f"A condition cannot contain {char!a}.", column=column)
    lead = len(line) - len(line.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about `1or 2` and the like, which are refused or harmless here
            tree = ast.parse(line.lstrip(), mode="eval").body
    except SyntaxError as error:
        column = min(max(error.offset or 1, 1) + lead, len(line) + 1)
        raise ConditionError(_syntax_words(line), column=column, remedy=_syntax_hint(line)) from None
    except (ValueError, RecursionError, MemoryError):
        raise ConditionError("This condition is nested too deeply.", code="E128") from None
    for node in ast.walk(tree) if lead else ():
        if isinstance(node, ast.expr):
            node.col_offset += lead
            node.end_col_offset = (node.end_col_offset or 0) + lead
    return tree


def _syntax_words(line: str) -> str:
    return f"This does not read as a condition: {line.strip()}"


def _syntax_hint(line: str) -> str:
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", line)
    for pattern, hint in (
        (r"&&|\bAND\b", "Write `and`."),
        (r"\|\||\bOR\b", "Write `or`."),
        (r"!(?!=)|\bNOT\b", "Write `not`."),
        (r"(?<![=!<>])=(?!=)", "Write `==` to compare."),
        (r"=<|=>", "Write `<=` or `>=`."),
        (r"<>", "Write `!=`."),
    ):
        if re.search(pattern, bare):
            return hint
    return 'It should look like `esc >= 4 and decided("dp1") == "c"`.'


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


COMPARISONS: dict[type[ast.cmpop], Callable[[Value, Value], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
ORDERINGS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
A_KIND: dict[Kind, str] = {"condition": "a condition", "number": "a number", "text": "a text"}

Read = tuple[Kind | None, Run]
"""The kind that a part has (None: already reported) and how to evaluate it."""


class Reader:
    """Turns a tree into closures, and notes what it names and what is wrong with it."""

    def __init__(self, text: str) -> None:
        self.line = one_line(text)
        self.bytes = None if self.line.isascii() else self.line.encode()
        self.errors: list[ConditionError] = []
        self.names: set[str] = set()
        self.calls: list[Call] = []
        self.parts: dict[ast.expr, Run] = {}

    def column(self, node: ast.expr) -> int:
        """ast counts bytes of UTF-8; people count characters."""
        if self.bytes is None:
            return node.col_offset + 1
        return len(self.bytes[: node.col_offset].decode(errors="ignore")) + 1

    def fail(self, node: ast.expr, message: str, *, code: str = "E120", remedy: str = "") -> Read:
        self.errors.append(ConditionError(message, column=self.column(node), code=code, remedy=remedy))
        return None, _nothing

    def read(self, node: ast.expr, depth: int = 0) -> Read:
        if depth > MAX_DEPTH:
            return self.fail(node, "This condition is nested too deeply.", code="E128")
        kind, run = self._read(node, depth + 1)
        self.parts[node] = run
        return kind, run

    def _read(self, node: ast.expr, depth: int) -> Read:
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.BoolOp(op=op, values=values):
                runs = [self._wanted(part, "condition", depth) for part in values]
                return "condition", _both(runs) if isinstance(op, ast.And) else _either(runs)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                run = self._wanted(operand, "condition", depth)
                return "condition", lambda facts: not run(facts)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                run = self._wanted(operand, "number", depth)
                return "number", lambda facts: -run(facts)  # type: ignore[operator]
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                one, two = self._wanted(left, "number", depth), self._wanted(right, "number", depth)
                if isinstance(op, ast.Add):
                    return "number", lambda facts: one(facts) + two(facts)  # type: ignore[operator]
                return "number", lambda facts: one(facts) - two(facts)  # type: ignore[operator]
            case ast.Compare():
                return self._compare(node, depth)
            case ast.Call():
                return self._call(node, depth)
            case ast.Tuple() | ast.List() | ast.Set():
                return self.fail(node, "A list can stand only after `in`.")
            case _:
                return self.fail(
                    node,
                    f"Conditions do not have this: {ast.get_source_segment(self.line, node) or ''}".strip(),
                    remedy="They have and, or, not, comparisons, in, numbers, texts, + and -, "
                    "tracks, at, at_jump, move, and the functions of the deck format.",
                )

    def _wanted(self, node: ast.expr, wanted: Kind, depth: int) -> Run:
        kind, run = self.read(node, depth)
        if kind is not None and kind != wanted:
            remedy = "Compare it with something." if wanted == "condition" else ""
            self.fail(node, f"{A_KIND[wanted].capitalize()} is needed here; this is {A_KIND[kind]}.",
                      code="E123", remedy=remedy)  # fmt: skip
        return run

    def _constant(self, node: ast.Constant) -> Read:
        value = node.value
        if isinstance(value, bool):
            return "condition", lambda _: value
        if isinstance(value, str):
            return "text", lambda _: value
        if isinstance(value, int | float):
            if math.isfinite(value) and abs(value) <= MAX_NUMBER:
                return "number", lambda _: value
            return self.fail(node, f"Numbers go up to {MAX_NUMBER}.", code="E128")
        return self.fail(node, "Only numbers and texts can be written here.")

    def _name(self, node: ast.Name, name: str) -> Read:
        if name in FUNCTIONS or name in NUMBER_FUNCTIONS:
            return self.fail(node, f"{name} is a function: it needs brackets.", code="E122")
        self.names.add(name)
        match name:
            case "at":
                return "number", lambda facts: facts.at()
            case "at_jump":
                return "condition", lambda facts: facts.at_jump()
            case "move":
                return "text", lambda facts: facts.move()
            case _:
                return "number", lambda facts: facts.track(name)

    def _compare(self, node: ast.Compare, depth: int) -> Read:
        kind, first = self.read(node.left, depth)
        tests: list[tuple[Callable[[Value, Value], bool], Run]] = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(op, ast.In | ast.NotIn):
                if len(node.ops) > 1:
                    return self.fail(
                        node, "`in` cannot be chained with another comparison.", remedy="Use and."
                    )
                return self._membership(node, kind, first, right, depth)
            compare = COMPARISONS.get(type(op))
            if compare is None:
                return self.fail(node, "Conditions do not have `is`.", remedy="Write `==`.")
            right_kind, run = self.read(right, depth)
            if kind and right_kind and kind != right_kind:
                self.fail(right, f"{A_KIND[kind].capitalize()} cannot be compared with {A_KIND[right_kind]}.",
                          code="E123")  # fmt: skip
            elif isinstance(op, ORDERINGS) and kind not in (None, "number"):
                self.fail(left, "Only numbers have an order.", code="E123", remedy="Use == or in.")
            tests.append((compare, run))
            kind, left = right_kind, right
        if len(tests) == 1:
            return "condition", _single(node, tests[0][0], first, tests[0][1])
        return "condition", _chain(first, tests)

    def _membership(
        self, node: ast.Compare, kind: Kind | None, run: Run, right: ast.expr, depth: int
    ) -> Read:
        if not isinstance(right, ast.Tuple | ast.List | ast.Set):
            return self.fail(right, 'After `in` comes a list, such as ("a", "b").',
                             remedy='One item is written ("a",).')  # fmt: skip
        if not right.elts:
            return self.fail(right, "This list is empty.")
        items = []
        for item in right.elts:
            item_kind, item_run = self.read(item, depth)
            if kind and item_kind and item_kind != kind:
                self.fail(item, f"{A_KIND[kind].capitalize()} cannot be compared with {A_KIND[item_kind]}.",
                          code="E123")  # fmt: skip
            items.append(item_run)
        inside = isinstance(node.ops[0], ast.In)
        values = [item.value for item in right.elts if isinstance(item, ast.Constant)]
        if len(values) == len(items):
            return "condition", lambda facts: (run(facts) in values) is inside
        return "condition", lambda facts: _any_equal(run(facts), items, facts) is inside

    def _call(self, node: ast.Call, depth: int) -> Read:
        name = called(node)
        if node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
            return self.fail(node, "Functions take plain values only.", code="E122")
        if name in NUMBER_FUNCTIONS:
            runs = [self._wanted(arg, "number", depth) for arg in node.args]
            if len(runs) < 2:
                return self.fail(node, f"{name} needs two numbers or more.", code="E122")
            pick = NUMBER_FUNCTIONS[name]
            return "number", lambda facts: pick(*[run(facts) for run in runs])
        function = FUNCTIONS.get(name)
        if function is None:
            return self._no_function(node, name)
        least, most = len(function.takes) - function.optional, len(function.takes)
        if not least <= len(node.args) <= most:
            wanted = ", ".join(function.takes[:least])
            more = f" (and perhaps {function.takes[-1]})" if function.optional else ""
            return self.fail(node, f"{name} takes {wanted}{more}; {len(node.args)} given.", code="E122")
        args: list[str] = []
        for arg, subject in zip(node.args, function.takes, strict=False):
            if not (isinstance(arg, ast.Constant) and isinstance(arg.value, str)):
                return self.fail(arg, f"{name} needs the id of the {subject} in quotes.", code="E122")
            args.append(arg.value)
        columns = tuple(self.column(arg) for arg in node.args)
        self.calls.append(Call(name, tuple(args), self.column(node), columns))
        return function.kind, _asking(name, args)

    def _no_function(self, node: ast.Call, name: str) -> Read:
        known = [*FUNCTIONS, *NUMBER_FUNCTIONS]
        near = get_close_matches(name, known, n=1)
        return self.fail(
            node,
            f"There is no function {name}."
            if name
            else "Only the functions of the deck format can be called.",
            code="E122",
            remedy=f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}.",
        )


def _nothing(_: Facts) -> Value:
    return False


def _both(runs: list[Run]) -> Run:
    def run(facts: Facts) -> bool:
        for part in runs:  # noqa: SIM110  # a generator in all() takes three times as long
            if not part(facts):
                return False
        return True

    return run


def _either(runs: list[Run]) -> Run:
    def run(facts: Facts) -> bool:
        for part in runs:  # noqa: SIM110  # as above
            if part(facts):
                return True
        return False

    return run


def _single(node: ast.Compare, compare: Callable[[Value, Value], bool], one: Run, two: Run) -> Run:
    """The common shapes, a track or an outcome compared with a literal, without calls for their parts."""
    left, right = node.left, node.comparators[0]
    if not isinstance(right, ast.Constant):
        return lambda facts: compare(one(facts), two(facts))
    literal: Value = right.value  # type: ignore[assignment]  # _constant let nothing else through
    match left:
        case ast.Name(id=track) if track not in WORDS:
            return lambda facts: compare(facts.track(track), literal)
        case ast.Call(func=ast.Name(id="decided"), args=[ast.Constant(value=str(decision))]):
            return lambda facts: compare(facts.decided(decision, None), literal)
        case _:
            return lambda facts: compare(one(facts), literal)


def _chain(first: Run, tests: list[tuple[Callable[[Value, Value], bool], Run]]) -> Run:
    def run(facts: Facts) -> bool:
        left = first(facts)
        for compare, of in tests:
            right = of(facts)
            if not compare(left, right):
                return False
            left = right
        return True

    return run


def _any_equal(value: Value, items: list[Run], facts: Facts) -> bool:
    return any(value == item(facts) for item in items)


def _asking(name: str, args: list[str]) -> Run:
    """The closure that puts a function's question to the facts."""
    first, second = args[0], args[1] if len(args) > 1 else None
    match name:
        case "decided":
            return lambda facts: facts.decided(first, second)
        case "any_decided":
            return lambda facts: facts.any_decided(first, second or "")
        case "all_decided":
            return lambda facts: facts.all_decided(first, second or "")
        case "missed":
            return lambda facts: facts.missed(first)
        case "released":
            return lambda facts: facts.released(first)
        case "answered":
            return lambda facts: facts.answered(first)
        case "unanswered":
            return lambda facts: facts.unanswered(first)
        case _:
            return lambda facts: facts.count(first)
