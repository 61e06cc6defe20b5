"""Deck files as text with positions: reading them safely, YAML with YAML 1.2 scalars, Markdown with front matter.

Lines and columns are 1-based characters of the file as an editor shows it. Nothing here raises for what a file
holds: findings go to a `Findings`, and what could be read is returned.
"""

from __future__ import annotations

import gc
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tte.exercise.diagnostics import KEPT_LINE, Diagnostic, Severity, nearest

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""What no authored text may hold: controls, separators that editors do not show as line ends, overrides of the
direction of writing."""

_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_SECTION = re.compile(r"===[ \t]+(?P<id>.*?)[ \t]*")
_NULL = ("", "~", "null", "Null", "NULL")
_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")


@dataclass
class Findings:
    """The diagnostics of a load, as they come in."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(
        self,
        place: Place,
        code: str,
        message: str,
        *,
        allowed: tuple[str, ...] = (),
        near: str | None = None,
    ) -> None:
        """Note a finding; those whose code begins with W are warnings."""
        severity: Severity = "warning" if code.startswith("W") else "error"
        line = place.file.lines[place.line - 1] if place.line <= len(place.file.lines) else ""
        at = place.file.shown, place.line, place.column
        self.found.append(Diagnostic(*at, code, message, allowed, near, severity, line[:KEPT_LINE]))

    def unknown(self, place: Place, code: str, word: str, what: str, allowed: list[str]) -> None:
        """Note a name that is not among those allowed."""
        shown = word if len(word) <= 80 else word[:79] + "…"
        self.add(
            place, code, f"There is no {what} `{shown}`.", allowed=tuple(allowed), near=nearest(word, allowed)
        )


@dataclass(frozen=True)
class SourceFile:
    """A file of a deck: how it is called in diagnostics, and its lines."""

    shown: str
    text: str = ""
    lines: tuple[str, ...] = ()

    def place(self, line: int = 1, column: int = 1) -> Place:
        return Place(self, line, column)


class Place(NamedTuple):
    """A position in a file."""

    file: SourceFile
    line: int = 1
    column: int = 1


@dataclass(slots=True)
class Node:
    """A value of a YAML file with the place where it begins.

    `value` is plain data: dict with text keys, list, str, int, float, bool, None. `offset` is how many columns a
    quote takes before a text; None if columns inside the text cannot be told (blocks, folded lines, escapes).
    """

    place: Place
    value: Any = None
    keys: dict[str, Place] = field(default_factory=dict)
    fields: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    offset: int | None = None
    plain: bool = False

    def inside(self, column: int) -> Place:
        """The place of a character (1-based) of a text."""
        if self.offset is None:
            return self.place
        return Place(self.place.file, self.place.line, self.place.column + self.offset + column - 1)


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
        with path.open("rb") as stream:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                findings.add(empty.place(), "E100", "This is no regular file.")
                return None
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
    for hit in _CONTROL.finditer(text):
        line, column = _position(text[: hit.start()])
        findings.add(file.place(line, column), "E104", f"A control character, {hit[0]!a}; delete it.")
        clean = False
        break  # a binary file would bring thousands
    return file if clean else None


def _position(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def read_yaml(file: SourceFile, findings: Findings) -> Node | None:
    """A YAML file whose document is a mapping."""
    return _mapping(file, file.text, 0, findings)


def read_markdown(file: SourceFile, findings: Findings) -> Markdown | None:
    """A Markdown file: front matter between two lines `---`, then the body."""
    if file.lines[0].rstrip() != "---":
        findings.add(file.place(), "E106", "The file has to begin with front matter: a line `---`.")
        return None
    end = next((n for n, line in enumerate(file.lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        findings.add(file.place(), "E106", "The front matter is not closed by a second line `---`.")
        return None
    front = _mapping(file, "\n".join(file.lines[1:end]) + "\n", 1, findings)
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


def _mapping(file: SourceFile, text: str, skipped: int, findings: Findings) -> Node | None:
    with _no_collection():
        builder = _Builder(file, skipped, findings)
        node = builder.build(text)
    if node is None:
        return None
    if node.value is None:
        return Node(node.place, {})
    if not isinstance(node.value, dict):
        findings.add(node.place, "E112", "The file has to be a mapping: lines like `key: value`.")
        return None
    return node


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without garbage collection: it triples the time for large files, and nothing here makes cycles."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Refused(Exception):
    """Reading cannot go on; the finding is noted."""


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    node: Node
    key: str | None = None
    key_place: Place | None = None
    skip: bool = False


class _Builder:
    """Builds nodes from parser events with a stack of its own: no recursion, and aliases never expand."""

    def __init__(self, file: SourceFile, skipped: int, findings: Findings) -> None:
        self.file = file
        self.skipped = skipped
        self.findings = findings
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.raw = ""
        """The last scalar as it was written."""

    def place(self, mark: Any) -> Place:
        return Place(self.file, mark.line + 1 + self.skipped, mark.column + 1)

    def build(self, text: str) -> Node | None:
        loader = _Loader(text)
        try:
            while (event := loader.get_event()) is not None:
                self._take(event)
                if isinstance(event, yaml.StreamEndEvent):
                    break
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = self.place(mark) if mark else self.file.place(1 + self.skipped)
            self.findings.add(place, "E101", _yaml_words(error))
            return None
        except yaml.YAMLError as error:
            self.findings.add(self.file.place(1 + self.skipped), "E101", f"This is not YAML: {error}.")
            return None
        except _Refused:
            return None
        finally:
            loader.dispose()
        return self.root or Node(self.file.place(1 + self.skipped))

    def _take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            place = self.place(event.start_mark)
            self._check_marks(event, place)
            self._put(self._scalar(event, place))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            place = self.place(event.start_mark)
            self._check_marks(event, place)
            if len(self.stack) >= MAX_DEPTH:
                self._refuse(place, "E105", f"This is nested more than {MAX_DEPTH} deep.")
            node = Node(place, {} if kind is yaml.MappingStartEvent else [])
            self._put(node)
            self.stack.append(_Open(node))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.stack.pop()
        elif kind is yaml.AliasEvent:
            place = self.place(event.start_mark)
            self.findings.add(place, "E103", f"An alias, *{event.anchor}; write the value out.")
            self._put(Node(place))
        elif kind is yaml.DocumentStartEvent:
            place = self.place(event.start_mark)
            if event.tags:
                self._refuse(place, "E103", "Directives are not read; delete the line.")
            if self.root is not None:
                self._refuse(place, "E101", "A second document begins here; a file holds one.")

    def _refuse(self, place: Place, code: str, message: str) -> None:
        self.findings.add(place, code, message)
        raise _Refused

    def _check_marks(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self.findings.add(place, "E103", f"An anchor, &{event.anchor}; delete it and write values out.")
        if event.tag is not None:
            self.findings.add(place, "E103", f"A tag, {event.tag}; delete it.")

    def _put(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if isinstance(top.node.value, list):
            top.node.value.append(node.value)
            top.node.items.append(node)
        elif top.key_place is None:
            self._key(top, node)
        else:
            key, key_place = top.key or "", top.key_place
            top.key_place = None
            if top.skip:
                return
            top.node.value[key] = node.value
            top.node.keys[key] = key_place
            top.node.fields[key] = node

    def _key(self, top: _Open, node: Node) -> None:
        """Keys are texts, as they are written: 01 stays 01."""
        if isinstance(node.value, dict | list):
            self._refuse(node.place, "E101", "A key has to be a single word, not a list or mapping.")
        key = self._written(node)
        top.key, top.key_place, top.skip = key, node.place, False
        if key == "<<" and node.plain:
            self.findings.add(node.place, "E103", "A merge key; write the values out.")
            top.skip = True
        elif not key:
            self.findings.add(node.place, "E101", "A key is empty.")
            top.skip = True
        elif key in top.node.keys:
            first = top.node.keys[key]
            self.findings.add(
                node.place, "E102", f"`{key[:80]}` stands here twice, first in line {first.line}."
            )
            top.skip = True

    def _written(self, node: Node) -> str:
        return self.raw if node.plain else str(node.value if node.value is not None else "")

    def _scalar(self, event: Any, place: Place) -> Node:
        text: str = event.value
        hit = _CONTROL.search(text)
        if hit:
            self.findings.add(place, "E104", f"This text holds a control character, {hit[0]!a}; delete it.")
            text = _CONTROL.sub(" ", text)
        plain = event.style in (None, "")
        self.raw = text
        one_line = event.start_mark.line == event.end_mark.line
        width = event.end_mark.column - event.start_mark.column
        offset = None
        if one_line and plain and width == len(text):
            offset = 0
        elif one_line and event.style in ("'", '"') and width == len(text) + 2:
            offset = 1
        return Node(place, _resolved(text) if plain else text, offset=offset, plain=plain)


def _resolved(text: str) -> Any:
    """A plain scalar by YAML 1.2: `no`, `12:30` and `2031-05-27` are texts."""
    if text and text[0] not in "0123456789+-.tTfFnN~":
        return text
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INT.fullmatch(text):
        return int(text)
    if len(text) <= 32 and _FLOAT.fullmatch(text):
        return float(text)
    return text


def _yaml_words(error: yaml.MarkedYAMLError) -> str:
    problem = (error.problem or "it cannot be read").strip()
    hint = ""
    if "mapping values are not allowed" in problem:
        hint = " A text that holds `: ` needs quotes."
    elif "cannot start any token" in problem:
        hint = " A text that begins with such a character needs quotes; indent with spaces, not tabs."
    return f"This is not YAML: {problem}.{hint}"
