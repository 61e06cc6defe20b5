"""What the screens of a player's terminal need of it: the seat's view, and a way to do something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.events import Mount
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tte.engine.commands import Command
from tte.engine.views import SeatView
from tte.tui.text import plain
from tte.tui.widgets.footer import KeyFooter
from tte.tui.widgets.marking import Marking


class Terminal(Protocol):
    """A seat's terminal as its screens know it."""

    unsent: dict[str, dict[str, str]]
    """What was typed and not sent, by form and field: it outlives a form that is closed, and the curtain."""

    @property
    def view(self) -> SeatView: ...

    @property
    def at(self) -> float:
        """Exercise time now (s)."""
        ...

    @property
    def speaker(self) -> str:
        """Who is at the keyboard, by name; empty for the whole table."""
        ...

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """Titles of other seats of this terminal for which something new has come."""
        ...

    async def attempt(self, command: Command, by: str | None = None) -> str:
        """Issue a command for the seat, by this person: empty if it was done, else why not (a toast too)."""
        ...


class SeatScreen(Screen[None]):
    """A full screen of a seat: the marking above and below, and what the session tells it in between."""

    DEFAULT_CSS = """
    SeatScreen .page { height: 1fr; }
    """

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self.terminal = terminal
        self.ready = False
        """Whether its widgets are there, so that it can be shown what changed."""
        self._done = False

    @on(Mount)
    def _now_ready(self) -> None:
        self.ready = True
        self.show(self.terminal.view)

    def framed(self, *widgets: Widget) -> Iterable[Widget]:
        """Widgets between the two markings, with a footer."""
        view = self.terminal.view
        yield Marking(view.exercise, view.handling)
        yield Vertical(*widgets, classes="page")
        yield KeyFooter()
        yield Marking(view.exercise, view.handling)

    def keep(self) -> None:
        """Put what is typed here and was not sent into the terminal's `unsent`: this screen goes away."""

    def leave(self) -> None:
        """Close this screen, now or, if something covers it, as soon as it is uncovered."""
        self._done = True
        if self.is_current:
            self.dismiss()

    def on_screen_resume(self) -> None:
        if self._done and self.is_current:
            self.dismiss()

    def show(self, view: SeatView) -> None:
        """The seat's view has changed."""

    def ticked(self, at: float) -> None:
        """A second has passed; it is that exercise time (s)."""


class Refusal(Static):
    """Why something was not done, beside the form that it was asked in."""

    DEFAULT_CSS = """
    Refusal { display: none; background: $warning-muted; padding: 0 1; height: auto; }
    Refusal.-said { display: block; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)

    def say(self, words: str) -> None:
        """Show it; nothing to say hides it."""
        self.set_class(bool(words), "-said")
        self.update(Content.assemble(("Not done. ", "bold"), plain(words)) if words else "")
        if words:
            self.call_after_refresh(self.scroll_visible)  # the form may have been scrolled past it
