"""What control's entries in the evaluation and for the report are called when they are undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tte.engine import events as ev
from tte.engine.events import Event
from tte.engine.state_review import REVIEW_TABLES

REVIEW_NAMES: dict[type[Event], Callable[[Any], str]] = {
    ev.ObservationMade: lambda e: f"observation {e.observation}",
    ev.ObservationRevised: lambda e: f"change of observation {e.observation}",
    ev.ObservationWithdrawn: lambda e: f"withdrawal of observation {e.observation}",
    ev.TargetRated: lambda e: f"rating of {e.target}",
    ev.RatingWithdrawn: lambda e: f"withdrawal of the rating of {e.target}",
    ev.RatingReconciled: lambda e: f"rating settled on for {e.target}",
    ev.ReconciliationWithdrawn: lambda e: f"withdrawal of the rating settled on for {e.target}",
    ev.HotWashOpened: lambda e: "opening of the hot wash",
    ev.HotWashQuestionPut: lambda e: f"hot wash question {e.question}",
    ev.HotWashItemCaptured: lambda e: f"hot wash item {e.item}",
    ev.HotWashItemWithdrawn: lambda e: f"withdrawal of hot wash item {e.item}",
    ev.HotWashClosed: lambda e: "closing of the hot wash",
    ev.FeedbackFormSet: lambda e: "setting of the feedback form",
    ev.AnalysisWritten: lambda e: f"text for {e.section}",
    ev.CorrectiveActionAdded: lambda e: f"corrective action {e.action}",
    ev.CorrectiveActionUpdated: lambda e: f"change of corrective action {e.action}",
    ev.CorrectiveActionRemoved: lambda e: f"removal of corrective action {e.action}",
    ev.ReportSignedOff: lambda e: f"sign-off by {e.name}",
    ev.SignOffWithdrawn: lambda e: f"withdrawal of sign-off {e.sign_off}",
}

REVIEW_BARRIERS: dict[type[Event], str] = {
    ev.TargetRated: "A rating is not undone but given anew or withdrawn: what was seen since stays seen.",
    ev.ReportSignedOff: "A sign-off is not undone but withdrawn, with a reason.",
    ev.SignOffWithdrawn: "A withdrawn sign-off stays withdrawn: sign off again.",
}


def review_since(table: str, key: Any) -> str:
    """Why a record does not stand as the action left it; empty for what is none of these."""
    if table == "washes":
        return "the hot wash has gone on since."
    if table == "now" and key == "form":
        return "the feedback form was set again since."
    if table in REVIEW_TABLES:
        what = key[0] if isinstance(key, tuple) else key
        return f"{what} was changed since: change it again instead."
    return ""
