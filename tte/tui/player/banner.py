"""What stands over the pages of a seat's terminal: stops, words to all, a countdown. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from tte.engine.state import Barred, Countdown
from tte.engine.views import ClockView

LONGEST = 300
"""Characters of what control says to all that a banner shows; the whole is where messages are."""


def stopped(clock: ClockView, trouble: str = "") -> Iterator[str]:
    """That play stands still or is over, and why; before that, what is wrong with the session."""
    if trouble:
        yield trouble
    elif clock.phase == "paused":
        why = sentence(clock.reason)
        yield f"‖ PauseEx: the exercise clock stands still.{why} Nothing you have typed is lost."
    elif clock.phase in ("ended", "sealed"):
        yield "■ EndEx: the exercise is over. Stay for the hot wash; you may read everything here."


def frozen(barred: Barred | None, still: str = "You can read, and ask control (q).") -> Iterator[str]:
    """That control has frozen the seat, why, and what its people can do `still`."""
    if barred is not None and barred.frozen:
        yield f"‖ Control has frozen this seat.{sentence(barred.reason)} {still}"


def said_to_all(words: str) -> str:
    """What control says to everybody, in one line."""
    return f"◆ CONTROL TO ALL: {' '.join(words.split())[:LONGEST]}"


def counting(countdown: Countdown | None, now: int) -> Iterator[str]:
    """A countdown's minutes and seconds. `now` in wall ms."""
    if countdown is not None:
        left = max(0, -(-(countdown.until - now) // 1000))
        yield f"◷ {countdown.words or 'Countdown'}: {left // 60}:{left % 60:02d}"


def sentence(reason: str) -> str:
    """A reason as a sentence of its own, between two others."""
    words = reason.strip()
    if not words:
        return ""
    return f" {words[:1].upper()}{words[1:]}{'' if words[-1] in '.!?…' else '.'}"
