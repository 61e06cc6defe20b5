"""Events of the evaluation and of what follows play: ratings, hot wash, feedback, texts, plan, sign-off.

Any of them may follow the seal, in the same chain. Who it was and when the wall clock said stands in the
envelope; only an anonymous form comes from the seat `anonymous`, with no name and no time of its own.
A `target` is an objective (`O1`) or one of its critical tasks by place (`O1.2`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import field

from tte.engine.event_base import Event

ANONYMOUS = "anonymous"
"""The seat in the envelope of a form that names nobody."""

Letter = Literal["P", "S", "M", "U", "N/O"]
"""HSEEP's ratings; N/O is not observed, which is no rating and is counted apart."""
Tag = Literal["strength", "area", ""]
"""A strength, an area for improvement, or an observation that is neither yet."""
HotWashKind = Literal["strength", "gap", "surprise", "action", "question"]
Element = Literal["planning", "organisation", "equipment", "training", "exercise"]
"""HSEEP's capability elements."""
ActionStatus = Literal["planned", "started", "implemented", "validated", "learned", "dropped"]
"""`validated` says that a retest has shown it; `learned` that it is how things are done now."""


class Evidence(Event, frozen=True):
    """What a statement rests on: injects and decisions by their ids, events by their numbers."""

    injects: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    events: tuple[int, ...] = ()


class ObservationMade(Event, frozen=True, kw_only=True):
    """Somebody saw something that bears on an objective or a critical task."""

    kind: ClassVar[str] = "observation_made"
    observation: str
    target: str
    body: str
    tag: Tag = ""
    seen_at: float
    """Exercise time at which it was seen, which is when writing began; the envelope has when it was saved."""
    evidence: Evidence = Evidence()


class ObservationRevised(Event, frozen=True):
    """An observation in other words, or under another target, tag or evidence: all of it anew."""

    kind: ClassVar[str] = "observation_revised"
    observation: str
    target: str
    body: str
    tag: Tag = ""
    evidence: Evidence = Evidence()


class ObservationWithdrawn(Event, frozen=True):
    kind: ClassVar[str] = "observation_withdrawn"
    observation: str
    reason: str = ""


class TargetRated(Event, frozen=True):
    """An evaluator's rating of a target; the same seat's later one takes its place."""

    kind: ClassVar[str] = "target_rated"
    target: str
    rating: Letter
    reason: str = ""
    """Why; never empty for N/O."""
    evidence: Evidence = Evidence()


class RatingWithdrawn(Event, frozen=True):
    """An evaluator took the own rating of a target back."""

    kind: ClassVar[str] = "rating_withdrawn"
    target: str
    reason: str = ""


class RatingReconciled(Event, frozen=True):
    """The rating on which the director or the lead evaluator settled; the evaluators' own stay beside it."""

    kind: ClassVar[str] = "rating_reconciled"
    target: str
    rating: Letter
    reason: str
    originals: dict[str, Letter] = field(default_factory=dict)
    """By seat, as they stood then."""


class ReconciliationWithdrawn(Event, frozen=True):
    kind: ClassVar[str] = "reconciliation_withdrawn"
    target: str
    reason: str = ""


class HotWashOpened(Event, frozen=True):
    kind: ClassVar[str] = "hot_wash_opened"
    wash: str
    questions: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    """Who speaks when, juniors first: seats or names."""
    minutes: float | None = None
    """Planned minutes for a question; None without a timer."""


class HotWashQuestionPut(Event, frozen=True):
    """A question was put to the room: its timer runs from the envelope's wall time."""

    kind: ClassVar[str] = "hot_wash_question_put"
    wash: str
    question: int
    """By place, from 1."""


class HotWashItemCaptured(Event, frozen=True):
    kind: ClassVar[str] = "hot_wash_item_captured"
    item: str
    wash: str
    item_kind: HotWashKind
    body: str
    role: str = ""
    """The role or seat that spoke; empty where nobody is to be named."""
    speaker: str = ""
    """The person's name; empty where nobody is to be named."""
    question: int = 0
    """To which question, by place from 1; 0 for none."""


class HotWashItemWithdrawn(Event, frozen=True):
    kind: ClassVar[str] = "hot_wash_item_withdrawn"
    item: str
    reason: str = ""


class HotWashClosed(Event, frozen=True):
    kind: ClassVar[str] = "hot_wash_closed"
    wash: str


class FeedbackFormSet(Event, frozen=True):
    """Control opened or closed the participants' form, or said whether forms name who gave them."""

    kind: ClassVar[str] = "feedback_form_set"
    open: bool = True
    anonymous: bool = False


class FeedbackGiven(Event, frozen=True):
    """A participant's form. From the seat `anonymous` where forms name nobody."""

    kind: ClassVar[str] = "feedback_given"
    form: str
    answers: dict[str, int] = field(default_factory=dict)
    """By item of `review_words.SCALE`, 1 (not at all) to 5 (fully); what was left out is missing."""
    texts: dict[str, str] = field(default_factory=dict)
    """By question of `review_words.QUESTIONS`; what was left out is missing."""


class AnalysisWritten(Event, frozen=True):
    """Text for a section of the report. The latest stands, an empty one clears it, earlier ones stay here."""

    kind: ClassVar[str] = "analysis_written"
    section: str
    """`summary`, `overview`, `conclusion`, an objective (O1), a task (O1.2) or an observation (ob3)."""
    text: str
    reference: str = ""
    """The plan, policy or procedure that it is held against."""


class CorrectiveActionAdded(Event, frozen=True):
    """A row of the improvement plan. Dates are ISO (2026-11-30), or empty."""

    kind: ClassVar[str] = "corrective_action_added"
    action: str
    recommendation: str
    issue: str = ""
    """The area for improvement that it answers."""
    capability: str = ""
    element: Element | Literal[""] = ""
    owner: str = ""
    """The responsible organisation."""
    contact: str = ""
    start: str = ""
    due: str = ""
    status: ActionStatus = "planned"
    retest: str = ""
    """The later session in which it was or is to be tried."""
    target: str = ""
    observations: tuple[str, ...] = ()


class CorrectiveActionUpdated(Event, frozen=True):
    """Fields of a corrective action that changed, by name, as text; a note says why."""

    kind: ClassVar[str] = "corrective_action_updated"
    action: str
    changes: dict[str, str]
    note: str = ""


class CorrectiveActionRemoved(Event, frozen=True):
    """It was entered by mistake; one that nobody will carry out is `dropped`, and stays in the plan."""

    kind: ClassVar[str] = "corrective_action_removed"
    action: str
    reason: str = ""


class ReportSignedOff(Event, frozen=True):
    """Somebody answers for the report by name."""

    kind: ClassVar[str] = "report_signed_off"
    sign_off: str
    name: str
    capacity: str = ""
    """In which capacity: exercise director, lead evaluator."""
    head: str = ""
    """The chain's hash at event `upto`, hex: printed and kept elsewhere it shows a tail that was cut off."""
    upto: int = 0
    note: str = ""


class SignOffWithdrawn(Event, frozen=True):
    kind: ClassVar[str] = "sign_off_withdrawn"
    sign_off: str
    reason: str


REVIEW_EVENTS: tuple[type[Event], ...] = (
    ObservationMade, ObservationRevised, ObservationWithdrawn, TargetRated, RatingWithdrawn,
    RatingReconciled, ReconciliationWithdrawn, HotWashOpened, HotWashQuestionPut, HotWashItemCaptured,
    HotWashItemWithdrawn, HotWashClosed, FeedbackFormSet, FeedbackGiven, AnalysisWritten,
    CorrectiveActionAdded, CorrectiveActionUpdated, CorrectiveActionRemoved, ReportSignedOff,
    SignOffWithdrawn,
)  # fmt: skip
