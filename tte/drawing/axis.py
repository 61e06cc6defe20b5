"""Axes: round values between two ends, and where they lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_TIMES = (60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` laid from one place to another; values beyond are put at the ends."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span > 0 else 0.0
        return self.start + (self.end - self.start) * min(1.0, max(0.0, share))


def round_steps(low: float, high: float, most: int = 6) -> list[float]:
    """At most about so many round values from low to high."""
    span = high - low
    if span <= 0:
        return [low]
    rough = span / max(1, most)
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    step = next((power * n for n in (1, 2, 5, 10) if power * n >= rough), power * 10)
    first = int(low / step) if low >= 0 else -int(-low / step)
    found = [(first + n) * step for n in range(int(span / step) + 2)]
    return [value for value in found if low - step * 1e-9 <= value <= high + step * 1e-9]


def time_steps(last: float, most: int = 5) -> list[float]:
    """At most so many round times (seconds) from 0 to the last."""
    step = next((s for s in _TIMES if last / s <= most), 0)
    if not step:
        return round_steps(0, last, most)
    return [float(n * step) for n in range(int(last // step) + 1)]


def clock(seconds: float) -> str:
    """Seconds as T+1:05 (hours and minutes)."""
    minutes = round(seconds / 60)
    return f"T+{minutes // 60}:{minutes % 60:02d}"


def span(seconds: float) -> str:
    """A length of time for an axis: 45 s, 5 min, 1 h 30."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"


Say = Callable[[float], str]
"""A value in words."""


def plain(value: float) -> str:
    """A value as a number."""
    return f"{value:g}"
