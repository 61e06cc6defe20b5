"""Comparison: only what is alike is set side by side; ratings as they were settled, or as given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.review.table import Table, new_table
from tte.conduct.actions import find_action
from tte.review.compare import NotComparable, Told, compare, label
from tte.review.compare_html import chart, to_html
from tte.review.compare_rows import observations
from tte.review.compare_text import to_text


def told(table: Table, name: str, digest: str = "d1") -> Told:
    return Told(name, table.analyse(), table.exercise, digest, table.session.state)


def do(table: Table, action: str, seat: str = "director", **given: str) -> None:
    found = find_action(action)
    assert found is not None
    table.issue(found.command(given), seat)


@pytest.fixture
def played(tmp_path: Path) -> tuple[Table, Table]:
    """Two tables of the small deck: one agrees and is rated, one takes a default and still plays."""
    one, other = new_table(tmp_path / "1"), new_table(tmp_path / "2")
    for table in (one, other):
        table.start()
        do(table, "release", inject="01")
        table.wait(30)
    one.decide("north", "dp1", "a", confidence=80)
    one.wait(30)
    one.decide("south", "dp1", "a")
    one.end()
    do(one, "rating", "evaluator", target="O1", rating="S", reason="Late.")
    other.decide("north", "dp1", "b", why="<b>&=1")
    return one, other


def test_choices_latency_tracks_endings_and_ratings_side_by_side(played: tuple[Table, Table]) -> None:
    found = compare([told(played[0], "one"), told(played[1], "two")])
    north = next(r for r in found.choices if (r.decision, r.owner) == ("dp1", "north"))
    south = next(r for r in found.choices if (r.decision, r.owner) == ("dp1", "south"))
    assert [c and (c.choice, c.latency, c.confidence) for c in north.cells] == [
        ("a", 30.0, 80), ("b", 30.0, None),
    ]  # fmt: skip
    assert not north.alike
    assert south.cells[0] is not None
    assert south.cells[0].latency == 60.0
    rated = found.ratings[0]
    assert (rated.target, rated.cells[0] and rated.cells[0][0], rated.cells[1]) == ("O1", "S", None)
    assert any("B is still in play" in remark for remark in found.remarks)
    assert found.left_out == ()
    for row in observations(found):
        assert (row.text is None) != (row.number is None)
        assert row.session in ("A", "B")
    events = {r.events for r in observations(found) if r.measure == "choice" and r.session == "A"}
    assert all(e for e in events)
    text = to_text(found)
    assert max(len(line) for line in text.splitlines()) <= 200
    page = to_html(found)
    assert "&lt;b&gt;" not in text
    assert "<b>&=1" not in page
    assert page.count("@top-center") == page.count("@bottom-center") == 2, "marks on every printed page"
    assert '" counter(page) " of " counter(pages)' in page
    drawn = chart(found)
    assert drawn.svg.count("<path") == 2 * len(found.tracks)
    assert "A from" in drawn.words


def test_the_text_fits_a_terminal_and_its_columns_stand_under_each_other(played: tuple[Table, Table]) -> None:
    found = compare([told(played[0], "one"), told(played[1], "two")])
    east = replace(
        found, tracks=tuple(replace(t, name=f"緊張 {t.name} 東シナ海での衝突") for t in found.tracks)
    )
    for width in (60, 80):
        lines = to_text(east, width).splitlines()
        assert max(map(cell_len, lines)) <= width
    table = to_text(east, 80).split("TRACKS, FROM WHERE", 1)[1].split("RATINGS", 1)[0].splitlines()
    head, *rows = [line for line in table if line.startswith(("Track", "緊張"))]
    at = head.index("Scale")
    assert rows
    assert all(cell_len(row[: row.index("0 to")]) == at for row in rows)


def test_sessions_of_different_exercises_are_not_compared(played: tuple[Table, Table]) -> None:
    other = told(played[1], "two")
    other = replace(other, exercise=other.exercise.model_copy(update={"id": "other"}))
    with pytest.raises(NotComparable, match="different exercises: drill, other"):
        compare([told(played[0], "one"), other])


def test_what_differs_between_versions_is_left_out_with_why(played: tuple[Table, Table]) -> None:
    one, other = told(played[0], "one", "d1"), told(played[1], "two", "d2")
    dp1, dp2 = other.exercise.decisions
    effects = {**dp1.options, "b": dp1.options["b"].model_copy(update={"effects": ()})}
    changed = other.exercise.model_copy(
        update={
            "decisions": (dp1.model_copy(update={"options": effects}),),
            "tracks": other.exercise.tracks[1:],
        }
    )
    found = compare([one, replace(other, exercise=changed)])
    assert {left.what: left.why for left in found.left_out} == {
        "Decision dp1": "its options have other effects in another version",
        "Decision dp2": "there is none in the exercise of B",
        "Track esc": "there is none in the exercise of B",
    }
    assert found.choices == ()
    assert "digests: A: d1; B: d2" in found.remarks[0]
    assert dp2.id == "dp2"


def test_labels_never_run_out() -> None:
    assert [label(n) for n in (0, 25, 26, 52)] == ["A", "Z", "A2", "A3"]
