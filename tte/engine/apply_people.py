"""How freezing, locking, first votes, countdowns and the wall change a state (a further part of `apply`)."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tte.engine import events as ev
from tte.engine.apply import on
from tte.engine.events import Recorded
from tte.engine.state import Countdown, State, Vote


def _bar(state: State, seat: str, **changes: Any) -> None:
    barred = replace(state.bar_on(seat), **changes)
    state.put("barred", seat, barred if barred.frozen or barred.locked else None)


@on(ev.SeatFrozen)
def _frozen(state: State, event: ev.SeatFrozen, rec: Recorded) -> None:
    _bar(state, event.seat, frozen=True, reason=event.reason)


@on(ev.SeatUnfrozen)
def _unfrozen(state: State, event: ev.SeatUnfrozen, rec: Recorded) -> None:
    _bar(state, event.seat, frozen=False)


@on(ev.SeatLocked)
def _locked(state: State, event: ev.SeatLocked, rec: Recorded) -> None:
    _bar(state, event.seat, locked=True, reason=event.reason)


@on(ev.SeatUnlocked)
def _unlocked(state: State, event: ev.SeatUnlocked, rec: Recorded) -> None:
    _bar(state, event.seat, locked=False)


@on(ev.ConnectionEnded)
def _connection_ended(state: State, event: ev.ConnectionEnded, rec: Recorded) -> None:
    if found := state.seats.get(event.seat):
        left = tuple(t for t in found.terminals if t not in event.terminals)
        state.put("seats", event.seat, replace(found, terminals=left))


@on(ev.CodeReissued)
def _code_reissued(state: State, event: ev.CodeReissued, rec: Recorded) -> None:
    """The store has the code; the state knows nothing of codes."""


@on(ev.CountdownStarted)
def _countdown(state: State, event: ev.CountdownStarted, rec: Recorded) -> None:
    state.put("now", "countdown", Countdown(event.until, event.words))


@on(ev.CountdownStopped)
def _countdown_stopped(state: State, event: ev.CountdownStopped, rec: Recorded) -> None:
    state.put("now", "countdown", None)


@on(ev.WallSet)
def _wall_set(state: State, event: ev.WallSet, rec: Recorded) -> None:
    state.put("now", "wall_tracks", event.tracks)


@on(ev.FirstVoteAsked)
def _vote_asked(state: State, event: ev.FirstVoteAsked, rec: Recorded) -> None:
    state.put("vote_asked", event.decision, True)


@on(ev.FirstVoteWaived)
def _vote_waived(state: State, event: ev.FirstVoteWaived, rec: Recorded) -> None:
    state.put("vote_asked", event.decision, False)


@on(ev.FirstVoteCast)
def _vote_cast(state: State, event: ev.FirstVoteCast, rec: Recorded) -> None:
    key = (event.decision, event.seat, event.voter)
    state.put("votes", key, Vote(event.voter, event.choice, event.why, rec.at))
