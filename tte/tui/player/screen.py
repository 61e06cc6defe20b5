"""The screen of a player's seat: five pages, the clock, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tte.conduct.actions import actions_for
from tte.conduct.live import LiveSession
from tte.engine.views import Item, SeatView
from tte.tui.player import banner
from tte.tui.player.card import CardPane
from tte.tui.player.hints import CARD, COMPOSE, DECISIONS, INBOX, KNOWN, hint, news_line, unread, waiting
from tte.tui.player.inbox import InboxPane
from tte.tui.player.strip import Tab, TabStrip
from tte.tui.player.terminal import SeatScreen, Terminal
from tte.tui.text import plain, plain_line
from tte.tui.widgets.clock import ClockBlock
from tte.tui.widgets.footer import KeyFooter
from tte.tui.widgets.keys import Acting, ActionProvider, bindings_of
from tte.tui.widgets.marking import Marking

if TYPE_CHECKING:
    from tte.tui.player.compose import ComposePane
    from tte.tui.player.decisions import DecisionsPane
    from tte.tui.player.known import KnownPane

    Pane = CardPane | InboxPane | DecisionsPane | ComposePane | KnownPane

PAGES = (CARD, INBOX, DECISIONS, COMPOSE, KNOWN)
ACTIONS = tuple(
    replace(a, params=tuple(p for p in a.params if p.name != "of_seat")) if a.name == "name" else a
    for a in actions_for("player")
)
"""What a player can do; naming people is for the own seat only."""

NEWS = 8_000
"""Wall milliseconds for which what has just come is named over the pages."""

FOOTER = ("ack", "decide", "ask", "no-duff")


def _keys(*names: str) -> list[BindingType]:
    """Bindings of actions that stand in the footer."""
    return bindings_of([a for a in ACTIONS if a.name in names], shown=names)


class PlayerScreen(Acting, SeatScreen):
    """One seat. It renders the seat's view and asks the terminal for actions; it knows no state."""

    DEFAULT_CSS = """
    PlayerScreen #status { height: 1; }
    PlayerScreen #seat-title { width: auto; max-width: 40%; height: 1; padding: 0 1; text-style: bold; }
    PlayerScreen ClockBlock { height: 1; }
    PlayerScreen #banner { display: none; height: auto; padding: 0 1; text-style: bold;
        background: $warning-muted; }
    PlayerScreen #banner.-said { display: block; }
    PlayerScreen #hint { height: auto; max-height: 2; padding: 0 1; }
    PlayerScreen #pages { height: 1fr; }
    PlayerScreen #pages > Vertical { height: 1fr; }
    """
    COMMANDS: ClassVar = {ActionProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        *[
            Binding(str(n), f"page('{page}')", page.capitalize(), show=False)
            for n, page in enumerate(PAGES, 1)
        ],
        *_keys("ack", "decide"),
        Binding("r", "reply", "Reply"),
        *_keys("ask"),
        *_keys("no-duff"),
        Binding("f1,question_mark", "help", "Help", key_display="F1"),
        Binding("s", "app.speaker", "Who is at the keyboard", show=False),
        *bindings_of(a for a in ACTIONS if a.name not in FOOTER),
    ]
    AUTO_FOCUS = ""
    EXTRA_HELP: ClassVar = (
        ("1 to 5", "Card, inbox, decisions, write, what we know"),
        ("enter", "Open or choose what is highlighted"),
        ("← →", "Another channel of the inbox, another card"),
        ("r", "Reply to a message"),
        ("N", "Who is here: name the people at this seat"),
        ("s", "Who is at the keyboard, where several people share it"),
        ("F8", "Another seat at this terminal, each behind its own code"),
        ("F9", "The curtain: hide everything until the code is given again"),
        ("^q", "Leave the seat"),
    )

    def __init__(self, terminal: Terminal, session: LiveSession) -> None:
        super().__init__(terminal)
        self.session = session
        self.actions = ACTIONS
        self.phase = terminal.view.clock.phase
        self.page = CARD
        self._trouble = ""
        self._news: Content | None = None
        self._news_until = 0

    # --- what is on it ----------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        view = self.terminal.view
        yield Marking(view.exercise, view.handling)
        with Horizontal(id="status"):
            yield Static(plain_line(view.title, 40), id="seat-title")
            yield ClockBlock(self.session.clock_view, self._clock_kept)
        yield Static("", id="banner", markup=False)
        yield Static("", id="hint", markup=False)
        yield TabStrip(id="tabs")
        with Vertical(id="pages"):
            yield CardPane(view, id=CARD)
            inbox = InboxPane(id=INBOX)
            inbox.display = False
            yield inbox
        yield KeyFooter()
        yield Marking(view.exercise, view.handling)

    def _clock_kept(self) -> bool:
        return self.session.clock_held or not self.session.attached

    async def on_mount(self) -> None:
        await self.go(self.page)

    def pane(self, page: str) -> Pane | None:
        """A page, if it has been opened; pages are made when they are first wanted."""
        pages = self.query_one("#pages").children  # not all of the screen: this is asked every second
        return next((child for child in pages if child.id == page), None)  # type: ignore[return-value]

    def _ready(self, page: str) -> Pane | None:
        """A page with all that is on it: a change or a tick may ask for it while it is being made."""
        pane = self.pane(page)
        return pane if pane is not None and pane.is_mounted else None

    def _new_pane(self, page: str) -> Pane:
        from tte.tui.player.later import ComposePane, DecisionsPane, KnownPane

        match page:
            case "decisions":
                return DecisionsPane(id=page)
            case "compose":
                return ComposePane(self.terminal, id=page)
            case _:
                return KnownPane(id=page)

    async def go(self, page: str) -> Pane:
        """Turn to a page."""
        self.page = page
        pane = self.pane(page)
        if pane is None:
            pane = self._new_pane(page)
            await self.query_one("#pages").mount(pane)
        for other in self.query_one("#pages").children:
            other.display = other is pane
        self._show_pane(pane, self.terminal.view)
        self._show_frame(self.terminal.view)
        self._focus(pane)
        return pane

    def _focus(self, pane: Pane) -> None:
        pane.take_focus()

    # --- what changes -----------------------------------------------------------------------------------

    def show(self, view: SeatView) -> None:
        if self.phase != view.clock.phase:
            self.phase = view.clock.phase
            self.refresh_bindings()
        self._show_frame(view)
        for page in PAGES:
            if (pane := self._ready(page)) is not None and (pane.display or page in (CARD, INBOX)):
                self._show_pane(pane, view)

    def _show_pane(self, pane: Pane, view: SeatView) -> None:
        pane.show(view, self.terminal.at)

    def _show_frame(self, view: SeatView) -> None:
        """The line of what to do next, the names of the pages with what is new, and the banner."""
        at = self.terminal.at
        if self._news is not None and self.session.now() >= self._news_until:
            self._news = None
        words = self._news or Content.assemble(("Next: ", "bold"), plain_line(hint(view, at)))
        _update(self.query_one("#hint", Static), words, lines=2)
        new, due = len(unread(view)), len(waiting(view, at)) + _practice_due(view)
        tabs = [
            Tab(CARD, "1 Card"), Tab(INBOX, "2 Inbox", f"●{new}" if new else ""),
            Tab(DECISIONS, "3 Decisions", f"●{due}" if due else "", "3 Decide"), Tab(COMPOSE, "4 Write"),
            Tab(KNOWN, "5 What we know", short="5 Known"),
        ]  # fmt: skip
        self.query_one("#tabs", TabStrip).show(tabs, self.page)
        speaker = self.terminal.speaker if len(view.participants) > 1 else ""
        title = f"{view.title} · {speaker}" if speaker else view.title
        _update(self.query_one("#seat-title", Static), plain_line(title, 40))
        over = self.query_one("#banner", Static)
        elsewhere = self.terminal.elsewhere
        said = "\n".join(_banner(view, self._trouble, elsewhere, self.session.now()))
        over.set_class(bool(said), "-said")
        _update(over, plain(said))

    def announce(self, items: Sequence[Item]) -> None:
        """Name what has just come, in the line of what to do next: it covers nothing that somebody reads, and
        fifty terminals paint it at once (a toast, with its layouts, costs ten times as much).
        """
        self._news, self._news_until = news_line(items), self.session.now() + NEWS
        self._show_frame(self.terminal.view)

    def ticked(self, at: float) -> None:
        self._show_frame(self.terminal.view)
        pane = self._ready(DECISIONS)
        if pane is not None and pane.display:
            pane.show(self.terminal.view, at)

    def trouble(self, words: str) -> None:
        """Say on the banner what is wrong with the session's file or clock."""
        if words != self._trouble:
            self._trouble = words
            self._show_frame(self.terminal.view)

    def keep(self) -> None:
        pane = self._ready(COMPOSE)
        if pane is not None:
            pane.keep()  # type: ignore[union-attr]

    def read(self, item: Item) -> None:
        """Put an item into the reading pane."""
        pane = self.pane(INBOX)
        assert isinstance(pane, InboxPane)
        pane.read(item)

    # --- what is asked ----------------------------------------------------------------------------------

    @on(TabStrip.Picked, "#tabs")
    async def _page_clicked(self, event: TabStrip.Picked) -> None:
        event.stop()
        await self.go(event.tab)

    async def action_page(self, page: str) -> None:
        await self.go(page)

    async def action_reply(self) -> None:
        """Answer what is highlighted in the inbox."""
        from tte.tui.player.later import ComposePane

        inbox = self.pane(INBOX)
        assert isinstance(inbox, InboxPane)
        item = next((i for i in inbox.items if i.id == inbox.wanted()), None)
        pane = await self.go(COMPOSE)
        if item is not None and item.kind != "practice" and isinstance(pane, ComposePane):
            pane.answer(item)

    def chosen_item(self) -> str:
        """The item that the keys of the inbox are about."""
        pane = self.pane(INBOX)
        return pane.wanted() if isinstance(pane, InboxPane) else ""

    def chosen_task(self) -> str:
        """The decision or draft that is highlighted on the page of decisions."""
        from tte.tui.player.later import DecisionsPane

        pane = self._ready(DECISIONS)
        if not isinstance(pane, DecisionsPane) or not pane.display:
            return ""
        return pane.chosen


def _update(widget: Static, words: Content, lines: int = 0) -> None:
    """Repaint only if the words are others, and lay out anew only if they may take other room.

    `lines` is the most that the widget takes of its column; 0 where its width follows its words.
    """
    before, width = widget.content, widget.content_size.width
    if isinstance(before, Content) and before.is_same(words):
        return
    stays = (
        lines > 0
        and width > 0
        and isinstance(before, Content)
        and (min(lines, len(before.wrap(width))) == min(lines, len(words.wrap(width))))
    )
    widget.update(words, layout=not stays)


def _practice_due(view: SeatView) -> int:
    return int(view.practice is not None and not view.practice_answered)


def _banner(view: SeatView, trouble: str, elsewhere: Sequence[str], now: int) -> Iterator[str]:
    """What stands over the pages: stops, what control says to all, a countdown. `now` in wall ms."""
    yield from banner.stopped(view.clock, trouble)
    yield from banner.frozen(view.barred)
    said = [i for i in view.items if i.broadcast and i.unread]
    if said:
        yield f"{banner.said_to_all(said[-1].body)} (2, enter: read)"
    yield from banner.counting(view.countdown, now)
    if elsewhere:
        yield f"● Something has come for: {', '.join(elsewhere)} (F8 changes seats)"
