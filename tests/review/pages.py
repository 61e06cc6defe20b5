"""Reading a report as a browser or a Markdown renderer would."""

from __future__ import annotations

from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

VOID = {"meta", "col", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Elements with their attributes, whether they nest, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.open: list[str] = []
        self.broken: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.broken.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", ()))


def read(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    return page


def rendered(text: str) -> list[Token]:
    """All tokens of a Markdown text under GitHub's rules, inline ones included; HTML and bare links act."""
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    found: list[Token] = []
    for token in parser.parse(text):
        found.append(token)
        found += token.children or []
    return found
