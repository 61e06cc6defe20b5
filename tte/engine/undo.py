"""Taking back a control action: what it is called, what stands in the way, and how records are restored.

The fold journals what each command of control changed. An undo puts those records back, if nothing has
changed them since and no decision was built on the tracks that it moved; else it is refused in words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from tte.engine import events as ev
from tte.engine.clock import Clock, clock_text
from tte.engine.events import Event, Recorded
from tte.engine.review_undo import REVIEW_BARRIERS, REVIEW_NAMES, review_since
from tte.engine.state import Change, ControlAction, State

SINGLE = ("clock", "pause_reason", "move", "move_ended", "end_offered", "no_duff_from")
"""Single values that time changes by itself: that does not stand in the way of an undo."""


Named = Callable[[Any], str]
"""What a control action is called, from its event."""

NAMES: dict[type[Event], Named] = {
    ev.ExercisePaused: lambda e: "PauseEx",
    ev.ExerciseResumed: lambda e: "ResumeEx",
    ev.RateSet: lambda e: f"rate x{e.rate:g}",
    ev.PaceSet: lambda e: f"pace {e.pace}",
    ev.TimeJumped: lambda e: f"time jump “{e.name}”",
    ev.InjectReleased: lambda e: f"release {e.inject}",
    ev.InjectHeld: lambda e: f"hold {e.inject}",
    ev.InjectReadied: lambda e: f"ready {e.inject}",
    ev.InjectSkipped: lambda e: f"skip {e.inject}",
    ev.InjectDeferred: lambda e: f"defer {e.inject} to {clock_text(e.due)}",
    ev.InjectsSlipped: lambda e: (
        f"{'slip' if e.seconds > 0 else 'bring forward'} by {abs(e.seconds) / 60:g} min"
    ),
    ev.InjectRecalled: lambda e: f"recall {e.inject}",
    ev.InjectEdited: lambda e: f"edit {e.inject}",
    ev.InjectWritten: lambda e: f"ad hoc inject {e.inject.id}",
    ev.DraftSent: lambda e: f"send draft {e.draft}",
    ev.DecisionOpened: lambda e: f"open {e.decision}",
    ev.DecisionSubmitted: lambda e: f"answer {e.decision} for {e.owner}",
    ev.DecisionExtended: lambda e: f"extend {e.decision}",
    ev.WrittenRuled: lambda e: f"ruling on {e.decision}",
    ev.DecisionClosed: lambda e: f"close {e.decision}",
    ev.DecisionReopened: lambda e: f"reopen {e.decision}",
    ev.DecisionWithdrawn: lambda e: f"withdraw {e.decision}",
    ev.OutcomeOverruled: lambda e: f"overrule {e.decision}",
    ev.QueryAnswered: lambda e: f"settle {e.message}",
    ev.NoteTaken: lambda e: f"note {e.note}",
    ev.ItemParked: lambda e: f"parking-lot item {e.item}",
    ev.ExerciseStarted: lambda e: "StartEx",
    ev.ExerciseEnded: lambda e: "EndEx",
    ev.ExerciseReopened: lambda e: "reopening",
    ev.LogSealed: lambda e: "sealing",
    ev.NoDuffCalled: lambda e: "NO DUFF",
    ev.NoDuffReleased: lambda e: "NO DUFF",
    ev.MessageSent: lambda e: f"message {e.message}",
    ev.SeatFrozen: lambda e: f"freeze {e.seat}",
    ev.SeatUnfrozen: lambda e: f"unfreeze {e.seat}",
    ev.SeatLocked: lambda e: f"lock {e.seat}",
    ev.SeatUnlocked: lambda e: f"unlock {e.seat}",
    ev.CountdownStarted: lambda e: "countdown",
    ev.CountdownStopped: lambda e: "end of countdown",
    ev.WallSet: lambda e: f"tracks {'on' if e.tracks else 'off'} the wall",
    ev.FirstVoteAsked: lambda e: f"first vote on {e.decision}",
    ev.FirstVoteWaived: lambda e: f"no first vote on {e.decision}",
    **REVIEW_NAMES,
}
"""The control actions that an undo goes through; what is not here is none."""

_EMERGENCY = "A real-world emergency is not undone: the director releases it, with a head count."
_AS_IT_STANDS = "Reopening and sealing stand as they are."
BARRIERS: dict[type[Event], str] = {
    ev.ExerciseStarted: "StartEx cannot be undone: people have begun to play. PauseEx stops them.",
    ev.ExerciseEnded: "EndEx is not undone but reopened, by the director, with a reason.",
    ev.ExerciseReopened: _AS_IT_STANDS,
    ev.LogSealed: _AS_IT_STANDS,
    ev.NoDuffCalled: _EMERGENCY,
    ev.NoDuffReleased: _EMERGENCY,
    ev.MessageSent: "Words that were sent cannot be unsent: send a correction.",
    ev.InjectRecalled: "A recall has been seen by its recipients: release the words again ad hoc.",
    **REVIEW_BARRIERS,
}
"""Why some control actions can never be undone."""


def name_of(state: State, event: Event) -> tuple[str, str] | None:
    """A control action's name and, if it can never be undone, why; None for what is no control action."""
    if isinstance(event, ev.TrackChanged):
        return f"set {_track_name(state, event.track)} to {event.after}", ""
    kind = type(event)
    named = NAMES.get(kind)
    return named and (named(event), BARRIERS.get(kind, ""))


def _track_name(state: State, track: str) -> str:
    found = state.by_track.get(track)
    return found.name if found else track


def actions_of(state: State) -> tuple[ControlAction, ...]:
    """Control actions that are remembered, oldest first, the running command's included."""
    if state.current is None:
        return state.actions
    now = state.current  # built anew by hand: `replace` would cost a command more than all else here
    closed = ControlAction(
        now.seq, now.name, now.seat, now.at, now.wall, tuple(state.journal), state.version, now.barrier,
        now.undone,
    )  # fmt: skip
    return (*state.actions, closed)


def last_action(state: State) -> ControlAction | None:
    """The last control action that has not been undone."""
    return next((a for a in reversed(actions_of(state)) if not a.undone), None)


def obstacle(state: State, action: ControlAction) -> str:
    """Why an action cannot be undone, in words; empty if it can."""
    if action.barrier:
        return action.barrier
    moved = sorted({_track_name(state, c.key) for c in _net(action) if c.table == "tracks"})
    if moved and state.decided_seq > action.last:
        return (
            f"“{action.name}” moved {', '.join(moved)}, and a decision was built on that since. "
            "Set the track, or overrule the outcome, instead."
        )
    for change in _net(action):
        if change.table == "tracks" or (change.table == "now" and change.key in SINGLE):
            continue
        if getattr(state, change.table).get(change.key) != change.new:
            return f"“{action.name}” cannot be undone: {_since(state, change)}"
    return ""


def _since(state: State, change: Change) -> str:
    if change.table == "receipts":
        item, seat = tuple(change.key)
        return f"{item} has been opened by {state.title_of(seat)} since. Recall it instead."
    if change.table == "decisions":
        return f"{change.key} has been answered or changed since. Reopen, withdraw or overrule it instead."
    if change.table == "now" and change.key == "phase":
        return "play has been stopped or let go on by something else since. Call PauseEx or ResumeEx instead."
    if change.table == "drafts":
        return f"{state.title_of(getattr(change.new, 'seat', ''))} has dealt with the draft since."
    return review_since(change.table, change.key) or f"{change.key} has changed since."


def _net(action: ControlAction) -> list[Change]:
    """One change for each record: as it was before the action, and as the action left it."""
    net: dict[tuple[str, object], Change] = {}
    for change in action.changes:
        first = net.get((change.table, change.key))
        net[change.table, change.key] = replace(change, old=first.old if first else change.old)
    return list(net.values())


def called_back(action: ControlAction) -> tuple[str, ...]:
    """Injects that the action released."""
    return tuple(
        c.key for c in _net(action)
        if c.table == "injects" and c.old and c.new and c.new.status in ("released", "drafted")
    )  # fmt: skip


def restored_words(state: State, action: ControlAction) -> tuple[str, ...]:
    """What an undo puts back, for the log and for control."""
    words = []
    for change in _net(action):
        match change.table:
            case "tracks":
                words.append(f"{_track_name(state, change.key)} {change.new} → {_track_after(state, change)}")
            case "injects":
                words.append(f"{change.key} is {change.old.status if change.old else 'gone'} again")
            case "decisions":
                words.append(f"{change.key} is {change.old.status if change.old else 'gone'} again")
            case "now" if change.key in ("phase", "pace", "move"):
                words.append(f"{change.key} is {change.old} again")
            case _:
                continue
    return tuple(words)


def _track_after(state: State, change: Change) -> int:
    track = state.by_track.get(change.key)
    value: int = state.tracks.get(change.key, 0) - (change.new - change.old)
    return min(track.high, max(track.low, value)) if track else value


def restore(state: State, seq: int, rec: Recorded) -> None:
    """Put back what the action with this number changed (called by the fold)."""
    action = next((a for a in actions_of(state) if a.seq == seq), None)
    if action is None:
        return
    for change in _net(action):
        if change.table == "tracks":
            state.put("tracks", change.key, _track_after(state, change))
        elif change.table != "now" or change.key != "clock":
            state.put(change.table, change.key, change.old)
    for change in _net(action):  # the clock last: it runs if play does
        if change.table == "now" and change.key == "clock":
            state.put("now", "clock", _rebased(state, change, action, rec))
    state.actions = tuple(replace(a, undone=True) if a.seq == seq else a for a in state.actions)


def _rebased(state: State, change: Change, action: ControlAction, rec: Recorded) -> Clock:
    """The clock as if the action had not been, from now on: time that has passed since stays counted."""
    before, after = change.old, change.new
    gone = after.at(action.wall) - before.at(action.wall)
    rate = state.clock.rate if before.rate == after.rate else before.rate
    at = max(0.0, state.clock.at(rec.wall) - gone)
    return state.clock.changed(rec.wall, rate=rate, running=state.phase == "running", at=at)
