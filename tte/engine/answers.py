"""Who has answered a decision, and who has not."""

from __future__ import annotations

from collections.abc import Iterable

from tte.engine.state import DecisionState

WRITTEN = "written"
"""The choice of an answer in one's own words."""


def unanswered(standing: DecisionState, owners: Iterable[str]) -> tuple[str, ...]:
    """Those of these owners who have still to answer, or to answer again."""
    given, pending = standing.submissions, standing.pending
    return tuple([o for o in owners if o not in given or o in pending])
