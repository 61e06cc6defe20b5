"""What has come to a seat and what it has sent, by channel, with a reading pane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tte.engine.clock import clock_text
from tte.engine.views import Item, SeatView
from tte.exercise.names import MARKING
from tte.tui.player.strip import Tab, TabStrip
from tte.tui.text import plain, plain_line
from tte.tui.widgets.authored import Authored
from tte.tui.widgets.lines import Column, LineList, Row

EVERYTHING = "*"


class ItemWanted(Message):
    """Somebody wants to read an item, or to acknowledge it."""

    def __init__(self, item: str, *, acknowledge: bool = False) -> None:
        super().__init__()
        self.item = item
        self.acknowledge = acknowledge


def state_of(item: Item) -> tuple[str, str]:
    """How an item stands, as a shape and in words; never by colour alone."""
    if item.recalled:
        return "↩", "RECALLED"
    if item.kind == "mine":
        return "→", item.status or "sent"
    if item.opened is None:
        return "●", "NEW"
    if item.acknowledged is not None:
        return "✓", "acknowledged"
    return "○", "read back?" if item.read_back else "read"


def row_of(item: Item) -> Row:
    """An item as a line of the list."""
    shape, words = state_of(item)
    who = f"to {item.to}" if item.kind == "mine" else item.sender
    style = "bold" if item.unread and not item.recalled else "dim" if item.kind == "mine" else ""
    title = plain_line(item.title, style="strike" if item.recalled else "")
    stamp = clock_text(item.at) if item.kind != "practice" else "before"
    cells = (plain_line(f"{shape} {words}"), stamp, plain_line(who), plain_line(item.channel_name), title)
    return Row(item.id, cells, style)


def heading(item: Item, *, standing: bool = True) -> Content:
    """Above the words of an item: marking, from, to, channel, time, and how it stands (where it can)."""
    mark = f"{MARKING} · {item.mark}" if item.mark else MARKING
    shape, words = state_of(item)
    lines = [plain_line(mark, style="bold reverse")]
    if item.recalled:
        lines.append(plain_line(f"RECALLED by control: {item.recalled}", style="bold"))
    lines += [
        plain_line(item.title, style="bold strike" if item.recalled else "bold"),
        plain_line(f"From {item.sender} to {item.to}"),
        plain_line(
            f"{item.channel_name} · {item.stamp}{f' · {shape} {words}' if standing else ''}", style="dim"
        ),
    ]
    return Content("\n").join(lines)


class InboxPane(Vertical):
    """The list above or beside the page that is read."""

    DEFAULT_CSS = """
    InboxPane #inbox-list { height: 1fr; min-height: 4; }
    InboxPane #reader { display: none; height: 2fr; border-top: solid $panel-lighten-2; padding: 0 1; }
    InboxPane.-reading #reader { display: block; }
    InboxPane #reader-body { height: auto; }
    InboxPane #inbox-split { height: 1fr; }
    InboxPane Authored { padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket,left", "channel(-1)", "Channel", show=False),
        Binding("right_square_bracket,right", "channel(1)", "Channel", show=False),
        Binding("escape", "back", "To the list", show=False),
        Binding("space", "page", "Page down", show=False),
    ]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.items: tuple[Item, ...] = ()
        self.reading: Item | None = None
        self.channel = EVERYTHING

    def compose(self) -> ComposeResult:
        yield TabStrip(id="channels")
        with Vertical(id="inbox-split"):
            yield LineList(
                columns=(Column("State", 14), Column("Time", 7), Column("From", 13), Column("Via", 16, 90),
                         Column("Subject")),
                empty="Nothing has come yet. New messages appear here by themselves.", id="inbox-list",
            )  # fmt: skip
            with VerticalScroll(id="reader"):
                yield Static(plain("Choose a message with ↑ ↓ and press enter to open it."), id="reader-head")
                yield Vertical(id="reader-body")

    @property
    def lines(self) -> LineList:
        return self.query_one("#inbox-list", LineList)

    def show(self, view: SeatView, at: float) -> None:
        """Show the items of a view; the highlight and the page that is read stay."""
        if view.items == self.items:
            return
        self.items = view.items
        self._fill()
        if self.reading is not None:
            now = next((i for i in self.items if i.id == self.reading.id), None)
            if now is not None and now != self.reading:
                body_changed = now.body != self.reading.body
                self.read(now, again=not body_changed)

    def _fill(self) -> None:
        shown = [i for i in self.items if self.channel in (EVERYTHING, i.channel)]
        self.query_one("#channels", TabStrip).show(_tabs(self.items), self.channel)
        self.lines.set_rows([row_of(i) for i in reversed(shown)])

    def read(self, item: Item, *, again: bool = False) -> None:
        """Put an item into the reading pane; `again` if only how it stands has changed."""
        self.reading = item
        self.add_class("-reading")
        self.query_one("#reader-head", Static).update(heading(item))
        if again:
            return
        body = self.query_one("#reader-body", Vertical)
        body.remove_children()
        page = Authored(item.body) if item.markdown else Static(plain(item.body))
        body.mount(page)
        self.query_one("#reader", VerticalScroll).scroll_home(animate=False)

    @on(LineList.Chosen, "#inbox-list")
    def _open(self, event: LineList.Chosen) -> None:
        event.stop()
        self.post_message(ItemWanted(event.row_id))

    @on(TabStrip.Picked, "#channels")
    def _pick_channel(self, event: TabStrip.Picked) -> None:
        event.stop()
        self.channel = event.tab
        self._fill()

    def action_channel(self, by: int) -> None:
        self.channel = self.query_one("#channels", TabStrip).next(by) or EVERYTHING
        self._fill()

    def action_page(self) -> None:
        self.query_one("#reader", VerticalScroll).scroll_page_down(animate=False)

    def action_back(self) -> None:
        if self.lines.has_focus:
            self.reading = None
            self.remove_class("-reading")
            self.query_one("#reader-head", Static).update("")
            self.query_one("#reader-body", Vertical).remove_children()
        self.lines.focus()

    def take_focus(self) -> None:
        self.lines.focus()

    def wanted(self) -> str:
        """The item that a key is about: the one that is highlighted, else the one that is read."""
        return self.lines.highlighted_id or (self.reading.id if self.reading else "")


def _tabs(items: Sequence[Item]) -> list[Tab]:
    """All, then every channel that something came over, with how much of it is new."""
    new: dict[str, int] = {}
    names: dict[str, str] = {}
    for item in items:
        names[item.channel] = item.channel_name
        new[item.channel] = new.get(item.channel, 0) + (item.unread and not item.recalled)
    total = sum(new.values())
    tabs = [Tab(EVERYTHING, "All", f"●{total}" if total else "")]
    return tabs + [Tab(c, name, f"●{new[c]}" if new[c] else "") for c, name in names.items()]
