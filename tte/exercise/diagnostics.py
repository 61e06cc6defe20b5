"""What is wrong with a deck: a place, a stable code, words, what is allowed.

Codes never change their meaning; a new finding gets a new code. Lines and columns are 1-based characters.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Literal

from tte.errors import TteError

CODES: dict[str, str] = {
    # files and syntax
    "E100": "a file or folder cannot be read",
    "E101": "YAML syntax",
    "E102": "a key stands twice",
    "E103": "an anchor, alias, merge key, tag or directive",
    "E104": "characters: not UTF-8, or a control character",
    "E105": "too big, too deep, or too many files",
    "E106": "front matter is missing or not closed",
    "E107": "a variant's section fits no variant, or stands twice",
    "E108": "a path leaves its folder",
    "E109": "a file that the deck needs is missing",
    # fields
    "E110": "a field is missing",
    "E111": "there is no such field",
    "E112": "a value of the wrong type or out of bounds",
    "E113": "a value that is not one of those allowed",
    "E114": "not an id",
    # conditions
    "E120": "a condition that cannot be read",
    "E121": "an unknown name in a condition",
    "E122": "a function that does not exist, or its arguments",
    "E123": "wrong types in a condition",
    "E124": "an unknown id in a condition",
    "E125": "an option that the decision does not have",
    "E126": "an owner that is missing or is no owner",
    "E127": "a comparison that always or never holds",
    "E128": "a condition that is too long or too deep",
    # references
    "E130": "an unknown role or party",
    "E131": "an unknown channel",
    "E132": "an unknown objective",
    "E133": "an unknown track",
    "E134": "an unknown decision, inject, rule or move",
    "E135": "an unknown source",
    "E136": "`own` or `other` where it has no meaning",
    "E137": "an id that is taken",
    "E138": "an id that conditions or conventions need for something else",
    # sense
    "E140": "a default that is no option, or a decision without a choice",
    "E141": "a track's scale, start or bands",
    "E142": "moves out of order, or times out of order",
    "E143": "recipients that no text covers",
    "E144": "an unknown placeholder",
    "E145": "an empty text",
    "E146": "an ending that can never be reached",
    "E147": "a decision that nothing opens",
    "E148": "a timetable that does not fit",
    "E149": "a role at two seats",
    "E150": "an effect or trigger that does nothing",
    # warnings
    "W200": "a byte order mark",
    "W201": "a file that is not read",
    "W202": "a file name that does not begin with its inject's id",
    "W203": "a sender whose channel is not meant for it",
    "W204": "a recipient whom the channel does not reach",
    "W205": "no ending holds if no condition does",
    "W206": "a fact that nothing cites",
    "W207": "an inject that nobody receives",
    "W208": "an objective that nothing serves",
    # what analysis finds in a deck that loads
    "W210": "an inject without an objective",
    "W211": "a critical task that nothing tests",
    "W212": "a role that nothing is for",
    "W213": "a role that is left alone for long",
    "W214": "too many injects for control at once",
    "W215": "a message longer than its channel bears",
    "W216": "a placeholder that was left",
    "W217": "a point of an essay that the exercise sets out to use and does not",
    "W218": "a contested name out of its turn",
    "W219": "what reads like a living person's name",
    "W220": "more to read than there is time for",
    "W221": "an option that another beats in everything",
    "W222": "an ignore that cannot stand",
    "W223": "an ignore that hides nothing",
    "W224": "an exercise without a decision",
    "E301": "a condition that can never hold",
    "E302": "an option that is never open",
    "E303": "an inject that cannot fire",
    "E304": "an ending that cannot be reached",
    "E305": "an ending that others always come before",
    "E306": "things that wait for one another",
    "E307": "a deadline that nobody could keep",
    "E308": "a secret of one role in text for another",
    "E309": "a rule that never runs",
}

Severity = Literal["error", "warning"]
SHOWN_LINE = 100
KEPT_LINE = 2_000


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One finding. `allowed` lists what could stand there, `nearest` the likeliest of it."""

    path: str
    line: int
    column: int
    code: str
    message: str
    allowed: tuple[str, ...] = ()
    nearest: str | None = None
    severity: Severity = "error"
    source_line: str = ""

    def head(self) -> str:
        """One line, as compilers write it."""
        return f"{printable(self.path)}:{self.line}:{self.column}: {self.code} {self.words()}"

    def words(self) -> str:
        """The message with the nearest name, or with what is allowed if that is short."""
        text = printable(self.message)
        if self.nearest is not None:
            return f"{text} Did you mean `{printable(self.nearest)}`?"
        if self.allowed:
            listed = ", ".join(printable(a) for a in self.allowed[:20])
            more = f" and {len(self.allowed) - 20} more" if len(self.allowed) > 20 else ""
            return f"{text} Allowed: {listed}{more}."
        return text

    def render(self, remedy: str = "") -> str:
        """With the source line, a caret, and what to do."""
        return f"{self._pointed()}\n  = {remedy}" if remedy else self._pointed()

    def _pointed(self) -> str:
        if not self.source_line or self.column > len(self.source_line) + 1:
            return self.head()
        start = max(0, self.column - 1 - SHOWN_LINE // 2) if len(self.source_line) > SHOWN_LINE else 0
        shown = printable(self.source_line[start : start + SHOWN_LINE])
        before = shown[: self.column - 1 - start]
        number = str(self.line)
        gutter = " " * len(number)
        return f"{self.head()}\n{gutter} |\n{number} | {shown}\n{gutter} | {' ' * _cells(before)}^"


def printable(text: str) -> str:
    """The text on one line, with whatever a terminal could act on made visible, character for character."""
    return "".join(
        c if c.isprintable() else " " if c in "\t\r\n" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def _cells(text: str) -> int:
    """How many terminal cells a text takes."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) != 0 for c in text)


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The name that was probably meant, if one is near."""
    folded: dict[str, str] = {}
    for name in allowed:
        folded.setdefault(name.casefold(), name)
    found = get_close_matches(word.casefold()[:80], folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [d for d in diagnostics if d.severity == "error"]


def as_text(diagnostics: Iterable[Diagnostic], remedies: Callable[[str], str] = lambda code: "") -> str:
    """All of them, sorted, with source lines, and a count. `remedies` says by code what to do."""
    found = sorted(set(diagnostics))
    wrong = len(errors(found))
    count = f"{_plural(wrong, 'error')}, {_plural(len(found) - wrong, 'warning')}."
    return "\n\n".join([*(d.render(remedies(d.code)) for d in found), count])


def as_json(diagnostics: Iterable[Diagnostic], remedies: Callable[[str], str] = lambda code: "") -> str:
    """All of them, sorted, as a JSON array of objects; ASCII, so that any file name can be written out."""
    return json.dumps([{**asdict(d), "remedy": remedies(d.code)} for d in sorted(set(diagnostics))], indent=2)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


class LoadError(TteError):
    """A deck that cannot be played; carries every finding."""

    def __init__(self, name: str, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(set(diagnostics)))
        wrong = errors(self.diagnostics)
        lines = [f"{printable(name)} has {_plural(len(wrong), 'error')}."]
        lines += [f"  {d.head()}" for d in wrong[:10]]
        if len(wrong) > 10:
            lines.append(f"  and {len(wrong) - 10} more")
        super().__init__(
            "\n".join(lines), remedy="Correct the files; `tte check` shows every finding in full."
        )
