"""What a seat had been sent, had opened and had acknowledged at any event: three distinct things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tte.engine import events as ev
from tte.engine.events import Event, Recorded
from tte.engine.plan import seats_for
from tte.review.model_decisions import (
    Known,
    KnownItem,
)
from tte.review.walk import Taker, Walk

Step = tuple[int, float]
"""An event's number and its exercise time."""


@dataclass(slots=True)
class _Trail:
    item: str
    kind: Literal["inject", "message"]
    title: str
    sent: Step
    opened: Step | None = None
    acknowledged: Step | None = None
    recalled: int | None = None
    removed: int | None = None
    """The event that undid its release."""


class Receipts:
    """Follows each item to each seat, by event."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._by_seat: dict[str, list[_Trail]] = {}
        self._live: dict[tuple[str, str], _Trail] = {}
        self._by_command: dict[int, list[tuple[str, str]]] = {}
        self._by_item: dict[str, list[_Trail]] = {}
        self._reached: dict[tuple[int, tuple[str, ...]], tuple[str, ...]] = {}

    def takers(self) -> dict[type[Event], Taker]:
        return {
            ev.InjectReleased: self._released,
            ev.DraftSent: self._draft_sent,
            ev.MessageDelivered: self._delivered,
            ev.ItemOpened: self._opened,
            ev.ItemAcknowledged: self._acknowledged,
            ev.InjectRecalled: self._recalled,
            ev.ActionUndone: self._undone,
        }

    def _sent(
        self, rec: Recorded, item: str, seat: str, kind: Literal["inject", "message"], title: str
    ) -> None:
        if (item, seat) in self._live:
            return
        trail = _Trail(item, kind, title, (rec.seq, rec.at))
        self._live[item, seat] = trail
        self._by_seat.setdefault(seat, []).append(trail)
        self._by_item.setdefault(item, []).append(trail)
        self._by_command.setdefault(rec.command, []).append((item, seat))

    def _seats(self, to: tuple[str, ...]) -> tuple[str, ...]:
        """The seats of some roles: looked up once, until another seat is opened."""
        key = (len(self.walk.state.seats), to)
        found = self._reached.get(key)
        if found is None:
            found = self._reached[key] = seats_for(self.walk.state, to)
        return found

    def _released(self, event: ev.InjectReleased, rec: Recorded) -> None:
        for delivery in event.deliveries:
            for seat in self._seats(delivery.to):
                self._sent(rec, event.inject, seat, "inject", delivery.title)

    def _draft_sent(self, event: ev.DraftSent, rec: Recorded) -> None:
        draft = self.walk.state.drafts.get(event.draft)
        if draft is not None:
            for seat in self._seats(event.delivery.to):
                self._sent(rec, draft.inject, seat, "inject", event.delivery.title)

    def _delivered(self, event: ev.MessageDelivered, rec: Recorded) -> None:
        state = self.walk.state
        message = state.messages.get(event.message)
        if message is None:
            return
        channel = state.by_channel.get(message.channel)
        title = f"from {state.short_of(message.sender)}, {channel.name if channel else message.channel}"
        for seat in self._seats(message.to):
            self._sent(rec, event.message, seat, "message", title)

    def _opened(self, event: ev.ItemOpened, rec: Recorded) -> None:
        trail = self._live.get((event.item, event.seat))
        if trail is not None and trail.opened is None:
            trail.opened = (rec.seq, rec.at)

    def _acknowledged(self, event: ev.ItemAcknowledged, rec: Recorded) -> None:
        trail = self._live.get((event.item, event.seat))
        if trail is not None:
            trail.opened = trail.opened or (rec.seq, rec.at)
            trail.acknowledged = trail.acknowledged or (rec.seq, rec.at)

    def _recalled(self, event: ev.InjectRecalled, rec: Recorded) -> None:
        for trail in self._by_item.get(event.inject, ()):
            trail.recalled = trail.recalled or rec.seq

    def _undone(self, event: ev.ActionUndone, rec: Recorded) -> None:
        for key in self._by_command.pop(event.action, ()):
            trail = self._live.pop(key, None)
            if trail is not None:
                trail.removed = rec.seq

    def sent_to(self, seat: str) -> list[tuple[str, Step]]:
        """Kind, number and time of everything that reached a seat and was not undone."""
        return [(t.kind, t.sent) for t in self._by_seat.get(seat, ()) if t.removed is None]

    def known(self, owner: str, as_of: int, *, simcell: bool) -> Known:
        """What the seat that holds a role had at hand at an event."""
        state = self.walk.state
        seat = state.seat_of(owner)
        if seat is None:
            return Known("", "SIMCELL", as_of, True, ())
        items = tuple(
            _item(t, as_of)
            for t in self._by_seat.get(seat.id, ())
            if t.sent[0] <= as_of and not (t.removed is not None and t.removed <= as_of)
        )
        return Known(seat.id, seat.title, as_of, simcell, items)


def _item(trail: _Trail, as_of: int) -> KnownItem:
    opened = trail.opened if trail.opened and trail.opened[0] <= as_of else None
    acknowledged = trail.acknowledged if trail.acknowledged and trail.acknowledged[0] <= as_of else None
    recalled = trail.recalled is not None and trail.recalled <= as_of
    seqs = {trail.sent[0], *(step[0] for step in (opened, acknowledged) if step)}
    if recalled and trail.recalled is not None:
        seqs.add(trail.recalled)
    return KnownItem(
        trail.item, trail.kind, trail.title, trail.sent[1], opened[1] if opened else None,
        acknowledged[1] if acknowledged else None, recalled, tuple(sorted(seqs)),
    )  # fmt: skip
