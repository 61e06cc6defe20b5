"""The one live object of a session: it owns the state, dispatches commands and tells listeners what changed.

A process holds one for one terminal or for many. The log behind it is a session file or, for plays that
need no file, memory. The rules of play, and what only control looks at, load when they are first needed: a
player's terminal reads and paints before that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from tte.conduct.presence import Presence
from tte.engine import appliers as appliers
from tte.engine import events as ev
from tte.engine.apply import apply
from tte.engine.events import Event, Recorded, decode, encode, kind_of
from tte.engine.state import Barred, State
from tte.engine.views import ClockView, SeatView, clock_view, seat_view
from tte.errors import TteError
from tte.store.errors import VersionConflict
from tte.store.records import Entry, Lease, Record

if TYPE_CHECKING:
    from tte.engine.commands import Command
    from tte.engine.control_view import ControlView, SeatRow
    from tte.engine.feed import FeedRow
    from tte.engine.msel_view import InjectDetail
    from tte.engine.wall_view import WallView
    from tte.exercise.models import Exercise

Listener = Callable[[frozenset[str]], None]

TRIES = 20
"""How often a command is decided again because others wrote first; far more than any room needs."""

LEASE_GAP = 5_000
"""Milliseconds without a heartbeat after which the clock has stopped (law 2)."""

AREAS: dict[str, tuple[type[Event], ...]] = {
    "clock": (
        ev.ExerciseStarted, ev.ExercisePaused, ev.ExerciseResumed, ev.RateSet, ev.PaceSet, ev.TimeJumped,
        ev.MoveEnded, ev.ExerciseEnded, ev.ExerciseReopened, ev.LogSealed, ev.NoDuffCalled, ev.NoDuffReleased,
        ev.ClockInterrupted, ev.EndOffered, ev.CountdownStarted, ev.CountdownStopped, ev.WallSet,
    ),
    "injects": (ev.RuleRan, ev.RuleRested),
    "receipts": (
        ev.ItemOpened, ev.ItemAcknowledged, ev.PracticeSent, ev.ExerciseStarted, ev.InjectReleased,
        ev.DraftSent, ev.MessageDelivered,
    ),
    "tracks": (ev.TrackChanged,),
    "seats": (
        ev.SeatOpened, ev.SeatTaken, ev.SeatLeft, ev.ParticipantsNamed, ev.HeadCounted, ev.PracticeSent,
        ev.PracticeAnswered, ev.ExerciseStarted, ev.SeatFrozen, ev.SeatUnfrozen, ev.SeatLocked,
        ev.SeatUnlocked, ev.ConnectionEnded, ev.CodeReissued, ev.NoDuffReleased, ev.TerminalConnected,
        ev.TerminalLost, ev.AccessRefused,
    ),
    "messages": (ev.MessageSent, ev.MessageDelivered, ev.MessageUnanswered, ev.QueryAnswered),
    "notes": (ev.NoteTaken, ev.ItemParked),
    "review": ev.REVIEW_EVENTS,
    "decisions": (
        ev.TrackChanged, ev.FirstVoteAsked, ev.FirstVoteWaived, ev.FirstVoteCast, ev.ParticipantsNamed,
    ),
}  # fmt: skip
"""Which events concern which area; more of injects and decisions is told by the names of their kinds.

A change of track can lock or unlock the options of a decision.
"""
ALL_AREAS = frozenset(AREAS)


def areas_of(event: Event) -> frozenset[str]:
    """The areas of the state that an event changed, for terminals to repaint only those."""
    return _areas_of(type(event))


@cache
def _areas_of(kind: type[Event]) -> frozenset[str]:
    if issubclass(kind, ev.ActionUndone | ev.SessionOpened | ev.SessionForked):
        return ALL_AREAS
    found = {area for area, kinds in AREAS.items() if issubclass(kind, kinds)}
    if issubclass(kind, ev.Unknown):  # without effect
        return frozenset()
    name: str = kind.kind  # type: ignore[attr-defined]  # every subclass has it; the base cannot
    if name.startswith(("inject", "draft", "time_jumped")):
        found.add("injects")
    if name.startswith(("decision", "written", "outcome", "time_jumped")):
        found.add("decisions")
    return frozenset(found)


class Log(Protocol):
    """What a live session needs of where its events are kept."""

    def append(
        self, entries: Sequence[Entry], *, at: float, wall: int, seat: str, participant: str, expected: int
    ) -> list[Record]: ...

    def read(self, after: int = 0) -> list[Record]: ...

    def changed(self) -> bool: ...

    def lease(self) -> Lease | None: ...

    def take_lease(self, holder: str, wall: int, *, force: bool = False) -> bool: ...

    def beat(self, holder: str, wall: int) -> bool: ...

    def release_lease(self, holder: str) -> None: ...

    def check_code(self, seat: str, code: str) -> bool: ...

    def set_code(self, seat: str, code: str) -> None: ...

    def close(self) -> None: ...


class NotAttached(TteError):
    """A session that was only looked at has no log to write to."""


def wall_now() -> int:
    """The wall clock: UTC, milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def recorded_of(record: Record) -> Recorded:
    """A stored record as an event in its envelope."""
    return Recorded(
        record.seq, record.command, record.at, record.wall, record.seat, decode(record.kind, record.payload),
        record.participant,
    )  # fmt: skip


class LiveSession:
    """A session in this process.

    `open_log`, where given, opens the log for writing on first need: a terminal can so paint from records
    that were read quickly, before the store is loaded.
    """

    def __init__(
        self,
        exercise: Exercise,
        records: Iterable[Record],
        log: Log | None = None,
        *,
        open_log: Callable[[], Log] | None = None,
        lease: Lease | None = None,
        own_time: bool = False,
        now: Callable[[], int] = wall_now,
    ) -> None:
        """`lease` is what a quick reading found; with `own_time` no lease is needed for time to pass."""
        self.exercise = exercise
        self.now = now
        self.state = State(exercise)
        self._feed: list[FeedRow] = []
        self.history: list[Recorded] = []
        self.presence = Presence(lambda: self.now())
        self._log = log
        self._open_log = open_log
        self._listeners: list[Listener] = []
        self._lease = lease
        self._own_time = own_time
        self.holds_lease = False
        self.last_beat = 0
        """The holder's last heartbeat (wall ms): its own time does not pass it by more than the gap."""
        self._behind = False
        if log is not None:
            self._lease = log.lease()
        self._fold(recorded_of(r) for r in records)

    # --- reading ----------------------------------------------------------------------------------------

    @property
    def log(self) -> Log:
        """The log, opened now if it was not. Raises NotAttached where there is none, or a StoreError."""
        if self._log is None:
            if self._open_log is None:
                raise NotAttached("This session is open for reading only.", remedy="Open it with tte resume.")
            self._log = self._open_log()
            self._lease = self._log.lease()
            self._catch_up()  # what was written between the quick reading and now
        return self._log

    @property
    def feed(self) -> list[FeedRow]:
        """A line for each event; written when somebody reads them, which few terminals do. Read-only."""
        from tte.engine.feed import feed_row

        self._feed += [feed_row(self.state, rec) for rec in self.history[len(self._feed) :]]
        return self._feed

    def wall(self) -> int:
        """The wall time that counts for the exercise clock: now, or the last heartbeat if its holder is gone.

        Only the holder of the lease makes time pass. Once it has been silent for five seconds the clock is
        stopped everywhere: elsewhere because it may be dead, and for itself because it has slept, or its
        clock was set, and it has not written that down yet.
        """
        now = self.now()
        if self.state.phase != "running":
            return now
        if self.holds_lease:
            beat = self.last_beat
        elif self._lease is not None:
            beat = self._lease.beat
        elif self._own_time:
            return now
        else:  # nobody has kept the clock since play began
            return self.state.last_wall
        # events may be later than the last heartbeat: time does not go back behind them
        return now if abs(now - beat) <= LEASE_GAP else max(beat, self.state.last_wall)

    @property
    def clock_held(self) -> bool:
        """Whether somebody keeps the clock now."""
        return self.holds_lease or (
            self._lease is not None and abs(self.now() - self._lease.beat) <= LEASE_GAP
        )

    @property
    def attached(self) -> bool:
        """Whether the log is open, so that a command is stored without loading the store first."""
        return self._log is not None

    def seats(self) -> tuple[SeatRow, ...]:
        """The seats of this session: who may be let in where."""
        from tte.engine.control_view import seat_rows

        return seat_rows(self.state)

    def seat_kind(self, seat: str) -> str:
        """The kind of a seat; empty if there is no such seat."""
        found = self.state.seats.get(seat)
        return found.kind if found is not None else ""

    def seat_view(self, seat: str) -> SeatView:
        return seat_view(self.state, seat, self.wall())

    def control_view(self) -> ControlView:
        from tte.engine.control_view import control_view

        return control_view(self.state, self.wall())

    def inject_detail(self, inject: str) -> InjectDetail:
        from tte.engine.msel_view import inject_detail

        return inject_detail(self.state, inject, self.wall())

    def wall_view(self) -> WallView:
        from tte.engine.wall_view import wall_view

        return wall_view(self.state, self.wall())

    def barred(self, seat: str) -> Barred:
        """What control does not let a seat do now."""
        return self.state.bar_on(seat)

    def open_at(self, seat: str) -> tuple[str, ...]:
        """The terminals that a seat is open at, by their names in the log."""
        found = self.state.seats.get(seat)
        return found.terminals if found is not None else ()

    def why_ended(self, seat: str) -> str:
        """Control's reason for ending a seat's connections last; empty if it gave none."""
        for recorded in reversed(self.history):
            if isinstance(recorded.event, ev.ConnectionEnded) and recorded.event.seat == seat:
                return recorded.event.reason
        return ""

    def clock_view(self) -> ClockView:
        return clock_view(self.state, self.wall())

    # --- listening --------------------------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told which areas changed, after each change; returns how to stop listening."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def refresh(self) -> bool:
        """Take in what other processes wrote; True if there was anything."""
        if self._log is None:
            return False
        self._lease = self._log.lease()
        self._behind = self._log.changed() or self._behind
        return self._catch_up() if self._behind else False

    def _catch_up(self) -> bool:
        assert self._log is not None
        records = self._log.read(self.state.version)  # may fail: then it is still behind, and tries again
        self._behind = False
        return self._fold(recorded_of(r) for r in records)

    def _fold(self, records: Iterable[Recorded]) -> bool:
        changed: set[str] = set()
        for recorded in records:
            apply(self.state, recorded)
            self.history.append(recorded)
            changed |= areas_of(recorded.event)
            changed.add("feed")
        if changed:
            areas = frozenset(changed)
            for listener in list(self._listeners):
                listener(areas)
        return bool(changed)

    # --- doing ------------------------------------------------------------------------------------------

    def issue(
        self, command: Command, seat: str, participant: str = "", *, wall: int | None = None
    ) -> list[Recorded]:
        """Carry out a command for a seat: decided, stored durably, folded, told. Returns its events.

        Raises Refused in words for that seat, or a StoreError; then nothing has happened.
        """
        from tte.engine.commands import Order
        from tte.engine.commands_review import SignOff
        from tte.engine.decide import decide

        log = self.log
        for _ in range(TRIES):
            if isinstance(command, SignOff):
                head = log.read(self.state.version - 1)[0].hash  # it says how far the chain went
                command = replace(command, head=head, upto=self.state.version)
            order = Order(command, seat, self.wall() if wall is None else wall, participant)
            decided = decide(self.state, order)
            if not decided:
                return []
            entries = [Entry(kind_of(r.event), encode(r.event), r.at) for r in decided]
            try:
                first = decided[0]  # its envelope: an anonymous form's tells neither seat nor name
                log.append(
                    entries, at=first.at, wall=first.wall, seat=first.seat, participant=first.participant,
                    expected=self.state.version,
                )  # fmt: skip
            except VersionConflict:
                self._catch_up()
                continue
            self._fold(decided)
            return decided
        raise TteError(
            "The session is being written to by too many terminals at once; nothing was stored.",
            remedy="Try again.",
        )

    def close(self) -> None:
        if self._log is not None:
            self._log.close()
