from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.facilitator import support
from tte.tui.facilitator import steady


@pytest.fixture(autouse=True)
def quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories press at once what somebody reads first; the story of hasty fingers takes this back."""
    monkeypatch.setattr(steady, "MOMENT", 0.0)


@pytest.fixture
def console(tmp_path: Path) -> support.Console:
    """Two harbours at their terminals, before StartEx."""
    return support.Console(support.drill(tmp_path / "drill")).seated()
