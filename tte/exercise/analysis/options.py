"""Options that another option of the same decision beats in everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tte.exercise.checks.deck import Deck
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Decision, Effect, Exercise, Option, Role


def check_options(deck: Deck) -> None:
    """Judged by the tracks alone, so options that a condition tells apart are left out."""
    exercise = deck.exercise
    told = _told_apart(exercise)
    better = {track.id: 1 if track.better == "high" else -1 for track in exercise.tracks}
    for index, decision in enumerate(exercise.decisions):
        plain = {
            letter: option for letter, option in decision.options.items()
            if (decision.id, letter) not in told and option.needs is None
        }  # fmt: skip
        for letter, option in plain.items():
            for other_letter, other in plain.items():
                if other_letter != letter and _beats(exercise, decision, other, option, better):
                    message = (
                        f"Option {other_letter} is as good as {letter} on every track, better on one, and no "
                        "condition tells them apart: nobody has a reason to choose "
                        f"{letter}."
                    )
                    deck.add(("decisions", index, "options", letter), "W221", message, key=True)
                    break


def _told_apart(exercise: Exercise) -> set[tuple[str, str]]:
    """Options that some condition names; a decision whose answer is asked for in another way, wholly."""
    found: set[tuple[str, str]] = set()
    letters = {d.id: tuple(d.options) for d in exercise.decisions}
    for text in _conditions(exercise):
        for call in compile_condition(text).calls:
            decision, option = call.arg("decision"), call.arg("option")
            if decision is None:
                continue
            if option is not None:
                found.add((decision, option))
            elif call.name == "decided":
                found |= {(decision, letter) for letter in letters[decision] if _names(text, letter)}
    return found


def _names(text: str, letter: str) -> bool:
    return f'"{letter}"' in text or f"'{letter}'" in text


def _conditions(exercise: Exercise) -> Iterator[str]:
    for inject in exercise.injects:
        yield from _whens([inject, *inject.variants])
        yield from _effects(inject.effects)
        for variant in inject.variants:
            yield from _effects(variant.effects)
    for decision in exercise.decisions:
        for option in decision.options.values():
            if option.needs:
                yield option.needs
            yield from _effects(option.effects)
    for rule in exercise.rules:
        yield from _whens([rule])
        yield from _effects(rule.effects)
    for role in exercise.roles:
        yield from _whens(role.brief.aims)
    yield from _whens(exercise.endings)
    for channel in exercise.channels:
        yield from _whens(channel.chance)


def _whens(records: Sequence[object]) -> Iterator[str]:
    for record in records:
        if text := getattr(record, "when", None):
            yield text


def _effects(effects: Sequence[Effect]) -> Iterator[str]:
    yield from _whens(effects)
    for effect in effects:
        yield from _whens(effect.roll.chance if effect.roll else ())


def _beats(exercise: Exercise, decision: Decision, one: Option, two: Option, better: dict[str, int]) -> bool:
    """Whether one's worst is at least two's best on every track, whoever chooses, and once above."""
    if two.unilateral and not one.unilateral:
        return False
    above = False
    roles = {role.id: role for role in exercise.roles}
    for owner in decision.owners:
        first, second = _span(one, roles.get(owner), owner), _span(two, roles.get(owner), owner)
        if first is None or second is None:
            return False
        for track in {*first, *second}:
            sign = better.get(track, 1)
            worst = min(sign * by for by in first.get(track, (0, 0)))
            best = max(sign * by for by in second.get(track, (0, 0)))
            if (
                decision.mode == "each"
                and len(decision.owners) > 1
                and track in exercise.adjudication.reciprocal
            ):
                worst = min(worst, 0)  # a gain that the other owners do not share is lost
            if worst < best:
                return False
            above = above or worst > best
    return above


def _span(option: Option, role: Role | None, owner: str) -> dict[str, tuple[int, int]] | None:
    """By track: the least and the most that an option adds for an owner; None if it sets a value."""
    found: dict[str, tuple[int, int]] = {}
    names = {"own": role.own if role else None, "other": role.other if role else None}

    def add(track: str, low: int, high: int) -> None:
        name = names.get(track, track)
        if name:
            had = found.get(name, (0, 0))
            found[name] = had[0] + low, had[1] + high

    for effect in option.effects:
        if effect.reset:
            return None
        if effect.role and owner not in effect.role:
            continue
        sure = effect.when is None
        for track, by in effect.tracks.items():
            add(track, by if sure else min(by, 0), by if sure else max(by, 0))
        if effect.roll is not None:
            for track in {*effect.roll.hit, *effect.roll.miss}:
                falls = [
                    effect.roll.hit.get(track, 0),
                    effect.roll.miss.get(track, 0),
                    *([] if sure else [0]),
                ]
                add(track, min(falls), max(falls))
    return found
