"""Many plays at once: the table, the gates of balance, and the command that prints them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.rehearse.conftest import ROOT
from tte.exercise.models import Effect, Exercise
from tte.rehearse.__main__ import main
from tte.rehearse.bots import POLICIES
from tte.rehearse.sample import Outcome, sample
from tte.rehearse.table import Gate, Table, endings_table, table_of
from tte.rehearse.worth import worth_of_options


def gate(table: Table, name: str) -> Gate:
    return next(g for g in table.gates if g.name == name)


PLAYS = 30


@pytest.fixture(scope="module")
def outcomes(fog_signal: Exercise) -> list[Outcome]:
    return sample(fog_signal, plays=PLAYS, policies=POLICIES)


@pytest.fixture(scope="module")
def table(fog_signal: Exercise, outcomes: list[Outcome]) -> Table:
    return table_of(fog_signal, outcomes)


def test_shares_add_up_and_every_policy_has_a_row(table: Table) -> None:
    assert [r.policy for r in table.rows] == list(POLICIES)
    for row in table.rows:
        assert row.plays == PLAYS
        assert sum(row.endings.values()) == pytest.approx(1)
        assert row.moves["m1"] == 1
        assert row.moves["m1"] >= row.moves["m2"] >= row.moves["m3"]
        for shares in row.choices.values():
            assert sum(shares.values()) == pytest.approx(1) or not any(shares.values())


def test_the_flagship_is_in_balance(table: Table) -> None:
    """The gates that a few plays can tell; the rest is for `python -m tte.rehearse` with thousands."""
    for name in (
        "every ending comes out",
        "no ending too often by lot",
        "hard-line play reaches the second move",
        "every option is chosen",
    ):
        assert gate(table, name).passed, gate(table, name)


def test_an_ending_that_never_comes_fails_its_gate(fog_signal: Exercise, outcomes: list[Outcome]) -> None:
    calmed = [replace(o, ending="E2") for o in outcomes]
    table = table_of(fog_signal, calmed)
    assert not table.balanced
    assert not gate(table, "every ending comes out").passed
    assert gate(table, "no ending too often by lot").detail == "most often E2, 100.0%"


def test_processes_share_the_work_without_changing_it(small_drill: Exercise) -> None:
    told: list[int] = []
    one = sample(small_drill, plays=60, policies=["random", "mixed"])
    two = sample(small_drill, plays=60, policies=["random", "mixed"], processes=2, progress=told.append)
    assert one == two
    assert told == [25, 50, 60, 85, 110, 120]


def test_an_option_that_brings_only_harm_is_never_best(small_drill: Exercise) -> None:
    harm = (Effect(tracks={"tru": -3, "ha": 3, "hb": 3, "esc": 2}),)
    dp1, dp2 = small_drill.decisions
    blame = dp2.options["b"].model_copy(update={"effects": harm})
    spoiled_dp2 = dp2.model_copy(update={"options": {**dp2.options, "b": blame}})
    spoiled = small_drill.model_copy(update={"decisions": (dp1, spoiled_dp2)})
    plays = sample(spoiled, plays=250, policies=["random"])
    worth = {(w.decision, w.option): w for w in worth_of_options(spoiled, plays)}
    assert worth["dp2", "c"].best_somewhere
    assert not worth["dp2", "b"].best_somewhere
    found = gate(table_of(spoiled, plays), "no option is never best")
    assert not found.passed
    assert "dp2 b" in found.detail


def test_the_table_reads_as_text_and_as_json(small_drill: Exercise) -> None:
    table = endings_table(small_drill, plays=40, policies=["random"], cut="short")
    text = table.text(choices=True)
    assert text.startswith("Small Drill: 40 plays by bots")
    assert "quarrel" in text
    assert "dp1" in text
    data = json.loads(table.json())
    assert data["cut"] == "short"
    assert data["rows"][0]["plays"] == 40
    assert data["balanced"] is table.balanced


def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(ROOT / "injects" / "fog-signal")
    code = main([folder, "--plays", "3", "--bots", "hardline", "--processes", "1", "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert data["exercise"] == "fog-signal"
    assert code == (0 if data["balanced"] else 1)


def test_the_command_says_what_it_cannot_play(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-exercise"]) == 1
    assert "There is no exercise" in capsys.readouterr().err
    assert main([str(ROOT / "injects" / "fog-signal"), "--plays", "1", "--cut", "7"]) == 1
    assert "has no cut “7”" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["fog-signal", "--plays", "0"])
