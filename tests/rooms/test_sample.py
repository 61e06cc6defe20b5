"""The recorded sample is a whole session: it opens, its chain holds, and it reports."""

from __future__ import annotations

from pathlib import Path

from tests.rooms.sample import SAMPLE, record
from tte.conduct.opening import open_quickly
from tte.engine.events import ActionUndone, DecisionClosed, ExerciseEnded, MessageSent, NoteTaken
from tte.review.analysis import analyse
from tte.review.report import TEXTS, write_report
from tte.store.session_file import SessionFile


def test_the_sample_holds_what_a_played_session_holds(tmp_path: Path) -> None:
    copy = tmp_path / SAMPLE.name
    copy.write_bytes(SAMPLE.read_bytes())
    with SessionFile.open(copy, readonly=True) as file:
        assert file.verify() == []
    session = open_quickly(copy)
    kinds = {type(r.event) for r in session.history}
    assert {DecisionClosed, MessageSent, NoteTaken, ActionUndone, ExerciseEnded} <= kinds
    assert session.state.unknown == 0
    analysis = analyse(
        session.exercise, session.history, session_name="Sample", generated_wall=session.state.last_wall,
        verified=True,
    )  # fmt: skip
    for form in TEXTS:
        assert "Casey" in write_report(analysis, form)


def test_the_sample_can_be_recorded_again_by_the_rules_as_they_are(tmp_path: Path) -> None:
    target = tmp_path / "again.sqlite3"
    record(target)
    again, kept = open_quickly(target), open_quickly(SAMPLE)
    assert [r.event for r in again.history[1:]] == [r.event for r in kept.history[1:]]
