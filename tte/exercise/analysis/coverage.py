"""What is tested and cited: objectives, critical tasks, points that the exercise sets out to use."""

from __future__ import annotations

import re

from tte.exercise.checks.deck import Deck
from tte.exercise.models import CONTROL, Exercise
from tte.exercise.records import Path


def check_coverage(deck: Deck) -> None:
    exercise = deck.exercise
    for index, inject in enumerate(exercise.injects):
        if not inject.objectives and inject.sender != (CONTROL,):
            deck.add(("injects", index, "id"), "W210", f"Inject {inject.id} serves no objective.")
    _tasks(deck)
    if not exercise.decisions and exercise.kind != "seminar":
        deck.add((), "W224", "There is no decision: nobody is asked for anything.")
    cited = cited_points(exercise)
    for index, point in enumerate(exercise.points):
        if point not in cited:
            deck.add(("points", index), "W217", f"Nothing cites {point}, which `points` promises.")


def _tasks(deck: Deck) -> None:
    """Where something names critical tasks of an objective, each of its tasks has to be named."""
    exercise = deck.exercise
    named = {task for inject in exercise.injects for task in inject.tasks}
    named |= {task for decision in exercise.decisions for task in decision.tasks}
    for index, objective in enumerate(exercise.objectives):
        ids = [f"{objective.id}-{number}" for number in range(1, len(objective.tasks) + 1)]
        if not named & set(ids):
            continue
        for number, task in enumerate(ids):
            if task not in named:
                message = f"No inject or decision tests the critical task {task}: {objective.tasks[number]}."
                path: Path = ("objectives", index, "tasks", number)
                deck.add(path, "W211", message.replace("..", "."))


def cited_points(exercise: Exercise) -> dict[str, list[str]]:
    """By essay point: what cites it, as `inject 08`, `decision dp3`, in the order of the exercise."""
    found: dict[str, list[str]] = {}
    groups: list[tuple[str, str, tuple[str, ...]]] = []
    groups += [("card", role.card.id, role.card.sources) for role in exercise.roles]
    groups += [("brief", role.id, role.brief.sources) for role in exercise.roles]
    groups += [("decision", decision.id, decision.sources) for decision in exercise.decisions]
    groups += [("inject", inject.id, inject.sources) for inject in exercise.injects]
    groups += [("ending", ending.id, ending.sources) for ending in exercise.endings]
    for what, name, sources in groups:
        for tag in sources:
            if re.fullmatch(r"[TS]-[0-9]+", tag):
                where = f"{what} {name}"
                if where not in found.setdefault(tag, []):
                    found[tag].append(where)
    return found
