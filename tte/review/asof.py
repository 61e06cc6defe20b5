"""As-of: exactly what a seat had been sent, had opened and had acknowledged at an event, and nothing later.

Everything here comes from the events up to that one, folded; what a seat may see of them is decided where it
always is (`tte.engine.views`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tte.engine import events as ev
from tte.engine.apply import apply
from tte.engine.events import Recorded
from tte.engine.state import SeatState, State
from tte.engine.views import Item, SeatView, seat_view
from tte.review.moment import NoSuchMoment

if TYPE_CHECKING:
    from tte.exercise.models import Exercise

_BRINGING = (ev.InjectReleased, ev.DraftSent, ev.MessageDelivered, ev.PracticeSent)


@dataclass(frozen=True, slots=True)
class Steps:
    """The events that brought an item to a seat, and in which the seat opened and acknowledged it."""

    sent: int
    opened: int | None = None
    acknowledged: int | None = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """A seat at an event. `at` in exercise seconds, `wall` in UTC ms: what the clock showed."""

    event: int
    at: float
    wall: int
    view: SeatView
    steps: Mapping[str, Steps]
    """By item."""

    @property
    def unopened(self) -> tuple[Item, ...]:
        """What had been sent and not been opened."""
        return tuple(i for i in self.view.items if i.unread)


@dataclass(frozen=True, slots=True)
class Asked:
    """A moment at which somebody will ask what a seat knew: an answer, or the closing of a decision."""

    event: int
    at: float
    seat: str
    """The seat that answered for the role, or that holds it; empty where control speaks for it."""
    owner: str
    decision: str
    words: str


class _Trail:
    """Follows the items of one seat, by the numbers of events."""

    def __init__(self, seat: str) -> None:
        self.seat = seat
        self.steps: dict[str, Steps] = {}

    def see(self, state: State, rec: Recorded) -> None:
        match rec.event:
            case ev.ItemOpened(item=item, seat=seat) if seat == self.seat and item in self.steps:
                known = self.steps[item]
                self.steps[item] = Steps(known.sent, known.opened or rec.seq, known.acknowledged)
            case ev.ItemAcknowledged(item=item, seat=seat) if seat == self.seat and item in self.steps:
                known = self.steps[item]
                self.steps[item] = Steps(known.sent, known.opened or rec.seq, rec.seq)
            case ev.ActionUndone():
                self.steps = {i: s for i, s in self.steps.items() if (i, self.seat) in state.receipts}
            case ev.ExerciseStarted():
                self.steps.clear()  # what was practice is over
            case event if isinstance(event, _BRINGING):
                self._brought(state, rec)
            case _:
                return

    def _brought(self, state: State, rec: Recorded) -> None:
        match rec.event:
            case ev.InjectReleased(inject=item):
                pass
            case ev.MessageDelivered(message=item):
                pass
            case ev.DraftSent(draft=draft) if draft in state.drafts:
                item = state.drafts[draft].inject
            case _:
                item = "practice"
        if (item, self.seat) in state.receipts:
            self.steps.setdefault(item, Steps(rec.seq))


def as_of(
    exercise: Exercise, history: Iterable[Recorded], seat: str, event: int, *, until: float | None = None
) -> AsOf:
    """What a seat knew once an event had happened; events after it are not even looked at.

    `seat`: its id, or a role that it holds. `until`: an exercise time (s) up to which the clock is let run on
    after that event, if it was running. Raises NoSuchMoment.
    """
    state, trail, last = State(exercise), _Trail(seat), None
    for rec in history:
        if rec.seq > event:
            break
        apply(state, rec)
        if rec.seq == 1 or not trail.steps:
            trail.seat = found.id if (found := state.find_seat(seat)) else seat
        trail.see(state, rec)
        last = rec
    if last is None:
        raise NoSuchMoment("Nothing had happened yet.", remedy="Name a later event, or a later time.")
    sitting = player_seat(state, seat)
    wall = last.wall
    if until is not None and state.clock.running and until > state.clock.at(wall):
        wall = state.clock.wall_of(until)
    return AsOf(event, state.clock.at(wall), wall, seat_view(state, sitting.id, wall), trail.steps)


def player_seat(state: State, name: str) -> SeatState:
    """A player's seat by its id or a role that it holds. Raises NoSuchMoment in words."""
    found = state.find_seat(name)
    if found is not None and found.kind == "player":
        return found
    players = ", ".join(s.id for s in state.seats.values() if s.kind == "player")
    if found is not None:
        raise NoSuchMoment(
            f"{found.title} sees everything that happens; as-of is about players' seats.",
            remedy=f"There are: {players}. `tte replay` shows what control saw.",
        )
    words = (
        f"{state.title_of(name)} is played by SIMCELL"
        if name in state.by_role
        else f"There is no seat {name}"
    )
    raise NoSuchMoment(f"{words} in this session.", remedy=f"Its seats: {players}.")


def last_event(history: Sequence[Recorded], until: float) -> int:
    """The number of the last event before an exercise time (s), in the order of the log; 0 if none is."""
    return next((r.seq for r in reversed(history) if r.at < until), 0)


def moments(state: State, history: Iterable[Recorded]) -> tuple[Asked, ...]:
    """Every answer to a decision and every closing of one, in order: when to ask what its owners knew.

    `state`: of the session, at any time; seats and roles are what is asked of it.
    """
    found: list[Asked] = []
    for rec in history:
        match rec.event:
            case ev.DecisionSubmitted(decision=name, owner=owner, choice=choice):
                words = f"{name} {state.short_of(owner)} answered {choice}"
                found.append(Asked(rec.seq, rec.at, _holder(state, owner), owner, name, words))
            case ev.DecisionClosed(decision=name, how=how, outcomes=outcomes):
                for owner, choice in outcomes.items():
                    words = f"{name} closed ({how}): {state.short_of(owner)} {choice}"
                    found.append(Asked(rec.seq, rec.at, _holder(state, owner), owner, name, words))
            case _:
                continue
    return tuple(found)


def _holder(state: State, owner: str) -> str:
    seat = state.seat_of(owner)
    return seat.id if seat is not None else ""
