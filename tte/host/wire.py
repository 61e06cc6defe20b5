"""The messages between a terminal's page and the host: JSON arrays up, bytes and JSON arrays down."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    text: str


@dataclass(frozen=True, slots=True)
class Resized:
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Focused:
    on: bool


Message = Typed | Resized | Focused


class Malformed(Exception):
    """A message that no page of ours sends."""


def read(text: str) -> Message:
    """A message of a page. Raises Malformed."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    match message:
        case ["in", str(typed)]:
            return Typed(typed)
        case ["size", int(columns), int(rows)]:
            return Resized(columns, rows)
        case ["focus", bool(on)]:
            return Focused(on)
        case _:
            raise Malformed("no message that a terminal sends")


def words(kind: str, text: str = "") -> str:
    """A word to a page: `bye` (for good), `wait` (it tries again), `file` (an address to load), `here`."""
    return json.dumps([kind, text], ensure_ascii=False)
