"""The rules of play: what a command leads to, or why it is refused."""

from __future__ import annotations

from tte.engine import (
    apply_decisions,
    apply_people,
    apply_review,
    handle_access,
    handle_control,
    handle_decisions,
    handle_injects,
    handle_people,
    handle_review,
    handle_texts,
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

PARTS = (
    apply_decisions, apply_people, apply_review, handle_access, handle_control, handle_decisions,
    handle_injects, handle_people, handle_review, handle_texts, handle_time, handle_words,
)  # fmt: skip
"""Modules whose import registers handlers and appliers."""

QUIET: tuple[type[ev.Event], ...] = (
    ev.ItemOpened, ev.ItemAcknowledged, ev.NoteTaken, ev.ItemParked, ev.SeatTaken, ev.SeatLeft,
    ev.MessageSent, ev.MessageDelivered, ev.ParticipantsNamed, ev.DecisionSubmitted, ev.DecisionAmended,
    ev.QueryAnswered, ev.DraftDeclined, ev.PracticeAnswered, ev.HeadCounted, ev.ActionUndone,
    ev.SeatFrozen, ev.SeatUnfrozen, ev.SeatLocked, ev.SeatUnlocked, ev.ConnectionEnded, ev.CodeReissued,
    ev.CountdownStarted, ev.CountdownStopped, ev.WallSet, ev.FirstVoteAsked, ev.FirstVoteWaived,
    ev.FirstVoteCast, ev.TerminalConnected, ev.TerminalLost, ev.AccessRefused, *ev.REVIEW_EVENTS,
)  # fmt: skip
"""Events that no condition can ask about: nothing follows from them by itself."""


def decide(state: State, order: Order) -> list[Recorded]:
    """The events of a command, in envelopes numbered on from the state's version.

    The state is not touched. Raises Refused, in words for the person who asked.
    """
    un = Unfolding(state, order)
    check_order(un)
    handle_people.check_barred(un)
    HANDLERS[type(order.command)](un, order.command)
    if any(not isinstance(r.event, QUIET) for r in un.emitted):
        settle(un)
    return un.emitted
