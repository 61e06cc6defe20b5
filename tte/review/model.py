"""What an analysis of a session says: frozen records, each naming the events that it comes from.

Times named `at` are exercise seconds since StartEx; `wall` is UTC in milliseconds since the epoch; lengths of
time are seconds. `events` holds sequence numbers of the log. Texts are as people and authors wrote them:
renderers make them safe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tte.engine.balance import BalanceRow
from tte.review.model_decisions import (
    DecisionRecord,
    DissentRecord,
    Events,
    Stamp,
)
from tte.review.model_evaluation import Evaluation, ObjectiveResult


@dataclass(frozen=True, slots=True)
class SeatRecord:
    """A seat and who was at it."""

    id: str
    title: str
    kind: str
    roles: tuple[str, ...]
    participants: tuple[str, ...]
    heads: int | None
    attended: bool
    """Whether anybody was ever at it: a terminal, named or counted people, or a bot."""
    events: Events


@dataclass(frozen=True, slots=True)
class Overview:
    exercise: str
    title: str
    version: str
    kind: str
    purpose: str
    summary: str
    threat: str
    sponsor: str
    scope: tuple[str, ...]
    handling: str
    session: str
    session_id: str
    name: str
    seating: str
    cut: str
    pace: str
    """How it was paced, changes included: hand, then clock."""
    seed: int
    unattended: bool
    phase: str
    started: Stamp | None
    ended: Stamp | None
    wall_seconds: float
    """From StartEx to EndEx, or to the last event of a session that still runs."""
    stopped_seconds: float
    """Of these, how long the exercise clock stood still: pauses, emergencies, interruptions."""
    exercise_seconds: float
    """What the exercise clock showed at the end."""
    jumped_seconds: float
    """Of these, how much time jumps passed over."""
    generated_wall: int
    digest: str
    tte_version: str
    event_count: int
    verified: bool | None
    """Whether the log's hash chain was checked; None if it was not."""
    events: Events
    head: str = ""
    """Hash of the log's last event, hex; empty where the reader did not say."""
    sealed: int = 0
    """The event that sealed the log; 0: it is not sealed."""
    forked: str = ""
    """For a fork, which was not played: the session and event that it comes from."""

    @property
    def played_seconds(self) -> float:
        """Wall time in which play was on."""
        return max(0.0, self.wall_seconds - self.stopped_seconds)


@dataclass(frozen=True, slots=True)
class EndingTest:
    """An ending whose condition was looked at, in the order in which the exercise lists them."""

    id: str
    title: str
    condition: str
    holds: bool
    explained: str


@dataclass(frozen=True, slots=True)
class EndingRecord:
    id: str
    title: str
    narrative: str
    tests: tuple[EndingTest, ...]
    """Up to and with the one that decided."""
    overlays: tuple[tuple[str, str, str, str], ...]
    """Id, title, narrative and what made each hold."""
    reason: str
    provisional: bool
    """True while the exercise runs: how it would end now."""
    sources: tuple[str, ...]
    events: Events


@dataclass(frozen=True, slots=True)
class AimRecord:
    text: str
    met: bool | None
    """None: not tested, because the cut leaves out a decision that it asks about."""
    explained: str


@dataclass(frozen=True, slots=True)
class RoleAims:
    role: str
    title: str
    side: str
    aims: tuple[AimRecord, ...]


@dataclass(frozen=True, slots=True)
class TrackPoint:
    at: float
    value: int
    cause: str
    because: str
    events: Events
    wall: int = 0


@dataclass(frozen=True, slots=True)
class TrackRecord:
    id: str
    name: str
    about: str
    low: int
    high: int
    better: str
    bands: tuple[tuple[int, str], ...]
    start: int
    end: int
    start_band: str
    end_band: str
    points: tuple[TrackPoint, ...]
    """Changes in order of the log; between them the value stands."""
    hidden: bool = False
    """For control's eyes alone."""


@dataclass(frozen=True, slots=True)
class RulingRecord:
    """A ruling of control, with its reason."""

    kind: str
    subject: str
    words: str
    reason: str
    by: str
    stamp: Stamp
    undone: bool
    events: Events


@dataclass(frozen=True, slots=True)
class DraftRecord:
    id: str
    to: str
    seat: str
    status: str
    edited: bool
    as_simcell: bool
    reason: str
    body: str
    """As it was sent, where that differs from the draft."""
    events: Events


@dataclass(frozen=True, slots=True)
class MselRecord:
    """A line of the MSEL, planned against actual. Times in exercise seconds."""

    id: str
    title: str
    event: str
    move: str
    sender: str
    to: str
    channel: str
    objectives: tuple[str, ...]
    opens: tuple[str, ...]
    status: str
    planned: float | None
    due: float | None
    actual: float | None
    """When it was released."""
    out: float | None
    """When its words first reached anybody; later than `actual` where a sender held the draft."""
    difference: float | None
    late: bool
    """Out more than a minute after it was due, deferrals and slips counted in."""
    sent: int
    opened: int
    acknowledged: int
    because: str
    reason: str
    edited: bool
    drafts: tuple[DraftRecord, ...]
    notes: tuple[str, ...]
    """What control did to it, with numbers of events."""
    sources: tuple[str, ...]
    events: Events


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call that dice decided."""

    at: float
    caller: str
    called: str
    cause: str
    answered: bool
    reason: str
    chance: float
    rolled: float
    events: Events


@dataclass(frozen=True, slots=True)
class MessageRecord:
    id: str
    sender: str
    to: str
    body: str
    at: float
    status: str
    reason: str
    delay: float | None
    """Exercise seconds from sending to delivery."""
    reply_to: str
    queued: bool
    answered: bool
    answer_time: float | None
    """Wall seconds that a question waited for its answer, minus stopped time."""
    opened: int
    acknowledged: int
    reached: int
    events: Events
    recipients: tuple[str, ...] = ()
    """Short names of those it was addressed to."""
    reply_time: float | None = None
    """Wall seconds until the first message that replied to it, minus stopped time."""
    shown_to_all: bool = False
    """Every seat could read it: addressed to all, or over a public channel."""


@dataclass(frozen=True, slots=True)
class PairRecord:
    """What one wrote to another, over all channels. Lengths of time are medians."""

    sender: str
    to: str
    messages: int
    channels: tuple[str, ...]
    unanswered: int
    """Calls that nobody picked up."""
    delay: float | None
    """Exercise seconds from sending to delivery."""
    replies: int
    reply_time: float | None
    """Wall seconds until a reply or an answer, minus stopped time."""
    events: Events


@dataclass(frozen=True, slots=True)
class WorkloadRecord:
    """What reached a player's seat during play: injects, messages and decisions put to it."""

    seat: str
    title: str
    times: tuple[float, ...]
    """Exercise seconds, in order."""
    injects: int
    messages: int
    decisions: int
    events: Events


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    id: str
    name: str
    purpose: str
    messages: tuple[MessageRecord, ...]
    calls: tuple[CallRecord, ...]
    injects: int


@dataclass(frozen=True, slots=True)
class NoteRecord:
    body: str
    seat: str
    by: str
    stamp: Stamp
    events: Events


@dataclass(frozen=True, slots=True)
class UndoneRecord:
    name: str
    by: str
    did: Stamp
    undone_by: str
    undone: Stamp
    restored: tuple[str, ...]
    events: Events


@dataclass(frozen=True, slots=True)
class StopRecord:
    """A time in which the clock stood still during play."""

    kind: Literal["pause", "no duff", "interruption", "after EndEx"]
    reason: str
    by: str
    scope: str
    heads: int | None
    start: Stamp
    end: Stamp | None
    seconds: float
    """Wall seconds; up to the last event where it has not ended."""
    events: Events


@dataclass(frozen=True, slots=True)
class JumpRecord:
    name: str
    from_at: float
    to_at: float
    move: str
    expired: tuple[str, ...]
    by: str
    undone: bool
    events: Events


@dataclass(frozen=True, slots=True)
class Latency:
    """How long decisions took, in wall seconds minus stopped time."""

    count: int
    median: float | None
    worst: float | None
    worst_decision: str
    events: Events


@dataclass(frozen=True, slots=True)
class Citation:
    id: str
    text: str
    cited_by: tuple[str, ...]


@dataclass(slots=True, unsafe_hash=True)
class TimelineRow:
    # Alone of the records it is not frozen: a long session has a hundred thousand, and one that is frozen
    # takes three times as long to make. Nobody changes one.
    seq: int
    at: float
    wall: int
    group: str
    text: str
    shown_to_all: bool = False
    """Every seat saw it happen."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the report says about a session."""

    overview: Overview
    interim: bool
    seats: tuple[SeatRecord, ...]
    ending: EndingRecord
    aims: tuple[RoleAims, ...]
    tracks: tuple[TrackRecord, ...]
    moves: tuple[tuple[str, str, float, float], ...]
    """Id, title, start and end in exercise seconds."""
    decisions: tuple[DecisionRecord, ...]
    latency: Latency
    msel: tuple[MselRecord, ...]
    channels: tuple[ChannelRecord, ...]
    pairs: tuple[PairRecord, ...]
    workload: tuple[WorkloadRecord, ...]
    evaluation: Evaluation
    other_notes: tuple[NoteRecord, ...]
    """Observations without an objective."""
    parked: tuple[NoteRecord, ...]
    dissent: tuple[DissentRecord, ...]
    rulings: tuple[RulingRecord, ...]
    undone: tuple[UndoneRecord, ...]
    stops: tuple[StopRecord, ...]
    jumps: tuple[JumpRecord, ...]
    hot_wash: tuple[str, ...]
    truth: str
    citations: tuple[Citation, ...]
    timeline: tuple[TimelineRow, ...]
    unknown: Mapping[str, Events] = field(default_factory=dict)
    """Kinds of events that this version does not know, with their numbers."""
    glossary: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    """Every name of a person that the log holds."""
    balance: tuple[BalanceRow, ...] = ()
    """Who decided and who spoke: each player seat, and under it its people."""

    @property
    def objectives(self) -> tuple[ObjectiveResult, ...]:
        return self.evaluation.objectives
