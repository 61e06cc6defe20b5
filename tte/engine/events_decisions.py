"""Events of decisions, tracks, dice and rules."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tte.engine.event_base import Dissent, Event


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
    tracks: dict[str, int] = Field(default_factory=dict)
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
