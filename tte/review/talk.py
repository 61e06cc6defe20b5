"""Messages and calls, by channel: what got through, how fast, and how long questions waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tte.engine import events as ev
from tte.engine.events import Event, Recorded
from tte.engine.state import Message
from tte.engine.views import everybody, titles
from tte.exercise.models import CONTROL
from tte.review.model import (
    CallRecord,
    ChannelRecord,
    MessageRecord,
    PairRecord,
)
from tte.review.walk import Taker, Walk


@dataclass(slots=True)
class _Raw:
    sent: Recorded
    delivered: Recorded | None = None
    unanswered: Recorded | None = None
    settled: Recorded | None = None
    replied: Recorded | None = None

    def events(self) -> tuple[int, ...]:
        found = (self.sent, self.delivered, self.unanswered, self.settled)
        return tuple(sorted(rec.seq for rec in found if rec is not None))


class Talk:
    """Words between people after StartEx."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._raw: dict[str, _Raw] = {}
        self._calls: dict[str, list[tuple[ev.DiceRolled, Recorded]]] = {}

    def takers(self) -> dict[type[Event], Taker]:
        return {
            ev.MessageSent: self._sent,
            ev.MessageDelivered: self._delivered,
            ev.MessageUnanswered: self._unanswered,
            ev.QueryAnswered: self._answered,
            ev.DiceRolled: self._rolled,
        }

    def _sent(self, event: ev.MessageSent, rec: Recorded) -> None:
        if self.walk.started is not None:
            self._raw[event.message] = _Raw(rec)
            asked = self._raw.get(event.reply_to)
            if asked is not None and asked.replied is None:
                asked.replied = rec

    def _delivered(self, event: ev.MessageDelivered, rec: Recorded) -> None:
        if raw := self._raw.get(event.message):
            raw.delivered = rec

    def _unanswered(self, event: ev.MessageUnanswered, rec: Recorded) -> None:
        if raw := self._raw.get(event.message):
            raw.unanswered = rec

    def _answered(self, event: ev.QueryAnswered, rec: Recorded) -> None:
        if raw := self._raw.get(event.message):
            raw.settled = rec

    def _rolled(self, event: ev.DiceRolled, rec: Recorded) -> None:
        if event.channel and self.walk.started is not None:
            self._calls.setdefault(event.channel, []).append((event, rec))

    def records(self, injects: dict[str, int]) -> tuple[ChannelRecord, ...]:
        """By channel in the exercise's order. `injects`: how many were released over each."""
        state = self.walk.state
        by_channel: dict[str, list[MessageRecord]] = {}
        counts = receipt_counts(self.walk)
        for name, raw in self._raw.items():
            if message := state.messages.get(name):
                by_channel.setdefault(message.channel, []).append(self._record(message, raw, counts))
        known = list(state.by_channel)
        extra = [c for c in (*by_channel, *self._calls) if c not in state.by_channel]
        return tuple(
            ChannelRecord(
                c, self._name(c), channel.purpose if (channel := state.by_channel.get(c)) else "",
                tuple(by_channel.get(c, ())), tuple(self._call(*call) for call in self._calls.get(c, ())),
                injects.get(c, 0),
            )
            for c in dict.fromkeys([*known, *extra])
            if c in by_channel or c in self._calls or injects.get(c)
        )  # fmt: skip

    def _name(self, channel: str) -> str:
        found = self.walk.state.by_channel.get(channel)
        if found is not None:
            return found.name
        return "Questions to control" if channel == CONTROL else channel

    def _call(self, event: ev.DiceRolled, rec: Recorded) -> CallRecord:
        name = self.walk.state.short_of
        return CallRecord(
            rec.at, name(event.caller), name(event.called), event.cause, event.hit, event.reason,
            event.chance, event.rolled, (rec.seq,),
        )  # fmt: skip

    def _record(self, message: Message, raw: _Raw, counts: dict[str, tuple[int, int, int]]) -> MessageRecord:
        state = self.walk.state
        reached, opened, acknowledged = counts.get(message.id, (0, 0, 0))
        settled = raw.settled if message.answered else None
        return MessageRecord(
            message.id, state.short_of(message.sender), titles(state, message.to), message.body,
            message.sent_at, message.status, message.reason,
            raw.delivered.at - raw.sent.at if raw.delivered else None, message.reply_to, message.queued,
            message.answered, self.walk.played(raw.sent.wall, settled.wall) if settled else None,
            opened, acknowledged, reached, raw.events(), tuple(state.short_of(r) for r in message.to),
            self.walk.played(raw.sent.wall, raw.replied.wall) if raw.replied else None,
            self._shown_to_all(message),
        )  # fmt: skip

    def _shown_to_all(self, message: Message) -> bool:
        channel = self.walk.state.by_channel.get(message.channel)
        return everybody(self.walk.state, message.to) or (channel is not None and channel.public)


def pairs_of(channels: Sequence[ChannelRecord]) -> tuple[PairRecord, ...]:
    """Who wrote to whom, in the order of first words; a message to several counts for each."""
    found: dict[tuple[str, str], list[tuple[str, MessageRecord]]] = {}
    messages = sorted(((m.events, c.name, m) for c in channels for m in c.messages), key=lambda row: row[0])
    for _, channel, message in messages:
        for recipient in message.recipients:
            found.setdefault((message.sender, recipient), []).append((channel, message))
    return tuple(_pair(sender, to, given) for (sender, to), given in found.items())


def _pair(sender: str, to: str, given: Sequence[tuple[str, MessageRecord]]) -> PairRecord:
    messages = [m for _, m in given]
    delays = [m.delay for m in messages if m.delay is not None]
    times = [t for m in messages if (t := m.answer_time if m.queued else m.reply_time) is not None]
    return PairRecord(
        sender, to, len(messages), tuple(dict.fromkeys(c for c, _ in given)),
        sum(m.status == "unanswered" for m in messages), median(delays) if delays else None, len(times),
        median(times) if times else None, tuple(sorted(m.events[0] for m in messages if m.events)),
    )  # fmt: skip


def receipt_counts(walk: Walk) -> dict[str, tuple[int, int, int]]:
    """By item: seats that it was sent to, that opened it, that acknowledged it."""
    counts: dict[str, tuple[int, int, int]] = {}
    for (item, _), receipt in walk.state.receipts.items():
        sent, opened, acknowledged = counts.get(item, (0, 0, 0))
        counts[item] = (
            sent + 1, opened + (receipt.opened is not None), acknowledged + (receipt.acknowledged is not None)
        )  # fmt: skip
    return counts
