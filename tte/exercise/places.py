"""Positions in deck files, and the findings that point at them.

Lines and columns are 1-based characters of the file as an editor shows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tte.exercise.diagnostics import KEPT_LINE, Diagnostic, Severity, nearest


@dataclass
class Findings:
    """The diagnostics of a load, as they come in."""

    found: list[Diagnostic] = field(default_factory=list)
    _unread: set[tuple[str, int, int]] = field(default_factory=set)

    def add(
        self,
        place: Place,
        code: str,
        message: str,
        *,
        allowed: tuple[str, ...] = (),
        near: str | None = None,
    ) -> None:
        """Note a finding; those whose code begins with W are warnings."""
        severity: Severity = "warning" if code.startswith("W") else "error"
        line = place.file.lines[place.line - 1] if place.line <= len(place.file.lines) else ""
        at = place.file.shown, place.line, place.column
        if code == "E103":
            self._unread.add(at)
        elif code == "E112" and at in self._unread:
            return  # a value that was refused is missing for that reason alone
        self.found.append(Diagnostic(*at, code, message, allowed, near, severity, line[:KEPT_LINE]))

    def unknown(self, place: Place, code: str, word: str, what: str, allowed: list[str]) -> None:
        """Note a name that is not among those allowed."""
        shown = word if len(word) <= 80 else word[:79] + "…"
        self.add(
            place, code, f"There is no {what} `{shown}`.", allowed=tuple(allowed), near=nearest(word, allowed)
        )


@dataclass(frozen=True)
class SourceFile:
    """A file of a deck: how it is called in diagnostics, and its lines."""

    shown: str
    text: str = ""
    lines: tuple[str, ...] = ()

    def place(self, line: int = 1, column: int = 1) -> Place:
        return Place(self, line, column)


class Place(NamedTuple):
    """A position in a file."""

    file: SourceFile
    line: int = 1
    column: int = 1
