"""Private lines of a brief that turn up in text for somebody else.

Two things are looked for, so that a finding can always be shown: a run of five words of a private line, three
of them with a meaning; and a figure with its unit beside two more words of the same private line. What the
reader has been told anyway, or everybody has, is no secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tte.exercise.analysis.telling import Told, common_texts, decision_texts, inject_texts, own_texts
from tte.exercise.checks.deck import Deck
from tte.exercise.records import Path

RUN = 5
_TOKEN = re.compile(r"\w+(?:[.,:]\w+)*")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n")
_SPELT = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty
"""
_NUMBERS = {word: str(n) for n, word in enumerate(_SPELT.split(), start=2)}
_SMALL = """
a about after again all also an and any are as at be because been before being but by can come could
did do does done each ever every for from get go had has have he her here him his how i if in into
is it its itself know known last less make many may me might more most much must my never no nobody
not now of off on once one only or other others our out over own same say she should so some such
than that the their them then there these they this those though through to too under until up us
was way we were what when where which while who whom whose why will with would yes yet you your
"""
_COMMON = frozenset(_SMALL.split())


Words = tuple[str, ...]


def _read(text: str) -> Words:
    """A text as words in small letters, numbers as figures."""
    return tuple(_NUMBERS.get(word, word) for word in map(str.casefold, _TOKEN.findall(text)))


@dataclass(frozen=True)
class _Secret:
    role: str
    place: Path
    runs: frozenset[Words]
    every: frozenset[Words]
    """Its runs of words, those without a meaning too."""
    figures: frozenset[tuple[str, str]]
    words: frozenset[str]


def check_secrets(deck: Deck) -> None:
    everybody = _runs_of(told.text for told in common_texts(deck))
    known: dict[str, tuple[set[Words], set[tuple[str, str]]]] = {}
    secrets: list[_Secret] = []
    for told in own_texts(deck):
        (role,) = told.readers
        runs, figures = known.setdefault(role, (set(), set()))
        runs |= _runs(_read(told.text))
        figures |= _figures(_read(told.text))
        if "private" in told.path:
            secrets.append(_secret(role, told))
    marks: dict[Words, list[_Secret]] = {}
    for secret in secrets:
        for key in {run[:2] for run in secret.runs} | secret.figures:
            marks.setdefault(key, []).append(secret)
    for told in (*inject_texts(deck), *decision_texts(deck), *common_texts(deck)):
        words = _read(told.text)
        pairs = set(pairwise(words))
        near = {id(s): s for pair in pairs if pair in marks for s in marks[pair]}
        for secret in near.values():
            lacking = sorted(told.readers - {secret.role})
            if not lacking or secret.role in told.senders:
                continue
            hidden = [r for r in lacking if r in known]
            found = _found(secret, told.text, words, everybody, [known[r] for r in hidden])
            if found is not None:
                _report(deck, told, secret, hidden, *found)


def _runs_of(texts: Iterator[str]) -> set[Words]:
    return {run for text in texts for run in _runs(_read(text))}


def _runs(words: Words) -> set[Words]:
    return {words[n : n + RUN] for n in range(len(words) - RUN + 1) if _telling(words[n : n + RUN])}


def _telling(words: Words) -> bool:
    return sum(word not in _COMMON for word in words) >= 3


def _figures(words: Words) -> set[tuple[str, str]]:
    """Numbers with the word after them: (9, minutes)."""
    pairs = pairwise(words)
    return {
        (n, unit) for n, unit in pairs if n[0].isdigit() and unit not in _COMMON and not unit[0].isdigit()
    }


def _secret(role: str, told: Told) -> _Secret:
    read = _read(told.text)
    words = frozenset(w for w in read if w not in _COMMON and not w[0].isdigit())
    every = frozenset(read[n : n + RUN] for n in range(len(read) - RUN + 1))
    runs = frozenset(run for run in every if _telling(run))
    return _Secret(role, told.path, runs, every, frozenset(_figures(read)), words)


def _found(
    secret: _Secret,
    text: str,
    words: Words,
    everybody: set[Words],
    readers: list[tuple[set[Words], set[tuple[str, str]]]],
) -> tuple[int, int] | None:
    """Where a text gives the secret away to a reader who lacks it: the first and last character."""
    spans = [hit.span() for hit in _TOKEN.finditer(text)]
    for n in range(len(words) - RUN + 1):
        run = words[n : n + RUN]
        if run in secret.runs and run not in everybody and any(run not in runs for runs, _ in readers):
            last = n + RUN
            while last < len(words) and words[last - RUN + 1 : last + 1] in secret.every:
                last += 1
            return spans[n][0], spans[last - 1][1]
    for n in range(len(words) - 1):
        figure = words[n], words[n + 1]
        if figure not in secret.figures or all(figure in figures for _, figures in readers):
            continue
        begin, end = _sentence(text, spans[n][0])
        around = {w for w, (start, _) in zip(words, spans, strict=True) if begin <= start < end}
        if len((around & secret.words) - {figure[1]}) >= 2:
            return spans[n][0], spans[n + 1][1]
    return None


def _sentence(text: str, at: int) -> tuple[int, int]:
    begin = 0
    for hit in _SENTENCE.finditer(text):
        if hit.start() >= at:
            return begin, hit.start()
        begin = hit.end()
    return begin, len(text)


def _report(deck: Deck, told: Told, secret: _Secret, readers: list[str], start: int, end: int) -> None:
    place = deck.positions.where(secret.place)
    shown = " ".join(told.text[start:end].split())
    shown = shown if len(shown) <= 80 else shown[:79] + "…"
    to = ", ".join(readers[:4]) + (f" and {len(readers) - 4} more" if len(readers) > 4 else "")
    message = (
        f"`{shown}` is private to {secret.role} ({place.file.shown}:{place.line}), and this goes to {to}."
    )
    deck.add(told.path, "E308", message, column=start + 1)
