"""A rehearsal: many plays, and all that they show of an exercise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tte.exercise.models import MARKING, Exercise
from tte.rehearse import frequencies, loads, matters
from tte.rehearse.data import Data
from tte.rehearse.findings import Findings, Policy, Sensitivity, WorthOf
from tte.rehearse.gates import held
from tte.rehearse.never import never
from tte.rehearse.sample import BY_KEYBOARD, Plan, ProcessDied, Sample, Stage, run_plays
from tte.rehearse.worth import dominated_options, worth_of_options

Say = Callable[[str, int, int], None]
"""Told what is being done, how much of it, and of how much."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What is found out by plays of its own, beside the plan's."""

    why_never: bool = True
    sensitivity: int = 100
    """Plays for each other starting value; 0: none."""


def rehearse(
    exercise: Exercise,
    plan: Plan,
    *,
    jobs: int = 1,
    extras: Extras = Extras(),
    name: str = "",
    say: Say = lambda what, done, total: None,
) -> Findings:
    """Play it all and tell what came of it. Stopped by the keyboard, it tells of what has been played.

    `name` is what the exercise is called on a command line. Raises Refused, UnknownPolicy, NoEnd.
    """
    sample = run_plays(exercise, plan, jobs, lambda done: say("plays", done, plan.plays))
    return findings_of(exercise, sample, jobs=jobs, extras=extras, name=name, say=say)


def findings_of(
    exercise: Exercise,
    sample: Sample,
    *,
    jobs: int = 1,
    extras: Extras = Extras(),
    name: str = "",
    say: Say = lambda what, done, total: None,
) -> Findings:
    """What plays that have been made show. Nothing but their number where none has been made."""
    plan, data = sample.plan, Data(sample)
    start = _frame(exercise, sample, data)
    if not len(sample):
        return start
    say("counting", 0, 0)
    by_lot = "random" in data.masks
    found = start.model_copy(
        update={
            "endings": frequencies.endings(data), "moves": frequencies.moves(data),
            "injects": frequencies.injects(data), "rules": frequencies.rules(data),
            "decisions": frequencies.decisions(data), "options": frequencies.options(data),
            "fans": frequencies.fans(data), "loads": loads.loads(data), "paces": loads.paces(data),
            "worth": _worth(data) if by_lot else (),
            "dominated": tuple(dominated_options(data)) if by_lot else (),
            "matters": matters.matters(data), "surprising": matters.surprising(data, name or exercise.id),
            "mixed_up": not by_lot,
        }
    )  # fmt: skip
    found = found.model_copy(update={"gates": held(exercise, found)})
    if sample.stopped:
        return found
    stage, more, stopped = Stage(exercise, plan), dict[str, object](), ""
    others: list[Sensitivity] = []
    total = 2 * len(exercise.tracks)
    try:
        if extras.sensitivity and len(data):
            others += matters.sensitivity(
                stage, data, extras.sensitivity, jobs, lambda done: say("other starts", done, total)
            )
        if extras.why_never:
            say("looking at what never comes", 0, 0)
            more["never"] = never(stage, data, found)
    except KeyboardInterrupt:
        stopped = BY_KEYBOARD
    except ProcessDied as died:
        stopped = died.words
    return found.model_copy(
        update={**more, "sensitivity": tuple(others), "interrupted": bool(stopped), "stopped": stopped}
    )


def _frame(exercise: Exercise, sample: Sample, data: Data) -> Findings:
    plan = sample.plan
    counts = {p: int(own.sum()) for p, own in data.masks.items()}
    return Findings(
        marking=MARKING, exercise=exercise.id, title=exercise.title, version=exercise.version,
        seating=plan.seating or exercise.seatings[0].id, cut=plan.cut, asked=plan.plays, plays=len(sample),
        interrupted=bool(sample.stopped), stopped=sample.stopped, first_seed=plan.first_seed,
        policies=tuple(Policy(id=p, plays=n) for p, n in counts.items()),
        planned=sample.layout.opened.endex / 60, endings=(), moves=(), injects=(), rules=(), decisions=(),
        options=(),
    )  # fmt: skip


def _worth(data: Data) -> tuple[WorthOf, ...]:
    return tuple(
        WorthOf(
            decision=w.decision,
            option=w.option,
            best_somewhere=w.best_somewhere,
            words=w.text(),
            known=bool(w.owner),
        )
        for w in worth_of_options(data)
    )
