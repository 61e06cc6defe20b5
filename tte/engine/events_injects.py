"""Events of injects, staff drafts and receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tte.engine.event_base import Delivery, Event

if TYPE_CHECKING:
    from tte.exercise.models import Inject as Inject
else:
    from tte.exercise.thawed import Inject  # an inject of a session is as its log has it


class InjectReleased(Event, frozen=True):
    """An inject went out, to the recipients of its deliveries. Legs with a staff draft are not among them."""

    kind: ClassVar[str] = "inject_released"
    inject: str
    deliveries: tuple[Delivery, ...]
    drafts: tuple[str, ...] = ()
    because: str = ""


class InjectHeld(Event, frozen=True):
    kind: ClassVar[str] = "inject_held"
    inject: str
    reason: str = ""


class InjectReadied(Event, frozen=True):
    """A held or skipped inject is ready again."""

    kind: ClassVar[str] = "inject_readied"
    inject: str


class InjectSkipped(Event, frozen=True):
    kind: ClassVar[str] = "inject_skipped"
    inject: str
    reason: str


class InjectDeferred(Event, frozen=True):
    kind: ClassVar[str] = "inject_deferred"
    inject: str
    due: float


class InjectsSlipped(Event, frozen=True):
    """All that was unreleased and due moved by so many seconds."""

    kind: ClassVar[str] = "injects_slipped"
    seconds: float
    injects: tuple[str, ...]


class InjectRecalled(Event, frozen=True):
    kind: ClassVar[str] = "inject_recalled"
    inject: str
    reason: str


class InjectEdited(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "inject_edited"
    inject: str
    variant: str = ""
    title: str
    body: str


class InjectWritten(Event, frozen=True):
    """Control wrote an inject of its own."""

    kind: ClassVar[str] = "inject_written"
    inject: Inject


class InjectOffered(Event, frozen=True):
    """A contingency's condition holds: control is offered it."""

    kind: ClassVar[str] = "inject_offered"
    inject: str
    because: str = ""


class DraftPrepared(Event, frozen=True):
    kind: ClassVar[str] = "draft_prepared"
    draft: str
    inject: str
    seat: str
    delivery: Delivery
    until: float


class DraftSent(Event, frozen=True):
    kind: ClassVar[str] = "draft_sent"
    draft: str
    delivery: Delivery
    edited: bool = False
    as_simcell: bool = False


class DraftDeclined(Event, frozen=True):
    kind: ClassVar[str] = "draft_declined"
    draft: str
    reason: str = ""


class DraftLapsed(Event, frozen=True):
    kind: ClassVar[str] = "draft_lapsed"
    draft: str


class ItemOpened(Event, frozen=True):
    """A seat opened an inject or a message."""

    kind: ClassVar[str] = "item_opened"
    item: str
    seat: str


class ItemAcknowledged(Event, frozen=True):
    kind: ClassVar[str] = "item_acknowledged"
    item: str
    seat: str
    read_back: str = ""
