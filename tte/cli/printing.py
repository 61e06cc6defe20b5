"""Printing an exercise for a room where screens fail."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import Failed, Usage, out, say
from tte.cli.options import Sessions, exercise_named, session_path

if TYPE_CHECKING:
    from tte.exercise.models import Cut, Exercise
    from tte.paper.sheets import Paper, Part


class What(StrEnum):
    roles = "roles"
    injects = "injects"
    msel = "msel"
    eeg = "eeg"
    forms = "forms"
    script = "script"
    slips = "slips"
    all = "all"


class PaperFormat(StrEnum):
    pdf = "pdf"
    docx = "docx"
    html = "html"


def print_(
    exercise: Annotated[
        str | None, typer.Argument(metavar="[EXERCISE]", help="Name or folder of an exercise; or --session.")
    ] = None,
    what: Annotated[
        list[What] | None,
        typer.Option(
            "--what", help="roles, injects, msel, eeg, forms, script, slips, or all (without slips)."
        ),
    ] = None,
    form: Annotated[
        PaperFormat, typer.Option("--format", help="PDF to print, DOCX to change first, HTML for a browser.")
    ] = PaperFormat.pdf,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="File to write; else EXERCISE-WHAT.FORMAT here."),
    ] = None,
    cut: Annotated[str, typer.Option("--cut", metavar="ID", help="A shorter form, such as 60.")] = "",
    session: Annotated[
        str | None,
        typer.Option(
            "--session", metavar="SESSION", help="The exercise as this session has it; needed for slips."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Slips: give every seat a new code without asking.")
    ] = False,
    sessions: Sessions = None,
) -> None:
    """Print an exercise: role cards, injects for envelopes, MSEL, evaluation sheets, forms, script, slips."""
    from tte.paper.build import WHAT, build

    if (exercise is None) is (session is None):
        raise Usage("Name an exercise, or a session with --session.", remedy="`tte exercises` lists them.")
    wanted = [w.value for w in what or [What.all]]
    names = set(WHAT) if What.all in wanted else set(wanted)
    slips = What.slips in wanted
    path: Path | None = None
    if session is not None:
        path = session_path(session, sessions)
        found, chosen = _as_in_session(path, cut)
    else:
        found, _ = exercise_named(exercise or "")
        chosen = _cut(found, cut)
    if slips and path is None:
        raise Usage(
            "Seat slips carry codes, and codes belong to a session.",
            remedy="Name it: --session SESSION.",
        )
    target = Path(output) if output else Path(f"{found.id}-{'-'.join(sorted(set(wanted)))}.{form.value}")
    if not target.parent.is_dir():
        raise Failed(f"There is no folder {target.parent}.", remedy="Name another file with -o.")
    more: list[Part] = []
    if slips and path is not None:
        more.append(_slips(path, yes))
    paper = build(found, names, chosen, more)
    if not paper.parts:
        raise Failed("There is nothing of that kind to print.", remedy="Ask for something else with --what.")
    _write(target, _made(paper, form), private=slips)
    out(safe.line(str(target)))
    for part in paper.parts:
        say(f"{part.name} ({part.handling}): {part.note}")


def _cut(exercise: Exercise, name: str) -> Cut | None:
    if not name:
        return None
    found = next((c for c in exercise.cuts if c.id == name), None)
    if found is None:
        known = ", ".join(c.id for c in exercise.cuts) or "none"
        raise Usage(f"There is no cut {safe.short(name)}.", remedy=f"There are: {known}.")
    return found


def _as_in_session(path: Path, cut: str) -> tuple[Exercise, Cut | None]:
    """The exercise that a session holds, and the cut that it plays."""
    from tte.conduct.opening import open_quickly

    live = open_quickly(path)
    try:
        setup = live.state.setup
        return live.exercise, _cut(live.exercise, cut) if cut else (setup.cut if setup else None)
    finally:
        live.close()


def _slips(path: Path, yes: bool) -> Part:
    """New codes for the players' seats, on slips; the former codes open nothing any more."""
    from tte.conduct.codes import reissue_code
    from tte.conduct.opening import open_session
    from tte.engine.commands_people import ReissueCode
    from tte.paper.people import slips

    if not yes and not _asked():
        raise Failed("No code was changed.", remedy="Say --yes to give every seat a new one.")
    live = open_session(path)
    try:
        seats = [(seat.id, seat.title) for seat in live.state.seats.values() if seat.kind == "player"]
        codes = {
            seat: reissue_code(live, ReissueCode(seat), "director", "printed slips").code for seat, _ in seats
        }
        return slips(live.exercise, seats, codes, path.stem)
    finally:
        live.close()


def _asked() -> bool:
    if not sys.stdin.isatty():
        return False
    say("Only hashes of codes are kept: each player's seat gets a NEW code; its former one stops.")
    sys.stderr.write("Give them new codes? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _made(paper: Paper, form: PaperFormat) -> bytes:
    match form:
        case PaperFormat.pdf:
            from tte.paper.to_pdf import to_pdf

            return to_pdf(paper)
        case PaperFormat.docx:
            from tte.paper.to_docx import to_docx

            return to_docx(paper)
        case PaperFormat.html:
            from tte.paper.to_html import to_html

            return to_html(paper).encode()


def _write(path: Path, data: bytes, *, private: bool) -> None:
    """`private`: with codes in it, for its owner's eyes."""
    try:
        if private:
            path.touch(0o600)
            path.chmod(0o600)
        path.write_bytes(data)
    except OSError as error:
        raise Failed(
            f"{path} cannot be written: {error.strerror}.", remedy="Name another with -o."
        ) from error


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command("print")(print_)
