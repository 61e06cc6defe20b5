"""How events of evaluation and of what follows play change a state."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tte.engine import events as ev
from tte.engine.apply import on
from tte.engine.evaluation import sees_ratings
from tte.engine.events import Recorded
from tte.engine.review_words import PLAN_FIELDS, PROGRESS
from tte.engine.state import State
from tte.engine.state_review import (
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
    Written,
    open_wash,
)


def _written(state: State, rec: Recorded) -> Written:
    return Written(rec.seq, rec.at, rec.wall, rec.seat, rec.participant, state.phase == "sealed")


def reported(state: State, rec: Recorded) -> None:
    """The report says something else from this event on, which no undo changes: so it is not journaled."""
    state.reported = rec.seq


@on(ev.ObservationMade)
def _observed(state: State, event: ev.ObservationMade, rec: Recorded) -> None:
    reported(state, rec)
    found = Observation(
        event.observation, event.target, event.body, event.tag, event.seen_at, event.evidence,
        _written(state, rec),
    )  # fmt: skip
    state.put("observations", event.observation, found)


@on(ev.ObservationRevised)
def _observation_revised(state: State, event: ev.ObservationRevised, rec: Recorded) -> None:
    reported(state, rec)
    if found := state.observations.get(event.observation):
        changed = replace(
            found, target=event.target, body=event.body, tag=event.tag, evidence=event.evidence,
            revised=_written(state, rec),
        )  # fmt: skip
        state.put("observations", event.observation, changed)


@on(ev.ObservationWithdrawn)
def _observation_withdrawn(state: State, event: ev.ObservationWithdrawn, rec: Recorded) -> None:
    _withdraw(state, "observations", event.observation, event.reason, rec)


def _withdraw(state: State, table: str, key: str, reason: str, rec: Recorded) -> None:
    reported(state, rec)
    if found := getattr(state, table).get(key):
        state.put(table, key, replace(found, withdrawn=_written(state, rec), reason=reason))


@on(ev.TargetRated)
def _rated(state: State, event: ev.TargetRated, rec: Recorded) -> None:
    reported(state, rec)
    key = (event.target, rec.seat)
    before = state.ratings.get(key)
    others = any(t == event.target and s != rec.seat for t, s in state.ratings)
    blind = not (others and sees_ratings(state, event.target, rec.seat))
    original = None if blind or before is None else before.independent
    rating = Rating(
        event.target, event.rating, event.reason, event.evidence, _written(state, rec), blind, original
    )
    state.put("ratings", key, rating)


@on(ev.RatingWithdrawn)
def _rating_withdrawn(state: State, event: ev.RatingWithdrawn, rec: Recorded) -> None:
    """It is kept as withdrawn: who has seen the others' ratings does not become blind again."""
    reported(state, rec)
    key = (event.target, rec.seat)
    if found := state.ratings.get(key):
        state.put("ratings", key, replace(found, withdrawn=True))


@on(ev.RatingReconciled)
def _reconciled(state: State, event: ev.RatingReconciled, rec: Recorded) -> None:
    reported(state, rec)
    settled = Reconciled(event.target, event.rating, event.reason, event.originals, _written(state, rec))
    state.put("reconciled", event.target, settled)


@on(ev.ReconciliationWithdrawn)
def _reconciliation_withdrawn(state: State, event: ev.ReconciliationWithdrawn, rec: Recorded) -> None:
    reported(state, rec)
    state.put("reconciled", event.target, None)


# --- hot wash and feedback -------------------------------------------------------------------------------


@on(ev.HotWashOpened)
def _wash_opened(state: State, event: ev.HotWashOpened, rec: Recorded) -> None:
    reported(state, rec)
    wash = Wash(event.wash, event.questions, event.order, event.minutes, _written(state, rec))
    state.put("washes", event.wash, wash)


@on(ev.HotWashQuestionPut)
def _question_put(state: State, event: ev.HotWashQuestionPut, rec: Recorded) -> None:
    if wash := state.washes.get(event.wash):
        state.put("washes", event.wash, replace(wash, put=(event.question, rec.wall)))


@on(ev.HotWashItemCaptured)
def _captured(state: State, event: ev.HotWashItemCaptured, rec: Recorded) -> None:
    reported(state, rec)
    item = Captured(
        event.item, event.wash, event.item_kind, event.body, event.role, event.speaker, event.question,
        _written(state, rec),
    )  # fmt: skip
    state.put("captured", event.item, item)


@on(ev.HotWashItemWithdrawn)
def _captured_withdrawn(state: State, event: ev.HotWashItemWithdrawn, rec: Recorded) -> None:
    _withdraw(state, "captured", event.item, event.reason, rec)


@on(ev.HotWashClosed)
def _wash_closed(state: State, event: ev.HotWashClosed, rec: Recorded) -> None:
    if wash := open_wash(state):
        state.put("washes", wash.id, replace(wash, closed=_written(state, rec)))


@on(ev.FeedbackFormSet)
def _form_set(state: State, event: ev.FeedbackFormSet, rec: Recorded) -> None:
    state.put("now", "form", FeedbackForm(event.open, event.anonymous))


@on(ev.FeedbackGiven)
def _feedback(state: State, event: ev.FeedbackGiven, rec: Recorded) -> None:
    reported(state, rec)
    form = Feedback(event.form, event.answers, event.texts, _written(state, rec))
    state.put("feedback", event.form, form)


# --- what the facilitator writes -------------------------------------------------------------------------


@on(ev.AnalysisWritten)
def _analysis(state: State, event: ev.AnalysisWritten, rec: Recorded) -> None:
    reported(state, rec)
    before = state.analysis.get(event.section)
    earlier = (*before.earlier, before.made.seq) if before else ()
    text = Analysis(event.section, event.text, event.reference, _written(state, rec), earlier)
    state.put("analysis", event.section, text)


@on(ev.CorrectiveActionAdded)
def _action_added(state: State, event: ev.CorrectiveActionAdded, rec: Recorded) -> None:
    reported(state, rec)
    row = CorrectiveAction(
        event.action, event.recommendation, event.issue, event.capability, event.element, event.owner,
        event.contact, event.start, event.due, event.status, event.retest, event.target, event.observations,
        _written(state, rec),
    )  # fmt: skip
    state.put("corrective", event.action, row)


@on(ev.CorrectiveActionUpdated)
def _action_updated(state: State, event: ev.CorrectiveActionUpdated, rec: Recorded) -> None:
    if not set(event.changes) <= PROGRESS:
        reported(state, rec)
    if found := state.corrective.get(event.action):
        fields: dict[str, Any] = {k: v for k, v in event.changes.items() if k in PLAN_FIELDS}
        if "observations" in fields:
            fields["observations"] = tuple(str(fields["observations"]).split())
        update = (_written(state, rec), event.changes, event.note)
        state.put("corrective", event.action, replace(found, **fields, updates=(*found.updates, update)))


@on(ev.CorrectiveActionRemoved)
def _action_removed(state: State, event: ev.CorrectiveActionRemoved, rec: Recorded) -> None:
    reported(state, rec)
    if found := state.corrective.get(event.action):
        gone = replace(found, removed=_written(state, rec), reason=event.reason)
        state.put("corrective", event.action, gone)


@on(ev.ReportSignedOff)
def _signed_off(state: State, event: ev.ReportSignedOff, rec: Recorded) -> None:
    sign_off = SignOff(
        event.sign_off, event.name, event.capacity, event.head, event.upto, event.note, _written(state, rec)
    )
    state.put("sign_offs", event.sign_off, sign_off)


@on(ev.SignOffWithdrawn)
def _sign_off_withdrawn(state: State, event: ev.SignOffWithdrawn, rec: Recorded) -> None:
    if found := state.sign_offs.get(event.sign_off):
        gone = replace(found, withdrawn=_written(state, rec), reason=event.reason)
        state.put("sign_offs", event.sign_off, gone)
