"""The bar at the top and the bottom of every screen that says that this is an exercise (law 9)."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tte.exercise.names import MARKING
from tte.tui.text import plain_line


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
        words = " · ".join(w for w in (MARKING, self.exercise, self.handling) if w)
        line = plain_line(words, self.size.width)
        if self.size.width and len(words) > self.size.width:  # the marking itself is never cut first
            return plain_line(f"{MARKING} · {self.exercise}", self.size.width)
        return line
