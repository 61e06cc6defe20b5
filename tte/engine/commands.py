"""What somebody at an exercise wants to happen: imperative, and it may be refused.

A command says what; its `Order` says who, and when by the wall clock. Times are exercise time in seconds
unless a field's name says minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tte.engine.events import Dissent, Pace, SeatKind

SYSTEM = "system"
"""The seat of what no person asked for: timed commands and housekeeping."""


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""


@dataclass(frozen=True, slots=True)
class Order:
    """A command in its envelope."""

    command: Command
    seat: str
    wall: int
    """UTC, milliseconds since the epoch."""
    participant: str = ""


@dataclass(frozen=True, slots=True)
class OpenSession(Command):
    digest: str
    seating: str
    cut: str = ""
    pace: Pace = "hand"
    rate: float = 1.0
    seed: int = 0
    name: str = ""
    unattended: bool = False
    tte_version: str = ""
    control_seats: tuple[tuple[str, SeatKind], ...] = (
        ("director", "director"),
        ("facilitator", "facilitator"),
        ("evaluator", "evaluator"),
        ("observer", "observer"),
    )


@dataclass(frozen=True, slots=True)
class TakeSeat(Command):
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class LeaveSeat(Command):
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class NameParticipants(Command):
    names: tuple[str, ...]
    seat: str = ""
    """Another seat than one's own: control only."""


@dataclass(frozen=True, slots=True)
class CountHeads(Command):
    heads: dict[str, int]


@dataclass(frozen=True, slots=True)
class SendPractice(Command):
    pass


@dataclass(frozen=True, slots=True)
class AnswerPractice(Command):
    choice: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class StartEx(Command):
    pass


@dataclass(frozen=True, slots=True)
class PauseEx(Command):
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ResumeEx(Command):
    pass


@dataclass(frozen=True, slots=True)
class SetRate(Command):
    rate: float


@dataclass(frozen=True, slots=True)
class SetPace(Command):
    pace: Pace


@dataclass(frozen=True, slots=True)
class Jump(Command):
    """A named time jump, to the start of a move or to a time."""

    name: str = ""
    move: str = ""
    to_at: float | None = None


@dataclass(frozen=True, slots=True)
class EndEx(Command):
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReopenEx(Command):
    reason: str


@dataclass(frozen=True, slots=True)
class SealLog(Command):
    pass


@dataclass(frozen=True, slots=True)
class CallNoDuff(Command):
    reason: str
    scope: str = "all play"


@dataclass(frozen=True, slots=True)
class ReleaseNoDuff(Command):
    heads: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tick(Command):
    """Time has passed: everything that is due happens. Only the holder of the lease issues it."""


@dataclass(frozen=True, slots=True)
class RecordInterruption(Command):
    """The clock's holder was gone since `last_wall` (UTC, ms)."""

    last_wall: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseInject(Command):
    inject: str


@dataclass(frozen=True, slots=True)
class HoldInject(Command):
    inject: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReadyInject(Command):
    inject: str


@dataclass(frozen=True, slots=True)
class SkipInject(Command):
    inject: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeferInject(Command):
    inject: str
    minutes: float


@dataclass(frozen=True, slots=True)
class SlipInjects(Command):
    """Move all that is unreleased and due by so many minutes."""

    minutes: float


@dataclass(frozen=True, slots=True)
class RecallInject(Command):
    inject: str
    reason: str


@dataclass(frozen=True, slots=True)
class EditInject(Command):
    inject: str
    title: str = ""
    body: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class WriteInject(Command):
    """An ad hoc inject; with `now` it goes out at once."""

    title: str
    body: str
    to: tuple[str, ...]
    sender: str = "control"
    channel: str = "voice"
    minutes: float | None = None
    """Planned exercise minute; without one it waits for control."""
    now: bool = False


@dataclass(frozen=True, slots=True)
class SendDraft(Command):
    draft: str
    body: str = ""
    """Other words than the draft's; empty: as drafted."""


@dataclass(frozen=True, slots=True)
class DeclineDraft(Command):
    draft: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenItem(Command):
    item: str


@dataclass(frozen=True, slots=True)
class AcknowledgeItem(Command):
    item: str
    read_back: str = ""


@dataclass(frozen=True, slots=True)
class OpenDecision(Command):
    decision: str


@dataclass(frozen=True, slots=True)
class SubmitDecision(Command):
    decision: str
    choice: str
    owner: str = ""
    """The role that answers; empty: the one that the seat holds. Control answers for absent owners."""
    written: str = ""
    why: str = ""
    rejected: str = ""
    assumptions: str = ""
    expected: str = ""
    confidence: int | None = None
    dissent: tuple[Dissent, ...] = ()
    participants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AmendDecision(Command):
    decision: str
    owner: str = ""
    why: str = ""
    rejected: str = ""
    assumptions: str = ""
    expected: str = ""
    confidence: int | None = None
    dissent: tuple[Dissent, ...] = ()
    participants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtendDecision(Command):
    decision: str
    minutes: float


@dataclass(frozen=True, slots=True)
class RuleWritten(Command):
    decision: str
    owner: str
    tracks: dict[str, int] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CloseDecision(Command):
    """Close by control: a joint decision on `choice`, or as answered, with the default for who is missing."""

    decision: str
    choice: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReopenDecision(Command):
    decision: str
    reason: str
    minutes: float = 5


@dataclass(frozen=True, slots=True)
class WithdrawDecision(Command):
    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class OverruleOutcome(Command):
    decision: str
    reason: str
    owner: str = ""
    choice: str = ""
    tracks: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetTrack(Command):
    track: str
    value: int
    reason: str


@dataclass(frozen=True, slots=True)
class SendMessage(Command):
    """Words over a channel. `to`: roles, absent parties, or `control`."""

    to: tuple[str, ...]
    body: str
    channel: str = ""
    sender: str = ""
    """The role, where a seat holds several; for control a party that SIMCELL plays."""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Reply(Command):
    """Answer a queued question, as the party that it was addressed to."""

    message: str
    body: str


@dataclass(frozen=True, slots=True)
class SettleQuery(Command):
    """A question was answered by word of mouth."""

    message: str


@dataclass(frozen=True, slots=True)
class TakeNote(Command):
    body: str
    objective: str = ""


@dataclass(frozen=True, slots=True)
class ParkItem(Command):
    body: str


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """Take back the last control action that can be."""
