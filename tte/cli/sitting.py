"""Who sits at a seat of a session, with which code, and what time it is there."""

from __future__ import annotations

from pathlib import Path

from tte.cli.edge import Failed, Usage
from tte.cli.safe import short
from tte.conduct.live import LiveSession
from tte.engine.state import SeatState
from tte.errors import Refused
from tte.exercise.diagnostics import nearest
from tte.store import quick

CONTROL_SEATS = ("director", "facilitator", "evaluator", "observer")


def find_seat(session: LiveSession, name: str) -> SeatState:
    """A seat by its id or by a role that it holds. Raises Failed."""
    seat = session.state.find_seat(name)
    if seat is not None:
        return seat
    known = list(session.state.seats)
    near = nearest(name, [*known, *session.state.by_role])
    remedy = f"Did you mean {near}?" if near else f"It has: {', '.join(known)}."
    if name in session.state.by_role:
        remedy = f"SIMCELL plays that role here. {remedy}"
    raise Failed(f"This session has no seat {short(name)}.", remedy=remedy)


def admit(path: Path, seat: SeatState, code: str | None) -> None:
    """Check a seat's code. Raises Usage if none was given, Refused if it is another."""
    if not code:
        raise Usage(
            f"{seat.title}'s seat opens with its code.", remedy="Give it with --code, or in TTE_CODE."
        )
    if not quick.check_code(path, seat.id, code):
        raise Refused(
            f"That code does not open {seat.title}'s seat.",
            remedy="Codes were shown when the session was made; ask the facilitator.",
        )
