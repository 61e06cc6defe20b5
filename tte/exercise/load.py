"""Loads a deck: reads its folder, validates every record, checks the whole, collects every finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from tte.exercise.checks import check_exercise
from tte.exercise.checks.deck import Deck
from tte.exercise.diagnostics import Diagnostic, LoadError, errors, nearest
from tte.exercise.folder import DeckFolder, whole
from tte.exercise.models import (
    Brief,
    Card,
    Channel,
    Cut,
    Decision,
    Ending,
    Exercise,
    Fact,
    Inject,
    Move,
    Objective,
    Party,
    Role,
    Rule,
    Seating,
    Track,
)
from tte.exercise.records import Positions, Record, authored, report, validate
from tte.exercise.source import Findings, Markdown, Node, Place, SourceFile

SECTIONS: dict[str, type[BaseModel]] = {
    "moves": Move,
    "objectives": Objective,
    "tracks": Track,
    "channels": Channel,
    "roles": Role,
    "parties": Party,
    "rules": Rule,
    "endings": Ending,
    "seatings": Seating,
    "cuts": Cut,
    "facts": Fact,
}
"""Fields of an exercise that are written as mappings from id to record."""

SHORT = {"facts": "text", "parties": "title"}
"""Sections whose records may be written as one text."""

STAND_INS: dict[str, Any] = {
    "title": "-", "version": "-", "purpose": "-", "summary": "-", "scope": (), "zones": (), "moves": (),
    "endex": 100_000, "objectives": (), "tracks": (), "channels": (), "roles": (), "endings": (),
    "seatings": (),
}  # fmt: skip
"""For required fields that could not be read, so that the rest can still be checked."""


@dataclass(frozen=True)
class Loaded:
    """What came of a load: an exercise if there was no error, every finding, and the files that were read."""

    folder: Path
    exercise: Exercise | None
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[Path, ...]

    def require(self) -> Exercise:
        """The exercise, or LoadError with every finding."""
        if self.exercise is None:
            raise LoadError(str(self.folder), self.diagnostics)
        return self.exercise


def load_exercise(folder: Path | str) -> Loaded:
    """Load the deck in a folder; never raises for what the files hold."""
    return read_deck(folder).loaded


@dataclass(frozen=True)
class Read:
    """A load with what a closer look needs: the deck with its positions, if it can be played; its files."""

    loaded: Loaded
    deck: Deck | None
    sources: tuple[SourceFile, ...]


def read_deck(folder: Path | str) -> Read:
    """As `load_exercise`, for checks that go on where loading ends."""
    findings = Findings()
    files = DeckFolder(Path(folder), findings)
    load = _Load(files, findings)
    exercise = load.exercise()
    found = tuple(sorted(set(findings.found)))
    if errors(found):
        exercise = None
    loaded = Loaded(files.path, exercise, found, tuple(dict.fromkeys(files.files)))
    deck = None
    if exercise is not None and load.positions is not None:
        deck = Deck(exercise, load.positions, findings, load.broken)
    return Read(loaded, deck, tuple(files.sources))


@dataclass
class _Load:
    folder: DeckFolder
    findings: Findings
    broken: dict[str, set[str]] = field(default_factory=dict)
    """Ids, by section, of records that were there but could not be read."""
    blind: bool = False
    """Whole parts could not be read, so references cannot be judged."""
    cards: dict[str, tuple[Card, Record] | None] = field(default_factory=dict)
    positions: Positions | None = None

    def exercise(self) -> Exercise | None:
        """Reads and checks all; what it returns is whole only if nothing was found wrong."""
        if not self.folder.path.is_dir():
            self.findings.add(whole(self.folder.path), "E100", "There is no such folder.")
            return None
        node = self.folder.yaml("exercise.yaml")
        asked = None
        if self.folder.has("decisions.yaml"):
            asked = self.folder.yaml("decisions.yaml")
            self.blind = asked is None
        injects = self._injects()
        if not self.folder.has("decisions.yaml") and any(inject.opens for inject, _ in injects):
            self.folder.yaml("decisions.yaml")  # says that there is none: one finding for all who ask for it
            self.blind = True
        if node is None:
            return None
        top = Record(dict(node.value), node)
        positions = self.positions = Positions(top)
        for name in ("id", "injects", "decisions"):
            if name in top.data:
                words = {
                    "id": "An exercise's id is its folder's name.",
                    "injects": "Injects are files of their own.",
                }
                message = words.get(name, "Decisions are in decisions.yaml.")
                self.findings.add(top.where((name,), key=True), "E111", f"{message} Delete `{name}` here.")
        top.data["id"] = self.folder.base.name
        top.grafts[("id",)] = node.place
        for name in SECTIONS:
            if name in node.fields:
                top.data[name] = self._section(name, node.fields[name], positions)
        self._stray_briefs(node)
        top.data["decisions"] = self._decisions(asked, positions)
        top.data["injects"] = tuple(inject for inject, _ in injects)
        for index, (_, record) in enumerate(injects):
            positions.records["injects", index] = record
        exercise = self._whole(top)
        if not self.blind:
            check_exercise(exercise, positions, self.findings, self.broken)
        return exercise

    def _whole(self, top: Record) -> Exercise:
        """The exercise; fields that are wrong are reported and stood in for."""
        try:
            return Exercise.model_validate(top.data)
        except ValidationError as error:
            wrong = error.errors(include_url=False)
        for one in wrong:
            report(Exercise, top, one, self.findings)
        bad = {str(one["loc"][0]) for one in wrong}
        good = {name: value for name, value in top.data.items() if name not in bad}
        stand_ins = {name: value for name, value in STAND_INS.items() if name in bad}
        return Exercise.model_validate(good | stand_ins | {"id": "x"} if "id" in bad else good | stand_ins)

    def _section(self, name: str, node: Node, positions: Positions) -> tuple[BaseModel, ...]:
        """The records of a mapping from id to record; those in error are left out and remembered."""
        if not isinstance(node.value, dict):
            self.findings.add(node.place, "E112", f"`{name}` has to be a mapping from ids to records.")
            self.blind = True
            return ()
        records: list[BaseModel] = []
        for key, item in node.fields.items():
            record = self._keyed(name, key, node.keys[key], item)
            if record is not None and name == "roles":
                record = self._role(key, record)
            if record is not None and name == "cuts":
                self._cut_moves(record)
            model = validate(SECTIONS[name], record, self.findings) if record else None
            if record is None or model is None:
                self.broken.setdefault(name, set()).add(key)
                continue
            positions.records[name, len(records)] = record
            records.append(model)
        return tuple(records)

    def _keyed(self, section: str, key: str, place: Place, node: Node) -> Record | None:
        """A record under its id."""
        short = SHORT.get(section)
        if short and not isinstance(node.value, dict):
            return Record({"id": key, short: node.value}, node, {("id",): place, (short,): node}, place)
        if not isinstance(node.value, dict):
            self.findings.add(
                place, "E112", f"`{key}` has to be a record: lines like `field: value` under it."
            )
            return None
        record = Record(dict(node.value), node, {("id",): place}, place)
        if "id" in node.fields:
            self.findings.add(node.keys["id"], "E111", "The id is the key of the record; delete `id` here.")
        record.data["id"] = key
        return record

    def _cut_moves(self, record: Record) -> None:
        """Moves of a cut are written as the exercise's are."""
        node = record.node.fields.get("moves")
        if node is None or not isinstance(node.value, dict):
            return
        moves = []
        for index, (key, item) in enumerate(node.fields.items()):
            moves.append({**item.value, "id": key} if isinstance(item.value, dict) else item.value)
            record.grafts["moves", index] = item
            record.grafts["moves", index, "id"] = node.keys[key]
        record.data["moves"] = moves

    def _decisions(self, node: Node | None, positions: Positions) -> tuple[BaseModel, ...]:
        decisions: list[BaseModel] = []
        for key, item in node.fields.items() if node else ():
            record = self._keyed("decisions", key, node.keys[key], item) if node else None
            model = validate(Decision, record, self.findings) if record else None
            if record is None or model is None:
                self.broken.setdefault("decisions", set()).add(key)
                continue
            positions.records["decisions", len(decisions)] = record
            decisions.append(model)
        return tuple(decisions)

    # roles

    def _role(self, role: str, record: Record) -> Record | None:
        """Adds a role's card and brief, which are files."""
        if "brief" in record.data:
            message = f"A brief is a file of its own, briefs/{role}.md. Delete `brief` here."
            self.findings.add(record.where(("brief",), key=True), "E111", message)
        brief = self._brief(role, record)
        if "card" not in record.data:
            record.data.pop("brief", None)
            validate(
                Role, Record(record.data | {"brief": brief}, record.node, head=record.head), self.findings
            )
            return None
        card = self._card(record)
        if card is None or brief is None:
            rest = {name: value for name, value in record.data.items() if name not in ("card", "brief")}
            self._report_rest(record, rest)
            return None
        record.data |= {"card": card[0], "brief": brief[0]}
        record.grafts |= {("card", *path): spot for path, spot in card[1].grafts.items()}
        record.grafts |= {("brief", *path): spot for path, spot in brief[1].grafts.items()}
        return record

    def _report_rest(self, record: Record, rest: dict[str, Any]) -> None:
        """Errors of a role beside those of its card and brief."""
        try:
            Role.model_validate(rest)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                if one["loc"][0] not in ("card", "brief"):
                    report(Role, record, one, self.findings)

    def _brief(self, role: str, record: Record) -> tuple[Brief, Record] | None:
        path = self.folder.path / "briefs" / f"{role}.md"
        if not path.exists():
            self.findings.add(record.where(()), "E109", f"This role has no brief; write {path.as_posix()}.")
            return None
        text = self.folder.markdown(path)
        return self._told(Brief, text, {"role": role}, "situation") if text else None

    def _card(self, role: Record) -> tuple[Card, Record] | None:
        stem, place = role.data["card"], role.where(("card",))
        if not isinstance(stem, str):
            self.findings.add(place, "E112", "This has to be the name of a card, without .md.")
            return None
        if Path(stem).name != stem or "\\" in stem or stem in ("", ".", ".."):
            self.findings.add(
                place, "E108", "A card is named by its file's stem alone; it cannot lie elsewhere."
            )
            return None
        if stem not in self.cards:
            self.cards[stem] = self._read_card(stem, place)
        return self.cards[stem]

    def _read_card(self, stem: str, place: Place) -> tuple[Card, Record] | None:
        folders = self.folder.card_folders()
        for folder, real in folders:
            path = folder / f"{stem}.md"
            if path.is_file() or path.is_symlink():
                text = self.folder.markdown(path, real)
                return self._told(Card, text, {"id": stem}, "who") if text else None
        known = sorted({p.stem for folder, _ in folders if folder.is_dir() for p in folder.glob("*.md")})
        looked = " or ".join(folder.as_posix() for folder, _ in folders)
        message = f"There is no card `{stem}` in {looked}."
        self.findings.add(place, "E109", message, allowed=tuple(known), near=nearest(stem, known))
        return None

    def _told(self, model: Any, text: Markdown, own: dict[str, str], body: str) -> Any:
        """A card or brief: its front matter, its body, and what its file name says."""
        record = Record(dict(text.front.value), text.front, {(): text.front, (body,): text.body})
        for name in (*own, body):
            if name in record.data:
                message = (
                    f"There is no field `{name}` here: it is the {'text' if name == body else 'file name'}."
                )
                self.findings.add(
                    record.where((name,), key=True), "E111", message, allowed=tuple(authored(model))
                )
        record.data |= own | {body: text.body.text}
        for section in text.sections[1:]:
            self.findings.add(section.head, "E107", "Only injects have sections.")
        found = validate(model, record, self.findings)
        return (found, record) if found else None

    def _stray_briefs(self, node: Node) -> None:
        roles = node.fields["roles"].value if "roles" in node.fields else {}
        folder = self.folder.path / "briefs"
        for path in sorted(folder.glob("*.md")) if folder.is_dir() and isinstance(roles, dict) else ():
            if path.stem not in roles:
                self.findings.unknown(whole(path), "E130", path.stem, "role", list(roles))

    # injects

    def _injects(self) -> list[tuple[Inject, Record]]:
        """Injects in the order of their plan: scheduled by time, then contingencies."""
        found: list[tuple[Inject, Record]] = []
        for path in self.folder.walk():
            inside = path.relative_to(self.folder.path)
            if len(inside.parts) > 1 and inside.parts[0] in ("briefs", "roles") and path.suffix == ".md":
                continue
            if inside.as_posix() in ("exercise.yaml", "decisions.yaml") or path.name == "README.md":
                continue
            if path.suffix != ".md":
                self.findings.add(whole(path), "W201", "This file is not read.")
                continue
            text = self.folder.markdown(path)
            record = self._inject_record(text) if text else None
            inject = validate(Inject, record, self.findings) if record else None
            if inject is None or record is None:
                self._lost_inject(path, record)
            else:
                if not f"{path.stem}-".casefold().startswith(f"{inject.id}-".casefold()):
                    message = f"The file's name begins with another id than `{inject.id}`."
                    self.findings.add(record.where(("id",)), "W202", message)
                found.append((inject, record))
        return sorted(found, key=lambda pair: _planned(pair[0]))

    def _lost_inject(self, path: Path, record: Record | None) -> None:
        """Its id may be referred to: take it from the front matter, or all that the file name may mean."""
        parts = path.stem.split("-")
        names = {"-".join(parts[:n]) for n in range(1, len(parts) + 1)}
        if record is not None and isinstance(record.data.get("id"), str):
            names.add(record.data["id"])
        self.broken.setdefault("injects", set()).update(names)

    def _inject_record(self, text: Markdown) -> Record:
        front = text.front
        record = Record(dict(front.value), front, {("body",): text.body})
        if "body" in front.fields:
            self.findings.add(
                front.keys["body"], "E111", "The text of an inject goes below its front matter."
            )
        record.data["body"] = text.body.text
        given = front.value.get("variants")
        variants = [dict(v) if isinstance(v, dict) else v for v in given] if isinstance(given, list) else []
        if variants:
            record.data["variants"] = variants
        ids = [v.get("id") if isinstance(v, dict) else None for v in variants]
        seen: set[str] = set()
        for section in text.sections[1:]:
            if section.id not in ids:
                known = [i for i in ids if isinstance(i, str)]
                self.findings.unknown(section.head, "E107", section.id, "variant", known)
            elif section.id in seen or "body" in variants[ids.index(section.id)]:
                self.findings.add(section.head, "E107", f"The variant `{section.id}` has two texts.")
            else:
                index = ids.index(section.id)
                variants[index]["body"] = section.text
                record.grafts["variants", index, "body"] = section
                seen.add(section.id)
        return record


def _planned(inject: Inject) -> tuple[bool, float, str]:
    return inject.event == "contingency", inject.at if inject.at is not None else 1e9, inject.id
