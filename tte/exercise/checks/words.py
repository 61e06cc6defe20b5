"""Checks that go through every text of an exercise: conditions, sources, placeholders, blank texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from tte.exercise import placeholders
from tte.exercise.checks.deck import Deck
from tte.exercise.diagnostics import nearest
from tte.exercise.records import Path
from tte.exercise.vocabulary import check_condition

CONDITIONS = ("when", "needs")
FILLED = ("title", "body")
"""Fields of injects in which placeholders are filled."""

ESSAY_POINTS = {"T": 61, "S": 92}
"""How many points the essays that decks cite have, by tag: T-1 to T-61, S-1 to S-92."""


def check_words(deck: Deck) -> None:
    known = placeholders.of(deck.exercise, deck.broken.get("tracks", ()))
    cited: set[str] = set()
    for path, text, needed in _texts(deck.exercise, ()):
        name = next(step for step in reversed(path) if isinstance(step, str))
        if name in CONDITIONS:
            _condition(deck, path, text)
        elif len(path) > 1 and path[-2] in ("sources", "points"):
            if path[-2] == "sources":
                cited.add(text)
            _source(deck, path, text)
        elif not text.strip():
            if needed:
                deck.add(path, "E145", "This text is empty.")
        elif "{{" in text:
            _placeholders(deck, path, text, known if path[0] == "injects" and name in FILLED else None)
    for index, fact in enumerate(deck.exercise.facts):
        if fact.id not in cited and not deck.broken:
            deck.add(
                ("facts", index, "id"), "W206", f"No inject, decision, ending, card or brief cites {fact.id}."
            )


def _texts(value: Any, path: Path, needed: bool = True) -> Iterator[tuple[Path, str, bool]]:
    """Every text with its path, and whether it has to say something."""
    if isinstance(value, str):
        yield path, value, needed
    elif isinstance(value, BaseModel):
        for name, required in _fields(type(value)):
            held = getattr(value, name)
            if type(held) is str:
                yield (*path, name), held, required
            elif held and type(held) not in _BARE:
                yield from _texts(held, (*path, name), required)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))


_BARE = frozenset({int, float, bool, type(None)})


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """Its fields, and whether each is required."""
    return tuple((name, info.is_required()) for name, info in model.model_fields.items())


def _condition(deck: Deck, path: Path, text: str) -> None:
    for problem in check_condition(text, deck.vocabulary):
        deck.add(path, problem.code, problem.message, allowed=problem.allowed, near=problem.nearest,
                 column=problem.col)  # fmt: skip


def _source(deck: Deck, path: Path, text: str) -> None:
    hit = re.fullmatch(r"([TS])-([1-9][0-9]*)", text)
    if hit:
        last = ESSAY_POINTS[hit[1]]
        if int(hit[2]) > last:
            deck.add(path, "E135", f"There is no point {text}: they go from {hit[1]}-1 to {hit[1]}-{last}.")
        return
    facts = deck.known["facts"]
    if text not in facts:
        message = (
            f"`{text}` is neither a point of an essay (T-1 to T-61, S-1 to S-92) nor a fact of this exercise."
        )
        deck.add(path, "E135", message, allowed=facts, near=nearest(text, facts))


def _placeholders(deck: Deck, path: Path, text: str, known: list[str] | None) -> None:
    for placeholder in placeholders.found(text):
        column = placeholder.start + 1
        if known is None:
            deck.add(
                path, "E144", "Placeholders are filled only in titles and bodies of injects.", column=column
            )
        elif not placeholder.name:
            deck.add(path, "E144", "A placeholder is empty or not closed by `}}`.", column=column)
        elif placeholder.name not in known:
            deck.add(path, "E144", f"There is no placeholder `{placeholder.name}`.", allowed=known,
                     near=nearest(placeholder.name, known), column=column)  # fmt: skip
