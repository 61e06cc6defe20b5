"""What an action needs to be told, and how words are read into it. No Textual, no Typer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tte.engine.events import Dissent
from tte.engine.review_words import SCALE
from tte.errors import TteError

ParamKind = Literal[
    "text", "long", "number", "int", "flag", "choice", "inject", "decision", "option", "owner", "track",
    "channel", "people", "seat", "move", "time", "names", "tracks", "dissent", "draft", "message", "item",
    "heads", "objective", "target", "answers",
]  # fmt: skip
"""What a value is; a terminal can offer the ids that exist for the kinds that are ids."""


class BadValue(TteError):
    """A word that does not say what an action needs."""


@dataclass(frozen=True, slots=True)
class Param:
    """One thing an action needs: positional in the line command, or `--name`."""

    name: str
    kind: ParamKind
    help: str
    required: bool = False
    positional: bool = False
    choices: tuple[str, ...] = ()
    default: Any = None


def parse_time(text: str) -> float:
    """Exercise time in seconds from `T+1:15`, `75` (minutes) or `1:15` (hours and minutes)."""
    match = re.fullmatch(r"\s*(?:[Tt]\+?)?\s*(?:([0-9]{1,3}):)?([0-9]{1,5}(?:\.[0-9]+)?)\s*", text)
    if match is None:
        raise BadValue(f"“{text}” is no exercise time.", remedy="Write T+1:15, 1:15 or 75 (minutes).")
    return (int(match[1] or 0) * 60 + float(match[2])) * 60


def parse_tracks(text: str) -> dict[str, int]:
    """Effects on tracks from `esc+1, tru-2`."""
    found: dict[str, int] = {}
    for part in re.split(r"[,;\s]+(?=[A-Za-z])", text.strip()):
        if not part:
            continue
        match = re.fullmatch(r"([A-Za-z][\w-]*?)\s*([+-])\s*([0-9]{1,3})", part.strip(" ,;"))
        if match is None:
            raise BadValue(f"“{part}” is no effect on a track.", remedy="Write for instance: esc+1, tru-2")
        found[match[1].lower()] = found.get(match[1].lower(), 0) + int(match[2] + match[3])
    return found


def parse_heads(text: str) -> dict[str, int]:
    """A head count from `us=3, rok=2`."""
    found: dict[str, int] = {}
    for part in re.split(r"[,;\s]+", text.strip()):
        if part:
            seat, _, heads = part.partition("=")
            if not re.fullmatch("[0-9]{1,4}", heads):
                raise BadValue(f"“{part}” is no head count.", remedy="Write for instance: us=3, rok=2")
            found[seat] = int(heads)
    return found


def parse_dissent(text: str) -> tuple[Dissent, ...]:
    """Dissents, one a line, as `Name: words`, or `anonymous: words`, or words alone (anonymous)."""
    found = []
    for line in text.splitlines():
        if line.strip():
            name, colon, words = line.partition(":")
            named = bool(colon) and len(name.split()) <= 4
            who = name.strip() if named and name.strip().lower() != "anonymous" else ""
            found.append(Dissent(name=who, text=(words if named else line).strip()))
    return tuple(found)


def parse_answers(text: str) -> dict[str, int]:
    """Answers from `structured=4, fair=5`, or thirteen digits in the form's order, 0 for none."""
    if re.fullmatch(r"[0-5\s]+", text):
        digits = re.sub(r"\s", "", text)
        if len(digits) != len(SCALE):
            raise BadValue(f"There are {len(digits)} answers for {len(SCALE)} items.", remedy="0 skips one.")
        return {item: int(d) for item, d in zip(SCALE, digits, strict=True) if d != "0"}
    found: dict[str, int] = {}
    for part in re.split(r"[,;\s]+", text.strip()):
        item, _, answer = part.partition("=")
        if not re.fullmatch("[1-5]", answer):
            raise BadValue(
                f"“{part}” is no answer.",
                remedy="Answers are 1 to 5, each with its item, for instance: structured=4, fair=5",
            )
        found[item] = int(answer)
    return found


def read(param: Param, text: str) -> Any:
    """A value from what somebody typed. Raises BadValue in words."""
    match param.kind:
        case "number":
            try:
                number = float(text)
            except ValueError:
                number = float("nan")
            if not abs(number) < 1e6:
                raise BadValue(f"{param.name}: “{text}” is no number.")
            return number
        case "int":
            if not re.fullmatch(r"[+-]?[0-9]{1,6}", text.strip()):
                raise BadValue(f"{param.name}: “{text}” is no whole number.")
            return int(text.strip())
        case "flag":
            return text.lower() in ("1", "true", "yes", "on")
        case "choice":
            meant = {choice.lower(): choice for choice in param.choices}
            if text.strip().lower() not in meant:
                raise BadValue(f"{param.name}: “{text}” is none of {', '.join(param.choices)}.")
            return meant[text.strip().lower()]
        case "time":
            return parse_time(text)
        case "tracks":
            return parse_tracks(text)
        case "heads":
            return parse_heads(text)
        case "answers":
            return parse_answers(text)
        case "dissent":
            return parse_dissent(text)
        case "people":
            return tuple(p for p in re.split(r"[,;\s]+", text.strip()) if p)
        case "names":
            return tuple(n.strip() for n in re.split(r"[,;\n]+", text) if n.strip())
        case _:
            return text


def read_all(params: tuple[Param, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Values for all parameters from typed words (or values already read); what is missing gets its default.

    Raises BadValue for a word that cannot be read, or for something required that is missing.
    """
    values: dict[str, Any] = {}
    for param in params:
        word = given.get(param.name)
        if word is None or (
            isinstance(word, str) and not word.strip() and param.kind not in ("text", "long")
        ):
            if param.required:
                raise BadValue(f"{param.name} is missing: {param.help}")
            if param.default is not None:
                values[param.name] = param.default
            continue
        values[param.name] = read(param, word) if isinstance(word, str) else word
    return values
