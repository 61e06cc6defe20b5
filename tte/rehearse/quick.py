"""One play by bots that is neither recorded nor watched: what `tte.rehearse.play` does, in far less time.

The rules are those of `QuickSketch`, the bots the same; a test holds what it comes to against a recorded
play.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

from tte.engine.blank import Blank
from tte.engine.dice import fall_for, start_of
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


class _Owner(NamedTuple):
    """An owner of a decision."""

    seat: str
    is_role: bool
    """Else a party, which consents where there are roles."""
    keeps: bytes
    """What is drawn for whether it keeps to what it can do alone."""
    question: Question | None
    """What it is asked, where all options are always open."""


class Casting:
    """Who answers each decision, in the seating of a blank, worked out once for many plays."""

    def __init__(self, blank: Blank, book: Book) -> None:
        self.book = book
        self._seats = blank.seats
        self.turns = {name: self._turns(blank.opened.by_decision[name]) for name in blank.opened.decisions}

    def _turns(self, decision: Decision) -> tuple[_Turn, ...]:
        name, seats = decision.id, self._seats
        owners = {owner: self._owner(decision, owner) for owner in decision.owners}
        if decision.mode == "joint":
            proposer = f"{name} table proposer".encode()
            first = seats.get(decision.owners[0]) or decision.owners[0]
            return (_Turn(decision, first, f"{name} moment".encode(), owners, True, proposer),)
        return tuple(
            _Turn(decision, owner.seat, f"{name} {one} moment".encode(), {one: owner}, False, b"")
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


def quick_play(blank: Blank, players: Players) -> QuickSketch:
    """Play a whole exercise: comes to the same as `play_exercise`. Raises NoEnd."""
    sketch = QuickSketch(blank, players.seed)
    _Quick(sketch, players, Casting.of(blank, players.book)).run()
    return sketch


class _Quick:
    """The run of one play."""

    __slots__ = ("acts", "casting", "dice", "planned", "players", "sketch")

    def __init__(self, sketch: QuickSketch, players: Players, casting: Casting) -> None:
        self.sketch = sketch
        self.players = players
        self.casting = casting
        self.dice = start_of(players.seed, "bot ")
        self.acts: list[tuple[float, int, _Turn | str]] = []
        """What bots will do: when (s), in what order, whose turn it is or which draft."""
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
                if not sketch.bring_next(acts[0][0] if acts else None):
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

    def _act(self, at: float, number: int, act: _Turn | str) -> None:
        sketch = self.sketch
        sketch.leap_to(at, number)
        if isinstance(act, str):
            if sketch.state.drafts[act].status == "waiting":
                sketch.send_draft(act)
            return
        decision = act.decision
        if sketch.state.decisions[decision.id].status != "open":
            return
        answers = self._agree(act) if act.joint else self._wishes(act)
        if answers:
            sketch.answers(decision, answers)

    # --- what they answer -----------------------------------------------------------------------------------

    def _wishes(self, turn: _Turn) -> list[tuple[str, str]]:
        """What each would choose by itself; who is silent is left out."""
        bot_at, dice, decision = self.players.bot, self.dice, turn.decision
        options: tuple[str, ...] | None = None
        found = []
        for name, owner in turn.owners.items():
            asked, bot = owner.question, bot_at(owner.seat)
            if asked is None:
                options = options or self._open_options(decision)
                asked = self.players.book.question(decision, name, options)
            if isinstance(bot, ByScore | ByLot):
                found.append((name, bot.pick(asked, dice)))
            else:
                choice = bot.choose(asked, Draw(self.players.seed, f"{decision.id} {name}"))
                if choice is not None:
                    found.append((name, choice.option))
        return found

    def _agree(self, turn: _Turn) -> list[tuple[str, str]]:
        """As `Players.together`."""
        wishes = self._wishes(turn)
        if not wishes:
            return wishes
        present = [wish for wish in wishes if turn.owners[wish[0]].is_role] or wishes
        settled = present[int(fall_for(self.dice + turn.proposer) * len(present))][1]
        options, bot_at = turn.decision.options, self.players.bot
        found = []
        for name, wish in wishes:
            if wish != settled and options[wish].unilateral:
                owner = turn.owners[name]
                if bot_at(owner.seat).keeps and fall_for(self.dice + owner.keeps) < KEEPS:
                    found.append((name, wish))
                    continue
            found.append((name, settled))
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
                at = self._moment(f"draft {name} moment".encode(), bot, start, until)
                if not sketch.send_at(name, (at, self.planned)):
                    heappush(self.acts, (at, self.planned, name))
                continue
            for turn in self.casting.turns[name]:
                self.planned += 1
                at = self._moment(turn.moment, bot_at(turn.seat), start, until)
                heappush(self.acts, (at, self.planned, turn))

    def _moment(self, purpose: bytes, bot: Bot, start: float, until: float) -> float:
        earliest, latest = bot.hours
        share = earliest + (latest - earliest) * fall_for(self.dice + purpose)
        return round(start + share * (until - start), 0)
