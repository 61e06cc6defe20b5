"""YAML as nodes with positions, with YAML 1.2 scalars; anchors, aliases, tags and merge keys are refused."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import yaml

from tte.exercise.places import Findings, Place, SourceFile

MAX_DEPTH = 32

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""What no authored text may hold: controls, line separators that editors do not show as such, and overrides
of the direction of writing."""

_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_NULL = ("", "~", "null", "Null", "NULL")
_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")


@dataclass(slots=True)
class Node:
    """A value of a YAML file with the place where it begins.

    `value` is plain data: dict with text keys, list, str, int, float, bool, None. `offset` is how many
    columns a quote takes before a text; None if columns inside the text cannot be told (blocks, escapes).
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


def read_mapping(file: SourceFile, text: str, skipped: int, findings: Findings) -> Node | None:
    """A document that is a mapping; `skipped` lines of the file stand before it."""
    with no_collection():
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
def no_collection() -> Iterator[None]:
    """Without garbage collection: it triples the time for large decks, and reading makes few cycles."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Refused(Exception):
    """Reading cannot go on; the finding is noted."""


NO_KEYS: dict[str, Place] = {}
NO_FIELDS: dict[str, Node] = {}
NO_ITEMS: list[Node] = []
"""What a text or number has of these: shared by all, never written."""


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
        hit = CONTROL.search(text)
        if hit:
            self.findings.add(place, "E104", f"This text holds a control character, {hit[0]!a}; delete it.")
            text = CONTROL.sub(" ", text)
        plain = event.style in (None, "")
        self.raw = text
        one_line = event.start_mark.line == event.end_mark.line
        width = event.end_mark.column - event.start_mark.column
        offset = None
        if one_line and plain and width == len(text):
            offset = 0
        elif one_line and event.style in ("'", '"') and width == len(text) + 2:
            offset = 1
        value = _resolved(text) if plain else text
        return Node(place, value, NO_KEYS, NO_FIELDS, NO_ITEMS, offset, plain)


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
    elif "did not find expected" in problem:
        hint = " Look in the lines above as well: a quote or bracket that is not closed shows only here."
    return f"This is not YAML: {problem}.{hint}"
