"""One canonical form for deck files: YAML and front matter laid out anew, comments and texts kept.

Texts too long for a line become folded blocks. A collection between brackets stays on its line if it fits; if
not, it is wrapped below its key, or opened into a block if it holds more than short words. Two spaces stand
before a comment at a line's end. A Markdown body loses trailing spaces and empty lines at both ends, no more.

A file is changed only if what it says, by our own reader, and its comments are the same afterwards.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections import Counter
from itertools import pairwise
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.emitter import RoundTripEmitter
from ruamel.yaml.error import YAMLError
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString, PlainScalarString, ScalarString

from tte.exercise.places import Findings, SourceFile
from tte.exercise.source import Node, read_markdown, read_yaml

WIDTH = 120
SHORT = 80
"""The longest word or title that may stand in a wrapped mapping."""
LINES = 3
"""The most lines of a wrapped mapping; a list of ids may have more."""
_ENDLESS = 1 << 30
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_HELD = re.compile(r"(?P<lead> *(?:- )*)(?P<key>(?:\S.*: )?)held\ue000(?P<number>\d+)\ue001(?P<rest>.*)")
_REFUSED = (YAMLError, ValueError, TypeError, AttributeError, RecursionError, AssertionError)


def formatted(text: str, *, markdown: bool) -> str:
    """A file's text in its canonical form; as it is (but for line ends) where that cannot be had safely."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not markdown:
        return _kept(plain, _yaml(plain), markdown=False)
    lines = plain.split("\n")
    end = next((n for n in range(1, len(lines)) if lines[n].rstrip() == "---"), None)
    if lines[0].rstrip() != "---" or end is None:
        return plain
    front = _yaml("\n".join(lines[1:end]) + "\n")
    body = "\n".join(line.rstrip() for line in lines[end + 1 :]).strip("\n")
    return _kept(plain, f"---\n{front}---\n{body}\n", markdown=True)


def _kept(before: str, after: str, *, markdown: bool) -> str:
    """The new text if it says the same and lays itself out the same way again; else the old."""
    same = _said(before, markdown) == _said(after, markdown) is not None and _comments(
        before, markdown
    ) == _comments(after, markdown)
    return after if same else before


def _said(text: str, markdown: bool) -> Any:
    """What a file says by our own reader; None if it cannot be read."""
    findings = Findings()
    file = SourceFile("-", text, tuple(text.split("\n")))
    if not markdown:
        node: Node | None = read_yaml(file, findings)
        return None if node is None or findings.found else (node.value, _orders(node))
    read = read_markdown(file, findings)
    if read is None or findings.found:
        return None
    return read.front.value, _orders(read.front), [(s.id, s.text) for s in read.sections]


def _orders(node: Node) -> list[Any]:
    """The order of keys, all the way down, which mappings do not compare."""
    inner = [_orders(part) for part in (*node.fields.values(), *node.items)]
    return [list(node.fields), inner]


def _comments(text: str, markdown: bool) -> Counter[str]:
    """Comments by their words; words of texts that only look so are counted the same before and after."""
    if markdown:
        text = text.split("\n---", 1)[0]
    return Counter(hit.rstrip() for line in text.split("\n") for hit in _COMMENT.findall(line))


class _Emitter(RoundTripEmitter):
    """Writes a comment at a line's end two spaces behind what it follows."""

    def write_comment(self, comment: Any, pre: bool = False) -> None:
        if not pre and self.column and comment.value.startswith("#"):
            comment.start_mark.column = self.column + 2
        super().write_comment(comment, pre)


class _Representer(RoundTripRepresenter):
    """Writes an empty value as the word that it stands for."""

    def represent_none(self, data: None) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Representer.add_representer(type(None), _Representer.represent_none)


def _round_trip() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Emitter = _Emitter
    yaml.Representer = _Representer
    yaml.preserve_quotes = True
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.width = _ENDLESS  # lines are broken here alone
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    return yaml


def _yaml(text: str) -> str:
    """YAML laid out anew; as it is if it cannot be read, or does not come to rest."""
    try:
        once = _dumped(text)
        twice = _dumped(once)
        if once == twice or _dumped(twice) == twice:
            return twice
    except _REFUSED:
        pass
    return text


def _dumped(text: str) -> str:
    yaml = _round_trip()
    data = yaml.load(text)
    if data is None or "\ue000" in text:
        return text
    held: list[Any] = []
    _lay_out(data, 0, held)
    out = io.StringIO()
    yaml.dump(data, out)
    lines = [line.rstrip() for line in out.getvalue().split("\n")]
    if held:
        lines = [part for line in lines for part in _unheld(line, held)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _lay_out(data: Any, column: int, held: list[Any]) -> None:
    """Give each part its form. `column` is where keys or items of this collection stand.

    What is to be wrapped goes to `held`, and a word with its number takes its place until lines are written.
    """
    listed = isinstance(data, list)
    inner: list[tuple[Any, Any]] = list(enumerate(data) if listed else data.items())
    for key, value in inner:
        room = WIDTH - column - (0 if listed else _length(key) + 2)
        below = column if listed else column + 2
        if isinstance(value, dict | list):
            if (form := _form(value)).flow_style() and len(_line(value)) > room:
                if _wraps(value, WIDTH - below):
                    data[key] = PlainScalarString(f"held\ue000{len(held)}\ue001")
                    held.append(value)
                    continue
                form.set_block_style()
            if not form.flow_style():
                _lay_out(value, below + (2 if isinstance(value, list) else 0), held)
        elif isinstance(value, FoldedScalarString):
            if "\n" not in value and _widest(value) > WIDTH - below:
                data[key] = _folded(value, WIDTH - below)
        elif isinstance(value, str) and _foldable(value, room):
            data[key] = _folded(value, WIDTH - below)


def _form(value: Any) -> Any:
    """Whether a collection stands between brackets, as the library keeps it."""
    return value.fa


def _length(value: Any) -> int:
    return len(str(value)) + (2 if isinstance(value, ScalarString) else 0)


def _line(value: Any) -> str:
    """A part as it would stand on one line."""
    out = io.StringIO()
    _round_trip().dump(value, out)
    return out.getvalue().strip("\n")


def _words(value: Any) -> list[str]:
    """The parts of a collection, each as it would stand between brackets."""
    parts: list[Any] = (
        [{key: part} for key, part in value.items()] if isinstance(value, dict) else list(value)
    )
    words = []
    for part in parts:
        one: Any = CommentedMap(part) if isinstance(value, dict) else [part]
        wrapped: Any = one if isinstance(one, CommentedMap) else CommentedMap({"k": one})
        wrapped.fa.set_flow_style()
        line = _line(wrapped)
        words.append(line[1:-1] if wrapped is one else line[len("{k: [") : -len("]}")])
    return words


def _wraps(value: Any, room: int) -> bool:
    """Whether a collection too long for its line is wrapped between its brackets, and not opened."""
    parts = list(value.values()) if isinstance(value, dict) else list(value)
    if value.ca.items or any(isinstance(part, dict | list) for part in parts):
        return False
    if isinstance(value, list) and all(isinstance(part, str) and " " not in part for part in parts):
        return True
    if any(_length(part) > SHORT for part in parts) or isinstance(value, list):
        return False
    return len(_filled(value, room)) <= LINES


def _filled(value: Any, room: int) -> list[str]:
    """A collection between its brackets, in lines of at most `room` characters."""
    first, last = "{}" if isinstance(value, dict) else "[]"
    lines = [first]
    words = _words(value)
    for n, word in enumerate(words):
        word += last if n == len(words) - 1 else ","
        line = lines[-1]
        if len(line) > 1 and len(line) + 1 + len(word) > room:
            lines.append(f" {word}")
        else:
            lines[-1] = f"{line}{word}" if len(line) == 1 else f"{line} {word}"
    return lines


def _unheld(line: str, held: list[Any]) -> list[str]:
    """The lines of a line that holds the place of a collection."""
    hit = _HELD.fullmatch(line)
    if hit is None:
        return [line]
    column = len(hit["lead"]) + (2 if hit["key"] else 0)
    filled = [" " * column + part for part in _filled(held[int(hit["number"])], WIDTH - column)]
    if hit["key"]:
        return [(hit["lead"] + hit["key"].rstrip() + hit["rest"]).rstrip(), *filled]
    return [hit["lead"] + filled[0].lstrip(), *filled[1:-1], filled[-1] + hit["rest"]]


def _widest(value: Any) -> int:
    places: list[int] = [0, *getattr(value, "fold_pos", []), len(value)]
    return max(b - a - (a > 0) for a, b in pairwise(places))


def _foldable(value: str, room: int) -> bool:
    if isinstance(value, LiteralScalarString) or _length(value) <= room:
        return False
    return "\n" not in value and "  " not in value and value == value.strip() and value.isprintable()


def _folded(value: str, width: int) -> Any:
    """The text as a `>-` block, wrapped."""
    folded: Any = FoldedScalarString(value)
    places, at = [], 0
    for line in textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False)[:-1]:
        at += len(line)
        places.append(at)
        at += 1
    folded.fold_pos = places
    return folded


def with_record(text: str, place: str, key: str, record: dict[str, Any]) -> str:
    """A YAML text with one more record in a mapping, `place` being its keys with slashes; the rest stays."""
    yaml = _round_trip()
    data = yaml.load(text)
    inner = data
    for step in place.split("/"):
        inner = inner[step]
    inner[key] = _like_its_neighbours(inner, record)
    _move_comment(inner, key)
    out = io.StringIO()
    yaml.dump(data, out)
    return formatted(out.getvalue(), markdown=False)


def _like_its_neighbours(mapping: Any, record: dict[str, Any]) -> Any:
    """A record on one line, if the others are."""
    made = CommentedMap(record)
    if mapping and all(getattr(v, "fa", None) and v.fa.flow_style() for v in mapping.values()):
        made.fa.set_flow_style()
    return made


def _move_comment(mapping: Any, key: str) -> None:
    """What stood below the last record belongs to what follows it: it goes below the new one."""
    keys = list(mapping)
    before = keys[-2] if len(keys) > 1 else None
    if before is not None and before in mapping.ca.items:
        mapping.ca.items[key] = mapping.ca.items.pop(before)
