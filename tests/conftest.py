"""Fixtures that several floors' tests share."""

from __future__ import annotations

import pytest

from tests.room import Room


@pytest.fixture
def room() -> Room:
    """FOG SIGNAL at the full table, paced by hand, before StartEx."""
    return Room()
