from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.facilitator import support


@pytest.fixture
def console(tmp_path: Path) -> support.Console:
    """Two harbours at their terminals, before StartEx."""
    return support.Console(support.drill(tmp_path / "drill")).seated()
