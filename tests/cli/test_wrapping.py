"""Lines for people: as wide as their terminal, whole in a file."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from tte.cli.wrapping import columns, wrapped

LINE = "     sent T+00:13 (event 78), opened T+00:14 (event 86), acknowledged T+00:14 (event 87)"


def test_a_pipe_gets_lines_whole() -> None:
    assert wrapped(LINE) == LINE
    assert columns(110) == 110


@pytest.mark.parametrize(("wide", "kept"), [(80, 80), (30, 60), (300, 110)])
def test_a_terminal_gets_lines_broken_between_words_and_indented(
    monkeypatch: pytest.MonkeyPatch, wide: int, kept: int
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((wide, 24)))
    shown = wrapped(f"short\n{LINE}").splitlines()
    assert max(map(len, shown)) <= kept == columns()
    assert shown[0] == "short"
    assert " ".join(shown[1:]).split() == LINE.split()
    assert all(line.startswith("     ") for line in shown[1:])
