"""The exercise as a terminal reads it before its first paint, against the models."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import asdict
from pydantic import BaseModel

from tests.exercise.thawing import THAWED, source
from tte.exercise.frozen import FrozenError, freeze, thaw, thaw_quickly
from tte.exercise.load import load_exercise

FOG = Path(__file__).parents[2] / "injects" / "fog-signal"


def test_it_has_what_the_models_have() -> None:
    assert THAWED.read_text(encoding="utf-8") == source(), "run: python -m tests.exercise.thawing"


def _plain(value: Any) -> Any:
    """A record as names and values, whichever class it is of."""
    if isinstance(value, BaseModel | Struct):
        parts = asdict(value) if isinstance(value, Struct) else vars(value)
        return type(value).__name__, {name: _plain(part) for name, part in parts.items()}
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    assert value is None or isinstance(value, str | bool | int | float | datetime), value
    return value


def test_it_reads_an_exercise_as_the_models_do(deck: Path) -> None:
    for folder in (deck, FOG):
        text = freeze(load_exercise(folder).require())
        assert _plain(thaw_quickly(text)) == _plain(thaw(text))


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "a field is missing": lambda e: e["moves"][0].pop("title"),
    "a field is of another version": lambda e: e["tracks"][0].update(colour="red"),
    "a number is a text": lambda e: e.update(endex="60"),
    "a text is a number": lambda e: e.update(title=7),
    "a list is a text": lambda e: e.update(scope="all"),
    "a mapping is a list": lambda e: e["decisions"][0].update(options=[]),
    "a whole number is yes": lambda e: e["tracks"][0].update(start=True),
    "a word is none of those": lambda e: e.update(kind="party"),
    "a time is none": lambda e: e["moves"][0].update(scenario_start="noon"),
    "a record is nothing": lambda e: e["injects"].append(None),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_what_does_not_fit_is_refused(deck: Path, spoil: Callable[[dict[str, Any]], object]) -> None:
    data = json.loads(freeze(load_exercise(deck).require()))
    spoil(data)
    with pytest.raises(FrozenError, match="cannot be read"):
        thaw_quickly(json.dumps(data))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": "x"}'])
def test_what_is_no_exercise_is_refused(text: str) -> None:
    with pytest.raises(FrozenError):
        thaw_quickly(text)


def test_what_an_older_version_left_out_has_its_default(deck: Path) -> None:
    data = json.loads(freeze(load_exercise(deck).require()))
    del data["decisions"][0]["hidden"]
    assert thaw_quickly(json.dumps(data)).decisions[0].hidden
