"""What terminals show, as frozen records: clock, cards, an inbox, decisions, channels, and a whole seat."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from tte.engine.state import Barred, Countdown, Phase, Submission
from tte.engine.state_review import FeedbackForm

if TYPE_CHECKING:
    from tte.exercise.models import Card

ItemKind = Literal["inject", "message", "mine", "practice"]


class ClockView(Struct, frozen=True):
    """Exercise time and what it is in the scenario. `at` in seconds; zones as (label, 02:14)."""

    at: float
    text: str
    phase: Phase
    running: bool
    rate: float
    pace: str
    move: str
    move_title: str
    scenario: datetime
    date: str
    zones: tuple[tuple[str, str], ...]
    reason: str = ""
    """Why play stands still: a pause's reason, or what the real-world emergency is."""


class AimView(Struct, frozen=True):
    text: str


class BriefView(Struct, frozen=True):
    """A brief as its player reads it: without the conditions that test the aims."""

    situation: str
    resources: tuple[str, ...]
    constraints: tuple[str, ...]
    private: tuple[str, ...]
    aims: tuple[AimView, ...]


class RoleView(Struct, frozen=True):
    role: str
    title: str
    side: str
    card: Card
    brief: BriefView


class Item(Struct, frozen=True):
    """One thing in an inbox, or one that the seat sent itself."""

    id: str
    kind: ItemKind
    title: str
    body: str
    markdown: bool
    """Authored text is Markdown; what players wrote is plain text."""
    sender: str
    to: str
    channel: str
    channel_name: str
    mark: str
    at: float
    stamp: str
    opened: float | None = None
    acknowledged: float | None = None
    read_back: bool = False
    recalled: str = ""
    reply_to: str = ""
    sender_id: str = ""
    status: str = ""
    """For what the seat sent: under way, delivered, or why it was not answered."""
    broadcast: bool = False
    """Control's words to the whole room."""

    @property
    def unread(self) -> bool:
        return self.kind != "mine" and self.opened is None


class OptionView(Struct, frozen=True):
    key: str
    title: str
    text: str
    locked: str = ""
    """Why it cannot be chosen now; empty if it can."""
    unilateral: bool = False


class DecisionView(Struct, frozen=True):
    """A decision as one of its owners sees it."""

    id: str
    title: str
    question: str
    authority: str
    mode: str
    owner: str
    owner_titles: tuple[str, ...]
    status: str
    options: tuple[OptionView, ...]
    default: str
    due: float | None
    remaining: float | None
    own: Submission | None
    others: tuple[tuple[str, str], ...]
    """Titles of the other owners, and what they answered as far as this seat may know it."""
    outcome: str = ""
    reason: str = ""
    can_amend: bool = False
    first_vote: FirstVoteView | None = None
    """None where none is asked of this seat."""


class DraftView(Struct, frozen=True):
    id: str
    title: str
    body: str
    to: str
    channel_name: str
    until: float
    remaining: float


class ChannelView(Struct, frozen=True):
    id: str
    name: str
    purpose: str
    read_back: bool
    uncertain: bool
    """Whether a call over it may stay unanswered."""
    reaches: tuple[tuple[str, str], ...]
    """Whom it reaches: id and title."""
    senders: tuple[str, ...] = ()
    """The seat's own roles that may use it."""


class FirstVoteView(Struct, frozen=True):
    """How the first vote stands at a seat: who has voted, and the votes once the seat has decided."""

    voted: tuple[str, ...]
    missing: tuple[str, ...]
    votes: tuple[tuple[str, str, str], ...] = ()
    """Name, choice and why; empty until they are no secret any more."""


class Known(Struct, frozen=True):
    """A line of a seat's own timeline."""

    at: float
    text: str


class SeatView(Struct, frozen=True):
    version: int
    exercise: str
    marking: str
    handling: str
    session: str
    seat: str
    title: str
    participants: tuple[str, ...]
    clock: ClockView
    roles: tuple[RoleView, ...]
    scope: tuple[str, ...]
    ground_rules: tuple[str, ...]
    move_summary: str
    items: tuple[Item, ...]
    decisions: tuple[DecisionView, ...]
    drafts: tuple[DraftView, ...]
    channels: tuple[ChannelView, ...]
    known: tuple[Known, ...]
    practice_answered: bool = False
    practice: tuple[str, tuple[tuple[str, str], ...]] | None = None
    """The open practice decision: question, and options as (letter, words)."""
    barred: Barred | None = None
    """What control does not let this seat do now."""
    countdown: Countdown | None = None
    form: FeedbackForm | None = None
    """How the participants' form is taken; None before EndEx."""
    feedback_from: tuple[str, ...] = ()
    """People of this seat whose form is in, where forms name them."""
