"""Events of injects, staff drafts and receipts."""

from __future__ import annotations

from typing import Literal

from tte.engine.event_base import Delivery, Event
from tte.exercise.models import Inject


class InjectReleased(Event):
    """An inject went out, to the recipients of its deliveries. Legs with a staff draft are not among them."""

    kind: Literal["inject_released"] = "inject_released"
    inject: str
    deliveries: tuple[Delivery, ...]
    drafts: tuple[str, ...] = ()
    because: str = ""


class InjectHeld(Event):
    kind: Literal["inject_held"] = "inject_held"
    inject: str
    reason: str = ""


class InjectReadied(Event):
    """A held or skipped inject is ready again."""

    kind: Literal["inject_readied"] = "inject_readied"
    inject: str


class InjectSkipped(Event):
    kind: Literal["inject_skipped"] = "inject_skipped"
    inject: str
    reason: str


class InjectDeferred(Event):
    kind: Literal["inject_deferred"] = "inject_deferred"
    inject: str
    due: float


class InjectsSlipped(Event):
    """All that was unreleased and due moved by so many seconds."""

    kind: Literal["injects_slipped"] = "injects_slipped"
    seconds: float
    injects: tuple[str, ...]


class InjectRecalled(Event):
    kind: Literal["inject_recalled"] = "inject_recalled"
    inject: str
    reason: str


class InjectEdited(Event):
    kind: Literal["inject_edited"] = "inject_edited"
    inject: str
    variant: str = ""
    title: str
    body: str


class InjectWritten(Event):
    """Control wrote an inject of its own."""

    kind: Literal["inject_written"] = "inject_written"
    inject: Inject


class InjectOffered(Event):
    """A contingency's condition holds: control is offered it."""

    kind: Literal["inject_offered"] = "inject_offered"
    inject: str
    because: str = ""


class DraftPrepared(Event):
    kind: Literal["draft_prepared"] = "draft_prepared"
    draft: str
    inject: str
    seat: str
    delivery: Delivery
    until: float


class DraftSent(Event):
    kind: Literal["draft_sent"] = "draft_sent"
    draft: str
    delivery: Delivery
    edited: bool = False
    as_simcell: bool = False


class DraftDeclined(Event):
    kind: Literal["draft_declined"] = "draft_declined"
    draft: str
    reason: str = ""


class DraftLapsed(Event):
    kind: Literal["draft_lapsed"] = "draft_lapsed"
    draft: str


class ItemOpened(Event):
    """A seat opened an inject or a message."""

    kind: Literal["item_opened"] = "item_opened"
    item: str
    seat: str


class ItemAcknowledged(Event):
    kind: Literal["item_acknowledged"] = "item_acknowledged"
    item: str
    seat: str
    read_back: str = ""
