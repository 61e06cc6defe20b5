"""Decisions in full: the decision record of doctrine, drawn from the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tte.engine import events as ev
from tte.engine.clock import clock_text
from tte.engine.events import Event, Recorded
from tte.engine.feed import paper_words
from tte.engine.state import DecisionState, Submission
from tte.engine.views import titles
from tte.exercise.models import Decision
from tte.review.first_votes import votes_on
from tte.review.known import Receipts
from tte.review.model_decisions import (
    Amendment,
    Answer,
    DecisionRecord,
    DissentRecord,
    EarlierAnswer,
    Known,
    OptionRecord,
    OutcomeRecord,
    Stamp,
    TrackMove,
    TrailEntry,
)
from tte.review.msel import Msel
from tte.review.walk import Taker, Walk

WRITTEN = "written"


@dataclass(slots=True)
class _Step:
    """An event of a decision, with when and by whom."""

    rec: Recorded
    stamp: Stamp
    by: str
    words: str = ""
    simcell: bool = False


@dataclass(slots=True)
class _Move:
    before: int
    after: int
    events: list[int]


@dataclass(slots=True)
class _Raw:
    steps: list[_Step] = field(default_factory=list)
    before: dict[int, Mapping[str, int]] = field(default_factory=dict)
    """By command that brought an outcome: all tracks just before it."""
    moves: dict[int, dict[str, _Move]] = field(default_factory=dict)


def _given_at(step: _Step) -> float:
    """When an answer was given, in exercise seconds: on paper before it was entered."""
    event = step.rec.event
    given = event.decided_at if isinstance(event, ev.DecisionSubmitted) else None
    return step.stamp.at if given is None else given


class Decisions:
    """Follows each decision from its opening to its last ruling."""

    def __init__(self, walk: Walk, receipts: Receipts, msel: Msel) -> None:
        self.walk = walk
        self.receipts = receipts
        self.msel = msel
        self._raw: dict[str, _Raw] = {}
        self._cast: dict[tuple[str, str, str], int] = {}

    def takers(self) -> dict[type[Event], Taker]:
        return {
            ev.DecisionOpened: self._opened, ev.DecisionSubmitted: self._submitted,
            ev.DecisionAmended: self._amended, ev.DecisionExtended: self._extended,
            ev.DecisionExpired: self._expired, ev.WrittenRuled: self._ruled, ev.DecisionClosed: self._closed,
            ev.DecisionReopened: self._reopened, ev.DecisionWithdrawn: self._withdrawn,
            ev.OutcomeOverruled: self._overruled, ev.TrackChanged: self._moved,
            ev.FirstVoteCast: self._voted,
        }  # fmt: skip

    # --- taking -------------------------------------------------------------------------------------------

    def _step(
        self, decision: str, rec: Recorded, words: str, *, simcell: bool = False, unnamed: bool = False
    ) -> _Raw:
        raw = self._raw.setdefault(decision, _Raw())
        by = "" if unnamed else self.walk.by(rec)
        raw.steps.append(_Step(rec, self.walk.stamp(rec), by, words, simcell))
        return raw

    def _opened(self, event: ev.DecisionOpened, rec: Recorded) -> None:
        owners = titles(self.walk.state, event.owners)
        self._step(event.decision, rec, f"opened for {owners}, due {clock_text(event.due)}")

    def _submitted(self, event: ev.DecisionSubmitted, rec: Recorded) -> None:
        verb = f"revised (revision {event.revision})" if event.revision else "answered"
        name = self.walk.state.short_of(event.owner)
        seat = self.walk.state.seats.get(rec.seat)
        self._step(
            event.decision,
            rec,
            f"{verb} by {name}: {event.choice}{paper_words(event)}",
            simcell=seat is None or seat.kind != "player",
        )

    def _voted(self, event: ev.FirstVoteCast, rec: Recorded) -> None:
        self._cast[event.decision, event.seat, event.voter] = rec.seq

    def _amended(self, event: ev.DecisionAmended, rec: Recorded) -> None:
        # who typed an anonymous dissent would give its author away
        unnamed = any(not dissent.name for dissent in event.dissent)
        words = f"reasons added for {self.walk.state.short_of(event.owner)}"
        self._step(event.decision, rec, words, unnamed=unnamed)

    def _extended(self, event: ev.DecisionExtended, rec: Recorded) -> None:
        self._step(event.decision, rec, f"extended to {clock_text(event.due)}")

    def _expired(self, event: ev.DecisionExpired, rec: Recorded) -> None:
        missing = titles(self.walk.state, event.missing)
        self._step(
            event.decision, rec, f"deadline passed, {f'missing: {missing}' if missing else 'no agreement'}"
        )

    def _ruled(self, event: ev.WrittenRuled, rec: Recorded) -> None:
        effects, name = self._effects(event.tracks), self.walk.state.short_of(event.owner)
        self._step(
            event.decision, rec,
            f"control ruled the written answer of {name}: {effects}. {event.reason}",
        )  # fmt: skip

    def _closed(self, event: ev.DecisionClosed, rec: Recorded) -> None:
        raw = self._step(event.decision, rec, f"closed ({event.how}): {self._outcomes(event.outcomes)}")
        raw.before[rec.seq] = dict(self.walk.state.tracks)

    def _reopened(self, event: ev.DecisionReopened, rec: Recorded) -> None:
        self._step(event.decision, rec, f"reopened until {clock_text(event.due)}: {event.reason}")

    def _withdrawn(self, event: ev.DecisionWithdrawn, rec: Recorded) -> None:
        self._step(event.decision, rec, f"withdrawn: {event.reason}")

    def _overruled(self, event: ev.OutcomeOverruled, rec: Recorded) -> None:
        ruled = f"; effects ruled: {self._effects(event.tracks)}" if event.tracks else ""
        raw = self._step(
            event.decision, rec,
            f"overruled by control: {self._outcomes(event.outcomes)}{ruled}. {event.reason}",
        )  # fmt: skip
        taken_back = raw.moves.get(rec.command, {})
        raw.before[rec.seq] = {
            **self.walk.state.tracks, **{track: move.before for track, move in taken_back.items()}
        }  # fmt: skip

    def _moved(self, event: ev.TrackChanged, rec: Recorded) -> None:
        if event.cause not in self.walk.state.decisions:
            return
        moves = self._raw.setdefault(event.cause, _Raw()).moves.setdefault(rec.command, {})
        move = moves.get(event.track)
        if move is None:
            moves[event.track] = _Move(event.before, event.after, [rec.seq])
        else:
            move.after = event.after
            move.events.append(rec.seq)

    def _outcomes(self, outcomes: Mapping[str, str]) -> str:
        if len(set(outcomes.values())) == 1:
            return next(iter(outcomes.values()))
        return ", ".join(f"{self.walk.state.short_of(o)} {c}" for o, c in outcomes.items())

    def _effects(self, tracks: Mapping[str, int]) -> str:
        by_track = self.walk.state.by_track
        words = [f"{by_track[t].name if t in by_track else t} {d:+d}" for t, d in tracks.items()]
        return ", ".join(words) or "no effect"

    # --- telling ------------------------------------------------------------------------------------------

    def records(self) -> tuple[DecisionRecord, ...]:
        """In the order in which they were opened; those that were not, last."""
        state = self.walk.state
        found = [
            self._record(state.by_decision[name], standing, self._raw.get(name, _Raw()))
            for name, standing in state.decisions.items()
            if name in state.by_decision
        ]
        never = float("inf")
        return tuple(sorted(found, key=lambda d: d.opened.seq if d.opened else never))

    def _standing(self, raw: _Raw, *kinds: type[Event], after: int = 0) -> list[_Step]:
        """The steps of these kinds that were not undone."""
        return [
            s for s in raw.steps
            if isinstance(s.rec.event, kinds) and s.rec.seq > after and not self.walk.is_undone(s.rec.command)
        ]  # fmt: skip

    def _record(self, decision: Decision, standing: DecisionState, raw: _Raw) -> DecisionRecord:
        state = self.walk.state
        openings = self._standing(raw, ev.DecisionOpened)
        opened = openings[-1].stamp if openings else None
        closings = self._standing(raw, ev.DecisionClosed, after=opened.seq if opened else 0)
        decided = closings[0].stamp if closings else None
        paper = self._settled_on_paper(raw, closings[0]) if closings else None
        given = paper.decided_at if paper else None
        latency = self._waited(opened, decided, given) if opened and decided else None
        release = self.msel.release_of(standing.inject) if standing.inject else None
        spec = state.specs.get(standing.inject)
        dissent = self._dissent(decision.id, raw, decided)
        trail = tuple(
            TrailEntry(s.stamp, s.words, s.by, self.walk.is_undone(s.rec.command)) for s in raw.steps
        )
        seqs = {s.rec.seq for s in raw.steps}
        return DecisionRecord(
            id=decision.id, title=decision.title, question=decision.question, mode=decision.mode,
            authority=decision.authority, objectives=decision.objectives, status=standing.status,
            owners=decision.owners, owner_titles=tuple(state.title_of(o) for o in decision.owners),
            trigger=standing.inject, trigger_title=spec.title if spec else "",
            trigger_wait=self.walk.played(release.wall, opened.wall) if release and opened else None,
            opened=opened, decided=decided, due=standing.due, latency=latency,
            exercise_latency=(decided.at if given is None else given) - opened.at
            if opened and decided else None,
            answers=tuple(self._answer(decision, standing, raw, o, opened, decided) for o in decision.owners)
            if raw.steps else (),
            outcomes=tuple(self._outcome(decision, raw, s) for s in raw.steps if s.rec.seq in raw.before),
            net=dict(standing.applied) if standing.status == "closed" else {},
            dissent=dissent, trail=trail, sources=decision.sources, events=tuple(sorted(seqs)),
            first_votes=votes_on(state, decision, self._cast, self._choice_title),
            on_paper=paper is not None,
        )  # fmt: skip

    def _settled_on_paper(self, raw: _Raw, closing: _Step) -> ev.DecisionSubmitted | None:
        """The answer on paper that closed a decision, or whose owner was the last of those on paper."""
        last: dict[str, _Step] = {}
        for step in self._standing(raw, ev.DecisionSubmitted):
            if isinstance(step.rec.event, ev.DecisionSubmitted) and step.rec.seq < closing.rec.seq:
                last[step.rec.event.owner] = step
        if not any(step.rec.command == closing.rec.command for step in last.values()):
            return None  # it was not an answer that closed it
        latest = max(last.values(), key=_given_at).rec.event
        return latest if isinstance(latest, ev.DecisionSubmitted) and latest.on_paper else None

    def _waited(self, opened: Stamp, entered: Stamp, given: float | None) -> float:
        """Seconds played from opening to an answer; `given` (exercise seconds) if it stood on paper before.

        The exercise clock runs evenly while a decision is open: the share of one is the share of the other.
        """
        played = self.walk.played(opened.wall, entered.wall)
        if given is None or entered.at <= opened.at:
            return played
        return played * (min(max(given, opened.at), entered.at) - opened.at) / (entered.at - opened.at)

    def _choice_title(self, decision: Decision, choice: str) -> str:
        if choice == WRITTEN:
            return "An answer of its own"
        option = decision.options.get(choice)
        return option.title if option else ""

    def _outcome(self, decision: Decision, raw: _Raw, step: _Step) -> OutcomeRecord:
        event, rec = step.rec.event, step.rec
        assert isinstance(event, ev.DecisionClosed | ev.OutcomeOverruled)
        by_track = self.walk.state.by_track
        moves = tuple(
            TrackMove(track, by_track[track].name, m.before, m.after, tuple(m.events))
            for track, m in raw.moves.get(rec.command, {}).items()
            if track in by_track and m.before != m.after
        )
        closed = isinstance(event, ev.DecisionClosed)
        choices = {c: self._choice_title(decision, c) for c in event.outcomes.values()}
        return OutcomeRecord(
            how=event.how if isinstance(event, ev.DecisionClosed) else "overruled",
            words="; ".join(f"{c}: {title}" if title else c for c, title in choices.items()),
            outcomes=dict(event.outcomes),
            defaulted=event.defaulted if isinstance(event, ev.DecisionClosed) else (),
            reason=event.reason, by=step.by if not closed or self.walk.by_control(rec) else "",
            stamp=step.stamp, before=raw.before[rec.seq], moves=moves,
            undone=self.walk.is_undone(rec.command),
            events=(rec.seq, *sorted(e for m in moves for e in m.events)),
        )  # fmt: skip

    def _answer(
        self,
        decision: Decision,
        standing: DecisionState,
        raw: _Raw,
        owner: str,
        opened: Stamp | None,
        decided: Stamp | None,
    ) -> Answer:
        state = self.walk.state
        given = [
            s for s in self._standing(raw, ev.DecisionSubmitted)
            if isinstance(s.rec.event, ev.DecisionSubmitted) and s.rec.event.owner == owner
        ]  # fmt: skip
        submission = standing.submissions.get(owner)
        last = given[-1] if submission and given else None
        former = given[:-1] if last else given
        answer = submission or Submission(owner, "")
        outcome = standing.outcomes.get(owner, "")
        ruling = standing.rulings.get(owner)
        amendments = self._amendments(raw, owner, decided, after=last.rec.seq if last else 0)
        as_of = last.rec.seq if last else decided.seq if decided else self.walk.state.version
        # a default needs nobody at the keys: what counts is whether somebody could have read
        simcell = last.simcell if last else state.holder_of(owner) is None
        defaulted = owner in standing.defaulted
        entry = last.rec.event if last else None
        paper_at = entry.decided_at if isinstance(entry, ev.DecisionSubmitted) else None
        return Answer(
            owner=owner, owner_title=state.title_of(owner),
            state="answered" if last else "defaulted" if defaulted else "no answer",
            stamp=last.stamp if last else None,
            latency=self._waited(opened, last.stamp, paper_at) if opened and last else None,
            seat=state.title_of(answer.seat) if answer.seat else "", by=answer.by, choice=answer.choice,
            choice_title=self._choice_title(decision, answer.choice), outcome=outcome,
            outcome_title=self._choice_title(decision, outcome), written=answer.written, why=answer.why,
            rejected=answer.rejected, assumptions=answer.assumptions, expected=answer.expected,
            confidence=answer.confidence, participants=answer.participants,
            options=tuple(
                OptionRecord(key, option.title, option.text, key in answer.locked)
                for key, option in decision.options.items()
            ),
            amendments=amendments, earlier=tuple(self._earlier(decision, s) for s in former),
            ruling=f"{self._effects(ruling.tracks)}. {ruling.reason}" if ruling else "",
            known=self._known(owner, as_of, simcell),
            events=tuple(sorted({*([last.rec.seq] if last else []), *(a.stamp.seq for a in amendments)})),
            on_paper=isinstance(entry, ev.DecisionSubmitted) and entry.on_paper, paper_at=paper_at,
        )  # fmt: skip

    def _known(self, owner: str, as_of: int, simcell: bool) -> Known:
        return self.receipts.known(owner, as_of, simcell=simcell)

    def _earlier(self, decision: Decision, step: _Step) -> EarlierAnswer:
        event = step.rec.event
        assert isinstance(event, ev.DecisionSubmitted)
        return EarlierAnswer(
            step.stamp,
            event.choice,
            self._choice_title(decision, event.choice),
            event.written,
            event.why,
            step.by,
        )

    def _amendments(
        self, raw: _Raw, owner: str, decided: Stamp | None, *, after: int
    ) -> tuple[Amendment, ...]:
        found = []
        for step in self._standing(raw, ev.DecisionAmended, after=after):
            event = step.rec.event
            if not isinstance(event, ev.DecisionAmended) or event.owner != owner:
                continue
            late = decided is not None and step.rec.seq > decided.seq
            since = (step.stamp.wall - decided.wall) / 1000 if late and decided else None
            found.append(Amendment(step.stamp, step.by, since, _given(event)))
        return tuple(found)

    def _dissent(self, decision: str, raw: _Raw, decided: Stamp | None) -> tuple[DissentRecord, ...]:
        """Every disagreement that was ever given, each once, also those of answers revised since."""
        found: dict[tuple[str, str, str], DissentRecord] = {}
        for step in raw.steps:
            event = step.rec.event
            if not isinstance(event, ev.DecisionSubmitted | ev.DecisionAmended):
                continue
            late = decided is not None and step.rec.seq > decided.seq
            owner = self.walk.state.short_of(event.owner)
            for dissent in event.dissent:
                # one seat that speaks for several owners dissents once
                key = (step.rec.seat, dissent.name, dissent.text)
                if key in found:
                    events = (*found[key].events, step.rec.seq)
                    found[key] = replace(found[key], events=events)
                else:
                    found[key] = DissentRecord(
                        decision, owner, dissent.name, dissent.text, late, step.stamp.at, (step.rec.seq,)
                    )
        return tuple(found.values())


def _given(event: ev.DecisionAmended) -> tuple[tuple[str, str], ...]:
    """The reasons that an amendment gave, by name."""
    found = [(name, str(getattr(event, name))) for name in ("why", "rejected", "assumptions", "expected")]
    found.append(("confidence", "" if event.confidence is None else str(event.confidence)))
    found += [("dissent", f"{d.name or 'anonymous'}: {d.text}") for d in event.dissent]
    found.append(("participants", ", ".join(event.participants)))
    return tuple((name, value) for name, value in found if value)
