"""JSON Schemas (2020-12) of the files that authors write, for completion and checks in editors."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from tte.exercise.load import SECTIONS, SHORT
from tte.exercise.models import Brief, Card, Decision, Exercise, Inject
from tte.exercise.records import KEYED, NOT_AUTHORED

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES = {
    "exercise": "exercise.yaml",
    "decisions": "decisions.yaml",
    "inject": "the front matter of an inject, NN-name.md",
    "brief": "the front matter of a brief, briefs/<role>.md",
    "card": "the front matter of a card, roles/<card>.md",
}
"""What there is a schema for."""


def schema_of(what: str) -> Schema:
    """The schema of one kind of file; `what` is a key of FILES."""
    if what == "decisions":
        return _finished(what, _decisions())
    if what == "exercise":
        return _finished(what, _exercise())
    models: dict[str, type[BaseModel]] = {"inject": Inject, "brief": Brief, "card": Card}
    return _finished(what, _plain(models[what]))


def _finished(what: str, schema: Schema) -> Schema:
    head = {"$schema": DIALECT, "$id": f"urn:tte:schema:{what}", "title": f"tte: {FILES[what]}"}
    return {**head, **{key: value for key, value in schema.items() if key != "title"}}


def _plain(model: type[BaseModel]) -> Schema:
    schema = TypeAdapter(model).json_schema(by_alias=True, mode="validation")
    return _authored(schema)


def _decisions() -> Schema:
    inner = _plain(Decision)
    definitions = inner.pop("$defs")
    definitions["Decision"] = inner
    return {"type": "object", "additionalProperties": {"$ref": "#/$defs/Decision"}, "$defs": definitions}


def _exercise() -> Schema:
    schema = _plain(Exercise)
    for name, model in SECTIONS.items():
        record: Schema = {"$ref": f"#/$defs/{model.__name__}"}
        short = SHORT.get(name)
        if short:
            record = {"anyOf": [{"type": "string", "minLength": 1}, record]}
        before = schema["properties"][name]
        schema["properties"][name] = {
            **({"description": before["description"]} if "description" in before else {}),
            "type": "object",
            "additionalProperties": record,
        }
    moves = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Move"}}
    schema["$defs"]["Cut"]["properties"]["moves"] = moves
    gates = schema["properties"]["balance"]
    gates["items"] = {"anyOf": [{"type": "string", "minLength": 1}, gates["items"]]}
    role = schema["$defs"]["Role"]
    role["properties"]["card"] = {"type": "string", "description": "The stem of its file in roles/."}
    return _without_unused(schema)


def _authored(schema: Schema) -> Schema:
    """As authors write: without what the file name or key says, with what the fields are for."""
    for name, inner in [(schema.get("title", ""), schema), *schema.get("$defs", {}).items()]:
        hidden = NOT_AUTHORED.get(name, set()) | ({"id"} if name in KEYED else set())
        told = _told().get(name, {})
        for key in list(inner.get("properties", {})):
            part = inner["properties"][key]
            part.pop("title", None)
            if key in hidden:
                del inner["properties"][key]
            elif key in told:
                part["description"] = told[key]
        if "required" in inner:
            inner["required"] = [key for key in inner["required"] if key not in hidden]
        inner.pop("title", None)
    return schema


def _without_unused(schema: Schema) -> Schema:
    """Leave out definitions that nothing refers to."""
    while True:
        text = repr(schema)
        unused = [name for name in schema["$defs"] if f"'#/$defs/{name}'" not in text]
        if not unused:
            return schema
        for name in unused:
            del schema["$defs"][name]


@cache
def _told() -> dict[str, dict[str, str]]:
    """By model and field, as it is written in files: the text below the field in the models' source."""
    source = Path(__file__).with_name("models.py").read_text("utf-8")
    aliases = {"sender": "from"}
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ClassDef):
            continue
        fields = found.setdefault(node.name, {})
        for before, after in zip(node.body, node.body[1:], strict=False):
            if (
                isinstance(before, ast.AnnAssign)
                and isinstance(before.target, ast.Name)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
            ):
                words = " ".join(str(after.value.value).split())
                fields[aliases.get(before.target.id, before.target.id)] = words
    return found
