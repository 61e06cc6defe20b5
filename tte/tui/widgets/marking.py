"""The bar at the top and the bottom of every screen that says that this is an exercise (law 9)."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tte.exercise.names import MARKING
from tte.tui.text import plain_line

SHORTEST = 6
"""Cells of an exercise's name below which it is left out."""


class Marking(Widget):
    """EXERCISE EXERCISE EXERCISE, the exercise's name, and how what is on the screen may be handled."""

    DEFAULT_CSS = """
    Marking {
        height: 1;
        width: 1fr;
        background: $warning;
        color: $background;
        text-style: bold;
        content-align: center middle;
        text-align: center;
    }
    """

    exercise: reactive[str] = reactive("")
    handling: reactive[str] = reactive("")

    def __init__(
        self, exercise: str, handling: str = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(Marking.exercise, exercise)
        self.set_reactive(Marking.handling, handling)

    def render(self) -> Content:
        """The marking is never cut, how it may be handled last, and the name of the exercise first."""
        width = self.size.width
        name = self.exercise
        over = cell_len(self._words(name)) - width
        if width and over > 0:
            kept = cell_len(name) - over
            name = plain_line(name, kept).plain if kept >= SHORTEST else ""
        return plain_line(self._words(name), width)

    def _words(self, name: str) -> str:
        return " · ".join(w for w in (MARKING, name, self.handling, self._way_back) if w)

    @property
    def _way_back(self) -> str:
        """What to type to come back, at the bottom of a terminal over ssh: a dead host says nothing."""
        words: str = getattr(self.app, "way_back", "") if self.region.y > 0 else ""
        return f"back: {words}" if words else ""
