"""Finds exercises: by path, in the working directory's injects/, and those that come with tte."""

from __future__ import annotations

from pathlib import Path

from tte.errors import TteError
from tte.exercise.diagnostics import nearest, printable

PACKAGE = Path(__file__).resolve().parents[1]


class ExerciseNotFound(TteError):
    """No exercise has that name; `near` is the likeliest one that there is."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.near = nearest(name, known)
        if self.near:
            remedy = f"Did you mean {self.near}?"
        elif known:
            remedy = f"There are: {', '.join(known)}."
        else:
            remedy = "Give the path of a folder that has an exercise.yaml."
        super().__init__(f"There is no exercise {printable(name)[:80]}.", remedy=remedy)


def bundled() -> Path | None:
    """The injects/ folder that comes with tte: in a wheel beside its code, else in the source tree."""
    for folder in (PACKAGE / "_decks" / "injects", PACKAGE.parent / "injects"):
        if folder.is_dir() and (
            folder.parent == PACKAGE / "_decks" or (PACKAGE.parent / "pyproject.toml").is_file()
        ):
            return folder
    return None


def find_exercise(name_or_path: str, cwd: Path) -> Path:
    """The folder of an exercise. A name alone is looked for in the working directory before the bundled ones.

    Raises ExerciseNotFound.
    """
    if name_or_path and "\0" not in name_or_path:
        given = Path(name_or_path)
        if given.name == "exercise.yaml":
            given = given.parent
        for folder in (cwd / given, *(home / given for home in _homes(cwd) if _is_name(name_or_path))):
            if _is_exercise(folder):
                return folder
    raise ExerciseNotFound(name_or_path, [folder.name for folder in list_exercises(cwd)])


def list_exercises(cwd: Path) -> list[Path]:
    """The folders of all exercises that have a name here, sorted by it; the working directory's win."""
    found: dict[str, Path] = {}
    for home in _homes(cwd):
        for folder in home.iterdir() if home.is_dir() else ():
            if _is_exercise(folder):
                found.setdefault(folder.name, folder)
    return [found[name] for name in sorted(found)]


def _homes(cwd: Path) -> list[Path]:
    own = bundled()
    return [cwd / "injects"] if own is None else [cwd / "injects", own]


def _is_name(text: str) -> bool:
    return Path(text).name == text and text not in (".", "..")


def _is_exercise(folder: Path) -> bool:
    try:
        return (folder / "exercise.yaml").is_file()
    except OSError:  # a name too long for the file system is no exercise
        return False
