"""The actions of evaluation, hot wash, feedback, the report's texts, the improvement plan and sign-off."""

from __future__ import annotations

import re
from typing import Any

from tte.conduct.action import ANY, Action
from tte.conduct.params import Param
from tte.engine import commands_review as co
from tte.engine.commands import Command
from tte.engine.review_words import ELEMENTS, HOT_WASH_KINDS, PLAN_FIELDS, QUESTIONS, RATINGS, SCALE, STATUSES

BEGUN = ("running", "paused", "no_duff", "ended", "sealed")
OVER = ("ended", "sealed")
TAG_WORDS = ("strength", "area", "none")


def _words(text: str) -> tuple[str, ...]:
    """Ids, by comma or space."""
    return tuple(w for w in re.split(r"[,;\s]+", text.strip()) if w)


def _observe(target: str, body: str = "", tag: str = "", evidence: str = "", **rest: Any) -> Command:
    return co.Observe(target, body, _tag(tag), _words(evidence), **rest)


def _tag(tag: str) -> str:
    return "" if tag == "none" else tag


def _revise(
    observation: str,
    target: str | None = None,
    body: str | None = None,
    tag: str | None = None,
    evidence: str | None = None,
) -> Command:
    """Words that are left out or empty leave things as they are; `none` takes tag or evidence away."""
    pointed = None if not (evidence or "").strip() else () if evidence == "none" else _words(evidence or "")
    return co.ReviseObservation(
        observation, target or None, body or None, _tag(tag) if tag else None, pointed
    )


def _rate(target: str, rating: str, reason: str = "", evidence: str = "") -> Command:
    return co.Rate(target, rating, reason, _words(evidence))


def _hot_wash(minutes: float | None = None, order: tuple[str, ...] = ()) -> Command:
    return co.OpenHotWash(minutes, order)


def _form(state: str, names: str = "names") -> Command:
    return co.SetFeedbackForm(open=state == "open", anonymous=names == "anonymous")


def _feedback(answers: dict[str, int] | None = None, anonymous: bool = False, **texts: str) -> Command:
    said = {question: text for question, text in texts.items() if text.strip()}
    return co.GiveFeedback(answers or {}, said, anonymous)


def _add(**values: str) -> Command:
    return co.AddAction({k: "" if v.strip() == "none" else v for k, v in values.items()})


def _update(action: str, note: str = "", **values: str) -> Command:
    """An empty word leaves a field as it is; `none` empties it."""
    return co.UpdateAction(
        action, {k: "" if v.strip() == "none" else v for k, v in values.items() if v.strip()}, note
    )


def _target() -> Param:
    return Param(
        "target", "target", "An objective (O1) or critical task (O1.2).", required=True, positional=True
    )


def _evidence() -> Param:
    return Param("evidence", "text", "Injects, decisions or events, such as: 14, dp3, #212.")


def _why(help_text: str = "Why, for the log.", *, required: bool = False) -> Param:
    return Param("reason", "text", help_text, required=required)


def _rating() -> Param:
    return Param("rating", "choice", "P, S, M, U, or N/O (not observed).", required=True, positional=True,
                 choices=tuple(RATINGS))  # fmt: skip


def _thing(name: str, help_text: str) -> Param:
    return Param(name, "text", help_text, required=True, positional=True)


EVALUATION = (
    Action("observe", "Observe", "Write down what was seen at a critical task, with the time and a tag.",
           "notes", _observe,
           (_target(), Param("body", "long", "What you saw; empty marks the moment.", positional=True),
            Param("tag", "choice", "strength, area (for improvement), or none.", choices=TAG_WORDS),
            _evidence(), Param("seen_at", "time", "When it was seen; empty: now.")),
           key="o", phases=BEGUN, place="evaluation"),
    Action("revise-observation", "Revise", "Put an observation in other words, or under another task or tag.",
           "notes", _revise,
           (_thing("observation", "The observation, such as ob3."),
            Param("target", "target", "Another target."),
            Param("body", "long", "Other words."),
            Param("tag", "choice", "Another tag.", choices=TAG_WORDS),
            Param("evidence", "text", "Other evidence; none takes it away.")),
           key="e", phases=BEGUN, place="evaluation"),
    Action("withdraw-observation", "Withdraw", "Take an observation back; the log keeps it as withdrawn.",
           "notes", co.WithdrawObservation,
           (_thing("observation", "The observation, such as ob3."), _why()), key="w", phases=BEGUN,
           place="evaluation"),
    Action("rating", "Rate", "Rate a target: P, S, M, U or N/O; others' ratings stay hidden until then.",
           "notes", _rate, (_target(), _rating(), _why("Why; needed for N/O."), _evidence()), key="r",
           phases=BEGUN, place="evaluation"),
    Action("unrate", "Withdraw rating", "Take your own rating of a target back.", "notes", co.WithdrawRating,
           (_target(), _why()), phases=BEGUN),
    Action("reconcile", "Settle rating", "Settle on one rating (director, lead evaluator); all are kept.",
           "notes", co.Reconcile,
           (_target(), _rating(), _why("Why this one.", required=True)), key="c", phases=BEGUN,
           place="evaluation"),
    Action("unreconcile", "Unsettle rating", "Take back the rating that was settled on.", "notes",
           co.WithdrawReconciliation, (_target(), _why()), phases=BEGUN),
)  # fmt: skip

HOT_WASH = (
    Action("hotwash", "Hot wash", "Open the hot wash: the exercise's questions, a timer, juniors first.",
           "control", _hot_wash,
           (Param("minutes", "number", "Minutes for a question; empty: no timer."),
            Param("order", "names", "Who speaks when, juniors first; empty: seats, last first.")), key="h",
           phases=OVER),
    Action("hotwash-question", "Question", "Put a question of the hot wash to the room; its timer starts.",
           "control", co.PutQuestion,
           (Param("question", "int", "Which, from 1.", required=True, positional=True),), phases=OVER),
    Action("capture", "Capture", "Capture what somebody says at the hot wash, with its kind and the speaker.",
           "control", co.Capture,
           (Param("item_kind", "choice", "strength, gap, surprise, action or question.", required=True,
                  positional=True, choices=tuple(HOT_WASH_KINDS)),
            Param("body", "long", "What was said.", required=True, positional=True),
            Param("role", "owner", "The role or seat that spoke; empty: nobody is named."),
            Param("speaker", "text", "The person; empty: nobody is named."),
            Param("question", "int", "To which question; empty: the one before the room.")), phases=OVER),
    Action("uncapture", "Withdraw item", "Take back something that the hot wash captured.", "control",
           co.WithdrawCaptured, (_thing("item", "The item, such as h3."), _why()), key="w", phases=OVER,
           place="hotwash"),
    Action("close-hotwash", "Close hot wash", "Close the hot wash.", "control", co.CloseHotWash, key="x",
           phases=OVER, place="hotwash"),
    Action("feedback-form", "Feedback form", "Open or close the participants' form, with names or without.",
           "control", _form,
           (Param("state", "choice", "open or closed.", required=True, positional=True,
                  choices=("open", "closed")),
            Param("names", "choice", "names, or anonymous.", choices=("names", "anonymous"),
                  default="names")), key="f", phases=ANY, place="hotwash"),
    Action("feedback", "Feedback", "Hand in the participants' feedback form.", "player", _feedback,
           (Param("answers", "answers", f"1 to 5 each, such as structured=4. Items: {', '.join(SCALE)}."),
            *(Param(question, "long", f"{words}.") for question, words in QUESTIONS.items()),
            Param("anonymous", "flag", "Where forms name nobody.")), key="f", phases=OVER),
)  # fmt: skip

_PLAN = {
    "recommendation": Param("recommendation", "long", "What is to be done."),
    "issue": Param("issue", "text", "The area for improvement that it answers."),
    "capability": Param("capability", "text", "The capability; empty: the target's."),
    "element": Param("element", "choice", "The capability element.", choices=(*ELEMENTS, "none")),
    "owner": Param("owner", "text", "The responsible organisation."),
    "contact": Param("contact", "text", "Whom to ask there."),
    "start": Param("start", "text", "Start, such as 2026-11-30."),
    "due": Param("due", "text", "Due, such as 2027-03-31."),
    "status": Param("status", "choice", "How it stands.", choices=STATUSES),
    "retest": Param("retest", "text", "The later session in which it is or was tried."),
    "target": Param("target", "target", "The objective or task that it comes from."),
    "observations": Param("observations", "text", "Its observations, such as: ob1, ob4."),
}  # fmt: skip
_FIELDS = tuple(_PLAN[name] for name in PLAN_FIELDS)
_SECTION = "summary, overview, conclusion, an objective, a task, or an observation."

TEXTS = (
    Action("write", "Write", "Write the report's text for a section; the latest stands, the log keeps all.",
           "notes", co.WriteAnalysis,
           (Param("section", "text", _SECTION, required=True, positional=True),
            Param("text", "long", "The text; empty clears it.", required=True, positional=True),
            Param("reference", "text", "The plan, policy or procedure it is held against.")), phases=BEGUN),
    Action("action", "Corrective action", "Add a corrective action to the improvement plan.", "notes", _add,
           (Param("recommendation", "long", "What is to be done.", required=True, positional=True),
            *_FIELDS[1:]), phases=BEGUN),
    Action("update-action", "Update action", "Change a corrective action; none empties a field.", "notes",
           _update, (_thing("action", "The action, such as ca1."), *_FIELDS,
                     Param("note", "text", "Why, or what was done.")), phases=BEGUN),
    Action("remove-action", "Remove action", "Remove a corrective action that was entered by mistake.",
           "notes", co.RemoveAction, (_thing("action", "The action, such as ca1."), _why()), phases=BEGUN),
    Action("sign-off", "Sign off", "Sign off the report by name: it is no DRAFT any more.", "notes",
           lambda name, capacity="", note="": co.SignOff(name, capacity, note),
           (_thing("name", "Who answers for it."),
            Param("capacity", "text", "In which capacity, such as exercise director."),
            Param("note", "text", "A remark that goes with it.")),
           confirm="Sign off the report by this name? It can be withdrawn, with a reason.", phases=OVER),
    Action("withdraw-sign-off", "Withdraw sign-off", "Withdraw a sign-off: the report is a DRAFT again.",
           "notes", co.WithdrawSignOff,
           (_thing("sign_off", "The sign-off, such as s1."), _why(required=True)), phases=OVER),
)  # fmt: skip

REVIEW: tuple[Action, ...] = (*EVALUATION, *HOT_WASH, *TEXTS)
