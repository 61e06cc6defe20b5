"""Deck files as text: read safely, as YAML or as Markdown with front matter.

Nothing here raises for what a file holds: findings go to a `Findings`, and what could be read is returned.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tte.exercise.places import Findings, Place, SourceFile
from tte.exercise.yaml_reader import CONTROL, Node, read_mapping

__all__ = [
    "MAX_BYTES",
    "Findings",
    "Markdown",
    "Node",
    "Place",
    "Section",
    "SourceFile",
    "read_markdown",
    "read_source",
    "read_yaml",
]

MAX_BYTES = 4 * 1024 * 1024

_SECTION = re.compile(r"===[ \t]+(?P<id>.*?)[ \t]*")


@dataclass(frozen=True)
class Section:
    """A part of a Markdown body, from `=== id` on; the first has no id."""

    id: str
    text: str
    place: Place
    """Of its first line of text."""
    head: Place

    def inside(self, column: int) -> Place:
        """The place of a character (1-based) of its text."""
        before = self.text[: column - 1]
        line = before.count("\n")
        return Place(self.place.file, self.place.line + line, len(before) - (before.rfind("\n") + 1) + 1)


@dataclass(frozen=True)
class Markdown:
    """A Markdown file with front matter."""

    file: SourceFile
    front: Node
    sections: tuple[Section, ...]

    @property
    def body(self) -> Section:
        return self.sections[0]


def read_source(path: Path, shown: str, findings: Findings) -> SourceFile | None:
    """A regular file's text: UTF-8, bounded, with `\\n` line ends and without control characters."""
    empty = SourceFile(shown)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # looked at before opening, which would wait for a pipe
            findings.add(empty.place(), "E100", "This is no regular file.")
            return None
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        findings.add(empty.place(), "E100", f"This cannot be read: {error.strerror or error}.")
        return None
    if len(raw) > MAX_BYTES:
        findings.add(empty.place(), "E105", f"This file is larger than {MAX_BYTES // (1024 * 1024)} MB.")
        return None
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        findings.add(empty.place(), "W200", "The file begins with a byte order mark; save it as plain UTF-8.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line, column = _position(before.replace("\r\n", "\n").replace("\r", "\n"))
        findings.add(
            SourceFile(shown).place(line, column), "E104", "This is not UTF-8; save the file as UTF-8."
        )
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    file = SourceFile(shown, text, tuple(text.split("\n")))
    clean = True
    for hit in CONTROL.finditer(text):
        line, column = _position(text[: hit.start()])
        findings.add(file.place(line, column), "E104", f"A control character, {hit[0]!a}; delete it.")
        clean = False
        break  # a binary file would bring thousands
    return file if clean else None


def _position(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def read_yaml(file: SourceFile, findings: Findings) -> Node | None:
    """A YAML file whose document is a mapping."""
    return read_mapping(file, file.text, 0, findings)


def read_markdown(file: SourceFile, findings: Findings) -> Markdown | None:
    """A Markdown file: front matter between two lines `---`, then the body."""
    if file.lines[0].rstrip() != "---":
        findings.add(file.place(), "E106", "The file has to begin with front matter: a line `---`.")
        return None
    end = next((n for n, line in enumerate(file.lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        findings.add(file.place(), "E106", "The front matter is not closed by a second line `---`.")
        return None
    front = read_mapping(file, "\n".join(file.lines[1:end]) + "\n", 1, findings)
    if front is None:
        return None
    return Markdown(file, front, tuple(_sections(file, end + 1)))


def _sections(file: SourceFile, start: int) -> Iterator[Section]:
    heads = [
        (n, hit["id"]) for n in range(start, len(file.lines)) if (hit := _SECTION.fullmatch(file.lines[n]))
    ]
    bounds = [(start - 1, ""), *heads, (len(file.lines), "")]
    for (head, name), (end, _) in pairwise(bounds):
        lines = [n for n in range(head + 1, end) if file.lines[n].strip()]
        first, last = (lines[0], lines[-1]) if lines else (head + 1, head)
        text = "\n".join(line.rstrip() for line in file.lines[first : last + 1])
        place = file.place(min(first, len(file.lines) - 1) + 1)
        yield Section(name, text, place, file.place(head + 1))
