"""Commands of the evaluation, the hot wash and the participants' feedback."""

from __future__ import annotations

from typing import cast

from tte.engine import commands_review as co
from tte.engine import events as ev
from tte.engine.evaluation import Target, all_in, evaluators, find_target, is_lead, sees_ratings, targets_of
from tte.engine.events_review import ANONYMOUS, Evidence, HotWashKind, Letter, Tag
from tte.engine.handle_words import MAX_NOTE
from tte.engine.limits import check_text, roster_name
from tte.engine.plan import next_id
from tte.engine.registry import handles
from tte.engine.review_words import HOT_WASH_KINDS, HOT_WASH_QUESTIONS, QUESTIONS, RATINGS, SCALE, TAGS
from tte.engine.state_review import FeedbackForm, Observation, Wash, open_wash, ratings_of
from tte.engine.unfolding import Unfolding

OVER = ("ended", "sealed")
MINUTES = 240


# --- evaluation -----------------------------------------------------------------------------------------


def evaluating(un: Unfolding, what: str) -> None:
    """Refuse whom the evaluation is not for, and anybody before StartEx."""
    seat = un.seat
    if not un.by_control and (seat is None or seat.kind != "evaluator"):
        un.refuse(f"Only evaluators and control can {what}.", "Players have the parking lot.")
    started(un, what)


def started(un: Unfolding, what: str) -> None:
    if un.state.phase == "prepared":
        un.refuse(f"Before StartEx nobody can {what}: nothing has happened yet.", "Wait for StartEx.")


def target_of(un: Unfolding, target: str) -> Target:
    found = find_target(un.state.exercise, target)
    if found is None:
        known = ", ".join(t.id for t in targets_of(un.state.exercise))
        un.refuse(f"There is no objective or critical task “{target}”.", f"There are: {known}.")
    return found


def evidence_of(un: Unfolding, words: tuple[str, ...]) -> Evidence:
    """Words as what they name: an inject, a decision, or the number of an event."""
    state = un.state
    injects: list[str] = []
    decisions: list[str] = []
    events: list[int] = []
    for word in dict.fromkeys(words):
        number = word[1:] if word.startswith("#") else ""
        if number.isdecimal() and 0 < int(number) <= state.version:
            events.append(int(number))
        elif word in state.specs:
            injects.append(word)
        elif word in state.by_decision:
            decisions.append(word)
        else:
            how = f"Name an inject, a decision, or an event up to #{state.version}."
            un.refuse(f"There is nothing called “{word}” to point to as evidence.", how)
    return Evidence(injects=tuple(injects), decisions=tuple(decisions), events=tuple(events))


def _tag(un: Unfolding, tag: str) -> Tag:
    if tag not in TAGS:
        un.refuse(
            f"“{tag}” is no tag.", "An observation is a strength, an area (for improvement), or neither."
        )
    return cast(Tag, tag)


def _letter(un: Unfolding, rating: str, reason: str) -> Letter:
    letter = rating.strip().upper()
    letter = "N/O" if letter in ("NO", "N") else letter
    if letter not in RATINGS:
        meant = "; ".join(f"{key} {name.lower()}" for key, (name, _) in RATINGS.items())
        un.refuse(f"“{rating}” is no rating.", f"Ratings: {meant}.")
    if letter == "N/O" and not reason.strip():
        un.refuse("Not observed needs a reason.", "Say why nobody could see it.")
    check_text(un, reason, "reason", MAX_NOTE, empty=True)
    return cast(Letter, letter)


@handles(co.Observe)
def observe(un: Unfolding, command: co.Observe) -> None:
    evaluating(un, "write an observation")
    target = target_of(un, command.target)
    check_text(un, command.body, "observation", MAX_NOTE, empty=True)
    seen_at = un.at if command.seen_at is None else command.seen_at
    if not 0 <= seen_at <= un.at:
        un.refuse("That time has not come yet.", "Leave it out for now, or name a time that has passed.")
    un.emit(
        ev.ObservationMade(
            observation=next_id("ob", un.state.observations), target=target.id, body=command.body,
            tag=_tag(un, command.tag), seen_at=seen_at, evidence=evidence_of(un, command.evidence),
        )
    )  # fmt: skip


def _observation(un: Unfolding, observation: str) -> Observation:
    found = un.state.observations.get(observation)
    if found is None or found.withdrawn:
        un.refuse(f"There is no observation “{observation}”, or it was withdrawn.")
    if found.made.seat != un.order.seat and not is_lead(un.state, un.order.seat):
        whose = un.state.title_of(found.made.seat)
        un.refuse(f"{observation} is {whose}'s.", "They change it, or the lead evaluator does.")
    return found


@handles(co.ReviseObservation)
def revise_observation(un: Unfolding, command: co.ReviseObservation) -> None:
    evaluating(un, "change an observation")
    found = _observation(un, command.observation)
    target = found.target if command.target is None else target_of(un, command.target).id
    body = found.body if command.body is None else command.body
    tag = found.tag if command.tag is None else _tag(un, command.tag)
    evidence = found.evidence if command.evidence is None else evidence_of(un, command.evidence)
    check_text(un, body, "observation", MAX_NOTE, empty=True)
    if (target, body, tag, evidence) == (found.target, found.body, found.tag, found.evidence):
        return
    un.emit(ev.ObservationRevised(observation=found.id, target=target, body=body, tag=tag, evidence=evidence))


@handles(co.WithdrawObservation)
def withdraw_observation(un: Unfolding, command: co.WithdrawObservation) -> None:
    evaluating(un, "withdraw an observation")
    found = _observation(un, command.observation)
    un.emit(ev.ObservationWithdrawn(observation=found.id, reason=command.reason))


@handles(co.Rate)
def rate(un: Unfolding, command: co.Rate) -> None:
    evaluating(un, "rate")
    target = target_of(un, command.target)
    letter = _letter(un, command.rating, command.reason)
    evidence = evidence_of(un, command.evidence)
    mine = un.state.ratings.get((target.id, un.order.seat))
    same = mine and not mine.withdrawn and (mine.rating, mine.reason, mine.evidence)
    if same == (letter, command.reason, evidence):
        return
    un.emit(ev.TargetRated(target=target.id, rating=letter, reason=command.reason, evidence=evidence))


@handles(co.WithdrawRating)
def withdraw_rating(un: Unfolding, command: co.WithdrawRating) -> None:
    evaluating(un, "withdraw a rating")
    target = target_of(un, command.target)
    mine = un.state.ratings.get((target.id, un.order.seat))
    if mine is None or mine.withdrawn:
        un.refuse(f"This seat has not rated {target.id}.", "Each evaluator withdraws the own rating.")
    un.emit(ev.RatingWithdrawn(target=target.id, reason=command.reason))


def _leads(un: Unfolding, what: str) -> None:
    if not is_lead(un.state, un.order.seat):
        un.refuse(f"Only the exercise director or the lead evaluator can {what}.")


@handles(co.Reconcile)
def reconcile(un: Unfolding, command: co.Reconcile) -> None:
    _leads(un, "settle on a rating")
    started(un, "settle on a rating")
    state, target = un.state, target_of(un, command.target)
    letter = _letter(un, command.rating, command.reason)
    check_text(un, command.reason, "reason for the rating that was settled on", MAX_NOTE)
    found = ratings_of(state, target.id)
    if not found:
        un.refuse(f"Nobody has rated {target.id} yet.", "Ratings come first; then they are reconciled.")
    if not sees_ratings(state, target.id, un.order.seat):
        rated = {r.seat for r in found}
        missing = ", ".join(state.title_of(s) for s in evaluators(state) if s not in rated)
        un.refuse(f"{target.id} is still out with {missing}.", "Ratings stay hidden until all are in.")
    if not all_in(state, target.id) and state.phase not in OVER:
        un.refuse(f"Not every evaluator has rated {target.id} yet.", "Wait for them, or for EndEx.")
    originals = {r.seat: r.rating for r in found}
    un.emit(
        ev.RatingReconciled(
            target=target.id, rating=letter, reason=command.reason, originals=originals
        )
    )  # fmt: skip


@handles(co.WithdrawReconciliation)
def withdraw_reconciliation(un: Unfolding, command: co.WithdrawReconciliation) -> None:
    _leads(un, "withdraw the rating that was settled on")
    target = target_of(un, command.target)
    if target.id not in un.state.reconciled:
        un.refuse(f"No rating was settled on for {target.id}.")
    un.emit(ev.ReconciliationWithdrawn(target=target.id, reason=command.reason))


# --- hot wash -------------------------------------------------------------------------------------------


def after_play(un: Unfolding, what: str) -> None:
    if un.state.phase not in OVER:
        un.refuse(f"{what} comes after EndEx.", "Call EndEx first.")


def _wash(un: Unfolding) -> Wash:
    un.control_only("run the hot wash")
    wash = open_wash(un.state)
    if wash is None:
        un.refuse("No hot wash is under way.", "Open it first.")
    return wash


@handles(co.OpenHotWash)
def open_hot_wash(un: Unfolding, command: co.OpenHotWash) -> None:
    un.control_only("open the hot wash")
    after_play(un, "The hot wash")
    if open_wash(un.state):
        un.refuse("The hot wash is under way already.")
    if command.minutes is not None and not 0 < command.minutes <= MINUTES:
        un.refuse(f"A timer of {command.minutes:g} minutes is none.", f"More than 0, up to {MINUTES}.")
    for name in command.order:
        check_text(un, name, "name in the order")
    # decks name their seats from the top: last first is the nearest to juniors first that can be known
    seats = [s.id for s in un.state.seats.values() if s.kind == "player" and un.state.attended(s)]
    un.emit(
        ev.HotWashOpened(
            wash=next_id("hw", un.state.washes), questions=un.state.exercise.hot_wash or HOT_WASH_QUESTIONS,
            order=command.order or tuple(reversed(seats)), minutes=command.minutes,
        )
    )  # fmt: skip


@handles(co.PutQuestion)
def put_question(un: Unfolding, command: co.PutQuestion) -> None:
    wash = _wash(un)
    if not 1 <= command.question <= len(wash.questions):
        un.refuse(f"There is no question {command.question}.", f"There are {len(wash.questions)}, from 1.")
    un.emit(ev.HotWashQuestionPut(wash=wash.id, question=command.question))


@handles(co.Capture)
def capture(un: Unfolding, command: co.Capture) -> None:
    wash = _wash(un)
    check_text(un, command.body, "item", MAX_NOTE)
    if command.item_kind not in HOT_WASH_KINDS:
        un.refuse(f"“{command.item_kind}” is no kind of item.", f"Kinds: {', '.join(HOT_WASH_KINDS)}.")
    state = un.state
    if command.role and command.role not in state.by_role and command.role not in state.seats:
        known = ", ".join([*state.by_role, *(s.id for s in state.seats.values() if s.kind != "player")])
        un.refuse(f"There is no role “{command.role}” to have said it.", f"Known: {known}; or leave it out.")
    question = wash.put[0] if command.question is None else command.question
    if not 0 <= question <= len(wash.questions):
        un.refuse(f"There is no question {question}.", f"There are {len(wash.questions)}; 0 for none.")
    un.emit(
        ev.HotWashItemCaptured(
            item=next_id("h", state.captured), wash=wash.id, item_kind=cast(HotWashKind, command.item_kind),
            body=command.body, role=command.role, speaker=roster_name(command.speaker), question=question,
        )
    )  # fmt: skip


@handles(co.WithdrawCaptured)
def withdraw_captured(un: Unfolding, command: co.WithdrawCaptured) -> None:
    un.control_only("withdraw what the hot wash captured")
    found = un.state.captured.get(command.item)
    if found is None or found.withdrawn:
        un.refuse(f"There is no hot wash item “{command.item}”, or it was withdrawn.")
    un.emit(ev.HotWashItemWithdrawn(item=found.id, reason=command.reason))


@handles(co.CloseHotWash)
def close_hot_wash(un: Unfolding, command: co.CloseHotWash) -> None:
    un.emit(ev.HotWashClosed(wash=_wash(un).id))


# --- participants' feedback -----------------------------------------------------------------------------


@handles(co.SetFeedbackForm)
def set_feedback_form(un: Unfolding, command: co.SetFeedbackForm) -> None:
    un.control_only("open or close the feedback form")
    wanted = FeedbackForm(command.open, command.anonymous)
    if wanted == un.state.now["form"]:
        return
    un.emit(ev.FeedbackFormSet(open=wanted.open, anonymous=wanted.anonymous))


@handles(co.GiveFeedback)
def give_feedback(un: Unfolding, command: co.GiveFeedback) -> None:
    seat = un.player_seat()
    after_play(un, "The feedback form")
    form: FeedbackForm = un.state.now["form"]
    if not form.open:
        un.refuse("The feedback form is closed.", "Ask the facilitator to open it again.")
    if form.anonymous != command.anonymous:
        now = "anonymous" if form.anonymous else "given by name"
        un.refuse(f"Feedback is {now} by now; yours was not sent.", "Look again, and send it if you will.")
    answers, texts = _answers(un, command), _texts(un, command)
    if not answers and not texts:
        un.refuse("The form is empty.", "Answer at least one item, or leave it.")
    new = next_id("f", un.state.feedback)
    if form.anonymous:
        un.emit_unnamed(ev.FeedbackGiven(form=new, answers=answers, texts=texts), ANONYMOUS)
        return
    who = (seat.id, un.order.participant)
    again = next((f.id for f in un.state.feedback.values() if (f.made.seat, f.made.by) == who), None)
    un.emit(ev.FeedbackGiven(form=again or new, answers=answers, texts=texts))


def _answers(un: Unfolding, command: co.GiveFeedback) -> dict[str, int]:
    for item, answer in command.answers.items():
        if item not in SCALE:
            un.refuse(f"The form has no item “{item}”.", f"Items: {', '.join(SCALE)}.")
        if not 1 <= answer <= 5:
            un.refuse(f"{item}: {answer} is outside 1 to 5.")
    return {item: command.answers[item] for item in SCALE if item in command.answers}


def _texts(un: Unfolding, command: co.GiveFeedback) -> dict[str, str]:
    for question, text in command.texts.items():
        if question not in QUESTIONS:
            un.refuse(f"The form has no question “{question}”.", f"Questions: {', '.join(QUESTIONS)}.")
        check_text(un, text, f"answer about {question}", MAX_NOTE, empty=True)
    return {q: command.texts[q] for q in QUESTIONS if command.texts.get(q, "").strip()}
