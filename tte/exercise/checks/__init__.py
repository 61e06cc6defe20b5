"""Checks an exercise as a whole: what its records say of one another, its texts, its sense."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tte.exercise.checks.deck import Deck
from tte.exercise.checks.references import check_references
from tte.exercise.checks.sense import check_sense
from tte.exercise.checks.timetable import check_timetable
from tte.exercise.checks.words import check_words
from tte.exercise.models import Exercise
from tte.exercise.records import Positions
from tte.exercise.source import Findings

__all__ = ["check_exercise"]


def check_exercise(
    exercise: Exercise,
    positions: Positions,
    findings: Findings,
    broken: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Note every finding about an exercise whose records are valid one by one.

    `broken` has the ids, by section, of records that were left out because they are not: they count as known.
    """
    deck = Deck(exercise, positions, findings, broken or {})
    check_references(deck)
    check_words(deck)
    check_sense(deck)
    check_timetable(deck)
