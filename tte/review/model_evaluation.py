"""Records of the evaluation and of what follows play: ratings, hot wash, feedback, texts, plan, sign-off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tte.review.model_decisions import Events

SPLIT = "split"
"""The standing of a target that evaluators rated apart and nobody settled: never the worst of them."""
RATINGS: Mapping[str, str] = {
    "P": "performed", "S": "some challenges", "M": "major challenges", "U": "unable", "N/O": "not observed",
    SPLIT: "not settled",
}  # fmt: skip
"""Standings of a target, for charts and tables."""

Standing = Literal["P", "S", "M", "U", "N/O", "split"]


@dataclass(frozen=True, slots=True)
class Made:
    """Who wrote something, and when: wall time is UTC in ms."""

    seat: str
    by: str
    wall: int
    after_seal: bool
    """Written after the log was sealed."""


@dataclass(frozen=True, slots=True)
class TextRecord:
    """What the facilitator wrote about a part of the report."""

    section: str
    text: str
    reference: str
    revised: int
    """How often it took the place of an earlier text."""
    made: Made
    events: Events


@dataclass(frozen=True, slots=True)
class ObservationRecord:
    """Something that an evaluator saw, at an exercise time (s)."""

    id: str
    target: str
    body: str
    tag: Literal["strength", "area", ""]
    at: float
    made: Made
    injects: tuple[str, ...]
    decisions: tuple[str, ...]
    evidence: Events
    """Events that it was linked to."""
    cause: TextRecord | None
    """The analysis of the cause, and the reference, that were written about it."""
    events: Events


@dataclass(frozen=True, slots=True)
class RatingRecord:
    """One evaluator's rating of one target."""

    seat: str
    rating: Literal["P", "S", "M", "U", "N/O"]
    reason: str
    blind: bool
    """Made without sight of the others' ratings."""
    independent: Literal["P", "S", "M", "U", "N/O", ""]
    """The letter that agreement is measured by: the last one made without sight of others'."""
    made: Made
    events: Events


@dataclass(frozen=True, slots=True)
class TargetRecord:
    """An objective as a whole (O1) or a critical task of it (O1.2), with all ratings beside each other."""

    id: str
    title: str
    task: int
    """By place from 1; 0 for the objective as a whole."""
    ratings: tuple[RatingRecord, ...]
    settled: Literal["P", "S", "M", "U", "N/O", ""]
    """The rating that the director or lead evaluator settled on."""
    settled_reason: str
    settled_by: str
    standing: Standing
    events: Events


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """An objective of the EEG with what was seen, how it was rated, and what bears on it."""

    id: str
    title: str
    statement: str
    capability: str
    tasks: tuple[str, ...]
    standard: str
    rating: Standing
    """Of the objective as a whole."""
    counts: Mapping[str, int]
    """Targets by standing; those that nobody rated are not counted."""
    targets: tuple[TargetRecord, ...]
    observations: tuple[ObservationRecord, ...]
    text: TextRecord | None
    task_texts: tuple[TextRecord, ...]
    decisions: tuple[str, ...]
    injects: tuple[str, ...]
    """Released injects that bear on it."""
    evidence: Events
    """Events of those injects and decisions: what there is to look at where nobody observed."""
    events: Events

    @property
    def observed(self) -> bool:
        return bool(self.observations)

    def tagged(self, tag: str) -> tuple[ObservationRecord, ...]:
        return tuple(o for o in self.observations if o.tag == tag)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far evaluators who rated without sight of one another agreed. N/O is no rating."""

    evaluators: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...], str], ...]
    """Target, title, each evaluator's letter (empty for none), the settled letter (empty for none)."""
    pairs: int
    """Pairs of independent ratings of one target."""
    agreed: int
    alpha: float | None
    """Krippendorff's alpha for ordered categories; None where it is not defined."""
    alpha_note: str
    events: Events

    @property
    def raw(self) -> float | None:
        """The share of pairs that name the same letter."""
        return self.agreed / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class HotWashItem:
    id: str
    kind: str
    body: str
    role: str
    speaker: str
    question: int
    events: Events


@dataclass(frozen=True, slots=True)
class HotWash:
    """A hot wash: the questions that were put and what was said."""

    id: str
    questions: tuple[str, ...]
    items: tuple[HotWashItem, ...]
    wall: int
    after_seal: bool
    events: Events


@dataclass(frozen=True, slots=True)
class FeedbackItem:
    """A statement of the participants' form and how often each of 1 to 5 was given."""

    key: str
    text: str
    counts: tuple[int, int, int, int, int]
    median: float | None
    events: Events


@dataclass(frozen=True, slots=True)
class FeedbackText:
    """An answer in words. `seat` is empty where forms name nobody."""

    question: str
    text: str
    seat: str
    by: str
    events: Events


@dataclass(frozen=True, slots=True)
class FeedbackRecord:
    forms: int
    anonymous: bool
    items: tuple[FeedbackItem, ...]
    texts: tuple[FeedbackText, ...]
    events: Events


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """A row of the improvement plan. Dates are ISO or empty."""

    id: str
    recommendation: str
    issue: str
    capability: str
    element: str
    owner: str
    contact: str
    start: str
    due: str
    status: str
    retest: str
    target: str
    observations: tuple[str, ...]
    history: tuple[str, ...]
    """Each later change, in words."""
    made: Made
    events: Events


@dataclass(frozen=True, slots=True)
class SignOffRecord:
    name: str
    capacity: str
    note: str
    head: str
    """The chain's hash at event `upto`."""
    upto: int
    stands: bool
    """It was not withdrawn."""
    covers: bool
    """Nothing that the report says was added or changed after it."""
    made: Made
    events: Events


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that evaluators, facilitator and participants said about a session."""

    objectives: tuple[ObjectiveResult, ...] = ()
    agreement: Agreement | None = None
    """None where fewer than two evaluators rated."""
    hot_washes: tuple[HotWash, ...] = ()
    feedback: FeedbackRecord | None = None
    """None where nobody gave a form."""
    texts: Mapping[str, TextRecord] = field(default_factory=dict)
    """By section: summary, overview, conclusion."""
    actions: tuple[ActionRecord, ...] = ()
    sign_offs: tuple[SignOffRecord, ...] = ()
    signed: bool = False
    """Somebody's sign-off stands and covers all that the report says."""
    after_seal: int = 0
    """Entries that followed the seal."""
