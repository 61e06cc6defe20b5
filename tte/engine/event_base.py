"""What all events share: the frozen base, and the small records that several kinds carry."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

SeatKind = Literal["player", "director", "facilitator", "evaluator", "observer"]
Pace = Literal["clock", "hand", "story"]


class Event(BaseModel):
    """Base of all events. Fields that a newer minor version added are ignored here."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Delivery(Event):
    """One leg of an inject: the same words from the same sender to some roles."""

    variant: str = ""
    sender: tuple[str, ...]
    to: tuple[str, ...]
    title: str
    body: str


class Dissent(Event):
    """A disagreement with a decision. An empty name means that it was given anonymously."""

    name: str = ""
    text: str
