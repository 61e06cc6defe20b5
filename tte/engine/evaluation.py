"""The exercise evaluation guide (EEG) of a session: targets, what bears on them, who may see which rating.

The one place where ratings are kept from other evaluators, below all screens: a seat sees what others rated
once its own rating of that target is in; control once all evaluators who take part have rated it, or when
play is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from tte.engine.clock import clock_text
from tte.engine.events_review import Letter
from tte.engine.feed_review import EVALUATION
from tte.engine.state import State
from tte.engine.state_review import (
    FeedbackForm,
    Observation,
    Rating,
    Reconciled,
    ratings_of,
    standing_observations,
)
from tte.engine.views import titles

if TYPE_CHECKING:
    from tte.engine.feed import FeedRow
    from tte.exercise.models import Exercise, Objective

FIRST_EVALUATOR = ("evaluator", "evaluator-1")
"""The lead evaluator's seat, by its name in sessions with one evaluator and with several."""


class Target(Struct, frozen=True):
    """Something to rate: an objective with its capability target, or one critical task of it."""

    id: str
    objective: str
    title: str
    statement: str
    capability: str
    standard: str
    task: int = 0
    """By place from 1; 0 for the objective as a whole."""


def targets_of(exercise: Exercise) -> tuple[Target, ...]:
    """Objectives, each with its critical tasks behind it."""
    return tuple(t for objective in exercise.objectives for t in _targets(objective))


def _targets(o: Objective) -> Iterator[Target]:
    yield Target(o.id, o.id, o.title, o.statement, o.capability, o.standard)
    for place, task in enumerate(o.tasks, 1):
        yield Target(f"{o.id}.{place}", o.id, task, task, o.capability, o.standard, place)


def find_target(exercise: Exercise, target: str) -> Target | None:
    """A target by its id, in upper or lower case."""
    return next((t for t in targets_of(exercise) if t.id.lower() == target.strip().lower()), None)


# --- who sees which rating ------------------------------------------------------------------------------


def evaluators(state: State) -> tuple[str, ...]:
    """Seats that take part in the evaluation: evaluators' that were used, and any that rated."""
    used = {o.made.seat for o in state.observations.values()} | {seat for _, seat in state.ratings}
    return tuple(
        s.id for s in state.seats.values()
        if s.id in used or (s.kind == "evaluator" and (s.terminals or s.participants))
    )  # fmt: skip


def sharing(state: State, seat: str, known: Iterable[str] = ()) -> str:
    """What people who share an evaluator's seat are told; empty where one alone sits there, or nobody.

    Agreement is measured between seats, and a seat has one rating of a target: people who each want to be
    heard need a seat each. `known` are names of people who wrote at the seat, beside those of the state.
    """
    found = state.seats.get(seat)
    if found is None or found.kind != "evaluator":
        return ""
    made = [*(r.made for (_, at), r in state.ratings.items() if at == seat),
            *(o.made for o in state.observations.values() if o.made.seat == seat)]  # fmt: skip
    names = tuple(dict.fromkeys(n for n in [*found.participants, *(m.by for m in made), *known] if n))
    if len(names) > 1:
        who = f"{', '.join(names)} share this seat."
    elif max(len(found.terminals), found.heads or 0) > 1:
        who = "This seat is open at several terminals."
    else:
        return ""
    used = evaluators(state)
    free = [s.id for s in state.seats.values() if s.kind == "evaluator" and s.id not in used]
    own = f"Take your own: {free[0]}." if free else "No other is free: let one of you rate."
    return f"{who} It counts as one evaluator: a later rating replaces an earlier one. {own}"


def is_lead(state: State, seat: str) -> bool:
    """Whether a seat may settle on one rating: the director, or the lead evaluator."""
    found = state.seats.get(seat)
    return found is not None and (found.kind == "director" or seat in FIRST_EVALUATOR)


def all_in(state: State, target: str) -> bool:
    """Whether every evaluator who takes part has rated a target."""
    rated = {seat for (of, seat), _ in state.ratings.items() if of == target}
    return bool(rated) and set(evaluators(state)) <= rated


def sees_ratings(state: State, target: str, seat: str) -> bool:
    """Whether a seat may see what others rated a target. Players never do."""
    found = state.seats.get(seat)
    if found is None or found.kind in ("player", "observer", "wall"):
        return False
    if (target, seat) in state.ratings:
        return True
    if found.kind == "evaluator":
        return False
    return all_in(state, target) or state.phase in ("ended", "sealed")


# --- the guide as a seat sees it ------------------------------------------------------------------------


class RatingRow(Struct, frozen=True):
    """A seat's rating as another may see it: `rating` is empty while it is hidden."""

    seat: str
    title: str
    rating: Letter | None
    reason: str
    mine: bool
    revised: bool = False


class TargetRow(Struct, frozen=True):
    target: Target
    mine: Rating | None
    ratings: tuple[RatingRow, ...]
    reconciled: Reconciled | None
    observations: int
    """That the seat may read."""
    strengths: int
    areas: int
    bearing: tuple[int, int]
    """Injects and decisions that bear on it: how many have happened, of how many."""

    @property
    def covered(self) -> bool:
        """Whether anybody has observed or rated it."""
        return bool(self.observations or self.ratings)


class BearingRow(Struct, frozen=True):
    """An inject or decision that bears on an objective; `at` is when it happened, or will (planned)."""

    id: str
    what: str
    title: str
    status: str
    at: float | None
    happened: bool
    words: str
    """Who it went to, or what was chosen."""


class EegView(Struct, frozen=True):
    """The evaluation guide as one seat may see it."""

    seat: str
    lead: bool
    rows: tuple[TargetRow, ...]
    observations: tuple[Observation, ...]
    evaluators: tuple[tuple[str, str], ...]

    @property
    def tasks(self) -> tuple[TargetRow, ...]:
        """The critical tasks alone."""
        return tuple(r for r in self.rows if r.target.task)


def eeg_view(state: State, seat: str) -> EegView:
    """The guide for an evaluator's or control's seat, without the ratings that it may not see yet."""
    seen = standing_observations(state)
    own = tuple(o for o in seen if o.made.seat == seat or _all_observations(state, seat))
    bearing = {o.id: _counts(bearing_on(state, o.id)) for o in state.exercise.objectives}
    rows = tuple(_target_row(state, t, seat, own, bearing[t.objective]) for t in targets_of(state.exercise))
    names = tuple((s, state.title_of(s)) for s in evaluators(state))
    return EegView(seat, is_lead(state, seat), rows, own, names)


def _all_observations(state: State, seat: str) -> bool:
    """Control reads every observation; evaluators each other's once play is over."""
    found = state.seats.get(seat)
    return found is not None and (
        found.kind in ("director", "facilitator")
        or (found.kind == "evaluator" and state.phase in ("ended", "sealed"))
    )


def _counts(bearing: tuple[BearingRow, ...]) -> tuple[int, int]:
    return sum(row.happened for row in bearing), len(bearing)


def _target_row(
    state: State, target: Target, seat: str, seen: Iterable[Observation], bearing: tuple[int, int]
) -> TargetRow:
    about = [o for o in seen if o.target == target.id]
    open_to_me = sees_ratings(state, target.id, seat)
    rows = tuple(
        RatingRow(
            r.seat, state.title_of(r.seat),
            r.rating if open_to_me or r.seat == seat else None,
            r.reason if open_to_me or r.seat == seat else "",
            r.seat == seat, r.original is not None,
        )
        for r in ratings_of(state, target.id)
    )  # fmt: skip
    mine = state.ratings.get((target.id, seat))
    settled = state.reconciled.get(target.id)
    return TargetRow(
        target, mine if mine and not mine.withdrawn else None, rows,
        settled if open_to_me else None, len(about),
        sum(o.tag == "strength" for o in about), sum(o.tag == "area" for o in about),
        bearing,
    )  # fmt: skip


def bearing_on(state: State, objective: str) -> tuple[BearingRow, ...]:
    """The injects and decisions that speak to an objective: those that happened first, then those to come."""
    rows = [*_injects(state, objective), *_decisions(state, objective)]
    never = float("inf")
    rows.sort(key=lambda r: (not r.happened, never if r.at is None else r.at))
    return tuple(rows)


def _injects(state: State, objective: str) -> Iterator[BearingRow]:
    for inject, spec in state.specs.items():
        standing = state.injects.get(inject)
        if objective not in spec.objectives or standing is None or standing.status == "skipped":
            continue
        out = standing.released_at is not None
        at = standing.released_at if out else standing.due
        words = f"to {titles(state, spec.to)}"
        yield BearingRow(inject, "inject", spec.title, standing.status, at, out, words)


def _decisions(state: State, objective: str) -> Iterator[BearingRow]:
    for decision, standing in state.decisions.items():
        spec = state.by_decision[decision]
        if objective not in spec.objectives:
            continue
        happened = standing.opened_at is not None
        said = standing.outcomes or {o: s.choice for o, s in standing.submissions.items()}
        words = ", ".join(f"{state.short_of(o)} {c}" for o, c in said.items())
        if not words and happened:
            words = "no answer yet" if standing.status == "open" else standing.status
        at = standing.opened_at
        closed = "" if standing.closed_at is None else f" (closed {clock_text(standing.closed_at)})"
        yield BearingRow(decision, "decision", spec.title + closed, standing.status, at, happened, words)


def may_read(state: State, row: FeedRow, seat: str) -> bool:
    """Whether a seat may read a line of the feed: evaluators not what others write, while play goes on."""
    return row.group != EVALUATION or seat in row.who or _all_observations(state, seat)


class FeedbackCount(Struct, frozen=True):
    """How many forms are in, and of how many people, so far as is known."""

    forms: int
    people: int
    anonymous: bool
    open: bool

    @property
    def words(self) -> str:
        how = "without names" if self.anonymous else "with names"
        return f"feedback {self.forms} of {self.people} in ({how if self.open else 'closed'})"


def feedback_count(state: State) -> FeedbackCount:
    """Forms against the people at attended seats: named, or counted, or one for each such seat."""
    form: FeedbackForm = state.now["form"]
    people = sum(
        max(len(s.participants), s.heads or 0, 1)
        for s in state.seats.values()
        if s.kind == "player"
        and (state.attended(s) or s.id in {f.made.seat for f in state.feedback.values()})
    )
    return FeedbackCount(len(state.feedback), people, form.anonymous, form.open)
