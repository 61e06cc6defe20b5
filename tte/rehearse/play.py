"""One play without people: a whole exercise, as fast as it goes, through the same engine as a room's.

Time is virtual: the wall clock leaps to whatever comes next, a thing that falls due or a bot that has made up
its mind. The same exercise, setting, bots and seed give the same events but for wall times and ids.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tte.engine import events as ev
from tte.engine.apply import apply
from tte.engine.commands import (
    SYSTEM,
    Command,
    EndEx,
    OpenSession,
    Order,
    ResumeEx,
    SendDraft,
    StartEx,
    SubmitDecision,
    Tick,
)
from tte.engine.decide import decide
from tte.engine.events import Dissent, Recorded
from tte.engine.facts import StateFacts
from tte.engine.handle_time import next_due
from tte.engine.state import State
from tte.errors import TteError
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Decision, Exercise
from tte.rehearse.bots import Answer, Draw, Players
from tte.version import __version__

CONTROL_SEAT = "director"
EARLIEST, LATEST = 0.2, 0.9
"""When a bot answers, as shares of the time that it is given."""
MAX_STEPS = 20_000
"""Far more steps than any exercise has; a play that needs more does not end."""


class NoEnd(TteError):
    """A play that does not come to an end."""


class Dispatcher(Protocol):
    """What carries out commands: the one in memory here, or a live session with its file."""

    @property
    def state(self) -> State: ...

    @property
    def history(self) -> list[Recorded]: ...

    def issue(
        self, command: Command, seat: str, participant: str = "", *, wall: int | None = None
    ) -> list[Recorded]: ...


class InMemory:
    """Decides and folds, and keeps the events; nothing is encoded or stored."""

    def __init__(self, exercise: Exercise) -> None:
        self.state = State(exercise)
        self.history: list[Recorded] = []

    def issue(
        self, command: Command, seat: str, participant: str = "", *, wall: int | None = None
    ) -> list[Recorded]:
        decided = decide(self.state, Order(command, seat, wall or 0, participant))
        for recorded in decided:
            apply(self.state, recorded)
        self.history += decided
        return decided


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
) -> Played:
    """Play a whole exercise unattended, from StartEx to EndEx.

    `start_wall` is StartEx in UTC milliseconds. A dispatcher may bring a session that has been opened already
    (unattended, by the clock); one that is new is opened here. Raises Refused for a seating or cut that the
    exercise has not, UnknownPolicy for bots, NoEnd for a deck that does not end.
    """
    players = Players(exercise, bots, seed)
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
    _Play(desk, players, start_wall).run()
    return _played(desk, players)


def _played(desk: Dispatcher, players: Players) -> Played:
    state = desk.state
    outcomes = {i: dict(d.outcomes) for i, d in state.decisions.items() if d.opened_at is not None}
    return Played(
        state, desk.history, players.policy, players.seed, state.now["ending"], state.now["overlays"],
        dict(state.tracks), state.now["move"], outcomes,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class _Act:
    """Something that a bot will do: when (exercise seconds), in what order, and what."""

    at: float
    number: int
    owner: str = field(compare=False)
    decision: str = field(default="", compare=False)
    draft: str = field(default="", compare=False)


class _Play:
    """The run of one play: what the bots mean to do, and the leap to whatever comes next."""

    def __init__(self, desk: Dispatcher, players: Players, start_wall: int) -> None:
        self.desk = desk
        self.players = players
        self.wall = start_wall
        self.acts: list[_Act] = []
        self.planned = 0

    def run(self) -> None:
        if self.desk.state.phase == "prepared":
            self._issue(StartEx(), CONTROL_SEAT)
        for _ in range(MAX_STEPS):
            match self.desk.state.phase:
                case "running":
                    self._step()
                case "paused":
                    self._after_pause()
                case _:
                    return
        at = self.desk.state.clock.at(self.wall) / 60
        raise NoEnd(
            f"{self.players.exercise.title} does not end when bots play it (stopped at T+{at:.0f} min).",
            remedy="Look for rules or contingencies that chase one another.",
        )

    def _step(self) -> None:
        """Go on to whatever comes next: what falls due goes before what a bot does at the same time."""
        state = self.desk.state
        due = next_due(state, self.wall)
        acting = self.acts[0].at if self.acts else None
        if due is None and acting is None:
            self._leap(state.endex)
            self._issue(Tick(), SYSTEM)
            if self.desk.state.phase == "running" and next_due(self.desk.state, self.wall) is None:
                self._issue(EndEx(reason="planned EndEx"), CONTROL_SEAT)
        elif acting is None or (due is not None and due <= acting):
            self._leap(due or 0.0)
            self._issue(Tick(), SYSTEM)
        else:
            self._leap(acting)
            self._act(heapq.heappop(self.acts))

    def _after_pause(self) -> None:
        """Control resumes after a rule's pause; where the rules offer the end, the next tick takes it."""
        if self.desk.state.now["end_offered"]:
            self._issue(Tick(), SYSTEM)
        else:
            self._issue(ResumeEx(), CONTROL_SEAT)

    def _leap(self, at: float) -> None:
        self.wall = max(self.wall, self.desk.state.clock.wall_of(at))

    def _issue(self, command: Command, seat: str) -> None:
        for recorded in self.desk.issue(command, seat, wall=self.wall):
            match recorded.event:
                case ev.DecisionOpened(decision=decision, owners=owners, due=due):
                    self._plan_decision(decision, owners, recorded.at, due)
                case ev.DraftPrepared(draft=draft, seat=sender, until=until):
                    self._plan(self._moment(f"draft {draft}", recorded.at, until), sender, draft=draft)
                case _:
                    pass

    # --- what bots mean to do -----------------------------------------------------------------------------

    def _moment(self, about: str, start: float, until: float) -> float:
        share = EARLIEST + (LATEST - EARLIEST) * Draw(self.players.seed, about)("moment")
        return round(start + share * (until - start), 0)

    def _plan(self, at: float, owner: str, *, decision: str = "", draft: str = "") -> None:
        self.planned += 1
        heapq.heappush(self.acts, _Act(at, self.planned, owner, decision, draft))

    def _plan_decision(self, decision: str, owners: tuple[str, ...], opened: float, due: float) -> None:
        """Owners of an `each` decision answer each in its time; a joint table answers together."""
        if self.desk.state.by_decision[decision].mode == "joint":
            self._plan(self._moment(decision, opened, due), "", decision=decision)
            return
        for owner in owners:
            self._plan(self._moment(f"{decision} {owner}", opened, due), owner, decision=decision)

    # --- what they do ---------------------------------------------------------------------------------------

    def _act(self, act: _Act) -> None:
        state = self.desk.state
        if act.draft:
            if state.drafts[act.draft].status == "waiting":
                self._issue(SendDraft(act.draft), act.owner)
            return
        decision = state.by_decision[act.decision]
        if state.decisions[act.decision].status != "open":
            return
        options = self._open_options(decision)
        if act.owner:
            seat = self._seat(act.owner)
            self._submit(decision, self.players.alone(decision, act.owner, seat or act.owner, options), seat)
            return
        seats = {owner: self._seat(owner) for owner in decision.owners}
        for answer in self.players.together(decision, seats, options):
            if self.desk.state.phase == "running":
                self._submit(decision, answer, seats[answer.owner])

    def _seat(self, owner: str) -> str:
        """The seat that holds a role; empty where SIMCELL plays it."""
        seat = self.desk.state.holder_of(owner)
        return seat.id if seat else ""

    def _open_options(self, decision: Decision) -> list[str]:
        facts = StateFacts(self.desk.state, self.desk.state.clock.at(self.wall))
        return [
            key for key, option in decision.options.items()
            if option.needs is None or compile_condition(option.needs).holds(facts)
        ]  # fmt: skip

    def _submit(self, decision: Decision, answer: Answer, seat: str) -> None:
        dissent = (Dissent(text=answer.dissent),) if answer.dissent else ()
        self._issue(
            SubmitDecision(
                decision.id, answer.choice, owner=answer.owner, why=answer.why, confidence=answer.confidence,
                dissent=dissent,
            ),
            seat or CONTROL_SEAT,
        )  # fmt: skip
