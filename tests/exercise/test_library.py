from __future__ import annotations

from pathlib import Path

import pytest

from tests.decks import write_minimal_deck
from tte.exercise import library
from tte.exercise.library import ExerciseNotFound, find_exercise, list_exercises


@pytest.fixture
def work(deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with injects/drill, and a package that brings drill and storm along."""
    package = tmp_path / "site" / "tte"
    monkeypatch.setattr(library, "PACKAGE", package)
    write_minimal_deck(package / "_decks" / "injects" / "storm")
    write_minimal_deck(package / "_decks" / "injects" / "drill")
    return deck.parents[1]


def test_an_exercise_is_found_by_name_and_the_working_directory_wins(work: Path) -> None:
    assert find_exercise("drill", work) == work / "injects" / "drill"
    assert find_exercise("storm", work) == library.PACKAGE / "_decks" / "injects" / "storm"


def test_an_exercise_is_found_by_path(work: Path, tmp_path: Path) -> None:
    other = write_minimal_deck(tmp_path / "other")
    assert find_exercise(str(other), work) == other
    assert find_exercise("injects/drill", work) == work / "injects" / "drill"
    assert find_exercise("injects/drill/exercise.yaml", work) == work / "injects" / "drill"
    assert find_exercise(".", work / "injects" / "drill") == work / "injects" / "drill"


def test_all_exercises_are_listed_once(work: Path) -> None:
    (work / "injects" / "notes").mkdir()
    (work / "injects" / "file").touch()
    assert [folder.name for folder in list_exercises(work)] == ["drill", "storm"]
    assert list_exercises(work)[0].parent == work / "injects"


def test_a_source_checkout_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "PACKAGE", tmp_path / "tree" / "tte")
    deck = write_minimal_deck(tmp_path / "tree" / "injects" / "storm")
    assert list_exercises(tmp_path) == []
    (tmp_path / "tree" / "pyproject.toml").touch()
    assert list_exercises(tmp_path) == [deck]


@pytest.mark.parametrize("name", ["", "stom", "\0", "x" * 5000, "../../..", "a/../..", "no\x1b[2J"])
def test_what_is_not_there_is_said_with_the_nearest_name(work: Path, name: str) -> None:
    with pytest.raises(ExerciseNotFound) as caught:
        find_exercise(name, work)
    assert ("Did you mean storm?" in str(caught.value)) == (name == "stom")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200
