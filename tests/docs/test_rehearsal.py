"""What the page on rehearsal says of options, bots and figures is what the program has."""

from __future__ import annotations

import json
from typing import Any

import typer

from tests.docs.pages import ROOT, codes, tables, text_of
from tte.cli.app import app
from tte.exercise.load import load_exercise
from tte.rehearse.bots import BOTS, IMITATING, POLICIES
from tte.rehearse.findings import Findings

PAGE = text_of("rehearsal.md")
SCHEMA = ROOT / "docs" / "rehearsal.schema.json"


def _column(first: str) -> list[str]:
    table = next(t for t in tables(PAGE) if t.columns[0] == first)
    return [codes(row[0])[0] for row in table.rows]


def test_every_option_and_policy_is_on_the_page() -> None:
    command: Any = typer.main.get_command(app).commands["rehearse"]  # type: ignore[attr-defined]
    options = {o for p in command.params for o in p.opts if o.startswith("--")} - {"--help"}
    assert set(_column("Option")) == options
    policies = next(t for t in tables(PAGE) if t.columns == ("Policy", "How its bots choose"))
    assert [codes(row[0])[0] for row in policies.rows] == [*POLICIES, IMITATING]
    assert set(BOTS) < set(POLICIES)


def test_the_schema_beside_the_page_is_that_of_the_json() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == Findings.model_json_schema(mode="serialization")


def test_the_figures_of_the_flagship_are_those_of_its_present_version_and_endings() -> None:
    exercise = load_exercise(ROOT / "injects" / "fog-signal").require()
    assert f"10,000 plays of version {exercise.version}" in PAGE
    table = next(t for t in tables(PAGE) if t.columns[:2] == ("Policy", "E1"))
    assert {name.split()[0] for name in table.columns[1:]} == {e.id for e in exercise.endings}
    for row in table.rows:
        assert 99.7 <= sum(float(cell.rstrip("%")) for cell in row[1:7]) <= 100.3
