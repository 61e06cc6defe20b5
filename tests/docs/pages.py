"""The documentation as data: headings, tables, fences, links, command lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = {path.name: path for path in (ROOT / "README.md", *sorted(DOCS.glob("*.md")))}


@dataclass(frozen=True)
class Table:
    """A table with the heading that it stands under. Cells are as written, without outer spaces."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Fence:
    """A fenced block; `title` is the line before it, without backticks, where that is all the line has."""

    language: str
    text: str
    title: str


def text_of(name: str) -> str:
    return PAGES[name].read_text(encoding="utf-8")


def prose(text: str) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def headings(text: str) -> list[str]:
    return [line.lstrip("#").strip() for line in prose(text).split("\n") if re.match(r"#{1,6} ", line)]


def anchor(heading: str) -> str:
    """A heading's anchor, by the rule of GitHub."""
    plain = re.sub(r"[^\w\- ]", "", heading.lower())
    return plain.replace(" ", "-")


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def tables(text: str) -> list[Table]:
    found: list[Table] = []
    heading, lines = "", [*prose(text).split("\n"), ""]
    rows: list[tuple[str, ...]] = []
    for line in lines:
        if line.lstrip().startswith("|"):
            rows.append(_cells(line))
            continue
        if rows:
            found.append(Table(heading, rows[0], tuple(rows[2:])))
            rows = []
        if re.match(r"#{1,6} ", line):
            heading = line.lstrip("#").strip()
    return found


def fences(text: str) -> list[Fence]:
    hits = re.finditer(r"(?:^`([^`\n]+)`\n\n)?^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    return [Fence(hit[2], hit[3], hit[1] or "") for hit in hits]


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(text))


def codes(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`\n]+)`", cell)


def command_lines(text: str) -> Iterator[str]:
    """Every `tte ...` line of a page: in backticks, in indented blocks and in shell fences."""
    for fence in fences(text):
        if fence.language == "sh":
            yield from (part.strip() for line in fence.text.splitlines() for part in line.split("&&"))
    body = prose(text)
    yield from (line.strip() for line in re.findall(r"^ {4}(.+)$", body, re.M))
    for span in re.findall(r"`([^`\n]+)`", body):
        yield span.strip()
