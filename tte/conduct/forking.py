"""Forks: another way that a session could have gone on, in memory until somebody writes it down.

A fork takes over a session's events up to one of them, under their own numbers, and says in an event of its
own that nothing after that was played. Its exercise carries NOT PLAYED in its title, so that every screen,
print and export says so; seed and all else stay.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tte.conduct.live import LiveSession, recorded_of
from tte.conduct.memory import MemoryLog
from tte.engine import events as ev
from tte.engine.commands import PauseEx, ResumeEx, SubmitDecision
from tte.engine.events import Recorded, encode, kind_of
from tte.errors import TteError
from tte.exercise.frozen import digest, freeze, thaw
from tte.exercise.models import Exercise
from tte.store.records import Entry, Record
from tte.store.whole import Identity, rechained
from tte.version import __version__

NOT_PLAYED = "NOT PLAYED"
WHY = "NOT PLAYED: chosen for this fork."
TITLE = 120
"""Characters that an exercise's title may have."""


class NoFork(TteError):
    """A session that cannot be forked there, or not that way."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The session that is forked, as its file has it."""

    session_id: str
    name: str
    digest: str
    exercise_json: str
    records: Sequence[Record]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be another way. `choices`: option by decision, or by `decision.owner`."""

    event: int | None
    """The last event to take over; None: whatever came before the first answer to what is chosen."""
    choices: Mapping[str, str]
    bots: str = ""


@dataclass(frozen=True, slots=True)
class Fork:
    """A fork that nothing has been written of yet."""

    live: LiveSession
    identity: Identity
    event: int

    def records(self) -> list[Record]:
        """All of its events, chained from its own genesis."""
        return list(rechained(self.live.log.read(), self.identity.genesis))


def not_played(title: str) -> str:
    """An exercise's title as a fork carries it."""
    marked = title if title.startswith(NOT_PLAYED) else f"{NOT_PLAYED} · {title}"
    return marked if len(marked) <= TITLE else marked[: TITLE - 1] + "…"


def fork(origin: Origin, plan: Plan, *, now: int) -> Fork:
    """Fork a session; the choices that can be made at once are made. Raises NoFork, or Refused by the rules.

    `now`: UTC ms. Bots go on at the wall time of the last event taken over, people now.
    """
    exercise = thaw(origin.exercise_json)
    history = [recorded_of(r) for r in origin.records]
    decisions = {name.partition(".")[0] for name in plan.choices}
    for name in sorted(decisions - {d.id for d in exercise.decisions}):
        known = ", ".join(d.id for d in exercise.decisions)
        raise NoFork(f"{exercise.title} has no decision {name}.", remedy=f"It has: {known}.")
    event = _whole_command(history, plan.event if plan.event is not None else _before(history, decisions))
    marked = exercise.model_copy(update={"title": not_played(exercise.title)})
    text = freeze(marked)
    identity = Identity(
        session_id=uuid.uuid4().hex, created=now, name=f"{NOT_PLAYED} {origin.name}".strip(),
        tte_version=__version__, exercise_id=exercise.id, exercise_title=marked.title,
        exercise_digest=digest(text), exercise_json=text,
    )  # fmt: skip
    live = _taken_over(marked, origin, plan, event, identity, now)
    _choose(live, exercise, plan, history)
    return Fork(live, identity, event)


def _before(history: Sequence[Recorded], decisions: set[str]) -> int:
    """The event before the first answer to any of these decisions."""
    for rec in history:
        if (
            isinstance(rec.event, ev.DecisionSubmitted | ev.DecisionClosed)
            and rec.event.decision in decisions
        ):
            return rec.command - 1
    if decisions:
        raise NoFork(
            f"Nobody has answered {' or '.join(sorted(decisions))} in that session.",
            remedy="Say with --at EVENT where to fork it.",
        )
    raise NoFork("Where is the session to be forked?", remedy="Give --at EVENT, or --choose DECISION=OPTION.")


def _whole_command(history: Sequence[Recorded], event: int) -> int:
    """The last event of the command that an event came with: they belong together."""
    last = history[-1].seq if history else 0
    if not 1 <= event <= last:
        raise NoFork(
            f"The session has {last} events; it cannot be forked after event {event}.",
            remedy="`tte log SESSION --format jsonl` lists them with their numbers.",
        )
    command = history[event - 1].command
    while event < last and history[event].command == command:
        event += 1
    return event


def _taken_over(
    exercise: Exercise, origin: Origin, plan: Plan, event: int, identity: Identity, now: int
) -> LiveSession:
    """The session as it stood after an event, and the event that says that it is a fork."""
    taken = list(rechained(origin.records[:event], identity.genesis))
    log = MemoryLog(identity.genesis, taken)
    live = LiveSession(exercise, taken, log, own_time=True, now=lambda: now)
    if live.state.phase in ("ended", "sealed"):
        raise NoFork(
            f"After event {event} play was over: there is nothing to go on with.",
            remedy="Fork it at an event before EndEx.",
        )
    wall = live.state.last_wall if plan.bots else now
    clock = live.state.clock
    at = clock.at(taken[-1].wall) if clock.running else clock.base_at
    said = ev.SessionForked(
        origin=origin.session_id, origin_name=origin.name, origin_event=event,
        origin_head=origin.records[event - 1].hash, origin_digest=origin.digest,
        choices=dict(plan.choices), bots=plan.bots,
    )  # fmt: skip
    log.append(
        [Entry(kind_of(said), encode(said), at)], at=at, wall=wall, seat="system", participant="",
        expected=event,
    )  # fmt: skip
    live.refresh()
    return live


def _choose(live: LiveSession, exercise: Exercise, plan: Plan, history: Sequence[Recorded]) -> None:
    """Make the choices whose decision is open now; what is not open yet, only bots can be told."""
    state, wall = live.state, live.state.last_wall
    ready: list[tuple[str, str, str]] = []
    for name, option in plan.choices.items():
        decision, _, owner = name.partition(".")
        spec, standing = state.by_decision[decision], state.decisions.get(decision)
        if option not in spec.options:
            known = ", ".join(spec.options)
            raise NoFork(f"{decision} has no option {option}.", remedy=f"Its options: {known}.")
        if owner and owner not in spec.owners:
            raise NoFork(
                f"{owner} does not answer {decision}.", remedy=f"Its owners: {', '.join(spec.owners)}."
            )
        status = standing.status if standing is not None else "not in this cut"
        if status in ("open", "expired"):
            ready += [(decision, o, option) for o in ((owner,) if owner else spec.owners)]
        elif status == "waiting" and plan.bots:
            continue
        else:
            raise NoFork(_too_early_or_late(decision, status, state.version - 1, history), remedy=_REMEDY)
    if not ready:
        return
    if state.phase == "paused":
        live.issue(ResumeEx(), "director", wall=wall)
    for decision, owner, option in ready:
        if state.decisions[decision].status in ("open", "expired"):
            holder = state.holder_of(owner)
            answer = SubmitDecision(decision, option, owner=owner, why=WHY)
            live.issue(answer, holder.id if holder else "director", wall=wall)
    if not plan.bots and state.phase == "running":
        live.issue(PauseEx("NOT PLAYED: a fork, ready to go on"), "director", wall=wall)


_REMEDY = "Leave out --at to fork before its first answer, or let bots go on (--bots)."


def _too_early_or_late(decision: str, status: str, event: int, history: Sequence[Recorded]) -> str:
    opened = [
        r.seq for r in history if isinstance(r.event, ev.DecisionOpened) and r.event.decision == decision
    ]
    words = f"After event {event} {decision} is {'not open yet' if status == 'waiting' else status}"
    return f"{words}; it was put at event {opened[-1]}." if opened else f"{words}."
