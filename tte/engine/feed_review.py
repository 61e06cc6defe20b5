"""Lines of the feed on evaluation, hot wash, feedback, texts, plan and sign-off.

A rating's letter and its reason are never among them: other evaluators read the feed too.
"""

from __future__ import annotations

from tte.engine import events as ev
from tte.engine.events import Recorded
from tte.engine.review_words import HOT_WASH_KINDS, TAG_SHAPES
from tte.engine.state import State

Line = tuple[str, tuple[str, ...], str]

EVALUATION = "evaluation"
"""The group of what one evaluator writes and others are not to read during play."""


def after_seal(state: State, rec: Recorded) -> str:
    """What marks a line of something that was written after the log was sealed; empty before."""
    return " (after the seal)" if 0 < state.now["sealed_at"] < rec.seq else ""


def review_line(state: State, rec: Recorded) -> Line | None:
    """Group, whom it concerns, and words; None for an event of another kind."""
    event, by = rec.event, state.short_of(rec.seat)
    if not isinstance(event, ev.REVIEW_EVENTS):
        return None
    late = after_seal(state, rec)
    group, text = _evaluation(event, by) or _hot_wash(state, event) or _texts(event, by) or ("control", "")
    return group, (rec.seat,), text + late


def _evaluation(event: ev.Event, by: str) -> tuple[str, str] | None:
    match event:
        case ev.ObservationMade(observation=o, target=t, tag=tag, body=b):
            return EVALUATION, f"{TAG_SHAPES[tag]} {o} on {t} by {by}: {b or '(no words yet)'}"
        case ev.ObservationRevised(observation=o, target=t, tag=tag, body=b):
            return EVALUATION, f"{TAG_SHAPES[tag]} {o} on {t}, revised by {by}: {b or '(no words yet)'}"
        case ev.ObservationWithdrawn(observation=o, reason=r):
            return EVALUATION, f"{o} withdrawn by {by}{_because(r)}"
        case ev.TargetRated(target=t):
            return EVALUATION, f"{t} rated by {by}"
        case ev.RatingWithdrawn(target=t):
            return EVALUATION, f"{by} took back the rating of {t}"
        case ev.RatingReconciled(target=t):
            return EVALUATION, f"{by} settled on a rating of {t}"
        case ev.ReconciliationWithdrawn(target=t):
            return EVALUATION, f"{by} took back the rating settled on for {t}"
        case _:
            return None


def _hot_wash(state: State, event: ev.Event) -> tuple[str, str] | None:
    match event:
        case ev.HotWashOpened(minutes=m):
            return "note", f"Hot wash opened{f', {m:g} min a question' if m else ''}"
        case ev.HotWashQuestionPut(question=n):
            return "note", f"Hot wash: question {n}"
        case ev.HotWashItemCaptured(item=i, item_kind=k, body=b, role=r, speaker=s):
            who = ", ".join(w for w in (s, state.short_of(r) if r else "") if w)
            return "note", f"Hot wash {i}, {HOT_WASH_KINDS[k].lower()}{f' ({who})' if who else ''}: {b}"
        case ev.HotWashItemWithdrawn(item=i, reason=r):
            return "note", f"Hot wash {i} withdrawn{_because(r)}"
        case ev.HotWashClosed():
            return "note", "Hot wash closed"
        case ev.FeedbackFormSet(open=is_open, anonymous=anonymous):
            how = "without names" if anonymous else "with names"
            return "control", f"Feedback form {'open' if is_open else 'closed'}, {how}"
        case ev.FeedbackGiven(form=f):
            return "note", f"Feedback form {f} is in"
        case _:
            return None


def _texts(event: ev.Event, by: str) -> tuple[str, str] | None:
    match event:
        case ev.AnalysisWritten(section=s, text=t):
            return "note", f"{by} {'wrote' if t.strip() else 'cleared'} the report's text for {s}"
        case ev.CorrectiveActionAdded(action=a, recommendation=r, owner=o, due=d):
            more = "".join(f", {w}" for w in (o, f"due {d}" if d else "") if w)
            return "note", f"Corrective action {a}{more}: {r}"
        case ev.CorrectiveActionUpdated(action=a, changes=c, note=n):
            said = ", ".join(f"{field} {value or '(none)'}" for field, value in c.items())
            return "note", f"Corrective action {a}: {said or 'a note'}{_because(n)}"
        case ev.CorrectiveActionRemoved(action=a, reason=r):
            return "note", f"Corrective action {a} removed{_because(r)}"
        case ev.ReportSignedOff(name=n, capacity=c):
            return "control", f"Report signed off by {n}{f', {c}' if c else ''}"
        case ev.SignOffWithdrawn(sign_off=s, reason=r):
            return "control", f"Sign-off {s} withdrawn{_because(r)}"
        case _:
            return None


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
