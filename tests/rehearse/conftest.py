"""The flagship deck, loaded once, and the small one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.decks import write_minimal_deck
from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise

ROOT = Path(__file__).parents[2]


def loaded(folder: Path) -> Exercise:
    found = load_exercise(folder)
    assert found.exercise is not None, [str(d) for d in found.diagnostics]
    return found.exercise


@pytest.fixture(scope="session")
def fog_signal() -> Exercise:
    return loaded(ROOT / "injects" / "fog-signal")


@pytest.fixture(scope="session")
def quiet_hold() -> Exercise:
    return loaded(ROOT / "injects" / "quiet-hold")


@pytest.fixture(scope="session")
def small_drill(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return loaded(write_minimal_deck(tmp_path_factory.mktemp("deck") / "small-drill"))
