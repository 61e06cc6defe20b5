"""Timed commands: everything that is due by now, in the order of its times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine.clock import clock_text
from tte.engine.consequences import release, rule_time, send_leg, settle, timed_rule
from tte.engine.handle_control import end, jump, next_move
from tte.engine.handle_decisions import expire
from tte.engine.registry import handles
from tte.engine.state import State
from tte.engine.unfolding import Unfolding

Due = tuple[float, str, Callable[[], None]]


@handles(co.Tick)
def tick(un: Unfolding, command: co.Tick) -> None:
    if not un.by_system:
        un.refuse("Only the exercise clock ticks.")
    done: set[str] = set()

    def first() -> Due | None:
        at = un.at
        due = min((d for d in _due(un) if d[0] <= at and d[1] not in done), default=None, key=lambda d: d[:2])
        if due is not None:
            done.add(due[1])
        return due

    bring_due(un, first)


def bring_due(un: Unfolding, first: Callable[[], Due | None]) -> None:
    """Let happen what is due by now, `first` each time telling what that is."""
    settle(un)
    while un.state.phase == "running":
        due = first()
        if due is None:
            break
        due[2]()
        settle(un)
    over = un.state.phase not in ("running", "paused")
    if un.state.now["end_offered"] and un.state.setup and un.state.setup.unattended and not over:
        end(un, "a second breach of the threshold")


def _due(un: Unfolding) -> Iterator[Due]:
    """What time brings: when (s), a name that is stable in a tick, and what then happens."""
    state = un.state
    for message in state.messages.values():
        if message.status == "under way":
            yield message.due, f"message {message.id}", partial(_deliver, un, message.id)
    for draft in state.drafts.values():
        if draft.status == "waiting":
            yield draft.until, f"draft {draft.id}", partial(lapse, un, draft.id)
    if state.pace != "story":
        for decision_id, standing in state.decisions.items():
            if standing.status == "open" and standing.due is not None:
                decision = state.by_decision[decision_id]
                yield standing.due, f"decision {decision_id} {standing.due}", partial(expire, un, decision)
    for rule in state.exercise.rules:
        if (at := rule_time(un, rule)) is not None:
            yield at, f"rule {rule.id} {at}", partial(timed_rule, un, rule, at)
    if not state.now["move_ended"]:
        yield state.move.end * 60, f"end of {state.move.id}", partial(end_move, un)
    if state.pace == "clock":
        yield from _due_by_clock(un)


def _due_by_clock(un: Unfolding) -> Iterator[Due]:
    state = un.state
    for inject_id, standing in state.injects.items():
        if standing.status == "ready" and standing.due is not None:
            yield standing.due, f"inject {inject_id}", partial(release_due, un, inject_id)
    if state.now["move_ended"] and (move := next_move(state.moves, state.move)):
        # before anything of the next move: the room has had the gap between the moves to be told
        yield move.start * 60 - 0.001, f"jump {move.id}", partial(enter_move, un, move.id)


def _deliver(un: Unfolding, message: str) -> None:
    un.happen(ev.MessageDelivered, message=message)


def lapse(un: Unfolding, draft_id: str) -> None:
    un.happen(ev.DraftLapsed, draft=draft_id)
    draft, setup = un.state.drafts[draft_id], un.state.setup
    if setup and setup.unattended and un.state.injects[draft.inject].status != "recalled":
        send_leg(un, draft, draft.delivery, edited=False, as_simcell=True)


def end_move(un: Unfolding) -> None:
    un.happen(ev.MoveEnded, move=un.state.move.id)


def enter_move(un: Unfolding, move: str) -> None:
    """By the clock the next move begins by itself where nobody has called the jump."""
    jump(un, co.Jump(move=move))


def release_due(un: Unfolding, inject_id: str) -> None:
    spec = un.state.specs[inject_id]
    if not un.holds(spec.when):
        reason = f"its condition does not hold: {spec.when}"
        un.happen(ev.InjectSkipped, inject=inject_id, reason=reason)
        return
    due = un.state.injects[inject_id].due or 0
    release(un, inject_id, f"due {clock_text(due)}" if un.recorded else "")


def next_due(state: State, wall: int) -> float | None:
    """When time brings something next, in exercise seconds (perhaps in the past), or None.

    A rule that runs again and again does not count past the planned EndEx: play would never be over.
    """
    un = Unfolding(state, co.Order(co.Tick(), co.SYSTEM, wall))
    at = un.at
    again = {f"rule {rule.id}" for rule in state.exercise.rules if rule.every is not None}
    times = [
        due for due, name, _ in _due(un)
        if not again or due <= state.endex or name.rpartition(" ")[0] not in again
    ]  # fmt: skip
    times += [
        s.due for s in state.injects.values() if s.status == "waiting" and s.due is not None and s.due > at
    ]
    return min(times, default=None)
