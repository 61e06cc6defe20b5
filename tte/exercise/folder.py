"""The folder of a deck: which files it has, and reading them without leaving it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tte.exercise.source import (
    Findings,
    Markdown,
    Node,
    Place,
    SourceFile,
    read_markdown,
    read_source,
    read_yaml,
)

MAX_FILES = 20_000


@dataclass
class DeckFolder:
    """A deck's folder; findings go to `findings`, files that were read to `files`."""

    path: Path
    findings: Findings
    files: list[Path] = field(default_factory=list)
    sources: list[SourceFile] = field(default_factory=list)
    real: dict[Path, Path] = field(default_factory=dict)
    """Folders, and where they lie for real."""

    def __post_init__(self) -> None:
        if not self.path.name:
            self.path = self.path.resolve()
        self.base = self.path.resolve()

    def _open(self, path: Path, base: Path | None = None) -> SourceFile | None:
        """A file of the deck, if it lies in its folder for real."""
        if not self._real(path).is_relative_to(base or self.base):
            message = "This leads out of its folder by a link; put the file itself there."
            self.findings.add(whole(path), "E108", message)
            return None
        self.files.append(path)
        source = read_source(path, path.as_posix(), self.findings)
        if source is not None:
            self.sources.append(source)
        return source

    def _real(self, path: Path) -> Path:
        """Where a file lies for real; its folder is looked up once."""
        if path.is_symlink():
            return path.resolve()
        if path.parent not in self.real:
            self.real[path.parent] = path.parent.resolve()
        return self.real[path.parent] / path.name

    def has(self, name: str) -> bool:
        path = self.path / name
        return path.exists() or path.is_symlink()

    def yaml(self, name: str) -> Node | None:
        """A YAML file that is a mapping; None if it cannot be read."""
        path = self.path / name
        if not self.has(name):
            self.findings.add(whole(path), "E109", f"The folder has no {name}.")
            return None
        file = self._open(path)
        return read_yaml(file, self.findings) if file else None

    def markdown(self, path: Path, base: Path | None = None) -> Markdown | None:
        """A Markdown file in the folder, or in another that it may read from; None if it cannot be read."""
        file = self._open(path, base)
        return read_markdown(file, self.findings) if file else None

    def walk(self) -> Iterator[Path]:
        """The deck's files, sorted, without hidden ones; links to folders are not followed."""
        pending, count = [self.path], 0
        while pending:
            try:
                entries = sorted(pending.pop().iterdir())
            except OSError as error:
                self.findings.add(whole(self.path), "E100", f"This cannot be read: {error.strerror}.")
                continue
            for entry in entries:
                if entry.name.startswith(".") or entry.name.endswith("~"):
                    continue
                if entry.is_dir():
                    if entry.is_symlink():
                        message = "A link to a folder is not followed; put the folder itself there."
                        self.findings.add(whole(entry), "E108", message)
                    else:
                        pending.append(entry)
                    continue
                count += 1
                if count > MAX_FILES:
                    message = f"The folder holds more than {MAX_FILES:,} files."
                    self.findings.add(whole(self.path), "E105", message)
                    return
                yield entry

    def card_folders(self) -> list[tuple[Path, Path]]:
        """Where its cards may lie: its own roles/, which wins, then the one beside injects/.

        Each with the real folder that its files must not leave.
        """
        folders = [(self.path / "roles", self.base / "roles")]
        if self.base.parent.name == "injects":
            above = self.path.parent if self.path.parent.name == "injects" else self.base.parent
            folders.append((above.parent / "roles", above.resolve().parent / "roles"))
        return folders


def whole(path: Path) -> Place:
    """The place of a file or folder as such."""
    return SourceFile(path.as_posix()).place()
