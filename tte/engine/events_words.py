"""Events of words between people, of undoing, and of kinds that are not known."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import field

from tte.engine.event_base import Event


class MessageSent(Event, frozen=True):
    kind: ClassVar[str] = "message_sent"
    message: str
    sender: str
    """A role, an absent party, or `control`."""
    to: tuple[str, ...]
    channel: str
    body: str
    due: float
    reply_to: str = ""
    queued: bool = False
    """Addressed to control or an absent party: it waits in the queue for an answer."""
    broadcast: bool = False
    """Control speaks to the whole room: every terminal shows it, and the wall."""


class MessageDelivered(Event, frozen=True):
    kind: ClassVar[str] = "message_delivered"
    message: str


class MessageUnanswered(Event, frozen=True):
    """A call that nobody picked up: the message did not get through."""

    kind: ClassVar[str] = "message_unanswered"
    message: str
    reason: str


class QueryAnswered(Event, frozen=True):
    kind: ClassVar[str] = "query_answered"
    message: str
    reply: str = ""
    """The replying message, or empty if it was settled by word of mouth."""


class NoteTaken(Event, frozen=True):
    kind: ClassVar[str] = "note_taken"
    note: str
    body: str
    objective: str = ""


class ItemParked(Event, frozen=True):
    kind: ClassVar[str] = "item_parked"
    item: str
    body: str


class ActionUndone(Event, frozen=True):
    """A control action was taken back; what it had changed is as it was before."""

    kind: ClassVar[str] = "action_undone"
    action: int
    """Sequence number of the first event of the action."""
    name: str
    restored: tuple[str, ...] = ()


class Unknown(Event, frozen=True):
    """An event of a kind that this version does not know: kept and shown, without effect."""

    kind: str
    payload: dict[str, Any] = field(default_factory=dict)
