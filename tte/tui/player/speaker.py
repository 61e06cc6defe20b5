"""Who is at the keyboard of a shared terminal, so that the record tells who spoke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tte.tui.text import plain_line


class SpeakerPage(ModalScreen["str | None"]):
    """A name of those who are here; empty for nobody in particular, None if it is left as it was."""

    DEFAULT_CSS = """
    SpeakerPage { align: center middle; }
    SpeakerPage Vertical { width: 60; max-width: 94%; height: auto; max-height: 90%; background: $surface;
        border: round $primary; padding: 0 1; }
    SpeakerPage OptionList { height: auto; max-height: 12; border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave it")]

    def __init__(self, names: Sequence[str], now: str) -> None:
        super().__init__()
        self._names, self._now = tuple(names), now

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Who is at the keyboard?"
            yield Static("What is sent counts as theirs, until somebody else is chosen.", markup=False)
            yield OptionList(
                *[Option(plain_line(name), name) for name in self._names],
                Option("the whole table", ""),
                markup=False,
            )

    def on_mount(self) -> None:
        choices = self.query_one(OptionList)
        choices.highlighted = self._names.index(self._now) if self._now in self._names else 0
        choices.focus()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id or "")

    def action_leave(self) -> None:
        self.dismiss(None)
