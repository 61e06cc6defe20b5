"""The rules of play: what a command leads to, or why it is refused."""

from __future__ import annotations

from tte.engine import (
    apply_decisions,
    handle_control,
    handle_decisions,
    handle_injects,
    handle_time,
    handle_words,
)
from tte.engine import events as ev
from tte.engine.commands import Order
from tte.engine.consequences import settle
from tte.engine.events import Recorded
from tte.engine.limits import check_order
from tte.engine.registry import HANDLERS
from tte.engine.state import State
from tte.engine.unfolding import Unfolding

PARTS = (apply_decisions, handle_control, handle_decisions, handle_injects, handle_time, handle_words)
"""Modules whose import registers handlers and appliers."""

QUIET = (
    ev.ItemOpened, ev.ItemAcknowledged, ev.NoteTaken, ev.ItemParked, ev.SeatTaken, ev.SeatLeft,
    ev.MessageSent, ev.MessageDelivered, ev.ParticipantsNamed, ev.DecisionSubmitted, ev.DecisionAmended,
    ev.QueryAnswered, ev.DraftDeclined, ev.PracticeAnswered, ev.HeadCounted, ev.ActionUndone,
)  # fmt: skip
"""Events that no condition can ask about: nothing follows from them by itself."""


def decide(state: State, order: Order) -> list[Recorded]:
    """The events of a command, in envelopes numbered on from the state's version.

    The state is not touched. Raises Refused, in words for the person who asked.
    """
    un = Unfolding(state, order)
    check_order(un)
    HANDLERS[type(order.command)](un, order.command)
    if any(not isinstance(r.event, QUIET) for r in un.emitted):
        settle(un)
    return un.emitted
