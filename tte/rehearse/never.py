"""What never comes out, and why: which part of its condition stays false, looked at in some plays more."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tte.engine.sketch import Sketch
from tte.exercise.conditions import Compiled, compile_condition
from tte.rehearse.data import Data
from tte.rehearse.findings import Conjunct, Findings, Never
from tte.rehearse.frequencies import trigger_of
from tte.rehearse.play import sketch_play
from tte.rehearse.sample import Stage

LOOKS = 25
"""Plays of each policy that are looked at."""


@dataclass(slots=True)
class _Case:
    """Something that never comes out: its condition, part by part, and how often each part ever held."""

    what: str
    id: str
    title: str
    why: str
    condition: Compiled | None = None
    parts: list[ast.expr] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)
    at_end: bool = False
    """Asked at EndEx only."""


def never(stage: Stage, data: Data, findings: Findings) -> tuple[Never, ...]:
    """Injects, rules, endings, decisions and options that no play came to, with the reason."""
    cases = list(_cases(data, findings))
    watched = [case for case in cases if case.condition is not None]
    plays = 0
    if watched:
        for policy in data.policies:
            for seed in range(data.sample.plan.first_seed, data.sample.plan.first_seed + LOOKS):
                _look(stage, policy, seed, watched)
                plays += 1
    return tuple(_told(case, plays) for case in cases)


def _cases(data: Data, findings: Findings) -> Iterator[_Case]:
    opened = data.layout.opened
    for inject in findings.injects:
        spec = opened.specs[inject.id]
        if not any(inject.shares.values()):
            yield _case(
                "inject", inject.id, inject.title, spec.when, _why_inject(spec.when, spec.event, spec.at)
            )
    for rule, often in zip(data.exercise.rules, findings.rules, strict=True):
        if not any(often.shares.values()):
            why = "its condition never holds when its time comes" if rule.when else "its time never comes"
            yield _case("rule", rule.id, f"{rule.title} ({trigger_of(rule)})", rule.when, why)
    for ending, often in zip(data.exercise.endings, findings.endings, strict=True):
        if not any(often.shares.values()):
            why = "its condition never holds at EndEx" if ending.when else "an ending before it always holds"
            yield _case("ending", ending.id, ending.title, ending.when, why, at_end=True)
    for decision in findings.decisions:
        if not any(decision.opened.values()):
            yield _case("decision", decision.id, decision.title, None, "no inject that opens it goes out")
    for chosen in findings.options:
        if not any(chosen.shares.values()):
            option = opened.by_decision[chosen.decision].options[chosen.option]
            why = "it is never open" if option.needs else "no bot ever takes it"
            yield _case("option", f"{chosen.decision} {chosen.option}", chosen.title, option.needs, why)


def _why_inject(when: str | None, event: str, at: float | None) -> str:
    if when:
        return (
            "its condition never holds"
            if event == "contingency"
            else "its condition does not hold at its time"
        )
    if at is None:
        return "it has neither a time nor a condition: only control releases it"
    return "play ends before its time"


def _case(what: str, name: str, title: str, when: str | None, why: str, *, at_end: bool = False) -> _Case:
    if not when:
        return _Case(what, name, title, why)
    compiled = compile_condition(when)
    tree = compiled.tree
    parts = list(tree.values) if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    return _Case(what, name, title, why, compiled, parts, {}, at_end)


def _look(stage: Stage, policy: str, seed: int, cases: list[_Case]) -> None:
    """Play once and note which parts ever hold."""
    ever: set[tuple[int, int]] = set()
    table: list[Sketch] = []

    def note(kind: object, at: float, fields: Mapping[str, Any]) -> None:
        if table:
            _note(table[0], cases, ever, over=False)

    played = sketch_play(stage.blank, stage.players(policy, seed), note, table.append)
    _note(played, cases, ever, over=True)
    for number, part in ever:
        cases[number].held[part] = cases[number].held.get(part, 0) + 1


def _note(sketch: Sketch, cases: list[_Case], ever: set[tuple[int, int]], *, over: bool) -> None:
    for number, case in enumerate(cases):
        if case.condition is None or (case.at_end and not over):
            continue
        for place, part in enumerate(case.parts):
            if (number, place) not in ever and case.condition.parts[part](sketch.facts):
                ever.add((number, place))


def _told(case: _Case, plays: int) -> Never:
    if case.condition is None:
        return Never(what=case.what, id=case.id, title=case.title, why=case.why)
    parts = tuple(
        Conjunct(text=ast.unparse(part), held=case.held.get(n, 0) / max(1, plays))
        for n, part in enumerate(case.parts)
    )
    false = [p.text for p in parts if not p.held]
    why = case.why
    if false:
        why += f": {' and '.join(false)} {'stays' if len(false) == 1 else 'stay'} false"
    elif len(parts) > 1:
        why += ": each part holds at times, never all at once" + (" at EndEx" if case.at_end else "")
    return Never(what=case.what, id=case.id, title=case.title, why=why, parts=parts)
