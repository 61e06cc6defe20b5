from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.player import support


@pytest.fixture
def table(tmp_path: Path) -> support.Table:
    """Two harbours; South sits at another terminal."""
    return support.Table(support.drill(tmp_path / "drill"))
