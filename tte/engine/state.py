"""What is the case at an exercise: a fold of its events.

State is tables of frozen records. Only `apply` writes them, through `put`, which journals what each command
changed; that journal is what an undo restores. Outside the fold treat it as read-only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from tte.engine.clock import Clock, move_at
from tte.engine.events import Delivery, Dissent, Pace, SeatKind
from tte.engine.state_review import (
    REVIEW_TABLES,
    Analysis,
    Captured,
    CorrectiveAction,
    Feedback,
    FeedbackForm,
    Observation,
    Rating,
    Reconciled,
    SignOff,
    Wash,
)

if TYPE_CHECKING:
    from tte.exercise.models import Channel, Cut, Decision, Exercise, Inject, Move, Role, Seating, Track

Phase = Literal["prepared", "running", "paused", "no_duff", "ended", "sealed"]
InjectStatus = Literal["waiting", "ready", "held", "offered", "drafted", "released", "skipped", "recalled"]
DecisionStatus = Literal["waiting", "open", "expired", "closed", "withdrawn"]

UNRELEASED: frozenset[str] = frozenset({"waiting", "ready", "held", "offered", "skipped"})
PRACTICE = "practice"


class InjectState(Struct, frozen=True):
    """Where an inject stands. `waiting` is a contingency whose condition has not held yet."""

    status: InjectStatus
    planned: float | None = None
    due: float | None = None
    """Seconds since StartEx; a deferral moves it, `planned` stays."""
    released_at: float | None = None
    deliveries: tuple[Delivery, ...] = ()
    edits: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By variant (empty: the inject's own): title and body that control wrote instead."""
    reason: str = ""
    because: str = ""
    deferred: bool = False


class Draft(Struct, frozen=True):
    """An inject's leg that waits for its seated sender."""

    id: str
    inject: str
    seat: str
    delivery: Delivery
    until: float
    status: Literal["waiting", "sent", "declined", "lapsed"] = "waiting"
    reason: str = ""


class Receipt(Struct, frozen=True):
    """Sent, opened and acknowledged are distinct: exercise seconds, or None."""

    sent: float
    opened: float | None = None
    acknowledged: float | None = None
    read_back: str = ""


class Submission(Struct, frozen=True):
    owner: str
    choice: str
    written: str = ""
    why: str = ""
    rejected: str = ""
    assumptions: str = ""
    expected: str = ""
    confidence: int | None = None
    dissent: tuple[Dissent, ...] = ()
    participants: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    revision: int = 0
    at: float = 0.0
    wall: int = 0
    seat: str = ""
    by: str = ""
    """Name of the person who submitted it."""


class Ruling(Struct, frozen=True):
    tracks: Mapping[str, int]
    reason: str


class DecisionState(Struct, frozen=True):
    status: DecisionStatus = "waiting"
    opened_at: float | None = None
    opened_wall: int | None = None
    due: float | None = None
    closed_at: float | None = None
    inject: str = ""
    submissions: Mapping[str, Submission] = field(default_factory=dict)
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    defaulted: tuple[str, ...] = ()
    how: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    """Owners who have not answered again since it was reopened; until they do, their former answer stands."""
    applied: Mapping[str, int] = field(default_factory=dict)
    """What it has done to the tracks, after clamping: an overruling reverses that."""
    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)


class SeatState(Struct, frozen=True):
    id: str
    title: str
    kind: SeatKind
    roles: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    terminals: tuple[str, ...] = ()
    """Terminals that the seat is open at."""
    heads: int | None = None


class Barred(Struct, frozen=True):
    """What control does not let a seat do: act (frozen), or be open at a terminal (locked)."""

    frozen: bool = False
    locked: bool = False
    reason: str = ""


FREE = Barred()


class Vote(Struct, frozen=True):
    """One person's first vote on a decision, before their seat's."""

    voter: str
    choice: str
    why: str = ""
    at: float = 0.0


class Countdown(Struct, frozen=True):
    """A countdown for everybody; `until` in wall ms, UTC."""

    until: int
    words: str = ""


class Emergency(Struct, frozen=True):
    """A real-world emergency: who called it, when (exercise s and wall ms), and why."""

    seat: str
    by: str
    reason: str
    scope: str
    at: float
    wall: int


class Message(Struct, frozen=True):
    id: str
    sender: str
    seat: str
    to: tuple[str, ...]
    channel: str
    body: str
    sent_at: float
    due: float
    reply_to: str = ""
    queued: bool = False
    answered: bool = False
    answer: str = ""
    status: Literal["under way", "delivered", "unanswered"] = "under way"
    reason: str = ""
    broadcast: bool = False


class Note(Struct, frozen=True):
    id: str
    body: str
    at: float
    seat: str
    by: str = ""
    objective: str = ""


class Practice(Struct, frozen=True):
    title: str
    body: str
    question: str
    options: Mapping[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)


class Change(Struct, frozen=True):
    """One record as it was and as it became; None where there was or is none."""

    table: str
    key: Any
    old: Any
    new: Any


class ControlAction(Struct, frozen=True):
    """A control action that an undo may take back."""

    seq: int
    name: str
    seat: str
    at: float
    wall: int
    changes: tuple[Change, ...]
    last: int = 0
    """Sequence number of its last event."""
    barrier: str = ""
    """Why it cannot be undone, in words; empty where it can."""
    undone: bool = False


class Jumped(Struct, frozen=True):
    name: str
    at: float
    from_at: float
    to_at: float
    move: str
    expired: tuple[str, ...]


class Setup(Struct, frozen=True):
    """How this session plays the exercise: fixed by the first event."""

    seating: Seating
    cut: Cut | None
    seed: int
    name: str
    unattended: bool
    digest: str


TABLES = (
    "now", "tracks", "injects", "drafts", "receipts", "decisions", "seats", "messages", "notes", "parked",
    "runs", "resting", "calls", "specs", "barred", "votes", "vote_asked",
    *REVIEW_TABLES,
)  # fmt: skip
COPIED = frozenset(TABLES) | {"journal", "order"}
"""What a fork copies; all else is frozen or never changes."""
KEPT_ACTIONS = 40


class State:
    """The tables, and the exercise that they are about.

    `now` holds single values: clock, phase, pace, move, practice, ending, no_duff, countdown. `runs` counts
    rule runs (and, as `rule@decision`, which rules have followed a decision), `resting` tells which event
    rules' conditions do not hold, `calls` the outcomes of calls by channel, `votes` the first votes by
    decision, seat and name, `vote_asked` where control asked for them or waived them. Tables of the
    evaluation and of what follows play are in `state_review`; `form` is how feedback is taken, `sealed_at`
    the number of the seal (0 for none); `reported`, no table, is that of the last event that changed what
    the report says.
    """

    __slots__ = (
        "exercise", "setup", "version", "actions", "journal", "command", "decided_seq", "reported",
        "last_wall", "unknown", "current", "by_decision", "by_track", "by_role", "by_channel", "order",
        *TABLES,
    )  # fmt: skip

    now: dict[str, Any]
    tracks: dict[str, int]
    injects: dict[str, InjectState]
    drafts: dict[str, Draft]
    receipts: dict[tuple[str, str], Receipt]
    decisions: dict[str, DecisionState]
    seats: dict[str, SeatState]
    messages: dict[str, Message]
    notes: dict[str, Note]
    parked: dict[str, Note]
    runs: dict[str, int]
    resting: dict[str, bool]
    calls: dict[str, tuple[bool, ...]]
    specs: dict[str, Inject]
    barred: dict[str, Barred]
    votes: dict[tuple[str, str, str], Vote]
    vote_asked: dict[str, bool]
    observations: dict[str, Observation]
    ratings: dict[tuple[str, str], Rating]
    reconciled: dict[str, Reconciled]
    washes: dict[str, Wash]
    captured: dict[str, Captured]
    feedback: dict[str, Feedback]
    analysis: dict[str, Analysis]
    corrective: dict[str, CorrectiveAction]
    sign_offs: dict[str, SignOff]

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.setup: Setup | None = None
        self.version = 0
        self.actions: tuple[ControlAction, ...] = ()
        self.journal: list[Change] = []
        self.command = 0
        self.decided_seq = 0
        self.last_wall = 0
        self.unknown = 0
        self.reported = 0
        self.current: ControlAction | None = None
        for table in TABLES:
            setattr(self, table, {})
        self.now.update(
            clock=Clock(), phase="prepared", pace="hand", move=exercise.moves[0].id, move_ended=False,
            practice=None, ending="", overlays=(), no_duff="", no_duff_from="paused", end_offered=False,
            pause_reason="", jumps=(), timed={}, wall_tracks=False,
            forked=None, form=FeedbackForm(), sealed_at=0,
        )  # fmt: skip
        self.by_decision: dict[str, Decision] = {d.id: d for d in exercise.decisions}
        self.by_track: dict[str, Track] = {t.id: t for t in exercise.tracks}
        self.by_role: dict[str, Role] = {r.id: r for r in exercise.roles}
        self.by_channel: dict[str, Channel] = {c.id: c for c in exercise.channels}
        self.order: dict[str, int] = {}

    def fork(self) -> State:
        """A copy that can be folded further without touching this one (records are shared, being frozen)."""
        twin = State.__new__(State)
        for name in State.__slots__:
            value = getattr(self, name)
            setattr(twin, name, value.copy() if name in COPIED else value)
        return twin

    def put(self, table: str, key: Any, new: Any) -> None:
        """Write a record (None removes it), and journal the change for an undo."""
        rows = getattr(self, table)
        old = rows.get(key)
        if new is None:
            rows.pop(key, None)
        else:
            rows[key] = new
        self.journal.append(Change(table, key, old, new))

    # --- what is often asked ----------------------------------------------------------------------------

    @property
    def phase(self) -> Phase:
        return self.now["phase"]  # type: ignore[no-any-return]

    @property
    def pace(self) -> Pace:
        return self.now["pace"]  # type: ignore[no-any-return]

    @property
    def clock(self) -> Clock:
        return self.now["clock"]  # type: ignore[no-any-return]

    @property
    def moves(self) -> tuple[Move, ...]:
        return self.setup.cut.moves if self.setup and self.setup.cut else self.exercise.moves

    @property
    def move(self) -> Move:
        return next((m for m in self.moves if m.id == self.now["move"]), None) or move_at(self.moves, 0)

    @property
    def jumps(self) -> tuple[Jumped, ...]:
        return self.now["jumps"]  # type: ignore[no-any-return]

    @property
    def endex(self) -> float:
        """Planned EndEx, exercise seconds."""
        cut = self.setup.cut if self.setup else None
        return (cut.endex if cut else self.exercise.endex) * 60

    def seat_of(self, role: str) -> SeatState | None:
        """The player seat that holds a role, or None if SIMCELL plays it."""
        return next((s for s in self.seats.values() if role in s.roles), None)

    def holder_of(self, role: str) -> SeatState | None:
        """The player seat that holds a role and that somebody is at; None leaves the role to SIMCELL."""
        seat = self.seat_of(role)
        return seat if seat is not None and self.attended(seat) else None

    def attended(self, seat: SeatState) -> bool:
        """Whether somebody is at a seat: a terminal, named or counted people, or a bot."""
        bots = self.setup is not None and self.setup.unattended
        return bots or bool(seat.terminals or seat.participants or seat.heads)

    def bar_on(self, seat_id: str) -> Barred:
        """What control does not let a seat do now."""
        return self.barred.get(seat_id, FREE)

    def short_of(self, who: str) -> str:
        """A role's, party's or seat's short name, for rows."""
        role = self.by_role.get(who)
        return role.short if role else self.title_of(who)

    def find_seat(self, name: str) -> SeatState | None:
        """A seat by its id, or by a role that it holds."""
        if name in (lead := ("evaluator", "evaluator-1")):  # the lead evaluator's, alone or among several
            return next((self.seats[n] for n in lead if n in self.seats), None) or self.seat_of(name)
        return self.seats.get(name) or self.seat_of(name)

    def title_of(self, who: str) -> str:
        """A role's, party's or seat's name for people."""
        if role := self.by_role.get(who):
            return role.title
        if party := next((p for p in self.exercise.parties if p.id == who), None):
            return party.title
        if seat := self.seats.get(who):
            return seat.title
        return {"control": "Control", "system": "Exercise clock", "anonymous": "Anonymous"}.get(who, who)
