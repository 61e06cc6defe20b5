"""A row of names to choose one from: pages of a terminal, channels of an inbox. One line high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tte.tui.text import plain_line


class Tab(Struct, frozen=True):
    """A name in a strip. A long one is cut; `more` (a count of what is new) never is."""

    id: str
    name: str
    more: str = ""
    short: str = ""
    """A shorter name for narrow terminals; empty: the name, cut."""


class TabStrip(Widget):
    """Names side by side. The active one stands in brackets too, for screens without colour."""

    DEFAULT_CSS = """
    TabStrip { height: 1; width: 1fr; background: $panel; }
    """

    @dataclass
    class Picked(Message):
        """A name was clicked."""

        strip: TabStrip
        tab: str

        @property
        def control(self) -> TabStrip:
            return self.strip

    def __init__(
        self, tabs: Sequence[Tab] = (), *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.tabs: tuple[Tab, ...] = tuple(tabs)
        self.active = self.tabs[0].id if self.tabs else ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, tabs: Sequence[Tab], active: str) -> None:
        """Show these names with that one active."""
        if (tuple(tabs), active) != (self.tabs, self.active):
            self.tabs, self.active = tuple(tabs), active
            self.refresh()

    def next(self, by: int) -> str:
        """The id `by` places along, round the ends."""
        ids = [tab.id for tab in self.tabs]
        return ids[(ids.index(self.active) + by) % len(ids)] if self.active in ids else ids[0] if ids else ""

    def render(self) -> Content:
        width = self.size.width
        cells = self._fitted(width)
        parts: list[Content] = []
        self._places, x = [], 0
        for tab, cell in cells:
            chosen = tab.id == self.active
            text = Content.assemble("[" if chosen else " ", cell, "]" if chosen else " ")
            if chosen:
                text = text.stylize("reverse bold")
            self._places.append((x, x + text.cell_length, tab.id))
            x += text.cell_length
            parts.append(text)
        return Content("").join(parts).truncate(width) if parts else Content("")

    def _fitted(self, width: int) -> list[tuple[Tab, Content]]:
        """The names as long as there is room for; the active one is always among what is shown."""
        for limit in (60, 24, 16, 12, 9):
            cells = [(tab, self._cell(tab, limit)) for tab in self.tabs]
            if sum(c.cell_length + 2 for _, c in cells) <= width:
                return cells
        first = max(0, next((i for i, t in enumerate(self.tabs) if t.id == self.active), 0))
        while first > 0 and sum(c.cell_length + 2 for _, c in cells[first - 1 :]) <= width:
            first -= 1
        shown = sum(c.cell_length + 2 for _, c in cells[: first + 1])
        return cells if shown <= width else cells[first:]

    @staticmethod
    def _cell(tab: Tab, limit: int) -> Content:
        name = tab.short if tab.short and limit < 60 else tab.name
        more = f" {tab.more}" if tab.more else ""
        return Content.assemble(plain_line(name, max(3, limit - len(more))), (more, "bold"))

    def on_click(self, event: events.Click) -> None:
        for start, end, tab in self._places:
            if start <= event.x < end:
                self.post_message(self.Picked(self, tab))
                return
