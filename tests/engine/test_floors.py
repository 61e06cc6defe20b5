"""What loading the lower floors brings along: no terminal, no SQL."""

from __future__ import annotations

import subprocess
import sys

import pytest

UPPER = ("textual", "sqlmodel", "sqlalchemy", "sqlite3", "typer", "rich", "asyncio")


@pytest.mark.parametrize(
    "module", ["tte.engine.decide", "tte.exercise.load", "tte.engine.views", "tte.conduct.actions"]
)
def test_a_fresh_interpreter_loads_no_upper_floor(module: str) -> None:
    code = f"import sys, {module}; print(*[m for m in {UPPER!r} if m in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=240
    )
    assert loaded.stdout.split() == []


def test_the_live_session_loads_no_sql_before_it_writes() -> None:
    heavy = ("sqlmodel", "sqlalchemy", "textual")
    modules = "tte.conduct.live, tte.conduct.opening, tte.conduct.timekeeper"
    code = f"import sys, {modules}; print(*[m for m in {heavy!r} if m in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=240
    )
    assert loaded.stdout.split() == []
