"""How far evaluators agreed: the raw share first, then Krippendorff's alpha, which takes chance out of it."""

from __future__ import annotations

from collections.abc import Sequence

from tte.review.model_evaluation import Agreement, ObjectiveResult, TargetRecord

ORDER = ("P", "S", "M", "U")
"""Ratings from best to worst: the distance between letters counts. N/O is none of them."""


def agreement_of(objectives: Sequence[ObjectiveResult]) -> Agreement | None:
    """Over all targets; None where fewer than two evaluators rated anything."""
    targets = [t for o in objectives for t in o.targets if t.ratings]
    seats = tuple(dict.fromkeys(r.seat for t in targets for r in t.ratings))
    if len(seats) < 2:
        return None
    rows = tuple((t.id, t.title, tuple(_letter(t, s) for s in seats), t.settled) for t in targets)
    pairs = agreed = 0
    for _, _, letters, _ in rows:
        rated = [letter for letter in letters if letter in ORDER]
        for n, first in enumerate(rated):
            for second in rated[n + 1 :]:
                pairs += 1
                agreed += first == second
    alpha, note = _alpha([letters for _, _, letters, _ in rows], len(seats))
    events = tuple(sorted(e for t in targets for e in t.events))
    return Agreement(seats, rows, pairs, agreed, alpha, note, events)


def _letter(target: TargetRecord, seat: str) -> str:
    return next((r.independent for r in target.ratings if r.seat == seat), "")


def _alpha(units: Sequence[Sequence[str]], raters: int) -> tuple[float | None, str]:
    """Alpha for ordered categories with gaps, or why there is none."""
    values = {letter for unit in units for letter in unit if letter in ORDER}
    paired = [unit for unit in units if sum(letter in ORDER for letter in unit) > 1]
    if not paired:
        return None, "no target has two independent ratings"
    if len({letter for unit in paired for letter in unit if letter in ORDER}) < 2 or len(values) < 2:
        return None, "all ratings are the same letter: agreement cannot be told from chance"
    import krippendorff  # numpy comes with it: only where there is something to measure

    place = {letter: float(n) for n, letter in enumerate(ORDER)}
    data = [[place.get(unit[rater], float("nan")) for unit in units] for rater in range(raters)]
    alpha = krippendorff.alpha(
        reliability_data=data, level_of_measurement="ordinal", value_domain=list(map(float, range(4)))
    )
    return round(float(alpha), 3), "for ordered categories, gaps allowed (1: agreement, 0: chance)"
