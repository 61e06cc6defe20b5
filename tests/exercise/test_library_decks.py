"""Every exercise on the shelf is one that a room can take down: sound, listed, and played to an ending."""

from __future__ import annotations

from pathlib import Path

import pytest

from tte.exercise.check import check_folder
from tte.exercise.library import find_exercise, list_exercises
from tte.exercise.load import load_exercise
from tte.rehearse.play import play_exercise

ROOT = Path(__file__).resolve().parents[2]
SHELF = sorted(path.parent for path in (ROOT / "injects").glob("*/exercise.yaml"))
NAMES = [folder.name for folder in SHELF]


def test_there_is_a_large_exercise_and_a_small_one() -> None:
    sizes = {folder.name: load_exercise(folder).require() for folder in SHELF}
    assert len(sizes["fog-signal"].roles) == 12
    assert (len(sizes["quiet-hold"].roles), sizes["quiet-hold"].endex) == (6, 45)


def test_the_library_lists_them_all(tmp_path: Path) -> None:
    assert [folder.name for folder in list_exercises(tmp_path)] == NAMES
    assert [find_exercise(name, tmp_path) for name in NAMES] == SHELF


@pytest.mark.parametrize("folder", SHELF, ids=NAMES)
def test_it_has_no_finding(folder: Path) -> None:
    checked = check_folder(folder)
    assert [found.head() for found in checked.diagnostics] == []


@pytest.mark.parametrize("folder", SHELF, ids=NAMES)
def test_bots_play_it_to_an_ending(folder: Path) -> None:
    exercise = load_exercise(folder).require()
    endings = {ending.id for ending in exercise.endings if not ending.overlay}
    for seed in range(6):
        played = play_exercise(exercise, bots="mixed", seed=seed)
        assert played.ending in endings
        assert set(played.decisions) <= {decision.id for decision in exercise.decisions}


def test_plays_of_the_small_one_differ() -> None:
    exercise = load_exercise(ROOT / "injects" / "quiet-hold").require()
    plays = [play_exercise(exercise, bots="random", seed=seed) for seed in range(12)]
    assert len({played.ending for played in plays}) >= 3
    assert {played.tracks["hold"] for played in plays} == {0, 1}
    assert all(set(played.decisions) == {f"dp{n}" for n in range(1, 7)} for played in plays)
