"""Findings on a screen: as lines of a list, one in full with its source line and caret, and counts. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from textual.content import Content

from tte.exercise.diagnostics import CODES, Diagnostic, errors, printable
from tte.exercise.explained import EXPLAINED
from tte.tui.edit.entries import Entry
from tte.tui.edit.look import Look
from tte.tui.text import plain, plain_line
from tte.tui.widgets.lines import Row

SHAPES = {"error": "✕", "warning": "▲"}
"""Severity never by colour alone."""
STYLES = {"error": "$text-error", "warning": "$text-warning"}


def key_of(diagnostic: Diagnostic) -> str:
    """What tells a finding from others, whatever else was saved."""
    return (
        f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}:{diagnostic.code}:{diagnostic.message[:80]}"
    )


def row_of(diagnostic: Diagnostic) -> Row:
    """A finding as a line: shape and code, file (without its ending) and line, words."""
    shape = plain_line(f"{SHAPES[diagnostic.severity]} {diagnostic.code}", style=STYLES[diagnostic.severity])
    place = f"{Path(diagnostic.path).stem}:{diagnostic.line}"
    return Row(key_of(diagnostic), (shape, plain_line(place), plain_line(diagnostic.words(), 300)))


def matches(diagnostic: Diagnostic, words: Sequence[str]) -> bool:
    """Whether code, severity, path or message have all these words (in small letters)."""
    text = f"{diagnostic.code} {diagnostic.severity} {diagnostic.path} {diagnostic.message}".casefold()
    return all(word in text for word in words)


def counted(found: Iterable[Diagnostic]) -> str:
    """How many errors and warnings: `✕ 2 errors, ▲ 1 warning`; empty for none."""
    listed = list(found)
    wrong = len(errors(listed))
    numbers = (("✕", "error", wrong), ("▲", "warning", len(listed) - wrong))
    return ", ".join(f"{shape} {n} {word}{'s' if n != 1 else ''}" for shape, word, n in numbers if n)


def by_file(found: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
    """Findings by the path of their file."""
    files: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        files.setdefault(diagnostic.path, []).append(diagnostic)
    return files


def file_row(entry: Entry, found: Mapping[str, Sequence[Diagnostic]]) -> Row:
    """A line of the deck, with how many of the findings (by file) stand in it."""
    if entry.kind == "heading":
        return Row(entry.id, (plain_line(entry.label, style="bold $text-accent"), ""))
    here = found.get(entry.path.as_posix(), ()) if entry.path is not None else ()
    own = [d.severity for d in here if entry.holds(d)]
    marks = [
        plain_line(f"{SHAPES[severity]}{own.count(severity)}", style=STYLES[severity])
        for severity in ("error", "warning") if own.count(severity)
    ]  # fmt: skip
    lead = len(entry.label) - len(entry.label.lstrip())
    return Row(entry.id, (Content.assemble(" " * lead, plain_line(entry.label)), Content(" ").join(marks)))


def standing(seen: Look | None, trouble: str, words: str, checking: bool, stale: bool) -> Content:
    """How the deck stands, on one line. `words`: the filter; `stale`: the preview is an older version's."""
    parts: list[Content] = []
    if trouble:
        parts.append(plain_line(trouble, 300, style="bold $text-error"))
    elif seen is not None:
        parts.append(plain_line(counted(seen.diagnostics) or "✓ nothing is wrong", style="bold"))
        if seen.ignored:
            parts.append(plain_line(f"{seen.ignored} ignored with a reason"))
        if not seen.loads:
            parts.append(plain_line("does not load", style="bold $text-error"))
            if stale:
                parts.append(plain_line("the preview is of the last version that loaded"))
    if words:
        parts.append(plain_line(f"filter: {words}", 60))
    if checking:
        parts.append(plain_line("checking …" if parts else "Checking …"))
    return Content(" · ").join(parts)


def detail(diagnostic: Diagnostic, folder: Path, width: int) -> Content:
    """A finding in full: where, the words, the source line with a caret under its place, what to do."""
    path = Path(diagnostic.path)
    shown = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
    style = STYLES[diagnostic.severity]
    parts: list[Content | str | tuple[str, str]] = [
        (f"{SHAPES[diagnostic.severity]} {diagnostic.code} {diagnostic.severity}", f"bold {style}"), "\n",
        plain_line(f"{shown}:{diagnostic.line}:{diagnostic.column}", style="bold"), "\n",
        plain(diagnostic.words()), "\n\n",
    ]  # fmt: skip
    pointed = pointer(diagnostic, max(20, width))
    if pointed:
        parts += [line + "\n" for line in pointed] + ["\n"]
    explained = EXPLAINED.get(diagnostic.code)
    if explained is not None:
        parts += [("What to do: ", "bold"), explained.do, "\n\n", explained.why, "\n"]
    else:
        parts += [CODES.get(diagnostic.code, ""), "\n"]
    return Content.assemble(*parts, strip_control_codes=False)


def pointer(diagnostic: Diagnostic, width: int) -> list[str]:
    """The source line and the caret below it, cut to a width so that neither is wrapped."""
    source, at = diagnostic.source_line, diagnostic.column - 1
    if not source.strip() or at > len(source):
        return []
    gutter = f"{diagnostic.line} │ "
    room = max(8, width - len(gutter) - 1)
    line = printable(source)
    start = 0
    while start < at and cells(line[start : at + 1]) > room * 2 // 3:
        start += 1
    if start:
        start = min(start + 1, at)  # room for the mark of what was left out
    end = start
    while end < len(line) and cells(line[start : end + 1]) < room - 1:
        end += 1
    before = ("…" if start else "") + line[start:at]
    text = before + line[at:end] + ("…" if end < len(line) else "")
    return [gutter + text, " " * (len(gutter) - 2) + "│ " + " " * cells(before) + "^"]


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) != 0 for c in text)
