"""The report of a session file in any of its formats, read without loading the store's SQL library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tte.cli.garbage import nothing_thrown_away
from tte.conduct.live import wall_now
from tte.engine.events import Recorded, decode
from tte.exercise.frozen import thaw_quickly
from tte.store import quick
from tte.store.records import genesis_of, verify

if TYPE_CHECKING:
    from tte.review.model import Analysis
    from tte.review.report import Format
    from tte.review.report_model import Audience


def read_session(path: Path) -> tuple[Analysis, Sequence[Recorded]]:
    """Read, check the hash chain, analyse. Raises a StoreError for a file that cannot be read.

    Play may go on meanwhile: all of it comes from one reading.
    """
    from tte.review.analysis import analyse

    info = quick.peek(path).info
    frozen, records = info.exercise_json, quick.read_records(path)
    genesis = genesis_of(info.id, info.created, info.exercise_id, info.exercise_digest, frozen)
    whole = genesis == info.genesis and not verify(records, info.genesis)
    history = [
        Recorded(r.seq, r.command, r.at, r.wall, r.seat, decode(r.kind, r.payload), r.participant)
        for r in records
    ]
    analysis = analyse(
        thaw_quickly(frozen), history, session_name=path.stem, session_id=info.id,
        generated_wall=wall_now(), verified=whole, head=records[-1].hash if records else info.genesis,
    )  # fmt: skip
    return analysis, history


def reports(
    path: Path, forms: Sequence[Format], audience: Audience = "control"
) -> Iterator[tuple[Format, bytes]]:
    """The report in several formats, from one reading."""
    from tte.review.redact import report_of
    from tte.review.report import render

    with nothing_thrown_away():
        analysis, history = read_session(path)
        report = report_of(analysis, audience)
        for form in forms:
            yield form, render(report, form, history)


def format_named(name: str) -> Format:
    """A format by its name, which must be one."""
    from tte.review.report import FORMATS

    return next(form for form in FORMATS if form == name)


def report_text(path: Path, form: Format) -> str:
    """Control's report in a format that is text."""
    [(_, data)] = reports(path, (form,))
    return data.decode()
