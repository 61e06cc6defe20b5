"""The first minutes at a seat: who is here, and what holds for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Static

from tte.engine.commands import NameParticipants
from tte.tui.player.card import rules_text
from tte.tui.player.terminal import Refusal, SeatScreen
from tte.tui.text import plain_line
from tte.tui.widgets.authored import Authored


class WelcomeScreen(SeatScreen):
    """Names of the people at the seat, then scope and ground rules to read."""

    DEFAULT_CSS = """
    WelcomeScreen VerticalScroll { height: 1fr; padding: 0 1; }
    WelcomeScreen .page { height: 1fr; }
    WelcomeScreen Static { height: auto; padding: 0 1; }
    WelcomeScreen Refusal { padding: 0 1; }
    WelcomeScreen #welcome-names { max-width: 76; }
    WelcomeScreen Authored { padding: 0; margin-top: 1; }
    WelcomeScreen Label { width: 1fr; padding: 0 1; }
    WelcomeScreen #welcome-buttons { height: 1; padding: 0 1; margin-top: 1; }
    WelcomeScreen Button { margin-right: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "later", "Later", priority=True)]
    AUTO_FOCUS = "#welcome-names"

    def compose(self) -> ComposeResult:
        # the question stays in sight while the rules below it scroll, on a phone too
        yield from self.framed(*self._question(), VerticalScroll(Authored(rules_text(self.terminal.view))))

    def _question(self) -> Iterator[Widget]:
        view = self.terminal.view
        title = plain_line(view.title, style="bold")
        yield Static(Content.assemble("Welcome. This terminal is the seat of ", title, "."))
        yield Label("Who is here? Names by comma, then enter. You can change them later (N).", markup=False)
        yield Input(", ".join(view.participants), id="welcome-names", max_length=2000)
        yield Refusal()
        yield Horizontal(
            Button("Go on (enter)", variant="primary", id="welcome-go", compact=True),
            Button("Later (esc)", id="welcome-later", compact=True),
            id="welcome-buttons",
        )

    @on(Button.Pressed, "#welcome-go")
    @on(Input.Submitted)
    async def _go(self) -> None:
        typed = self.query_one("#welcome-names", Input).value
        names = tuple(name.strip() for name in typed.split(",") if name.strip())
        refusal = self.query_one(Refusal)
        if not names:
            refusal.say("Write at least one name, or press esc to do it later.")
            return
        words = await self.terminal.attempt(NameParticipants(names))
        refusal.say(words)
        if not words:
            self.leave()

    @on(Button.Pressed, "#welcome-later")
    def action_later(self) -> None:
        self.leave()
