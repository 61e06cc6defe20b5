from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.decks import change, write
from tte.errors import TteError
from tte.exercise.diagnostics import Diagnostic, LoadError, as_json, as_text
from tte.exercise.load import load_exercise

I3 = "move-2/03-thanks.md"


def test_a_good_deck_loads_without_a_word(deck: Path) -> None:
    loaded = load_exercise(deck)
    assert loaded.diagnostics == ()
    exercise = loaded.require()
    assert exercise.id == "drill"
    assert [inject.id for inject in exercise.injects] == ["01", "02", "03", "04", "C-01"]
    assert [role.card.who for role in exercise.roles] == [
        "You run the northern harbour.",
        "You run the southern harbour.",
    ]
    assert exercise.roles[1].brief.aims[0].when.startswith("tru >= 5")
    tense = exercise.injects[1].variants[1]
    assert tense.body == "They shout. Escalation is {{esc}}, {{esc.band}}."
    assert tense.effects[0].tracks == {"ha": 1}
    assert exercise.injects[0].opens == ("dp1",)
    assert exercise.cuts[0].moves[0].id == "m1"
    assert exercise.cuts[0].contingencies == {"C-01": None}
    assert exercise.parties[0].title == "The buoy"
    assert exercise.facts[0].id == "R1"
    assert exercise.moves[0].scenario_start.utcoffset() is not None
    assert len(loaded.files) == 11


def test_every_error_of_every_file_is_told_at_once(deck: Path) -> None:
    change(deck, "exercise.yaml", "endex: 60", "endex: sixty")
    change(deck, "exercise.yaml", "form: hotline", "form: telegraph")
    change(deck, "exercise.yaml", "when: esc >= 3", "when: esk >= 3")
    change(deck, "decisions.yaml", "mode: joint", "mode: joined")
    change(deck, "roles/north-harbour.md", "interests:", "interest:")
    change(deck, "briefs/south.md", "tru >= 5", "tro >= 5")
    change(deck, I3, "to: south", "to: sout")
    change(deck, "contingency/C-01-quarrel.md", "when: esc >= 3", "when: esc >=")
    found = load_exercise(deck).diagnostics
    told = {(Path(d.path).name, d.code) for d in found}
    assert told == {
        ("exercise.yaml", "E112"),
        ("exercise.yaml", "E113"),
        ("exercise.yaml", "E121"),
        ("decisions.yaml", "E113"),
        ("north-harbour.md", "E110"),
        ("north-harbour.md", "E111"),
        ("south.md", "E121"),
        ("03-thanks.md", "E130"),
        ("C-01-quarrel.md", "E120"),
    }
    assert list(found) == sorted(found)


def test_a_record_in_error_is_still_known_by_its_id(deck: Path) -> None:
    change(deck, "decisions.yaml", "mode: joint", "mode: joined")
    change(deck, I3, "channel: radio", "chanel: radio")
    change(deck, "exercise.yaml", "when: esc >= 3", "when: released('03') and decided('dp1') == 'a'")
    assert {d.code for d in load_exercise(deck).diagnostics} == {"E110", "E111", "E113"}


def test_a_broken_main_file_brings_no_false_findings(deck: Path) -> None:
    change(deck, "exercise.yaml", "endex: 60", "endex: [60")
    change(deck, I3, "at: 40", "at: soon")
    assert sorted(d.code for d in load_exercise(deck).diagnostics) == ["E101", "E112"]


@pytest.mark.parametrize("name", ["roles", "tracks", "channels", "moves", "endings", "names"])
@pytest.mark.parametrize("value", ["[]", "x", "3", "~"])
def test_a_section_of_another_shape_is_told(deck: Path, name: str, value: str) -> None:
    text = (deck / "exercise.yaml").read_text().split("\n")
    start = text.index(f"{name}:")
    end = next(n for n in range(start + 1, len(text)) if not text[n].startswith(" "))
    write(deck, "exercise.yaml", "\n".join([*text[:start], f"{name}: {value}", *text[end:]]))
    found = load_exercise(deck).diagnostics
    assert [(d.code, d.line) for d in found if d.code == "E112"] == [("E112", start + 1)]


def test_a_standing_card_lies_beside_injects_and_a_decks_own_wins(deck: Path) -> None:
    shared = deck.parent.parent / "roles"
    shared.mkdir()
    (deck / "roles" / "north-harbour.md").rename(shared / "north-harbour.md")
    write(shared, "south-harbour.md", "not read")
    exercise = load_exercise(deck).require()
    assert exercise.roles[0].card.id == "north-harbour"
    write(shared, "north-harbour.md", "---\ntitle: [x]\n---\n")
    found = load_exercise(deck).diagnostics
    assert {d.path for d in found} == {(shared / "north-harbour.md").as_posix()}


def test_paths_are_shown_as_they_were_given(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(deck, I3, "at: 40", "at: soon")
    monkeypatch.chdir(deck.parent.parent)
    assert load_exercise("injects/drill").diagnostics[0].path == f"injects/drill/{I3}"
    monkeypatch.chdir(deck)
    assert load_exercise(".").diagnostics[0].path == (deck / I3).as_posix()


def test_a_finding_reads_like_a_compilers(deck: Path) -> None:
    change(deck, I3, "effects: {tru: 1}", "effects: {tru: 1, esk: 1}")
    hit = load_exercise(deck).diagnostics[0]
    path = (deck / I3).as_posix()
    assert hit.render() == (
        f"{path}:8:19: E133 There is no track `esk`. Did you mean `esc`?\n"
        "  |\n"
        "8 | effects: {tru: 1, esk: 1}\n"
        "  |                   ^"
    )
    assert as_text([hit, hit]).endswith("\n\n1 error, 0 warnings.")
    told = json.loads(as_json([hit]))
    assert told[0]["line"] == 8
    assert told[0]["allowed"] == ["esc", "tru", "ha", "hb"]


def test_nothing_in_a_finding_can_act_on_a_terminal() -> None:
    line = "\x1b[31m漢字\u202e: bad"
    hit = Diagnostic("a\nb.md", 1, 10, "E104", "It is \x1b[2J.", source_line=line)
    assert all(char.isprintable() or char == "\n" for char in hit.render())
    assert hit.render().split("\n")[-1] == "  | " + " " * 11 + "^"


def test_a_deck_with_errors_refuses_to_be_played(deck: Path) -> None:
    change(deck, I3, "at: 40", "at: soon")
    with pytest.raises(LoadError, match=r"drill has 1 error\.\n.*03-thanks.md:4:5: E112") as caught:
        load_exercise(deck).require()
    assert isinstance(caught.value, TteError)
    assert len(caught.value.diagnostics) == 1


def test_loading_brings_in_neither_terminal_nor_store() -> None:
    script = "import sys, tte.exercise.load, tte.exercise.library, tte.exercise.frozen; print(*sys.modules)"
    names = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "tte.exercise.load" in names
    assert not {"textual", "rich", "sqlmodel", "sqlalchemy", "sqlite3", "typer"} & set(names)


def test_the_pure_part_brings_in_no_reader() -> None:
    script = "import sys, tte.exercise.conditions, tte.exercise.vocabulary; print(*sys.modules)"
    names = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"yaml", "tte.exercise.source", "sqlite3"} & set(names)
