"""The feed: one line an event, filtered by group and by role, searched by words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tte.engine.feed import FeedRow
from tte.tui.facilitator.rows import FEED_COLUMNS, feed_line
from tte.tui.text import plain_line
from tte.tui.widgets.lines import LineList, Row

GROUPS = (
    "all",
    "inject",
    "decision",
    "track",
    "message",
    "control",
    "ruling",
    "receipt",
    "note",
    "seat",
    "quiet",
    "line",
)
"""What can be filtered for; `quiet` housekeeping is left out of `all`."""


class FeedPanel(Vertical):
    """The feed with its filters; it is told the whole feed each time and reads only what is new."""

    DEFAULT_CSS = """
    FeedPanel #search { display: none; }
    FeedPanel.-searching #search { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "group(1)", "Next kind", show=False),
        Binding("left", "group(-1)", "Kind before", show=False),
        Binding("shift+right", "role(1)", "Next role", show=False),
        Binding("shift+left", "role(-1)", "Role before", show=False),
        Binding("escape", "clear", "Show all", show=False),
    ]

    def __init__(self, roles: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        """`roles`: whom the feed can be filtered for, as ids and names."""
        super().__init__(id=id)
        self._people = (("", "everyone"), *roles)
        self._group = 0
        self._person = 0
        self._sought = ""
        self._lines: list[Row] = []
        self._read = 0
        self._source: Sequence[FeedRow] = ()
        self._operators: set[str] = set()
        self._naming = False

    def compose(self) -> ComposeResult:
        yield Input(
            id="search", placeholder="Search the feed; enter keeps, esc clears", compact=True, max_length=200
        )
        yield LineList(
            columns=FEED_COLUMNS, follow=True, empty="Nothing here yet.", id="feed", classes="panel"
        )

    @property
    def lines(self) -> LineList:
        return self.query_one("#feed", LineList)

    def on_mount(self) -> None:
        self._entitle()

    def show(self, feed: Sequence[FeedRow]) -> None:
        """Show a feed of which only the end is new."""
        self._source = feed
        if len(feed) == self._read:
            return
        self._operators |= {row.by for row in feed[self._read :] if row.by}
        if len(self._operators) > 1 and not self._naming:
            self._naming = True  # a second person at a console: from now on every line says who
            self._lines, self._read = [], 0
        self._lines += [
            feed_line(row, operators=self._naming) for row in feed[self._read :] if self._passes(row)
        ]
        self._read = len(feed)
        self.lines.set_rows(self._lines)

    def _passes(self, row: FeedRow) -> bool:
        group, person = GROUPS[self._group], self._people[self._person][0]
        if group == "all":
            if row.group == "quiet":
                return False
        elif row.group != group:
            return False
        if person and person not in row.who:
            return False
        return not self._sought or self._sought in row.text.lower()

    def _filter(self) -> None:
        self._lines, self._read = [], 0
        if self._source:
            self.show(self._source)
        self._entitle()

    def _entitle(self) -> None:
        words = f"5 Feed · {GROUPS[self._group]} · {self._people[self._person][1]}"
        if self._sought:
            words += f" · “{self._sought}”"
        title = plain_line(words, 60).plain
        self.lines.border_title = title.replace("[", r"\[")

    def action_group(self, by: int) -> None:
        self._group = (self._group + by) % len(GROUPS)
        self._filter()

    def action_role(self, by: int) -> None:
        self._person = (self._person + by) % len(self._people)
        self._filter()

    def action_clear(self) -> None:
        """All of the feed again."""
        self._group = self._person = 0
        self._sought = ""
        self.query_one("#search", Input).value = ""
        self.remove_class("-searching")
        self.lines.focus()
        self._filter()

    def search(self) -> None:
        """Begin a search."""
        self.add_class("-searching")
        self.query_one("#search", Input).focus()

    @on(Input.Changed, "#search")
    def _seek(self, event: Input.Changed) -> None:
        event.stop()
        sought = event.value.strip().lower()
        if sought != self._sought:
            self._sought = sought
            self._filter()

    @on(Input.Submitted, "#search")
    def _keep(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._sought:
            self.remove_class("-searching")
        self.lines.focus()
