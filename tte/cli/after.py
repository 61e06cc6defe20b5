"""Commands for plays without people and for reports: play, report."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import Failed, Usage, out, say, write_file
from tte.cli.options import (
    AudienceName,
    BotsName,
    Cut,
    ExerciseName,
    Format,
    ReportFormat,
    Seating,
    Seed,
    SessionName,
    Sessions,
    TextOrJson,
    exercise_named,
    folder_of,
    session_path,
)

if TYPE_CHECKING:
    from tte.exercise.models import Exercise

MAX_RUNS = 100_000


def play(
    exercise: ExerciseName,
    bots: Annotated[
        BotsName | None,
        typer.Option("--bots", help="Who plays (default mixed); with --runs all of them in turn."),
    ] = None,
    seed: Seed = None,
    seating: Seating = "",
    cut: Cut = "",
    sessions: Sessions = None,
    report: Annotated[
        ReportFormat | None,
        typer.Option("--report", help="Also write the report, beside the session or to -o."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where the report goes (with --report)."),
    ] = None,
    form: Format = TextOrJson.text,
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs",
            metavar="N",
            help="Play so often, keep no session, show a table of endings.",
            min=1,
            max=MAX_RUNS,
        ),
    ] = None,
) -> None:
    """Play a whole exercise with bots, as fast as it goes."""
    found, _ = exercise_named(exercise)
    if runs is not None:
        if report or output or sessions:
            raise Usage(
                "Many runs keep no session and have no report.", remedy="Leave out --runs, or the others."
            )
        _many(found, runs, bots, seed or 0, seating, cut, form)
        return
    if output and report is None:
        raise Usage(
            "-o says where the report goes, but no report is asked for.",
            remedy="Add --report and a format, such as --report html.",
        )
    if report is ReportFormat.all:
        raise Usage("A play writes one report.", remedy="Afterwards: tte report latest --format all.")
    _once(found, bots or BotsName.mixed, seed, (seating, cut), sessions, report, output, form)


def _once(
    exercise: Exercise,
    bots: BotsName,
    seed: int | None,
    setting: tuple[str, str],
    sessions: str | None,
    report: ReportFormat | None,
    output: str | None,
    form: TextOrJson,
) -> None:
    """One play through the store, its outcome, and the report if one is asked for."""
    from tte.cli.playing import outcome_data, outcome_text, play_to_file
    from tte.cli.rooms import chosen_seed

    show, done = _progress()
    path, played = play_to_file(
        exercise,
        folder_of(sessions),
        seating=setting[0],
        cut=setting[1],
        bots=bots.value,
        seed=chosen_seed(seed),
        progress=lambda at: show(f"Playing: {at}"),
    )
    done()
    written: Path | None = None
    if report is not None:
        from tte.cli.reports import format_named, reports

        written = Path(output) if output else path.with_suffix(f".{report.value}")
        [(_, data)] = reports(path, (format_named(report.value),))
        write_file(written, data)
    if form is TextOrJson.json:
        out(safe.as_json(outcome_data(exercise, played, path, written)))
    else:
        out(outcome_text(exercise, played, path, written))


def _many(
    exercise: Exercise,
    runs: int,
    bots: BotsName | None,
    first_seed: int,
    seating: str,
    cut: str,
    form: TextOrJson,
) -> None:
    """A table of what many plays came to."""
    from tte.rehearse.bots import USUAL
    from tte.rehearse.table import endings_table

    policies = USUAL if bots is None else (bots.value,)
    total = runs * len(policies)
    show, done = _progress()
    table = endings_table(
        exercise,
        plays=runs,
        policies=policies,
        seating=seating,
        cut=cut,
        first_seed=first_seed,
        processes=os.cpu_count() or 1 if total > 50 else 1,
        progress=lambda n: show(f"{n} of {total} plays"),
    )
    done()
    if form is TextOrJson.json:
        out(table.json())
    else:
        out(safe.marking(exercise.title))
        out(safe.block(table.text()))
        out(safe.marking(exercise.title))


def _progress() -> tuple[Callable[[str], None], Callable[[], None]]:
    """A line of progress on stderr that is written over, where a person watches; and how to clear it."""
    if not sys.stderr.isatty():
        return (lambda text: None), (lambda: None)

    def show(text: str) -> None:
        sys.stderr.write(f"\r{safe.short(text):<60}")
        sys.stderr.flush()

    def done() -> None:
        sys.stderr.write(f"\r{'':<60}\r")
        sys.stderr.flush()

    return show, done


def report(
    session: SessionName,
    form: Annotated[
        ReportFormat,
        typer.Option("--format", help="Text (md, html, json), documents (docx, pdf, xlsx), or all of them."),
    ] = ReportFormat.md,
    audience: Annotated[
        AudienceName,
        typer.Option(
            "--for",
            help="Control's own; one for all participants, without what only some saw; one without names.",
        ),
    ] = AudienceName.control,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="A file; for `all` a folder. Text goes to stdout without it.",
        ),
    ] = None,
    sessions: Sessions = None,
) -> None:
    """Write a session's after-action report: a draft until somebody signs it."""
    from tte.cli.reports import format_named, reports
    from tte.review.report import FORMATS, TEXTS

    path = session_path(session, sessions)
    if form is ReportFormat.all:
        folder = Path(output) if output else Path.cwd()
        if folder.exists() and not folder.is_dir():
            raise Usage(f"{folder} is no folder.", remedy="With --format all, -o names a folder.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failed(
                f"{folder} cannot be made: {error.strerror}.", remedy="Name another folder."
            ) from error
        for made, data in reports(path, FORMATS, audience.value):
            target = folder / f"{path.stem}{_ending(audience)}.{made}"
            write_file(target, data)
            out(str(target))
        return
    [(made, data)] = reports(path, (format_named(form.value),), audience.value)
    if output is None and made in TEXTS:
        text = data.decode()
        out(safe.block(text).rstrip("\n") if sys.stdout.isatty() else text.rstrip("\n"))
        return
    target = Path(output) if output else Path.cwd() / f"{path.stem}{_ending(audience)}.{made}"
    write_file(target, data)
    say(f"The report is in {target}, to be read and signed off by a person.")


def _ending(audience: AudienceName) -> str:
    """What a file's name says about whom it is for."""
    return "" if audience is AudienceName.control else f"-{audience.value}"


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(play)
    app.command()(report)
