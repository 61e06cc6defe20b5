"""Bots: tempers, and what each chooses, drawn from the seed so that the same play comes out again.

A bot at a seat weighs the options that its seat may choose now. Unlike a player it knows what an option does
to the tracks: that stands for the experience of people, and lets a rehearsal try a deck's numbers. Nothing
else that its seat does not see enters its choice. It makes no receipts, for nobody has read anything.

`Bot` is a protocol: whatever has its members can sit at a table (see `Players`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from tte.engine.dice import Falls, fall_for, start_of
from tte.rehearse.weighing import Question, Weights

TEMPERS = ("random", "cooperative", "hardline")
"""The tempers of which each seat of a mixed table draws one."""
USUAL = (*TEMPERS, "mixed")
"""The policies that a deck is judged by, unless others are asked for."""
POLICIES = (*USUAL, "cautious", "greedy", "late", "silent")
"""How the bots of a play are: all of one temper, or each seat's drawn from the three."""
IMITATING = "imitate"
"""The policy of bots that choose as people did in recorded sessions: it needs their habits."""

Hours = tuple[float, float]
"""When a bot answers, as shares of the time that it is given; beyond 1 it is too late."""
PUNCTUAL: Hours = (0.2, 0.9)
LATE: Hours = (0.7, 1.3)
LEAST, MOST = 1e-9, 1 - 1e-9
"""Bounds of a draw whose logarithm is taken twice."""


class Choice(NamedTuple):
    option: str
    lead: float
    """By how much it was preferred to the next."""


class Draw:
    """Numbers in [0, 1) from a seed: one for each purpose, always the same."""

    __slots__ = ("_start",)

    def __init__(self, seed: int, about: str) -> None:
        self._start = start_of(seed, f"bot {about} ")

    def __call__(self, purpose: str) -> float:
        return fall_for(self._start + purpose.encode())

    def each(self, purposes: Iterable[str]) -> list[float]:
        """One for each of these purposes."""
        return [self(purpose) for purpose in purposes]


class Bot(Protocol):
    """Somebody at a seat."""

    @property
    def label(self) -> str:
        """What it is called in the reasons that it gives."""
        ...

    @property
    def hours(self) -> Hours:
        """When it answers."""
        ...

    @property
    def keeps(self) -> bool:
        """Whether it may keep to an option that it can bring about alone, against a joint table."""
        ...

    @property
    def silent(self) -> bool:
        """Whether it leaves its staff drafts to control."""
        ...

    def choose(self, asked: Question, draw: Draw) -> Choice | None:
        """One of the options that are open; None if it does not answer."""
        ...

    def why(self, choice: str, options: Sequence[str]) -> str:
        """One honest line of why."""
        ...


@dataclass(frozen=True, slots=True)
class ByLot:
    """Takes any open option, each as likely as the next."""

    label: str = "random"
    hours: Hours = PUNCTUAL
    keeps: bool = False
    silent: bool = False

    def choose(self, asked: Question, draw: Draw) -> Choice | None:
        return Choice(asked.options[int(draw("lot") * len(asked.options))], 0.0)

    def pick(self, asked: Question, dice: Falls) -> str:
        """As `choose`, without how sure it is; by the dice of all the bots of a play."""
        return asked.options[int(dice[asked.lot] * len(asked.options))]

    def why(self, choice: str, options: Sequence[str]) -> str:
        return f"Bot, {self.label}: drawn by lot from {', '.join(options)}."


@dataclass(frozen=True, slots=True)
class ByScore:
    """Takes the option that scores best, in a mood that changes by `noise`, in units of `Weights`."""

    label: str
    score: Callable[[Weights], float]
    reason: str
    """Why, after the option's letter."""
    noise: float = 1.0
    hours: Hours = PUNCTUAL
    keeps: bool = False
    silent: bool = False

    def choose(self, asked: Question, draw: Draw) -> Choice | None:
        best, first, second = "", -math.inf, -math.inf
        noise, log = self.noise, math.log
        moods = draw.each([f"mood {key}" for key in asked.options])
        for (key, score), mood in zip(self._scores(asked), moods, strict=True):
            # Gumbel's noise, by which choices are a softmax of the scores
            score -= noise * log(-log(min(max(mood, LEAST), MOST)))
            if score > first:
                best, first, second = key, score, first
            elif score > second:
                second = score
        return Choice(best, first - second if second > -math.inf else 0.0)

    def _scores(self, asked: Question) -> list[tuple[str, float]]:
        return [(key, self.score(weights)) for key, weights in asked.weighed.items()]

    def pick(self, asked: Question, dice: Falls) -> str:
        """As `choose`, without how sure it is; by the dice of all the bots of a play.

        The score plus Gumbel's noise is greatest where the logarithm of the draw, times e to the power of
        minus the score over the noise, is.
        """
        scales = asked.scales.get(self.label)
        if scales is None:
            scaled = [(key, math.exp(-score / self.noise)) for key, score in self._scores(asked)]
            scales = [(key, scale, asked.moods[n]) for n, (key, scale) in enumerate(scaled)]
            asked.scales[self.label] = scales
        best, most, log = "", -math.inf, math.log
        for key, scale, mood in scales:
            drawn = dice[mood]
            value = scale * log(LEAST if drawn < LEAST else MOST if drawn > MOST else drawn)
            if value > most:
                best, most = key, value
        return best

    def why(self, choice: str, options: Sequence[str]) -> str:
        return f"Bot, {self.label}: {choice} {self.reason}."


@dataclass(frozen=True, slots=True)
class Silent:
    """Never answers, and lets its drafts lapse: what a table comes to by defaults."""

    label: str = "silent"
    hours: Hours = PUNCTUAL
    keeps: bool = False
    silent: bool = True

    def choose(self, asked: Question, draw: Draw) -> Choice | None:
        return None

    def why(self, choice: str, options: Sequence[str]) -> str:
        return f"Bot, {self.label}."


Habits = Mapping[tuple[str, str], Mapping[str, int]]
"""By decision and owner: how often people chose each option."""


@dataclass(frozen=True, slots=True)
class Imitator:
    """Chooses as often as people did; by lot where nobody was asked, or what they chose is not open."""

    habits: Habits = field(default_factory=dict)
    label: str = "imitating"
    hours: Hours = PUNCTUAL
    keeps: bool = True
    silent: bool = False

    def choose(self, asked: Question, draw: Draw) -> Choice | None:
        seen = self.habits.get((asked.decision.id, asked.owner), {})
        counts = [seen.get(option, 0) for option in asked.options]
        if not sum(counts):
            counts = [1] * len(counts)
        mark = draw("habit") * sum(counts)
        for option, count in zip(asked.options, counts, strict=True):
            mark -= count
            if mark < 0:
                return Choice(option, 0.0)
        return Choice(asked.options[-1], 0.0)

    def why(self, choice: str, options: Sequence[str]) -> str:
        return f"Bot, {self.label}: {choice}, as people have chosen."


BOTS: dict[str, Bot] = {
    "random": ByLot(),
    "cooperative": ByScore(
        "cooperative", lambda w: w.bridging, "does most for calm, trust and what all share"
    ),
    "hardline": ByScore(
        "hard-line", lambda w: w.relief - w.bridging / 2 + (1.0 if w.unilateral else 0.0),
        "gives away least and spares our own public", keeps=True,
    ),
    "cautious": ByScore(
        "cautious", lambda w: w.bridging / 4 - w.harm - (1.0 if w.unilateral else 0.0),
        "risks least, whatever happens",
    ),
    "greedy": ByScore("greedy", lambda w: w.interest, "does most for our own interests", keeps=True),
    "late": ByLot("late", LATE),
    "silent": Silent(),
}  # fmt: skip
