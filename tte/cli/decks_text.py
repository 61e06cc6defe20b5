"""Exercises as text for a terminal and as plain data for machines."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tte.cli import safe
from tte.engine.clock import clock_text
from tte.exercise.diagnostics import errors

if TYPE_CHECKING:
    from tte.exercise.load import Loaded
    from tte.exercise.models import Exercise, Inject

WIDTH = 100


_ITEM = re.compile(r"\s*(?:[-*]|\d{1,2}[.)])\s")
"""How an item of a list begins in the text of an exercise."""


def paragraph(text: str, indent: str = "") -> str:
    """A text, wrapped, with its paragraphs and the items of its lists kept."""
    parts = [_lines(part) for part in text.strip().split("\n\n")]
    return "\n\n".join(
        "\n".join(
            textwrap.fill(
                safe.line(line), WIDTH, initial_indent=indent,
                subsequent_indent=indent + ("  " if _ITEM.match(line) else ""),
            )
            for line in lines
        )
        for lines in parts
    )  # fmt: skip


def _lines(part: str) -> list[str]:
    """The lines of a paragraph as they wrap: an item of a list begins another."""
    lines: list[str] = []
    for line in part.split("\n"):
        if lines and not _ITEM.match(line):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
    return lines


def rows(pairs: Iterable[tuple[str, str]], indent: str = "  ") -> Iterator[str]:
    """Names and what they are, the second column aligned and wrapped."""
    listed = [(safe.line(name), safe.line(" ".join(words.split()))) for name, words in pairs]
    wide = min(24, max((len(name) for name, _ in listed), default=0))
    for name, words in listed:
        head = f"{indent}{name:<{wide}}  "
        yield textwrap.fill(
            words or "-", WIDTH, initial_indent=head, subsequent_indent=" " * (len(indent) + wide + 2)
        )


def summary(loaded: Loaded) -> dict[str, Any]:
    """An exercise in a list, for machines; one that does not load says how many errors it has."""
    exercise = loaded.exercise
    head = {"id": loaded.folder.resolve().name, "folder": str(loaded.folder)}
    if exercise is None:
        return {**head, "errors": len(errors(loaded.diagnostics))}
    return {
        **head,
        "errors": 0,
        "title": exercise.title,
        "version": exercise.version,
        "kind": exercise.kind,
        "summary": exercise.summary,
        "minutes": exercise.endex,
        "roles": [r.id for r in exercise.roles],
        "seatings": {s.id: len(s.seats) for s in exercise.seatings},
        "cuts": {c.id: c.endex for c in exercise.cuts},
    }


def listed(loaded: Loaded) -> str:
    """An exercise in a list, for people."""
    name = safe.line(loaded.folder.resolve().name)
    exercise = loaded.exercise
    if exercise is None:
        wrong = len(errors(loaded.diagnostics))
        return (
            f"{name}\n  cannot be run: {wrong} {'error' if wrong == 1 else 'errors'}; see `tte check {name}`."
        )
    seatings = ", ".join(f"{s.id} ({len(s.seats)})" for s in exercise.seatings)
    cuts = ", ".join(f"{c.id} ({c.endex:g} min)" for c in exercise.cuts) or "none"
    facts = (
        f"{exercise.title} · {exercise.endex:g} min · {len(exercise.roles)} roles · "
        f"seatings: {seatings} · cuts: {cuts}"
    )
    return f"{name}\n{paragraph(facts, '  ')}\n{paragraph(exercise.summary, '  ')}"


def as_pages(exercise: Exercise, folder: Path, *, control: bool) -> str:
    """The whole of `tte show`."""
    mark = safe.marking(exercise.title)
    pages = [mark, ""]
    pages += [
        f"{safe.line(exercise.title)}, version {safe.line(exercise.version)} ({exercise.kind}), "
        f"{exercise.endex:g} minutes",
        safe.line(str(folder)),
        "",
    ]
    pages += [paragraph(exercise.summary), "", "Purpose", paragraph(exercise.purpose, "  "), ""]
    pages += _section("Scope", (("·", words) for words in exercise.scope))
    pages += _section("Roles", ((r.id, f"{r.title} ({r.side})") for r in exercise.roles))
    pages += _section(
        "Moves",
        (
            (m.id, f"{m.title}, {clock_text(m.start * 60)} to {clock_text(m.end * 60)}")
            for m in exercise.moves
        ),
    )
    pages += _section(
        "Objectives", ((o.id, f"{o.title}: {o.statement} ({o.capability})") for o in exercise.objectives)
    )
    pages += _section(
        "Seatings (--seating)",
        (
            (s.id, f"{s.title}: " + "; ".join(f"{i} = {', '.join(p.roles)}" for i, p in s.seats.items()))
            for s in exercise.seatings
        ),
    )
    pages += _section("Cuts (--cut)", ((c.id, f"{c.title}, {c.endex:g} minutes") for c in exercise.cuts))
    if control:
        pages += _control(exercise)
    return "\n".join([*pages, mark])


def _section(title: str, pairs: Iterable[tuple[str, str]]) -> list[str]:
    found = list(rows(pairs))
    return [title, *found, ""] if found else []


def _control(exercise: Exercise) -> list[str]:
    """What only control may read before the hot wash."""
    scheduled = [i for i in exercise.injects if i.event != "contingency"]
    pages = [f"For control only ({safe.line(exercise.handling.msel)})", ""]
    pages += _section("MSEL", (_msel_row(i) for i in scheduled))
    pages += _section(
        "Contingency injects", (_msel_row(i) for i in exercise.injects if i.event == "contingency")
    )
    pages += _section(
        "Decisions",
        (
            (
                d.id,
                f"{d.title} ({d.mode}: {', '.join(d.owners)}; "
                + "; ".join(f"{k} {o.title}" for k, o in d.options.items())
                + f"; default {d.default})",
            )
            for d in exercise.decisions
        ),
    )
    pages += _section(
        "Tracks", ((t.id, f"{t.name}, {t.low} to {t.high}, starts at {t.start}") for t in exercise.tracks)
    )
    pages += _section(
        "Endings",
        (
            (e.id, f"{e.title}{' (overlay)' if e.overlay else ''}, if {e.when or 'nothing else holds'}")
            for e in exercise.endings
        ),
    )
    return pages


def _msel_row(inject: Inject) -> tuple[str, str]:
    when = "" if inject.at is None else f"{clock_text(inject.at * 60)} "
    condition = f", if {inject.when}" if inject.when else ""
    opens = f", opens {', '.join(inject.opens)}" if inject.opens else ""
    to = ", ".join(inject.to)
    return (
        inject.id,
        f"{when}{inject.title} · {', '.join(inject.sender)} → {to} · {inject.channel}{condition}{opens}",
    )


def as_data(exercise: Exercise, folder: Path, *, control: bool) -> dict[str, Any]:
    """`tte show --format json`: never more than the text shows."""
    from tte.exercise.models import MARKING

    data: dict[str, Any] = {
        "marking": MARKING,
        "id": exercise.id,
        "folder": str(folder),
        "title": exercise.title,
        "version": exercise.version,
        "kind": exercise.kind,
        "purpose": exercise.purpose,
        "summary": exercise.summary,
        "minutes": exercise.endex,
        "scope": exercise.scope,
        "roles": [{"id": r.id, "title": r.title, "short": r.short, "side": r.side} for r in exercise.roles],
        "moves": [m.model_dump(mode="json", exclude={"summary"}) for m in exercise.moves],
        "objectives": [o.model_dump(mode="json") for o in exercise.objectives],
        "seatings": [s.model_dump(mode="json") for s in exercise.seatings],
        "cuts": [{"id": c.id, "title": c.title, "minutes": c.endex} for c in exercise.cuts],
    }
    if control:
        data |= {
            "injects": [i.model_dump(mode="json", by_alias=True) for i in exercise.injects],
            "decisions": [d.model_dump(mode="json") for d in exercise.decisions],
            "tracks": [t.model_dump(mode="json", by_alias=True) for t in exercise.tracks],
            "endings": [e.model_dump(mode="json") for e in exercise.endings],
        }
    return data
