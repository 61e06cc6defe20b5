"""Pages over the console: seats as their people see them, what to cut, before StartEx, codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tte.engine.clock import span_text
from tte.engine.control_view import CutRow, SeatRow
from tte.engine.views import SeatView
from tte.tui.facilitator.desk import Desk
from tte.tui.facilitator.detail import seat_content
from tte.tui.text import clean, plain, plain_line
from tte.tui.widgets.forms import TextPage
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.pane import TextPane

Part = Content | str | tuple[str, str]


class SeatPage(ModalScreen[None]):
    """Any seat as its people see it, read-only: nothing here counts as opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close"),
        Binding("right,enter", "read", "Read", show=False),
        Binding("left", "choose", "Seats", show=False),
    ]

    def __init__(self, seats: Sequence[SeatRow], look: Callable[[str], SeatView], first: str = "") -> None:
        super().__init__()
        self._seats = [s for s in seats if s.kind == "player"]
        self._look_at = look
        self._first = first

    def compose(self) -> ComposeResult:
        with Vertical(classes="page") as page:
            page.border_title = "View as a seat (read-only)"
            with Horizontal():
                yield LineList(id="choice", empty="No seats.")
                yield TextPane(id="seat")
            yield Static("up, down: seat · right: read · esc closes", classes="how", markup=False)

    def on_mount(self) -> None:
        choice = self.query_one("#choice", LineList)
        choice.set_rows([Row(s.id, plain_line(s.title, 60)) for s in self._seats])
        choice.highlight(self._first)
        choice.focus()
        self._read_seat()

    @on(LineList.Highlighted, "#choice")
    def _read_seat(self) -> None:
        seat = self.query_one("#choice", LineList).highlighted_id
        if seat is not None:
            self.query_one("#seat", TextPane).show(seat_content(self._look_at(seat)))

    def action_read(self) -> None:
        self.query_one("#seat").focus()

    def action_choose(self) -> None:
        self.query_one("#choice").focus()

    def action_close(self) -> None:
        self.dismiss(None)


class CutPage(ModalScreen[None]):
    """What to cut to make up time: cheapest first, with the objectives that would lose their last cover."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close"),
        Binding("s", "skip", "Skip"),
        Binding("l", "slip", "Slip all"),
    ]

    def __init__(self, desk: Desk, behind: float, ask: Callable[[str, Mapping[str, str]], None]) -> None:
        super().__init__()
        self.desk = desk
        self._behind = behind
        self._ask = ask

    def compose(self) -> ComposeResult:
        with Vertical(classes="page") as page:
            page.border_title = "What to cut"
            late = f"{span_text(self._behind)} (minutes) behind the MSEL" if self._behind >= 60 else "On time"
            words = f"{late}. Those that cost least come first; what opens a decision is not offered."
            yield Static(plain(words), id="behind")
            yield LineList(
                columns=(Column("No", 6), Column("Title"), Column("Objectives", 16), Column("Lost", 24)),
                header=True,
                empty="Nothing that is still to come can be cut.",
                id="cuts",
            )
            yield Static(
                "s skips the highlighted one · l slips all that is to come · esc closes",
                classes="how",
                markup=False,
            )

    def on_mount(self) -> None:
        self.refill()
        self.query_one("#cuts").focus()

    def on_screen_resume(self) -> None:
        self.refill()

    def refill(self) -> None:
        """Look again at what could be cut."""
        self.query_one("#cuts", LineList).set_rows([self._row(c) for c in self.desk.cuts()])

    def _row(self, cut: CutRow) -> Row:
        lost = f"LOSES {', '.join(cut.lost)}" if cut.lost else "nothing lost"
        cells = (
            plain_line(cut.inject, 6),
            plain_line(cut.title, 120),
            ", ".join(cut.objectives) or "–",
            lost,
        )
        return Row(cut.inject, cells, "$text-warning" if cut.lost else "")

    def action_skip(self) -> None:
        inject = self.query_one("#cuts", LineList).highlighted_id
        if inject is not None:
            self._ask("skip", {"inject": inject, "reason": "cut to make up time"})

    def action_slip(self) -> None:
        self._ask("slip", {"minutes": f"{max(1.0, self._behind // 60):g}"})

    def action_close(self) -> None:
        self.dismiss(None)


def checks_content(desk: Desk) -> Content:
    """The checklist before StartEx: what to read out, heads, who has answered the communications check."""
    exercise, view = desk.exercise, desk.view()
    heads = sum(s.heads or 0 for s in view.seats)
    parts: list[Part] = [("1. Read out\n", "bold")]
    parts += [p for line in exercise.scope for p in ("   – ", plain(line), "\n")]
    parts.append(("\n2. Ground rules\n", "bold"))
    parts += [p for line in exercise.ground_rules for p in ("   – ", plain(line), "\n")]
    parts.append(("\n3. Stop words\n", "bold"))
    parts.append("   NO DUFF, or REAL WORLD EMERGENCY: anybody may call it (F12), all play stops.\n")
    parts += [("\n4. Head count (H)", "bold"), f"   {heads} counted\n" if heads else "   not counted yet\n"]
    sent = desk.practice_sent
    parts += [("\n5. Communications check (k)", "bold"), "   sent\n" if sent else "   not sent yet\n"]
    for title, opened, acknowledged, answer in desk.practice_receipts():
        if sent:
            state = "● acknowledged" if acknowledged else ("◐ opened" if opened else "○ not opened")
            words = f"answered {answer}" if answer else "no answer"
            parts += ["   ", plain_line(f"{title}: {state}, {words}", 200), "\n"]
    parts += [("\n6. StartEx", "bold"), "   ^s on the console, or space\n"]
    return Content.assemble(*parts, strip_control_codes=False)


class ChecksPage(TextPage):
    """Before StartEx; it follows the answers as they come in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "do('practice')", "Communications check"),
        Binding("H", "do('heads')", "Head count"),
    ]

    def __init__(self, desk: Desk, ask: Callable[[str], None]) -> None:
        super().__init__("Before StartEx", checks_content(desk))
        self._desk = desk
        self._ask_for = ask

    def on_mount(self) -> None:
        self.set_interval(0.5, self.look_again)

    def look_again(self) -> None:
        """Show the checklist as it stands now."""
        self.query_one("#text", TextPane).show(checks_content(self._desk), keep_place=True)

    def action_do(self, name: str) -> None:
        self._ask_for(name)


class CodesPage(ModalScreen[None]):
    """The seats' codes, shown once: only their hashes are stored."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,escape", "close", "Close")]

    def __init__(
        self, codes: Mapping[str, str], titles: Mapping[str, str], join: str, hosted: str = ""
    ) -> None:
        """`join` is a command line; `hosted`, lines that say how people come in over the network."""
        super().__init__()
        self._codes, self._titles, self._join, self._hosted = codes, titles, join, hosted

    def compose(self) -> ComposeResult:
        with Vertical(classes="page") as page:
            page.border_title = "Codes of the seats"
            parts: list[Part] = [
                "They are shown this once; the session stores only hashes. Write them down.\n\n"
            ]
            for seat, code in self._codes.items():
                parts += [
                    (f"  {clean(code):<16}", "bold"),
                    f"{clean(seat):<17}",
                    plain_line(self._titles.get(seat, ""), 100),
                    "\n",
                ]
            if self._hosted:
                parts += ["\nPlayers come in over the network:\n", clean(self._hosted), "\n"]
            parts += [
                "\nPlayers join at another terminal of this machine:\n  ",
                plain_line(self._join, 300, style="bold"),
                "\n  and give their seat's code.",
            ]
            content = Content.assemble(*parts, strip_control_codes=False)
            pane = TextPane(content, id="codes")
            pane.styles.height = content.plain.count("\n") + 2  # as long as it is, where the screen has room
            yield pane
            yield Static("enter: they are written down", classes="how", markup=False)

    def on_mount(self) -> None:
        self.query_one("#codes").focus()

    def action_close(self) -> None:
        self.dismiss(None)
