"""What somebody at an exercise wants to happen: imperative, and it may be refused.

A command says what; its `Order` says who, and when by the wall clock. Times are exercise time in seconds
unless a field's name says minutes.
"""

from __future__ import annotations

from msgspec import Struct, field

from tte.engine.events import Dissent, Pace, SeatKind

SYSTEM = "system"
"""The seat of what no person asked for: timed commands and housekeeping."""


class Command(Struct, frozen=True):
    """Base of all commands."""


class Order(Struct, frozen=True):
    """A command in its envelope."""

    command: Command
    seat: str
    wall: int
    """UTC, milliseconds since the epoch."""
    participant: str = ""


CONTROL_SEATS: tuple[tuple[str, SeatKind], ...] = (
    ("director", "director"),
    ("facilitator", "facilitator"),
    ("evaluator", "evaluator"),
    ("observer", "observer"),
    ("wall", "wall"),
)
"""The seats beside the players', with one evaluator."""


class OpenSession(Command, frozen=True):
    digest: str
    seating: str
    cut: str = ""
    pace: Pace = "hand"
    rate: float = 1.0
    seed: int = 0
    name: str = ""
    unattended: bool = False
    tte_version: str = ""
    control_seats: tuple[tuple[str, SeatKind], ...] = CONTROL_SEATS


class TakeSeat(Command, frozen=True):
    terminal: str = ""


class LeaveSeat(Command, frozen=True):
    terminal: str = ""


class NameParticipants(Command, frozen=True):
    names: tuple[str, ...]
    seat: str = ""
    """Another seat than one's own: control only."""


class CountHeads(Command, frozen=True):
    heads: dict[str, int]


class SendPractice(Command, frozen=True):
    pass


class AnswerPractice(Command, frozen=True):
    choice: str
    why: str = ""


class StartEx(Command, frozen=True):
    pass


class PauseEx(Command, frozen=True):
    reason: str = ""


class ResumeEx(Command, frozen=True):
    pass


class SetRate(Command, frozen=True):
    rate: float


class SetPace(Command, frozen=True):
    pace: Pace


class Jump(Command, frozen=True):
    """A named time jump, to the start of a move or to a time."""

    name: str = ""
    move: str = ""
    to_at: float | None = None


class EndEx(Command, frozen=True):
    reason: str = ""


class ReopenEx(Command, frozen=True):
    reason: str


class SealLog(Command, frozen=True):
    pass


class CallNoDuff(Command, frozen=True):
    reason: str
    scope: str = "all play"


class ReleaseNoDuff(Command, frozen=True):
    """Let play go on after an emergency. `heads`: how many were counted at each seat."""

    heads: dict[str, int]
    note: str = ""


class Tick(Command, frozen=True):
    """Time has passed: everything that is due happens. Only the holder of the lease issues it."""


class RecordInterruption(Command, frozen=True):
    """The clock's holder was gone since `last_wall` (UTC, ms)."""

    last_wall: int
    reason: str = ""


class ReleaseInject(Command, frozen=True):
    inject: str


class HoldInject(Command, frozen=True):
    inject: str
    reason: str = ""


class ReadyInject(Command, frozen=True):
    inject: str


class SkipInject(Command, frozen=True):
    inject: str
    reason: str


class DeferInject(Command, frozen=True):
    inject: str
    minutes: float


class SlipInjects(Command, frozen=True):
    """Move all that is unreleased and due by so many minutes."""

    minutes: float


class RecallInject(Command, frozen=True):
    inject: str
    reason: str


class EditInject(Command, frozen=True):
    inject: str
    title: str = ""
    body: str = ""
    variant: str = ""


class WriteInject(Command, frozen=True):
    """An ad hoc inject; with `now` it goes out at once."""

    title: str
    body: str
    to: tuple[str, ...]
    sender: str = "control"
    channel: str = "voice"
    minutes: float | None = None
    """Planned exercise minute; without one it waits for control."""
    now: bool = False


class SendDraft(Command, frozen=True):
    draft: str
    body: str = ""
    """Other words than the draft's; empty: as drafted."""


class DeclineDraft(Command, frozen=True):
    draft: str
    reason: str = ""


class OpenItem(Command, frozen=True):
    item: str


class AcknowledgeItem(Command, frozen=True):
    item: str
    read_back: str = ""


class OpenDecision(Command, frozen=True):
    decision: str


class SubmitDecision(Command, frozen=True):
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
    on_paper: bool = False
    """Written on paper and entered by control afterwards."""
    decided_at: float | None = None
    """When it was decided on paper, in exercise seconds."""


class AmendDecision(Command, frozen=True):
    decision: str
    owner: str = ""
    why: str = ""
    rejected: str = ""
    assumptions: str = ""
    expected: str = ""
    confidence: int | None = None
    dissent: tuple[Dissent, ...] = ()
    participants: tuple[str, ...] = ()


class ExtendDecision(Command, frozen=True):
    decision: str
    minutes: float


class RuleWritten(Command, frozen=True):
    decision: str
    owner: str
    tracks: dict[str, int] = field(default_factory=dict)
    reason: str = ""


class CloseDecision(Command, frozen=True):
    """Close by control: a joint decision on `choice`, or as answered, with the default for who is missing."""

    decision: str
    choice: str = ""
    reason: str = ""


class ReopenDecision(Command, frozen=True):
    decision: str
    reason: str
    minutes: float = 5


class WithdrawDecision(Command, frozen=True):
    decision: str
    reason: str


class OverruleOutcome(Command, frozen=True):
    decision: str
    reason: str
    owner: str = ""
    choice: str = ""
    tracks: dict[str, int] = field(default_factory=dict)


class SetTrack(Command, frozen=True):
    track: str
    value: int
    reason: str


class SendMessage(Command, frozen=True):
    """Words over a channel. `to`: roles, absent parties, or `control`."""

    to: tuple[str, ...]
    body: str
    channel: str = ""
    sender: str = ""
    """The role, where a seat holds several; for control a party that SIMCELL plays."""
    reply_to: str = ""


class Reply(Command, frozen=True):
    """Answer a queued question, as the party that it was addressed to."""

    message: str
    body: str


class SettleQuery(Command, frozen=True):
    """A question was answered by word of mouth."""

    message: str


class TakeNote(Command, frozen=True):
    body: str
    objective: str = ""


class ParkItem(Command, frozen=True):
    body: str


class Undo(Command, frozen=True):
    """Take back the last control action that can be."""
