"""Decision records of an analysis, and the stamp that says when something happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Events = tuple[int, ...]
"""Sequence numbers of the log that a record comes from."""

OwnerState = Literal["answered", "defaulted", "no answer"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something happened: by the exercise clock, by the wall, and in the scenario (UTC, ISO 8601)."""

    seq: int
    at: float
    wall: int
    scenario: str


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item sent to an owner's seat by the time it decided; None where a step had not happened yet."""

    item: str
    kind: Literal["inject", "message"]
    title: str
    sent: float
    opened: float | None
    acknowledged: float | None
    recalled: bool
    events: Events


@dataclass(frozen=True, slots=True)
class Known:
    """What an owner's seat had at hand when it decided; derived from receipts, never typed."""

    seat: str
    seat_title: str
    as_of: int
    """The event that it is reckoned at."""
    simcell: bool
    """Nobody was at a seat for the role: control decided, who sees everything."""
    items: tuple[KnownItem, ...]


@dataclass(frozen=True, slots=True)
class OptionRecord:
    key: str
    title: str
    text: str
    locked: bool
    """Locked for this owner when it answered."""


@dataclass(frozen=True, slots=True)
class DissentRecord:
    """A disagreement. An empty name: given anonymously."""

    decision: str
    owner: str
    name: str
    text: str
    late: bool
    """Added after the decision had closed."""
    at: float
    events: Events


@dataclass(frozen=True, slots=True)
class Amendment:
    """Reasons that were added to an answer that stood."""

    stamp: Stamp
    by: str
    after_close: float | None
    """Seconds of wall time after the decision closed; None if it was still open."""
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An answer that its owner revised."""

    stamp: Stamp
    choice: str
    choice_title: str
    written: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One owner's part in a decision."""

    owner: str
    owner_title: str
    state: OwnerState
    stamp: Stamp | None
    latency: float | None
    """Wall seconds from opening to this answer, minus stopped time."""
    seat: str
    by: str
    choice: str
    choice_title: str
    outcome: str
    """What held for this owner in the end."""
    outcome_title: str
    written: str
    why: str
    rejected: str
    assumptions: str
    expected: str
    confidence: int | None
    participants: tuple[str, ...]
    options: tuple[OptionRecord, ...]
    amendments: tuple[Amendment, ...]
    earlier: tuple[EarlierAnswer, ...]
    ruling: str
    known: Known
    events: Events
    on_paper: bool = False
    """Given on paper, and entered by control at `stamp`."""
    paper_at: float | None = None
    """When it was given on paper, in exercise seconds; latencies count to then."""


@dataclass(frozen=True, slots=True)
class TrackMove:
    """What one outcome did to one track."""

    track: str
    name: str
    before: int
    after: int
    events: Events


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """One time that a decision came to an outcome: closed, or overruled by control."""

    how: str
    words: str
    outcomes: Mapping[str, str]
    defaulted: tuple[str, ...]
    reason: str
    by: str
    stamp: Stamp
    before: Mapping[str, int]
    """All tracks as they stood when it was decided."""
    moves: tuple[TrackMove, ...]
    undone: bool
    events: Events


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """A step in a decision's life, in order."""

    stamp: Stamp
    words: str
    by: str
    undone: bool


@dataclass(frozen=True, slots=True)
class FirstVoteRecord:
    """What one person at a seat would have decided, before the seat did."""

    voter: str
    choice: str
    choice_title: str
    why: str
    events: Events


@dataclass(frozen=True, slots=True)
class SeatVotes:
    """The private first votes of a seat's people on a decision, and what the seat then chose."""

    seat: str
    votes: tuple[FirstVoteRecord, ...]
    choice: str
    """What the seat decided; empty if it did not."""
    choice_title: str
    followed: bool | None
    """Whether that was what most had voted for; None where votes were split evenly or nothing was decided."""
    events: Events


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    id: str
    title: str
    question: str
    mode: str
    authority: str
    objectives: tuple[str, ...]
    status: str
    owners: tuple[str, ...]
    owner_titles: tuple[str, ...]
    trigger: str
    trigger_title: str
    trigger_wait: float | None
    """Wall seconds from the release of the inject that put it to its opening, minus stopped time."""
    opened: Stamp | None
    decided: Stamp | None
    """Its first closing that was not undone."""
    due: float | None
    latency: float | None
    """Wall seconds from opening to that closing, minus stopped time."""
    exercise_latency: float | None
    answers: tuple[Answer, ...]
    outcomes: tuple[OutcomeRecord, ...]
    net: Mapping[str, int]
    """By track, what it has done in all, after rulings and undoing."""
    dissent: tuple[DissentRecord, ...]
    trail: tuple[TrailEntry, ...]
    sources: tuple[str, ...]
    events: Events
    first_votes: tuple[SeatVotes, ...] = ()
    on_paper: bool = False
    """Settled by an answer on paper; latencies count to when it was given, if that was said."""
