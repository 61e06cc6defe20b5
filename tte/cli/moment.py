"""Moments in a session file, as they are named on the command line."""

from __future__ import annotations

from pathlib import Path

from tte.cli.edge import Failed, Usage
from tte.cli.safe import line
from tte.review.moment import Moment, NoSuchMoment, parse_moment
from tte.store import quick


def read_moment(text: str) -> Moment:
    """As `parse_moment`. Raises Usage."""
    try:
        return parse_moment(text)
    except NoSuchMoment as error:
        raise Usage(line(error.message), remedy=error.remedy) from None


def event_at(path: Path, moment: Moment) -> int:
    """The last event that had happened at a moment. Raises Failed if none had, or there is no such event."""
    last = quick.peek(path).last_seq
    event = moment.event if moment.event is not None else quick.last_at(path, moment.until or 0.0)
    if not 1 <= event <= last:
        raise Failed(
            f"{path.name} has {last} events, and {event} is none of them."
            if moment.event is not None
            else "Nothing had happened yet at that time.",
            remedy="`tte log SESSION --format jsonl` lists them with their numbers.",
        )
    return event
