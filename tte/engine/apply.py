"""How events change a state: total and linear, for what happened cannot be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from tte.engine import events as ev
from tte.engine import undo
from tte.engine.clock import Clock
from tte.engine.events import Delivery, Event, Recorded
from tte.engine.plan import recipients, session_specs
from tte.engine.state import (
    KEPT_ACTIONS,
    PRACTICE,
    ControlAction,
    DecisionState,
    Draft,
    Emergency,
    InjectState,
    Jumped,
    Practice,
    Receipt,
    SeatState,
    Setup,
    State,
)
from tte.engine.state_review import Written, open_wash

if TYPE_CHECKING:
    from tte.exercise.models import Inject

Applier = Callable[[State, Any, Recorded], None]
A = TypeVar("A", bound=Applier)
APPLIERS: dict[type[Event], Applier] = {}


def on(*kinds: type[Event]) -> Callable[[A], A]:
    """Register what these kinds of event do to a state."""

    def register(applier: A) -> A:
        for kind in kinds:
            APPLIERS[kind] = applier
        return applier

    return register


def apply(state: State, recorded: Recorded) -> None:
    """Fold one event into the state."""
    if recorded.command != state.command:
        _begin_command(state, recorded)
    elif state.current is None and isinstance(recorded.event, ev.InjectReleased):
        _name_action(state, recorded)  # dice and drafts came before it
    state.version = recorded.seq
    state.last_wall = recorded.wall
    applier = APPLIERS.get(type(recorded.event))
    if applier is None:
        state.unknown += 1
        return
    applier(state, recorded.event, recorded)


def fold(state: State, records: Iterable[Recorded]) -> State:
    """Fold many events into the state, and return it."""
    for recorded in records:
        apply(state, recorded)
    return state


def _begin_command(state: State, recorded: Recorded) -> None:
    """Close the journal of the command before; open one if this is a control action."""
    if state.current is not None:
        state.actions = undo.actions_of(state)[-KEPT_ACTIONS:]
    state.command = recorded.command
    state.journal = []
    _name_action(state, recorded)


def _name_action(state: State, recorded: Recorded) -> None:
    seat = state.seats.get(recorded.seat)
    named = undo.name_of(state, recorded.event) if seat and seat.kind in ("director", "facilitator") else None
    state.current = named and ControlAction(
        recorded.command, named[0], recorded.seat, recorded.at, recorded.wall, (), barrier=named[1]
    )


# --- the session and its seats -------------------------------------------------------------------------


@on(ev.SessionOpened)
def _session_opened(state: State, event: ev.SessionOpened, rec: Recorded) -> None:
    exercise = state.exercise
    seating = next((s for s in exercise.seatings if s.id == event.seating), exercise.seatings[0])
    cut = next((c for c in exercise.cuts if c.id == event.cut), None)
    state.setup = Setup(seating, cut, event.seed, event.name, event.unattended, event.digest)
    state.put("now", "pace", event.pace)
    state.put("now", "clock", Clock(rate=event.rate))
    state.put("now", "move", state.moves[0].id)
    for track in exercise.tracks:
        state.put("tracks", track.id, track.start)
    for inject, planned in session_specs(exercise, cut):
        state.order[inject.id] = len(state.order)
        state.specs[inject.id] = inject
        status = "waiting" if inject.event == "contingency" else "ready"
        state.put("injects", inject.id, InjectState(status, planned, planned))  # type: ignore[arg-type]
    for decision in exercise.decisions:
        if cut is None or decision.id in cut.decisions:
            state.put("decisions", decision.id, DecisionState())


@on(ev.SessionForked)
def _session_forked(state: State, event: ev.SessionForked, rec: Recorded) -> None:
    """Play stands still, nobody sits anywhere, and what control did before can no longer be undone."""
    state.actions = ()
    for seat in list(state.seats):
        _with_seat(state, seat, terminals=(), participants=(), heads=None)
    state.put("now", "forked", event)
    if state.phase in ("running", "no_duff"):
        state.put("now", "phase", "paused")
        state.put("now", "no_duff", "")
    state.put("now", "emergency", None)
    state.put("now", "countdown", None)
    state.put("now", "pause_reason", "NOT PLAYED from here on: this is a fork")
    state.put("now", "clock", replace(state.clock, base_at=rec.at, base_wall=rec.wall, running=False))
    if event.bots and state.setup is not None:
        state.setup = replace(state.setup, unattended=True)
        state.put("now", "pace", "clock")


@on(ev.SeatOpened)
def _seat_opened(state: State, event: ev.SeatOpened, rec: Recorded) -> None:
    state.put("seats", event.seat, SeatState(event.seat, event.title, event.seat_kind, event.roles))


def _with_seat(state: State, seat: str, **changes: Any) -> None:
    if found := state.seats.get(seat):
        state.put("seats", seat, replace(found, **changes))


@on(ev.SeatTaken)
def _seat_taken(state: State, event: ev.SeatTaken, rec: Recorded) -> None:
    if found := state.seats.get(event.seat):
        terminals = tuple(t for t in found.terminals if t != event.terminal)
        _with_seat(state, event.seat, terminals=(*terminals, event.terminal))


@on(ev.SeatLeft)
def _seat_left(state: State, event: ev.SeatLeft, rec: Recorded) -> None:
    if found := state.seats.get(event.seat):
        _with_seat(state, event.seat, terminals=tuple(t for t in found.terminals if t != event.terminal))


@on(ev.ParticipantsNamed)
def _participants_named(state: State, event: ev.ParticipantsNamed, rec: Recorded) -> None:
    _with_seat(state, event.seat, participants=event.names)


@on(ev.HeadCounted)
def _head_counted(state: State, event: ev.HeadCounted, rec: Recorded) -> None:
    for seat, heads in event.heads.items():
        _with_seat(state, seat, heads=heads)


@on(ev.PracticeSent)
def _practice_sent(state: State, event: ev.PracticeSent, rec: Recorded) -> None:
    state.put("now", "practice", Practice(event.title, event.body, event.question, event.options))
    for seat in state.seats.values():
        if seat.kind == "player":
            state.put("receipts", (PRACTICE, seat.id), Receipt(rec.at))


@on(ev.PracticeAnswered)
def _practice_answered(state: State, event: ev.PracticeAnswered, rec: Recorded) -> None:
    if practice := state.now.get("practice"):
        answers = {**practice.answers, event.seat: event.choice}
        state.put("now", "practice", replace(practice, answers=answers))


# --- control words -------------------------------------------------------------------------------------


def _set_clock(state: State, rec: Recorded, **changes: Any) -> None:
    state.put("now", "clock", state.clock.changed(rec.wall, **changes))


@on(ev.ExerciseStarted)
def _started(state: State, event: ev.ExerciseStarted, rec: Recorded) -> None:
    state.put("now", "practice", None)
    for key in [k for k in state.receipts if k[0] == PRACTICE]:
        state.put("receipts", key, None)
    state.put("now", "phase", "running")
    _set_clock(state, rec, running=True, at=0.0)


@on(ev.ExercisePaused)
def _paused(state: State, event: ev.ExercisePaused, rec: Recorded) -> None:
    state.put("now", "phase", "paused")
    state.put("now", "pause_reason", event.reason)
    _set_clock(state, rec, running=False)


@on(ev.ExerciseResumed)
def _resumed(state: State, event: ev.ExerciseResumed, rec: Recorded) -> None:
    state.put("now", "phase", "running")
    state.put("now", "pause_reason", "")
    state.put("now", "end_offered", False)
    _set_clock(state, rec, running=True)


@on(ev.RateSet)
def _rate_set(state: State, event: ev.RateSet, rec: Recorded) -> None:
    _set_clock(state, rec, rate=event.rate)


@on(ev.PaceSet)
def _pace_set(state: State, event: ev.PaceSet, rec: Recorded) -> None:
    state.put("now", "pace", event.pace)


@on(ev.MoveEnded)
def _move_ended(state: State, event: ev.MoveEnded, rec: Recorded) -> None:
    state.put("now", "move_ended", True)


@on(ev.TimeJumped)
def _jumped(state: State, event: ev.TimeJumped, rec: Recorded) -> None:
    state.put("now", "move", event.move)
    state.put("now", "move_ended", False)
    state.put("now", "end_offered", False)
    _set_clock(state, rec, at=event.to_at)
    for inject in event.expired:
        _with_inject(state, inject, status="skipped", reason=f"passed over by the time jump “{event.name}”")
    jumped = Jumped(event.name, rec.at, event.from_at, event.to_at, event.move, event.expired)
    state.put("now", "jumps", (*state.jumps, jumped))


@on(ev.ExerciseEnded)
def _ended(state: State, event: ev.ExerciseEnded, rec: Recorded) -> None:
    state.put("now", "phase", "ended")
    state.put("now", "ending", event.ending)
    state.put("now", "overlays", event.overlays)
    state.put("now", "countdown", None)
    _set_clock(state, rec, running=False)


@on(ev.ExerciseReopened)
def _reopened(state: State, event: ev.ExerciseReopened, rec: Recorded) -> None:
    state.reported = rec.seq
    if wash := open_wash(state):
        state.put("washes", wash.id, replace(wash, closed=Written(rec.seq, rec.at, rec.wall, rec.seat)))
    state.put("now", "phase", "paused")
    state.put("now", "ending", "")
    state.put("now", "overlays", ())
    state.put("now", "pause_reason", event.reason)


@on(ev.LogSealed)
def _sealed(state: State, event: ev.LogSealed, rec: Recorded) -> None:
    state.put("now", "phase", "sealed")
    state.put("now", "sealed_at", rec.seq)


@on(ev.NoDuffCalled)
def _no_duff(state: State, event: ev.NoDuffCalled, rec: Recorded) -> None:
    state.put("now", "no_duff_from", state.phase)
    state.put("now", "phase", "no_duff")
    state.put("now", "no_duff", f"{event.reason} (stops: {event.scope})")
    called = Emergency(rec.seat, rec.participant, event.reason, event.scope, rec.at, rec.wall)
    state.put("now", "emergency", called)
    _set_clock(state, rec, running=False)


@on(ev.NoDuffReleased)
def _no_duff_released(state: State, event: ev.NoDuffReleased, rec: Recorded) -> None:
    before = state.now["no_duff_from"]
    state.put("now", "phase", "paused" if before == "running" else before)
    state.put("now", "pause_reason", "after a real-world emergency")
    state.put("now", "no_duff", "")
    state.put("now", "emergency", None)
    for seat, heads in event.seats.items():
        _with_seat(state, seat, heads=heads)


@on(ev.ClockInterrupted)
def _interrupted(state: State, event: ev.ClockInterrupted, rec: Recorded) -> None:
    if state.phase == "running":
        state.put("now", "phase", "paused")
        state.put("now", "pause_reason", "the clock was interrupted")
    state.put("now", "clock", replace(state.clock, base_at=rec.at, base_wall=rec.wall, running=False))


@on(ev.EndOffered)
def _end_offered(state: State, event: ev.EndOffered, rec: Recorded) -> None:
    state.put("now", "end_offered", True)


# --- injects -------------------------------------------------------------------------------------------


def _with_inject(state: State, inject: str, **changes: Any) -> None:
    if found := state.injects.get(inject):
        state.put("injects", inject, replace(found, **changes))


def _deliver(state: State, item: str, delivery: Delivery, at: float) -> None:
    for seat in recipients(state, delivery):
        if (item, seat) not in state.receipts:
            state.put("receipts", (item, seat), Receipt(at))


@on(ev.InjectReleased)
def _released(state: State, event: ev.InjectReleased, rec: Recorded) -> None:
    _with_inject(
        state,
        event.inject,
        status="released" if event.deliveries or not event.drafts else "drafted",
        released_at=rec.at,
        deliveries=event.deliveries,
        because=event.because,
        reason="",
    )
    for delivery in event.deliveries:
        _deliver(state, event.inject, delivery, rec.at)


@on(ev.InjectHeld)
def _held(state: State, event: ev.InjectHeld, rec: Recorded) -> None:
    _with_inject(state, event.inject, status="held", reason=event.reason)


@on(ev.InjectReadied)
def _readied(state: State, event: ev.InjectReadied, rec: Recorded) -> None:
    spec = state.specs.get(event.inject)
    waits = spec is not None and spec.event == "contingency"
    _with_inject(state, event.inject, status="waiting" if waits else "ready", reason="")


@on(ev.InjectSkipped)
def _skipped(state: State, event: ev.InjectSkipped, rec: Recorded) -> None:
    _with_inject(state, event.inject, status="skipped", reason=event.reason)


@on(ev.InjectDeferred)
def _deferred(state: State, event: ev.InjectDeferred, rec: Recorded) -> None:
    spec = state.specs.get(event.inject)
    waits = spec is not None and spec.event == "contingency"
    _with_inject(
        state, event.inject, due=event.due, deferred=True, reason="", status="waiting" if waits else "ready"
    )


@on(ev.InjectsSlipped)
def _slipped(state: State, event: ev.InjectsSlipped, rec: Recorded) -> None:
    for inject in event.injects:
        found = state.injects.get(inject)
        if found and found.due is not None:
            _with_inject(state, inject, due=found.due + event.seconds)


@on(ev.InjectRecalled)
def _recalled(state: State, event: ev.InjectRecalled, rec: Recorded) -> None:
    _with_inject(state, event.inject, status="recalled", reason=event.reason)


@on(ev.InjectEdited)
def _edited(state: State, event: ev.InjectEdited, rec: Recorded) -> None:
    if found := state.injects.get(event.inject):
        _with_inject(state, event.inject, edits={**found.edits, event.variant: (event.title, event.body)})


@on(ev.InjectWritten)
def _written(state: State, event: ev.InjectWritten, rec: Recorded) -> None:
    inject: Inject = event.inject
    due = None if inject.at is None else inject.at * 60
    state.put("specs", inject.id, inject)
    state.order.setdefault(inject.id, len(state.order))
    state.put("injects", inject.id, InjectState("ready", due, due))


@on(ev.InjectOffered)
def _offered(state: State, event: ev.InjectOffered, rec: Recorded) -> None:
    _with_inject(state, event.inject, status="offered", because=event.because)


@on(ev.DraftPrepared)
def _draft_prepared(state: State, event: ev.DraftPrepared, rec: Recorded) -> None:
    draft = Draft(event.draft, event.inject, event.seat, event.delivery, event.until)
    if event.inject in state.injects:
        state.put("drafts", event.draft, draft)


@on(ev.DraftSent)
def _draft_sent(state: State, event: ev.DraftSent, rec: Recorded) -> None:
    draft = state.drafts.get(event.draft)
    if draft is None:
        return
    state.put("drafts", event.draft, replace(draft, status="sent", delivery=event.delivery))
    if found := state.injects.get(draft.inject):
        first = {"status": "released", "released_at": rec.at} if found.status == "drafted" else {}
        _with_inject(state, draft.inject, deliveries=(*found.deliveries, event.delivery), **first)
    _deliver(state, draft.inject, event.delivery, rec.at)


@on(ev.DraftDeclined)
def _draft_declined(state: State, event: ev.DraftDeclined, rec: Recorded) -> None:
    if draft := state.drafts.get(event.draft):
        state.put("drafts", event.draft, replace(draft, status="declined", reason=event.reason))


@on(ev.DraftLapsed)
def _draft_lapsed(state: State, event: ev.DraftLapsed, rec: Recorded) -> None:
    if draft := state.drafts.get(event.draft):
        state.put("drafts", event.draft, replace(draft, status="lapsed"))


@on(ev.ItemOpened)
def _item_opened(state: State, event: ev.ItemOpened, rec: Recorded) -> None:
    receipt = state.receipts.get((event.item, event.seat))
    if receipt and receipt.opened is None:
        state.put("receipts", (event.item, event.seat), replace(receipt, opened=rec.at))


@on(ev.ItemAcknowledged)
def _item_acknowledged(state: State, event: ev.ItemAcknowledged, rec: Recorded) -> None:
    if receipt := state.receipts.get((event.item, event.seat)):
        opened = rec.at if receipt.opened is None else receipt.opened
        receipt = replace(receipt, opened=opened, acknowledged=rec.at, read_back=event.read_back)
        state.put("receipts", (event.item, event.seat), receipt)
