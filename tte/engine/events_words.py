"""Events of words between people, of undoing, and of kinds that are not known."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tte.engine.event_base import Event


class MessageSent(Event):
    kind: Literal["message_sent"] = "message_sent"
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


class MessageDelivered(Event):
    kind: Literal["message_delivered"] = "message_delivered"
    message: str


class MessageUnanswered(Event):
    """A call that nobody picked up: the message did not get through."""

    kind: Literal["message_unanswered"] = "message_unanswered"
    message: str
    reason: str


class QueryAnswered(Event):
    kind: Literal["query_answered"] = "query_answered"
    message: str
    reply: str = ""
    """The replying message, or empty if it was settled by word of mouth."""


class NoteTaken(Event):
    kind: Literal["note_taken"] = "note_taken"
    note: str
    body: str
    objective: str = ""


class ItemParked(Event):
    kind: Literal["item_parked"] = "item_parked"
    item: str
    body: str


class ActionUndone(Event):
    """A control action was taken back; what it had changed is as it was before."""

    kind: Literal["action_undone"] = "action_undone"
    action: int
    """Sequence number of the first event of the action."""
    name: str
    restored: tuple[str, ...] = ()


class Unknown(Event):
    """An event of a kind that this version does not know: kept and shown, without effect."""

    kind: str
    payload: dict[str, Any] = Field(default_factory=dict)
