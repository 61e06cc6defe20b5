"""One line for each event, for the feed, the log and the timeline."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from tte.engine import events as ev
from tte.engine.clock import clock_text
from tte.engine.events import Recorded, kind_of
from tte.engine.feed_people import Line, people_line, votes_words
from tte.engine.feed_review import after_seal, review_line
from tte.engine.state import State
from tte.engine.views import titles


class FeedRow(Struct, frozen=True):
    """A line of the feed. `group` is what filters choose by; `who` are the seats or roles concerned."""

    seq: int
    at: float
    stamp: str
    kind: str
    group: str
    who: tuple[str, ...]
    text: str
    by: str = ""
    """Who of control did it, by name where one is known; empty for what players or time did."""


def feed_row(state: State, rec: Recorded) -> FeedRow:
    """The line for an event, with names as the state knows them after it."""
    group, who, text = line_of(state, rec)
    by = _operator(state, rec)
    return FeedRow(rec.seq, rec.at, clock_text(rec.at), kind_of(rec.event), group, who, text, by)


def line_of(state: State, rec: Recorded) -> Line:
    """An event's group, whom it concerns, and its words, with names as the state knows them after it."""
    return _BEGIN.get(type(rec.event), _inject_line)(state, rec)


def _operator(state: State, rec: Recorded) -> str:
    seat = state.seats.get(rec.seat)
    if seat is None or seat.kind not in ("director", "facilitator"):
        return ""
    return f"{rec.participant} ({seat.title})" if rec.participant else seat.title


def _inject_line(state: State, rec: Recorded) -> Line:
    event = rec.event
    name = state.short_of
    match event:
        case ev.InjectReleased(inject=i, deliveries=ds, because=why):
            to = tuple(r for d in ds for r in d.to)
            words = f"{i} released to {titles(state, to)}" if ds else f"{i} went to its sender as a draft"
            return "inject", to, f"{words} ({why})"
        case ev.DraftPrepared(inject=i, seat=s):
            return "inject", (s,), f"{i}: staff draft for {name(s)}"
        case ev.DraftSent(draft=d, delivery=leg, edited=e, as_simcell=sim):
            how = " as SIMCELL" if sim else (", edited" if e else "")
            inject = state.drafts[d].inject if d in state.drafts else d
            return "inject", leg.to, f"{inject} sent by {name(rec.seat)} to {titles(state, leg.to)}{how}"
        case ev.DraftDeclined(draft=d, reason=r):
            return "inject", (rec.seat,), f"Draft {d} declined by {name(rec.seat)}{': ' + r if r else ''}"
        case ev.DraftLapsed(draft=d):
            return "inject", (), f"Draft {d} lapsed: control has it"
        case ev.InjectHeld(inject=i) | ev.InjectReadied(inject=i) | ev.InjectEdited(inject=i):
            verb = {"inject_held": "held", "inject_readied": "ready again", "inject_edited": "edited"}
            return "control", (), f"{i} {verb[kind_of(event)]}"
        case ev.InjectSkipped(inject=i, reason=r):
            return "control", (), f"{i} skipped: {r}"
        case ev.InjectDeferred(inject=i, due=due):
            return "control", (), f"{i} deferred to {clock_text(due)}"
        case ev.InjectsSlipped(seconds=s, injects=ii):
            how = "slipped" if s > 0 else "brought forward"
            return "control", (), f"{len(ii)} inject{'s'[: len(ii) != 1]} {how} by {abs(s) / 60:g} min"
        case ev.InjectRecalled(inject=i, reason=r):
            return "control", (), f"{i} recalled: {r}"
        case ev.InjectWritten(inject=spec):
            return "control", (), f"Ad hoc inject {spec.id}: {spec.title}"
        case ev.InjectOffered(inject=i, because=why):
            return "control", (), f"{i} offered: {why}"
        case ev.ItemOpened(item=i, seat=s):
            return "receipt", (s,), f"{name(s)} opened {i}"
        case ev.ItemAcknowledged(item=i, seat=s, read_back=rb):
            return "receipt", (s,), f"{name(s)} acknowledged {i}{': ' + rb if rb else ''}"
        case _:
            return _decision_line(state, rec)


def paper_words(event: ev.DecisionSubmitted) -> str:
    """That an answer was given on paper, and when."""
    if not event.on_paper:
        return ""
    return " (on paper)" if event.decided_at is None else f" (on paper, at {clock_text(event.decided_at)})"


def _decision_line(state: State, rec: Recorded) -> Line:
    event, name = rec.event, state.short_of
    match event:
        case ev.DecisionOpened(decision=d, owners=oo, due=due):
            return "decision", oo, f"{d} opened for {titles(state, oo)}, due {clock_text(due)}"
        case ev.DecisionSubmitted(decision=d, owner=o, choice=c, why=why, written=w, revision=n):
            verb = "revised" if n else "answered"
            votes = votes_words(state, d, rec.seat) + paper_words(event)
            words = f"{d} {verb} by {name(o)}: {c}{' “' + w + '”' if w else ''}. {why}{votes}"
            return "decision", (o,), words
        case ev.DecisionAmended(decision=d, owner=o):
            return "decision", (o,), f"{d}: {name(o)} added reasons"
        case ev.DecisionExtended(decision=d, due=due):
            return "decision", (), f"{d} extended to {clock_text(due)}"
        case ev.DecisionExpired(decision=d, missing=m):
            return "decision", m, f"{d} is past its deadline: {titles(state, m) or 'no agreement'}"
        case ev.WrittenRuled(decision=d, owner=o, reason=r, tracks=t):
            return "ruling", (o,), f"{d}: ruling on {name(o)}'s written answer {dict(t)}: {r}"
        case ev.DecisionClosed(decision=d, how=how, outcomes=oo):
            words = ", ".join(f"{name(o)} {c}" for o, c in oo.items())
            return "decision", tuple(oo), f"{d} closed ({how}): {words}"
        case ev.DecisionReopened(decision=d, reason=r) | ev.DecisionWithdrawn(decision=d, reason=r):
            return "ruling", (), f"{d} {kind_of(event).split('_')[1]}: {r}"
        case ev.OutcomeOverruled(decision=d, reason=r):
            return "ruling", (), f"{d} overruled: {r}"
        case _:
            return _track_line(state, rec)


def _track_line(state: State, rec: Recorded) -> Line:
    event = rec.event
    match event:
        case ev.TrackChanged(track=t, before=b, after=a, because=why):
            track = state.by_track.get(t)
            return "track", (), f"{track.name if track else t} {b} → {a} ({why})"
        case ev.DiceRolled(cause=c, chance=p, rolled=r, hit=hit, reason=why):
            words = "hit" if hit else "miss"
            return "track", (), f"Dice for {c}: {r:.2f} against {p:g}: {words}{'. ' + why if why else ''}"
        case ev.RuleRan(rule=r):
            rule = next((x.title for x in state.exercise.rules if x.id == r), r)
            return "track", (), f"Rule: {rule}"
        case ev.RulePassed() | ev.RuleRested():
            return "quiet", (), f"Rule {event.rule}: not now"
        case _:
            return _word_line(state, rec)


def _word_line(state: State, rec: Recorded) -> Line:
    event, name = rec.event, state.short_of
    match event:
        case ev.MessageSent(sender=s, to=to, channel=c, body=body):
            how = "broadcast" if event.broadcast else c
            return "message", (s, *to), f"{name(s)} → {titles(state, to)} ({how}): {body}"
        case ev.MessageDelivered(message=m):
            return "quiet", (), f"{m} delivered"
        case ev.MessageUnanswered(message=m, reason=r):
            return "message", (), f"{m} not answered: {r}"
        case ev.QueryAnswered(message=m):
            return "message", (), f"{m} answered"
        case ev.NoteTaken(body=b, objective=o):
            about = f" ({o})" if o else ""
            return "note", (), f"Note by {name(rec.seat)}{after_seal(state, rec)}{about}: {b}"
        case ev.ItemParked(body=b):
            return "note", (rec.seat,), f"Parking lot, {name(rec.seat)}: {b}"
        case ev.ActionUndone(name=n, restored=r):
            return "control", (), f"Undone: {n}{' (' + '; '.join(r) + ')' if r else ''}"
        case ev.SeatTaken(seat=s) | ev.SeatLeft(seat=s):
            return "seat", (s,), f"{name(s)} {'taken' if isinstance(event, ev.SeatTaken) else 'left'}"
        case ev.ParticipantsNamed(seat=s, names=nn):
            return "seat", (s,), f"At {name(s)}: {', '.join(nn)}"
        case ev.HeadCounted(heads=h):
            return "seat", tuple(h), f"Head count: {sum(h.values())}"
        case ev.SessionOpened(title=t) | ev.SeatOpened(title=t):
            return "quiet", (), f"{'Session' if isinstance(event, ev.SessionOpened) else 'Seat'} opened: {t}"
        case ev.PracticeSent() | ev.PracticeAnswered():
            return "seat", (), f"Communications check: {kind_of(event).split('_')[1]}"
        case ev.NoDuffCalled(reason=r):
            by = name(rec.seat)
            who = f"{rec.participant}, {by}" if rec.participant else by
            return "control", (rec.seat,), f"NO DUFF, REAL WORLD EMERGENCY, called by {who}: {r}"
        case ev.Unknown(kind=k):
            return "unknown", (), f"Unknown event “{k}” of a newer version: kept, without effect"
        case _:
            known = people_line(state, event) or review_line(state, rec)
            return known or ("control", (), control_words(event))


def control_words(event: ev.Event) -> str:
    """Control words as they are called out."""
    match event:
        case ev.SessionForked(origin_name=o, origin_event=n):
            return f"NOT PLAYED from here on: forked from {o} after event {n}"
        case ev.ExerciseStarted():
            return "StartEx"
        case ev.ExercisePaused(reason=r):
            return f"PauseEx{': ' + r if r else ''}"
        case ev.ExerciseResumed():
            return "ResumeEx"
        case ev.RateSet(rate=r):
            return f"Rate x{r:g}"
        case ev.PaceSet(pace=p):
            return f"Pace: {p}"
        case ev.MoveEnded(move=m):
            return f"Move {m} is over: time jump offered"
        case ev.TimeJumped(name=n, to_at=at, expired=e):
            return f"Time jump “{n}” to {clock_text(at)}{'; expired: ' + ', '.join(e) if e else ''}"
        case ev.ExerciseEnded(reason=r):
            return f"EndEx{': ' + r if r else ''}"
        case ev.ExerciseReopened(reason=r):
            return f"Reopened after EndEx: {r}"
        case ev.LogSealed():
            return "Log sealed"
        case ev.NoDuffCalled(reason=r):
            return f"NO DUFF, REAL WORLD EMERGENCY: {r}"
        case ev.NoDuffReleased(heads=h):
            return f"NO DUFF released, {h} heads counted"
        case ev.ClockInterrupted(gap=g):
            return f"The clock was interrupted for {g:.0f} s; that time does not count"
        case ev.EndOffered():
            return "EndEx offered: the threshold was crossed again"
        case _:
            return kind_of(event)


_BEGIN: dict[type[ev.Event], Callable[[State, Recorded], Line]] = {
    **dict.fromkeys(
        (
            ev.DecisionOpened, ev.DecisionSubmitted, ev.DecisionAmended, ev.DecisionExtended,
            ev.DecisionExpired, ev.WrittenRuled, ev.DecisionClosed, ev.DecisionReopened,
            ev.DecisionWithdrawn, ev.OutcomeOverruled,
        ),
        _decision_line,
    ),
    **dict.fromkeys(
        (ev.TrackChanged, ev.DiceRolled, ev.RuleRan, ev.RulePassed, ev.RuleRested), _track_line
    ),
    **dict.fromkeys(
        (
            ev.MessageSent, ev.MessageDelivered, ev.MessageUnanswered, ev.QueryAnswered, ev.NoteTaken,
            ev.ItemParked, ev.ActionUndone, ev.SeatTaken, ev.SeatLeft,
        ),
        _word_line,
    ),
}  # fmt: skip
"""Where to begin to look for an event's words; all others from the first."""
