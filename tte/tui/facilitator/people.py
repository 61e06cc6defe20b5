"""Pages on people: a real emergency with its head count, who decides and speaks, a new code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tte.conduct.actions import find_action
from tte.engine.balance import BalanceRow
from tte.engine.clock import clock_text
from tte.engine.control_view import ControlView
from tte.tui.facilitator.desk import Desk
from tte.tui.text import clean, plain, plain_line
from tte.tui.widgets.forms import ActionForm, TextPage
from tte.tui.widgets.marking import Marking
from tte.tui.widgets.pane import TextPane

Part = Content | str | tuple[str, str]


# --- a real emergency ----------------------------------------------------------------------------------


def called_by(desk: Desk, view: ControlView) -> Content:
    """Who called the emergency, and when."""
    emergency = view.emergency
    if emergency is None:
        return Content("")
    seat = desk.session.state.title_of(emergency.seat)
    who = f"{emergency.by}, {seat}" if emergency.by else seat
    return plain_line(f"Called by {who} at {clock_text(emergency.at)}", 200)


def head_count(desk: Desk, view: ControlView) -> Content:
    """Who was at each seat, and how many have been counted since the call."""
    counted = desk.counted()
    parts: list[Part] = []
    for seat in view.seats:
        if seat.kind != "player" or not (seat.open_at or seat.people or seat.heads or seat.id in counted):
            continue
        known = max(len(seat.people), 0 if seat.id in counted else (seat.heads or 0))
        found = counted.get(seat.id)
        if found is None:
            mark, words = "○", "not counted yet"
        elif found < known:
            mark, words = "!", f"{found} counted, {known} were there"
        else:
            mark, words = "●", f"{found} counted"
        names = f" · {', '.join(seat.people)}" if seat.people else ""
        style = "bold reverse" if mark == "!" else ""
        parts += [plain_line(f"{mark} {seat.title} ({seat.id}): {words}{names}", 110, style=style), "\n"]
    return Content.assemble(*parts, strip_control_codes=False)


def counted_so_far(desk: Desk, view: ControlView) -> str:
    """The head count as the form takes it: a number where one is known, to be filled in elsewhere."""
    counted = desk.counted()
    there = [
        s.id
        for s in view.seats
        if s.kind == "player" and (s.open_at or s.people or s.heads or s.id in counted)
    ]
    return ", ".join(f"{seat}={counted.get(seat, '')}" for seat in there)


class NoDuffScreen(ModalScreen[None]):
    """A real-world emergency: nothing of the exercise is left on the screen but who has been counted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f12,space", "release", "Release"),
        Binding("H", "count", "Head count"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def compose(self) -> ComposeResult:
        view = self.desk.view()
        title = self.desk.exercise.title
        yield Marking(title, "play is stopped", id="noduff-top")
        with Vertical(id="noduff"):
            yield Static("NO DUFF", id="noduff-words", markup=False)
            yield Static("REAL WORLD EMERGENCY", id="noduff-plain", markup=False)
            yield Static(plain(view.clock.reason), id="noduff-reason")
            yield Static(called_by(self.desk, view), id="noduff-who")
            yield Static(
                "All play has stopped on every screen. This is not part of the exercise.", markup=False
            )
            yield Static(head_count(self.desk, view), id="noduff-heads")
            yield Static(
                "H counts heads by seat. When it is over F12 releases NO DUFF (director). Play stays paused.",
                markup=False,
            )
        yield Marking(title, "play is stopped", id="noduff-bottom")

    def on_mount(self) -> None:
        self.set_interval(0.5, self.look_again)

    def look_again(self) -> None:
        """Show the head count as it stands now: another console may count too."""
        widget = self.query_one("#noduff-heads", Static)
        words = head_count(self.desk, self.desk.view())
        if not (isinstance(widget.content, Content) and widget.content.is_same(words)):
            widget.update(words)

    def action_count(self) -> None:
        self._form("heads")

    def action_release(self) -> None:
        self._form("release-no-duff")

    def _form(self, name: str) -> None:
        action = find_action(name)
        assert action is not None
        given = {"heads": counted_so_far(self.desk, self.desk.view())}
        form = ActionForm(action, send=self.desk.send, given=given, offers=self.desk.offers(action))
        self.app.push_screen(form, self._counted)

    def _counted(self, sent: dict[str, str] | None) -> None:
        if self.is_attached:
            self.look_again()


# --- who decides and speaks ----------------------------------------------------------------------------

COLUMNS = f"{'':<26}{'words':>7}{'share':>7}{'decisions':>11}{'share':>7}{'votes':>7}{'dissent':>9}\n"


def balance_content(rows: Sequence[BalanceRow]) -> Content:
    """The balance as a table: seats in bold, their people beneath, each with counts and shares."""
    title = "Words sent and decisions taken, by seat and by person\n\n"
    parts: list[Part] = [(title, "bold"), (COLUMNS, "dim")]
    for row in rows:
        shown = f"  {plain_line(row.person, 23).plain}" if row.person else plain_line(row.title, 25).plain
        line = (
            f"{row.words:>7}{row.share_of_words:>7.0%}{row.decisions:>11}{row.share_of_decisions:>7.0%}"
            f"{row.votes:>7}{row.dissent:>9}"
        )
        style = "" if row.person else "bold"
        parts += [(f"{shown:<26}{line}", style), "\n"]
    parts.append(
        "\nWords count for a person if the terminal knows who is at the keyboard (key s there);\n"
        "decisions for all who are named as having taken part. Ask those who are silent first.\n"
    )
    return Content.assemble(*parts, strip_control_codes=False)


class BalancePage(TextPage):
    """Who decides and who speaks; it follows the room."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("Who decides and speaks", balance_content(desk.balance()))
        self._desk = desk

    def on_mount(self) -> None:
        self.set_interval(2.0, self.look_again)

    def look_again(self) -> None:
        """Count again."""
        self.query_one("#text", TextPane).show(balance_content(self._desk.balance()), keep_place=True)


# --- a new code ----------------------------------------------------------------------------------------


def code_content(title: str, seat: str, code: str) -> Content:
    """A seat's new code, to be written down now."""
    return Content.assemble(
        plain_line(f"{title} ({seat})", 120), "\n\n", (f"    {clean(code)}\n\n", "bold"),
        "It is shown this once; the session stores only its hash. The former code opens nothing any more.\n"
        "Terminals that are open stay open: X ends them.",
    )  # fmt: skip
