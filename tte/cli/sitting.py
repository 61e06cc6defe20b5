"""Who sits at a seat of a session, with which code, and what time it is there."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from tte.cli.edge import Failed, Usage
from tte.cli.safe import short
from tte.errors import Refused, TteError
from tte.store import quick

if TYPE_CHECKING:
    from tte.conduct.live import LiveSession
    from tte.engine.state import SeatState

CONTROL_SEATS = ("director", "facilitator", "evaluator", "observer")


def find_seat(session: LiveSession, name: str) -> SeatState:
    """A seat by its id or by a role that it holds. Raises Failed."""
    seat = session.state.find_seat(name)
    if seat is not None:
        return seat
    from tte.exercise.diagnostics import nearest

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


class CodeCheck:
    """Whether codes open seats of a session. One that is known early is tried while the terminal loads.

    Trying a code is slow on purpose, and runs beside Python's own work.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._early: dict[tuple[str, str], Thread] = {}
        self._found: dict[tuple[str, str], bool | TteError] = {}

    def begin(self, seat: str, code: str) -> None:
        """Begin to try this code for this seat."""
        thread = self._early[seat, code] = Thread(target=self._try, args=(seat, code), daemon=True)
        thread.start()

    def _try(self, seat: str, code: str) -> None:
        try:
            self._found[seat, code] = quick.check_code(self.path, seat, code)
        except TteError as error:
            self._found[seat, code] = error

    def __call__(self, seat: str, code: str) -> bool:
        """Whether the code opens the seat. Raises a StoreError for a file that cannot be read."""
        # what was tried early counts once: a seat can be given another code
        if (thread := self._early.pop((seat, code), None)) is None:
            return quick.check_code(self.path, seat, code)
        thread.join()
        found = self._found.pop((seat, code))
        if isinstance(found, TteError):
            raise found
        return found
