"""One command unfolding: events emitted so far, and the state as they leave it.

Handlers read `state` as it will be and `emit` what happens; the state that was handed in is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, ParamSpec

from tte.engine import dice
from tte.engine.apply import apply
from tte.engine.commands import SYSTEM, Order
from tte.engine.events import Delivery, DiceRolled, Event, Recorded, TimeJumped, TrackChanged
from tte.engine.facts import StateFacts
from tte.engine.state import SeatState, State
from tte.errors import Refused
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Chance, Rule

P = ParamSpec("P")
Legs = tuple[tuple[Delivery, ...], tuple[tuple[Delivery, str], ...]]
"""Legs of an inject that go straight out, and those that wait first at a sender's seat."""


class Unfolding:
    """The working copy of one command; forks the state only once an emitted event is looked at.

    Rules tell what happens by `happen`. What becomes of it is this class's: an event, folded into a fork. A
    `Sketch` (see `tte.engine.sketch`) changes a state of its own at once instead, by the same rules.
    """

    recorded = True
    """Whether what happens becomes a log, whose words somebody reads."""
    memo: dict[tuple[str, ...], Any] | None = None
    """Where words do not matter: what is always the same in an exercise, worked out once for many plays."""

    def __init__(self, state: State, order: Order) -> None:
        self._state = state
        self._forked = False
        self._folded = 0
        self._base = state.version
        self._jumping = False
        self.order = order
        self.emitted: list[Recorded] = []

    @property
    def state(self) -> State:
        """The state with everything emitted so far. Read-only."""
        if self._folded < len(self.emitted):
            if not self._forked:
                self._state, self._forked = self._state.fork(), True
            for recorded in self.emitted[self._folded :]:
                apply(self._state, recorded)
            self._folded = len(self.emitted)
        return self._state

    @property
    def at(self) -> float:
        """Exercise time now, in seconds."""
        return self.state.clock.at(self.order.wall)

    @property
    def facts(self) -> StateFacts:
        return StateFacts(self.state, self.at, jumping=self._jumping)

    def happen(self, kind: Callable[P, Event], *args: P.args, **fields: P.kwargs) -> None:
        """An event of this kind happens now."""
        self.emit(kind(*args, **fields))

    def emit(self, event: Event) -> None:
        self.emit_at(self.at, event)

    def emit_at(self, at: float, event: Event) -> None:
        """Emit an event of another exercise time (s) than now."""
        if isinstance(event, TimeJumped):
            self._jumping = event.move != self.state.now["move"]
        seq = self._base + len(self.emitted) + 1
        order = self.order
        self.emitted.append(
            Recorded(seq, self._base + 1, at, order.wall, order.seat, event, order.participant)
        )

    def emit_unnamed(self, event: Event, seat: str) -> None:
        """Emit an event whose envelope tells nobody, and the time of the event before it."""
        seq = self._base + len(self.emitted) + 1
        self.emitted.append(Recorded(seq, self._base + 1, self.at, self.state.last_wall, seat, event))

    def holds(self, condition: str | None) -> bool:
        """Whether a condition holds now; no condition always does."""
        return condition is None or compile_condition(condition).holds(self.facts)

    @property
    def at_rest(self) -> bool:
        """Whether it is known that nothing can follow by itself now."""
        return False

    def restless_rules(self) -> Iterable[Rule]:
        """Rules that run when their condition begins to hold, in the deck's order."""
        return (
            rule for rule in self.state.exercise.rules
            if not (rule.after or rule.on or rule.at is not None or rule.every is not None)
        )  # fmt: skip

    def waiting_injects(self) -> Iterable[str]:
        """Contingencies that wait for their condition, in the deck's order."""
        return [i for i, standing in self.state.injects.items() if standing.status == "waiting"]

    # --- who asks ---------------------------------------------------------------------------------------

    @property
    def seat(self) -> SeatState | None:
        return self.state.seats.get(self.order.seat)

    @property
    def by_system(self) -> bool:
        return self.order.seat == SYSTEM

    @property
    def by_control(self) -> bool:
        seat = self.seat
        return self.by_system or (seat is not None and seat.kind in ("director", "facilitator"))

    def control_only(self, what: str) -> None:
        if not self.by_control:
            self.refuse(f"Only control can {what}.", "Ask the facilitator.")

    def director_only(self, what: str) -> None:
        seat = self.seat
        if not (self.by_system or (seat is not None and seat.kind == "director")):
            self.refuse(
                f"Only the exercise director can {what}.", "Ask the director, or open the director's seat."
            )

    def player_seat(self) -> SeatState:
        """The player seat that asks; refuses anybody else."""
        seat = self.seat
        if seat is None or seat.kind != "player":
            self.refuse("Only a player's seat can do that.", "Say which with --seat.")
        return seat

    def in_play(self, what: str) -> None:
        """Refuse unless StartEx has been and play is running."""
        match self.state.phase:
            case "running":
                return
            case "prepared":
                self.refuse(f"Before StartEx nobody can {what}.", "Wait for StartEx.")
            case "paused":
                self.refuse(f"PauseEx: play is paused, so nobody can {what} now.", "Wait for ResumeEx.")
            case "no_duff":
                self.refuse("NO DUFF: real-world emergency, all play has stopped.", "Wait for the director.")
            case "ended" | "sealed":
                over = f"EndEx: the exercise is over, so nobody can {what}."
                self.refuse(over, "The director can reopen it." if self.state.phase == "ended" else "")

    def before_end(self, what: str) -> None:
        """Refuse once the exercise is over, or while all play has stopped; a pause is allowed."""
        if self.state.phase not in ("running", "paused"):
            self.in_play(what)

    def before_end_or_start(self, what: str) -> None:
        """Refuse once the exercise is over; before StartEx is allowed."""
        if self.state.phase != "prepared":
            self.before_end(what)

    def refuse(self, message: str, remedy: str = "") -> NoReturn:
        raise Refused(message, remedy=remedy)

    # --- chance and tracks ------------------------------------------------------------------------------

    def chance_of(self, chances: Iterable[Chance]) -> float:
        """The first chance whose condition holds; 1 if there is none."""
        return next((c.p for c in chances if self.holds(c.when)), 1.0)

    def fall(self, key: str, chance: float) -> float:
        """How the dice for this purpose fall, 0 to 1: by the session's seed, whatever the chance."""
        return dice.fall(self._seed, key)

    def roll(self, chance: float, *, key: str, cause: str) -> bool:
        """Let dice decide by the session's seed."""
        rolled = self.fall(key, chance)
        self.happen(DiceRolled, key=key, cause=cause, chance=chance, rolled=rolled, hit=rolled < chance)
        return rolled < chance

    def call(self, channel_id: str, *, caller: str, called: str, cause: str) -> tuple[bool, str]:
        """Place a call over a channel: whether it is answered and, if not, the benign reason."""
        channel = self.state.by_channel[channel_id]
        key = f"{cause}:{caller}"  # not the number of the call: what is done over again falls the same
        chance = self.chance_of(channel.chance)
        rolled = self.fall(key, chance)
        hit, reason = rolled < chance, ""
        reasons = channel.no_answer.get(called) or next(iter(channel.no_answer.values()), ())
        if not hit and reasons:
            reason = reasons[int(dice.fall(self._seed, f"{key}:why") * len(reasons))]
        self.happen(
            DiceRolled, key=key, cause=cause, channel=channel_id, caller=caller, called=called, chance=chance,
            rolled=rolled, hit=hit, reason=reason,
        )  # fmt: skip
        return hit, reason

    @property
    def _seed(self) -> int:
        setup = self.state.setup
        return setup.seed if setup else 0

    def change_track(self, track_id: str, delta: int, *, cause: str, because: str) -> None:
        """Move a track, clamped to its scale; nothing for no change."""
        track = self.state.by_track.get(track_id)
        if track is None or delta == 0:
            return
        before = self.state.tracks[track_id]
        after = min(track.high, max(track.low, before + delta))
        self.happen(
            TrackChanged,
            track=track_id,
            before=before,
            after=after,
            asked=delta,
            cause=cause,
            because=because,
        )
