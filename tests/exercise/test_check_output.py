"""What `check` says: text, JSON, SARIF; codes chosen and left out; ignores in the deck's own comments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.decks import change, write
from tte.exercise.check import NoSuchCode, check_folder
from tte.exercise.diagnostics import as_json, as_text
from tte.exercise.explained import explain, remedy
from tte.exercise.sarif import as_sarif

I3 = "move-2/03-thanks.md"
C1 = "contingency/C-01-quarrel.md"
NO_OBJECTIVE = "tte: ignore[W210] thanks are their own reason"

SARIF: dict[str, Any] = json.loads(Path(__file__).with_name("sarif-2.1.0.schema.json").read_text("utf-8"))
"""The schema of the standard (OASIS, as in npm's @microsoft/jest-sarif, MIT), without its descriptions."""


def codes(folder: Path, **more: Any) -> list[str]:
    return [d.code for d in check_folder(folder, **more).diagnostics]


def test_a_finding_in_text_says_where_what_and_what_to_do(deck: Path) -> None:
    found = check_folder(deck, select=["W210"]).diagnostics
    path = (deck / I3).as_posix()
    assert as_text(found, remedy).split("\n\n")[1] == (
        f"{path}:2:5: W210 Inject 03 serves no objective.\n"
        "  |\n"
        '2 | id: "03"\n'
        "  |     ^\n"
        "  = Name an objective, or drop the inject."
    )
    assert as_text(found, remedy).endswith("0 errors, 2 warnings.")
    first = json.loads(as_json(found, remedy))[0]
    assert (first["code"], first["severity"], first["remedy"]) == ("W210", "warning", remedy("W210"))


def test_codes_are_chosen_by_their_beginnings_and_load_errors_always_stay(deck: Path) -> None:
    change(deck, C1, "when: esc >= 3 or", "when: at > 60 and")
    assert codes(deck) == ["W210", "E303", "W210"]
    assert codes(deck, select=["E3"]) == ["E303"]
    assert codes(deck, ignore=["e303,W21"]) == []
    change(deck, I3, "to: south", "to: nobody")
    assert codes(deck, select=["W"], ignore=["E130"]) == ["E130"]
    with pytest.raises(NoSuchCode, match="W21O") as refused:
        codes(deck, select=["W21O"])
    assert "Did you mean W2" in refused.value.remedy


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id: "03"\n', f'id: "03"  # {NO_OBJECTIVE}\n'),
        ('id: "03"\n', f'# {NO_OBJECTIVE}\nid: "03"\n'),
        ('---\nid: "03"\n', f'---\n# About thanks.\n#  {NO_OBJECTIVE}\n\nid: "03"\n'),
        ('id: "03"\n', f'# {NO_OBJECTIVE.replace("W210", "w210, W216")}\nid: "03"\n'),
    ],
)
def test_an_ignore_with_a_reason_covers_its_line_or_its_file(deck: Path, old: str, new: str) -> None:
    change(deck, I3, old, new)
    if "W216" in new:
        change(deck, I3, "Thank you.", "Thank you, TBD.")
    checked = check_folder(deck)
    assert [d.path for d in checked.diagnostics] == [(deck / C1).as_posix()]
    assert {d.code for d in checked.ignored} <= {"W210", "W216"}
    assert len(checked.ignored) == new.count("W2") + new.count("w2")


def test_an_ignore_covers_what_is_indented_below_its_line(deck: Path) -> None:
    text = (deck / "decisions.yaml").read_text()
    write(deck, "decisions.yaml", f"# tte: ignore[W216] the papers wrote it so\n{text}")
    change(deck, "decisions.yaml", "question: The buoy drifts", "question: TBD. The buoy drifts")
    assert codes(deck, select=["W216", "W223"]) == []
    change(deck, "decisions.yaml", "question: They ask.", "question: They ask TBD.")
    assert codes(deck, select=["W216"]) == ["W216"]
    assert check_folder(deck, select=["W216"]).diagnostics[0].line == 15


def test_an_empty_line_below_makes_it_the_files(deck: Path) -> None:
    text = (deck / "decisions.yaml").read_text()
    write(deck, "decisions.yaml", f"# tte: ignore[W216] the papers wrote it so\n\n{text}")
    change(deck, "decisions.yaml", "question: They ask.", "question: They ask TBD.")
    assert codes(deck, select=["W216"]) == []


def test_an_ignore_in_a_text_is_text(deck: Path) -> None:
    change(deck, I3, "Thank you.", "# tte: ignore[W210] no\nThank you.")
    assert codes(deck) == ["W210", "W210"]


def test_sarif_is_what_the_standard_asks_for(deck: Path) -> None:
    change(deck, C1, "id: C-01\n", f"id: C-01 # {NO_OBJECTIVE}\n")
    change(deck, C1, "when: esc >= 3 or", "when: at > 60 and")
    odd = deck / "move-2" / "05 [odd] 港.md"
    write(deck, odd.relative_to(deck).as_posix(), (deck / I3).read_text().replace('"03"', '"05"'))
    checked = check_folder(deck)
    log = json.loads(as_sarif(checked.diagnostics, checked.ignored))
    jsonschema.Draft4Validator(SARIF).validate(log)
    assert not jsonschema.Draft4Validator(SARIF).is_valid(log | {"version": "2.0"})
    (run,) = log["runs"]
    by_rule = [(r["ruleId"], r["level"], "suppressions" in r) for r in run["results"]]
    assert by_rule == [
        ("E303", "error", False), ("W210", "warning", False), ("W202", "warning", False),
        ("W210", "warning", False), ("W210", "warning", True),
    ]  # fmt: skip
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
    assert f"file://{deck.as_posix()}/move-2/05%20%5Bodd%5D%20%E6%B8%AF.md" in uris
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 9, "startColumn": 7, "snippet": {"text": 'when: at > 60 and any_decided("dp2", "b")'},
    }  # fmt: skip


def test_every_code_explains_itself() -> None:
    said = explain("E308")
    assert said.startswith("E308 (error): a secret of one role in text for another\n\nFive words in a row")
    assert "\n\nWhat to do: Take it out" in said
