"""Records of the evaluation and of what follows play: the tables of `State` that events_review fold into.

Times named `at` are exercise seconds, `wall` is UTC in ms, `seq` the number of the event that last wrote the
record, `seat` and `by` who it was. `after_seal` says that the event came after the log was sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tte.engine.events_review import ActionStatus, Element, Evidence, HotWashKind, Letter, Tag

if TYPE_CHECKING:
    from tte.engine.state import State

REVIEW_TABLES = (
    "observations", "ratings", "reconciled", "washes", "captured", "feedback", "analysis", "corrective",
    "sign_offs",
)  # fmt: skip


class Written(Struct, frozen=True):
    """Who wrote a record, and when."""

    seq: int
    at: float
    wall: int
    seat: str
    by: str = ""
    after_seal: bool = False


class Observation(Struct, frozen=True):
    id: str
    target: str
    body: str
    tag: Tag
    seen_at: float
    evidence: Evidence
    made: Written
    revised: Written | None = None
    withdrawn: Written | None = None
    reason: str = ""
    """Why it was withdrawn."""


class Rating(Struct, frozen=True):
    """One seat's rating of one target."""

    target: str
    rating: Letter
    reason: str
    evidence: Evidence
    made: Written
    blind: bool = True
    """Whether it was made without sight of anybody else's rating of the target."""
    original: Rating | None = None
    """The last blind one of the same seat, where this one was made in sight of others'."""
    withdrawn: bool = False

    @property
    def seat(self) -> str:
        return self.made.seat

    @property
    def independent(self) -> Rating | None:
        """The rating to measure agreement by: one made without sight of others', or None."""
        return self if self.blind else self.original


class Reconciled(Struct, frozen=True):
    target: str
    rating: Letter
    reason: str
    originals: Mapping[str, Letter]
    made: Written


class Wash(Struct, frozen=True):
    """A hot wash. `put` is the question before the room (from 1) and when it was put (wall ms)."""

    id: str
    questions: tuple[str, ...]
    order: tuple[str, ...]
    minutes: float | None
    opened: Written
    put: tuple[int, int] = (0, 0)
    closed: Written | None = None


class Captured(Struct, frozen=True):
    id: str
    wash: str
    kind: HotWashKind
    body: str
    role: str
    speaker: str
    question: int
    made: Written
    withdrawn: Written | None = None
    reason: str = ""


class Feedback(Struct, frozen=True):
    """A form; `made.seat` is `anonymous` where it names nobody."""

    id: str
    answers: Mapping[str, int]
    texts: Mapping[str, str]
    made: Written


class Analysis(Struct, frozen=True):
    """A section's text. `earlier` are the numbers of the events whose texts it took the place of."""

    section: str
    text: str
    reference: str
    made: Written
    earlier: tuple[int, ...] = ()


class CorrectiveAction(Struct, frozen=True):
    """A row of the improvement plan. Dates are ISO or empty."""

    id: str
    recommendation: str
    issue: str
    capability: str
    element: Element | str
    owner: str
    contact: str
    start: str
    due: str
    status: ActionStatus
    retest: str
    target: str
    observations: tuple[str, ...]
    made: Written
    updates: tuple[tuple[Written, Mapping[str, str], str], ...] = ()
    """Each later change: by whom and when, the fields, the note."""
    removed: Written | None = None
    reason: str = ""


class SignOff(Struct, frozen=True):
    id: str
    name: str
    capacity: str
    head: str
    upto: int
    note: str
    made: Written
    withdrawn: Written | None = None
    reason: str = ""


class FeedbackForm(Struct, frozen=True):
    """Whether forms are taken, and whether they name who gave them."""

    open: bool = True
    anonymous: bool = False


class SignedState(Struct, frozen=True):
    """How the report stands: DRAFT unless somebody's sign-off stands and nothing was added since."""

    signed: tuple[SignOff, ...] = field(default=())
    """Sign-offs that stand and cover all that the report says."""
    stale: tuple[SignOff, ...] = field(default=())
    """Sign-offs that stand, but something was added or changed after them."""

    @property
    def draft(self) -> bool:
        return not self.signed


# --- how a reader gets at them --------------------------------------------------------------------------


def standing_observations(state: State) -> tuple[Observation, ...]:
    """Observations that were not withdrawn, by the time at which they were seen."""
    found = [o for o in state.observations.values() if o.withdrawn is None]
    return tuple(sorted(found, key=lambda o: (o.seen_at, o.made.seq)))


def ratings_of(state: State, target: str) -> tuple[Rating, ...]:
    """Ratings of a target that stand, by seat in the order in which seats first rated it."""
    return tuple(r for (rated, _), r in state.ratings.items() if rated == target and not r.withdrawn)


def standing_captured(state: State, wash: str = "") -> tuple[Captured, ...]:
    """Hot wash items that stand, of one hot wash or of all."""
    found = (c for c in state.captured.values() if c.withdrawn is None)
    return tuple(c for c in found if wash in ("", c.wash))


def standing_actions(state: State) -> tuple[CorrectiveAction, ...]:
    """The improvement plan's rows, in the order in which they were added."""
    return tuple(a for a in state.corrective.values() if a.removed is None)


def open_wash(state: State) -> Wash | None:
    """The hot wash that is under way, or None."""
    return next((w for w in state.washes.values() if w.closed is None), None)


def signed_state(state: State) -> SignedState:
    """Whether the report is a DRAFT: any play, evaluation, text or plan after a sign-off makes it one again.

    Progress of corrective actions (status, retest) does not: it is followed up for months.
    """
    stands = [s for s in state.sign_offs.values() if s.withdrawn is None]
    covers = [s for s in stands if s.upto >= state.reported]
    return SignedState(tuple(covers), tuple(s for s in stands if s not in covers))
