"""Fixtures for the rules of play: the drill, started."""

from __future__ import annotations

import pytest

from tests.engine.drill import drill
from tests.room import Room


@pytest.fixture
def by_hand() -> Room:
    """The drill, paced by hand, with everybody there, after StartEx."""
    return Room(drill()).start()


@pytest.fixture
def by_clock() -> Room:
    """The drill, paced by the clock, with everybody there, after StartEx."""
    return Room(drill(), pace="clock").start()
