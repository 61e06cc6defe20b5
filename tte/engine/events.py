"""What happened at an exercise: frozen facts in the past tense, never refused and never changed.

An event says what; its envelope (`Recorded`) says when, by whom, and with which command it came.
Times named `at`, `due` or `until` are exercise time in seconds since StartEx. A stored event is known by its
`kind`, never by a Python name, so that code can be renamed without rewriting history.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter, ValidationError

from tte.engine.event_base import Delivery, Dissent, Event, Pace, SeatKind
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
    "ActionUndone",
    "AnyEvent",
    "ClockInterrupted",
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
    "ExerciseEnded",
    "ExercisePaused",
    "ExerciseReopened",
    "ExerciseResumed",
    "ExerciseStarted",
    "HeadCounted",
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
    "OutcomeOverruled",
    "Pace",
    "PaceSet",
    "ParticipantsNamed",
    "PracticeAnswered",
    "PracticeSent",
    "QueryAnswered",
    "RateSet",
    "Recorded",
    "RulePassed",
    "RuleRan",
    "RuleRested",
    "SeatKind",
    "SeatLeft",
    "SeatOpened",
    "SeatTaken",
    "SessionOpened",
    "TimeJumped",
    "TrackChanged",
    "Unknown",
    "WrittenRuled",
    "decode",
    "encode",
    "kind_of",
    "kinds",
]

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
