"""Fixtures that several floors' tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.room import Room

# A busy machine is no failure; and a landing depends on the change, not on what chance finds that day.
settings.register_profile("tte", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "tte")


@pytest.fixture
def room() -> Room:
    """FOG SIGNAL at the full table, paced by hand, before StartEx."""
    return Room()
