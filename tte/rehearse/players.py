"""The bots of one play: who sits where, and what each owner of a decision answers, alone or at a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from tte.errors import TteError
from tte.exercise.models import Decision, Exercise
from tte.rehearse.bots import BOTS, IMITATING, POLICIES, TEMPERS, Bot, Choice, Draw, Habits, Imitator
from tte.rehearse.weighing import Book

KEEPS = 0.6
"""Chance that a hard-liner at a joint table keeps to the option that it can bring about alone."""


class UnknownPolicy(TteError):
    """There are no such bots."""


class Vote(NamedTuple):
    """What an owner answers: its own wish, or what the table settled on."""

    owner: str
    option: str
    wish: Choice
    gave_way_to: str = ""
    """Whose proposal it takes instead of its wish; empty where it has its own way."""
    absent: bool = False
    """A party that SIMCELL plays, and that consents."""


class Answer(NamedTuple):
    """A vote with the reasons that go on record."""

    owner: str
    choice: str
    why: str
    confidence: int
    dissent: str = ""


class Players:
    """Everybody at the table. `book` is given where many plays share it; `habits` are needed to imitate."""

    def __init__(
        self,
        exercise: Exercise,
        policy: str,
        seed: int,
        *,
        book: Book | None = None,
        habits: Habits | None = None,
        bots: Mapping[str, Bot] = BOTS,
    ) -> None:
        if policy == IMITATING and habits is None:
            raise UnknownPolicy(
                "Bots that imitate people need recorded sessions.", remedy="Name them with --imitate."
            )
        if policy not in bots and policy not in (*POLICIES, IMITATING):
            raise UnknownPolicy(
                f"There are no “{policy}” bots.",
                remedy=f"Choose {', '.join(dict.fromkeys([*POLICIES, *bots]))}.",
            )
        self.exercise = exercise
        self.policy = policy
        self.seed = seed
        self.book = book or Book(exercise)
        self._bots = bots
        self._all: Bot | None = Imitator(habits or {}) if policy == IMITATING else bots.get(policy)
        self._seated: dict[str, Bot] = {}

    def bot(self, seat: str) -> Bot:
        """The bot at a seat; one that SIMCELL plays has a temper too."""
        if self._all is not None:
            return self._all
        if seat not in self._seated:
            temper = TEMPERS[int(Draw(self.seed, "temper")(seat) * len(TEMPERS))]
            self._seated[seat] = self._bots[temper]
        return self._seated[seat]

    def alone(self, decision: Decision, owner: str, seat: str, options: tuple[str, ...]) -> Vote | None:
        """An owner's own answer, from the options that are open to it; None for none."""
        asked = self.book.question(decision, owner, options)
        choice = self.bot(seat).choose(asked, Draw(self.seed, f"{decision.id} {owner}"))
        return None if choice is None else Vote(owner, choice.option, choice)

    def together(self, decision: Decision, seats: Mapping[str, str], options: tuple[str, ...]) -> list[Vote]:
        """What the owners of a joint decision answer after talking it over; nothing from who is silent.

        `seats` by owner; empty where SIMCELL plays one. Each has a wish of its own. The table settles on the
        wish of one of them, drawn by lot; but a hard-liner that wishes for what it can do alone keeps to it
        with the chance KEEPS. An absent party consents.
        """
        found = {o: self.alone(decision, o, seat or o, options) for o, seat in seats.items()}
        wishes = {o: vote for o, vote in found.items() if vote is not None}
        by_role = self.book.by_role
        present = [o for o in wishes if o in by_role] or list(wishes)
        if not present:
            return []
        draw = Draw(self.seed, f"{decision.id} table")
        proposer = present[int(draw("proposer") * len(present))]
        settled = wishes[proposer].option
        votes = []
        for owner, wish in wishes.items():
            here = owner in present
            if (here and wish.option == settled) or self._keeps(decision, wish, seats[owner] or owner, draw):
                votes.append(wish)
            else:
                votes.append(Vote(owner, settled, wish.wish, proposer, not here))
        return votes

    def _keeps(self, decision: Decision, wish: Vote, seat: str, draw: Draw) -> bool:
        return (
            self.bot(seat).keeps
            and decision.options[wish.option].unilateral
            and draw(f"keeps {wish.owner}") < KEEPS
        )

    def words(self, decision: Decision, vote: Vote, seat: str, options: tuple[str, ...]) -> Answer:
        """A vote with one honest line of why, the dissent of who gave way, and how sure it is."""
        confidence = _confidence(vote.wish, Draw(self.seed, f"{decision.id} {vote.owner}"))
        bot = self.bot(seat or vote.owner)
        if vote.absent:
            return Answer(vote.owner, vote.option, f"Bot, SIMCELL: consents to {vote.option}.", confidence)
        if not vote.gave_way_to:
            return Answer(vote.owner, vote.option, bot.why(vote.option, options), confidence)
        role = self.book.by_role.get(vote.gave_way_to)
        title = role.short if role else vote.gave_way_to
        why = f"Bot, {bot.label}: gives way to {vote.option}, proposed by {title}."
        dissent = f"Would have chosen {vote.wish.option}."
        return Answer(vote.owner, vote.option, why, max(30, confidence - 20), dissent)


def _confidence(choice: Choice, draw: Draw) -> int:
    """0 to 100: the clearer the preference, the surer; to the nearest 5."""
    clear = 1 - math.exp(-choice.lead)
    return 5 * round((40 + 45 * clear + 10 * draw("confidence")) / 5)
