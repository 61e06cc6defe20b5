"""A scrolling pane whose length changes without a layout of the screen."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


class LinePane(ScrollView):
    """Base of what draws its own lines; the column of its scrollbar is always there."""

    DEFAULT_CSS = """
    LinePane { height: 1fr; width: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; }
    """

    @property
    def line_width(self) -> int:
        """Cells that a line has."""
        return self.scrollable_content_region.width

    def set_line_count(self, count: int) -> None:
        """The pane has so many lines now. A layout follows only where the pane's own height depends on it."""
        size = Size(self.line_width, count)
        if size == self.virtual_size:
            return
        if self.styles.is_auto_height:
            self.virtual_size = size
            return
        self.set_reactive(Widget.virtual_size, size)
        bar = self.vertical_scrollbar
        bar.window_virtual_size = count
        bar.window_size = self.size.height
        if self.scroll_offset.y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)
