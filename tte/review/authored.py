"""Authors' Markdown as plain structure, for formats that are not Markdown: paragraphs and list items of runs.

Emphasis and lists act; everything else is text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

INERT = (
    "link", "image", "autolink", "html_inline", "html_block", "reference", "heading", "lheading", "entity",
)  # fmt: skip
"""Rules of Markdown that are turned off."""


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph; `mark` is what stands before it in a list, `depth` how deep the list is (0: none)."""

    runs: tuple[Run, ...]
    mark: str = ""
    depth: int = 0


@cache
def parser() -> MarkdownIt:
    """CommonMark in which only emphasis, lists and quotes are left."""
    return MarkdownIt("commonmark", {"html": False}).disable(list(INERT), ignoreInvalid=True)


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of a text that has been made visible and bounded before."""
    found: list[Piece] = []
    counts: list[int | None] = []
    mark = ""
    for token in parser().parse(text):
        match token.type:
            case "bullet_list_open":
                counts.append(None)
            case "ordered_list_open":
                counts.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                counts.pop()
            case "list_item_open":
                count = counts[-1]
                mark = "•" if count is None else f"{count}."
                counts[-1] = None if count is None else count + 1
            case "inline":
                found.append(Piece(_runs(token.children or []), mark, len(counts)))
                mark = ""
            case "fence" | "code_block":
                found.append(Piece((Run(token.content.rstrip("\n")),), mark, len(counts)))
                mark = ""
            case _:
                pass
    return tuple(found)


def _runs(tokens: list[Token]) -> tuple[Run, ...]:
    bold = italic = 0
    found: list[Run] = []
    for token in tokens:
        match token.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "softbreak":
                found.append(Run(" "))
            case "hardbreak":
                found.append(Run("\n"))
            case _:
                if token.content:
                    found.append(Run(token.content, bold > 0, italic > 0))
    return tuple(found)
