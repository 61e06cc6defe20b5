"""Checks that an exercise makes sense: tracks, decisions, coverage of recipients, remits, endings."""

from __future__ import annotations

import keyword

from tte.exercise.checks.deck import Deck
from tte.exercise.conditions import RESERVED
from tte.exercise.models import ALL, CONTROL, Channel, Decision, Effect, Inject, Track
from tte.exercise.records import Path


def check_sense(deck: Deck) -> None:
    exercise = deck.exercise
    for index, track in enumerate(exercise.tracks):
        _track(deck, track, ("tracks", index))
    for index, decision in enumerate(exercise.decisions):
        _decision(deck, decision, ("decisions", index))
    channels = {channel.id: channel for channel in exercise.channels}
    for index, inject in enumerate(exercise.injects):
        _covered(deck, inject, ("injects", index))
        channel = channels.get(inject.channel)
        if channel is not None:
            _remit(deck, inject, channel, ("injects", index))
    _endings(deck)
    for index, seating in enumerate(exercise.seatings):
        seated: dict[str, str] = {}
        for seat, plan in seating.seats.items():
            for number, role in enumerate(plan.roles):
                if role in seated:
                    path: Path = ("seatings", index, "seats", seat, "roles", number)
                    deck.add(path, "E149", f"`{role}` sits at `{seated[role]}` already.")
                seated.setdefault(role, seat)
    _idle_objectives(deck)


def _track(deck: Deck, track: Track, path: Path) -> None:
    name = track.id
    if name in RESERVED or keyword.iskeyword(name) or not name.isidentifier() or name in Effect.model_fields:
        message = f"No track can be called `{name}`: conditions cannot name it, or use it otherwise."
        deck.add((*path, "id"), "E138", message)
    if track.low >= track.high:
        deck.add(
            (*path, "low"), "E141", f"The scale goes from {track.low} to {track.high}; that leaves no room."
        )
        return
    if not track.low <= track.start <= track.high:
        message = f"The start, {track.start}, is outside the scale from {track.low} to {track.high}."
        deck.add((*path, "start"), "E141", message)
    before: int | None = None
    for index, band in enumerate(track.bands):
        inside = (*path, "bands", index, "start")
        if not track.low <= band.start <= track.high:
            message = f"The band `{band.name}` begins at {band.start}, outside {track.low} to {track.high}."
            deck.add(inside, "E141", message)
        elif before is not None and band.start <= before:
            deck.add(
                inside,
                "E141",
                f"The band `{band.name}` has to begin above {before}, where the one before does.",
            )
        elif before is None and band.start > track.low:
            deck.add(
                inside,
                "E141",
                f"The first band has to begin at {track.low}; lower values would have no name.",
            )
        before = band.start


def _decision(deck: Deck, decision: Decision, path: Path) -> None:
    if decision.default not in decision.options:
        message = f"The default `{decision.default}` is no option of {decision.id}."
        deck.add((*path, "default"), "E140", message, allowed=decision.options)
    if len(decision.options) < 2:
        deck.add((*path, "options"), "E140", f"{decision.id} needs two options or more.", key=True)
    if not decision.owners:
        deck.add((*path, "owners"), "E126", f"{decision.id} has no owner.", key=True)
    for index, owner in enumerate(decision.owners):
        if owner in decision.owners[:index]:
            deck.add((*path, "owners", index), "E137", f"`{owner}` stands here twice.")
    for letter, option in decision.options.items():
        inside: Path = (*path, "options", letter)
        if letter == "written":
            deck.add(
                inside, "E138", "No option can be called `written`: it stands for a written answer.", key=True
            )
        if option.unilateral and (decision.mode != "joint" or len(decision.owners) < 2):
            message = "`unilateral` has a meaning only where several owners decide jointly."
            deck.add((*inside, "unilateral"), "E150", message, key=True)
        if option.needs is not None and letter == decision.default:
            deck.add(
                (*inside, "needs"),
                "E140",
                "The default option cannot need anything: it has to be there.",
                key=True,
            )


def _covered(deck: Deck, inject: Inject, path: Path) -> None:
    """Every recipient gets a text, whatever the conditions."""
    recipients = deck.recipients(inject)
    if not recipients and all(name in (ALL, *deck.people) for name in inject.to):
        deck.add((*path, "to"), "W207", "Nobody receives this inject.")
    if inject.body.strip():
        return
    if not inject.variants:
        deck.add((*path, "body"), "E145", "This inject has no text below its front matter.")
        return
    for index, variant in enumerate(inject.variants):
        if not variant.body.strip():
            message = f"Neither the variant nor the inject has a text; add `=== {variant.id}` and a text."
            deck.add((*path, "variants", index), "E145", message)
    sure = [v.to for v in inject.variants if v.when is None]
    left = [name for name in recipients if not any(not to or name in to or ALL in to for to in sure)]
    if left:
        names = ", ".join(left)
        message = f"No variant is sure to hold for {names}, and the inject has no text of its own."
        deck.add((*path, "variants"), "E143", message, key=True)


def _remit(deck: Deck, inject: Inject, channel: Channel, path: Path) -> None:
    """Senders that are roles should be allowed to use the channel, and recipients be reached by it."""
    roles = deck.known["roles"]
    legs: list[tuple[Path, tuple[str, ...]]] = [((*path, "sender"), inject.sender)]
    legs += [((*path, "variants", n, "sender"), v.sender) for n, v in enumerate(inject.variants)]
    for where, senders in legs:
        for index, name in enumerate(senders):
            if channel.users and name in roles and name not in channel.users and ALL not in channel.users:
                message = f"`{name}` does not use the channel `{channel.id}`."
                deck.add((*where, index), "W203", message, allowed=channel.users)
    reached = channel.reaches or channel.users
    if reached and ALL not in reached and inject.sender != (CONTROL,):
        for index, name in enumerate(inject.to):
            if name in deck.people and name not in reached:
                message = f"The channel `{channel.id}` does not reach `{name}`."
                deck.add((*path, "to", index), "W204", message, allowed=reached)


def _endings(deck: Deck) -> None:
    certain: str | None = None
    plain = [(index, e) for index, e in enumerate(deck.exercise.endings) if not e.overlay]
    for index, ending in plain:
        if certain is not None:
            message = f"This ending is never reached: `{certain}` before it has no condition."
            deck.add(("endings", index), "E146", message, key=True)
        elif ending.when is None:
            certain = ending.id
    for index, ending in enumerate(deck.exercise.endings):
        if ending.overlay and ending.when is None:
            deck.add(("endings", index), "E146", "An overlay needs a condition, `when`.", key=True)
    if plain and certain is None and not deck.broken.get("endings"):
        message = "If no condition holds there is no ending; leave `when` out of the last one."
        deck.add(("endings", plain[-1][0]), "W205", message, key=True)
    elif not plain and not deck.broken.get("endings"):
        deck.add(("endings",), "W205", "There is no ending but overlays.", key=True)


def _idle_objectives(deck: Deck) -> None:
    served = {name for inject in deck.exercise.injects for name in inject.objectives}
    served |= {name for decision in deck.exercise.decisions for name in decision.objectives}
    if deck.broken.get("injects") or deck.broken.get("decisions"):
        return
    for index, objective in enumerate(deck.exercise.objectives):
        if objective.id not in served:
            deck.add(("objectives", index), "W208", f"No inject or decision serves {objective.id}.", key=True)
