"""What happened at an exercise: frozen facts in the past tense, never refused and never changed.

An event says what; its envelope (`Recorded`) says when, by whom, and with which command it came.
Times named `at`, `due` or `until` are exercise time in seconds since StartEx. A stored event is known by its
`kind`, never by a Python name, so that code can be renamed without rewriting history.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from msgspec import Struct, ValidationError, json

from tte.engine.event_base import Delivery, Dissent, Event, Pace, SeatKind
from tte.engine.events_access import AccessRefused, TerminalConnected, TerminalLost
from tte.engine.events_decisions import (
    DecisionAmended,
    DecisionClosed,
    DecisionExpired,
    DecisionExtended,
    DecisionOpened,
    DecisionReopened,
    DecisionSubmitted,
    DecisionWithdrawn,
    DiceRolled,
    OutcomeOverruled,
    RulePassed,
    RuleRan,
    RuleRested,
    TrackChanged,
    WrittenRuled,
)
from tte.engine.events_injects import (
    DraftDeclined,
    DraftLapsed,
    DraftPrepared,
    DraftSent,
    InjectDeferred,
    InjectEdited,
    InjectHeld,
    InjectOffered,
    InjectReadied,
    InjectRecalled,
    InjectReleased,
    InjectSkipped,
    InjectsSlipped,
    InjectWritten,
    ItemAcknowledged,
    ItemOpened,
)
from tte.engine.events_people import (
    CodeReissued,
    ConnectionEnded,
    CountdownStarted,
    CountdownStopped,
    FirstVoteAsked,
    FirstVoteCast,
    FirstVoteWaived,
    SeatFrozen,
    SeatLocked,
    SeatUnfrozen,
    SeatUnlocked,
    WallSet,
)
from tte.engine.events_review import (
    ANONYMOUS,
    REVIEW_EVENTS,
    AnalysisWritten,
    CorrectiveActionAdded,
    CorrectiveActionRemoved,
    CorrectiveActionUpdated,
    Evidence,
    FeedbackFormSet,
    FeedbackGiven,
    HotWashClosed,
    HotWashItemCaptured,
    HotWashItemWithdrawn,
    HotWashOpened,
    HotWashQuestionPut,
    ObservationMade,
    ObservationRevised,
    ObservationWithdrawn,
    RatingReconciled,
    RatingWithdrawn,
    ReconciliationWithdrawn,
    ReportSignedOff,
    SignOffWithdrawn,
    TargetRated,
)
from tte.engine.events_room import (
    ClockInterrupted,
    EndOffered,
    ExerciseEnded,
    ExercisePaused,
    ExerciseReopened,
    ExerciseResumed,
    ExerciseStarted,
    HeadCounted,
    LogSealed,
    MoveEnded,
    NoDuffCalled,
    NoDuffReleased,
    PaceSet,
    ParticipantsNamed,
    PracticeAnswered,
    PracticeSent,
    RateSet,
    SeatLeft,
    SeatOpened,
    SeatTaken,
    SessionForked,
    SessionOpened,
    TimeJumped,
)
from tte.engine.events_words import (
    ActionUndone,
    ItemParked,
    MessageDelivered,
    MessageSent,
    MessageUnanswered,
    NoteTaken,
    QueryAnswered,
    Unknown,
)

__all__ = [
    "ANONYMOUS",
    "REVIEW_EVENTS",
    "AccessRefused",
    "ActionUndone",
    "AnalysisWritten",
    "AnyEvent",
    "ClockInterrupted",
    "CodeReissued",
    "ConnectionEnded",
    "CorrectiveActionAdded",
    "CorrectiveActionRemoved",
    "CorrectiveActionUpdated",
    "CountdownStarted",
    "CountdownStopped",
    "DecisionAmended",
    "DecisionClosed",
    "DecisionExpired",
    "DecisionExtended",
    "DecisionOpened",
    "DecisionReopened",
    "DecisionSubmitted",
    "DecisionWithdrawn",
    "Delivery",
    "DiceRolled",
    "Dissent",
    "DraftDeclined",
    "DraftLapsed",
    "DraftPrepared",
    "DraftSent",
    "EndOffered",
    "Event",
    "Evidence",
    "ExerciseEnded",
    "ExercisePaused",
    "ExerciseReopened",
    "ExerciseResumed",
    "ExerciseStarted",
    "FeedbackFormSet",
    "FeedbackGiven",
    "FirstVoteAsked",
    "FirstVoteCast",
    "FirstVoteWaived",
    "HeadCounted",
    "HotWashClosed",
    "HotWashItemCaptured",
    "HotWashItemWithdrawn",
    "HotWashOpened",
    "HotWashQuestionPut",
    "InjectDeferred",
    "InjectEdited",
    "InjectHeld",
    "InjectOffered",
    "InjectReadied",
    "InjectRecalled",
    "InjectReleased",
    "InjectSkipped",
    "InjectWritten",
    "InjectsSlipped",
    "ItemAcknowledged",
    "ItemOpened",
    "ItemParked",
    "LogSealed",
    "MessageDelivered",
    "MessageSent",
    "MessageUnanswered",
    "MoveEnded",
    "NoDuffCalled",
    "NoDuffReleased",
    "NoteTaken",
    "ObservationMade",
    "ObservationRevised",
    "ObservationWithdrawn",
    "OutcomeOverruled",
    "Pace",
    "PaceSet",
    "ParticipantsNamed",
    "PracticeAnswered",
    "PracticeSent",
    "QueryAnswered",
    "RateSet",
    "RatingReconciled",
    "RatingWithdrawn",
    "ReconciliationWithdrawn",
    "Recorded",
    "ReportSignedOff",
    "RulePassed",
    "RuleRan",
    "RuleRested",
    "SeatFrozen",
    "SeatKind",
    "SeatLeft",
    "SeatLocked",
    "SeatOpened",
    "SeatTaken",
    "SeatUnfrozen",
    "SeatUnlocked",
    "SessionForked",
    "SessionOpened",
    "SignOffWithdrawn",
    "TargetRated",
    "TerminalConnected",
    "TerminalLost",
    "TimeJumped",
    "TrackChanged",
    "Unknown",
    "WallSet",
    "WrittenRuled",
    "decode",
    "encode",
    "kind_of",
    "kinds",
]

AnyEvent = (
    SessionOpened | SessionForked | SeatOpened | SeatTaken | SeatLeft | ParticipantsNamed | HeadCounted
    | PracticeSent | PracticeAnswered | ExerciseStarted | ExercisePaused | ExerciseResumed | RateSet | PaceSet
    | MoveEnded | TimeJumped | ExerciseEnded | ExerciseReopened | LogSealed | NoDuffCalled | NoDuffReleased
    | ClockInterrupted | EndOffered | InjectReleased | InjectHeld | InjectReadied | InjectSkipped
    | InjectDeferred | InjectsSlipped | InjectRecalled | InjectEdited | InjectWritten | InjectOffered
    | DraftPrepared | DraftSent | DraftDeclined | DraftLapsed | ItemOpened | ItemAcknowledged
    | DecisionOpened | DecisionSubmitted | DecisionAmended | DecisionExtended | DecisionExpired
    | WrittenRuled | DecisionClosed | DecisionReopened | DecisionWithdrawn | OutcomeOverruled
    | TrackChanged | DiceRolled | RuleRan | RulePassed | RuleRested | MessageSent | MessageDelivered
    | MessageUnanswered | QueryAnswered | NoteTaken | ItemParked | ActionUndone | SeatFrozen | SeatUnfrozen
    | SeatLocked | SeatUnlocked | ConnectionEnded | CodeReissued | CountdownStarted | CountdownStopped
    | WallSet | FirstVoteAsked | FirstVoteWaived | FirstVoteCast
    | ObservationMade | ObservationRevised | ObservationWithdrawn | TargetRated | RatingWithdrawn
    | RatingReconciled | ReconciliationWithdrawn | HotWashOpened | HotWashQuestionPut | HotWashItemCaptured
    | HotWashItemWithdrawn | HotWashClosed | FeedbackFormSet | FeedbackGiven | AnalysisWritten
    | CorrectiveActionAdded | CorrectiveActionUpdated | CorrectiveActionRemoved | ReportSignedOff
    | SignOffWithdrawn | TerminalConnected | TerminalLost | AccessRefused
)  # fmt: skip


class Recorded(Struct, frozen=True):
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
def _by_kind() -> Mapping[str, type[Event]]:
    return {cls.kind: cls for cls in get_args(AnyEvent)}


@cache
def _decoder(kind: str) -> json.Decoder[Event]:
    return json.Decoder(_by_kind()[kind])


@cache
def kinds() -> frozenset[str]:
    """All event kinds that this version knows."""
    return frozenset(_by_kind())


def kind_of(event: Event) -> str:
    """The stored name of an event's kind."""
    kind: str = event.kind  # type: ignore[attr-defined]  # every subclass has it; the base cannot
    return kind


def _plain(record: Any) -> Any:
    """What an author's inject is in JSON: such records are pydantic's."""
    return record.model_dump(mode="json", by_alias=True)


_ENCODER = json.Encoder(enc_hook=_plain)


def encode(event: Event) -> str:
    """The JSON text to store (without the kind, which has a column of its own)."""
    return _ENCODER.encode(event.payload if isinstance(event, Unknown) else event).decode()


def decode(kind: str, payload: str) -> Event:
    """The event that was stored; `Unknown` for a newer version's kind, or one whose fields have changed."""
    if kind in kinds():
        try:
            return _decoder(kind).decode(payload)
        except ValidationError:
            pass  # a newer version changed its fields: kept and shown below, like an unknown kind
    data = json.decode(payload)
    return Unknown(kind=kind, payload=data if isinstance(data, dict) else {"value": data})
