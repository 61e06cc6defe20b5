"""An exercise as one text: what a session keeps, so that it never depends on deck files that change later."""

from __future__ import annotations

import hashlib

from pydantic import ValidationError

from tte.errors import TteError
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


def thaw(text: str) -> Exercise:
    """The exercise that `freeze` wrote; raises FrozenError."""
    try:
        return Exercise.model_validate_json(text)
    except ValidationError as error:
        raise FrozenError(
            f"The exercise in this session cannot be read ({error.error_count()} errors).",
            remedy="Open the session with the version of tte that made it.",
        ) from None
