"""Bots: who they are and what they choose, drawn from the seed so that the same play comes out again.

A bot at a seat weighs the options that its seat may choose now. Unlike a player it knows what an option does
to the tracks: that stands for the experience of people, and lets a rehearsal try a deck's numbers. Nothing
else that its seat does not see enters its choice. It makes no receipts, for nobody has read anything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tte.engine.adjudication import resolve
from tte.engine.dice import fall
from tte.errors import TteError
from tte.exercise.models import Decision, Exercise, Option, Role

Temper = Literal["random", "cooperative", "hardline"]
TEMPERS: tuple[Temper, ...] = ("random", "cooperative", "hardline")
POLICIES = (*TEMPERS, "mixed")
"""How the bots of a play are: all of one temper, or each seat's drawn from the three."""

KEEPS = 0.6
"""Chance that a hard-liner at a joint table keeps to the option that it can bring about alone."""

CAPPED, RECIPROCAL, SHARED, HEAT = 2.0, 1.5, 0.5, 0.25
"""What a step on a track weighs: one whose rise a deck caps (escalation), one that a deck makes reciprocal
(trust), any other, and the heat of a public."""


class UnknownPolicy(TteError):
    """There are no such bots."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What an option does, as a bot of one owner weighs it. Higher is better for that temper."""

    bridging: float
    """Towards calm, trust and what all share."""
    relief: float
    """Heat taken from the owner's own public."""
    unilateral: bool


@dataclass(frozen=True, slots=True)
class Bot:
    """A way of choosing. `noise` is the spread of its mood, in the units of `Weights`; None is by lot."""

    temper: Temper
    label: str
    noise: float | None = None

    def score(self, weights: Weights) -> float:
        match self.temper:
            case "cooperative":
                return weights.bridging
            case "hardline":
                return weights.relief - weights.bridging / 2 + (1.0 if weights.unilateral else 0.0)
            case "random":
                return 0.0

    def choose(self, weighed: Mapping[str, Weights], draw: Draw) -> Choice:
        """One of these options, by lot or by score with noise."""
        keys = list(weighed)
        if self.noise is None:
            return Choice(keys[int(draw("lot") * len(keys))], 0.0)
        scores = {k: self.score(w) + self.noise * _gumbel(draw(f"mood {k}")) for k, w in weighed.items()}
        best = max(keys, key=scores.__getitem__)
        second = max((scores[k] for k in keys if k != best), default=scores[best])
        return Choice(best, scores[best] - second)

    def why(self, choice: str, options: Sequence[str]) -> str:
        """One honest line of why."""
        match self.temper:
            case "random":
                return f"Bot, random: drawn by lot from {', '.join(options)}."
            case "cooperative":
                return f"Bot, cooperative: {choice} does most for calm, trust and what all share."
            case "hardline":
                return f"Bot, hard-line: {choice} gives away least and spares our own public."


@dataclass(frozen=True, slots=True)
class Choice:
    option: str
    lead: float
    """By how much it was preferred to the next."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Numbers in [0, 1) from a seed: one for each purpose, always the same."""

    seed: int
    about: str

    def __call__(self, purpose: str) -> float:
        return fall(self.seed, f"bot {self.about} {purpose}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a bot answers for one owner."""

    owner: str
    choice: str
    why: str
    confidence: int
    dissent: str = ""


BOTS: dict[Temper, Bot] = {
    "random": Bot("random", "random"),
    "cooperative": Bot("cooperative", "cooperative", 1.0),
    "hardline": Bot("hardline", "hard-line", 1.0),
}


@dataclass(frozen=True, slots=True)
class Players:
    """The bots of one play."""

    exercise: Exercise
    policy: str
    seed: int
    _by_role: Mapping[str, Role] = field(init=False, repr=False)
    _steps: Mapping[str, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.policy not in POLICIES:
            raise UnknownPolicy(
                f"There are no “{self.policy}” bots.", remedy=f"Choose {', '.join(POLICIES)}."
            )
        object.__setattr__(self, "_by_role", {r.id: r for r in self.exercise.roles})
        object.__setattr__(self, "_steps", steps_of(self.exercise))

    def bot(self, seat: str) -> Bot:
        """The bot at a seat; one that SIMCELL plays has a temper too."""
        if self.policy == "mixed":
            draw = Draw(self.seed, "temper")
            return BOTS[TEMPERS[int(draw(seat) * len(TEMPERS))]]
        return BOTS[next(t for t in TEMPERS if t == self.policy)]

    def alone(self, decision: Decision, owner: str, seat: str, options: Sequence[str]) -> Answer:
        """An owner's own answer, from the options that are open to it."""
        bot, draw = self.bot(seat), Draw(self.seed, f"{decision.id} {owner}")
        choice = bot.choose(self._weighed(decision, owner, options), draw)
        return Answer(owner, choice.option, bot.why(choice.option, options), _confidence(choice, draw))

    def together(self, decision: Decision, seats: Mapping[str, str], options: Sequence[str]) -> list[Answer]:
        """What the owners of a joint decision answer after talking it over.

        `seats` by owner; empty where SIMCELL plays one. Each has a wish of its own. The table settles on the
        wish of one of them, drawn by lot; but a hard-liner that wishes for what it can do alone keeps to it
        with the chance KEEPS. An absent party consents.
        """
        wishes = {o: self.alone(decision, o, seat or o, options) for o, seat in seats.items()}
        present = [o for o in seats if o in self._by_role] or list(seats)
        draw = Draw(self.seed, f"{decision.id} table")
        proposer = present[int(draw("proposer") * len(present))]
        settled = wishes[proposer].choice
        answers = []
        for owner, wish in wishes.items():
            seat = seats[owner] or owner
            content = owner in present and wish.choice == settled
            if content or self._keeps(decision, wish, seat, draw):
                answers.append(wish)
            else:
                answers.append(self._consent(wish, settled, proposer, seat, owner in present))
        return answers

    def _keeps(self, decision: Decision, wish: Answer, seat: str, draw: Draw) -> bool:
        return (
            self.bot(seat).temper == "hardline"
            and decision.options[wish.choice].unilateral
            and draw(f"keeps {wish.owner}") < KEEPS
        )

    def _consent(self, wish: Answer, settled: str, proposer: str, seat: str, present: bool) -> Answer:
        """The answer of an owner that gives way, with its dissent on record; an absent party has none."""
        title = self._by_role[proposer].short if proposer in self._by_role else proposer
        label = self.bot(seat).label
        if not present:
            return Answer(wish.owner, settled, f"Bot, SIMCELL: consents to {settled}.", wish.confidence)
        why = f"Bot, {label}: gives way to {settled}, proposed by {title}."
        dissent = f"Would have chosen {wish.choice}."
        return Answer(wish.owner, settled, why, max(30, wish.confidence - 20), dissent)

    def _weighed(self, decision: Decision, owner: str, options: Sequence[str]) -> dict[str, Weights]:
        role = self._by_role.get(owner)
        return {key: weigh(decision.options[key], role, self._steps) for key in options}


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


def weigh(option: Option, role: Role | None, steps: Mapping[str, float]) -> Weights:
    """What an option does if one role chooses it: dice at even odds, conditions of effects taken to hold."""
    bridging = relief = 0.0
    for effect in option.effects:
        if effect.role and (role is None or role.id not in effect.role):
            continue
        moves = dict[str, float](effect.tracks)
        if effect.roll:
            for outcome in (effect.roll.hit, effect.roll.miss):
                for track, delta in outcome.items():
                    moves[track] = moves.get(track, 0) + delta / 2
        for name, change in moves.items():
            track = resolve(name, role)
            bridging += steps.get(track, 0.0) * change
            if role is not None and track and track == role.own:
                relief -= change
    return Weights(bridging, relief, option.unilateral)


def _confidence(choice: Choice, draw: Draw) -> int:
    """0 to 100: the clearer the preference, the surer; to the nearest 5."""
    clear = 1 - math.exp(-choice.lead)
    return 5 * round((40 + 45 * clear + 10 * draw("confidence")) / 5)


def _gumbel(uniform: float) -> float:
    """A draw of the noise that makes choices by score a softmax."""
    return -math.log(-math.log(min(max(uniform, 1e-9), 1 - 1e-9)))
