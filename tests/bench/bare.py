"""The baseline of a player's first frame: a bare Textual app with the same widgets and text."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import ClassVar

from rich.markdown import Markdown
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, OptionList, Static


class BareApp(App[None]):
    """Bars, a line of state, tabs, a card in Markdown, an inbox behind it, a footer with as many keys."""

    BINDINGS: ClassVar = [
        Binding(key, "bell", label)
        for key, label in (
            ("a", "Acknowledge"), ("d", "Decide"), ("r", "Reply"), ("q", "Ask control"), ("f12", "NO DUFF"),
            ("f1", "Help"), ("f9", "Hide"),
        )
    ]  # fmt: skip

    CSS = """
    #marking-top, #marking-bottom, #hint, #tabs, #card-tabs { height: 1; }
    #status { height: 1; }
    #inbox { display: none; }
    """

    def __init__(self, card: str, inbox: list[str]) -> None:
        super().__init__()
        self.card = card
        self.inbox = inbox

    def compose(self) -> ComposeResult:
        yield Static("EXERCISE EXERCISE EXERCISE", id="marking-top")
        with Horizontal(id="status"):
            yield Static("Seat", id="seat")
            yield Static("T+00:00:00", id="clock")
        yield Static("Next: read your card", id="hint")
        yield Static("1 Card  2 Inbox", id="tabs")
        with Vertical():
            yield Static("Card", id="card-tabs")
            with VerticalScroll():
                yield Static(Markdown(self.card))
        with Vertical(id="inbox"):
            yield Static("All", id="channels")
            yield OptionList(*self.inbox)
            with VerticalScroll():
                yield Static("", id="reader-head")
        yield Footer(show_command_palette=False)
        yield Static("EXERCISE EXERCISE EXERCISE", id="marking-bottom")


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    BareApp(given["card"], given["inbox"]).run()
