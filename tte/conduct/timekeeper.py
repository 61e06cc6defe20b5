"""Who keeps the clock: the holder of the session's lease alone issues timed commands (law 2)."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress

from tte.conduct.live import LEASE_GAP, LiveSession
from tte.engine.commands import SYSTEM, RecordInterruption, Tick
from tte.errors import Refused

BEAT = 1_000
"""Milliseconds between heartbeats."""


class Timekeeper:
    """Keeps a session's exercise clock while it holds the lease.

    Call `beat` a few times a second. Time goes into the log only through it: a gap of over five seconds
    between heartbeats (death, a closed lid, a wall clock that steps) stops the clock at the last of them.
    """

    def __init__(self, session: LiveSession, holder: str = "") -> None:
        self.session = session
        self.holder = holder or f"{os.getpid()}-{secrets.token_hex(4)}"

    @property
    def holds(self) -> bool:
        return self.session.holds_lease

    def take(self, *, force: bool = False) -> bool:
        """Take the lease if it is free or its holder is gone; False if somebody else keeps the clock.

        If the clock was left running, it is stopped at the last heartbeat.
        """
        session, wall = self.session, self.session.now()
        before = session.log.lease()
        if not session.log.take_lease(self.holder, wall, force=force):
            return False
        session.refresh()
        session.holds_lease, session.last_beat = True, wall
        if before is None or abs(wall - before.beat) > LEASE_GAP:
            last = before.beat if before is not None else session.state.last_wall
            self._interrupt(last, wall, "the terminal that kept the clock was gone")
        return True

    def beat(self) -> bool:
        """Say that the clock is kept, and let everything happen that is due; False if the lease was lost."""
        session = self.session
        if not session.holds_lease:
            return False
        wall = session.now()
        since = wall - session.last_beat
        if abs(since) > LEASE_GAP and self._still_mine():
            # before the beat: should this process die between the two, the gap is still there to be seen
            self._interrupt(session.last_beat, wall, "the computer slept or its clock was set")
        if since >= BEAT or since < 0:
            if not session.log.beat(self.holder, wall):
                session.holds_lease = False
                session.refresh()
                return False
            session.last_beat = wall
        if session.state.phase == "running":
            session.issue(Tick(), SYSTEM, wall=wall)
        return True

    def _still_mine(self) -> bool:
        lease = self.session.log.lease()
        self.session.refresh()
        return lease is not None and lease.holder == self.holder

    def _interrupt(self, last: int, wall: int, reason: str) -> None:
        """Stop the clock at a heartbeat, if it is running: somebody else may have stopped it meanwhile."""
        if self.session.state.phase == "running":
            with suppress(Refused):
                self.session.issue(RecordInterruption(last, reason), SYSTEM, wall=wall)

    def release(self) -> None:
        """Give the clock up; if play is running it stops here, for nobody keeps time any more."""
        session = self.session
        if not session.holds_lease:
            return
        if self._still_mine():
            self._interrupt(session.wall(), session.now(), "the console that kept the clock was closed")
        session.holds_lease = False
        session.log.release_lease(self.holder)
        session.refresh()
