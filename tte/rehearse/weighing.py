"""What options do, as bots weigh them: for all, for an owner's own public and interests, at the worst."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tte.engine.adjudication import resolve
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Decision, Effect, Exercise, Option, Role

CAPPED, RECIPROCAL, SHARED, HEAT = 2.0, 1.5, 0.5, 0.25
"""What a step on a track weighs: one whose rise a deck caps (escalation), one that a deck makes reciprocal
(trust), any other, and the heat of a public."""
LIKED = 2.0
"""What it weighs that an option is itself one of a role's aims."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What an option does, as a bot of one owner weighs it. Higher is better for that temper."""

    bridging: float
    """Towards calm, trust and what all share."""
    relief: float
    """Heat taken from the owner's own public."""
    unilateral: bool
    harm: float = 0.0
    """What it does away from calm, trust and what all share, if dice fall badly."""
    interest: float = 0.0
    """What it does for the owner's own interests."""


@dataclass(frozen=True, slots=True)
class Interests:
    """What a role wants: by track what a step up is worth to it, and by decision and option what it likes."""

    tracks: Mapping[str, float] = field(default_factory=dict)
    options: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What a bot is asked: a decision, in the name of an owner, with the options that are open."""

    decision: Decision
    owner: str
    options: tuple[str, ...]
    weighed: Mapping[str, Weights]
    lot: bytes
    moods: tuple[bytes, ...]
    """What the dice of the owner's bot are for: a lot among all options, and its mood about each."""
    scales: dict[str, list[tuple[str, float, bytes]]] = field(default_factory=dict)
    """By a bot's label what it makes of each option, kept by the bot that works it out."""


class Book:
    """What bots know of an exercise: the weights of all options, worked out once for many plays."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.by_role = {role.id: role for role in exercise.roles}
        self.always_open = {
            d.id: tuple(d.options) for d in exercise.decisions if not any(o.needs for o in d.options.values())
        }
        self._steps = steps_of(exercise)
        self._interests = {role.id: interests_of(role, exercise) for role in exercise.roles}
        self._questions: dict[tuple[str, str, tuple[str, ...]], Question] = {}

    def question(self, decision: Decision, owner: str, options: tuple[str, ...]) -> Question:
        """The question with what its options weigh for this owner."""
        key = decision.id, owner, options
        if key not in self._questions:
            role, wants = self.by_role.get(owner), self._interests.get(owner, Interests())
            weighed = {
                o: weigh(decision.options[o], role, self._steps, wants, (decision.id, o)) for o in options
            }
            about = f"{decision.id} {owner} "
            moods = tuple(f"{about}mood {o}".encode() for o in options)
            lot = f"{about}lot".encode()
            self._questions[key] = Question(decision, owner, options, weighed, lot, moods)
        return self._questions[key]


def steps_of(exercise: Exercise) -> dict[str, float]:
    """By track: what one step up is worth to a bridge-builder."""
    rules = exercise.adjudication
    heats = {track for role in exercise.roles for track in (role.own, role.other) if track}
    steps = {}
    for track in exercise.tracks:
        if track.id in rules.rise:
            weight = CAPPED
        elif track.id in rules.reciprocal:
            weight = RECIPROCAL
        else:
            weight = HEAT if track.id in heats else SHARED
        steps[track.id] = weight if track.better == "high" else -weight
    return steps


def interests_of(role: Role, exercise: Exercise) -> Interests:
    """The weights of a role's card, where its author gave some; else what its aims speak of."""
    known = {track.id for track in exercise.tracks}
    given = {track: weight for track, weight in role.card.weights.items() if track in known}
    tracks: dict[str, float] = {}
    options: dict[tuple[str, str], float] = {}
    for aim in role.brief.aims:
        for what, sign in _wishes(compile_condition(aim.when).tree, 1):
            if isinstance(what, tuple):
                options[what] = options.get(what, 0) + sign * LIKED
            elif what in known:
                tracks[what] = tracks.get(what, 0) + sign
    if role.own in known and role.own is not None:
        tracks.setdefault(role.own, -0.5)
    return Interests(given or tracks, options)


def _wishes(node: ast.expr, sign: int) -> Iterator[tuple[str | tuple[str, str], int]]:
    """Tracks that a condition wants high (1) or low (-1), and options that it wants chosen or not."""
    match node:
        case ast.BoolOp(values=values):
            for part in values:
                yield from _wishes(part, sign)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _wishes(operand, -sign)
        case ast.Compare(left=ast.Name(id=track), ops=[ast.GtE() | ast.Gt()]):
            yield track, sign
        case ast.Compare(left=ast.Name(id=track), ops=[ast.LtE() | ast.Lt()]):
            yield track, -sign
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="decided"), args=[ast.Constant(value=str(decision)), *_]),
            ops=[op], comparators=[right],
        ):  # fmt: skip
            found = [right] if isinstance(right, ast.Constant) else getattr(right, "elts", [])
            wanted = sign if isinstance(op, ast.Eq | ast.In) else -sign
            yield from (((decision, str(o.value)), wanted) for o in found if isinstance(o, ast.Constant))
        case ast.Call(
            func=ast.Name(id="any_decided" | "all_decided"),
            args=[ast.Constant(value=str(decision)), ast.Constant(value=str(option))],
        ):
            yield (decision, option), sign
        case _:
            return


def weigh(
    option: Option,
    role: Role | None,
    steps: Mapping[str, float],
    wants: Interests = Interests(),
    name: tuple[str, str] = ("", ""),
) -> Weights:
    """What an option does if one role chooses it: dice at even odds, conditions of effects taken to hold."""
    bridging = relief = harm = 0.0
    interest = wants.options.get(name, 0.0)
    for effect in option.effects:
        if effect.role and (role is None or role.id not in effect.role):
            continue
        for track, change in _moves(effect, role):
            bridging += steps.get(track, 0.0) * change
            interest += wants.tracks.get(track, 0.0) * change
            if role is not None and track and track == role.own:
                relief -= change
        harm += _harm(effect, role, steps)
    return Weights(bridging, relief, option.unilateral, harm, interest)


def _moves(effect: Effect, role: Role | None) -> Iterator[tuple[str, float]]:
    """What an effect adds to each track, dice at even odds."""
    moves = dict[str, float](effect.tracks)
    if effect.roll:
        for outcome in (effect.roll.hit, effect.roll.miss):
            for track, delta in outcome.items():
                moves[track] = moves.get(track, 0) + delta / 2
    yield from ((resolve(track, role), change) for track, change in moves.items())


def _harm(effect: Effect, role: Role | None, steps: Mapping[str, float]) -> float:
    """What it does in the worse direction, if dice fall as badly as they can."""

    def worse(moves: Mapping[str, int]) -> float:
        return sum(max(0.0, -steps.get(resolve(t, role), 0.0) * change) for t, change in moves.items())

    dice = max(worse(effect.roll.hit), worse(effect.roll.miss)) if effect.roll else 0.0
    return worse(effect.tracks) + dice
