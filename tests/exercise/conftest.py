from __future__ import annotations

from pathlib import Path

import pytest

from tests.decks import write_minimal_deck


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A valid deck in injects/drill of a fresh working directory."""
    return write_minimal_deck(tmp_path / "injects" / "drill")
