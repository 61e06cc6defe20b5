"""The exercise and rooms that benches use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise


@cache
def flagship() -> Exercise:
    """FOG SIGNAL as shipped."""
    loaded = load_exercise(Path(__file__).parents[2] / "injects" / "fog-signal")
    assert loaded.exercise is not None, loaded.diagnostics
    return loaded.exercise
