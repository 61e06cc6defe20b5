"""One look at a deck: what the author's screen has to know of a check, small enough to be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tte.exercise.diagnostics import Diagnostic

if TYPE_CHECKING:
    from tte.exercise.check import Checked

END = 1_000_000_000
"""The last line of whatever stands last in a file."""


@dataclass(frozen=True)
class Look:
    """What a check found."""

    diagnostics: tuple[Diagnostic, ...]
    ignored: int
    """How many findings the deck's own comments hide."""
    files: tuple[str, ...]
    exercise: str
    """As a frozen text; empty if the deck did not load."""
    injects: dict[str, int]
    """By path: the place among the exercise's injects of what a file holds."""
    decisions: dict[str, tuple[int, int]]
    """First and last line of each decision."""

    @property
    def loads(self) -> bool:
        return bool(self.exercise)


def look_at(checked: Checked) -> Look:
    """What the screen has to know of a check."""
    from tte.exercise.frozen import freeze

    deck = checked.deck
    injects: dict[str, int] = {}
    starts: dict[str, int] = {}
    for (section, index), record in deck.positions.records.items() if deck else ():
        if deck is None or not isinstance(index, int):
            continue
        if section == "injects":
            injects[str(Path(record.node.place.file.shown))] = index
        elif section == "decisions":
            starts[deck.exercise.decisions[index].id] = record.where(()).line
    rows = sorted(starts.items(), key=lambda pair: pair[1])
    ends = [*(line - 1 for _, line in rows[1:]), END][: len(rows)]
    exercise = checked.loaded.exercise
    return Look(
        checked.diagnostics,
        len(checked.ignored),
        tuple(map(str, checked.loaded.files)),
        freeze(exercise) if exercise is not None else "",
        injects,
        {name: (line, end) for (name, line), end in zip(rows, ends, strict=True)},
    )
