"""Analysis of a deck that loads: what can never happen in it, and what will not work in a room.

`check` runs it; loading does not, so that a session never waits for it.
"""

from __future__ import annotations

from tte.exercise.analysis.coverage import check_coverage
from tte.exercise.analysis.never import check_never
from tte.exercise.analysis.options import check_options
from tte.exercise.analysis.pace import check_pace
from tte.exercise.analysis.phrases import check_phrases
from tte.exercise.analysis.secrets import check_secrets
from tte.exercise.analysis.timing import check_timing
from tte.exercise.checks.deck import Deck

__all__ = ["analyse"]


def analyse(deck: Deck) -> None:
    """Note every finding about a deck that loads without errors."""
    for check in (
        check_never,
        check_timing,
        check_secrets,
        check_options,
        check_coverage,
        check_pace,
        check_phrases,
    ):
        check(deck)
