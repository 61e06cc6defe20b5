"""`tte rehearse`: figures on stdout or in a file, gates as an exit code, words for what it cannot do."""

from __future__ import annotations

from pathlib import Path

from tests.cli.support import Here
from tests.decks import change

FEW = ("rehearse", "small-drill", "--plays", "80", "--jobs", "1", "--quick")


def test_it_shows_what_plays_come_to_in_every_form(tte: Here, home: Path) -> None:
    text = tte.ok(*FEW).out
    assert text.startswith("EXERCISE EXERCISE EXERCISE")
    assert "80 plays by bots (20 random, 20 cooperative, 20 hardline, 20 mixed)" in text
    data = tte.ok(*FEW, "--format", "json", "--seed", "5").json()
    assert (data["plays"], data["first_seed"], data["exercise"]) == (80, 5, "small-drill")
    assert data == tte.ok(*FEW, "--format", "json", "--seed", "5", "--jobs", "2").json()
    said = tte.ok(*FEW, "--format", "html", "-o", "page.html")
    assert said.out == ""
    assert "<h1>Rehearsal of Small Drill</h1>" in (home / "page.html").read_text(encoding="utf-8")


def test_why_things_never_come_is_told_unless_it_has_to_be_quick(tte: Here) -> None:
    told = tte.ok("rehearse", "small-drill", "--plays", "40", "--jobs", "1", "--bots", "cooperative")
    assert "esc >= 4 stays false" in told.out
    assert "Another start" in told.out


def test_a_missed_gate_is_an_exit_code_only_if_asked(tte: Here, home: Path) -> None:
    change(
        home / "injects" / "small-drill", "exercise.yaml", "names:\n",
        "balance:\n  - no ending over 10% under random\nnames:\n",
    )  # fmt: skip
    assert tte(*FEW).code == 0
    missed = tte(*FEW, "--gate")
    assert missed.code == 1
    assert "FAIL every ending at most 10% under random" in missed.out
    assert "Balance gates are missed: every ending at most 10% under random." in missed.err


def test_every_choice_of_a_small_deck(tte: Here) -> None:
    assert "Covered: everything" in tte.ok("rehearse", "small-drill", "--exhaustive").out
    data = tte.ok("rehearse", "small-drill", "--exhaustive", "--bound", "20", "--format", "json").json()
    assert data["situations"] == 20
    assert not data["complete"]
    assert tte("rehearse", "small-drill", "--exhaustive", "--format", "html").code == 2


def test_bots_that_imitate_go_by_a_session(tte: Here) -> None:
    session = tte.ok("play", "small-drill", "--bots", "silent", "--seed", "1", "--format", "json").json()[
        "session"
    ]
    tte.ok("play", "small-drill", "--bots", "greedy", "--seed", "1")
    data = tte.ok(*FEW, "--bots", "imitate", "--imitate", session, "--format", "json").json()
    assert [p["id"] for p in data["policies"]] == ["imitate"]
    assert tte(*FEW, "--bots", "imitate").code == 2
    refused = tte(*FEW, "--bots", "reckless")
    assert refused.code == 2
    assert "Choose random, cooperative" in refused.err
