"""An exercise as one text: what a session keeps, so that it never depends on deck files that change later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, cast

from msgspec import DecodeError
from msgspec.json import decode

from tte.errors import TteError

if TYPE_CHECKING:
    from tte.exercise.models import Exercise


class FrozenError(TteError):
    """A stored exercise that this version cannot read."""


def freeze(exercise: Exercise) -> str:
    """Canonical JSON: one line, fields in the models' order, mappings in the authors' order.

    Keys are not sorted, because the order of options and seats is what people see. Defaults are written out,
    so that a later version with other defaults reads the same exercise.
    """
    return exercise.model_dump_json(by_alias=True)


def digest(text: str) -> str:
    """SHA-256 of a frozen exercise, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def thaw_quickly(text: str) -> Exercise:
    """As `thaw`, without pydantic: records that look like the models. Raises FrozenError."""
    from tte.exercise.thawed import Exercise as Thawed

    try:
        return cast("Exercise", decode(text, type=Thawed))
    except DecodeError as error:
        raise _unreadable(str(error)) from None


def thaw(text: str) -> Exercise:
    """The exercise that `freeze` wrote; raises FrozenError."""
    from pydantic import ValidationError

    from tte.exercise.models import Exercise

    try:
        return Exercise.model_validate_json(text)
    except ValidationError as error:
        raise _unreadable(f"{error.error_count()} errors") from None


def _unreadable(why: str) -> FrozenError:
    return FrozenError(
        f"The exercise in this session cannot be read ({why}).",
        remedy="Open the session with the version of tte that made it.",
    )
