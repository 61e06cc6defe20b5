"""Commands on decisions: answering, closing, extending, ruling, overruling; and on tracks."""

from __future__ import annotations

from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine.adjudication import run_outcome
from tte.engine.answers import WRITTEN, unanswered
from tte.engine.clock import clock_text
from tte.engine.consequences import after_decision, open_decision
from tte.engine.events_decisions import How
from tte.engine.limits import check_text
from tte.engine.registry import handles
from tte.engine.state import DecisionState
from tte.engine.unfolding import Unfolding
from tte.engine.votes import votes_missing
from tte.exercise.models import Decision


def find(un: Unfolding, decision_id: str) -> tuple[Decision, DecisionState]:
    """A decision that is in play, and how it stands."""
    decision, standing = un.state.by_decision.get(decision_id), un.state.decisions.get(decision_id)
    if un.seat is not None and un.seat.kind == "player":  # what is still to come is no player's to know
        if decision is None or standing is None or standing.status == "waiting":
            un.refuse(f"No decision “{decision_id}” has been opened.", "Yours are on the page Decisions.")
    elif decision is None or standing is None:
        known = f"It has: {', '.join(un.state.decisions)}."
        un.refuse(f"There is no decision “{decision_id}” in this session.", known)
    return decision, standing


def _live(un: Unfolding, decision_id: str) -> tuple[Decision, DecisionState]:
    decision, standing = find(un, decision_id)
    if standing.status not in ("open", "expired"):
        words = {"waiting": "has not been opened", "closed": "is closed", "withdrawn": "has been withdrawn"}
        un.refuse(f"{decision_id} {words[standing.status]}.", "Control can open or reopen it.")
    return decision, standing


def locked_options(un: Unfolding, decision: Decision) -> tuple[str, ...]:
    """Options whose condition does not hold now."""
    return tuple(key for key, option in decision.options.items() if not un.holds(option.needs))


@handles(co.OpenDecision)
def open_by_hand(un: Unfolding, command: co.OpenDecision) -> None:
    un.control_only("open a decision")
    un.in_play("open a decision")
    decision, standing = find(un, command.decision)
    if standing.status not in ("waiting", "withdrawn"):
        un.refuse(f"{decision.id} has been opened already.", "Reopen it if it is closed.")
    open_decision(un, decision)


def _owner(un: Unfolding, decision: Decision, wanted: str) -> str:
    """The owner whom an answer is for: the seat's own role, the first that has not answered.

    For control any: it also writes down what is said aloud at a table without terminals.
    """
    if un.by_control:
        if wanted not in decision.owners:
            known = f"Its owners: {', '.join(decision.owners)}."
            un.refuse(f"{decision.id} is not {wanted or 'nobody'}'s.", known)
        return wanted
    seat = un.player_seat()
    owners = [r for r in seat.roles if r in decision.owners]
    if not owners or (wanted and wanted not in owners):
        un.refuse(f"{decision.title} is not for {seat.title} to decide.")
    return wanted or next(iter(unanswered(un.state.decisions[decision.id], owners)), owners[0])


@handles(co.SubmitDecision)
def submit(un: Unfolding, command: co.SubmitDecision) -> None:
    un.in_play("decide")
    decision, standing = find(un, command.decision)
    owner = _owner(un, decision, command.owner)
    _live(un, command.decision)
    locked = locked_options(un, decision)
    if command.choice == WRITTEN:
        check_text(un, command.written, "written answer")
    elif command.choice not in decision.options:
        known = ", ".join(decision.options)
        un.refuse(f"{decision.id} has no option “{command.choice}”.", f"Options: {known}, or written.")
    elif command.choice in locked:
        option = decision.options[command.choice]
        un.refuse(f"Option {command.choice} is not open now. {option.needs_text}".strip(), "Choose another.")
    _votes_first(un, decision)
    if not command.why.strip() and not un.by_control:
        un.refuse("One line of why is needed; the rest can be added later.")
    _check_reasons(un, command)
    _check_paper(un, command, standing)
    # one seat may hold several owners of a joint decision: it speaks for all of them
    owners = [owner]
    if decision.mode == "joint" and not command.owner and (seat := un.seat):
        owners = [r for r in seat.roles if r in decision.owners] or owners
    for answering in owners:
        former = standing.submissions.get(answering)
        present = un.state.seat_of(answering) if un.by_control else un.seat
        un.emit(
            ev.DecisionSubmitted(
                decision=decision.id, owner=answering, choice=command.choice, written=command.written,
                why=command.why, rejected=command.rejected, assumptions=command.assumptions,
                expected=command.expected, confidence=command.confidence, dissent=command.dissent,
                participants=command.participants or (present.participants if present else ()),
                seen=tuple(k for k in decision.options if k not in locked), locked=locked,
                revision=former.revision + 1 if former else 0, on_paper=command.on_paper,
                decided_at=command.decided_at,
            )
        )  # fmt: skip
    close_if_complete(un, decision)


def _check_paper(un: Unfolding, command: co.SubmitDecision, standing: DecisionState) -> None:
    """What was decided on paper is entered by control, with a time between its question and now."""
    if not command.on_paper and command.decided_at is None:
        return
    un.control_only("enter what was decided on paper")
    if not command.on_paper:
        un.refuse("A time of its own is for what was decided on paper.", "Add --on-paper.")
    if command.decided_at is None:
        return
    opened = standing.opened_at or 0.0
    if not opened <= command.decided_at <= un.at:
        un.refuse(
            f"{clock_text(command.decided_at)} is not between its question, {clock_text(opened)}, and now, "
            f"{clock_text(un.at)}.",
            "Give the exercise time that stands on the form.",
        )


def _votes_first(un: Unfolding, decision: Decision) -> None:
    """Where a first vote is asked, everybody at the seat votes alone before it decides."""
    seat = un.seat
    missing = votes_missing(un.state, decision.id, seat) if seat is not None and seat.kind == "player" else ()
    if missing:
        un.refuse(
            f"A first vote comes before this decision, each alone: {', '.join(missing)} still to vote.",
            "Press v to vote. Who is not here any more is taken off the names with N.",
        )


def _check_reasons(un: Unfolding, command: co.SubmitDecision | co.AmendDecision) -> None:
    for name in ("why", "rejected", "assumptions", "expected"):
        check_text(un, getattr(command, name), name, empty=True)
    if command.confidence is not None and not 0 <= command.confidence <= 100:
        un.refuse(f"Confidence is 0 to 100, not {command.confidence}.")
    for dissent in command.dissent:
        check_text(un, dissent.text, "dissent")


@handles(co.AmendDecision)
def amend(un: Unfolding, command: co.AmendDecision) -> None:
    un.before_end("add reasons")
    decision, standing = find(un, command.decision)
    owner = _owner(un, decision, command.owner)
    if owner not in standing.submissions:
        un.refuse(f"There is no answer to {decision.id} yet to add reasons to.")
    if standing.closed_at is not None and not un.by_control:
        closed_in = [m for m in un.state.moves if m.start * 60 <= standing.closed_at]
        if closed_in and closed_in[-1].id != un.state.now["move"]:
            un.refuse("Reasons can be added until the move ends; that move is over.", "Tell control.")
    _check_reasons(un, command)
    un.emit(
        ev.DecisionAmended(
            decision=decision.id, owner=owner, why=command.why, rejected=command.rejected,
            assumptions=command.assumptions, expected=command.expected, confidence=command.confidence,
            dissent=command.dissent, participants=command.participants,
        )
    )  # fmt: skip


# --- closing -------------------------------------------------------------------------------------------


def unruled(decision: Decision, standing: DecisionState) -> tuple[str, ...]:
    """Owners whose written answer waits for a ruling; of a joint decision, once all have written one."""
    wrote = tuple(o for o, s in standing.submissions.items() if s.choice == WRITTEN)
    if decision.mode == "joint":
        # one ruling, on whose words so ever, covers what all of them wrote
        return () if standing.rulings or len(wrote) < len(decision.owners) else wrote[:1]
    return tuple(o for o in wrote if o not in standing.rulings)


def close_if_complete(un: Unfolding, decision: Decision) -> None:
    """Close once all owners have answered (an `each`) or agree (a joint one)."""
    standing = un.state.decisions[decision.id]
    if unanswered(standing, decision.owners):
        return
    found = come_to(decision, {o: standing.submissions[o].choice for o in decision.owners})
    if found is not None and not unruled(decision, standing):
        close(un, decision, *found)


def come_to(decision: Decision, answers: dict[str, str]) -> tuple[How, dict[str, str]] | None:
    """What the answers of all owners come to together; None while a joint table does not agree."""
    if decision.mode == "each" or len(decision.owners) == 1:
        return "answered", answers
    if len(set(answers.values())) == 1:
        return "agreed", answers
    if alone := _unilateral(decision, answers):
        return "unilateral", dict.fromkeys(decision.owners, alone)
    return None


def _unilateral(decision: Decision, answers: dict[str, str]) -> str:
    """An option that one owner alone can bring about, if one chose it."""
    return next((c for c in answers.values() if c != WRITTEN and decision.options[c].unilateral), "")


def close(
    un: Unfolding,
    decision: Decision,
    how: How,
    outcomes: dict[str, str],
    *,
    defaulted: tuple[str, ...] = (),
    reason: str = "",
) -> None:
    """Close with these outcomes, and let their effects and the rules after it follow."""
    un.happen(
        ev.DecisionClosed, decision=decision.id, how=how, outcomes=outcomes, defaulted=defaulted,
        reason=reason,
    )  # fmt: skip
    run_outcome(un, decision, outcomes)
    after_decision(un, decision.id)


def close_expired(un: Unfolding, decision: Decision, choice: str, how: How, reason: str = "") -> None:
    """Close at or after the deadline: as answered, on a choice, or with the default for who is missing."""
    standing = un.state.decisions[decision.id]
    answers = {o: standing.submissions[o].choice for o in decision.owners if o in standing.submissions}
    missing = tuple(o for o in decision.owners if o not in answers)
    if decision.mode == "joint":
        agreed = next(iter(answers.values())) if len(set(answers.values())) == 1 and not missing else ""
        alone = _unilateral(decision, answers)
        taken = choice or agreed or alone or decision.default
        defaulted = () if choice or agreed or alone else missing
        outcomes = dict.fromkeys(decision.owners, taken)
        how = how if choice or not (agreed or alone) else "agreed" if agreed else "unilateral"
    else:
        outcomes = {o: answers.get(o) or choice or decision.default for o in decision.owners}
        defaulted = missing if not choice else ()
        how = how if missing else "answered"
    waiting = unruled(decision, standing)
    if waiting and outcomes[waiting[0]] == WRITTEN:
        un.refuse(
            f"{decision.id}: the written answer of {un.state.title_of(waiting[0])} waits for your ruling.",
            "Rule its effects first.",
        )
    close(un, decision, how, outcomes, defaulted=defaulted, reason=reason)


@handles(co.CloseDecision)
def close_by_control(un: Unfolding, command: co.CloseDecision) -> None:
    un.control_only("close a decision")
    un.before_end("close a decision")
    decision, _ = _live(un, command.decision)
    _check_option(un, decision, command.choice)
    close_expired(un, decision, command.choice, "control" if command.choice else "default", command.reason)


def _check_option(un: Unfolding, decision: Decision, choice: str) -> None:
    if choice and choice not in decision.options:
        known = f"Options: {', '.join(decision.options)}."
        un.refuse(f"{decision.id} has no option “{choice}”.", known)


@handles(co.ExtendDecision)
def extend(un: Unfolding, command: co.ExtendDecision) -> None:
    un.control_only("extend a decision")
    un.before_end("extend a decision")
    decision, standing = _live(un, command.decision)
    if command.minutes <= 0:
        un.refuse("A decision is extended by a number of minutes above 0.")
    due = max(un.at, standing.due or 0) + command.minutes * 60
    un.emit(ev.DecisionExtended(decision=decision.id, due=due))


@handles(co.RuleWritten)
def rule_written(un: Unfolding, command: co.RuleWritten) -> None:
    un.control_only("rule the effects of a written answer")
    un.before_end("rule")
    decision, standing = _live(un, command.decision)
    submission = standing.submissions.get(command.owner)
    if submission is None or submission.choice != WRITTEN:
        un.refuse(f"{command.owner or 'Nobody'} has not given a written answer to {decision.id}.")
    if not command.reason.strip():
        un.refuse("A ruling needs a reason.")
    _check_tracks(un, command.tracks)
    un.emit(
        ev.WrittenRuled(
            decision=decision.id, owner=command.owner, tracks=command.tracks, reason=command.reason
        )
    )
    close_if_complete(un, decision)


def _check_tracks(un: Unfolding, tracks: dict[str, int]) -> None:
    unknown = [t for t in tracks if t not in un.state.by_track]
    if unknown:
        un.refuse(f"There is no track “{unknown[0]}”.", f"Tracks: {', '.join(un.state.by_track)}.")


@handles(co.ReopenDecision)
def reopen(un: Unfolding, command: co.ReopenDecision) -> None:
    un.control_only("reopen a decision")
    un.before_end("reopen a decision")
    decision, standing = find(un, command.decision)
    if standing.status != "closed":
        un.refuse(f"{decision.id} is not closed.")
    if not command.reason.strip():
        un.refuse("Reopening needs a reason: its owners read it.")
    if command.minutes <= 0:
        un.refuse("A decision is reopened for a number of minutes above 0.")
    due = un.at + command.minutes * 60
    un.emit(ev.DecisionReopened(decision=decision.id, due=due, reason=command.reason))
    _take_back(un, decision, standing, f"{decision.id} reopened")


def _take_back(un: Unfolding, decision: Decision, standing: DecisionState, why: str) -> None:
    """Reverse what a closed decision did to the tracks. What rules made of it stands."""
    for track, delta in standing.applied.items():
        un.change_track(track, -delta, cause=decision.id, because=why)


@handles(co.WithdrawDecision)
def withdraw(un: Unfolding, command: co.WithdrawDecision) -> None:
    un.control_only("withdraw a decision")
    un.before_end("withdraw a decision")
    decision, standing = find(un, command.decision)
    if standing.status in ("closed", "withdrawn"):
        un.refuse(f"{decision.id} is {standing.status} already.", "Overrule its outcome instead.")
    if not command.reason.strip():
        un.refuse("Withdrawing needs a reason: its owners read it.")
    un.emit(ev.DecisionWithdrawn(decision=decision.id, reason=command.reason))


@handles(co.OverruleOutcome)
def overrule(un: Unfolding, command: co.OverruleOutcome) -> None:
    un.control_only("overrule an outcome")
    un.before_end("overrule")
    decision, standing = find(un, command.decision)
    if standing.status != "closed":
        un.refuse(f"{decision.id} is not closed.", "Close it with an outcome, or set a track.")
    if not command.reason.strip():
        un.refuse("Overruling needs a reason.")
    if not command.choice and not command.tracks:
        un.refuse("Say what holds instead: an option, or effects on tracks.")
    _check_option(un, decision, command.choice)
    if command.owner and command.owner not in decision.owners:
        un.refuse(f"{command.owner} does not own {decision.id}.", f"Owners: {', '.join(decision.owners)}.")
    _check_tracks(un, command.tracks)
    outcomes = dict(standing.outcomes)
    if command.choice:
        single = command.owner and decision.mode == "each"
        outcomes |= dict.fromkeys([command.owner] if single else decision.owners, command.choice)
    un.emit(
        ev.OutcomeOverruled(
            decision=decision.id, outcomes=outcomes, tracks=command.tracks, reason=command.reason
        )
    )
    _take_back(un, decision, standing, f"{decision.id} overruled")
    if command.tracks:
        for track, delta in command.tracks.items():
            un.change_track(track, delta, cause=decision.id, because=f"{decision.id}: control's ruling")
    else:
        run_outcome(un, decision, outcomes)


@handles(co.SetTrack)
def set_track(un: Unfolding, command: co.SetTrack) -> None:
    un.control_only("set a track")
    un.before_end("set a track")
    _check_tracks(un, {command.track: 0})
    track = un.state.by_track[command.track]
    if not command.reason.strip():
        un.refuse("Setting a track needs a reason.")
    if not track.low <= command.value <= track.high:
        un.refuse(f"{track.name} goes from {track.low} to {track.high}, not {command.value}.")
    if command.value == un.state.tracks[track.id]:
        un.refuse(f"{track.name} is {command.value} already.")
    un.change_track(
        track.id, command.value - un.state.tracks[track.id], cause="control", because=command.reason
    )


def expire(un: Unfolding, decision: Decision) -> None:
    """The deadline has come: close what can be, else tell control who is missing."""
    standing = un.state.decisions[decision.id]
    answers = {o: standing.submissions[o].choice for o in decision.owners if o in standing.submissions}
    if decision.mode == "joint" and (alone := _unilateral(decision, answers)):
        close(un, decision, "unilateral", dict.fromkeys(decision.owners, alone))
        return
    setup = un.state.setup
    if setup and setup.unattended and not unruled(decision, standing):
        close_expired(un, decision, "", "default", f"deadline at {clock_text(un.at)}")
        return
    missing = tuple(o for o in decision.owners if o not in answers)
    un.happen(ev.DecisionExpired, decision=decision.id, missing=missing)
