"""What all events share: the frozen base, and the small records that several kinds carry."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

SeatKind = Literal["player", "director", "facilitator", "evaluator", "observer", "wall"]
Pace = Literal["clock", "hand", "story"]


class Event(Struct, frozen=True):
    """Base of all events. Fields that a newer minor version added are ignored here."""


class Delivery(Event, frozen=True, kw_only=True):
    """One leg of an inject: the same words from the same sender to some roles."""

    variant: str = ""
    sender: tuple[str, ...]
    to: tuple[str, ...]
    title: str
    body: str


class Dissent(Event, frozen=True, kw_only=True):
    """A disagreement with a decision. An empty name means that it was given anonymously."""

    name: str = ""
    text: str
