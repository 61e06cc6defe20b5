"""Text for people, in lines of the terminal that shows it."""

from __future__ import annotations

import shutil
import sys
import textwrap

LEAST, MOST = 60, 110
"""Columns of a line at least, and at most: longer lines are hard to read."""


def columns(otherwise: int = MOST) -> int:
    """How wide a line may be; what is written into a file or a pipe has no terminal's width."""
    if not sys.stdout.isatty():
        return otherwise
    return max(LEAST, min(MOST, shutil.get_terminal_size().columns))


def wrapped(text: str) -> str:
    """Lines broken between words where a terminal would break them within; a file gets them whole."""
    wide = columns(0)
    return "\n".join(_broken(line, wide) for line in text.splitlines()) if wide else text


def _broken(line: str, wide: int) -> str:
    if len(line) <= wide:
        return line
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(
        line.strip(), wide, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False
    )
