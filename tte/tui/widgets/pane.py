"""A pane of wrapped text on the line API: changing its text costs no layout."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip

from tte.tui.widgets.scrolling import LinePane


class TextPane(LinePane, can_focus=True):
    """Read-only text of several lines, wrapped to the width; scrolls by keys and wheel."""

    DEFAULT_CSS = """
    TextPane { padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", "Up", show=False),
        Binding("down", "scroll_down", "Down", show=False),
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown", "page_down", "Page down", show=False),
        Binding("home", "scroll_home", "Top", show=False),
        Binding("end", "scroll_end", "Bottom", show=False),
    ]

    def __init__(
        self, content: Content | None = None, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._text = content or Content("")
        self._wrapped: tuple[int, list[Content]] = (-1, [])

    @property
    def text(self) -> str:
        """What it shows, without style."""
        return self._text.plain

    def show(self, content: Content, *, keep_place: bool = False) -> None:
        """Show another text, from its start unless the place is kept."""
        if content.is_same(self._text):
            return
        self._text = content
        self._wrapped = (-1, [])
        self._measure()
        if not keep_place:
            self.scroll_to(y=0, animate=False, immediate=True)
        self.refresh()

    def _lines_at(self, width: int) -> list[Content]:
        if self._wrapped[0] != width:
            lines = self._text.wrap(width) if width > 0 else []
            self._wrapped = (width, lines)
        return self._wrapped[1]

    def _measure(self) -> None:
        self.set_line_count(len(self._lines_at(self.line_width)))

    def on_resize(self) -> None:
        self._measure()

    def render_line(self, y: int) -> Strip:
        width, style = self.line_width, self.visual_style
        lines = self._lines_at(width)
        at = y + int(self.scroll_offset.y)
        if not 0 <= at < len(lines):
            return Strip.blank(width, style.rich_style)
        content = lines[at]
        parse = self.app.stylesheet.parse_style
        segments = [Segment(t, p.rich_style) for t, p in content.render(style, end="", parse_style=parse)]
        return Strip(segments, content.cell_length).adjust_cell_length(width, style.rich_style)
