"""The line of a session's events: where the replay stands, where decisions and time jumps lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

HERE, DECISION, JUMP, DONE, TO_COME = "●", "◆", "│", "━", "─"


class Scrubber(Widget):
    """One line high; a click goes there."""

    DEFAULT_CSS = """
    Scrubber { height: 1; width: 1fr; padding: 0 1; }
    """

    @dataclass
    class Sought(Message):
        """Somebody wants to go to an event."""

        event: int

    def __init__(
        self, last: int, stops: Sequence[int], jumps: Sequence[int], *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._last = max(1, last)
        self._stops, self._jumps = stops, jumps
        self._at = 0

    def show(self, event: int) -> None:
        """Show where the replay stands."""
        if event != self._at:
            self._at = event
            self.refresh()

    def _place(self, event: int, width: int) -> int:
        return min(width - 1, (event - 1) * width // self._last) if event > 0 else 0

    def render(self) -> Content:
        width = max(1, self.content_size.width)
        here = self._place(self._at, width)
        line = [DONE if x < here else TO_COME for x in range(width)]
        for jump in self._jumps:
            line[self._place(jump, width)] = JUMP
        for stop in self._stops:
            line[self._place(stop, width)] = DECISION
        line[here] = HERE
        done, rest = "".join(line[:here]), "".join(line[here + 1 :])
        return Content.assemble((done, "$accent"), (line[here], "bold reverse"), (rest, "$text-muted"))

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is not None and self.content_size.width:
            found = place.x * self._last // self.content_size.width + 1
            self.post_message(self.Sought(min(self._last, max(1, found))))
