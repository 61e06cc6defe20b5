"""Taking back a control action: what it is called, what stands in the way, and how records are restored.

The fold journals what each command of control changed. An undo puts those records back, if nothing has
changed them since and no decision was built on the tracks that it moved; else it is refused in words.
"""

from __future__ import annotations

from dataclasses import replace

from tte.engine import events as ev
from tte.engine.clock import Clock, clock_text
from tte.engine.events import Event, Recorded
from tte.engine.state import Change, ControlAction, State

SINGLE = ("clock", "pause_reason", "move", "move_ended", "end_offered", "no_duff_from")
"""Single values that time changes by itself: that does not stand in the way of an undo."""


def name_of(event: Event) -> tuple[str, str] | None:
    """A control action's name and, if it can never be undone, why; None for what is no control action."""
    match event:
        case ev.ExerciseStarted():
            return "StartEx", "StartEx cannot be undone: people have begun to play. PauseEx stops them."
        case ev.ExerciseEnded():
            return "EndEx", "EndEx is not undone but reopened, by the director, with a reason."
        case ev.ExerciseReopened() | ev.LogSealed():
            return "reopening or sealing", "Reopening and sealing stand as they are."
        case ev.NoDuffCalled() | ev.NoDuffReleased():
            stands = "A real-world emergency is not undone: the director releases it, with a head count."
            return "NO DUFF", stands
        case ev.MessageSent(message=message):
            return f"message {message}", "Words that were sent cannot be unsent: send a correction."
        case ev.ExercisePaused():
            return "PauseEx", ""
        case ev.ExerciseResumed():
            return "ResumeEx", ""
        case ev.RateSet(rate=rate):
            return f"rate x{rate:g}", ""
        case ev.PaceSet(pace=pace):
            return f"pace {pace}", ""
        case ev.TimeJumped(name=name):
            return f"time jump “{name}”", ""
        case ev.InjectReleased(inject=inject):
            return f"release {inject}", ""
        case ev.InjectHeld(inject=inject):
            return f"hold {inject}", ""
        case ev.InjectReadied(inject=inject):
            return f"ready {inject}", ""
        case ev.InjectSkipped(inject=inject):
            return f"skip {inject}", ""
        case ev.InjectDeferred(inject=inject, due=due):
            return f"defer {inject} to {clock_text(due)}", ""
        case ev.InjectsSlipped(seconds=seconds):
            return f"slip by {seconds / 60:g} min", ""
        case ev.InjectRecalled(inject=inject):
            seen = "A recall has been seen by its recipients: release the words again ad hoc."
            return f"recall {inject}", seen
        case ev.InjectEdited(inject=inject):
            return f"edit {inject}", ""
        case ev.InjectWritten(inject=spec):
            return f"ad hoc inject {spec.id}", ""
        case ev.DraftSent(draft=draft):
            return f"send draft {draft}", ""
        case ev.DecisionOpened(decision=decision):
            return f"open {decision}", ""
        case ev.DecisionSubmitted(decision=decision, owner=owner):
            return f"answer {decision} for {owner}", ""
        case ev.DecisionExtended(decision=decision):
            return f"extend {decision}", ""
        case ev.WrittenRuled(decision=decision):
            return f"ruling on {decision}", ""
        case ev.DecisionClosed(decision=decision):
            return f"close {decision}", ""
        case ev.DecisionReopened(decision=decision):
            return f"reopen {decision}", ""
        case ev.DecisionWithdrawn(decision=decision):
            return f"withdraw {decision}", ""
        case ev.OutcomeOverruled(decision=decision):
            return f"overrule {decision}", ""
        case ev.TrackChanged(track=track, after=after):
            return f"set {track} to {after}", ""
        case ev.QueryAnswered(message=message):
            return f"settle {message}", ""
        case ev.NoteTaken(note=note):
            return f"note {note}", ""
        case ev.ItemParked(item=item):
            return f"parking-lot item {item}", ""
        case _:
            return None


def actions_of(state: State) -> tuple[ControlAction, ...]:
    """Control actions that are remembered, oldest first, the running command's included."""
    if state.current is None:
        return state.actions
    return (*state.actions, replace(state.current, changes=tuple(state.journal), last=state.version))


def last_action(state: State) -> ControlAction | None:
    """The last control action that has not been undone."""
    return next((a for a in reversed(actions_of(state)) if not a.undone), None)


def obstacle(state: State, action: ControlAction) -> str:
    """Why an action cannot be undone, in words; empty if it can."""
    if action.barrier:
        return action.barrier
    moved = sorted({c.key for c in _net(action) if c.table == "tracks"})
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
    return f"{change.key} has changed since."


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
                words.append(f"{change.key} {change.new} → {_track_after(state, change)}")
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
