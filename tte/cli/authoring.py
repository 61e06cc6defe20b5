"""Commands for authors: schema, new, fmt, sources. None of them opens a session."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import DONE, FAILED, Failed, Usage, out, say, write_file
from tte.cli.options import Format, Output, TextOrJson, exercise_folders, exercise_named

if TYPE_CHECKING:
    from tte.exercise.diagnostics import Diagnostic
    from tte.exercise.points import Matrix


class SchemaOf(StrEnum):
    exercise = "exercise"
    decisions = "decisions"
    inject = "inject"
    brief = "brief"
    card = "card"


def schema(
    what: Annotated[
        SchemaOf | None, typer.Argument(metavar="[FILE]", help="exercise, decisions, inject, brief or card.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Write all of them into this folder, one file each."
        ),
    ] = None,
) -> None:
    """Write the JSON Schemas of the files that authors write, for completion in editors."""
    import json

    from tte.exercise.schema import FILES, schema_of

    if what is not None and output is None:
        out(json.dumps(schema_of(what.value), indent=2))
        return
    if output is None:
        raise Usage("Which schema?", remedy=f"Name one of {', '.join(FILES)}, or a folder with -o.")
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"{output} cannot be made: {error.strerror}.", remedy="Name another folder.") from error
    for name in [what.value] if what else FILES:
        path = folder / f"{name}.schema.json"
        write_file(path, json.dumps(schema_of(name), indent=2) + "\n")
        out(safe.line(str(path)))


new = typer.Typer(
    help="Make files to start from: they pass the check, and teach by their comments.", rich_markup_mode=None
)


@new.command("exercise")
def new_exercise(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its id: the name of a new folder in injects/.")
    ],
) -> None:
    """Make a whole small exercise in injects/NAME."""
    from tte.exercise.scaffold import new_exercise as make

    made = make(Path("injects"), name)
    _told(made)
    say(f"Next: `tte check {name}`, and read injects/{name}/exercise.yaml from the top.")


@new.command("inject")
def new_inject(
    exercise: Annotated[str, typer.Argument(metavar="EXERCISE", help="Name or folder of an exercise.")],
    inject: Annotated[str, typer.Argument(metavar="ID", help="Its id, such as 07 or C-03.")],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Its title.")] = "A new inject",
    at: Annotated[
        float | None, typer.Option("--at", metavar="MINUTE", help="When; without it a contingency.", min=0)
    ] = None,
) -> None:
    """Make an inject: at a minute, or a contingency."""
    from tte.exercise.scaffold import new_inject as make

    _, folder = exercise_named(exercise)
    _told([make(_own(folder), inject, _line(title), at)])
    say(f"Next: write its text, then `tte check {safe.short(exercise)}`.")


@new.command("role")
def new_role(
    exercise: Annotated[str, typer.Argument(metavar="EXERCISE", help="Name or folder of an exercise.")],
    role: Annotated[str, typer.Argument(metavar="ID", help="Its id, such as coast-guard.")],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What it is called.")] = "",
    card: Annotated[
        str, typer.Option("--card", metavar="CARD", help="A standing card to take, such as united-states.")
    ] = "",
) -> None:
    """Make a role: a card, a brief, a line in exercise.yaml and a seat of its own."""
    from tte.exercise.scaffold import new_role as make

    _, folder = exercise_named(exercise)
    _told(make(_own(folder), role, _line(title) or role.replace("-", " ").capitalize(), card))
    say(f"Next: send it something: `tte new inject {safe.short(exercise)} 07 --at 10`.")


def _line(title: str) -> str:
    if len(title) > 120 or not title.isprintable():
        raise Usage("A title has one line and at most 120 characters.", remedy="Shorten it.")
    return title.strip()


def _own(folder: Path) -> Path:
    """The folder, if it is not one that came with tte. Raises Failed."""
    from tte.exercise.library import PACKAGE

    if folder.resolve().is_relative_to(PACKAGE):
        raise Failed(
            f"{folder.name} comes with tte, and is not yours to change.",
            remedy=f"Copy {folder} into injects/ here.",
        )
    return folder


def _told(made: Sequence[Path]) -> None:
    for path in made:
        out(safe.line(str(path)))


def fmt(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Exercises, folders of cards, or files; none: all exercises in injects/ here.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 if something would change.")
    ] = False,
) -> int:
    """Lay deck files out in one form: spaces, indents, long texts. Comments, order and wording stay.

    Standing cards that several exercises share are changed only if they are named: `tte fmt roles`.
    """
    from tte.exercise.diagnostics import as_text, errors

    changed: list[Path] = []
    broken: list[Diagnostic] = []
    places = _deck_places(paths)
    for place in places:
        files, found = _deck_files(place)
        broken += errors(found)
        changed += [path for path in files if path not in changed and _laid_out(path, write=not check)]
    for path in changed:
        out(f"{'Would change' if check else 'Changed'} {safe.line(str(path))}")
    if broken:
        say(as_text(broken))
    names = ", ".join(safe.short(str(place), 200) for place in places)
    count = "1 file" if len(changed) == 1 else f"{len(changed)} files"
    say(f"{count} {'would change' if check else 'changed'} in {names}.")
    return FAILED if broken or (check and changed) else DONE


def _deck_places(paths: list[str] | None) -> list[Path]:
    """What is named; without names, the exercises here. Raises Failed, ExerciseNotFound."""
    if not paths:
        return exercise_folders(None, own=True)
    places: list[Path] = []
    for path in paths:
        named = Path(path)
        if named.is_file() and named.suffix not in (".md", ".yaml"):
            raise Failed(
                f"{safe.line(path)} is no file of a deck.", remedy="Name files that end in .md or .yaml."
            )
        places += [named] if named.is_file() else exercise_folders([path])
    return places


def _deck_files(place: Path) -> tuple[list[Path], list[Diagnostic]]:
    """The files to lay out of an exercise, of a folder of cards, or one file; and what cannot be read."""
    from tte.exercise.load import load_exercise
    from tte.exercise.places import Findings
    from tte.exercise.source import read_markdown, read_source, read_yaml

    if (place / "exercise.yaml").exists():
        loaded = load_exercise(place)
        unreadable = ("E100", "E101", "E102", "E103", "E104", "E106")
        inside = [path for path in loaded.files if path.is_relative_to(place)]
        return inside, [d for d in loaded.diagnostics if d.code in unreadable]
    files = [place] if place.is_file() else sorted(p for p in place.glob("*.md") if p.name != "README.md")
    if not files:
        raise Failed(
            f"{safe.line(str(place))} has neither an exercise.yaml nor cards.",
            remedy="Name an exercise, a folder of cards, or a file.",
        )
    findings = Findings()
    for path in files:
        read = read_source(path, str(path), findings)
        if read is not None and path.suffix == ".md":
            read_markdown(read, findings)
        elif read is not None:
            read_yaml(read, findings)
    return files, list(findings.found)


def _laid_out(path: Path, *, write: bool) -> bool:
    """Whether a file's form is another than its own; writes it if asked."""
    from tte.exercise.formatting import formatted

    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    after = formatted(text, markdown=path.suffix == ".md")
    if after == text:
        return False
    if write:
        _replace(path, after)
    return True


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, with the rights that it has."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.chmod(path.stat().st_mode & 0o7777)
        beside.replace(path.resolve())
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Failed(f"{path} cannot be written: {error.strerror}.", remedy="Check its rights.") from error


def sources(
    exercise: Annotated[
        str | None, typer.Argument(metavar="[EXERCISE]", help="Name or folder of an exercise.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All exercises that are found, together.")] = False,
    form: Format = TextOrJson.text,
    output: Output = None,
) -> None:
    """Show which cards, injects, decisions and endings cite which points of the essays; gaps are named."""
    from tte.exercise.library import list_exercises
    from tte.exercise.points import matrix_of

    if (exercise is None) is not every:
        raise Usage("Name one exercise, or --all.", remedy="`tte exercises` lists them.")
    if exercise is not None:
        found = [exercise_named(exercise)[0]]
    else:
        found = [exercise_named(str(folder))[0] for folder in list_exercises(Path.cwd())]
    matrix = matrix_of(found)
    text = safe.as_json(_matrix_data(matrix)) if form is TextOrJson.json else _matrix_text(matrix)
    if output is None:
        out(text)
    else:
        write_file(Path(output), text + "\n")


def _matrix_data(matrix: Matrix) -> dict[str, object]:
    from tte.exercise.points import points

    return {
        "exercises": matrix.exercises,
        "points": {
            tag: {"point": words, "cited_by": matrix.cited.get(tag, ())} for tag, words in points().items()
        },
        "citing": matrix.citing,
        "gaps": matrix.gaps,
        "promised": matrix.promised,
    }


def _matrix_text(matrix: Matrix) -> str:
    from tte.cli.decks_text import rows
    from tte.exercise.points import ESSAYS, points

    every = points()
    pages = [f"Points of the essays in {', '.join(map(safe.line, matrix.exercises))}", ""]
    for letter, essay in ESSAYS.items():
        tags = [tag for tag in every if tag.startswith(letter) and tag in matrix.cited]
        total = sum(tag.startswith(letter) for tag in every)
        pages.append(f"{essay}: {len(tags)} of {total} points are cited")
        pages += rows((tag, f"{every[tag]} · {', '.join(matrix.cited[tag])}") for tag in tags)
        pages.append("")
    pages.append("What cites them")
    pages += rows((name, ", ".join(tags)) for name, tags in matrix.citing.items())
    pages += ["", f"Gaps: {len(matrix.gaps)} points that nothing cites"]
    pages += rows((tag, every[tag]) for tag in matrix.gaps)
    for name, promised in matrix.promised.items():
        if promised:
            pages += ["", f"{safe.line(name)} sets out to use these and does not: {', '.join(promised)}"]
    return "\n".join(pages)


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(schema)
    app.add_typer(new, name="new")
    app.command()(fmt)
    app.command()(sources)
