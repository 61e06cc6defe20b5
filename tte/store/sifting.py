"""Reading only those events of a long log that a question needs: SQLite looks into them, Python does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from tte.store.quick import reading
from tte.store.records import Record


class Never(Struct, frozen=True):
    """No event of these kinds."""

    kinds: tuple[str, ...]


class Having(Struct, frozen=True):
    """Of these kinds, events in which a field has one of these values."""

    kinds: tuple[str, ...]
    field: str
    values: tuple[str, ...]


class Naming(Struct, frozen=True):
    """Of these kinds, events that name one of these ids anywhere, or that came from this seat."""

    kinds: tuple[str, ...]
    ids: tuple[str, ...]
    seat: str = ""


class Numbered(Struct, frozen=True):
    """Of these kinds, the events with these numbers."""

    kinds: tuple[str, ...]
    numbers: tuple[int, ...]


Rule = Never | Having | Naming | Numbered
_Values = list[str | int]


def read_some(path: Path, *, up_to: int, rules: Sequence[Rule], commands: Sequence[int] = ()) -> list[Record]:
    """The events up to a number that some rules let through; the last one is always there.

    The first rule for a kind decides; kinds without one are read. So are all events of `commands`. Put the
    kinds that come most first. Hashes are left empty: they would cost as much as the rest.
    Errors as in `tte.store.plain.connect_reading`.
    """
    whens, given = "", _Values()
    for rule in rules:
        test, values = _test(rule)
        for kind in rule.kinds:
            whens += f"WHEN ? THEN {test} "
            given += [kind, *values]
    let_through = f"CASE kind {whens}ELSE 1 END" if whens else "1"
    query = (
        "SELECT seq, command, kind, payload, at, wall, seat, participant, '', '' FROM events "
        f"WHERE seq <= ? AND ({let_through} OR seq = ? OR command IN ({_marks(commands)})) ORDER BY seq"
    )
    with reading(path) as connection:
        rows = connection.execute(query, (up_to, *given, up_to, *commands))
        return [Record(*row) for row in rows]


def last_of(path: Path, kind: str, field: str, *, up_to: int) -> dict[str, int]:
    """By each value of a field in events of a kind: the number of the last such event, up to a number."""
    query = (
        "SELECT json_extract(payload, ?) AS value, max(seq) FROM events WHERE kind = ? AND seq <= ? "
        "GROUP BY value"
    )
    with reading(path) as connection:
        return {str(value): seq for value, seq in connection.execute(query, (f"$.{field}", kind, up_to))}


def _test(rule: Rule) -> tuple[str, _Values]:
    match rule:
        case Never():
            return "0", []
        case Having(field=field, values=values):
            return f"json_extract(payload, ?) IN ({_marks(values)})", [f"$.{field}", *values]
        case Naming(ids=ids, seat=seat):
            # quoted as JSON quotes it: words within a text, whose quotes are escaped, cannot look like it
            named = " OR ".join("instr(payload, ?)" for _ in ids) or "0"
            return f"(seat = ? OR {named})", [seat, *(json.dumps(i, ensure_ascii=False) for i in ids)]
        case Numbered(numbers=numbers):
            return f"seq IN ({_marks(numbers)})", [*numbers]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
