"""Coming in: which seat, and its code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tte.engine.control_view import SeatRow
from tte.tui.player.covers import CodeField
from tte.tui.text import plain, plain_line
from tte.tui.widgets.footer import KeyFooter
from tte.tui.widgets.marking import Marking


class EntryScreen(Screen[None]):
    """Choose a seat, unless it is given, and type its code."""

    DEFAULT_CSS = """
    EntryScreen #entry { height: 1fr; padding: 0 2; }
    EntryScreen #entry-head { height: auto; margin: 1 0; }
    EntryScreen #entry-seats { height: auto; max-height: 60%; border: round $primary-muted;
        margin-bottom: 1; }
    EntryScreen #entry-code { max-width: 40; }
    EntryScreen #entry-says { height: auto; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "seats", "Another seat")]
    AUTO_FOCUS = ""

    def __init__(
        self,
        exercise: str,
        seats: Sequence[SeatRow],
        seat: str,
        enter: Callable[[str, str], Awaitable[str]],
        *,
        says: str = "",
        hot: bool = False,
        here: Callable[[], Mapping[str, bool]] = dict,
    ) -> None:
        """`enter` takes seat and code and gives back why it is closed, or nothing once it has opened.

        `hot`: several seats share this terminal; `here` tells which have been opened at it, and whether
        something new has come for each.
        """
        super().__init__()
        self.exercise = exercise
        self.seats = tuple(seats)
        self.seat = seat
        self.enter = enter
        self.says = says
        self.hot = hot
        self.here = here

    def compose(self) -> ComposeResult:
        yield Marking(self.exercise)
        with Vertical(id="entry"):
            yield Static(self._head(), id="entry-head")
            yield OptionList(
                *[Option(self._line(s), s.id) for s in self._ordered()], id="entry-seats", markup=False
            )
            yield CodeField(id="entry-code")
            yield Static(plain(self.says), id="entry-says")
        yield KeyFooter()
        yield Marking(self.exercise)

    def _head(self) -> Content:
        chosen = next((s for s in self.seats if s.id == self.seat), None)
        if chosen is None:
            question = "Who plays now?" if self.hot else "Which seat is this terminal?"
            more = " Each seat is behind its own code; nothing of another shows." if self.hot else ""
            return Content.assemble((question, "bold"), f"\nChoose it with ↑ ↓ and enter.{more}")
        return Content.assemble(
            ("Seat: ", ""), plain_line(chosen.title, style="bold"), "\nType the seat's code and press enter."
        )

    def _ordered(self) -> list[SeatRow]:
        """The seats that were opened at this terminal first."""
        here = self.here()
        return sorted(self.seats, key=lambda s: s.id not in here)

    def _line(self, seat: SeatRow) -> Content:
        here = self.here()
        if seat.id not in here:
            return _seat_line(seat)
        flag = "  ● something new is waiting" if here[seat.id] else ""
        return Content.assemble(plain_line(seat.title), (flag, "bold"), (" (here)", "dim"))

    def look(self) -> None:
        """Show for whom something has come meanwhile."""
        if self.is_mounted and self.query("#entry-seats"):
            options = self.query_one("#entry-seats", OptionList)
            for seat in self.seats:
                options.replace_option_prompt(seat.id, self._line(seat))

    def on_mount(self) -> None:
        self._choose(self.seat)

    def _choose(self, seat: str) -> None:
        self.seat = seat if seat in {s.id for s in self.seats} else ""
        choosing = not self.seat
        self.query_one("#entry-head", Static).update(self._head())
        self.query_one("#entry-seats").display = choosing
        self.query_one("#entry-code").display = not choosing
        self.query_one("#entry-seats" if choosing else "#entry-code").focus()

    @on(OptionList.OptionSelected, "#entry-seats")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.say("")
        self._choose(event.option.id or "")

    def action_seats(self) -> None:
        self.say("")
        self._choose("")

    def say(self, words: str) -> None:
        """Say something beneath the code."""
        self.query_one("#entry-says", Static).update(plain(words))

    @on(Input.Submitted, "#entry-code")
    async def _try(self, event: Input.Submitted) -> None:
        event.stop()
        code, event.input.value = event.input.value, ""
        words = await self.enter(self.seat, code)
        if words and self.is_attached:
            self.say(words)


def _seat_line(seat: SeatRow) -> Content:
    taken = " (open at a terminal)" if seat.open_at else ""
    kind = "" if seat.kind == "player" else " · watches, does not play"
    return Content.assemble(plain_line(seat.title), (f"{taken}{kind}", "dim"))
