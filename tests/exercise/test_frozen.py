from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decks import minimal_deck, write_minimal_deck
from tte.exercise.frozen import FrozenError, digest, freeze, thaw
from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise


def test_an_exercise_thaws_as_it_was(deck: Path) -> None:
    exercise = load_exercise(deck).require()
    text = freeze(exercise)
    assert thaw(text) == exercise
    assert freeze(thaw(text)) == text
    assert "\n" not in text
    assert len(digest(text)) == 64


def test_order_survives_because_people_see_it(deck: Path) -> None:
    exercise = load_exercise(deck).require()
    decision = exercise.decisions[0]
    turned = decision.model_copy(update={"options": dict(reversed(decision.options.items()))})
    exercise = exercise.model_copy(update={"decisions": (turned,)})
    assert list(thaw(freeze(exercise)).decisions[0].options) == ["b", "a"]


def test_two_loads_freeze_alike_and_a_change_shows(deck: Path, tmp_path: Path) -> None:
    one = digest(freeze(load_exercise(deck).require()))
    again = write_minimal_deck(tmp_path / "copy" / "drill")
    assert digest(freeze(load_exercise(again).require())) == one
    (again / "move-2/03-thanks.md").write_text(
        minimal_deck()["move-2/03-thanks.md"].replace("Thank", "Thanks")
    )
    assert digest(freeze(load_exercise(again).require())) != one


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return load_exercise(write_minimal_deck(tmp_path_factory.mktemp("decks") / "drill")).require()


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120),
    number=st.integers(-5, 5),
)
@settings(max_examples=100, deadline=None)
def test_any_text_survives_freezing(base: Exercise, text: str, number: int) -> None:
    exercise = base.model_copy(update={"title": text, "truth": text, "names": {"buoy": text}})
    effect = exercise.injects[2].effects[0].model_copy(update={"tracks": {"tru": number}})
    inject = exercise.injects[2].model_copy(update={"effects": (effect,), "body": text})
    exercise = exercise.model_copy(update={"injects": (inject,)})
    assert thaw(freeze(exercise)) == exercise


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"id": "x"', "\0"])
def test_what_is_no_frozen_exercise_is_said(text: str) -> None:
    with pytest.raises(FrozenError, match="cannot be read"):
        thaw(text)
