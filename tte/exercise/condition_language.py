"""What the language of conditions has: its functions, its facts, its errors.

Columns are 1-based characters of the text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from tte.errors import TteError

MAX_LENGTH = 500
MAX_DEPTH = 24
MAX_NUMBER = 1_000_000

Value = bool | int | float | str
Kind = Literal["condition", "number", "text"]


class Facts(Protocol):
    """What is so at one moment of a session."""

    def track(self, track: str, /) -> int:
        """The value of a track."""
        ...

    def at(self) -> float:
        """Exercise time in minutes."""
        ...

    def at_jump(self) -> bool:
        """Whether a jump to another move is running."""
        ...

    def move(self) -> str:
        """The id of the present move."""
        ...

    def decided(self, decision: str, owner: str | None, /) -> str:
        """The option's letter, `written` for a written answer, empty while open."""
        ...

    def any_decided(self, decision: str, option: str, /) -> bool: ...

    def all_decided(self, decision: str, option: str, /) -> bool: ...

    def missed(self, decision: str, /) -> bool: ...

    def released(self, inject: str, /) -> bool: ...

    def answered(self, channel: str, /) -> bool: ...

    def unanswered(self, channel: str, /) -> bool: ...

    def count(self, rule: str, /) -> int: ...


Run = Callable[[Facts], Value]
Subject = Literal["decision", "option", "owner", "inject", "channel", "rule"]


@dataclass(frozen=True)
class Function:
    """A function of the language: what it gives and what its arguments name."""

    kind: Kind
    takes: tuple[Subject, ...]
    optional: int = 0


FUNCTIONS: dict[str, Function] = {
    "decided": Function("text", ("decision", "owner"), optional=1),
    "any_decided": Function("condition", ("decision", "option")),
    "all_decided": Function("condition", ("decision", "option")),
    "missed": Function("condition", ("decision",)),
    "released": Function("condition", ("inject",)),
    "answered": Function("condition", ("channel",)),
    "unanswered": Function("condition", ("channel",)),
    "count": Function("number", ("rule",)),
}
NUMBER_FUNCTIONS: dict[str, Callable[..., int | float]] = {"max": max, "min": min}
WORDS: dict[str, Kind] = {"at": "number", "at_jump": "condition", "move": "text"}
"""Names with a fixed meaning; every other name is a track."""
RESERVED = frozenset(WORDS) | frozenset(FUNCTIONS) | frozenset(NUMBER_FUNCTIONS) | {"own", "other"}
"""What no track can be called."""


class ConditionError(TteError):
    """A text that is no condition; `column` says where (1-based), `code` which diagnostic it is."""

    def __init__(self, message: str, *, column: int = 1, code: str = "E120", remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.column = column
        self.code = code


@dataclass(frozen=True)
class Call:
    """A use of a function that names something of the exercise."""

    name: str
    args: tuple[str, ...]
    col: int
    arg_cols: tuple[int, ...] = ()

    def arg(self, subject: Subject) -> str | None:
        """The argument that names a subject, if this function has one and it is given."""
        for takes, value in zip(FUNCTIONS[self.name].takes, self.args, strict=False):
            if takes == subject:
                return value
        return None
