"""One play by bots that is neither recorded nor watched: what `tte.rehearse.play` does, in far less time.

The rules are those of `QuickSketch`, the bots the same; a test holds what it comes to against a recorded
play.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from tte.engine.blank import Blank
from tte.engine.dice import Falls, start_of
from tte.engine.quick import QuickSketch
from tte.exercise.models import Decision
from tte.rehearse.boards import ENDS
from tte.rehearse.bots import Bot, ByLot, ByScore, Draw
from tte.rehearse.play import MAX_STEPS, NoEnd
from tte.rehearse.players import KEEPS, Players
from tte.rehearse.weighing import Book, Question


class _Turn(NamedTuple):
    """Somebody who is to answer a decision: an owner, or its whole table."""

    decision: Decision
    seat: str
    """Whose hours it keeps."""
    moment: bytes
    """What the moment of the answer is drawn for."""
    owners: dict[str, _Owner]
    """Who answers then."""
    joint: bool
    proposer: bytes
    """What is drawn for whose wish a table settles on."""
    present: tuple[str, ...]
    """Of a table: whose wish that may be, where all of them have one."""
    breakable: bool
    """Whether an owner may keep to an option of its own."""


class _Owner(NamedTuple):
    """An owner of a decision."""

    seat: str
    is_role: bool
    """Else a party, which consents where there are roles."""
    keeps: bytes
    """What is drawn for whether it keeps to what it can do alone."""
    question: Question | None
    """What it is asked, where all options are always open."""


class _Answers(NamedTuple):
    """What all owners of a decision have chosen once the last of them does, each on its own."""

    decision: Decision
    choices: dict[str, str]


_Act = _Turn | _Answers | str
"""Whose turn it is to answer, the last of several answers, or which draft is sent."""


@cache
def _about_draft(name: str) -> bytes:
    """What the moment is drawn for at which a draft is sent."""
    return f"draft {name} moment".encode()


class Casting:
    """Who answers each decision, in the seating of a blank, worked out once for many plays."""

    def __init__(self, blank: Blank, book: Book) -> None:
        self.book = book
        self._seats = blank.seats
        self.turns = {name: self._turns(blank.opened.by_decision[name]) for name in blank.opened.decisions}
        self.apart = {
            name: tuple(owner for turn in turns for owner in turn.owners.values())
            for name, turns in self.turns.items()
            if len(turns) > 1 and name in book.always_open
        }
        """The owners of each decision that they answer one by one, and whose options are always open."""

    def _turns(self, decision: Decision) -> tuple[_Turn, ...]:
        name, seats = decision.id, self._seats
        owners = {owner: self._owner(decision, owner) for owner in decision.owners}
        if decision.mode == "joint":
            proposer = f"{name} table proposer".encode()
            first = seats.get(decision.owners[0]) or decision.owners[0]
            present = tuple(one for one, owner in owners.items() if owner.is_role) or decision.owners
            breakable = any(option.unilateral for option in decision.options.values())
            moment = f"{name} moment".encode()
            return (_Turn(decision, first, moment, owners, True, proposer, present, breakable),)
        return tuple(
            _Turn(decision, owner.seat, f"{name} {one} moment".encode(), {one: owner}, False, b"", (), False)
            for one, owner in owners.items()
        )

    def _owner(self, decision: Decision, owner: str) -> _Owner:
        always = self.book.always_open.get(decision.id)
        question = self.book.question(decision, owner, always) if always else None
        keeps = f"{decision.id} table keeps {owner}".encode()
        return _Owner(self._seats.get(owner) or owner, owner in self.book.by_role, keeps, question)

    @classmethod
    def of(cls, blank: Blank, book: Book) -> Casting:
        """The one that all plays of a blank share."""
        known: Casting | None = blank.memo.get(("casting",))
        if known is None or known.book is not book:
            known = blank.memo["casting",] = cls(blank, book)
        return known


def dice_of_bots(seed: int) -> Falls:
    """The dice of all the bots of a play: the same for all plays of that seed, whoever plays."""
    return Falls(start_of(seed, "bot "))


def quick_play(blank: Blank, players: Players, dice: Falls | None = None) -> QuickSketch:
    """Play a whole exercise: comes to the same as `play_exercise`. Raises NoEnd.

    `dice` are `dice_of_bots` of the play's seed, where several plays share them.
    """
    sketch = QuickSketch(blank, players.seed)
    if dice is None:
        dice = dice_of_bots(players.seed)
    _Quick(sketch, players, Casting.of(blank, players.book), dice).run()
    return sketch


class _Quick:
    """The run of one play."""

    __slots__ = ("acts", "casting", "dice", "planned", "players", "sketch")

    def __init__(self, sketch: QuickSketch, players: Players, casting: Casting, dice: Falls) -> None:
        self.sketch = sketch
        self.players = players
        self.casting = casting
        self.dice = dice
        self.acts: list[tuple[float, int, _Act]] = []
        """What bots will do: when (s), in what order, and what."""
        self.planned = 0

    def run(self) -> None:
        sketch, acts = self.sketch, self.acts
        now = sketch.state.now
        sketch.leap(0)
        sketch.start()
        for _ in range(MAX_STEPS):
            if sketch.asked:
                self._plan()
            if now["phase"] == "running":
                # what falls due goes before what a bot does at the same time
                if not sketch.bring_next(acts[0][0] if acts else inf):
                    if acts:
                        self._act(*heappop(acts))
                    else:
                        self._run_out()
            elif now["phase"] == "paused":
                sketch.leap(sketch.wall)
                if now["end_offered"]:
                    sketch.tick()
                else:
                    sketch.resume()
            else:
                return
        raise NoEnd.of(self.players.exercise, sketch.at)

    def _run_out(self) -> None:
        """Nothing is left to do: on to the planned EndEx."""
        sketch = self.sketch
        sketch.leap_to(sketch.state.endex, 0)
        sketch.tick()
        if sketch.state.now["phase"] == "running" and sketch.next_due() is None:
            sketch.leap(sketch.wall)
            sketch.end(ENDS)

    def _act(self, at: float, number: int, act: _Act) -> None:
        sketch = self.sketch
        sketch.leap_to(at, number)
        if isinstance(act, str):
            if sketch.state.drafts[act].status == "waiting":
                sketch.send_draft(act)
            return
        decision = act.decision
        if sketch.state.decisions[decision.id].status != "open":
            return
        if isinstance(act, _Answers):
            answers = act.choices
        else:
            answers = self._agree(act) if act.joint else self._wishes(act, act.owners)
        if answers:
            sketch.answers(decision, answers)

    # --- what they answer -----------------------------------------------------------------------------------

    def _wishes(self, turn: _Turn, names: Iterable[str]) -> dict[str, str]:
        """What each of these owners would choose by itself; who is silent is left out."""
        bot_at, dice, decision = self.players.bot, self.dice, turn.decision
        options: tuple[str, ...] | None = None
        found = {}
        for name in names:
            owner = turn.owners[name]
            asked, bot = owner.question, bot_at(owner.seat)
            if asked is None:
                options = options or self._open_options(decision)
                asked = self.players.book.question(decision, name, options)
            if isinstance(bot, ByScore | ByLot):
                found[name] = bot.pick(asked, dice)
            else:
                choice = bot.choose(asked, Draw(self.players.seed, f"{decision.id} {name}"))
                if choice is not None:
                    found[name] = choice.option
        return found

    def _agree(self, turn: _Turn) -> dict[str, str]:
        """As `Players.together`; where all answer for sure, only those wishes are asked for that count."""
        owners, bot_at, dice = turn.owners, self.players.bot, self.dice
        wishes: dict[str, str] | None = None
        present: Sequence[str] = turn.present
        if not self._answer_for_sure(owners.values()):
            wishes = self._wishes(turn, owners)
            present = [name for name in wishes if owners[name].is_role] or list(wishes)
        if not present:
            return {}
        proposer = present[int(dice[turn.proposer] * len(present)) if len(present) > 1 else 0]
        settled = wishes[proposer] if wishes is not None else self._wishes(turn, (proposer,))[proposer]
        found = dict.fromkeys(owners if wishes is None else wishes, settled)
        if not turn.breakable:
            return found
        for name in found:
            owner = owners[name]
            if name != proposer and bot_at(owner.seat).keeps and dice[owner.keeps] < KEEPS:
                wish = wishes[name] if wishes is not None else self._wishes(turn, (name,))[name]
                if turn.decision.options[wish].unilateral:
                    found[name] = wish
        return found

    def _open_options(self, decision: Decision) -> tuple[str, ...]:
        holds = self.sketch.holds
        return tuple([key for key, option in decision.options.items() if holds(option.needs)])

    # --- when -----------------------------------------------------------------------------------------------

    def _plan(self) -> None:
        """When bots will do what they have been asked for."""
        sketch, bot_at = self.sketch, self.players.bot
        asked, sketch.asked = sketch.asked, []
        for what, name, who, start, until in asked:
            if what == "draft":
                bot = bot_at(who[0])
                self.planned += 1
                if bot.silent:
                    sketch.leave(name)
                    continue
                at = self._moment(_about_draft(name), bot, start, until)
                if not sketch.send_at(name, (at, self.planned)):
                    heappush(self.acts, (at, self.planned, name))
                continue
            turns = self.casting.turns[name]
            apart = self.casting.apart.get(name)
            if apart is not None and self._answer_for_sure(apart):
                self._plan_answers(turns, start, until)
                continue
            for turn in turns:
                self.planned += 1
                at = self._moment(turn.moment, bot_at(turn.seat), start, until)
                heappush(self.acts, (at, self.planned, turn))

    def _answer_for_sure(self, owners: Iterable[_Owner]) -> bool:
        """Whether the bots of all of them do, and by nothing but the question that they are asked."""
        bot_at = self.players.bot
        for owner in owners:  # noqa: SIM110  # a generator in all() takes three times as long
            if not isinstance(bot_at(owner.seat), ByScore | ByLot):
                return False
        return True

    def _plan_answers(self, turns: Sequence[_Turn], start: float, until: float) -> None:
        """Several owners, each in its own time, of whom only what the last does changes anything."""
        given, choices, bot_at = [], {}, self.players.bot
        for turn in turns:
            self.planned += 1
            at = self._moment(turn.moment, bot_at(turn.seat), start, until)
            for owner, choice in self._wishes(turn, turn.owners).items():
                choices[owner] = choice
                given.append(((at, self.planned), owner, choice))
        decision = turns[0].decision
        self.sketch.answer_later(decision.id, given)
        heappush(self.acts, (*max(given)[0], _Answers(decision, choices)))

    def _moment(self, purpose: bytes, bot: Bot, start: float, until: float) -> float:
        earliest, latest = bot.hours
        share = earliest + (latest - earliest) * self.dice[purpose]
        return round(start + share * (until - start), 0)
