"""Who sits at a seat of a session, with which code, and what time it is there."""

from __future__ import annotations

from pathlib import Path

from tte.cli.edge import Failed, Usage
from tte.cli.safe import short
from tte.conduct.live import LEASE_GAP, LiveSession
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


def clock_kept(session: LiveSession) -> bool:
    """Whether somebody keeps the session's clock now."""
    lease = session.log.lease()
    return lease is not None and abs(session.now() - lease.beat) <= LEASE_GAP


def wall_of(session: LiveSession) -> int:
    """The wall time (UTC, ms) that counts for the session's clock.

    Only who keeps the clock makes time pass: while play runs and nobody does, it is still the last heartbeat,
    or the last event if that is later.
    """
    if session.state.phase != "running" or clock_kept(session):
        return session.now()
    lease = session.log.lease()
    return max(lease.beat if lease else 0, session.state.last_wall)
