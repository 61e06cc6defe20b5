"""Who reads which text: the words that a deck puts before each role. Counts words too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tte.exercise.checks.deck import Deck
from tte.exercise.models import ALL, Channel, Inject
from tte.exercise.records import Path

_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+(?:['’./,:-]\w+)*")


@dataclass(frozen=True)
class Told:
    """A text, the roles that read it, and those that send it."""

    path: Path
    text: str
    readers: frozenset[str]
    senders: frozenset[str] = frozenset()


def length(text: str) -> int:
    """How many words a text has; two characters of Chinese, Japanese or Korean count as one."""
    wide = len(_WIDE.findall(text))
    return len(_WORD.findall(_WIDE.sub(" ", text))) + (wide + 1) // 2


def readers_of(deck: Deck, inject: Inject, channel: Channel | None) -> list[str]:
    """The roles that an inject goes to; a public channel is read by all."""
    roles = [role.id for role in deck.exercise.roles]
    if channel is not None and channel.public:
        return roles
    named = set(deck.recipients(inject))
    return [role for role in roles if role in named]


@dataclass(frozen=True)
class Leg:
    """A form of an inject: -1 for its own text, else the number of the variant."""

    number: int
    readers: frozenset[str]
    senders: frozenset[str]
    body: str


def legs(inject: Inject, readers: list[str]) -> list[Leg]:
    """Each form of an inject with those who may read it, whatever the conditions."""
    found: dict[int, set[str]] = {}
    for role in readers:
        sure: set[tuple[str, ...]] = set()
        for number, variant in enumerate(inject.variants):
            sender = variant.sender or inject.sender
            if sender not in sure and (not variant.to or role in variant.to or ALL in variant.to):
                found.setdefault(number, set()).add(role)
                if variant.when is None:
                    sure.add(sender)
        if not sure:
            found.setdefault(-1, set()).add(role)
    made = []
    for number, who in sorted(found.items()):
        form = inject.variants[number] if number >= 0 else None
        senders = frozenset((form.sender if form else ()) or inject.sender)
        body = (form.body if form else "") or inject.body
        made.append(Leg(number, frozenset(who) - senders, senders, body))
    return made


def inject_texts(deck: Deck) -> Iterator[Told]:
    """What injects say."""
    channels = {channel.id: channel for channel in deck.exercise.channels}
    for index, inject in enumerate(deck.exercise.injects):
        readers = readers_of(deck, inject, channels.get(inject.channel))
        yield Told(("injects", index, "title"), inject.title, frozenset(readers), frozenset(inject.sender))
        for leg in legs(inject, readers):
            own = leg.number < 0 or not inject.variants[leg.number].body
            path: Path = ("injects", index, "body")
            if not own:
                path = ("injects", index, "variants", leg.number, "body")
            yield Told(path, leg.body, leg.readers, leg.senders)
            title = inject.variants[leg.number].title if leg.number >= 0 else None
            if title:
                yield Told(
                    ("injects", index, "variants", leg.number, "title"), title, leg.readers, leg.senders
                )


def decision_texts(deck: Deck) -> Iterator[Told]:
    """What decisions ask."""
    for index, decision in enumerate(deck.exercise.decisions):
        owners = frozenset(decision.owners)
        path: Path = ("decisions", index)
        yield Told((*path, "title"), decision.title, owners)
        yield Told((*path, "question"), decision.question, owners)
        yield Told((*path, "authority"), decision.authority, owners)
        for letter, option in decision.options.items():
            inside: Path = (*path, "options", letter)
            yield Told((*inside, "title"), option.title, owners)
            yield Told((*inside, "text"), option.text, owners)
            yield Told((*inside, "needs_text"), option.needs_text, owners)


def common_texts(deck: Deck) -> Iterator[Told]:
    """What everybody reads or hears."""
    exercise = deck.exercise
    everybody = frozenset(role.id for role in exercise.roles)
    for name in ("title", "summary", "purpose"):
        yield Told((name,), getattr(exercise, name), everybody)
    for name in ("scope", "ground_rules"):
        for index, line in enumerate(getattr(exercise, name)):
            yield Told((name, index), line, everybody)
    for index, move in enumerate(exercise.moves):
        yield Told(("moves", index, "summary"), move.summary, everybody)
    for index, channel in enumerate(exercise.channels):
        yield Told(("channels", index, "purpose"), channel.purpose, everybody)
        for role, reasons in channel.no_answer.items():
            for number, reason in enumerate(reasons):
                path: Path = ("channels", index, "no_answer", role, number)
                yield Told(path, reason, everybody - {role})
    for key, name in exercise.names.items():
        yield Told(("names", key), name, everybody)
    for index, track in enumerate(exercise.tracks):
        yield Told(("tracks", index, "about"), track.about, everybody)


def own_texts(deck: Deck) -> Iterator[Told]:
    """What stands on each role's card and in its brief."""
    for index, role in enumerate(deck.exercise.roles):
        path: Path = ("roles", index)
        alone = frozenset({role.id})
        card, brief = role.card, role.brief
        yield Told((*path, "card", "who"), card.who, alone)
        yield Told((*path, "card", "voice"), card.voice, alone)
        for name in ("interests", "red_lines"):
            for number, line in enumerate(getattr(card, name)):
                yield Told((*path, "card", name, number), line, alone)
        yield Told((*path, "brief", "situation"), brief.situation, alone)
        for name in ("resources", "constraints", "private"):
            for number, line in enumerate(getattr(brief, name)):
                yield Told((*path, "brief", name, number), line, alone)
        for number, aim in enumerate(brief.aims):
            yield Told((*path, "brief", "aims", number, "text"), aim.text, alone)


def all_texts(deck: Deck) -> Iterator[Told]:
    """Everything that anybody at a player's seat reads, in the order of the deck."""
    yield from common_texts(deck)
    yield from own_texts(deck)
    yield from decision_texts(deck)
    yield from inject_texts(deck)
