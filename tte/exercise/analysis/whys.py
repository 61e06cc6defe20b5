"""Why a condition can never hold, in an author's words: which part, and what speaks against it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from tte.exercise.analysis.formula import formula_of
from tte.exercise.analysis.possible import Span, possible
from tte.exercise.analysis.world import World
from tte.exercise.condition_reader import called, one_line
from tte.exercise.conditions import Compiled, compile_condition
from tte.exercise.models import Exercise

_SHOWN = 80


@dataclass(frozen=True)
class Why:
    """The reason, and the column (1-based) of the part of the condition that it is about."""

    words: str
    column: int


def why_never(text: str, exercise: Exercise, world: World, at: Span) -> Why:
    """Why a condition that is impossible in a world is so, when it is looked at between two minutes."""
    compiled = compile_condition(text)
    parts = _parts(compiled.tree)
    for count in (1, 2, len(parts)):
        for some in combinations(parts, count) if count <= len(parts) else ():
            formulas = [formula_of(_segment(compiled, part), world) for part in some]
            if not possible(formulas, world, at):
                return Why(_said(compiled, some, exercise, world, at), compiled.columns(some[0]))
    return Why(_said(compiled, tuple(parts), exercise, world, at), 1)


def _parts(tree: ast.expr) -> list[ast.expr]:
    if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And):
        return [part for value in tree.values for part in _parts(value)]
    return [tree]


def _segment(compiled: Compiled, node: ast.expr) -> str:
    return ast.get_source_segment(one_line(compiled.text), node) or ast.unparse(node)


def _said(compiled: Compiled, parts: tuple[ast.expr, ...], exercise: Exercise, world: World, at: Span) -> str:
    shown = [f"`{_short(_segment(compiled, part))}`" for part in parts]
    facts = list(dict.fromkeys(f for part in parts for f in _facts(part, exercise, world, at)))
    held = "never holds" if len(parts) == 1 else "never hold together"
    head = f"{' and '.join(shown)} {held}"
    return f"{head}: {'; '.join(facts)}." if facts else f"{head}."


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _facts(part: ast.expr, exercise: Exercise, world: World, at: Span) -> Iterator[str]:
    """What is known in a world of all that a part speaks of."""
    scales = {track.id: track for track in exercise.tracks}
    for node in ast.walk(part):
        if isinstance(node, ast.Name) and node.id in scales:
            low, high = world.tracks[node.id]
            scale = scales[node.id]
            full = (low, high) == (scale.low, scale.high)
            by = "" if full else f" by the effects of this deck (its scale: {scale.low} to {scale.high})"
            yield f"{node.id} goes from {low:g} to {high:g}{by}"
        elif isinstance(node, ast.Name) and node.id == "at":
            yield (
                f"it is looked at in minute {at[0]:g}"
                if at[0] == at[1]
                else (f"it is looked at from minute {at[0]:g} to {at[1]:g}")
            )
        elif isinstance(node, ast.Call):
            yield from _call(node, world)


def _call(node: ast.Call, world: World) -> Iterator[str]:
    args = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
    match called(node):
        case "decided" | "any_decided" | "all_decided" | "missed":
            if args[0] not in world.decisions:
                yield f"{args[0]} is never opened here"
            else:
                choices = sorted(world.choices(args[0]) - {""})
                yield (
                    f"{args[0]} opens in minute {world.decisions[args[0]]:g} at the earliest and can come to "
                    f"{', '.join(choices)}"
                )
        case "released":
            if args[0] in world.injects:
                yield f"{args[0]} goes out in minute {world.injects[args[0]]:g} at the earliest"
            else:
                yield f"{args[0]} never goes out here"
        case "answered":
            yield f"no call over {args[0]} is {'ever answered' if args[0] not in world.answered else 'sure'}"
        case "unanswered" if args[0] not in world.unanswered:
            yield f"every call over {args[0]} is answered"
        case "count" if args[0] not in world.rules:
            yield f"the rule {args[0]} never runs here"
        case "count" if args[0] in world.once:
            yield f"the rule {args[0]} runs once at most"
