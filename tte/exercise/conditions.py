"""Conditions: a subset of Python expressions, read once into closures, never eval'ed.

A condition sees tracks by name (whole numbers), `at` (exercise minutes), `at_jump`, `move`, and the functions
of `FUNCTIONS`. Columns are 1-based characters of the text. `vocabulary` checks one against an exercise.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from tte.exercise.condition_language import (
    FUNCTIONS,
    NUMBER_FUNCTIONS,
    RESERVED,
    WORDS,
    Call,
    ConditionError,
    Facts,
    Kind,
    Run,
    Subject,
    Value,
)
from tte.exercise.condition_reader import Reader, called, one_line, parse

__all__ = [
    "FUNCTIONS",
    "RESERVED",
    "WORDS",
    "Call",
    "Compiled",
    "ConditionError",
    "Facts",
    "Value",
    "compile_condition",
    "read_condition",
]


@dataclass(frozen=True)
class Compiled:
    """A condition ready to be evaluated, and what it speaks of, for checkers."""

    text: str
    kind: Kind
    names: frozenset[str]
    calls: tuple[Call, ...]
    tree: ast.expr = field(repr=False, compare=False)
    columns: Callable[[ast.expr], int] = field(repr=False, compare=False)
    run: Run = field(repr=False, compare=False)
    """The closure that asks facts for the value."""
    parts: dict[ast.expr, Run] = field(repr=False, compare=False)

    def evaluate(self, facts: Facts) -> Value:
        """The value, as Python would give it."""
        return self.run(facts)

    def holds(self, facts: Facts) -> bool:
        """Whether it is so."""
        return bool(self.run(facts))

    def explain(self, facts: Facts) -> str:
        """Why it does, or does not, hold, in a facilitator's words: `esc >= 4 (esc is 2)`."""
        return "; ".join(dict.fromkeys(self._reasons(self.tree, facts)))

    def _reasons(self, node: ast.expr, facts: Facts) -> Iterator[str]:
        if isinstance(node, ast.BoolOp):
            outcome = bool(self.parts[node](facts))
            for part in node.values:
                if bool(self.parts[part](facts)) == outcome:
                    yield from self._reasons(part, facts)
            return
        shown = self._segment(node)
        facts_seen = list(dict.fromkeys(self._seen(node, shown, facts)))
        yield f"{shown} ({', '.join(facts_seen)})" if facts_seen else shown

    def _seen(self, node: ast.expr, shown: str, facts: Facts) -> Iterator[str]:
        """The present values of what a comparison speaks of."""
        for part in ast.walk(node):
            if not (part in self.parts and isinstance(part, ast.Name | ast.Call)):
                continue
            if isinstance(part, ast.Call) and called(part) in NUMBER_FUNCTIONS:
                continue
            label, value = self._segment(part), _said(self.parts[part](facts))
            yield value if label == shown else f"{label} is {value}"

    def _segment(self, node: ast.expr) -> str:
        return ast.get_source_segment(one_line(self.text), node) or ast.unparse(node)

    def _named(self, subject: Subject) -> frozenset[str]:
        found = (call.arg(subject) for call in self.calls)
        return frozenset(name for name in found if name is not None)

    @property
    def tracks(self) -> frozenset[str]:
        return self.names - frozenset(WORDS)

    @property
    def decisions(self) -> frozenset[str]:
        return self._named("decision")

    @property
    def injects(self) -> frozenset[str]:
        return self._named("inject")

    @property
    def channels(self) -> frozenset[str]:
        return self._named("channel")

    @property
    def rules(self) -> frozenset[str]:
        return self._named("rule")


@lru_cache(maxsize=32_768)
def compile_condition(text: str) -> Compiled:
    """Read a condition. ConditionError says what is wrong at which column."""
    compiled, errors = read_condition(text)
    if compiled is None:
        raise errors[0]
    return compiled


@lru_cache(maxsize=32_768)
def read_condition(text: str) -> tuple[Compiled | None, list[ConditionError]]:
    """As `compile_condition`, but with every error that can be told apart, by column."""
    try:
        tree = parse(text)
    except ConditionError as error:
        return None, [error]
    reader = Reader(text)
    kind, run = reader.read(tree)
    if reader.errors or kind is None:
        return None, sorted(reader.errors, key=lambda e: e.column)
    calls = tuple(sorted(reader.calls, key=lambda call: call.col))
    return Compiled(text, kind, frozenset(reader.names), calls, tree, reader.column, run, reader.parts), []


def _said(value: Value) -> str:
    match value:
        case bool():
            return "so" if value else "not so"
        case str():
            return f'"{value}"' if value else "open"
        case _:
            return f"{value:g}"
