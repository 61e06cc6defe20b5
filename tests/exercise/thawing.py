"""Writes `tte/exercise/thawed.py` from the models: `python -m tests.exercise.thawing`."""

from __future__ import annotations

import inspect
import textwrap
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from tte.exercise import models
from tte.exercise.base import Model
from tte.exercise.models import Exercise

THAWED = Path(models.__file__).with_name("thawed.py")

HEAD = '''"""The exercise as a session keeps it, read without pydantic, which a first paint need not wait for.

Written from `models` by `python -m tests.exercise.thawing`; a test holds that nothing is missing. Types are
checked as strictly as there; what else the models ask of authors was asked when the exercise was frozen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct, field


class Frozen(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of what an exercise consists of."""
'''


def source() -> str:
    """The module's text."""
    return HEAD + "".join(f"\n\n{_class(kind)}" for kind in _kinds(Exercise, []))


def _kinds(kind: type[Model], found: list[type[Model]]) -> list[type[Model]]:
    """A model and those in it, each after those that it holds."""
    for info in kind.model_fields.values():
        for part in _models(info.annotation):
            _kinds(part, found)
    if kind not in found:
        found.append(kind)
    return found


def _models(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, Model):
        return [annotation]
    return [kind for part in get_args(annotation) for kind in _models(part)]


def _class(kind: type[Model]) -> str:
    lines = [_field(name, info) for name, info in kind.model_fields.items()]
    methods = [
        "\n" + textwrap.indent(textwrap.dedent(inspect.getsource(value)), "    ")
        for name, value in vars(kind).items()
        if isinstance(value, types.FunctionType) and not name.startswith("_")
    ]
    return f"class {kind.__name__}(Frozen, frozen=True, kw_only=True):\n{''.join(lines)}{''.join(methods)}"


def _field(name: str, info: FieldInfo) -> str:
    line = f"    {name}: {_type(info.annotation)}{_default(info)}\n"
    if len(line) <= 110:
        return line
    before, _, after = line.partition("[")
    words = "".join(f"        {word},\n" for word in after.rstrip("]\n").split(", "))
    return f"{before}[\n{words}    ]\n"


def _type(wanted: Any) -> str:
    origin, args = get_origin(wanted), get_args(wanted)
    if origin is Annotated:
        return _type(args[0])
    if origin is Literal:
        return f"Literal[{', '.join(map(_quoted, args))}]"
    if origin in (Union, types.UnionType):
        return " | ".join(map(_type, args))
    if origin is tuple:
        return f"tuple[{_type(args[0])}, ...]"
    if origin is dict:
        return f"dict[{_type(args[0])}, {_type(args[1])}]"
    return "None" if wanted is type(None) else str(wanted.__name__)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _default(info: FieldInfo) -> str:
    key = f'name="{info.alias}"' if info.alias else ""
    if info.is_required():
        return f" = field({key})" if key else ""
    default = info.default
    if isinstance(default, dict | Model):
        assert default == type(default)(), default
        return f" = field(default_factory={type(default).__name__})"
    value = _quoted(default) if isinstance(default, str) else repr(default)
    return f" = field(default={value}, {key})" if key else f" = {value}"


if __name__ == "__main__":
    THAWED.write_text(source(), encoding="utf-8")
