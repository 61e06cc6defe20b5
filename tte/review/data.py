"""The report as JSON: the analysis with stable keys, nothing shortened."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from typing import Any

from tte.exercise.models import MARKING
from tte.review.model import (
    Analysis,
)

VERSION = 1
"""Raised when a key changes its meaning or goes; new keys may come without."""

_ACTS = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")
"""Characters that JSON allows as they are, and that act on a terminal or cannot be stored."""


def to_json(analysis: Analysis) -> str:
    """An object with `version`, `marking`, `status` and the fields of `Analysis`."""
    view = analysis.overview
    head = {
        "version": VERSION,
        "marking": MARKING,
        "exercise": view.title,
        "handling": view.handling,
        "status": "INTERIM" if analysis.interim else "DRAFT",
    }
    text = json.dumps({**head, "analysis": plain(analysis)}, ensure_ascii=False, indent=1)
    return _ACTS.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def plain(value: Any) -> Any:
    """Records as objects, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value
