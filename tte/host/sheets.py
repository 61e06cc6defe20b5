"""Style sheets that all apps of a host share: each piece of CSS is parsed once, and kept once.

An app of its own parses all its CSS again whenever a kind of widget is new to it, since Textual remembers
fewer pieces than an app of ours has.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

PIECES, SHEETS = 2_000, 200
"""Pieces of CSS, and sheets made of them, that are kept: several times what all terminals of a room have."""

Key = TypeVar("Key")
Value = TypeVar("Value")

_pieces: OrderedDict[tuple[object, ...], list[RuleSet]] = OrderedDict()
_sheets: OrderedDict[tuple[object, ...], tuple[list[RuleSet], dict[str, list[RuleSet]]]] = OrderedDict()
_themes: dict[frozenset[tuple[str, str]], int] = {}
"""A number for each set of variables, that is for each theme."""


class SharedSheet(Stylesheet):
    """A style sheet that has its rules in common with all others of the same CSS: rules are only read."""

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._theme = _number(variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        super().set_variables(variables)
        self._theme = _number(variables)

    @property
    def rules_map(self) -> dict[str, list[RuleSet]]:
        _ = self.rules  # made first, if they are due: they bring their map
        return super().rules_map

    def parse(self) -> None:
        """Take the rules of the sources. Raises StylesheetParseError."""
        key = (self._theme, tuple(self.source.items()))
        made = _sheets.get(key)
        if made is None:
            super().parse()
            made = _keep(_sheets, key, (self._rules, super().rules_map), SHEETS)
        self._rules, self._rules_map = made
        self._require_parse = False

    def reparse(self) -> None:
        self.parse()

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        key = (self._theme, css, read_from, is_default_rules, tie_breaker, scope)
        rules = _pieces.get(key)
        if rules is None:
            rules = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
            _keep(_pieces, key, rules, PIECES)
        return rules


def _number(variables: dict[str, str]) -> int:
    return _themes.setdefault(frozenset(variables.items()), len(_themes))


def _keep(kept: OrderedDict[Key, Value], key: Key, value: Value, most: int) -> Value:
    """Remember a value, and forget the oldest of too many."""
    kept[key] = value
    if len(kept) > most:
        kept.popitem(last=False)
    return value
