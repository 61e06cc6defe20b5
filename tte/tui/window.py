"""The window that a screen is in: whether it is still there, and how to leave it."""

from __future__ import annotations

import sys
from typing import Any

from textual.app import App


def window_there() -> bool:
    """Whether a terminal is still at the other end."""
    return sys.__stdin__ is not None and not sys.__stdin__.closed and sys.__stdin__.isatty()


def in_window(app: App[Any]) -> bool:
    """Whether an app, as it starts, stands in a person's terminal window: then it ends with it.

    Nobody would see it any more, and reading keys from a window that is gone never waits.
    """
    return not (app.is_headless or app.is_web) and window_there()


def how_to_leave(app: App[Any]) -> None:
    """What ctrl+c says, at every terminal alike: people press it to leave, and it copies."""
    app.notify("To leave, press ctrl+q.", markup=False)
