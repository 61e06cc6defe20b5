"""What the wall of the room may show: what is public by now, and nothing else (law 3).

Public is what went out over a public channel to every role in the same words, what control said to all, the
clock, and who holds an open decision (not which). Tracks only where control lets the wall show them.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tte.engine.plan import roles_for
from tte.engine.state import Countdown, State
from tte.engine.views import ClockView, clock_view, countdown_at, stamp, titles
from tte.exercise.models import ALL, MARKING


class WallItem(Struct, frozen=True):
    """A public item. `mark` stands on each, so that a photograph of the wall still shows that it is play."""

    id: str
    title: str
    body: str
    markdown: bool
    sender: str
    channel_name: str
    mark: str
    at: float
    stamp: str


class WallDecision(Struct, frozen=True):
    """Somebody holds a decision: who has still to answer, and until when (exercise s), not what it is."""

    owners: tuple[str, ...]
    due: float | None
    expired: bool


class WallTrack(Struct, frozen=True):
    name: str
    value: int
    low: int
    high: int
    band: str


class WallView(Struct, frozen=True):
    version: int
    exercise: str
    marking: str
    clock: ClockView
    items: tuple[WallItem, ...]
    """Oldest first."""
    decisions: tuple[WallDecision, ...]
    """The most urgent first."""
    broadcast: str
    """What control said to all last; empty if it has not."""
    countdown: Countdown | None
    tracks: tuple[WallTrack, ...] = ()


def wall_view(state: State, wall: int) -> WallView:
    """All that the wall may show at a wall time (UTC, ms)."""
    clock = clock_view(state, wall)
    items = sorted([*_injects(state), *_messages(state)], key=lambda item: item.at)
    said = [m.body for m in state.messages.values() if m.broadcast]
    return WallView(
        version=state.version, exercise=state.exercise.title, marking=MARKING, clock=clock,
        items=tuple(items), decisions=_decisions(state), broadcast=said[-1] if said else "",
        countdown=countdown_at(state, wall),
        tracks=_tracks(state) if state.now["wall_tracks"] else (),
    )  # fmt: skip


def _to_everybody(state: State, sender: tuple[str, ...], to: tuple[str, ...]) -> bool:
    """Whether words reach every role but those that they come from."""
    return ALL in to or set(state.by_role) <= {*roles_for(state, to), *sender}


def _injects(state: State) -> Iterator[WallItem]:
    for inject_id, standing in state.injects.items():
        spec = state.specs[inject_id]
        channel = state.by_channel.get(spec.channel)
        if standing.status != "released" or channel is None or not channel.public:
            continue
        for leg in standing.deliveries:
            if _to_everybody(state, leg.sender, leg.to):
                at = standing.released_at or 0.0
                yield WallItem(
                    inject_id, leg.title, leg.body, True, titles(state, leg.sender), channel.name,
                    channel.mark or MARKING, at, stamp(state, at),
                )  # fmt: skip


def _messages(state: State) -> Iterator[WallItem]:
    for message in state.messages.values():
        channel = state.by_channel.get(message.channel)
        public = channel is not None and channel.public and message.status == "delivered"
        if channel is None or not public or not _to_everybody(state, (message.sender,), message.to):
            continue
        at = max(message.sent_at, message.due)
        yield WallItem(
            message.id, "", message.body, False, state.short_of(message.sender), channel.name,
            channel.mark or MARKING, at, stamp(state, at),
        )  # fmt: skip


def _decisions(state: State) -> tuple[WallDecision, ...]:
    """Who has still to answer; a joint decision without agreement is all its owners'."""
    found = []
    for decision_id, standing in state.decisions.items():
        if standing.status not in ("open", "expired"):
            continue
        owners = state.by_decision[decision_id].owners
        waiting = tuple(o for o in owners if o not in standing.submissions or o in standing.pending)
        names = tuple(state.short_of(o) for o in waiting or owners)
        found.append(WallDecision(names, standing.due, standing.status == "expired"))
    found.sort(key=lambda d: (d.due is None, d.due or 0))
    return tuple(found)


def _tracks(state: State) -> tuple[WallTrack, ...]:
    return tuple(
        WallTrack(t.name, value := state.tracks.get(t.id, t.start), t.low, t.high, t.band(value))
        for t in state.exercise.tracks
        if not t.hidden
    )
