"""Checks of times: moves, the plan of injects, cuts, and that something opens each decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tte.exercise.checks.deck import Deck
from tte.exercise.models import Cut, Move
from tte.exercise.records import Path


def check_timetable(deck: Deck) -> None:
    exercise = deck.exercise
    _moves(deck, exercise.moves, exercise.endex, ("moves",))
    if not exercise.injects and not deck.broken.get("injects"):
        deck.add((), "E110", "There is no inject; write one in a file such as 01-first.md.")
    for index, inject in enumerate(exercise.injects):
        path: Path = ("injects", index)
        if inject.at is None and inject.when is None and not inject.offered:
            message = "This inject needs a time, `at`, or a condition, `when`; or `offered: true`."
            deck.add(path, "E148", message)
        if inject.at is not None and inject.at > exercise.endex:
            deck.add((*path, "at"), "E148", f"This is after EndEx, {exercise.endex:g}.")
    for index, rule in enumerate(exercise.rules):
        if rule.at is not None and rule.at > exercise.endex:
            deck.add(("rules", index, "at"), "E148", f"This is after EndEx, {exercise.endex:g}.")
    for index, decision in enumerate(exercise.decisions):
        if decision.until is not None and decision.until > exercise.endex:
            deck.add(("decisions", index, "until"), "E148", f"This is after EndEx, {exercise.endex:g}.")
    if exercise.hot_wash_until is not None and exercise.hot_wash_until < exercise.endex:
        deck.add(("hot_wash_until",), "E148", f"The hot wash ends before EndEx, {exercise.endex:g}.")
    if not deck.broken.get("injects"):
        opened = {name for inject in exercise.injects for name in inject.opens}
        for index, decision in enumerate(exercise.decisions):
            if decision.id not in opened:
                deck.add(("decisions", index), "E147", f"No inject opens {decision.id}.", key=True)
    for index, cut in enumerate(exercise.cuts):
        _cut(deck, cut, ("cuts", index))
    labels: set[str] = set()
    for index, zone in enumerate(exercise.zones):
        if zone.label in labels:
            deck.add(("zones", index, "label"), "E137", f"There is a zone `{zone.label}` already.")
        labels.add(zone.label)


def _moves(deck: Deck, moves: Sequence[Move], endex: float, path: Path) -> None:
    """In order, without overlap, in exercise time and in scenario time (which is UTC)."""
    before: Move | None = None
    seen: set[str] = set()
    for index, move in enumerate(moves):
        inside: Path = (*path, index)
        if move.id in seen:
            deck.add((*inside, "id"), "E137", f"There is a move `{move.id}` already.")
        seen.add(move.id)
        if move.end <= move.start:
            deck.add(
                (*inside, "end"),
                "E142",
                f"The move ends at {move.end:g}, not after its start, {move.start:g}.",
            )
        elif move.end > endex:
            deck.add((*inside, "end"), "E142", f"The move ends after EndEx, {endex:g}.")
        if before is not None and move.start < before.end:
            message = f"The move begins at {move.start:g}, before `{before.id}` ends at {before.end:g}."
            deck.add((*inside, "start"), "E142", message)
        told = _scenario(deck, move, inside) and before is not None and _aware(before)
        if told and before is not None and move.scenario_start < before.scenario_end:
            message = f"The scenario goes back: `{before.id}` ends later than this."
            deck.add((*inside, "scenario_start"), "E142", message)
        before = move


def _aware(move: Move) -> bool:
    return move.scenario_start.utcoffset() is not None and move.scenario_end.utcoffset() is not None


def _scenario(deck: Deck, move: Move, path: Path) -> bool:
    for name in ("scenario_start", "scenario_end"):
        offset = getattr(move, name).utcoffset()
        if offset is None or offset.total_seconds() != 0:
            deck.add((*path, name), "E142", "Scenario times are UTC: end them with Z.")
    if not _aware(move):
        return False
    if move.scenario_end <= move.scenario_start:
        deck.add((*path, "scenario_end"), "E142", "The scenario time of the move ends before it begins.")
    return True


def _cut(deck: Deck, cut: Cut, path: Path) -> None:
    _moves(deck, cut.moves, cut.endex, (*path, "moves"))
    tables: list[tuple[str, Mapping[str, float | None]]] = [
        ("injects", cut.injects),
        ("contingencies", cut.contingencies),
        ("until", cut.until),
        ("rules", cut.rules),
    ]
    for name, table in tables:
        for key, minute in table.items():
            if minute is not None and minute > cut.endex:
                deck.add((*path, name, key), "E148", f"This is after the cut's EndEx, {cut.endex:g}.")
    for key in cut.injects:
        if key in cut.contingencies:
            deck.add(
                (*path, "contingencies", key), "E148", f"{key} is among the cut's injects already.", key=True
            )
    for key in cut.until:
        if key not in cut.decisions:
            deck.add(
                (*path, "until", key),
                "E148",
                f"{key} is no decision of this cut.",
                allowed=cut.decisions,
                key=True,
            )
    timed = {rule.id for rule in deck.exercise.rules if rule.at is not None or rule.every is not None}
    for key in cut.rules:
        if key in deck.ids("rules") and key not in timed and key not in deck.broken.get("rules", ()):
            deck.add(
                (*path, "rules", key),
                "E148",
                f"The rule {key} has no time that a cut could change.",
                key=True,
            )
    _opened(deck, cut, {*cut.injects, *cut.contingencies}, path)


def _opened(deck: Deck, cut: Cut, kept: Collection[str], path: Path) -> None:
    if deck.broken.get("injects"):
        return
    opened = {name for inject in deck.exercise.injects if inject.id in kept for name in inject.opens}
    for index, decision in enumerate(cut.decisions):
        if decision in deck.known["decisions"] and decision not in opened:
            deck.add((*path, "decisions", index), "E147", f"No inject of this cut opens {decision}.")
