"""One play without people: a whole exercise, as fast as it goes, by the same rules as a room's.

Time is virtual: the wall clock leaps to whatever comes next, a thing that falls due or a bot that has made up
its mind. The same exercise, setting, bots and seed give the same events but for wall times and ids. A play is
either recorded, through decide and apply, or sketched, by the same rules on a state that keeps no log.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tte.engine.blank import Blank
from tte.engine.commands import SYSTEM, OpenSession
from tte.engine.dice import fall
from tte.engine.events import Recorded
from tte.engine.facts import StateFacts
from tte.engine.sketch import Asked, Sketch, Watch
from tte.engine.state import State
from tte.errors import TteError
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Decision, Exercise
from tte.rehearse.boards import Board, Dispatcher, InMemory, Recording, Sketching
from tte.rehearse.bots import Habits
from tte.rehearse.players import Players
from tte.version import __version__

MAX_STEPS = 20_000
"""Far more steps than any exercise has; a play that needs more does not end."""


class NoEnd(TteError):
    """A play that does not come to an end."""

    @classmethod
    def of(cls, exercise: Exercise, at: float) -> NoEnd:
        """Of an exercise that is still going on at that time (s), after more steps than any has."""
        return cls(
            f"{exercise.title} does not end when bots play it (stopped at T+{at / 60:.0f} min).",
            remedy="Look for rules or contingencies that chase one another.",
        )


@dataclass(frozen=True, slots=True)
class Played:
    """A play that has come to its EndEx."""

    state: State
    history: list[Recorded]
    policy: str
    seed: int
    ending: str
    overlays: tuple[str, ...]
    tracks: Mapping[str, int]
    reached_move: str
    decisions: Mapping[str, Mapping[str, str]]
    """By decision that was opened: the outcome of each owner."""


def play_exercise(
    exercise: Exercise,
    *,
    seating: str = "",
    cut: str = "",
    bots: str = "mixed",
    seed: int = 0,
    dispatcher: Dispatcher | None = None,
    start_wall: int = 0,
    habits: Habits | None = None,
) -> Played:
    """Play a whole exercise unattended and recorded, from StartEx to EndEx.

    `start_wall` is StartEx in UTC milliseconds. A dispatcher may bring a session that has been opened already
    (unattended, by the clock), or is in play, and then goes on from that wall time; one that is new is opened
    here. Raises Refused for a seating or cut that the
    exercise has not, UnknownPolicy for bots, NoEnd for a deck that does not end.
    """
    players = Players(exercise, bots, seed, habits=habits)
    desk = dispatcher if dispatcher is not None else InMemory(exercise)
    if desk.state.setup is None:
        opening = OpenSession(
            digest="", seating=seating or exercise.seatings[0].id, cut=cut, pace="clock", seed=seed,
            unattended=True, tte_version=__version__,
        )  # fmt: skip
        desk.issue(opening, SYSTEM, wall=start_wall)
    elif not desk.state.setup.unattended or desk.state.pace != "clock":
        raise TteError(
            "Bots can only play a session that is unattended and goes by the clock.",
            remedy="Make a new session for them with tte play.",
        )
    _Play(Recording(desk, players), players, start_wall).run()
    state = desk.state
    outcomes = {i: dict(d.outcomes) for i, d in state.decisions.items() if d.opened_at is not None}
    return Played(
        state, desk.history, players.policy, players.seed, state.now["ending"], state.now["overlays"],
        dict(state.tracks), state.now["move"], outcomes,
    )  # fmt: skip


def sketch_play(
    blank: Blank, players: Players, watch: Watch, begun: Callable[[Sketch], None] = lambda sketch: None
) -> Sketch:
    """Play a whole exercise without a log: comes to the same as `play_exercise`. Raises NoEnd.

    `watch` is told what happens, `begun` given the sketch before anything does.
    """
    sketch = Sketch(blank, players.seed, watch)
    begun(sketch)
    _Play(Sketching(sketch), players, 0).run()
    return sketch


_Act = tuple[float, int, str, str, str]
"""Something that a bot will do: when (exercise seconds), in what order, whose it is, decision or draft."""


class _Play:
    """The run of one play: what the bots mean to do, and the leap to whatever comes next."""

    def __init__(self, board: Board, players: Players, start_wall: int) -> None:
        self.board = board
        self.players = players
        self.wall = start_wall
        self.acts: list[_Act] = []
        self.planned = 0

    def run(self) -> None:
        board = self.board
        if board.state.phase == "prepared":
            self._plan_all(board.start(self.wall))
        else:
            self._plan_all(self._left_undone())
        for _ in range(MAX_STEPS):
            phase = board.state.phase
            if phase == "running":
                self._step()
            elif phase == "paused":
                self._after_pause()
            else:
                return
        raise NoEnd.of(self.players.exercise, board.state.clock.at(self.wall))

    def _step(self) -> None:
        """Go on to whatever comes next: what falls due goes before what a bot does at the same time."""
        board = self.board
        due = board.next_due(self.wall)
        acting = self.acts[0][0] if self.acts else None
        if due is None and acting is None:
            self._leap(board.state.endex)
            self._plan_all(board.tick(self.wall))
            if board.state.phase == "running" and board.next_due(self.wall) is None:
                self._plan_all(board.end(self.wall))
        elif acting is None or (due is not None and due <= acting):
            self._leap(due or 0.0)
            self._plan_all(board.tick(self.wall))
        else:
            self._leap(acting)
            self._act(heapq.heappop(self.acts))

    def _after_pause(self) -> None:
        """Control resumes after a rule's pause; where the rules offer the end, the next tick takes it."""
        if self.board.state.now["end_offered"]:
            self._plan_all(self.board.tick(self.wall))
        else:
            self._plan_all(self.board.resume(self.wall))

    def _leap(self, at: float) -> None:
        wall = self.board.state.clock.wall_of(at)
        if wall > self.wall:
            self.wall = wall

    # --- what bots mean to do -----------------------------------------------------------------------------

    def _left_undone(self) -> list[Asked]:
        """What waits in a play that others began: decisions that owners have not answered, and drafts."""
        state = self.board.state
        now = state.clock.at(self.wall)
        asked: list[Asked] = []
        for name, standing in state.decisions.items():
            owners = tuple(o for o in state.by_decision[name].owners if o not in standing.submissions)
            if standing.status == "open" and owners:
                asked.append(("decision", name, owners, now, max(now, standing.due or now)))
        for draft in state.drafts.values():
            if draft.status == "waiting":
                asked.append(("draft", draft.id, (draft.seat,), now, max(now, draft.until)))
        return asked

    def _plan_all(self, asked: Iterable[Asked]) -> None:
        """Owners of an `each` decision answer each in its time; a joint table answers together."""
        for what, name, who, start, until in asked:
            if what == "draft":
                self._plan(f"draft {name}", who[0], start, until, owner=who[0], draft=name)
            elif self.board.state.by_decision[name].mode == "joint":
                self._plan(name, self.board.seat(who[0]) or who[0], start, until, decision=name)
            else:
                for owner in who:
                    seat = self.board.seat(owner) or owner
                    self._plan(f"{name} {owner}", seat, start, until, owner=owner, decision=name)

    def _plan(
        self, about: str, seat: str, start: float, until: float, *, owner: str = "", decision: str = "",
        draft: str = "",
    ) -> None:  # fmt: skip
        earliest, latest = self.players.bot(seat).hours
        share = earliest + (latest - earliest) * fall(self.players.seed, f"bot {about} moment")
        at = round(start + share * (until - start), 0)
        self.planned += 1
        heapq.heappush(self.acts, (at, self.planned, owner, decision, draft))

    # --- what they do ---------------------------------------------------------------------------------------

    def _act(self, act: _Act) -> None:
        state = self.board.state
        _, _, owner, name, draft = act
        if draft:
            if state.drafts[draft].status == "waiting" and not self.players.bot(owner).silent:
                self._plan_all(self.board.send_draft(draft, owner, self.wall))
            return
        decision = state.by_decision[name]
        if state.decisions[name].status != "open":
            return
        options = self._open_options(decision)
        if owner:
            seat = self.board.seat(owner)
            vote = self.players.alone(decision, owner, seat or owner, options)
            if vote is not None:
                self._plan_all(self.board.submit(decision, vote, seat, options, self.wall))
            return
        seats = {o: self.board.seat(o) for o in decision.owners}
        for vote in self.players.together(decision, seats, options):
            if self.board.state.phase == "running":
                self._plan_all(self.board.submit(decision, vote, seats[vote.owner], options, self.wall))

    def _open_options(self, decision: Decision) -> tuple[str, ...]:
        if decision.id in self.players.book.always_open:
            return self.players.book.always_open[decision.id]
        facts = StateFacts(self.board.state, self.board.state.clock.at(self.wall))
        return tuple(
            key for key, option in decision.options.items()
            if option.needs is None or compile_condition(option.needs).holds(facts)
        )  # fmt: skip
