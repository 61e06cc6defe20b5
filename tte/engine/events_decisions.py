"""Events of decisions, tracks, dice and rules."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import field

from tte.engine.event_base import Dissent, Event

How = Literal["agreed", "answered", "unilateral", "control", "default"]
"""How a decision came to its outcome."""


class DecisionOpened(Event, frozen=True):
    kind: ClassVar[str] = "decision_opened"
    decision: str
    owners: tuple[str, ...]
    due: float
    inject: str = ""


class DecisionSubmitted(Event, frozen=True):
    """An owner's answer; a later one by the same owner revises it."""

    kind: ClassVar[str] = "decision_submitted"
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
    on_paper: bool = False
    """Written on paper; control entered it afterwards."""
    decided_at: float | None = None
    """When it was decided on paper, in exercise seconds, if that was said."""


class DecisionAmended(Event, frozen=True):
    """More of the reasons of an answer that stands."""

    kind: ClassVar[str] = "decision_amended"
    decision: str
    owner: str
    why: str = ""
    rejected: str = ""
    assumptions: str = ""
    expected: str = ""
    confidence: int | None = None
    dissent: tuple[Dissent, ...] = ()
    participants: tuple[str, ...] = ()


class DecisionExtended(Event, frozen=True):
    kind: ClassVar[str] = "decision_extended"
    decision: str
    due: float


class DecisionExpired(Event, frozen=True):
    """The deadline passed without an outcome: control extends, takes the default or rules."""

    kind: ClassVar[str] = "decision_expired"
    decision: str
    missing: tuple[str, ...]


class WrittenRuled(Event, frozen=True):
    """Control ruled what a written answer does."""

    kind: ClassVar[str] = "written_ruled"
    decision: str
    owner: str
    tracks: dict[str, int]
    reason: str


class DecisionClosed(Event, frozen=True):
    kind: ClassVar[str] = "decision_closed"
    decision: str
    how: How
    outcomes: dict[str, str]
    defaulted: tuple[str, ...] = ()
    reason: str = ""


class DecisionReopened(Event, frozen=True):
    kind: ClassVar[str] = "decision_reopened"
    decision: str
    due: float
    reason: str


class DecisionWithdrawn(Event, frozen=True):
    kind: ClassVar[str] = "decision_withdrawn"
    decision: str
    reason: str


class OutcomeOverruled(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "outcome_overruled"
    decision: str
    outcomes: dict[str, str]
    tracks: dict[str, int] = field(default_factory=dict)
    """Effects that control ruled instead of the options' own; empty: the options' own."""
    reason: str


class TrackChanged(Event, frozen=True):
    kind: ClassVar[str] = "track_changed"
    track: str
    before: int
    after: int
    asked: int
    """The change before it was clamped to the scale."""
    cause: str
    """An id: of a decision, inject or rule, or `control`."""
    because: str = ""


class DiceRolled(Event, frozen=True, kw_only=True):
    """A chance was decided by the session's seed; never rolled again."""

    kind: ClassVar[str] = "dice_rolled"
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


class RuleRan(Event, frozen=True):
    kind: ClassVar[str] = "rule_ran"
    rule: str
    trigger: str = ""


class RulePassed(Event, frozen=True):
    """The time of a timed rule has come; it runs only if its condition holds."""

    kind: ClassVar[str] = "rule_passed"
    rule: str
    due: float
    holds: bool


class RuleRested(Event, frozen=True):
    """The condition of an event rule stopped holding, so that it can run again."""

    kind: ClassVar[str] = "rule_rested"
    rule: str
