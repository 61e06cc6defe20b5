"""What control sees: everything, arranged for somebody who is overloaded."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tte.engine import undo
from tte.engine.answers import unanswered
from tte.engine.clock import left_text
from tte.engine.facts import StateFacts
from tte.engine.handle_control import next_move
from tte.engine.handle_decisions import unruled
from tte.engine.msel_view import MselRow, msel_rows
from tte.engine.state import Countdown, DecisionState, Emergency, Phase, State
from tte.engine.views import ClockView, clock_view, countdown_at, titles
from tte.engine.views_text import options_of
from tte.engine.votes import has_answered, votes_missing, votes_of
from tte.exercise.conditions import compile_condition
from tte.exercise.models import CONTROL, MARKING


class OpenDecisionRow(Struct, frozen=True):
    id: str
    title: str
    mode: str
    status: str
    due: float | None
    remaining: float | None
    answered: tuple[tuple[str, str], ...]
    """Owner's title and answer, or a dash."""
    owners: tuple[str, ...]
    missing: tuple[str, ...]
    unruled: tuple[str, ...]
    """Owners whose written answer waits for a ruling."""
    locked: tuple[str, ...]
    default: str
    votes: tuple[tuple[str, int, int], ...] = ()
    """Where a first vote is under way: seat's title, how many have voted, of how many. Never what."""


class TrackRow(Struct, frozen=True):
    id: str
    name: str
    value: int
    low: int
    high: int
    band: str
    better: str


class QueueRow(Struct, frozen=True):
    """A question to control or an absent party that waits for an answer."""

    id: str
    sender: str
    to: str
    channel: str
    body: str
    at: float
    age: float
    answered: bool


class NextStep(Struct, frozen=True):
    """What an overloaded facilitator may do next with one key: an action of `conduct` and its argument."""

    action: str
    argument: str
    words: str
    urgent: bool = False
    due: float | None = None
    """When its inject is planned, exercise seconds; None for what has no plan."""

    def told(self, at: float) -> str:
        """The words; where the inject's time lies ahead, they say right after its number by how much."""
        if self.due is None or self.due <= at:
            return self.words
        number = f" {self.argument}"
        return self.words.replace(number, f"{number} (in {left_text(self.due - at)})", 1)


class SeatRow(Struct, frozen=True):
    id: str
    title: str
    kind: str
    people: tuple[str, ...]
    open_at: int
    """Number of terminals that the seat is open at."""
    unread: int
    heads: int | None
    frozen: bool = False
    locked: bool = False
    why: str = ""
    """Control's reason for that."""
    terminals: tuple[str, ...] = ()


class CutRow(Struct, frozen=True):
    """An inject that could be cut to make up time, and what would be lost."""

    inject: str
    title: str
    objectives: tuple[str, ...]
    lost: tuple[str, ...]
    """Objectives that nothing still to come would cover."""


class ControlView(Struct, frozen=True):
    version: int
    exercise: str
    marking: str
    handling: str
    session: str
    clock: ClockView
    msel: tuple[MselRow, ...]
    decisions: tuple[OpenDecisionRow, ...]
    tracks: tuple[TrackRow, ...]
    queue: tuple[QueueRow, ...]
    next_up: tuple[NextStep, ...]
    seats: tuple[SeatRow, ...]
    drafts: tuple[tuple[str, str, str, str], ...]
    """Waiting, declined or lapsed staff drafts: id, inject, seat's title, status."""
    undoable: str
    """Name of the control action that undo would take back; empty if there is none."""
    behind: float
    """Seconds by which the first unreleased inject is overdue."""
    ending: str = ""
    emergency: Emergency | None = None
    countdown: Countdown | None = None
    wall_tracks: bool = False


def control_view(state: State, wall: int) -> ControlView:
    """All of the state as control reads it at a wall time (UTC, ms)."""
    clock = clock_view(state, wall)
    action = undo.last_action(state)
    overdue = [clock.at - s.due for s in state.injects.values() if s.status == "ready" and s.due is not None]
    return ControlView(
        version=state.version, exercise=state.exercise.title, marking=MARKING,
        handling=state.exercise.handling.msel, session=state.setup.name if state.setup else "", clock=clock,
        msel=msel_rows(state), decisions=open_decisions(state, clock.at), tracks=track_rows(state),
        queue=queue_rows(state, clock.at), next_up=next_up(state, clock.at), seats=seat_rows(state),
        drafts=tuple((d.id, d.inject, state.title_of(d.seat), d.status) for d in state.drafts.values()
                     if d.status != "sent"),
        undoable=action.name if action and not action.barrier else "",
        behind=max(0.0, *overdue) if overdue else 0.0, ending=state.now["ending"],
        emergency=state.now.get("emergency"), countdown=countdown_at(state, wall),
        wall_tracks=state.now["wall_tracks"],
    )  # fmt: skip


def open_decisions(state: State, at: float) -> tuple[OpenDecisionRow, ...]:
    """Decisions that are open or expired, by deadline."""
    rows = [
        _decision_row(state, decision_id, standing, at)
        for decision_id, standing in state.decisions.items()
        if standing.status in ("open", "expired")
    ]
    return tuple(sorted(rows, key=lambda r: (r.status != "expired", r.due or 0)))


def _decision_row(state: State, decision_id: str, standing: DecisionState, at: float) -> OpenDecisionRow:
    decision = state.by_decision[decision_id]
    answers = {o: standing.submissions[o].choice for o in decision.owners if o in standing.submissions}
    return OpenDecisionRow(
        decision_id, decision.title, decision.mode, standing.status, standing.due,
        None if standing.due is None else standing.due - at,
        tuple((state.short_of(o), answers.get(o, "–")) for o in decision.owners), decision.owners,
        unanswered(standing, decision.owners),
        unruled(decision, standing),
        tuple(key for key, _, locked in options_of(state, decision, at) if locked), decision.default,
        _votes_under_way(state, decision.id, decision.owners),
    )  # fmt: skip


def _votes_under_way(
    state: State, decision: str, owners: tuple[str, ...]
) -> tuple[tuple[str, int, int], ...]:
    found = []
    for seat in state.seats.values():
        if set(owners) & set(seat.roles) and not has_answered(state, decision, seat):
            cast, missing = votes_of(state, decision, seat.id), votes_missing(state, decision, seat)
            if cast or missing:
                found.append((seat.title, len(cast), len(cast) + len(missing)))
    return tuple(found)


def track_rows(state: State) -> tuple[TrackRow, ...]:
    return tuple(
        TrackRow(
            t.id, t.name, value := state.tracks.get(t.id, t.start), t.low, t.high, t.band(value), t.better
        )
        for t in state.exercise.tracks
    )  # fmt: skip


def queue_rows(state: State, at: float) -> tuple[QueueRow, ...]:
    """The queue, oldest unanswered first."""
    rows = [
        QueueRow(m.id, state.short_of(m.sender), titles(state, m.to), m.channel, m.body, m.sent_at,
                 at - m.sent_at, m.answered)
        for m in state.messages.values() if m.queued
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda r: (r.answered, r.at)))


def seat_rows(state: State) -> tuple[SeatRow, ...]:
    unread: dict[str, int] = {}
    for (_, seat), receipt in state.receipts.items():
        if receipt.opened is None:
            unread[seat] = unread.get(seat, 0) + 1
    return tuple(
        SeatRow(
            s.id, s.title, s.kind, s.participants, len(s.terminals), unread.get(s.id, 0), s.heads,
            barred.frozen, barred.locked, barred.reason, s.terminals,
        )
        for s in state.seats.values() for barred in [state.bar_on(s.id)]
    )  # fmt: skip


def next_up(state: State, at: float) -> tuple[NextStep, ...]:
    """What to do next, the most urgent first; one key takes the first."""
    phase: Phase = state.phase
    if phase == "prepared":
        return (NextStep("start", "", "StartEx: begin play"),)
    if phase == "no_duff":
        return (NextStep("release-no-duff", "", "Release NO DUFF, with a head count", True),)
    if phase in ("ended", "sealed"):
        return (NextStep("report", "", "Write the report"),)
    steps = list(_urgent(state, at))
    if phase == "paused":
        steps.append(NextStep("resume", "", "ResumeEx: let play go on"))
    steps += _offers(state)
    planned = _planned(state, at)
    return (*steps, *planned[:1], *_absent(state, at, late=False), *planned[1:])


LATE = 120.0
"""Seconds before a deadline from which an absent owner's answer comes before the next release."""


def _absent(state: State, at: float, *, late: bool) -> Iterable[NextStep]:
    """Answers that control owes for absent owners, those with little time left or the others."""
    for row in open_decisions(state, at):
        if row.status == "open" and late == (row.remaining is not None and row.remaining < LATE):
            for party in row.missing:
                if state.holder_of(party) is None:
                    words = f"{row.id}: answer for {state.short_of(party)} (absent)"
                    yield NextStep("answer", f"{row.id} {party}", words, late)


def _urgent(state: State, at: float) -> Iterable[NextStep]:
    if state.now["end_offered"]:
        yield NextStep("endex", "", "Threshold crossed again: EndEx, or jump to a calmer start", True)
    for row in open_decisions(state, at):
        if row.unruled:
            yield NextStep("rule", f"{row.id} {row.unruled[0]}", f"Rule the written answer to {row.id}", True)
        elif row.status == "expired":
            missing = ", ".join(state.short_of(m) for m in row.missing) or "no agreement"
            yield NextStep(
                "close", row.id, f"{row.id} is past its deadline ({missing}): close or extend", True
            )
    yield from _absent(state, at, late=True)
    for draft in state.drafts.values():
        if draft.status in ("lapsed", "declined") and state.injects[draft.inject].status in (
            "drafted",
            "released",
        ):
            words = f"{draft.inject}: draft {draft.status} by {state.short_of(draft.seat)}: send as SIMCELL"
            yield NextStep("send-draft", draft.id, words, draft.status == "lapsed")
    for message in state.messages.values():
        if message.queued and not message.answered:
            body = " ".join(message.body.split())[:40]
            yield NextStep("reply", message.id, f"Answer {state.short_of(message.sender)}: {body}")


def _offers(state: State) -> list[NextStep]:
    return [
        NextStep("release", i, f"Release {i} {state.specs[i].title}: its condition holds", True)
        for i, s in state.injects.items()
        if s.status == "offered" and not state.specs[i].offered
    ]


def _planned(state: State, at: float) -> list[NextStep]:
    ready = sorted(
        ((s.due, state.order.get(i, 0), i) for i, s in state.injects.items()
         if s.status == "ready" and s.due is not None),
    )  # fmt: skip
    steps: list[NextStep] = []
    later = next_move(state.moves, state.move)
    facts = StateFacts(state, at)
    for due, _, inject_id in ready:
        if later is not None and due >= later.start * 60:
            steps.append(NextStep("jump", later.id, f"Time jump to {later.title}"))
            later = next_move(state.moves, later)
        spec = state.specs[inject_id]
        if spec.when and not compile_condition(spec.when).holds(facts):
            steps.append(NextStep("skip", inject_id, f"Skip {inject_id}: not {spec.when}", due=due))
        else:
            steps.append(NextStep("release", inject_id, f"Release {inject_id} {spec.title}", due=due))
        if len(steps) >= 6:
            break
    if not ready:
        if later is not None:
            steps.append(NextStep("jump", later.id, f"Time jump to {later.title}"))
        else:
            steps.append(NextStep("endex", "", "EndEx: everything planned has gone out"))
    return steps


def what_to_cut(state: State, at: float) -> tuple[CutRow, ...]:
    """Injects still to come that could be cut, those that cost least first.

    One that opens no decision and whose objectives others still cover costs nothing.
    """
    to_come = {
        i: state.specs[i] for i, s in state.injects.items() if s.status == "ready" and s.due is not None
    }
    done = {o for i, s in state.injects.items() if s.status == "released" for o in state.specs[i].objectives}
    rows = []
    for inject_id, spec in to_come.items():
        if spec.opens or spec.sender == (CONTROL,):
            continue
        others = {o for i, other in to_come.items() if i != inject_id for o in other.objectives}
        lost = tuple(o for o in spec.objectives if o not in others and o not in done)
        rows.append(
            (len(lost), state.order.get(inject_id, 0), CutRow(inject_id, spec.title, spec.objectives, lost))
        )
    return tuple(row for *_, row in sorted(rows, key=lambda r: r[:2]))
