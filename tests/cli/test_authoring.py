"""schema, new, fmt, sources, and check as authors use them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.support import Here
from tests.decks import change


def test_check_explains_a_code_and_lists_all(tte: Here) -> None:
    assert "What to do: Take it out" in tte.ok("check", "--explain", "e308").out
    listed = tte.ok("check", "--explain", "all").out.splitlines()
    assert "E303  an inject that cannot fire" in listed
    said = tte("check", "--explain", "E399")
    assert (said.code, said.out) == (1, "")


def test_check_selects_ignores_and_can_be_strict(tte: Here, home: Path) -> None:
    assert tte.ok("check", "small-drill").out.endswith("0 errors, 2 warnings.\n")
    assert tte("check", "small-drill", "--strict").code == 1
    assert tte.ok("check", "small-drill", "--strict", "--ignore", "W21").out == "0 errors, 0 warnings.\n"
    change(home / "injects" / "small-drill", "move-2/03-thanks.md", "at: 40\n", "at: 40\nwhen: at > 50\n")
    said = tte("check", "small-drill", "--select", "E3")
    assert said.code == 1
    assert "E303 This inject cannot fire" in said.out
    assert "  = Correct the condition or the time" in said.out
    log = tte("check", "small-drill", "--format", "sarif").json()
    assert [r["level"] for r in log["runs"][0]["results"]].count("error") == 1


def test_check_says_that_it_stopped_at_errors_of_loading(tte: Here, home: Path) -> None:
    change(home / "injects" / "small-drill", "exercise.yaml", "endex: 60", "endex: soon")
    assert "Not analysed any further until the errors are gone" in tte("check", "small-drill").err


def test_a_new_exercise_passes_the_check_is_laid_out_and_can_be_played(tte: Here, home: Path) -> None:
    made = tte.ok("new", "exercise", "stone-ford").out.splitlines()
    assert "injects/stone-ford/exercise.yaml" in made
    assert all((home / name).is_file() for name in made)
    assert tte.ok("check", "stone-ford", "--strict").out == "0 errors, 0 warnings.\n"
    assert tte("fmt", "stone-ford", "--check").code == 0
    assert "STONE FORD" in tte.ok("play", "stone-ford", "--seed", "1").out
    assert tte("new", "exercise", "stone-ford").code == 1


@pytest.mark.parametrize("name", ["../evil", "a/b", "..", "", "/tmp/x", "Caps", "-x", "a" * 41, "a\nb", "ü"])
def test_a_new_exercise_stays_in_its_folder(tte: Here, home: Path, name: str) -> None:
    before = sorted(home.rglob("*"))
    said = tte("new", "exercise", "--", name)
    assert said.code == 1
    assert "no name for an exercise" in said.err
    assert sorted(home.rglob("*")) == before


def test_new_injects_and_roles_fit_into_an_exercise(tte: Here, home: Path) -> None:
    tte.ok("new", "exercise", "stone-ford")
    (one,) = tte.ok(
        "new", "inject", "stone-ford", "07", "--title", 'Who: "calls"?', "--at", "12"
    ).out.splitlines()
    assert one.endswith("move-1/07-who-calls.md")
    (two,) = tte.ok("new", "inject", "stone-ford", "C-02", "--title", "Frage später").out.splitlines()
    assert two.endswith("contingency/C-02-frage-sp-ter.md")
    tte.ok("new", "role", "stone-ford", "coast-guard", "--title", "The coast guard: north")
    found = tte.ok("check", "stone-ford", "--format", "json").json()
    assert [f["code"] for f in found] == ["W212"]
    shown = tte.ok("show", "stone-ford", "--control", "--format", "json").json()
    assert [i["title"] for i in shown["injects"]] == [
        "A ship calls", 'Who: "calls"?', "EndEx", "The ship asks again", "Frage später",
    ]  # fmt: skip
    assert [r["title"] for r in shown["roles"]][2] == "The coast guard: north"
    text = (home / "injects/stone-ford/exercise.yaml").read_text()
    assert "# Who sits together; a role without a seat is played by SIMCELL.\n" in text
    assert text.count("#") == (home / "injects/stone-ford/exercise.yaml").read_text().count("#")
    assert tte("fmt", "stone-ford", "--check").code == 0


def test_a_new_role_takes_a_standing_card_along(tte: Here, home: Path) -> None:
    tte.ok("new", "exercise", "stone-ford")
    made = tte.ok("new", "role", "stone-ford", "tokyo", "--title", "Tokyo", "--card", "japan-coast-guard").out
    assert "roles/japan-coast-guard.md" in made
    card = home / "injects/stone-ford/roles/japan-coast-guard.md"
    assert card.read_text() == (Path(__file__).parents[2] / "roles/japan-coast-guard.md").read_text()
    found = tte.ok("check", "stone-ford", "--format", "json").json()
    assert [f["code"] for f in found] == ["W212"]
    again = tte.ok("new", "role", "stone-ford", "naha", "--card", "japan-coast-guard").out
    assert "japan-coast-guard.md" not in again  # it is there already
    said = tte("new", "role", "stone-ford", "flag", "--card", "flag-stat")
    assert "There is no card `flag-stat`" in said.err
    assert "flag-state" in said.err


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["inject", "small-drill", "01"], "There is an inject 01 already"),
        (["inject", "small-drill", "../x"], "is no id"),
        (["inject", "small-drill", "09", "--at", "61"], "after EndEx"),
        (["role", "small-drill", "north"], "is taken"),
        (["role", "small-drill", "buoy"], "is taken"),
        (["role", "small-drill", "../x"], "is no id"),
    ],
)
def test_what_cannot_be_made_is_refused_and_leaves_no_file(
    tte: Here, home: Path, line: list[str], says: str
) -> None:
    before = sorted(home.rglob("*"))
    said = tte("new", *line)
    assert (said.code, said.out) == (1, "")
    assert says in said.err
    assert sorted(home.rglob("*")) == before


def test_a_folder_that_leads_elsewhere_gets_no_file(tte: Here, home: Path) -> None:
    (home / "elsewhere").mkdir()
    (home / "injects/small-drill/contingency").rename(home / "kept")
    (home / "injects/small-drill/contingency").symlink_to(home / "elsewhere")
    change(home / "injects/small-drill", "exercise.yaml", "contingencies: {C-01: null}", "contingencies: {}")
    (home / "injects/small-drill/contingency").unlink()
    os.symlink(home / "elsewhere", home / "injects/small-drill/move-1/out")
    said = tte("new", "inject", "small-drill", "C-09")
    assert said.code == 1  # a link in the deck keeps it from loading
    assert list((home / "elsewhere").iterdir()) == []


def test_fmt_says_what_it_would_change_changes_it_once_and_keeps_rights(tte: Here, home: Path) -> None:
    path = home / "injects/small-drill/decisions.yaml"
    good = path.read_text()
    path.write_bytes(("﻿" + good.replace("dp2:\n", "# The papers.\ndp2:   \n\n\n\n")).encode())
    path.chmod(0o640)
    said = tte("fmt", "small-drill", "--check")
    assert said.code == 1
    assert "Would change" in said.out
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    said = tte.ok("fmt", "small-drill")
    assert f"Changed {path}\n" in said.out
    assert "# The papers.\ndp2:\n" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o640
    assert tte.ok("fmt", "small-drill").out == ""


def test_fmt_changes_shared_cards_only_if_they_are_named(tte: Here, home: Path) -> None:
    tte.ok("new", "exercise", "stone-ford")
    shared = home / "roles"
    (home / "injects/stone-ford/roles").rename(shared)
    card = shared / "north-harbour.md"
    card.write_text(card.read_text().replace("title: ", "title:   "))
    assert tte.ok("check", "stone-ford").out == "0 errors, 0 warnings.\n"
    assert tte.ok("fmt", "stone-ford").out == ""
    assert tte.ok("fmt").err.rstrip().endswith("injects/stone-ford.")  # and not those that come with tte
    assert tte("fmt", "roles", "--check").out == "Would change roles/north-harbour.md\n"
    assert tte.ok("fmt", "roles/north-harbour.md").out == "Changed roles/north-harbour.md\n"
    assert tte.ok("fmt", "roles").out == ""
    (home / "notes.txt").touch()
    assert "no file of a deck" in tte("fmt", "notes.txt").err
    (home / "bad.md").write_text("No front matter.\n")
    assert "E106" in tte("fmt", "bad.md").err


def test_fmt_leaves_what_cannot_be_read_and_says_so(tte: Here, home: Path) -> None:
    path = home / "injects/small-drill/decisions.yaml"
    path.write_text("dp1: [\n")
    said = tte("fmt", "small-drill")
    assert said.code == 1
    assert "E101" in said.err
    assert path.read_text() == "dp1: [\n"


def test_schemas_go_to_stdout_or_into_a_folder(tte: Here, home: Path) -> None:
    assert tte.ok("schema", "inject").json()["title"].startswith("tte: the front matter of an inject")
    assert len(tte.ok("schema", "-o", "schemas").out.splitlines()) == 5
    assert json.loads((home / "schemas/exercise.schema.json").read_text())["properties"]["tracks"]
    assert tte("schema").code == 2


def test_sources_show_the_matrix_both_ways_and_name_the_gaps(tte: Here, home: Path) -> None:
    said = tte.ok("sources", "small-drill").out
    assert "T-1  A speech to Congress in 2015 gave relations momentum · decision dp1" in said
    assert "card north-harbour  S-1" in said
    assert "Gaps: 149 points that nothing cites" in said
    data = tte.ok("sources", "small-drill", "--format", "json").json()
    assert data["points"]["S-2"]["cited_by"] == ["brief north", "brief south"]
    assert len(data["points"]) == 153
    together = tte.ok("sources", "--all", "--format", "json").json()
    assert set(together["exercises"]) >= {"small-drill", "fog-signal"}
    assert "small-drill decision dp1" in together["points"]["T-1"]["cited_by"]
    assert tte("sources").code == 2
