"""Records of a deck: plain data with the places it came from, validated into models."""

from __future__ import annotations

import re
import types
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from tte.exercise.diagnostics import nearest
from tte.exercise.places import Findings, Place
from tte.exercise.source import Node, Section

Path = tuple[str | int, ...]
"""Steps from a model to a value inside it: field names, keys, indices."""

Spot = Node | Section | Place

M = TypeVar("M", bound=BaseModel)

ALIASES = {"sender": "from", "start": "from"}
"""Names in the models that authors write otherwise."""

NOT_AUTHORED = {
    "Exercise": {"id", "injects", "decisions"},
    "Inject": {"body"},
    "Role": {"id", "brief"},
    "Card": {"id", "who"},
    "Brief": {"role", "situation"},
}
KEYED = {
    "Objective",
    "Track",
    "Channel",
    "Rule",
    "Ending",
    "Seating",
    "Cut",
    "Fact",
    "Party",
    "Move",
    "Decision",
}
"""Models whose id is the key that they stand under."""


@dataclass
class Record:
    """Data for one model, its main node, and grafts: values that came from elsewhere, by path."""

    data: dict[str, Any]
    node: Node
    grafts: dict[Path, Spot] = field(default_factory=dict)
    head: Place | None = None
    """Where the record as a whole is pointed at; its node's place if None."""

    def where(self, path: Path, *, key: bool = False, column: int | None = None) -> Place:
        """The place of a value: as far along its path as the files go.

        `key` points at a field's name instead of its value; `column` at a character inside a text.
        """
        best: Path = ()
        for graft in self.grafts:
            if path[: len(graft)] == graft and len(graft) >= len(best):
                best = graft
        spot = self.grafts.get(best, self.node)
        if not path and self.head is not None:
            return self.head
        if isinstance(spot, Place):
            return spot
        if isinstance(spot, Section):
            return spot.place if column is None else spot.inside(column)
        found, keyed = _walk(spot, path[len(best) :])
        if key and keyed is not None:
            return keyed
        if found is self.node and self.head is not None:
            return self.head
        return found.place if column is None else found.inside(column)


def _walk(node: Node, path: Path) -> tuple[Node, Place | None]:
    """Steps that a shorthand left out are skipped: `{tru: 1}` for (0, tracks, tru)."""
    keyed: Place | None = None
    for step in path:
        if isinstance(step, int):
            if step < len(node.items):
                node, keyed = node.items[step], None
            continue
        name = step if step in node.fields else ALIASES.get(step, "")
        if name in node.fields:
            node, keyed = node.fields[name], node.keys[name]
    return node, keyed


@dataclass
class Positions:
    """Where each value of an exercise stands in its files."""

    top: Record
    records: dict[Path, Record] = field(default_factory=dict)

    def where(self, path: Path, *, key: bool = False, column: int | None = None) -> Place:
        """The place of a value of the exercise, such as ("injects", 3, "when")."""
        for length in range(len(path), 0, -1):
            record = self.records.get(path[:length])
            if record is not None:
                return record.where(path[length:], key=key, column=column)
        return self.top.where(path, key=key, column=column)


def validate(model: type[M], record: Record, findings: Findings) -> M | None:
    """The model, or None with a finding for every error."""
    try:
        return model.model_validate(record.data)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=True):
            report(model, record, one, findings)
        return None


def report(model: type[BaseModel], record: Record, error: Any, findings: Findings) -> None:
    """One of pydantic's errors in an author's words, at its place."""
    loc: Path = tuple(error["loc"])
    kind: str = error["type"]
    context: dict[str, Any] = error.get("ctx", {})
    if loc and loc[-1] == "[key]":
        findings.add(record.where(loc[:-1], key=True), "E114", _id_words(loc[-2]))
    elif kind == "missing":
        owner = record.where(loc[:-1], key=True)
        findings.add(owner, "E110", f"`{loc[-1]}` is missing.")
    elif kind == "extra_forbidden":
        fields = authored(model_at(model, loc[:-1]))
        name = str(loc[-1])
        findings.add(record.where(loc, key=True), "E111", f"There is no field `{name[:80]}` here.",
                     allowed=tuple(fields), near=nearest(name, fields))  # fmt: skip
    elif kind == "literal_error":
        allowed = tuple(re.findall(r"'([^']*)'", context.get("expected", "")))
        given = error["input"]
        near = nearest(given, allowed) if isinstance(given, str) else None
        findings.add(
            record.where(loc), "E113", f"`{_short(given)}` is not allowed here.", allowed=allowed, near=near
        )
    elif kind == "string_pattern_mismatch":
        findings.add(record.where(loc), "E114", _id_words(error["input"]))
    else:
        findings.add(record.where(loc), "E112", _type_words(kind, error["input"], error["msg"], context))


def _id_words(given: object) -> str:
    return f"`{_short(given)}` is no id: letters, digits, - and _ are allowed, 40 at most."


def _short(given: object) -> str:
    text = str(given)
    return text if len(text) <= 60 else text[:59] + "…"


WANTED = {
    "string_type": "a text",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "datetime_type": "a time such as 2031-05-26T17:14:00Z",
    "datetime_parsing": "a time such as 2031-05-26T17:14:00Z",
    "datetime_from_date_parsing": "a time such as 2031-05-26T17:14:00Z",
}


def _type_words(kind: str, given: object, message: str, context: dict[str, Any]) -> str:
    if kind == "string_type" and isinstance(given, bool | int | float):
        return f"This has to be a text: put {str(given).lower()} in quotes."
    if given is None:
        return f"A value is missing: {WANTED.get(kind, 'something')} has to stand here."
    if kind in WANTED:
        if isinstance(given, dict | list):
            return f"This has to be {WANTED[kind]}, not a {'list' if isinstance(given, list) else 'mapping'}."
        return f"This has to be {WANTED[kind]}, not `{_short(given)}`."
    if kind == "string_too_long":
        return f"This text has {len(str(given))} characters; {context['max_length']} are allowed."
    if kind == "string_too_short":
        return "This text is empty."
    if kind == "value_error":
        return f"{message.removeprefix('Value error, ').capitalize()}."
    return f"{message.replace('Input should', 'This has to')}, not `{_short(given)}`."


def authored(model: type[BaseModel] | None) -> list[str]:
    """The names of the fields that an author can write."""
    if model is None:
        return []
    hidden = NOT_AUTHORED.get(model.__name__, set()) | ({"id"} if model.__name__ in KEYED else set())
    return [info.alias or name for name, info in model.model_fields.items() if name not in hidden]


def model_at(kind: Any, loc: Sequence[str | int]) -> type[BaseModel] | None:
    """The model that lies at a path, by the annotations."""
    origin = get_origin(kind)
    if origin is Annotated:
        return model_at(get_args(kind)[0], loc)
    if origin in (Union, types.UnionType):
        return next((m for a in get_args(kind) if (m := model_at(a, loc)) is not None), None)
    if origin is tuple:
        return model_at(get_args(kind)[0], loc[1:])
    if origin is dict:
        return model_at(get_args(kind)[1], loc[1:])
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return None
    if not loc:
        return kind
    for name, info in kind.model_fields.items():
        if loc[0] in (name, info.alias):
            return model_at(info.annotation, loc[1:])
    return None
