"""Deadlines that a jump, or EndEx, passes over."""

from __future__ import annotations

from collections.abc import Sequence

from tte.exercise.analysis.plan import Plan, cut_plan, full_plan
from tte.exercise.checks.deck import Deck
from tte.exercise.models import Decision, Inject, Move
from tte.exercise.records import Path


def check_timing(deck: Deck) -> None:
    exercise = deck.exercise
    _deadlines(deck, full_plan(exercise))
    for index in range(len(exercise.cuts)):
        _deadlines(deck, cut_plan(exercise, index))


def _deadlines(deck: Deck, plan: Plan) -> None:
    """Of each decision, as its first scheduled inject opens it."""
    decisions = {d.id: (index, d) for index, d in enumerate(deck.exercise.decisions)}
    opened: dict[str, tuple[float, Inject]] = {}
    for _, inject in plan.injects(deck.exercise):
        at = plan.times[inject.id]
        if at is None or inject.event == "contingency":
            continue
        for name in inject.opens:
            if name in plan.decisions and (name not in opened or at < opened[name][0]):
                opened[name] = (at, inject)
    for name, (at, inject) in opened.items():
        index, decision = decisions[name]
        until = plan.until.get(name, 0.0)
        deadline = max(at + (plan.minutes if plan.minutes is not None else decision.minutes), until)
        over = _passed_over(plan, at, deadline)
        if over is not None:
            path = _place(plan, index, decision, until == deadline)
            message = (
                f"{name} opens in minute {at:g} (inject {inject.id}) and closes in minute {deadline:g}, "
                f"after {over}: nobody could still answer."
            )
            deck.add(path, "E307", message)


def _passed_over(plan: Plan, at: float, deadline: float) -> str | None:
    move = plan.move_at(at)
    later: Sequence[Move] = [m for m in plan.moves if move is not None and m.start > move.start]
    if move is not None and later and deadline > move.end:
        return f"move {move.id} ends in minute {move.end:g}, and time jumps to {later[0].start:g}"
    return f"EndEx in minute {plan.endex:g}" if deadline > plan.endex else None


def _place(plan: Plan, index: int, decision: Decision, by_until: bool) -> Path:
    if plan.path:
        return (*plan.path, "until", decision.id) if by_until else (*plan.path, "decisions")
    if by_until:
        return "decisions", index, "until"
    return ("decisions", index, "minutes") if "minutes" in decision.model_fields_set else ("decisions", index)
