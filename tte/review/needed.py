"""What of a long log one seat's view comes from, so that the rest need not be read.

A seat's view holds what was sent to it, what it sent, and the decisions of its roles. Of all else it shows
only which of their options are locked, and of that the deck says what it depends on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tte.exercise.conditions import compile_condition

if TYPE_CHECKING:
    from tte.exercise.models import Exercise

UNSEEN = (
    "access_refused", "analysis_written", "corrective_action_added", "corrective_action_removed",
    "corrective_action_updated", "hot_wash_item_captured", "item_parked", "note_taken",
    "observation_made", "observation_revised", "observation_withdrawn", "rule_passed", "rule_rested",
    "target_rated", "terminal_connected", "terminal_lost",
)  # fmt: skip
"""Kinds that leave every seat's view as it is: whoever reads a log for one seat can leave them out."""
OWN = ("item_acknowledged", "item_opened")
"""Kinds that change the view of the seat that they name and no other's."""
OF_INJECTS = ("inject_offered",)
"""Kinds that say of an inject what only control sees, and conditions."""
OF_DECISIONS = (
    "decision_opened", "decision_submitted", "decision_amended", "decision_extended", "decision_expired",
    "decision_closed", "decision_reopened", "decision_withdrawn", "written_ruled", "outcome_overruled",
)  # fmt: skip
"""Kinds that say something of one decision, by `decision`."""
BRINGING = ("inject_released", "draft_prepared", "draft_sent")
"""Kinds that name whom an inject is for. An inject goes out once, or again after an undo: so those that name
neither a seat nor its roles have no part in what it was sent."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a seat's view asks of a state beside what reached the seat."""

    decisions: frozenset[str]
    """Its own, and those that its options depend on."""
    tracks: frozenset[str]
    injects: frozenset[str]
    dice: bool
    rules: bool


def asked_by(exercise: Exercise, roles: tuple[str, ...]) -> Asked:
    """What the options of some roles' decisions depend on."""
    own = [d for d in exercise.decisions if set(d.owners) & set(roles)]
    needs = [compile_condition(o.needs) for d in own for o in d.options.values() if o.needs is not None]
    return Asked(
        frozenset(d.id for d in own).union(*(n.decisions for n in needs)),
        frozenset().union(*(n.tracks for n in needs)), frozenset().union(*(n.injects for n in needs)),
        any(n.channels for n in needs), any(n.rules for n in needs),
    )  # fmt: skip
