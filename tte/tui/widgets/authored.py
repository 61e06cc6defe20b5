"""Markdown that authors wrote, rendered without anything that acts."""

from __future__ import annotations

from typing import ClassVar

from markdown_it import MarkdownIt
from rich import markdown as rich_markdown
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.visual import VisualType
from textual.widgets import Static

from tte.tui.text import markdown_source

_OFF = ["link", "image", "autolink", "html_inline", "html_block", "reference", "linkify", "entity"]


COLOUR = "#2f8fdc"
"""Of headings: readable on dark and on light."""


def harmless_parser() -> MarkdownIt:
    """Markdown without links, images, HTML and addresses that a terminal could open."""
    return MarkdownIt("gfm-like", {"html": False, "linkify": False}).disable(_OFF)


class _Heading(rich_markdown.Heading):
    """A heading on the left, close to its text; the first two ranks have a line under them."""

    new_line = False

    def on_enter(self, context: rich_markdown.MarkdownContext) -> None:
        self.text = Text()
        self.style = context.enter_style("none")  # without Rich's own colours

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = self.text.copy()
        text.justify = "left"
        text.style = Style(bold=True, color=COLOUR, underline=self.tag in ("h1", "h2"))
        yield text


class _Item(rich_markdown.ListItem):
    """An item with its mark close to it, and lines that go on under its first word."""

    new_line = False  # Rich asks it before the list: no empty line between a heading and its list

    def render_bullet(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = console.render_lines(self.elements, options.update(width=options.max_width - 2))
        yield from _marked(lines, "• ")

    def render_number(
        self, console: Console, options: ConsoleOptions, number: int, last_number: int
    ) -> RenderResult:
        width = len(str(last_number)) + 2
        lines = console.render_lines(self.elements, options.update(width=options.max_width - width))
        yield from _marked(lines, f"{number}. ".rjust(width))


def _marked(lines: list[list[Segment]], mark: str) -> RenderResult:
    for number, line in enumerate(lines):
        yield Segment(mark if number == 0 else " " * len(mark))
        yield from line
        yield Segment("\n")


class HarmlessMarkdown(rich_markdown.Markdown):
    """A whole text as one thing to draw: a widget for each paragraph and bullet costs far more."""

    elements: ClassVar = {
        **rich_markdown.Markdown.elements, "heading_open": _Heading, "list_item_open": _Item,
    }  # fmt: skip

    def __init__(self, text: str) -> None:
        super().__init__("", hyperlinks=False)
        self.markup = text
        self.parsed = harmless_parser().parse(text)


class Authored(Static):
    """A Markdown pane for authored text; give it the text as authored, it is made safe here."""

    DEFAULT_CSS = """
    Authored { padding: 0 1; height: auto; }
    """

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(_visual(text), id=id, classes=classes, markup=False)

    def show(self, text: str) -> None:
        """Show another text."""
        self.update(_visual(text))


def _visual(text: str) -> VisualType:
    return HarmlessMarkdown(markdown_source(text)) if text else Text()
