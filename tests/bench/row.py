"""One measured value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A value with its unit, what it is compared to in the same run, and the ratio of both.

    `bound` is the least (`at_least`) or the most that is allowed: of the ratio where there is a baseline,
    of the value where there is none; None where nothing was promised.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    bound: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool:
        measured = self.value if self.ratio is None else self.ratio
        if self.bound is None:
            return True
        return measured >= self.bound if self.at_least else measured <= self.bound

    @property
    def words(self) -> str:
        text = f"{self.name:<44} {self.value:>10.2f} {self.unit:<12}"
        if self.baseline is not None and self.ratio is not None:
            text += f" baseline {self.baseline:>10.2f}  ratio {self.ratio:.2f}"
        if self.bound is not None:
            sign = "≥" if self.at_least else "≤"
            text += f"  {sign} {self.bound:g}: {'met' if self.met else 'MISSED'}"
        return text


def compared(
    name: str, value: float, baseline: float, unit: str, *, bound: float | None = None, at_least: bool = False
) -> Row:
    """A row with its baseline from the same run."""
    return Row(name, round(value, 4), unit, round(baseline, 4), round(value / baseline, 3), bound, at_least)
