"""exercises, show, check."""

from __future__ import annotations

from pathlib import Path

from tests.cli.support import Here, golden
from tests.decks import change


def test_exercises_of_the_working_directory_are_listed_with_length_and_seats(tte: Here, home: Path) -> None:
    said = tte.ok("exercises")
    assert (
        "small-drill\n  Small Drill · 60 min · 2 roles · seatings: full (2) · cuts: short (30 min)\n"
        in said.out
    )
    (listed,) = [e for e in tte.ok("exercises", "--format", "json").json() if e["id"] == "small-drill"]
    assert listed["minutes"] == 60
    assert listed["errors"] == 0


def test_an_exercise_that_cannot_be_loaded_is_listed_with_where_to_look(tte: Here, home: Path) -> None:
    change(home / "injects" / "small-drill", "exercise.yaml", "endex: 60", "endex: soon")
    said = tte.ok("exercises")
    assert "cannot be run: 1 error; see `tte check small-drill`" in said.out


def test_show_tells_players_nothing_of_the_plan(tte: Here, home: Path) -> None:
    said = tte.ok("show", "small-drill")
    golden("show.txt", said.out.replace(str(home), "HOME"))
    assert "Buoy adrift" not in said.out
    assert "Quarrel" not in said.out
    assert set(tte.ok("show", "small-drill", "--format", "json").json()).isdisjoint(
        {"injects", "endings", "tracks"}
    )


def test_show_for_control_adds_msel_decisions_and_endings(tte: Here, home: Path) -> None:
    said = tte.ok("show", "small-drill", "--control")
    golden("show-control.txt", said.out.replace(str(home), "HOME"))
    data = tte.ok("show", "small-drill", "--control", "--format", "json").json()
    assert [i["id"] for i in data["injects"]] == ["01", "02", "03", "04", "C-01"]


def test_check_passes_a_good_deck_and_says_what_it_looked_at(tte: Here, home: Path) -> None:
    deck = home / "injects" / "small-drill"
    change(deck, "move-2/03-thanks.md", "effects: {tru: 1}\n", "effects: {tru: 1}\nobjectives: O1\n")
    change(deck, "contingency/C-01-quarrel.md", "channel: radio\n", "channel: radio\nobjectives: O1\n")
    said = tte.ok("check", "small-drill")
    assert said.out == "0 errors, 0 warnings.\n"
    assert "small-drill" in said.err
    assert tte.ok("check", "small-drill", "--format", "json").json() == []


def test_check_shows_every_finding_with_its_place_and_fails(tte: Here, home: Path) -> None:
    deck = home / "injects" / "small-drill"
    change(deck, "exercise.yaml", "endex: 60", "endex: soon")
    change(deck, "decisions.yaml", "default: a\n", "default: z\n")
    said = tte("check", str(deck))
    assert said.code == 1
    assert "exercise.yaml:" in said.out
    assert "E112" in said.out
    assert "decisions.yaml:" in said.out
    assert said.out.endswith("errors, 0 warnings.\n")
    found = tte("check", "small-drill", "--format", "json")
    assert found.code == 1
    assert {f["code"] for f in found.json()} >= {"E112", "E140"}


def test_check_without_a_path_looks_at_all_that_are_found(tte: Here) -> None:
    said = tte("check")
    assert "small-drill" in said.err
    assert "fog-signal" in said.err


def test_an_unknown_exercise_is_refused_with_the_nearest_name(tte: Here) -> None:
    for line in (["show", "smal-drill"], ["check", "smal-drill"], ["run", "smal-drill", "--no-console"]):
        said = tte(*line)
        assert (said.code, said.out) == (1, "")
        assert said.err == "tte: There is no exercise smal-drill.\n     Did you mean small-drill?\n"


def test_a_deck_with_errors_is_not_run_and_makes_no_file(tte: Here, home: Path) -> None:
    change(home / "injects" / "small-drill", "exercise.yaml", "endex: 60", "endex: soon")
    said = tte("run", "small-drill", "--no-console")
    assert said.code == 1
    assert "E112" in said.err
    assert "`tte check` shows every finding" in said.err
    assert not list(home.glob("sessions/*"))
