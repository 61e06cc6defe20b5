"""What we know: the seat's own timeline."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from tte.engine.clock import clock_text
from tte.engine.views import Known, SeatView
from tte.tui.text import plain_line
from tte.tui.widgets.lines import Column, LineList, Row


class KnownPane(Vertical):
    """What the seat was told, said and decided, in the order of exercise time."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.known: tuple[Known, ...] | None = None

    def compose(self) -> ComposeResult:
        yield LineList(
            columns=(Column("Time", 8), Column("What this seat was told, said and decided")),
            header=True, follow=True, id="known-list",
            empty="Nothing yet. What you are told, say and decide is kept here in order.",
        )  # fmt: skip

    def show(self, view: SeatView, at: float) -> None:
        """Show the timeline of a view."""
        if view.known == self.known:
            return
        self.known = view.known
        rows = [Row(str(n), (clock_text(k.at), plain_line(k.text))) for n, k in enumerate(view.known)]
        self.query_one("#known-list", LineList).set_rows(rows)

    def take_focus(self) -> None:
        self.query_one("#known-list", LineList).focus()
