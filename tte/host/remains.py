"""What a host that was killed left in the log: terminals open at seats, with nobody at them."""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path

from tte.conduct.live import LiveSession
from tte.engine.commands import LeaveSeat
from tte.errors import TteError
from tte.host.journal import Journal

log = logging.getLogger(__name__)

HOSTED = "host-"
"""How the names of a host's terminals begin in the log."""


class SoleHost:
    """A lock beside the session: the system lets it go with the process that holds it, however that ends."""

    def __init__(self, path: Path) -> None:
        self._descriptor: int | None = None
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # another host serves this session, or this file system has no locks
            os.close(descriptor)
        else:
            self._descriptor = descriptor

    @property
    def held(self) -> bool:
        """Whether no other process serves this session's terminals."""
        return self._descriptor is not None

    def let_go(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def clear_away(session: LiveSession, journal: Journal) -> None:
    """Write down that nobody is at the terminals of a host that is gone.

    What could not be written down stands in the host's own log: a host begins all the same.
    """
    try:
        session.refresh()
        last = session.history[-1].wall if session.history else session.now()
        for seat in session.seats():
            for name in seat.terminals:
                if name.startswith(HOSTED):
                    journal.lost(seat.id, name, "the host ended without a word")
                    session.issue(LeaveSeat(name), seat.id)
                    session.presence.gone(seat.id, last)
    except TteError as error:
        log.error("terminals of a host before this one: %s", error)
