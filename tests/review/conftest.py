from __future__ import annotations

from pathlib import Path

import pytest

from tests.review.table import Table, new_table


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """A table that has begun to play the small deck, paced by hand."""
    table = new_table(tmp_path)
    table.start()
    return table
