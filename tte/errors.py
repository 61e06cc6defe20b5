"""The one base of every error that tte says to a person."""

from __future__ import annotations


class TteError(Exception):
    """Something a facilitator can act on: what was wrong, where, and what to do.

    `remedy` is a sentence of its own, so that a terminal can set it apart; `str()` gives both.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Refused(TteError):
    """A command that the rules of play do not allow now; nothing happened."""
