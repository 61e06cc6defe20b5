"""A deck under check: loading, analysis, and what the author asked not to hear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tte.errors import TteError
from tte.exercise.analysis import analyse
from tte.exercise.checks.deck import Deck
from tte.exercise.diagnostics import CODES, Diagnostic, nearest
from tte.exercise.ignores import apply_ignores
from tte.exercise.load import Loaded, read_deck
from tte.exercise.yaml_reader import no_collection


class NoSuchCode(TteError):
    """A code that no finding has."""

    def __init__(self, word: str) -> None:
        near = nearest(word.upper(), CODES)
        remedy = f"Did you mean {near}?" if near else "`tte check --explain all` lists the codes."
        super().__init__(f"There is no code {word[:40]!r}.", remedy=remedy)


@dataclass(frozen=True)
class Checked:
    """What came of a check: the load, the findings that stand, those that the deck's comments ignore."""

    loaded: Loaded
    diagnostics: tuple[Diagnostic, ...]
    ignored: tuple[Diagnostic, ...]
    deck: Deck | None = None
    """Where everything stands in its files; None if there is no exercise."""


def check_folder(folder: Path | str, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Checked:
    """Check the deck in a folder; never raises for what the files hold.

    `select` and `ignore` are codes or beginnings of codes (`W`, `E3`); errors that keep the deck from being
    loaded are always shown. Raises NoSuchCode.
    """
    wanted, unwanted = codes_of(select), codes_of(ignore)
    with no_collection():
        read = read_deck(folder)
        found = list(read.loaded.diagnostics)
        if read.deck is not None:
            analyse(read.deck)
            found = list(read.deck.findings.found)
    kept, hidden = apply_ignores(sorted(set(found)), read.sources, analysed=read.deck is not None)
    shown = [
        d for d in kept
        if d.code.startswith("E1") or ((not wanted or d.code in wanted) and d.code not in unwanted)
    ]  # fmt: skip
    return Checked(read.loaded, tuple(sorted(set(shown))), tuple(hidden), read.deck)


def codes_of(words: Iterable[str]) -> frozenset[str]:
    """The codes that begin as one of these words do; several may stand in one word, with commas."""
    found: set[str] = set()
    for word in (part.strip() for given in words for part in given.split(",")):
        hits = [code for code in CODES if word and code.startswith(word.upper())]
        if not hits:
            raise NoSuchCode(word)
        found.update(hits)
    return frozenset(found)
