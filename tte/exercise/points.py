"""The points of the essays that decks cite, and what cites them: the matrix of `tte sources`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tte.exercise.analysis.coverage import cited_points
from tte.exercise.models import Exercise

ESSAYS = {
    "T": 'Tanaka, "The Next Step for the US-Japan Alliance", 2015',
    "S": "12th annual Japan-US Security Seminar, about 2006",
}


@cache
def points() -> dict[str, str]:
    """By tag: the point in a few words of paraphrase, in the essays' order."""
    text = Path(__file__).with_name("points.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Matrix:
    """What cites each point, by exercise, and back."""

    exercises: tuple[str, ...]
    cited: dict[str, tuple[str, ...]]
    """By point: what cites it; with the exercise's name before it where there are several."""
    citing: dict[str, tuple[str, ...]]
    """By card, brief, decision, inject or ending: the points that it cites."""
    promised: dict[str, tuple[str, ...]]
    """By exercise: the points that it sets out to use and does not."""

    @property
    def gaps(self) -> list[str]:
        """Points that nothing cites."""
        return [tag for tag in points() if tag not in self.cited]


def matrix_of(exercises: Iterable[Exercise]) -> Matrix:
    """The matrix of one exercise or of several."""
    several = list(exercises)
    cited: dict[str, list[str]] = {}
    citing: dict[str, list[str]] = {}
    promised: dict[str, tuple[str, ...]] = {}
    for exercise in several:
        found = cited_points(exercise)
        promised[exercise.id] = tuple(tag for tag in exercise.points if tag not in found)
        for tag, places in found.items():
            for place in places:
                shared = place.startswith("card ")
                name = place if shared or len(several) == 1 else f"{exercise.id} {place}"
                if name not in cited.setdefault(tag, []):
                    cited[tag].append(name)
                    citing.setdefault(name, []).append(tag)
    order = list(points())
    return Matrix(
        exercises=tuple(exercise.id for exercise in several),
        cited={tag: tuple(cited[tag]) for tag in order if tag in cited},
        citing={name: tuple(sorted(tags, key=order.index)) for name, tags in citing.items()},
        promised=promised,
    )
