"""What people want written down about an exercise: evaluation, hot wash, feedback, texts, plan, sign-off.

A `target` is an objective (`O1`) or a critical task by place (`O1.2`). `evidence` are words: an inject's or a
decision's id, or `#212` for an event.
"""

from __future__ import annotations

from msgspec import field

from tte.engine.commands import Command


class Observe(Command, frozen=True):
    target: str
    body: str
    tag: str = ""
    evidence: tuple[str, ...] = ()
    seen_at: float | None = None
    """Exercise seconds at which it was seen; None: now."""


class ReviseObservation(Command, frozen=True):
    """What is None stays as it is."""

    observation: str
    target: str | None = None
    body: str | None = None
    tag: str | None = None
    evidence: tuple[str, ...] | None = None


class WithdrawObservation(Command, frozen=True):
    observation: str
    reason: str = ""


class Rate(Command, frozen=True):
    target: str
    rating: str
    reason: str = ""
    evidence: tuple[str, ...] = ()


class WithdrawRating(Command, frozen=True):
    target: str
    reason: str = ""


class Reconcile(Command, frozen=True):
    target: str
    rating: str
    reason: str


class WithdrawReconciliation(Command, frozen=True):
    target: str
    reason: str = ""


class OpenHotWash(Command, frozen=True):
    minutes: float | None = None
    """For a question; None: no timer."""
    order: tuple[str, ...] = ()
    """Who speaks when; empty: as the exercise's seats stand, last first."""


class PutQuestion(Command, frozen=True):
    question: int
    """By place, from 1."""


class Capture(Command, frozen=True):
    item_kind: str
    body: str
    role: str = ""
    speaker: str = ""
    question: int | None = None
    """None: the one before the room."""


class WithdrawCaptured(Command, frozen=True):
    item: str
    reason: str = ""


class CloseHotWash(Command, frozen=True):
    pass


class SetFeedbackForm(Command, frozen=True):
    open: bool = True
    anonymous: bool = False


class GiveFeedback(Command, frozen=True):
    answers: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    anonymous: bool = False
    """What the form promised; refused where the session has it otherwise by now."""


class WriteAnalysis(Command, frozen=True):
    section: str
    text: str
    reference: str = ""


class AddAction(Command, frozen=True):
    """A row of the improvement plan. `values` are the fields of `review_words.PLAN_FIELDS`, as text."""

    values: dict[str, str]


class UpdateAction(Command, frozen=True):
    action: str
    values: dict[str, str]
    note: str = ""


class RemoveAction(Command, frozen=True):
    action: str
    reason: str = ""


class SignOff(Command, frozen=True):
    name: str
    capacity: str = ""
    note: str = ""
    head: str = ""
    """The chain's hash at event `upto`: filled in by the session that keeps the log."""
    upto: int = 0


class WithdrawSignOff(Command, frozen=True):
    sign_off: str
    reason: str
