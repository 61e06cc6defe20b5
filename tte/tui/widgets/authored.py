"""Markdown that authors wrote, rendered without anything that acts."""

from __future__ import annotations

from markdown_it import MarkdownIt
from textual.widgets import Markdown

from tte.tui.text import markdown_source

_OFF = ["link", "image", "autolink", "html_inline", "html_block", "reference", "linkify", "entity"]


def harmless_parser() -> MarkdownIt:
    """Markdown without links, images, HTML and addresses that a terminal could open."""
    return MarkdownIt("gfm-like", {"html": False, "linkify": False}).disable(_OFF)


class Authored(Markdown):
    """A Markdown pane for authored text; give it the text as authored, it is made safe here."""

    DEFAULT_CSS = """
    Authored { padding: 0 1; }
    Authored MarkdownFence { max-height: 1000; }
    """

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(
            markdown_source(text), id=id, classes=classes, parser_factory=harmless_parser, open_links=False
        )

    def show(self, text: str) -> None:
        """Show another text."""
        self.update(markdown_source(text))
