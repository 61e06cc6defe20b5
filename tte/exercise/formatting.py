"""One canonical form for deck files: YAML and front matter laid out anew, comments and texts kept.

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
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString, ScalarString

from tte.exercise.places import Findings, SourceFile
from tte.exercise.source import Node, read_markdown, read_yaml

WIDTH = 120
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


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
    body = "\n".join(lines[end + 1 :]).rstrip("\n")
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


def _round_trip() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    return yaml


def _yaml(text: str) -> str:
    """YAML laid out anew; as it is if it cannot be read, or does not come to rest."""
    try:
        once = _dumped(text)
        twice = _dumped(once)
    except (YAMLError, ValueError, TypeError, AttributeError, RecursionError, AssertionError):
        return text
    if once == twice:
        return once
    return twice if _rests(twice) else text


def _rests(text: str) -> bool:
    try:
        return _dumped(text) == text
    except (YAMLError, ValueError, TypeError, AttributeError, RecursionError, AssertionError):
        return False


def _dumped(text: str) -> str:
    yaml = _round_trip()
    data = yaml.load(text)
    if data is None:
        return text
    _lay_out(data, 0)
    out = io.StringIO()
    yaml.dump(data, out)
    lines = [line.rstrip() for line in out.getvalue().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _lay_out(data: Any, depth: int) -> None:
    """Long texts become folded blocks, and collections too long for a line blocks, where blocks can stand."""
    inner = list(data.items() if isinstance(data, dict) else enumerate(data))
    for key, value in inner:
        room = WIDTH - 2 * depth
        if isinstance(value, dict | list):
            if _opened(value, room - len(str(key)) - 2):
                _lay_out(value, depth + (1 if isinstance(data, dict) else 2))
        elif isinstance(value, FoldedScalarString):
            if "\n" not in value and _widest(value) > room - 2:
                data[key] = _folded(value, room - 4)
        elif isinstance(value, str) and _foldable(value, room - len(str(key)) - 4):
            data[key] = _folded(value, room - 4)


def _opened(value: Any, room: int) -> bool:
    """Whether a collection is a block; one that does not fit on its line is opened, lists of words aside."""
    simple = isinstance(value, list) and all(isinstance(v, str) and " " not in v for v in value)
    if value.fa.flow_style() and not simple and _flow_length(value) > room:
        value.fa.set_block_style()
    return not value.fa.flow_style()


def _flow_length(value: Any) -> int:
    if isinstance(value, dict):
        return sum((len(str(key)) + 4 + _flow_length(part) for key, part in value.items()), start=2)
    if isinstance(value, list):
        return sum((2 + _flow_length(part) for part in value), start=2)
    return len(str(value)) + (2 if isinstance(value, ScalarString) else 0)


def _widest(value: Any) -> int:
    places: list[int] = [0, *getattr(value, "fold_pos", []), len(value)]
    return max(b - a for a, b in pairwise(places))


def _foldable(value: str, room: int) -> bool:
    if isinstance(value, LiteralScalarString) or len(value) <= room:
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
    return out.getvalue()


def _like_its_neighbours(mapping: Any, record: dict[str, Any]) -> Any:
    """A record on one line, if the others are."""
    made = CommentedMap(record)
    fits = _flow_length(record) < WIDTH - 40
    if fits and mapping and all(getattr(v, "fa", None) and v.fa.flow_style() for v in mapping.values()):
        made.fa.set_flow_style()
    return made


def _move_comment(mapping: Any, key: str) -> None:
    """What stood below the last record belongs to what follows it: it goes below the new one."""
    keys = list(mapping)
    before = keys[-2] if len(keys) > 1 else None
    if before is not None and before in mapping.ca.items:
        mapping.ca.items[key] = mapping.ca.items.pop(before)
