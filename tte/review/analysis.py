"""The analysis of a session: a pure function of its exercise and its events."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tte.engine import events as ev
from tte.engine.balance import balance
from tte.engine.endings import aims_met, ending_of
from tte.engine.events import Recorded
from tte.engine.facts import StateFacts
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Ending, Exercise
from tte.review.decisions import Decisions
from tte.review.evaluation import evaluation_of
from tte.review.glossary import glossary_of
from tte.review.known import Receipts
from tte.review.model import (
    AimRecord,
    Analysis,
    Citation,
    EndingRecord,
    EndingTest,
    JumpRecord,
    Latency,
    Overview,
    RoleAims,
    WorkloadRecord,
)
from tte.review.model_decisions import (
    DecisionRecord,
)
from tte.review.msel import Msel
from tte.review.record import Record
from tte.review.stops import stamp_or_last
from tte.review.talk import Talk, pairs_of
from tte.review.tracks import Tracks
from tte.review.walk import Walk


def analyse(
    exercise: Exercise,
    history: Sequence[Recorded],
    *,
    session_name: str,
    session_id: str = "",
    generated_wall: int,
    verified: bool | None,
    head: str = "",
) -> Analysis:
    """What happened at a session. One pass over the events; the same input gives the same analysis.

    `verified` says whether whoever read the log found its hash chain whole (None: not looked at).
    `generated_wall` is UTC in milliseconds, `head` the hash of the last event (hex). An empty or unstarted
    session gives an interim analysis.
    """
    walk = Walk(exercise)
    receipts, msel, talk, tracks = Receipts(walk), Msel(walk), Talk(walk), Tracks(walk)
    decisions, record = Decisions(walk, receipts, msel), Record(walk)
    walk.listen(receipts, msel, talk, tracks, decisions, record)
    walk.listen_all(record.line)
    walk.run(history)
    at = _end_time(walk)
    found, jumps, lines = decisions.records(), record.jumps(), msel.records()
    channels = talk.records(msel.channel_counts())
    ending = _ending(walk, at)
    opening = next((r.event for r in history if isinstance(r.event, ev.SessionOpened)), None)
    overview = _overview(
        walk, opening, jumps, record.pace(opening.pace if opening else ""), at,
        session_name, session_id, generated_wall, verified, head,
    )  # fmt: skip
    return Analysis(
        overview=overview,
        interim=walk.ended is None,
        seats=record.seats(),
        ending=ending,
        aims=_aims(walk, at),
        tracks=tracks.records(),
        moves=tuple((m.id, m.title, m.start * 60, m.end * 60) for m in walk.state.moves),
        decisions=found,
        latency=latency_of(found),
        msel=lines,
        channels=channels,
        pairs=pairs_of(channels),
        workload=_workload(walk, receipts, found),
        evaluation=evaluation_of(walk, record, found, lines),
        other_notes=record.notes(""),
        parked=record.parked(),
        dissent=tuple(d for decision in found for d in decision.dissent),
        rulings=record.rulings(),
        undone=record.undone(),
        stops=walk.stops.records(stamp_or_last(walk.ended, walk.last)),
        jumps=jumps,
        hot_wash=exercise.hot_wash,
        truth=exercise.truth,
        citations=_citations(exercise, found, ending),
        timeline=record.timeline(),
        unknown=record.unknown(),
        glossary=glossary_of(exercise),
        people=record.people(found),
        balance=balance(walk.state, history),
    )


def _end_time(walk: Walk) -> float:
    """Exercise time at EndEx, or at the last event of a session that still runs."""
    return walk.state.clock.at(stamp_or_last(walk.ended, walk.last))


def _overview(
    walk: Walk,
    opening: ev.SessionOpened | None,
    jumps: tuple[JumpRecord, ...],
    pace: str,
    at: float,
    session_name: str,
    session_id: str,
    generated_wall: int,
    verified: bool | None,
    head: str,
) -> Overview:
    exercise, setup = walk.exercise, walk.state.setup
    start, end = walk.started, stamp_or_last(walk.ended, walk.last)
    wall = max(0, end - start.wall) / 1000 if start else 0.0
    return Overview(
        exercise=exercise.id, title=exercise.title, version=exercise.version, kind=exercise.kind,
        purpose=exercise.purpose, summary=exercise.summary, threat=exercise.threat, sponsor=exercise.sponsor,
        scope=exercise.scope, handling=exercise.handling.report, session=session_name, session_id=session_id,
        name=setup.name if setup else "", seating=setup.seating.title if setup else "",
        cut=setup.cut.title if setup and setup.cut else "", pace=pace, seed=setup.seed if setup else 0,
        unattended=bool(setup and setup.unattended), phase=walk.state.phase, started=start, ended=walk.ended,
        wall_seconds=wall, stopped_seconds=wall - walk.played(start.wall, end) if start else 0.0,
        exercise_seconds=at, jumped_seconds=sum(j.to_at - j.from_at for j in jumps if not j.undone),
        generated_wall=generated_wall, digest=opening.digest if opening else "",
        tte_version=opening.tte_version if opening else "", event_count=walk.count, verified=verified,
        events=tuple(s.seq for s in (start, walk.ended) if s), head=head,
        sealed=walk.state.now["sealed_at"], forked=_forked(walk),
    )  # fmt: skip


def _forked(walk: Walk) -> str:
    """For a fork: the session and event that it comes from, in words."""
    fork: ev.SessionForked | None = walk.state.now["forked"]
    return f"{fork.origin_name or fork.origin} after event {fork.origin_event}" if fork else ""


def _workload(
    walk: Walk, receipts: Receipts, decisions: Sequence[DecisionRecord]
) -> tuple[WorkloadRecord, ...]:
    """What reached each player's seat after StartEx, decisions put to its roles included."""
    found = []
    for seat in walk.state.seats.values():
        if seat.kind != "player":
            continue
        steps = [
            (at, seq, kind) for kind, (seq, at) in receipts.sent_to(seat.id)
            if walk.started and seq > walk.started.seq
        ]  # fmt: skip
        put = [d.opened for d in decisions if d.opened and set(d.owners) & set(seat.roles)]
        steps += [(stamp.at, stamp.seq, "decision") for stamp in put]
        steps.sort()
        kinds = [kind for _, _, kind in steps]
        found.append(
            WorkloadRecord(
                seat.id, seat.title, tuple(max(0.0, at) for at, _, _ in steps), kinds.count("inject"),
                kinds.count("message"), len(put), tuple(sorted(seq for _, seq, _ in steps)),
            )
        )  # fmt: skip
    return tuple(found)


def _ending(walk: Walk, at: float) -> EndingRecord:
    """The ending that the log names; while the exercise runs, the one that would come now."""
    state, exercise = walk.state, walk.exercise
    if state.setup is None:  # no session has been opened: there are no tracks to test
        return EndingRecord("", "", "", (), (), "", True, (), ())
    provisional = walk.ended is None
    name, overlays = ending_of(state, at) if provisional else (state.now["ending"], state.now["overlays"])
    facts = StateFacts(state, at)

    def explain(ending: Ending) -> str:
        if ending.when is None:
            return "no condition: it comes where no other ending does"
        return compile_condition(ending.when).explain(facts)

    tests = []
    for ending in exercise.endings:
        if ending.overlay:
            continue
        holds = ending.when is None or compile_condition(ending.when).holds(facts)
        tests.append(EndingTest(ending.id, ending.title, ending.when or "", holds, explain(ending)))
        if ending.id == name:
            break
    by_id = {e.id: e for e in exercise.endings}
    chosen = by_id.get(name)
    laid = [by_id[o] for o in overlays if o in by_id]
    sources = dict.fromkeys(s for e in (*([chosen] if chosen else []), *laid) for s in e.sources)
    return EndingRecord(
        id=name, title=chosen.title if chosen else name, narrative=chosen.narrative if chosen else "",
        tests=tuple(tests), overlays=tuple((e.id, e.title, e.narrative, explain(e)) for e in laid),
        reason=walk.end_reason, provisional=provisional, sources=tuple(sources),
        events=(walk.ended.seq,) if walk.ended else (),
    )  # fmt: skip


def _aims(walk: Walk, at: float) -> tuple[RoleAims, ...]:
    if walk.state.setup is None:
        return ()
    met, facts = aims_met(walk.state, at), StateFacts(walk.state, at)
    return tuple(
        RoleAims(
            role.id, role.title, role.side,
            tuple(
                AimRecord(
                    aim.text, holds, "" if holds is None else compile_condition(aim.when).explain(facts)
                )
                for aim, holds in zip(role.brief.aims, met.get(role.id, ()), strict=False)
            ),
        )
        for role in walk.exercise.roles
    )  # fmt: skip


def latency_of(decisions: Sequence[DecisionRecord]) -> Latency:
    """Median and worst of how long decisions took, of those that were decided."""
    timed = sorted(
        ((d.latency, d) for d in decisions if d.latency is not None and d.opened and d.decided),
        key=lambda pair: pair[0],
    )
    if not timed:
        return Latency(0, None, None, "", ())
    worst, decision = timed[-1]
    events = tuple(s.seq for _, d in timed for s in (d.opened, d.decided) if s)
    return Latency(len(timed), median(t for t, _ in timed), worst, decision.id, tuple(sorted(events)))


def _citations(
    exercise: Exercise, decisions: Sequence[DecisionRecord], ending: EndingRecord
) -> tuple[Citation, ...]:
    """What the decisions that were opened and the ending cite, with the text of real facts."""
    cited: dict[str, list[str]] = {}
    for decision in decisions:
        if decision.opened is not None:
            for source in decision.sources:
                cited.setdefault(source, []).append(decision.id)
    for source in ending.sources:
        cited.setdefault(source, []).append("ending")
    texts = {fact.id: fact.text for fact in exercise.facts}
    return tuple(
        Citation(source, texts.get(source, ""), tuple(by))
        for source, by in sorted(cited.items(), key=_by_number)
    )


def _by_number(row: tuple[str, list[str]]) -> tuple[str, int]:
    letters = row[0].rstrip("0123456789")
    return letters, int(row[0][len(letters) :] or 0)
