"""A timekeeper without a console: holds the lease, lets happen what is due, prints what happens."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tte.cli.edge import Failed, flush, out, say
from tte.cli.session_text import ControlLines
from tte.conduct.live import LiveSession
from tte.conduct.timekeeper import Timekeeper
from tte.store.errors import LeaseHeld

LOOK = 0.1
"""Seconds between beats: time is stored and things fall due at most that much late."""


def keep_clock(live: LiveSession, path: Path, *, force: bool) -> None:
    """Keep the clock until play is over, or until ctrl-C or SIGTERM gives it up.

    Raises LeaseHeld if somebody else keeps it, Failed if somebody takes it over.
    """
    lines = ControlLines(live)
    for _ in lines.new():
        pass  # what happened before is in `tte log`
    keeper = Timekeeper(live)
    with _ended_by_signals():
        try:
            if not keeper.take(force=force):
                held = live.log.lease()
                raise LeaseHeld(path, held.holder if held else "just now")
            _advise(live)
            while _goes_on(keeper, lines):
                time.sleep(LOOK)
        except KeyboardInterrupt:
            pass  # the way to stop
        finally:
            keeper.release()
    _tell(lines)


def _advise(live: LiveSession) -> None:
    """What the clock waits for."""
    match live.state.phase:
        case "prepared":
            say("The clock is kept. It starts with `tte do SESSION start`.")
        case "paused":
            say("The clock is kept. Play is paused; `tte do SESSION resume` lets it go on.")
        case "no_duff":
            say("The clock is kept. Real-world emergency: all play has stopped.")
        case _:
            say("The clock is kept.")


def _goes_on(keeper: Timekeeper, lines: ControlLines) -> bool:
    """One beat; False once play is over."""
    live = keeper.session
    live.refresh()
    if live.state.phase in ("ended", "sealed"):
        return False
    if not keeper.beat():
        _tell(lines)
        raise Failed("Another terminal has taken the clock over.", remedy="This one keeps it no more.")
    _tell(lines)
    return True


def _tell(lines: ControlLines) -> None:
    told = False
    for text, _ in lines.new():
        out(text)
        told = True
    if told:
        flush()


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM gives the clock up as ctrl-C does, also where a shell started this in the background."""
    before = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
