"""Sessions out of the ordinary: cut short, without decisions, of one role, of a thousand injects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decks import write_minimal_deck
from tests.engine.plays import NO_SHRINKING, Play
from tests.review.table import load
from tte.engine.events import Recorded
from tte.exercise.models import Exercise
from tte.rehearse.play import play_exercise
from tte.review.analysis import analyse
from tte.review.model import Analysis
from tte.review.redact import report_of
from tte.review.report import render


@pytest.fixture
def small(tmp_path: Path) -> Exercise:
    """A deck of two roles."""
    return load(write_minimal_deck(tmp_path))


def _analysed(exercise: Exercise, history: Sequence[Recorded]) -> Analysis:
    return analyse(exercise, history, session_name="odd", generated_wall=0, verified=True)


def _forms(exercise: Exercise, history: Sequence[Recorded]) -> Analysis:
    """Every form for readers of the report is written; what the JSON form counts is what there was."""
    analysis = _analysed(exercise, history)
    report = report_of(analysis)
    for form in ("md", "html", "docx"):
        assert len(render(report, form, history)) > 1_000
    assert json.loads(render(report, "json"))["analysis"]["overview"]["event_count"] == len(history)
    return analysis


@settings(max_examples=12, phases=NO_SHRINKING)
@given(seed=st.integers(0, 10**6), share=st.floats(0, 1))
def test_a_log_cut_off_anywhere_reports_what_it_still_says(seed: int, share: float) -> None:
    play = Play(seed).run(40)
    exercise, history = play.room.session.exercise, play.room.session.history
    kept = history[: round(share * len(history))]
    whole, cut = _analysed(exercise, history), _forms(exercise, kept)
    assert cut.interim or whole.overview.ended is not None
    last = len(kept)
    assert [r.seq for r in cut.timeline] == [r.seq for r in whole.timeline if r.seq <= last]
    assert all(max(d.events, default=0) <= last for d in cut.decisions)


def test_without_decisions_it_says_that_there_were_none(small: Exercise) -> None:
    injects = tuple(i.model_copy(update={"opens": ()}) for i in small.injects)
    bare = small.model_copy(update={"decisions": (), "injects": injects})
    history = play_exercise(bare, bots="mixed", seed=1).history
    analysis = _forms(bare, history)
    assert (analysis.decisions, analysis.latency.count, analysis.latency.median) == ((), 0, None)
    assert "The exercise has no decisions." in render(report_of(analysis), "md").decode()


def test_one_role_alone_writes_to_nobody_and_is_reported(small: Exercise) -> None:
    alone = small.roles[0].id
    seats = {seat: plan for seat, plan in small.seatings[0].seats.items() if alone in plan.roles}
    seating = small.seatings[0].model_copy(update={"seats": seats})
    one = small.model_copy(update={"seatings": (seating,), "roles": small.roles[:1]})
    history = play_exercise(one, bots="mixed", seed=1).history
    analysis = _forms(one, history)
    assert [w.seat for w in analysis.workload] == [*seats] != []
    assert {row.role for row in analysis.aims} == {alone}


def test_a_thousand_injects_are_all_in_the_msel(small: Exercise) -> None:
    first = small.injects[0]
    many = tuple(
        first.model_copy(update={"id": f"x{n:04d}", "title": f"Report {n}", "at": n / 100, "opens": ()})
        for n in range(1_000)
    )
    big = small.model_copy(update={"injects": (*small.injects, *many)})
    history = play_exercise(big, bots="mixed", seed=1).history
    analysis = _forms(big, history)
    rows = {row.id: row for row in analysis.msel}
    assert {f"x{n:04d}" for n in range(1_000)} <= set(rows)
    assert sum(row.status == "released" for row in rows.values()) >= 1_000
    page = render(report_of(analysis), "html").decode()
    assert all(f"x{n:04d}: Report {n}" in page for n in range(1_000))
