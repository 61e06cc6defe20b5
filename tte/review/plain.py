"""People's words made safe to print: whatever they contain, in a report they are only read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

CELL = 1_200
"""Characters of one text in a table or a line; the JSON export and the log keep all."""
PASSAGE = 8_000
SHOWN = 8
"""Numbers of events shown after a figure, as ranges; the JSON report names them all."""

_NAMED = re.compile(
    "[\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Invisible, turning, or half characters: shown by their number."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BREAKS = re.compile("\r\n?|[\u2028\u2029\u0085]")
_ODD = re.compile(f"[\x00-\x08\x0b-\x1f\u2028\u2029\u0085{_NAMED.pattern[1:-1]}]")
"""Any of them: most texts have none, and one look is enough."""


def visible(text: str) -> str:
    """The text with every control character shown as a sign: ␛ for escape, ⟨U+202E⟩ for turned text."""
    if (text.isascii() and text.isprintable()) or not _ODD.search(text):
        return text
    text = _BREAKS.sub("\n", text)
    text = _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])), text)
    return _NAMED.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def bounded(text: str, limit: int) -> str:
    """At most so many characters, with a note of how many were left out."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rstrip()} […{len(text) - limit:,} more characters: in the log and the JSON report]"


def printable(text: str, limit: int = CELL) -> str:
    """Visible and bounded; cut first, so that a megabyte costs no more than what is shown."""
    left_out = len(text) - limit
    if left_out <= 0:
        return text if (text.isascii() and text.isprintable()) or not _ODD.search(text) else visible(text)
    shown = visible(text[:limit]).rstrip()
    return f"{shown} […{left_out:,} more characters: in the log and the JSON report]"


def one_line(text: str) -> str:
    """Line breaks as a sign, for table cells."""
    return " ⏎ ".join(line.strip() for line in text.splitlines() if line.strip())


# --- Markdown ------------------------------------------------------------------------------------------

_ACTS = re.compile(r"[\\`*_\[\]<>|~&$^]|(?<=\w)@(?=\w)|(?<=\w)\.(?=[^\W\d_])|/(?=/)|:(?=//)")
_AUTHORED = re.compile(r"[\\\[\]<>|~&$^]|(?<=\w)@(?=\w)|(?<=\w)\.(?=[^\W\d_])|/(?=/)|:(?=//)")
_LINE_START = re.compile(r"^(?:(#+)|([-+=*])(?=\s|[-+=*]|$)|(\d{1,9})([.)])|(`{3,}))")
_LISTED = re.compile(r"^(?:\*{1,2}\w|[-*] \w)")
"""An author's line that begins with emphasis or a list's mark."""
_INDENT = re.compile(r"^[ \t]+")


def _escape_start(line: str) -> str:
    """What would make a heading, list, rule or code block at the start of a line."""
    line = _INDENT.sub(lambda found: "\u00a0" * min(8, len(found[0].expandtabs(4))), line)

    def escaped(found: re.Match[str]) -> str:
        hashes, mark, number, point, fence = found.groups()
        if number:
            return f"{number}\\{point}"
        return "\\" + (hashes or mark or fence)

    return _LINE_START.sub(escaped, line)


def markdown(text: str) -> str:
    """One line of people's words, for Markdown in which nothing of it acts."""
    line = _ACTS.sub(lambda found: "\\" + found[0], one_line(text))
    return _escape_start(line)


def markdown_lines(text: str) -> list[str]:
    """The same for a passage, line by line; empty lines stay."""
    return [_escape_start(_ACTS.sub(lambda found: "\\" + found[0], line)) for line in text.split("\n")]


def markdown_authored(text: str) -> list[str]:
    """An author's passage: emphasis and lists may act; links, pictures, HTML, headings and tables do not."""
    lines = (_AUTHORED.sub(lambda found: "\\" + found[0], line) for line in text.split("\n"))
    return [line if _LISTED.match(line) else _escape_start(line) for line in lines]


# --- times ---------------------------------------------------------------------------------------------


def wall_text(wall: int) -> str:
    """A wall time (UTC, ms) as 2026-11-22 14:05:12Z; a dash for none."""
    if wall <= 0:
        return "–"
    try:
        return datetime.fromtimestamp(wall / 1000, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    except (OverflowError, ValueError, OSError):  # a wall clock that was set to nonsense
        return f"{wall} ms"


def wall_clock(wall: int) -> str:
    """The time of day of a wall time (UTC, ms) as 14:05:12Z."""
    return _time_of_day(wall // 1000 % 86_400)


@lru_cache(maxsize=1024)
def _time_of_day(seconds: int) -> str:
    """Events of one command, and often of several, share a second."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}Z"


def duration_text(seconds: float) -> str:
    """A length of time as 2 h 05 min, 4 min 05 s, or 12 s."""
    whole = round(abs(seconds))
    sign = "−" if seconds < 0 and whole else ""
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{sign}{hours} h {minutes:02d} min"
    return f"{sign}{minutes} min {left:02d} s" if minutes else f"{sign}{left} s"


def count_text(count: int, one: str, several: str = "") -> str:
    """1 strength, 2 strengths."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def difference_text(seconds: float) -> str:
    """A deviation from a plan as +4:05, in minutes and seconds; ±0 for none."""
    whole = round(abs(seconds))
    if not whole:
        return "±0"
    return f"{'+' if seconds > 0 else '−'}{whole // 60}:{whole % 60:02d}"


def numbers(events: tuple[int, ...]) -> list[tuple[int, int]]:
    """Events' numbers as ranges, so that a figure built on many stays readable."""
    ranges: list[tuple[int, int]] = []
    for seq in sorted(set(events)):
        if ranges and seq == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], seq)
        else:
            ranges.append((seq, seq))
    return ranges


def range_text(first: int, last: int) -> str:
    return f"#{first}" if first == last else f"#{first}–{last}"
