"""A track for control's eyes alone: on no wall, in no participants' report, in control's own."""

from __future__ import annotations

from pathlib import Path

from tests.decks import change, write_minimal_deck
from tests.review.table import Table, load
from tte.engine.commands import ReleaseInject
from tte.engine.commands_people import SetWall
from tte.review.redact import report_of
from tte.review.report import render


def secret(tmp_path: Path) -> Table:
    """What is in the hold moves when the harbours decide, and nobody but control knows."""
    folder = write_minimal_deck(tmp_path / "injects" / "drill")
    change(
        folder, "exercise.yaml", "  tru: {name: Trust, start: 5}",
        "  tru: {name: Trust, start: 5}\n"
        "  hold: {name: Contraband, about: Machines in the hold, start: 0, high: 3, hidden: true}",
    )  # fmt: skip
    change(
        folder, "decisions.yaml", "a: {title: One of us, effects: {tru: 1}}",
        "a: {title: One of us, effects: {tru: 1, hold: 2}}",
    )  # fmt: skip
    table = Table(load(folder))
    table.start()
    table.issue(ReleaseInject("01"))
    table.wait(60)
    table.decide("north", "dp1", "a")
    table.decide("south", "dp1", "a")
    return table


def test_a_hidden_track_is_not_on_the_wall(tmp_path: Path) -> None:
    table = secret(tmp_path)
    table.issue(SetWall(tracks=True))
    assert [track.name for track in table.session.wall_view().tracks][:2] == ["Escalation", "Trust"]
    assert "Contraband" not in repr(table.session.wall_view())
    assert "Contraband" in {track.name for track in table.session.control_view().tracks}


def test_a_hidden_track_is_in_controls_report_alone(tmp_path: Path) -> None:
    table = secret(tmp_path)
    table.end()
    analysis = table.analyse()
    for format, word in (("json", '"hold"'), ("html", "Contraband"), ("md", "Contraband")):
        own = render(report_of(analysis), format).decode()  # type: ignore[arg-type]
        theirs = render(report_of(analysis, "participants"), format).decode()  # type: ignore[arg-type]
        assert word in own, format
        assert word not in theirs, format
        assert "Contraband" not in theirs, format
        assert "Trust" in theirs, format
