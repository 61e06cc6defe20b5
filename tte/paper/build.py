"""What can be printed of an exercise, by name."""

from __future__ import annotations

from collections.abc import Iterable

from tte.exercise.models import Cut, Exercise
from tte.paper.control import inject_sheets, msel, script
from tte.paper.people import role_cards
from tte.paper.record import decision_forms, evaluation_sheets
from tte.paper.sheets import Paper, Part

WHAT = ("roles", "injects", "msel", "eeg", "forms", "script")
"""What an exercise alone is enough for; seat slips need a session."""


def build(
    exercise: Exercise, what: Iterable[str], cut: Cut | None = None, more: Iterable[Part] = ()
) -> Paper:
    """The pages that were asked for, in the order of WHAT, then `more`."""
    wanted = set(what)
    parts: list[Part] = []
    for name in WHAT:
        if name not in wanted:
            continue
        match name:
            case "roles":
                parts.append(role_cards(exercise))
            case "injects":
                parts.append(inject_sheets(exercise, cut))
            case "msel":
                parts.append(msel(exercise, cut))
            case "eeg":
                parts.append(evaluation_sheets(exercise, cut))
            case "forms":
                parts.append(decision_forms(exercise, cut))
            case _:
                parts.append(script(exercise, cut))
    return Paper(exercise.title, exercise.version, tuple(p for p in (*parts, *more) if p.panels))
