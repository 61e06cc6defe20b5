"""To write on: decision forms for players, evaluation sheets for evaluators."""

from __future__ import annotations

from tte.exercise.models import Cut, Decision, Exercise, Inject, Objective
from tte.paper.filling import clock_of, planned, played
from tte.paper.sheets import (
    Choices,
    Facts,
    Grid,
    Heading,
    Lines,
    Panel,
    Para,
    Part,
    flat,
    paragraphs,
    texts,
)

RATINGS = ("P", "S", "M", "U", "N/O")
MEANINGS = (
    ("P", "Performed without challenges"),
    ("S", "Performed with some challenges"),
    ("M", "Performed with major challenges"),
    ("U", "Unable to be performed"),
    ("N/O", "Not observed"),
)
"""Ratings of HSEEP 2020, in short."""


def decision_forms(exercise: Exercise, cut: Cut | None) -> Part:
    """A form for each owner who answers alone, one for those who answer together."""
    panels: list[Panel] = []
    for decision in exercise.decisions:
        if cut is not None and decision.id not in cut.decisions:
            continue
        each = decision.mode == "each" and len(decision.owners) > 1
        for owners in [(owner,) for owner in decision.owners] if each else [decision.owners]:
            panels.append(_form(exercise, cut, decision, owners))
    return Part(
        "Decision forms", "page", exercise.handling.cards, tuple(panels),
        "Hand one out with the inject that asks. Control enters it afterwards: tte do SESSION answer "
        "DECISION OWNER --option LETTER --why WORDS --at T+42 --on-paper",
    )  # fmt: skip


def _form(exercise: Exercise, cut: Cut | None, decision: Decision, owners: tuple[str, ...]) -> Panel:
    titles = {r.id: r.title for r in exercise.roles} | {p.id: p.title for p in exercise.parties}
    opened = [i for i in played(exercise, cut) if decision.id in i.opens]
    minutes = cut.minutes if cut is not None and cut.minutes is not None else decision.minutes
    options = [(f"{letter}  {o.title}", flat(o.text)) for letter, o in decision.options.items()]
    locked = [letter for letter, option in decision.options.items() if option.needs is not None]
    blocks = texts(
        Facts((
            ("Decision", decision.id),
            ("For", " and ".join(titles.get(owner, owner) for owner in owners)),
            ("Asked by", ", ".join(f"inject {i.id}" for i in opened)),
            ("Minutes", f"{minutes:g}"),
            ("Handed out at", ""),
            ("Decided at (exercise time)", "T+ ____ : ____"),
        )),
        paragraphs(decision.question),
        Choices((*options, ("In our own words:", ""))),
        Para(f"Before you tick {' or '.join(locked)}, ask control whether it is open now.", quiet=True)
        if locked else None,
        Lines("Own words", 2),
        Lines("Why", 3),
        Lines("What was rejected, and why", 2),
        Lines("Assumptions; what you expect to follow", 2),
        Facts((("Authority", flat(decision.authority)), ("Confidence, 0 to 100", ""),
               ("Dissent (name if you like)", ""), ("Present", ""), ("Signed", ""))),
    )  # fmt: skip
    return Panel(decision.title, "Decision form", blocks)


def evaluation_sheets(exercise: Exercise, cut: Cut | None) -> Part:
    """A sheet for each objective: its tasks, where to look, room for what was seen, the rating."""
    panels = [_sheet(exercise, cut, objective) for objective in exercise.objectives]
    return Part(
        "Evaluation sheets", "page", exercise.handling.msel, tuple(panels),
        "For evaluators. A rating is each evaluator's own; compare them afterwards.",
    )  # fmt: skip


def _sheet(exercise: Exercise, cut: Cut | None, objective: Objective) -> Panel:
    watched = [i for i in played(exercise, cut) if objective.id in i.objectives]
    asked = [d for d in exercise.decisions if objective.id in d.objectives]
    asked = [d for d in asked if cut is None or d.id in cut.decisions]
    tasks = tuple(
        (f"{objective.id}-{n}", flat(task), "", "") for n, task in enumerate(objective.tasks, start=1)
    )
    looks = tuple(_look(i, cut) for i in watched)
    looks += tuple((d.id, _asked_at(exercise, cut, d), flat(d.title), "") for d in asked)
    blocks = texts(
        Facts((("Capability", objective.capability), ("Target", flat(objective.statement)),
               ("Good enough", flat(objective.standard)), ("Evaluator", ""))),
        (Heading("Critical tasks", 3),
         Grid(("No.", "Task", "Seen at", "What was seen"), tasks, (9, 34, 12, 45), True))
        if tasks else None,
        (Heading("Where to look", 3), Grid(("No.", "Planned", "What", "Seen at"), looks, (9, 14, 62, 15)))
        if looks else None,
        Heading("Rating", 3),
        Choices(tuple((f"{mark}  {words}", "") for mark, words in MEANINGS)),
        Lines("Why: what happened, what should have, and what lay behind it", 6),
    )  # fmt: skip
    return Panel(f"{objective.id}  {objective.title}", "Exercise evaluation guide", blocks)


def _asked_at(exercise: Exercise, cut: Cut | None, decision: Decision) -> str:
    """When the inject that opens a decision is planned."""
    minutes = [planned(i, cut) for i in played(exercise, cut) if decision.id in i.opens]
    return next((clock_of(minute) for minute in minutes if minute is not None), "")


def _look(inject: Inject, cut: Cut | None) -> tuple[str, str, str, str]:
    minute = planned(inject, cut)
    expects = flat(inject.expects)
    words = f"{inject.title}: {expects}" if expects else inject.title
    return inject.id, "" if minute is None else clock_of(minute), words, ""
