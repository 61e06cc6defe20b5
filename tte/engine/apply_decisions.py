"""How decisions, tracks and words between people change a state (the other half of `apply`)."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tte.engine import events as ev
from tte.engine.apply import on
from tte.engine.events import Recorded
from tte.engine.plan import seats_for
from tte.engine.state import DecisionState, Message, Note, Receipt, Ruling, State, Submission
from tte.engine.undo import restore

_REASONS = ("why", "rejected", "assumptions", "expected", "confidence", "dissent", "participants")


def _with_decision(state: State, decision: str, **changes: Any) -> None:
    if found := state.decisions.get(decision):
        state.put("decisions", decision, replace(found, **changes))


@on(ev.DecisionOpened)
def _opened(state: State, event: ev.DecisionOpened, rec: Recorded) -> None:
    opened = DecisionState(
        "open", opened_at=rec.at, opened_wall=rec.wall, due=event.due, inject=event.inject,
        before=dict(state.tracks),
    )  # fmt: skip
    if event.decision in state.decisions:
        state.put("decisions", event.decision, opened)


@on(ev.DecisionSubmitted)
def _submitted(state: State, event: ev.DecisionSubmitted, rec: Recorded) -> None:
    fields = {name: getattr(event, name) for name in (*_REASONS, "written", "seen", "locked", "revision")}
    submission = Submission(
        event.owner, event.choice, at=rec.at, wall=rec.wall, seat=rec.seat, by=rec.participant, **fields
    )
    state.decided_seq = rec.seq
    found, decision = state.decisions.get(event.decision), state.by_decision.get(event.decision)
    if found is None or decision is None:
        return
    # a ruling is on words: other words need another, and those of a joint decision are everybody's
    joint = decision.mode == "joint"
    rulings = {} if joint else {o: ruling for o, ruling in found.rulings.items() if o != event.owner}
    _with_decision(
        state, event.decision, submissions={**found.submissions, event.owner: submission}, rulings=rulings,
        pending=tuple(o for o in found.pending if o != event.owner),
    )  # fmt: skip


@on(ev.DecisionAmended)
def _amended(state: State, event: ev.DecisionAmended, rec: Recorded) -> None:
    found = state.decisions.get(event.decision)
    submission = found and found.submissions.get(event.owner)
    if found and submission:
        given = {name: value for name in _REASONS if (value := getattr(event, name)) not in ("", None, ())}
        submissions = {**found.submissions, event.owner: replace(submission, **given)}
        _with_decision(state, event.decision, submissions=submissions)


@on(ev.DecisionExtended)
def _extended(state: State, event: ev.DecisionExtended, rec: Recorded) -> None:
    _with_decision(state, event.decision, status="open", due=event.due, missing=())


@on(ev.DecisionExpired)
def _expired(state: State, event: ev.DecisionExpired, rec: Recorded) -> None:
    _with_decision(state, event.decision, status="expired", missing=event.missing)


@on(ev.WrittenRuled)
def _ruled(state: State, event: ev.WrittenRuled, rec: Recorded) -> None:
    if found := state.decisions.get(event.decision):
        ruling = Ruling(event.tracks, event.reason)
        _with_decision(state, event.decision, rulings={**found.rulings, event.owner: ruling})


@on(ev.DecisionClosed)
def _closed(state: State, event: ev.DecisionClosed, rec: Recorded) -> None:
    _with_decision(
        state, event.decision, status="closed", closed_at=rec.at, outcomes=event.outcomes, how=event.how,
        defaulted=event.defaulted, reason=event.reason, before=dict(state.tracks), after=dict(state.tracks),
        applied={}, missing=(), pending=(),
    )  # fmt: skip
    state.decided_seq = rec.seq


@on(ev.DecisionReopened)
def _reopened(state: State, event: ev.DecisionReopened, rec: Recorded) -> None:
    found = state.decisions.get(event.decision)
    _with_decision(
        state, event.decision, status="open", due=event.due, closed_at=None, outcomes={}, defaulted=(),
        how="", reason=event.reason, applied={}, pending=tuple(found.submissions) if found else (),
    )  # fmt: skip


@on(ev.DecisionWithdrawn)
def _withdrawn(state: State, event: ev.DecisionWithdrawn, rec: Recorded) -> None:
    _with_decision(state, event.decision, status="withdrawn", reason=event.reason)


@on(ev.OutcomeOverruled)
def _overruled(state: State, event: ev.OutcomeOverruled, rec: Recorded) -> None:
    _with_decision(state, event.decision, outcomes=event.outcomes, reason=event.reason, how="control")
    state.decided_seq = rec.seq


@on(ev.TrackChanged)
def _track_changed(state: State, event: ev.TrackChanged, rec: Recorded) -> None:
    if event.track not in state.by_track:
        return
    state.put("tracks", event.track, event.after)
    cause = state.decisions.get(event.cause)
    if cause and cause.status == "closed":
        moved = cause.applied.get(event.track, 0) + event.after - event.before
        _with_decision(
            state, event.cause, applied={**cause.applied, event.track: moved}, after=dict(state.tracks)
        )


@on(ev.DiceRolled)
def _rolled(state: State, event: ev.DiceRolled, rec: Recorded) -> None:
    if event.channel:
        state.put("calls", event.channel, (*state.calls.get(event.channel, ()), event.hit))


@on(ev.RuleRan)
def _rule_ran(state: State, event: ev.RuleRan, rec: Recorded) -> None:
    state.put("runs", event.rule, state.runs.get(event.rule, 0) + 1)
    state.put("resting", event.rule, False)
    if event.trigger in state.decisions:
        state.put("runs", followed(event.rule, event.trigger), 1)


def followed(rule: str, decision: str) -> str:
    """The key in `runs` that tells that a rule has followed a decision."""
    return f"{rule}@{decision}"


@on(ev.RulePassed)
def _rule_passed(state: State, event: ev.RulePassed, rec: Recorded) -> None:
    state.put("now", "timed", {**state.now["timed"], event.rule: event.due})


@on(ev.RuleRested)
def _rule_rested(state: State, event: ev.RuleRested, rec: Recorded) -> None:
    state.put("resting", event.rule, True)


# --- words between people ------------------------------------------------------------------------------


@on(ev.MessageSent)
def _message_sent(state: State, event: ev.MessageSent, rec: Recorded) -> None:
    message = Message(
        event.message, event.sender, rec.seat, event.to, event.channel, event.body, rec.at, event.due,
        reply_to=event.reply_to, queued=event.queued, broadcast=event.broadcast,
    )  # fmt: skip
    state.put("messages", event.message, message)


def _with_message(state: State, message: str, **changes: Any) -> None:
    if found := state.messages.get(message):
        state.put("messages", message, replace(found, **changes))


@on(ev.MessageDelivered)
def _message_delivered(state: State, event: ev.MessageDelivered, rec: Recorded) -> None:
    _with_message(state, event.message, status="delivered")
    message = state.messages.get(event.message)
    for seat in seats_for(state, message.to) if message else ():
        state.put("receipts", (event.message, seat), Receipt(rec.at))


@on(ev.MessageUnanswered)
def _message_unanswered(state: State, event: ev.MessageUnanswered, rec: Recorded) -> None:
    _with_message(state, event.message, status="unanswered", reason=event.reason)


@on(ev.QueryAnswered)
def _query_answered(state: State, event: ev.QueryAnswered, rec: Recorded) -> None:
    _with_message(state, event.message, answered=True, answer=event.reply)


@on(ev.NoteTaken)
def _note_taken(state: State, event: ev.NoteTaken, rec: Recorded) -> None:
    state.reported = rec.seq
    note = Note(event.note, event.body, rec.at, rec.seat, rec.participant, event.objective)
    state.put("notes", event.note, note)


@on(ev.ItemParked)
def _parked(state: State, event: ev.ItemParked, rec: Recorded) -> None:
    state.reported = rec.seq
    state.put("parked", event.item, Note(event.item, event.body, rec.at, rec.seat, rec.participant))


@on(ev.ActionUndone)
def _undone(state: State, event: ev.ActionUndone, rec: Recorded) -> None:
    state.reported = rec.seq
    restore(state, event.action, rec)
