"""A line of progress on stderr that is written over, where a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tte.cli.safe import short

WIDTH = 70


def line_of_progress() -> tuple[Callable[[str], None], Callable[[], None]]:
    """How to show a line, and how to clear it; neither does anything where stderr is no terminal."""
    if not sys.stderr.isatty():
        return (lambda text: None), (lambda: None)

    def show(text: str) -> None:
        sys.stderr.write(f"\r{short(text, WIDTH):<{WIDTH}}")
        sys.stderr.flush()

    def done() -> None:
        sys.stderr.write(f"\r{'':<{WIDTH}}\r")
        sys.stderr.flush()

    return show, done
