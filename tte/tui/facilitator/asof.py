"""What a seat knew when it decided: over the console, read-only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tte.engine.clock import clock_text
from tte.engine.views import SeatView
from tte.review.asof import Asked
from tte.tui.replay.content import seat_as_of
from tte.tui.text import plain, plain_line
from tte.tui.widgets.lines import LineList, Row
from tte.tui.widgets.pane import TextPane


class AsOfPage(ModalScreen[None]):
    """Every answer and closing of decisions, and beside it exactly what the seat knew at that event."""

    DEFAULT_CSS = """
    AsOfPage { align: center middle; }
    AsOfPage .page { width: 96%; height: 94%; background: $surface; border: round $primary; padding: 0 1; }
    AsOfPage .how { height: 1; color: $text-muted; }
    AsOfPage #moments { width: 36; border-right: solid $primary; }
    AsOfPage Horizontal { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close"),
        Binding("right,enter", "read", "Read", show=False),
        Binding("left", "choose", "Moments", show=False),
    ]

    def __init__(
        self,
        moments: Sequence[Asked],
        look: Callable[[Asked], SeatView | None],
        first: int = 0,
        session: str = "SESSION",
    ) -> None:
        """`look` gives what the seat of a moment knew then; `first`: the event to begin with."""
        super().__init__()
        self._session = session
        self._moments = {f"{m.event} {m.owner}": m for m in reversed(moments)}
        self._look_at = look
        self._first = next((key for key, m in self._moments.items() if m.event == first), "")

    def compose(self) -> ComposeResult:
        with Vertical(classes="page") as page:
            page.border_title = "What they knew when they decided (read-only)"
            with Horizontal():
                yield LineList(id="moments", empty="Nobody has decided anything yet.")
                yield TextPane(id="knew")
            yield Static("up, down: moment · right: read · esc closes", classes="how", markup=False)
            yield Static("", id="line", classes="how", markup=False)

    def on_mount(self) -> None:
        lines = self.query_one("#moments", LineList)
        lines.set_rows(
            [Row(k, plain_line(f"{clock_text(m.at)} {m.words}", 200)) for k, m in self._moments.items()]
        )
        if self._first:
            lines.highlight(self._first)
        lines.focus()
        self._read()

    @on(LineList.Highlighted, "#moments")
    def _read(self) -> None:
        chosen = self._moments.get(self.query_one("#moments", LineList).highlighted_id or "")
        if chosen is None:
            return
        view = self._look_at(chosen)
        pane = self.query_one("#knew", TextPane)
        pane.border_title = None
        line = f"As a line: tte asof {self._session} --seat {chosen.seat} --at {chosen.event}"
        self.query_one("#line", Static).update(plain_line(line if chosen.seat else "", 200))
        if view is None:
            pane.show(plain("SIMCELL spoke for this role: control, who sees everything."))
        else:
            pane.show(seat_as_of(view))

    def action_read(self) -> None:
        self.query_one("#knew").focus()

    def action_choose(self) -> None:
        self.query_one("#moments").focus()

    def action_close(self) -> None:
        self.dismiss(None)
