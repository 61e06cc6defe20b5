"""Moments in a session as people write them: an event's number, or a time of play."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tte.errors import TteError

MINUTE = 60.0
_EVENT = re.compile(r"#?([0-9]{1,9})")
_TIME = re.compile(r"[Tt]?\+?(?:([0-9]{1,3}):)?([0-9]{1,5})(?::([0-9]{1,2}))?")


class NoSuchMoment(TteError):
    """A seat, or a time, of which a session knows nothing."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An event's number, or an exercise time up to which things had happened (s, not included)."""

    event: int | None = None
    until: float | None = None


def parse_moment(text: str) -> Moment:
    """`123` and `#123` are events; `T+42`, `T+1:15` and `T+1:15:30` times of play. Raises NoSuchMoment.

    A time without seconds is the end of that minute: all the while the clock shows T+00:42.
    """
    plain = text.strip()
    if match := _EVENT.fullmatch(plain):
        return Moment(event=int(match[1]))
    found = _TIME.fullmatch(plain)
    if found is None or (found[3] is not None and found[1] is None):
        raise NoSuchMoment(
            f"“{plain[:80]}” is neither an event nor a time of play.",
            remedy="Write an event's number, such as 123, or a time, such as T+42, T+1:15 or T+1:15:30.",
        )
    minutes = int(found[1] or 0) * 60 + int(found[2])
    if found[3] is None:
        return Moment(until=(minutes + 1) * MINUTE)
    return Moment(until=minutes * MINUTE + int(found[3]) + 1)
