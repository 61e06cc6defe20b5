"""Checks that every name in a record is a name of the exercise."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tte.exercise.checks.deck import Deck
from tte.exercise.diagnostics import nearest
from tte.exercise.models import ALL, CONTROL, Channel, Cut, Decision, Effect, Inject
from tte.exercise.records import Path


def check_references(deck: Deck) -> None:
    exercise = deck.exercise
    _taken(deck)
    for index, role in enumerate(exercise.roles):
        deck.refer_one("tracks", role.own, ("roles", index, "own"))
        deck.refer_one("tracks", role.other, ("roles", index, "other"))
    for index, channel in enumerate(exercise.channels):
        _channel(deck, channel, ("channels", index))
    for index, decision in enumerate(exercise.decisions):
        _decision(deck, decision, ("decisions", index))
    for index, inject in enumerate(exercise.injects):
        _inject(deck, inject, ("injects", index))
    for index, rule in enumerate(exercise.rules):
        deck.refer("decisions", rule.after, ("rules", index, "after"))
        check_effects(deck, rule.effects, ("rules", index, "effects"))
    for index, seating in enumerate(exercise.seatings):
        for seat, plan in seating.seats.items():
            deck.refer("roles", plan.roles, ("seatings", index, "seats", seat, "roles"))
    for index, cut in enumerate(exercise.cuts):
        _cut(deck, cut, ("cuts", index))
    deck.refer("tracks", exercise.adjudication.reciprocal, ("adjudication", "reciprocal"))
    deck.refer("tracks", exercise.adjudication.rise, ("adjudication", "rise"), keys=True)


def _taken(deck: Deck) -> None:
    """Ids that stand for two things."""
    exercise = deck.exercise
    roles = [role.id for role in exercise.roles]
    for index, role in enumerate(roles):
        if role in (ALL, CONTROL):
            deck.add(("roles", index, "id"), "E138", f"No role can be called `{role}`.")
    for index, party in enumerate(exercise.parties):
        if party.id in (ALL, CONTROL):
            deck.add(("parties", index, "id"), "E138", f"No party can be called `{party.id}`.")
        elif party.id in roles:
            deck.add(("parties", index, "id"), "E137", f"There is a role `{party.id}` already.")
    first: dict[str, int] = {}
    for index, inject in enumerate(exercise.injects):
        if inject.id in first:
            other = deck.positions.where(("injects", first[inject.id], "id"))
            message = f"There is an inject `{inject.id}` already, in {other.file.shown}."
            deck.add(("injects", index, "id"), "E137", message)
        first.setdefault(inject.id, index)
        seen: set[str] = set()
        for number, variant in enumerate(inject.variants):
            if variant.id in seen:
                path = ("injects", index, "variants", number, "id")
                deck.add(path, "E137", f"There is a variant `{variant.id}` already.")
            seen.add(variant.id)


def _channel(deck: Deck, channel: Channel, path: Path) -> None:
    deck.refer("roles", channel.users, (*path, "users"), also=(ALL,))
    deck.refer_people(channel.reaches, (*path, "reaches"), ALL)
    deck.refer("roles", channel.no_answer, (*path, "no_answer"), keys=True)


def _decision(deck: Deck, decision: Decision, path: Path) -> None:
    deck.refer_people(decision.owners, (*path, "owners"))
    deck.refer("objectives", decision.objectives, (*path, "objectives"))
    _tasks(deck, decision.tasks, (*path, "tasks"))
    for letter, option in decision.options.items():
        check_effects(deck, option.effects, (*path, "options", letter, "effects"), decision.owners)


def _inject(deck: Deck, inject: Inject, path: Path) -> None:
    deck.refer_people(inject.sender, (*path, "sender"), CONTROL)
    deck.refer_people(inject.to, (*path, "to"), ALL)
    deck.refer_one("channels", inject.channel, (*path, "channel"))
    deck.refer_one("channels", inject.call, (*path, "call"))
    deck.refer("decisions", inject.opens, (*path, "opens"))
    deck.refer("objectives", inject.objectives, (*path, "objectives"))
    _tasks(deck, inject.tasks, (*path, "tasks"))
    check_effects(deck, inject.effects, (*path, "effects"))
    recipients = deck.recipients(inject)
    for index, variant in enumerate(inject.variants):
        inside: Path = (*path, "variants", index)
        deck.refer_people(variant.sender, (*inside, "sender"), CONTROL)
        deck.refer_people(variant.to, (*inside, "to"), ALL)
        check_effects(deck, variant.effects, (*inside, "effects"))
        for number, name in enumerate(variant.to):
            if name in deck.people and name not in (*recipients, *inject.to):
                message = f"`{name}` does not receive this inject, so the variant never reaches it."
                deck.add((*inside, "to", number), "E143", message, allowed=recipients)


def _tasks(deck: Deck, tasks: Sequence[str], path: Path) -> None:
    """Critical tasks, by objective and number: `O1-2`."""
    if not tasks or deck.broken.get("objectives"):
        return
    known = [f"{o.id}-{number}" for o in deck.exercise.objectives for number in range(1, len(o.tasks) + 1)]
    for index, task in enumerate(tasks):
        if task not in known:
            message = f"There is no critical task `{task}`."
            deck.add((*path, index), "E132", message, allowed=known, near=nearest(task, known))


def _cut(deck: Deck, cut: Cut, path: Path) -> None:
    deck.refer("injects", cut.injects, (*path, "injects"), keys=True)
    deck.refer("injects", cut.contingencies, (*path, "contingencies"), keys=True)
    deck.refer("decisions", cut.decisions, (*path, "decisions"))
    deck.refer("decisions", cut.until, (*path, "until"), keys=True)
    deck.refer("rules", cut.rules, (*path, "rules"), keys=True)
    for index, move in enumerate(cut.moves):
        deck.refer_one("moves", move.id, (*path, "moves", index, "id"))


def check_effects(
    deck: Deck, effects: Sequence[Effect], path: Path, owners: Sequence[str] | None = None
) -> None:
    """Effects of an option, whose `owners` are given, or of anything else."""
    for index, effect in enumerate(effects):
        inside: Path = (*path, index)
        changes: list[tuple[str, dict[str, int]]] = [("tracks", effect.tracks), ("reset", effect.reset)]
        nothing = not any(effect.tracks.values()) and not effect.reset
        if effect.roll is not None:
            roll: Path = (*inside, "roll")
            deck.refer_one("channels", effect.roll.channel, (*roll, "channel"))
            if (effect.roll.channel is None) == (not effect.roll.chance):
                deck.add(roll, "E150", "Dice need either a channel or chances of their own.", key=True)
            _changes(deck, effect.roll.hit, (*roll, "hit"), owners, effect.role)
            _changes(deck, effect.roll.miss, (*roll, "miss"), owners, effect.role)
            nothing = nothing and not (effect.roll.hit or effect.roll.miss)
        for name, change in changes:
            _changes(deck, change, (*inside, name), owners, effect.role)
        _resets(deck, effect.reset, (*inside, "reset"))
        if nothing:
            deck.add(inside, "E150", "This effect changes nothing.")
        for number, role in enumerate(effect.role):
            if owners is None:
                message = "`role` has a meaning only in the options of a decision."
                deck.add((*inside, "role"), "E136", message, key=True)
            elif role not in owners:
                message = f"`{role}` does not own this decision."
                deck.add((*inside, "role", number), "E126", message, allowed=owners)


def _changes(
    deck: Deck, change: dict[str, int], path: Path, owners: Sequence[str] | None, choosers: Collection[str]
) -> None:
    for name in change:
        if name not in ("own", "other"):
            deck.refer("tracks", [name], path, keys=True)
        elif owners is None:
            message = f"`{name}` has a meaning only in the options of a decision; name the track."
            deck.add((*path, name), "E136", message, key=True)
        else:
            roles = {role.id: role for role in deck.exercise.roles}
            for owner in choosers or owners:
                if owner in roles and getattr(roles[owner], name) is None:
                    message = f"The role `{owner}` has no `{name}` track; limit the effect with `role`."
                    deck.add((*path, name), "E136", message, key=True)


def _resets(deck: Deck, reset: dict[str, int], path: Path) -> None:
    tracks = {track.id: track for track in deck.exercise.tracks}
    for name, value in reset.items():
        track = tracks.get(name)
        if track is not None and not track.low <= value <= track.high:
            message = f"{name} goes from {track.low} to {track.high}; it cannot be set to {value}."
            deck.add((*path, name), "E141", message)
