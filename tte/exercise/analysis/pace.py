"""What the room can bear: roles left alone, control overloaded, messages too long, too much to read."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from tte.exercise.analysis.plan import Plan, cut_plan, full_plan
from tte.exercise.analysis.telling import legs, length, readers_of
from tte.exercise.checks.deck import Deck
from tte.exercise.models import ALL, Decision, Inject
from tte.exercise.records import Path

WINDOW = 10.0
MOST_FOR_CONTROL = 3
WORDS_A_MINUTE = 200
"""Reading of plain text in a second language, with a pen in hand."""
READING_SHARE = 0.5
"""The part of the time that reading may take; the rest is for talk and answers."""
IDLE_LEAST = 30.0
IDLE_SHARE = 1 / 3

BEARS = {
    "radio": 180, "navtex": 120, "ais": 120, "intel": 250, "hotline": 160, "phone": 220, "news": 220,
    "social": 160, "note": 300, "polrep": 220, "acm": 300, "email": 300, "voice": 250,
}  # fmt: skip
"""By form of channel: the most words that a message of it bears, if the channel does not say."""


def check_pace(deck: Deck) -> None:
    plan = full_plan(deck.exercise)
    _alone(deck, plan)
    _for_control(deck, plan)
    _lengths(deck)
    for one in (plan, *(cut_plan(deck.exercise, index) for index in range(len(deck.exercise.cuts)))):
        _reading(deck, one)


def _scheduled(deck: Deck, plan: Plan) -> list[tuple[float, int, Inject]]:
    """Injects with a minute of their own, in its order."""
    found = [
        (at, index, inject)
        for index, inject in plan.injects(deck.exercise)
        if inject.event != "contingency" and (at := plan.times[inject.id]) is not None
    ]
    return sorted(found, key=lambda one: one[:2])


def _alone(deck: Deck, plan: Plan) -> None:
    """Roles that nothing is sent to, or not for a third of the exercise. A new move addresses everybody."""
    exercise = deck.exercise
    most = max(IDLE_LEAST, plan.endex * IDLE_SHARE)
    begins = [move.start for move in plan.moves]
    minutes: dict[str, list[float]] = {role.id: [] for role in exercise.roles}
    named: set[str] = set()
    for inject in exercise.injects:
        recipients = set(deck.recipients(inject))
        if ALL not in inject.to or len(exercise.roles) == 1:
            named |= recipients
    for decision in exercise.decisions:
        named |= set(decision.owners)
    for at, _, inject in _scheduled(deck, plan):
        for name in deck.recipients(inject):
            if name in minutes:
                minutes[name].append(at)
    for index, role in enumerate(exercise.roles):
        if role.id not in named:
            message = f"Nothing in this exercise is for {role.id} in particular: no inject, no decision."
            deck.add(("roles", index), "W212", message, key=True)
            continue
        times = sorted([0.0, *begins, *minutes[role.id], plan.endex])
        gap, since, until = max((b - a, a, b) for a, b in pairwise(times))
        if gap > most:
            message = (
                f"Nothing is sent to {role.id} from minute {since:g} to {until:g}, {gap:g} minutes; "
                f"more than {most:g} is long for people who sit and wait."
            )
            deck.add(("roles", index), "W213", message, key=True)


def _for_control(deck: Deck, plan: Plan) -> None:
    """More than three for one controller within ten minutes; mirrored injects of one minute count as one."""
    by_hand: dict[str, list[tuple[float, int, Inject]]] = {}
    seen: set[tuple[str, float, str]] = set()
    for at, index, inject in _scheduled(deck, plan):
        who = inject.controller.strip() or "control"
        if (who, at, inject.title) not in seen:
            seen.add((who, at, inject.title))
            by_hand.setdefault(who, []).append((at, index, inject))
    for who, due in by_hand.items():
        told_until = -1.0
        minutes = [one[0] for one in due]
        for n, (at, index, _) in enumerate(due):
            crowd = due[n : bisect_left(minutes, at + WINDOW)]
            if len(crowd) <= MOST_FOR_CONTROL:
                continue
            last = crowd[-1][0]
            if at > told_until:
                shown = ", ".join(one[2].id for one in crowd[:6])
                names = shown if len(crowd) <= 6 else f"{shown} and {len(crowd) - 6} more"
                message = f"{len(crowd)} injects fall to {who} within {WINDOW:g} minutes: {names}."
                deck.add(("injects", index, "at"), "W214", message)
            told_until = max(told_until, last)


def _lengths(deck: Deck) -> None:
    channels = {channel.id: channel for channel in deck.exercise.channels}
    for index, inject in enumerate(deck.exercise.injects):
        channel = channels.get(inject.channel)
        if channel is None:
            continue
        most = channel.words if channel.words is not None else BEARS[channel.form]
        texts: list[tuple[Path, str]] = [(("injects", index, "body"), inject.body)]
        texts += [(("injects", index, "variants", n, "body"), v.body) for n, v in enumerate(inject.variants)]
        for path, text in texts:
            words = length(text)
            if words > most:
                message = f"{words} words are too many for {channel.id}, which bears {most}."
                deck.add(path, "W215", message)


def _reading(deck: Deck, plan: Plan) -> None:
    """What each role has to read in ten minutes, and before a decision closes, at half of the time."""
    exercise = deck.exercise
    channels = {channel.id: channel for channel in exercise.channels}
    decisions = {d.id: d for d in exercise.decisions if d.id in plan.decisions}
    where = f" in the cut {plan.name}" if plan.name else ""
    load: dict[str, list[tuple[float, int, int]]] = {}
    told: set[str] = set()
    for at, index, inject in _scheduled(deck, plan):
        longest: dict[str, int] = {}
        for leg in legs(inject, readers_of(deck, inject, channels.get(inject.channel))):
            words = length(leg.body)
            for role in leg.readers:
                longest[role] = max(longest.get(role, 0), words)
        for name in inject.opens:
            if (decision := decisions.get(name)) is None:
                continue
            asked = _asked(decision)
            for owner in decision.owners:
                longest[owner] = longest.get(owner, 0) + asked
            if name not in told:
                _before_deadline(deck, plan, index, decision, max(longest[o] for o in decision.owners), where)
                told.add(name)
        for role, words in longest.items():
            load.setdefault(role, []).append((at, index, words))
    most = WORDS_A_MINUTE * WINDOW * READING_SHARE
    for role, read in load.items():
        until = -1.0
        minutes = [one[0] for one in read]
        for n, (at, index, _) in enumerate(read):
            crowd = read[n : bisect_left(minutes, at + WINDOW)]
            words = sum(one[2] for one in crowd)
            if words > most:
                if at > until:
                    message = (
                        f"{role} has {words} words to read within {WINDOW:g} minutes{where}; at "
                        f"{WORDS_A_MINUTE} words a minute that is more than half of them."
                    )
                    path = (*plan.path, "injects") if plan.path else ("injects", index, "at")
                    deck.add(path, "W220", message)
                until = max(until, crowd[-1][0])


def _asked(decision: Decision) -> int:
    options = sum(length(f"{o.title} {o.text}") for o in decision.options.values())
    return length(decision.question) + options


def _before_deadline(deck: Deck, plan: Plan, index: int, decision: Decision, words: int, where: str) -> None:
    minutes = plan.minutes if plan.minutes is not None else decision.minutes
    needed = words / WORDS_A_MINUTE
    if needed > minutes * READING_SHARE:
        message = (
            f"{decision.id} and its inject have {words} words to read, {needed:.1f} minutes, and "
            f"{minutes:g} minutes to decide{where}: reading takes more than half."
        )
        deck.add((*plan.path, "minutes") if plan.path else ("injects", index, "opens"), "W220", message)
