"""The deck as a list: its files by what they are, injects by move, decisions one by one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tte.engine.clock import clock_text, move_at
from tte.exercise.diagnostics import Diagnostic
from tte.exercise.models import Exercise, Inject
from tte.tui.edit.look import END, Look

Kind = Literal["heading", "exercise", "decisions", "decision", "brief", "card", "inject", "file"]
CONTINGENCY = "contingency"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the deck: a heading, a file, or a decision in its file."""

    id: str
    kind: Kind
    label: str
    path: Path | None = None
    line: int = 1
    ref: str = ""
    """The id of the record in the exercise; of a heading, what stands under it."""
    end: int = END
    """Its last line in the file, for a decision."""

    def holds(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding stands in it."""
        if self.path is None or self.path.as_posix() != diagnostic.path:
            return False
        return self.line <= diagnostic.line <= self.end if self.kind == "decision" else True

    def matches(self, words: Sequence[str]) -> bool:
        """Whether its label, path or id has all these words (in small letters)."""
        text = f"{self.label} {self.path.as_posix() if self.path else ''} {self.ref}".casefold()
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Outline:
    """What the files of a deck hold, by path, and where its decisions stand (first and last line)."""

    injects: dict[str, Inject]
    decisions: dict[str, tuple[int, int]]


def outline_of(seen: Look, exercise: Exercise) -> Outline:
    """Where the records of a deck that loaded stand."""
    injects = {path: exercise.injects[at] for path, at in seen.injects.items()}
    return Outline(injects, seen.decisions)


def entries_of(
    folder: Path, files: Iterable[Path], exercise: Exercise | None, outline: Outline
) -> list[Entry]:
    """The list, from the files that are there now and what the last good version said of them."""
    present = sorted(files, key=lambda path: path.parts)
    there = set(present)
    top: list[tuple[Path, Kind]] = [(folder / name, kind) for name, kind in _TOP]
    found = [Entry(str(path), kind, path.name, path) for path, kind in top if path in there]
    if found and found[-1].kind == "decisions" and exercise is not None:
        path = folder / "decisions.yaml"
        for decision in exercise.decisions:
            first, last = outline.decisions.get(decision.id, (1, END))
            label = f"  {decision.id} {decision.title}"
            found.append(Entry(f"{path}#{decision.id}", "decision", label, path, first, decision.id, last))
    taken = {entry.path for entry in found}
    rest = [path for path in present if path not in taken]
    for title, kind in (("briefs", "brief"), ("roles", "card")):
        own = [p for p in rest if p.parts[-2] == title and p.suffix == ".md" and _is_of_people(folder, p)]
        if own:
            found.append(Entry(f"#{title}", "heading", _HEADS[title], ref=title))
            found += [Entry(str(p), kind, f"  {p.stem}", p, ref=p.stem) for p in own]  # type: ignore[arg-type]
            taken = set(own)
            rest = [path for path in rest if path not in taken]
    found += _injects(
        folder, [p for p in rest if p.suffix == ".md" and p.name != "README.md"], exercise, outline
    )
    others = [p for p in rest if p.suffix != ".md" or p.name == "README.md"]
    if others:
        found.append(Entry("#others", "heading", "Other files", ref="others"))
        found += [Entry(str(p), "file", f"  {_inside(folder, p)}", p) for p in others]
    return found


_TOP: tuple[tuple[str, Kind], ...] = (("exercise.yaml", "exercise"), ("decisions.yaml", "decisions"))
_HEADS = {"briefs": "Briefs", "roles": "Cards"}


def _is_of_people(folder: Path, path: Path) -> bool:
    """Briefs and cards lie in folders of their own at the top of the deck, or outside of it."""
    return path.parent.parent == folder or not path.is_relative_to(folder)


def _inside(folder: Path, path: Path) -> str:
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def _injects(folder: Path, paths: list[Path], exercise: Exercise | None, outline: Outline) -> list[Entry]:
    """Injects by move and by time, then contingencies, then files that the last good version had not."""
    known = {path: inject for path in paths if (inject := outline.injects.get(str(path))) is not None}
    groups: dict[str, list[Path]] = {}
    heads: dict[str, str] = {}
    for move in exercise.moves if exercise else ():
        heads[move.id] = f"{move.title}"
        groups[move.id] = []
    heads[CONTINGENCY] = "Contingency injects"
    groups[CONTINGENCY] = []
    for path in sorted(known, key=lambda p: _order(known[p])):
        groups[group_of(exercise, known[path])].append(path)
    found: list[Entry] = []
    for name, members in groups.items():
        if members:
            found.append(Entry(f"#move {name}", "heading", heads[name], ref=f"move {name}"))
            found += [_inject_entry(path, known[path]) for path in members]
    new = [path for path in paths if path not in known]
    if new:
        found.append(Entry("#new", "heading", "Not loaded" if exercise else "Injects", ref="new"))
        found += [Entry(str(p), "file", f"  {_inside(folder, p)}", p) for p in new]
    return found


def group_of(exercise: Exercise | None, inject: Inject) -> str:
    """The move that an inject is planned in, or the contingencies."""
    if exercise is None or inject.event == "contingency" or inject.at is None:
        return CONTINGENCY
    return move_at(exercise.moves, inject.at * 60).id


def _order(inject: Inject) -> tuple[float, str]:
    return (inject.at if inject.at is not None else 1e9, inject.id)


def _inject_entry(path: Path, inject: Inject) -> Entry:
    when = f"{clock_text(inject.at * 60)} " if inject.at is not None else ""
    return Entry(str(path), "inject", f"  {inject.id} {when}{inject.title}", path, ref=inject.id)
