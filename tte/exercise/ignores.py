"""Inline ignores: `# tte: ignore[W213] reason` in YAML and front matter.

A comment behind a line, or alone above one, covers that line and what is indented below it; alone above the
first key of a file or of its front matter, and followed by an empty line or another comment, the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tte.exercise.diagnostics import CODES, Diagnostic
from tte.exercise.places import Findings, SourceFile

_COMMENT = re.compile(r"(?:^|\s)(#\s*tte:\s*ignore\b(?P<rest>.*))$")
_FORM = re.compile(r"\[(?P<codes>[^\]]*)\]\s*(?P<reason>.*)")
NOT_IGNORED = ("E1", "W222", "W223")
"""Errors without which a deck could not be loaded, and findings about ignores themselves."""


@dataclass
class Ignore:
    """One comment: which codes, in which lines (1-based, last included)."""

    file: SourceFile
    line: int
    column: int
    codes: tuple[str, ...]
    first: int
    last: int
    used: set[str] = field(default_factory=set)

    def covers(self, found: Diagnostic) -> bool:
        return (
            found.path == self.file.shown
            and self.first <= found.line <= self.last
            and found.code in self.codes
        )


def apply_ignores(
    found: Iterable[Diagnostic], sources: Iterable[SourceFile], *, analysed: bool
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings that stay, those about ignores among them, and those that are ignored.

    `analysed`: all checks have run, so an ignore that hid nothing is of no use.
    """
    findings = Findings()
    ignores = [ignore for source in sources for ignore in _read(source, findings)]
    by_file: dict[str, list[Ignore]] = {}
    for ignore in ignores:
        by_file.setdefault(ignore.file.shown, []).append(ignore)
    kept: list[Diagnostic] = []
    hidden: list[Diagnostic] = []
    for diagnostic in found:
        covering = [i for i in by_file.get(diagnostic.path, ()) if i.covers(diagnostic)]
        for ignore in covering:
            ignore.used.add(diagnostic.code)
        (hidden if covering else kept).append(diagnostic)
    for ignore in ignores if analysed else ():
        for code in ignore.codes:
            if code not in ignore.used:
                place = ignore.file.place(ignore.line, ignore.column)
                findings.add(place, "W223", f"This ignores {code}, and there is no {code} here; delete it.")
    return [*kept, *findings.found], hidden


def _read(source: SourceFile, findings: Findings) -> Iterator[Ignore]:
    if "tte:" not in source.text:
        return
    start, end = _yaml_part(source)
    for number in range(start, end):
        hit = _COMMENT.search(source.lines[number])
        if hit is None:
            continue
        place = source.place(number + 1, hit.start(1) + 1)
        form = _FORM.fullmatch(hit["rest"].strip())
        if form is None or not form["codes"].strip():
            findings.add(place, "W222", "An ignore names codes and a reason: `# tte: ignore[W213] why`.")
            continue
        codes = tuple(code.strip().upper() for code in form["codes"].split(","))
        if not form["reason"].strip():
            findings.add(place, "W222", "This ignore gives no reason; write it behind the bracket.")
            continue
        wrong = [code for code in codes if code not in CODES or code.startswith(NOT_IGNORED)]
        for code in wrong:
            what = "cannot be ignored" if code in CODES else "is no code"
            findings.add(place, "W222", f"{code[:20]} {what}.")
        first, last = _covered(source, number, hit.start(1), start, end)
        good = tuple(code for code in codes if code not in wrong)
        yield Ignore(source, number + 1, hit.start(1) + 1, good, first, last)


def _yaml_part(source: SourceFile) -> tuple[int, int]:
    """The lines (0-based) that are YAML: all, or the front matter."""
    lines = source.lines
    if not source.shown.endswith(".md"):
        return 0, len(lines)
    end = next((n for n in range(1, len(lines)) if lines[n].rstrip() == "---"), len(lines))
    return 1, end


def _covered(source: SourceFile, number: int, column: int, start: int, end: int) -> tuple[int, int]:
    """The lines (1-based) that a comment covers."""
    lines = source.lines
    if lines[number][:column].strip():
        target = number
    else:
        whole = all(not lines[n].strip() or lines[n].lstrip().startswith("#") for n in range(start, number))
        if whole and (source.shown.endswith(".md") or not "".join(lines[number + 1 : number + 2]).strip()):
            return 1, len(lines)
        target = next(
            (n for n in range(number + 1, end) if lines[n].strip() and not lines[n].lstrip().startswith("#")),
            number,
        )
    depth = _indent(lines[target])
    last = target
    for n in range(target + 1, end):
        if lines[n].strip() and _indent(lines[n]) <= depth:
            break
        last = n
    return target + 1, last + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
