"""Phrases that should not be in a deck: placeholders left, names of persons, contested names out of turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tte.exercise.analysis.telling import Told, all_texts
from tte.exercise.checks.deck import Deck
from tte.exercise.records import Path

_LEFT = re.compile(
    r"\$\{[^{}\n]{0,60}\}"
    r"|\b(?:TBD|TODO|TBC|FIXME|XXX+)\b"
    r"|\?\?\?+"
    r"|[Ll]orem ipsum"
    r"|<(?:insert|your|name|company|date|place)\b[^<>\n]{0,40}>"
    r"|\[(?:(?:insert|your|the|company|organi[sz]ation|client|name|date|time|place|city|country|agency|role|title"
    r"|number|amount|product|system|sector|xx+|tbd|\.\.\.)\b[ '’/-]*[\w' ’/-]{0,40}|\.\.\.|…)\](?!\()",
    re.IGNORECASE,
)
_UPPER_ONLY = frozenset({"tbd", "todo", "tbc", "fixme"})

_OFFICES = (
    "President|Vice President|Prime Minister|Premier|Chancellor|Foreign Minister|Defen[cs]e Minister|Minister"
    "|Secretary|Governor|Mayor|Senator|Congressman|Congresswoman|Representative|Ambassador|Emperor|King|Queen"
    "|Chairman|Chairwoman|General Secretary|General|Admiral|Vice Admiral|Colonel|Major|Mr\\.?|Mrs\\.?|Ms\\.?"
)
_NAME = "[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?"
_PERSON = re.compile(rf"\b(?:{_OFFICES}) (?P<name>{_NAME}(?: {_NAME})?)(?!['’]s? [Oo]ffice)")
_NOT_NAMES = """
Affairs Agency Agreement Assembly Authority Bureau Cabinet Center Centre Chief Commander Command
Commission Committee Conference Council Day Defence Defense Department Deputy Director Duty Elect
Environment Executive Finance Foreign General Headquarters Health House Integrity Interior Japan
China Korea Justice Labour Labor Land Law Maritime Meeting Ministry Monday Tuesday Wednesday
Thursday Friday Saturday Sunday Navy Of Office Officer Order Palace Police Secretariat Secretary
Security Service Staff State States Survey Trade Transport Treasury War Welfare January February
March April May June July August September October November December And Or In On At To For The A An
If Is
"""
_NO_NAMES = frozenset(_NOT_NAMES.split())

CONTESTED: tuple[tuple[str, str], ...] = (
    ("Senkaku", "Diaoyu"),
    ("Takeshima", "Dokdo"),
    ("Sea of Japan", "East Sea"),
    ("Suyan", "Ieodo"),
    ("Northern Territories", "Kuril"),
    ("Paracel", "Xisha"),
    ("Spratly", "Nansha"),
)
"""Places with two names that two sides use; a deck uses both, now one first, now the other."""


def check_phrases(deck: Deck) -> None:
    texts = list(dict.fromkeys(all_texts(deck)))
    seen: set[Path] = set()
    known = _invented(deck)
    for told in texts:
        if told.path in seen:
            continue
        seen.add(told.path)
        _placeholders(deck, told)
        _persons(deck, told, known)
    _contested(deck, texts)


def _placeholders(deck: Deck, told: Told) -> None:
    for hit in _LEFT.finditer(told.text):
        if hit[0].casefold() in _UPPER_ONLY and not hit[0].isupper():
            continue
        deck.add(told.path, "W216", f"A placeholder was left: `{hit[0]}`.", column=hit.start() + 1)


def _invented(deck: Deck) -> set[str]:
    """Words of the names that the exercise declares as its own."""
    return {word for name in deck.exercise.names.values() for word in re.findall(r"\w+", name)}


def _persons(deck: Deck, told: Told, invented: set[str]) -> None:
    for hit in _PERSON.finditer(told.text):
        words = hit["name"].split()
        if words[0] in _NO_NAMES or set(words) & invented or told.text[hit.end() :].startswith("-"):
            continue
        message = f"`{hit[0]}` reads like the name of a person. Titles only: living persons are not played."
        deck.add(told.path, "W219", message, column=hit.start() + 1)


def _contested(deck: Deck, texts: list[Told]) -> None:
    """Forms of one inject are one turn: nobody reads two of them."""
    seen: set[Path] = set()
    before: dict[tuple[str, str], str] = {}
    after: dict[tuple[str, str], str] = {}
    turn: Path = ()
    for told in texts:
        if told.path in seen:
            continue
        seen.add(told.path)
        if told.path[:2] != turn or told.path[0] != "injects":
            before, turn = {**before, **after}, told.path[:2]
        for pair in CONTESTED:
            if pair[0] in told.text or pair[1] in told.text:
                last = {pair: before[pair]} if pair in before else {}
                for column, message in _turns(pair, told.text, last):
                    deck.add(told.path, "W218", message, column=column)
                after |= last


def _turns(pair: tuple[str, str], text: str, last: dict[tuple[str, str], str]) -> Iterator[tuple[int, str]]:
    """Uses of a contested name alone, or with the same name first as the time before."""
    one, two = map(re.escape, pair)
    both = re.compile(rf"\b({one}|{two})\w*(?: Islands?| Rocks?)? ?(?:/|or|\() ?({one}|{two})")
    taken: list[tuple[int, int]] = []
    for hit in both.finditer(text):
        if hit[1] == hit[2]:
            continue
        taken.append(hit.span())
        if last.get(pair) == hit[1]:
            yield (
                hit.start() + 1,
                f"`{hit[1]}` comes first, as the time before: let {hit[2]}/{hit[1]} take its turn.",
            )
        last[pair] = hit[1]
    for hit in re.finditer(rf"\b({one}|{two})\b", text):
        if not any(start <= hit.start() < end for start, end in taken):
            other = pair[1] if hit[1] == pair[0] else pair[0]
            yield hit.start() + 1, f"`{hit[1]}` stands without its other name; write both, {hit[1]}/{other}."
