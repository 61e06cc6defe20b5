"""How much people may write, said in words when it is too much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from tte.engine.commands import Command, OpenSession
from tte.engine.unfolding import Unfolding

MAX_TEXT = 8_000
"""Characters in one text; a page holds about 3,000."""
MAX_NAME = 120
"""Characters in a person's name."""
ROSTER_NAME = 80
"""Characters of a name that the roster keeps."""
MAX_ITEMS = 200
"""Entries in one list of a command."""
MAX_NUMBER = 1_000_000
_HALVES = re.compile("[\ud800-\udfff]")


def roster_name(typed: str) -> str:
    """A person's name as the roster has it, however it was typed: one person is counted once."""
    return typed.strip()[:ROSTER_NAME]


def check_text(un: Unfolding, text: str, what: str, limit: int = MAX_TEXT, *, empty: bool = False) -> None:
    """Refuse an empty or too long text. What it says is data and never refused for its characters."""
    if not empty and not text.strip():
        un.refuse(f"The {what} is empty.", "Write something, or leave the form.")
    if len(text) > limit:
        un.refuse(f"The {what} has {len(text):,} characters; {limit:,} are allowed.", "Shorten it.")


def check_order(un: Unfolding) -> None:
    """What no command of anybody may be: from nowhere, endless, or of numbers that are none."""
    command = un.order.command
    if isinstance(command, OpenSession):
        return
    if not un.by_system and un.seat is None:
        un.refuse(f"This session has no seat “{un.order.seat}”.", f"It has: {', '.join(un.state.seats)}.")
    check_text(un, un.order.participant, "name", MAX_NAME, empty=True)
    for name, what in _named_fields(type(command)):
        for value in _leaves(un, what, getattr(command, name)):
            if isinstance(value, str):
                check_text(un, value, what, empty=True)
                _check_characters(un, value, what)
            elif isinstance(value, int | float) and not abs(value) <= MAX_NUMBER and what != "last wall":
                un.refuse(f"The {what} is no number that can be meant: {value}.", f"Up to {MAX_NUMBER:,}.")


_NAMED: dict[type[Command], tuple[tuple[str, str], ...]] = {}


def _named_fields(kind: type[Command]) -> tuple[tuple[str, str], ...]:
    """A command's fields, each with its name in words; looked up once."""
    if kind not in _NAMED:
        _NAMED[kind] = tuple((name, name.replace("_", " ")) for name in kind.__struct_fields__)
    return _NAMED[kind]


def _leaves(un: Unfolding, what: str, value: Any) -> Iterator[Any]:
    """The texts and numbers in a field's value."""
    if isinstance(value, Struct):
        value = asdict(value)
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    if not isinstance(value, list | tuple):
        yield value
        return
    if len(value) > MAX_ITEMS:
        un.refuse(f"The {what} has {len(value):,} entries; {MAX_ITEMS} are allowed.", "Shorten it.")
    for part in value:
        yield from _leaves(un, what, part)


def _check_characters(un: Unfolding, text: str, what: str) -> None:
    """Halves of characters (what is left of bytes that were no UTF-8) cannot be stored."""
    if _HALVES.search(text):
        un.refuse(f"The {what} has bytes in it that are no text.", "Write it again, in UTF-8.")
