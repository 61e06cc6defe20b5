"""What happened at an exercise: frozen facts in the past tense, never refused and never changed.

An event says what; its envelope (`Recorded`) says when, by whom, and with which command it came.
Times named `at`, `due` or `until` are exercise time in seconds since StartEx. A stored event is known by its
`kind`, never by a Python name, so that code can be renamed without rewriting history.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tte.exercise.models import Inject

SeatKind = Literal["player", "director", "facilitator", "evaluator", "observer"]
Pace = Literal["clock", "hand", "story"]


class Event(BaseModel):
    """Base of all events. Fields that a newer minor version added are ignored here."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Delivery(Event):
    """One leg of an inject: the same words from the same sender to some roles."""

    variant: str = ""
    sender: tuple[str, ...]
    to: tuple[str, ...]
    title: str
    body: str


class Dissent(Event):
    """A disagreement with a decision. An empty name means that it was given anonymously."""

    name: str = ""
    text: str


# --- the session and its seats -------------------------------------------------------------------------


class SessionOpened(Event):
    kind: Literal["session_opened"] = "session_opened"
    exercise: str
    digest: str
    title: str
    name: str = ""
    seating: str
    cut: str = ""
    pace: Pace = "hand"
    rate: float = 1.0
    seed: int = 0
    unattended: bool = False
    tte_version: str = ""


class SeatOpened(Event):
    kind: Literal["seat_opened"] = "seat_opened"
    seat: str
    title: str
    roles: tuple[str, ...] = ()
    seat_kind: SeatKind = "player"


class SeatTaken(Event):
    kind: Literal["seat_taken"] = "seat_taken"
    seat: str
    terminal: str = ""


class SeatLeft(Event):
    kind: Literal["seat_left"] = "seat_left"
    seat: str
    terminal: str = ""


class ParticipantsNamed(Event):
    kind: Literal["participants_named"] = "participants_named"
    seat: str
    names: tuple[str, ...]


class HeadCounted(Event):
    """How many people are at each seat, counted by control before StartEx or after NO DUFF."""

    kind: Literal["head_counted"] = "head_counted"
    heads: dict[str, int]


class PracticeSent(Event):
    """The communications check: a practice inject with a practice decision, of which nothing is reported."""

    kind: Literal["practice_sent"] = "practice_sent"
    title: str
    body: str
    question: str
    options: dict[str, str]


class PracticeAnswered(Event):
    kind: Literal["practice_answered"] = "practice_answered"
    seat: str
    choice: str
    why: str = ""


# --- control words -------------------------------------------------------------------------------------


class ExerciseStarted(Event):
    kind: Literal["exercise_started"] = "exercise_started"


class ExercisePaused(Event):
    kind: Literal["exercise_paused"] = "exercise_paused"
    reason: str = ""


class ExerciseResumed(Event):
    kind: Literal["exercise_resumed"] = "exercise_resumed"


class RateSet(Event):
    kind: Literal["rate_set"] = "rate_set"
    rate: float


class PaceSet(Event):
    kind: Literal["pace_set"] = "pace_set"
    pace: Pace


class MoveEnded(Event):
    """Exercise time reached the end of a move: control is offered the time jump."""

    kind: Literal["move_ended"] = "move_ended"
    move: str


class TimeJumped(Event):
    kind: Literal["time_jumped"] = "time_jumped"
    name: str
    from_at: float
    to_at: float
    move: str
    expired: tuple[str, ...] = ()
    """Injects that the jump passed over, as ids; they can still be released by hand."""
    summary: str = ""


class ExerciseEnded(Event):
    kind: Literal["exercise_ended"] = "exercise_ended"
    reason: str = ""
    ending: str = ""
    overlays: tuple[str, ...] = ()


class ExerciseReopened(Event):
    kind: Literal["exercise_reopened"] = "exercise_reopened"
    reason: str


class LogSealed(Event):
    kind: Literal["log_sealed"] = "log_sealed"


class NoDuffCalled(Event):
    """REAL WORLD EMERGENCY: all play stops on every screen."""

    kind: Literal["no_duff_called"] = "no_duff_called"
    reason: str
    scope: str = "all play"


class NoDuffReleased(Event):
    kind: Literal["no_duff_released"] = "no_duff_released"
    heads: int
    note: str = ""


class ClockInterrupted(Event):
    """The holder of the clock was gone for too long: time stopped at its last heartbeat."""

    kind: Literal["clock_interrupted"] = "clock_interrupted"
    last_wall: int
    gap: float
    """Seconds of wall time that did not count."""
    reason: str = ""


class EndOffered(Event):
    """A rule says that play may end here: control chooses EndEx or a jump to a calmer start."""

    kind: Literal["end_offered"] = "end_offered"
    rule: str


# --- injects -------------------------------------------------------------------------------------------


class InjectReleased(Event):
    """An inject went out, to the recipients of its deliveries. Legs with a staff draft are not among them."""

    kind: Literal["inject_released"] = "inject_released"
    inject: str
    deliveries: tuple[Delivery, ...]
    drafts: tuple[str, ...] = ()
    because: str = ""


class InjectHeld(Event):
    kind: Literal["inject_held"] = "inject_held"
    inject: str
    reason: str = ""


class InjectReadied(Event):
    """A held or skipped inject is ready again."""

    kind: Literal["inject_readied"] = "inject_readied"
    inject: str


class InjectSkipped(Event):
    kind: Literal["inject_skipped"] = "inject_skipped"
    inject: str
    reason: str


class InjectDeferred(Event):
    kind: Literal["inject_deferred"] = "inject_deferred"
    inject: str
    due: float


class InjectsSlipped(Event):
    """All that was unreleased and due moved by so many seconds."""

    kind: Literal["injects_slipped"] = "injects_slipped"
    seconds: float
    injects: tuple[str, ...]


class InjectRecalled(Event):
    kind: Literal["inject_recalled"] = "inject_recalled"
    inject: str
    reason: str


class InjectEdited(Event):
    kind: Literal["inject_edited"] = "inject_edited"
    inject: str
    variant: str = ""
    title: str
    body: str


class InjectWritten(Event):
    """Control wrote an inject of its own."""

    kind: Literal["inject_written"] = "inject_written"
    inject: Inject


class InjectOffered(Event):
    """A contingency's condition holds: control is offered it."""

    kind: Literal["inject_offered"] = "inject_offered"
    inject: str
    because: str = ""


class DraftPrepared(Event):
    kind: Literal["draft_prepared"] = "draft_prepared"
    draft: str
    inject: str
    seat: str
    delivery: Delivery
    until: float


class DraftSent(Event):
    kind: Literal["draft_sent"] = "draft_sent"
    draft: str
    delivery: Delivery
    edited: bool = False
    as_simcell: bool = False


class DraftDeclined(Event):
    kind: Literal["draft_declined"] = "draft_declined"
    draft: str
    reason: str = ""


class DraftLapsed(Event):
    kind: Literal["draft_lapsed"] = "draft_lapsed"
    draft: str


class ItemOpened(Event):
    """A seat opened an inject or a message."""

    kind: Literal["item_opened"] = "item_opened"
    item: str
    seat: str


class ItemAcknowledged(Event):
    kind: Literal["item_acknowledged"] = "item_acknowledged"
    item: str
    seat: str
    read_back: str = ""


# --- decisions -----------------------------------------------------------------------------------------


class DecisionOpened(Event):
    kind: Literal["decision_opened"] = "decision_opened"
    decision: str
    owners: tuple[str, ...]
    due: float
    inject: str = ""


class DecisionSubmitted(Event):
    """An owner's answer; a later one by the same owner revises it."""

    kind: Literal["decision_submitted"] = "decision_submitted"
    decision: str
    owner: str
    choice: str
    """An option's letter, or `written`."""
    written: str = ""
    why: str = ""
    rejected: str = ""
    assumptions: str = ""
    expected: str = ""
    confidence: int | None = None
    dissent: tuple[Dissent, ...] = ()
    participants: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    """Options that were open to the owner."""
    locked: tuple[str, ...] = ()
    revision: int = 0


class DecisionAmended(Event):
    """More of the reasons of an answer that stands."""

    kind: Literal["decision_amended"] = "decision_amended"
    decision: str
    owner: str
    why: str = ""
    rejected: str = ""
    assumptions: str = ""
    expected: str = ""
    confidence: int | None = None
    dissent: tuple[Dissent, ...] = ()
    participants: tuple[str, ...] = ()


class DecisionExtended(Event):
    kind: Literal["decision_extended"] = "decision_extended"
    decision: str
    due: float


class DecisionExpired(Event):
    """The deadline passed without an outcome: control extends, takes the default or rules."""

    kind: Literal["decision_expired"] = "decision_expired"
    decision: str
    missing: tuple[str, ...]


class WrittenRuled(Event):
    """Control ruled what a written answer does."""

    kind: Literal["written_ruled"] = "written_ruled"
    decision: str
    owner: str
    tracks: dict[str, int]
    reason: str


class DecisionClosed(Event):
    kind: Literal["decision_closed"] = "decision_closed"
    decision: str
    how: Literal["agreed", "answered", "unilateral", "control", "default"]
    outcomes: dict[str, str]
    defaulted: tuple[str, ...] = ()
    reason: str = ""


class DecisionReopened(Event):
    kind: Literal["decision_reopened"] = "decision_reopened"
    decision: str
    due: float
    reason: str


class DecisionWithdrawn(Event):
    kind: Literal["decision_withdrawn"] = "decision_withdrawn"
    decision: str
    reason: str


class OutcomeOverruled(Event):
    kind: Literal["outcome_overruled"] = "outcome_overruled"
    decision: str
    outcomes: dict[str, str]
    tracks: dict[str, int] = {}
    """Effects that control ruled instead of the options' own; empty: the options' own."""
    reason: str


class TrackChanged(Event):
    kind: Literal["track_changed"] = "track_changed"
    track: str
    before: int
    after: int
    asked: int
    """The change before it was clamped to the scale."""
    cause: str
    """An id: of a decision, inject or rule, or `control`."""
    because: str = ""


class DiceRolled(Event):
    """A chance was decided by the session's seed; never rolled again."""

    kind: Literal["dice_rolled"] = "dice_rolled"
    key: str
    """What the roll is for; the same seed and key always fall the same."""
    cause: str
    channel: str = ""
    caller: str = ""
    called: str = ""
    chance: float
    rolled: float
    hit: bool
    reason: str = ""
    """Why nobody answered: benign, told to control and caller."""


class RuleRan(Event):
    kind: Literal["rule_ran"] = "rule_ran"
    rule: str
    trigger: str = ""


class RulePassed(Event):
    """The time of a timed rule has come; it runs only if its condition holds."""

    kind: Literal["rule_passed"] = "rule_passed"
    rule: str
    due: float
    holds: bool


class RuleRested(Event):
    """The condition of an event rule stopped holding, so that it can run again."""

    kind: Literal["rule_rested"] = "rule_rested"
    rule: str


# --- words between people ------------------------------------------------------------------------------


class MessageSent(Event):
    kind: Literal["message_sent"] = "message_sent"
    message: str
    sender: str
    """A role, an absent party, or `control`."""
    to: tuple[str, ...]
    channel: str
    body: str
    due: float
    reply_to: str = ""
    queued: bool = False
    """Addressed to control or an absent party: it waits in the queue for an answer."""


class MessageDelivered(Event):
    kind: Literal["message_delivered"] = "message_delivered"
    message: str


class MessageUnanswered(Event):
    """A call that nobody picked up: the message did not get through."""

    kind: Literal["message_unanswered"] = "message_unanswered"
    message: str
    reason: str


class QueryAnswered(Event):
    kind: Literal["query_answered"] = "query_answered"
    message: str
    reply: str = ""
    """The replying message, or empty if it was settled by word of mouth."""


class NoteTaken(Event):
    kind: Literal["note_taken"] = "note_taken"
    note: str
    body: str
    objective: str = ""


class ItemParked(Event):
    kind: Literal["item_parked"] = "item_parked"
    item: str
    body: str


class ActionUndone(Event):
    """A control action was taken back; what it had changed is as it was before."""

    kind: Literal["action_undone"] = "action_undone"
    action: int
    """Sequence number of the first event of the action."""
    name: str
    restored: tuple[str, ...] = ()


class Unknown(Event):
    """An event of a kind that this version does not know: kept and shown, without effect."""

    kind: str
    payload: dict[str, Any] = {}


AnyEvent = Annotated[
    SessionOpened | SeatOpened | SeatTaken | SeatLeft | ParticipantsNamed | HeadCounted | PracticeSent
    | PracticeAnswered | ExerciseStarted | ExercisePaused | ExerciseResumed | RateSet | PaceSet | MoveEnded
    | TimeJumped | ExerciseEnded | ExerciseReopened | LogSealed | NoDuffCalled | NoDuffReleased
    | ClockInterrupted | EndOffered | InjectReleased | InjectHeld | InjectReadied | InjectSkipped
    | InjectDeferred | InjectsSlipped | InjectRecalled | InjectEdited | InjectWritten | InjectOffered
    | DraftPrepared | DraftSent | DraftDeclined | DraftLapsed | ItemOpened | ItemAcknowledged
    | DecisionOpened | DecisionSubmitted | DecisionAmended | DecisionExtended | DecisionExpired
    | WrittenRuled | DecisionClosed | DecisionReopened | DecisionWithdrawn | OutcomeOverruled
    | TrackChanged | DiceRolled | RuleRan | RulePassed | RuleRested | MessageSent | MessageDelivered
    | MessageUnanswered | QueryAnswered | NoteTaken | ItemParked | ActionUndone,
    Field(discriminator="kind"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its envelope."""

    seq: int
    command: int
    """Sequence number of the first event of the command that it came with."""
    at: float
    wall: int
    """UTC, milliseconds since the epoch."""
    seat: str
    event: Event
    participant: str = ""


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(AnyEvent)


@cache
def kinds() -> frozenset[str]:
    """All event kinds that this version knows."""
    union = get_args(AnyEvent)[0]
    return frozenset(cls.model_fields["kind"].default for cls in get_args(union))


def kind_of(event: Event) -> str:
    """The stored name of an event's kind."""
    kind: str = event.kind  # type: ignore[attr-defined]  # every subclass has it; the base cannot
    return kind


def encode(event: Event) -> str:
    """The JSON text to store (without the kind, which has a column of its own)."""
    if isinstance(event, Unknown):
        return json.dumps(event.payload, ensure_ascii=False)
    return event.model_dump_json(exclude={"kind"}, by_alias=True)


def decode(kind: str, payload: str) -> Event:
    """The event that was stored; `Unknown` for a newer version's kind, or one whose fields have changed."""
    if kind in kinds():
        rest = payload.strip()[1:]
        comma = "" if rest.lstrip().startswith("}") else ","
        try:
            event: Event = _adapter().validate_json(f'{{"kind":"{kind}"{comma}{rest}')
        except ValidationError:
            pass  # a newer version changed its fields: kept and shown below, like an unknown kind
        else:
            return event
    data = json.loads(payload)
    return Unknown(kind=kind, payload=data if isinstance(data, dict) else {"value": data})
