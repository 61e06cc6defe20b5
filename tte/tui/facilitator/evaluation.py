"""Control's page of the evaluation: how much of the guide is covered, live; control can write too."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from tte.engine.evaluation import evaluators
from tte.tui.evaluator.app import item_page
from tte.tui.evaluator.guide import HINT, Guide
from tte.tui.facilitator.desk import Desk
from tte.tui.text import plain_line
from tte.tui.widgets.clock import ClockBlock
from tte.tui.widgets.keys import KeyBar
from tte.tui.widgets.marking import Marking

KEYS = (
    ("+ -", "strength, area", ""), ("r", "rate", "focused.rate"), ("c", "settle", "focused.settle"),
    ("space", "evidence", ""), ("enter", "read", ""), ("esc", "back to the console", "screen.close"),
)  # fmt: skip


class EvaluationPage(Screen[None]):
    """The evaluation guide for control, over the console."""

    DEFAULT_CSS = """
    EvaluationPage #top { height: 2; }
    EvaluationPage #coverage { width: 1fr; height: 2; padding: 0 1; }
    EvaluationPage ClockBlock { height: 2; width: 1fr; }
    EvaluationPage Guide { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,J", "close", "Close")]
    LOOK = 0.5
    """Seconds between two looks at whether something was written."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._version = -1

    def compose(self) -> ComposeResult:
        exercise = self.desk.exercise
        yield Marking(exercise.title, exercise.handling.msel)
        with Horizontal(id="top"):
            yield ClockBlock(self.desk.clock, self.desk.clock_held)
            yield Static("", id="coverage", markup=False)
        yield Guide(self.desk.session, self.desk.seat, self.desk.send, self._show_item, id="guide")
        yield KeyBar(id="keys")
        yield Marking(exercise.title, exercise.handling.msel)

    def on_mount(self) -> None:
        self.query_one("#keys", KeyBar).show(KEYS)
        self.query_one("#targets").focus()
        self.look()
        self.set_interval(self.LOOK, self.look)

    def look(self) -> None:
        """Show the guide as it stands, if anything has happened since."""
        self.query_one(ClockBlock).tick()
        state = self.desk.session.state
        if state.version == self._version:
            return
        self._version = state.version
        guide = self.query_one("#guide", Guide)
        guide.look()
        who = ", ".join(state.title_of(s) for s in evaluators(state)) or "nobody yet"
        words = plain_line(f"{guide.coverage} · evaluators: {who}", 200)
        self.query_one("#coverage", Static).update(words + "\n" + HINT)

    def _show_item(self, what: str, item: str) -> None:
        self.app.push_screen(item_page(self.desk.session, what, item))

    def action_close(self) -> None:
        self.dismiss(None)
