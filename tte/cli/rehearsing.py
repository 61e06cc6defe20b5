"""`tte rehearse`: thousands of plays by bots, and what they show about an exercise."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import DONE, FAILED, STOPPED, Failed, Usage, out, say, write_file
from tte.cli.options import Cut, ExerciseName, Output, Seating, Sessions, exercise_named, session_path
from tte.cli.progress import line_of_progress

if TYPE_CHECKING:
    from tte.exercise.models import Exercise
    from tte.rehearse.bots import Habits
    from tte.rehearse.findings import Findings
    from tte.rehearse.sample import Plan

MAX_PLAYS = 1_000_000
MAX_SEED = 2**53


class RehearsalFormat(StrEnum):
    text = "text"
    json = "json"
    html = "html"


def rehearse(
    exercise: ExerciseName,
    plays: Annotated[
        int,
        typer.Option(
            "--plays", metavar="N", help="Plays in all, shared by the policies.", min=1, max=MAX_PLAYS
        ),
    ] = 10_000,
    bots: Annotated[
        str,
        typer.Option(
            "--bots",
            metavar="MIX",
            help="Policies by comma: random, cooperative, hardline, mixed (these four "
            "if none is named), cautious, greedy, late, silent, imitate; or `all`.",
        ),
    ] = "",
    seating: Seating = "",
    cut: Cut = "",
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="The first seed.", min=0, max=MAX_SEED)
    ] = 0,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", help="Processes; else one a core.", min=0, max=256)
    ] = 0,
    imitate: Annotated[
        list[str] | None,
        typer.Option("--imitate", metavar="SESSION", help="A recorded session that `imitate` bots go by."),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Without why things never come, and without other starting values."),
    ] = False,
    gate: Annotated[bool, typer.Option("--gate", help="Exit code 1 if a balance gate is missed.")] = False,
    exhaustive: Annotated[
        bool,
        typer.Option("--exhaustive", help="Try every choice and every fall of the dice instead of bots."),
    ] = False,
    bound: Annotated[
        int, typer.Option("--bound", metavar="N", help="With --exhaustive: situations to go through.", min=1)
    ] = 20_000,
    form: Annotated[
        RehearsalFormat,
        typer.Option("--format", help="Text for people, JSON for machines, or one HTML page."),
    ] = RehearsalFormat.text,
    output: Output = None,
    sessions: Sessions = None,
) -> int:
    """Play an exercise thousands of times with bots, and show what comes of it.

    The same seed gives the same figures, whatever the number of processes. Ctrl-C stops it
    and shows what there is.
    """
    found, _ = exercise_named(exercise)
    if exhaustive:
        return _exhaustive(found, seating, cut, bound, form, output)
    from tte.rehearse.sample import Plan

    policies, habits = _policies(bots, imitate or []), _habits(found, imitate or [], sessions)
    plan = Plan(plays, policies, seating, cut, seed, habits)
    findings = _played(found, exercise, plan, jobs or os.cpu_count() or 1, quick)
    _put(_told(findings, form), output)
    return _verdict(findings, gate)


def _played(exercise: Exercise, name: str, plan: Plan, jobs: int, quick: bool) -> Findings:
    """What the plays show, with a line of progress meanwhile."""
    from tte.rehearse.rehearsal import Extras, rehearse

    show, done = line_of_progress()
    try:
        with _sigterm_as_ctrl_c():
            return rehearse(
                exercise, plan, jobs=jobs, name=name,
                extras=Extras(why_never=not quick, sensitivity=0 if quick else _others(plan)),
                say=lambda what, at, of: show(_progress(what, at, of)),
            )  # fmt: skip
    finally:
        done()


def _verdict(findings: Findings, gate: bool) -> int:
    """The exit code: whether all was played and, if they are asked for, the gates were kept."""
    from tte.rehearse.sample import BY_KEYBOARD

    if findings.interrupted:
        made = f"{findings.plays:,} of {findings.asked:,} plays"
        say(f"Not all was played or looked at: {findings.stopped} ({made}).")
        return STOPPED if findings.stopped == BY_KEYBOARD else FAILED
    if gate and not findings.kept:
        say("Balance gates are missed: " + "; ".join(g.words for g in findings.gates if not g.passed) + ".")
        return FAILED
    return DONE


@contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    """Whoever ends the rehearsal from outside gets what there is, too."""

    def stop(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _others(plan: Plan) -> int:
    """Plays for each other starting value: enough to see a change of a few percent, few beside the rest."""
    return max(20, min(100, plan.plays // 100))


def _progress(what: str, at: int, of: int) -> str:
    return f"{_bar(at, of)}{what}" + (f": {at:,} of {of:,}" if of else "")


def _bar(at: int, of: int) -> str:
    return f"[{'#' * (20 * at // of):<20}] " if of else ""


def _policies(bots: str, imitate: list[str]) -> tuple[str, ...]:
    """The policies that are asked for. Raises Usage."""
    from tte.rehearse.bots import IMITATING, POLICIES, USUAL

    names = [name.strip() for name in bots.split(",") if name.strip()]
    if not names:
        return (*USUAL, IMITATING) if imitate else USUAL
    if names == ["all"]:
        names = [*POLICIES, *([IMITATING] if imitate else [])]
    known = (*POLICIES, IMITATING)
    for name in names:
        if name not in known:
            raise Usage(f"There are no “{safe.short(name)}” bots.", remedy=f"Choose {', '.join(known)}.")
    if IMITATING in names and not imitate:
        raise Usage("Bots that imitate people need a session.", remedy="Name one with --imitate.")
    return tuple(dict.fromkeys(names))


def _habits(exercise: Exercise, names: list[str], sessions: str | None) -> Habits | None:
    """What people chose in these sessions, which have to be of this exercise."""
    if not names:
        return None
    from tte.conduct.opening import open_quickly
    from tte.rehearse.habits import habits_of

    histories = []
    for name in names:
        session = open_quickly(session_path(name, sessions))
        if session.exercise.id != exercise.id:
            raise Failed(
                f"{name} is a session of {session.exercise.title}, not of {exercise.title}.",
                remedy="Imitate people who played this exercise.",
            )
        histories.append(session.history)
    return habits_of(histories)


def _told(findings: Findings, form: RehearsalFormat) -> str:
    if form is RehearsalFormat.json:
        return safe.as_json(findings.model_dump(mode="json"))
    if form is RehearsalFormat.html:
        from tte.rehearse.to_html import to_html

        return to_html(findings)
    from tte.rehearse.to_text import to_text

    mark = safe.marking(findings.title)
    return f"{mark}\n{safe.block(to_text(findings))}\n{mark}"


def _put(text: str, output: str | None) -> None:
    if output is None:
        out(text)
        return
    write_file(Path(output), text if text.endswith("\n") else text + "\n")
    say(f"The rehearsal is in {safe.short(output, 200)}.")


def _exhaustive(
    exercise: Exercise, seating: str, cut: str, bound: int, form: RehearsalFormat, output: str | None
) -> int:
    """Every choice and every fall of the dice, with situations that are alike taken as one."""
    from tte.rehearse.exhaustive import explore

    if form is RehearsalFormat.html:
        raise Usage("An exhaustive rehearsal has no page.", remedy="Take --format text or json.")
    show, done = line_of_progress()
    explored = explore(
        exercise, seating=seating, cut=cut, bound=bound, say=lambda n: show(f"{n:,} situations")
    )
    done()
    if form is RehearsalFormat.json:
        _put(safe.as_json(explored.model_dump(mode="json")), output)
    else:
        mark = safe.marking(exercise.title)
        _put(f"{mark}\n{safe.block(explored.text())}\n{mark}", output)
    return STOPPED if explored.interrupted else DONE


def register(app: typer.Typer) -> None:
    """Add this group's command."""
    app.command()(rehearse)
