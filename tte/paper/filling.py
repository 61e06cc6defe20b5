"""Placeholders on paper: names and planned times are filled in; a track, which nobody knows yet, is a gap."""

from __future__ import annotations

from tte.engine.clock import clock_text, move_at, scenario_time, zoned
from tte.exercise.models import Cut, Exercise, Inject
from tte.exercise.placeholders import fill

GAP = "______"


def planned(inject: Inject, cut: Cut | None) -> float | None:
    """The inject's minute in the exercise or its cut."""
    if cut is None:
        return inject.at
    if inject.id in cut.injects:
        return cut.injects[inject.id]
    return cut.contingencies.get(inject.id)


def played(exercise: Exercise, cut: Cut | None) -> list[Inject]:
    """The injects that the exercise or its cut uses, in the order of its plan."""
    used = [
        inject for inject in exercise.injects
        if cut is None or inject.id in cut.injects or inject.id in cut.contingencies
    ]  # fmt: skip

    def order(inject: Inject) -> tuple[bool, float]:
        at = planned(inject, cut)
        return inject.event == "contingency", 1e9 if at is None else at

    return sorted(used, key=order)


def clock_of(minute: float | None) -> str:
    """T+00:15; a gap for no minute."""
    return "T+__:__" if minute is None else clock_text(minute * 60)


def filled(text: str, exercise: Exercise, cut: Cut | None, minute: float | None) -> str:
    """A text as it is printed before play."""
    if "{{" not in text:
        return text
    moves = cut.moves if cut is not None else exercise.moves
    values = {f"name.{key}": name for key, name in exercise.names.items()}
    for track in exercise.tracks:
        values[track.id] = values[f"{track.id}.band"] = GAP
    when = scenario_time(move_at(moves, minute * 60), minute * 60) if moves and minute is not None else None
    for zone in exercise.zones:
        values[f"time.{zone.label}"] = GAP if when is None else zoned(when, zone.offset)
    values["dtg"] = GAP if when is None else when.strftime("%d%H%MZ %b %y").upper()
    return fill(text, values)
