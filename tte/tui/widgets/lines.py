"""A list of lines on Textual's line API: painting costs by what is visible, not by the list's length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style

from tte.tui.text import plain_line, squeezed
from tte.tui.widgets.scrolling import LinePane

KEPT_STRIPS = 80
"""Painted lines that are kept, or twice what is seen: with what Textual keeps of it, each takes some ten
kilobytes in every terminal of a room."""


class Row(Struct, frozen=True):
    """A line: its id, its cells (one content for a list without columns), and a style for all of it."""

    id: str
    cells: Content | tuple[Content | str, ...]
    style: str = ""


class Column(Struct, frozen=True):
    """A column: title, width in cells (0 takes what is left), and the width of the list that it needs."""

    title: str
    width: int = 0
    needs: int = 0
    right: bool = False
    squeeze: bool = False
    """What is too long loses its middle instead of its end, for names that end differently."""


class LineList(LinePane, can_focus=True):
    """Lines to choose from, or to read as they come (`follow`)."""

    DEFAULT_CSS = """
    LineList > .lines--header { text-style: bold; color: $text-muted; }
    LineList > .lines--highlight { background: $block-cursor-blurred-background; text-style: bold; }
    LineList > .lines--cursor { background: $block-cursor-background; color: $block-cursor-foreground;
        text-style: bold; }
    LineList > .lines--empty { color: $text-muted; text-style: italic; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--header", "lines--highlight", "lines--cursor", "lines--empty",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(-1)", "First", show=False),
        Binding("end", "edge(1)", "Last", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]

    highlighted_id: reactive[str | None] = reactive(None, repaint=False)
    """The id of the highlighted row; None where there is no row."""

    @dataclass
    class Highlighted(Message):
        """Another row is highlighted."""

        lines: LineList
        row_id: str

        @property
        def control(self) -> LineList:
            return self.lines

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, LineList.Highlighted) and message.lines is self.lines

    @dataclass
    class Chosen(Message):
        """A row was chosen: enter, or a double click."""

        lines: LineList
        row_id: str

        @property
        def control(self) -> LineList:
            return self.lines

    def __init__(
        self,
        *,
        columns: Sequence[Column] = (),
        header: bool = False,
        follow: bool = False,
        empty: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._has_header = header and bool(columns)
        self._follow = follow
        self._empty_text = empty
        self._rows: Sequence[Row] = ()
        self._shown: tuple[Row, ...] = ()
        self._index: dict[str, int] = {}
        self._painted: dict[tuple[str, str], tuple[Row | None, int, Strip]] = {}
        self._at = -1
        self._visible = 0
        """Lines that could be seen, when its size changed last."""

    # --- rows -------------------------------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    @property
    def highlighted_index(self) -> int:
        """Place of the highlighted row; -1 where there is none."""
        return self._at

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the highlight stays on its id, or else near its place, and so does the scrolling.

        A list that follows stays at its end if it was there.
        """
        at_end = self._follow and (self._at < 0 or self._at >= len(self._shown) - 1)
        before, old = self.highlighted_id, self._shown
        self._rows = rows
        self._shown = tuple(rows)
        self._index = {row.id: i for i, row in enumerate(rows)}
        if len(self._painted) > max(KEPT_STRIPS, 2 * self.size.height):
            self._painted.clear()
        if not rows:
            at = -1
        elif at_end:
            at = len(rows) - 1
        elif before is not None and before in self._index:
            at = self._index[before]
        else:
            at = min(max(self._at, 0), len(rows) - 1)
        moved, was = at != self._at, self._at
        self._at = at
        self.highlighted_id = rows[at].id if at >= 0 else None
        self._resize_virtual()
        if moved:
            self._scroll_to_highlight()
            self.refresh_line(was + self._top)
            self.refresh_line(at + self._top)
        self._refresh_changed(old)
        if self.highlighted_id is not None and self.highlighted_id != before:
            self.post_message(self.Highlighted(self, self.highlighted_id))

    def _refresh_changed(self, old: tuple[Row, ...]) -> None:
        """Paint again only what changed: rows are compared by identity, so keep those that stay the same."""
        rows = self._shown
        top, height = int(self.scroll_offset.y), self.size.height
        if len(rows) != len(old) or not rows:
            self.refresh()
            return
        for at in range(top, min(top + height, len(rows))):
            if rows[at] is not old[at]:
                self.refresh_line(at + self._top)

    def say_empty(self, words: str) -> None:
        """Say this where there are no rows."""
        self._empty_text = words
        self.refresh()

    def highlight(self, row_id: str) -> bool:
        """Highlight a row by its id; False if there is none."""
        at = self._index.get(row_id)
        if at is None:
            return False
        self._go(at)
        return True

    @property
    def _top(self) -> int:
        return 1 if self._has_header else 0

    def _resize_virtual(self) -> None:
        self.set_line_count(len(self._rows) + self._top)

    def on_resize(self) -> None:
        self._painted.clear()
        self._resize_virtual()
        self._unroll()
        self._scroll_to_highlight()

    def _unroll(self) -> None:
        """In a list that has grown, the highlight stays as far down as it was: what is above shows again."""
        before, self._visible = self._visible, max(0, self.size.height - self._top)
        down = self._at - int(self.scroll_offset.y)
        if before < self._visible and 0 <= down < before:
            self.scroll_to(y=self._at - down * self._visible // before, animate=False, immediate=True)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painted.clear()

    # --- moving -----------------------------------------------------------------------------------------

    def _go(self, at: int) -> None:
        if not self._rows:
            return
        at = min(max(at, 0), len(self._rows) - 1)
        if at == self._at:
            return
        before, self._at = self._at, at
        self.highlighted_id = self._rows[at].id
        for row in (before, at):
            self.refresh_line(row + self._top)
        self._scroll_to_highlight()
        self.post_message(self.Highlighted(self, self._rows[at].id))

    def _scroll_to_highlight(self) -> None:
        if self._at < 0 or not self.size.height:
            return
        top, height = int(self.scroll_offset.y), max(1, self.size.height - self._top)
        if self._at < top:
            self.scroll_to(y=self._at, animate=False, immediate=True)
        elif self._at >= top + height:
            self.scroll_to(y=self._at - height + 1, animate=False, immediate=True)

    def action_move(self, by: int) -> None:
        self._go(self._at + by)

    def action_page(self, by: int) -> None:
        self._go(self._at + by * max(1, self.size.height - self._top - 1))

    def action_edge(self, side: int) -> None:
        self._go(0 if side < 0 else len(self._rows) - 1)

    def action_choose(self) -> None:
        if self.highlighted_id is not None:
            self.post_message(self.Chosen(self, self.highlighted_id))

    def on_click(self, event: events.Click) -> None:
        line = event.get_content_offset(self)
        if line is None or (self._has_header and line.y == 0):
            return
        at = line.y - self._top + int(self.scroll_offset.y)
        if 0 <= at < len(self._rows):
            self._go(at)
            if event.chain == 2:
                self.action_choose()

    # --- painting ---------------------------------------------------------------------------------------

    def watch_has_focus(self, _focus: bool) -> None:
        super().watch_has_focus(_focus)
        if self._at >= 0:
            self.refresh_line(self._at + self._top)

    def refresh_line(self, y: int) -> None:
        """Paint one line of the list again, counted with its header."""
        self.refresh(Region(0, y - int(self.scroll_offset.y), self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        width = self.line_width
        if self._has_header and y == 0:
            return self._strip(None, width, "lines--header")
        if not self._rows:
            return self._empty_line(y, width)
        at = y - self._top + int(self.scroll_offset.y)
        if not 0 <= at < len(self._rows):
            return Strip.blank(width, self.visual_style.rich_style)
        kind = ""
        if at == self._at:
            kind = "lines--cursor" if self.has_focus else "lines--highlight"
        return self._strip(self._rows[at], width, kind)

    def _empty_line(self, y: int, width: int) -> Strip:
        if y != self._top or not self._empty_text:
            return Strip.blank(width, self.visual_style.rich_style)
        style = self.get_visual_style("lines--empty")
        return self._finish(plain_line(self._empty_text, width), width, style)

    def _strip(self, row: Row | None, width: int, kind: str) -> Strip:
        key = (row.id if row is not None else "", kind)
        painted = self._painted.get(key)
        if painted is not None and painted[0] is row and painted[1] == width:
            return painted[2]
        style = self.get_visual_style(kind) if kind else self.visual_style
        content = self._header_content(width) if row is None else self._row_content(row, width)
        if kind == "lines--cursor":
            content = content.without_spans  # one colour on the cursor, so that it can be read
        elif row is not None and row.style:
            content = content.stylize_before(row.style)
        strip = self._finish(content, width, style)
        self._painted[key] = (row, width, strip)
        return strip

    def _finish(self, content: Content, width: int, style: Style) -> Strip:
        base = style.rich_style
        segments = [
            Segment(text, part.rich_style)
            for text, part in content.render(style, end="", parse_style=self.app.stylesheet.parse_style)
        ]
        return Strip(segments, content.cell_length).adjust_cell_length(width, base)

    def _header_content(self, width: int) -> Content:
        return self._cells(tuple(c.title for c in self._columns), width)

    def _row_content(self, row: Row, width: int) -> Content:
        if isinstance(row.cells, Content):
            return row.cells.truncate(width, ellipsis=True)
        return self._cells(row.cells, width)

    def _cells(self, cells: tuple[Content | str, ...], width: int) -> Content:
        shown = [(c, cell) for c, cell in zip(self._columns, cells, strict=False) if width >= c.needs]
        free = width - sum(c.width for c, _ in shown) - max(0, len(shown) - 1)
        parts: list[Content | str] = []
        for column, cell in shown:
            room = column.width or max(1, free)
            content = cell if isinstance(cell, Content) else Content(cell, strip_control_codes=False)
            if content.cell_length > room and column.squeeze:
                content = Content(squeezed(content.plain, room))
            if content.cell_length > room:
                content = content.truncate(room, ellipsis=True)
            space = " " * (room - content.cell_length)
            parts += [space, content, " "] if column.right else [content, space, " "]
        return Content.assemble(*parts[:-1], strip_control_codes=False)
