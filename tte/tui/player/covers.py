"""What covers a seat's screen: the curtain, and a real-world emergency."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from tte.engine.views import ClockView
from tte.tui.text import plain, plain_line
from tte.tui.widgets.marking import Marking

CODE_LENGTH = 40
"""Characters that fit into a code field; codes have six."""


class CodeField(Input):
    """A code: never shown, never offered to the clipboard."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(password=True, placeholder="code", max_length=CODE_LENGTH, id=id)


class Cover(Screen[None]):
    """A screen over all others: nothing under it shows, and no key reaches what is under it."""

    DEFAULT_CSS = """
    Cover { align: center middle; }
    Cover .cover-box { width: 90%; max-width: 76; height: auto; padding: 1 2; border: heavy $primary; }
    Cover .cover-room { height: 1fr; align: center middle; }
    Cover Static { height: auto; margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, exercise: str) -> None:
        super().__init__()
        self.exercise = exercise


class Curtain(Cover):
    """Hides a seat until its code is given again. It says neither whose seat it is nor what has come."""

    AUTO_FOCUS = "#curtain-code"

    def __init__(self, exercise: str, check: Callable[[str], Awaitable[str]]) -> None:
        """`check` takes the code and gives back why it does not open the seat, or nothing once it does."""
        super().__init__(exercise)
        self.check = check

    def compose(self) -> ComposeResult:
        yield Marking(self.exercise)
        with Vertical(classes="cover-room"), Vertical(classes="cover-box"):
            yield Static(Content.assemble(("The curtain is closed.", "bold")))
            yield Static(plain("Nothing of the seat shows. Type the seat's code and press enter to go on."))
            yield CodeField(id="curtain-code")
            yield Static("", id="curtain-says", markup=False)
        yield Marking(self.exercise)

    def flag(self) -> None:
        """Something has come for the seat behind the curtain."""
        self.query_one("#curtain-says", Static).update("Something new is waiting behind the curtain.")

    @on(Input.Submitted)
    async def _try(self, event: Input.Submitted) -> None:
        event.stop()
        field = self.query_one("#curtain-code", Input)
        code = field.value
        field.value = ""
        words = await self.check(code)
        if words and self.is_attached:
            self.query_one("#curtain-says", Static).update(plain(words))


class NoDuff(Cover):
    """A real-world emergency: all play has stopped, on every screen."""

    DEFAULT_CSS = """
    NoDuff { background: $error-muted; }
    NoDuff .cover-box { border: heavy $error; background: $surface; }
    NoDuff .big { text-style: bold reverse; width: 1fr; text-align: center; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "nothing", show=False)]

    def __init__(self, exercise: str, clock: ClockView) -> None:
        super().__init__(exercise)
        self.clock = clock

    def compose(self) -> ComposeResult:
        yield Marking(self.exercise)
        with Vertical(classes="cover-room"), Vertical(classes="cover-box"):
            yield Static("NO DUFF  ·  REAL WORLD EMERGENCY", classes="big")
            yield Static(plain("This is not part of the exercise. All play has stopped.", "bold"))
            yield Static(Content.assemble(("What has happened: ", "bold"), plain(self.clock.reason)))
            yield Static(plain(
                "Stop playing. Stay together, listen to the exercise director, and let yourself be counted. "
                "Only the director lets play go on; this screen then goes away, and nothing is lost."
            ))  # fmt: skip
            yield Static(plain_line(f"Exercise time stands at {self.clock.text}."))
        yield Marking(self.exercise)

    def action_nothing(self) -> None:
        """Escape does not leave an emergency."""
