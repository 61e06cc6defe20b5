"""Every diagnostic code, produced by one slip in a good deck, at its exact place."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.decks import change, write, write_minimal_deck
from tte.exercise.check import check_folder
from tte.exercise.diagnostics import CODES, Diagnostic
from tte.exercise.load import load_exercise

HERE = "‸"
"""Stands before the character that the diagnostic has to point at."""


@dataclass(frozen=True)
class Slip:
    """One replacement in one file; the new text marks the place."""

    code: str
    file: str
    old: str
    new: str
    says: str = ""
    also: tuple[str, ...] = ()
    """What the same slip is besides: a brief without a text, a name that is missing where it was used."""


E, D = "exercise.yaml", "decisions.yaml"
I1, I2, I3, C1 = (
    "move-1/01-adrift.md",
    "move-1/02-papers.md",
    "move-2/03-thanks.md",
    "contingency/C-01-quarrel.md",
)

SLIPS = [
    Slip("E101", E, "purpose: To test.", "purpose: To‸: test.", "quotes"),
    Slip("E101", I1, "at: 0\n", "? ‸[a, b]\n: 0\n", "single word"),
    Slip("E102", E, "endex: 60", "endex: 60\n‸endex: 61", "first in line 23"),
    Slip("E102", D, "    a: {title: Facts,", "    a: {title: Facts, ‸title: Truth,"),
    Slip("E103", E, "scope:\n", "scope: ‸&scope\n", "anchor"),
    Slip("E103", E, "purpose: To test.", "purpose: ‸*other", "alias"),
    Slip("E103", E, "purpose: To test.", "purpose: ‸!!python/name:os.system", "tag"),
    Slip("E103", E, "names:\n", "names:\n  ‸<<: {}\n", "merge"),
    Slip("E104", E, "To test.", "To ‸\x1b[31mtest.", "control character"),
    Slip("E104", E, "To test.", "To ‸\0test.", "control character"),
    Slip("E104", I3, "Thank you.", "Thank ‸\u202eyou.", "control character"),
    Slip("E104", E, "purpose: To test.", 'purpose: ‸"\\e[31m"', "control character"),
    Slip("E105", E, "purpose: To test.", "purpose: " + "[" * 31 + "‸" + "[" * 9 + "]" * 40, "deep"),
    Slip("E106", I3, '---\nid: "03"', '‸id: "03"', "front matter"),
    Slip("E106", I3, "---\nThank you.", "Thank you.", "not closed"),
    Slip("E107", I2, "=== tense", "‸=== tens", "Did you mean `tense`?"),
    Slip("E107", I2, "=== tense", "‸=== calm", "two texts"),
    Slip("E107", "briefs/north.md", "You see", "You see\n‸=== a\nYou see", "Only injects"),
    Slip("E108", E, "card: north-harbour", "card: ‸../../../roles/north-harbour", "elsewhere"),
    Slip("E109", E, "card: north-harbour", "card: ‸nort-harbour", "Did you mean `north-harbour`?"),
    Slip("E110", E, "    capability: Operational Coordination\n", "", "`capability` is missing"),
    Slip("E110", E, "title: Small Drill\n", "", "`title` is missing"),
    Slip("E110", D, "  mode: joint\n  default: b\n", "  mode: joint\n", "`default` is missing"),
    Slip("E111", E, "endex: 60", "endex: 60\n‸sumary: x", "Did you mean `summary`?"),
    Slip("E111", I3, "to: south\n", "to: south\n‸chanel: radio\n", "Did you mean `channel`?"),
    Slip("E111", D, "{title: One of us,", "{title: One of us, ‸effect: {}, ", "Did you mean `effects`?"),
    Slip("E111", E, "endex: 60", "endex: 60\n‸id: drill", "folder's name"),
    Slip("E111", I3, "to: south\n", "to: south\n‸body: x\n", "below its front matter"),
    Slip("E112", E, "endex: 60", "endex: ‸sixty", "a number, not `sixty`"),
    Slip("E112", I3, 'id: "03"', "id: ‸3", "put 3 in quotes"),
    Slip("E112", I3, "effects: {tru: 1}", "effects: {tru: ‸lots}", "a whole number"),
    Slip("E112", D, "tracks: {esc: 1}\n", "tracks: {esc: ‸[1]}\n", "not a list"),
    Slip("E112", E, "{name: Trust, start: 5}", "{name: Trust, start: ‸}", "A value is missing"),
    Slip("E112", E, "{p: 0.5}", "{p: ‸1.5}", "less than or equal to 1"),
    Slip("E112", E, "    after: [dp1]\n", "    after: [dp1]\n    at: 5\n", "one trigger"),
    Slip("E113", D, "mode: joint", "mode: ‸joined", "Did you mean `joint`?"),
    Slip("E113", E, "form: hotline", "form: ‸telegraph", "Allowed: radio, navtex"),
    Slip(
        "E114", E, "  tru: {name: Trust", "  ‸my trust: {name: M, start: 1}\n  tru: {name: Trust", "is no id"
    ),
    Slip("E114", I3, "to: south", "to: ‸the south", "is no id"),
    Slip("E114", D, "    b: {title: Each alone", "    ‸b!: {title: Each alone", "is no id"),
    Slip("E120", E, "when: esc >= 3", "when: esc ‸= 3", "Write `==`"),
    Slip("E120", E, "when: esc >= 3", "when: tru > 3 and ‸esc[0]"),
    Slip("E121", E, "when: esc >= 3", "when: tru < 3 and ‸esk >= 3", "Did you mean `esc`?"),
    Slip("E122", E, "when: esc >= 3", "when: tru < 3 or ‸desided('dp1') == 'a'", "Did you mean decided?"),
    Slip("E122", E, "when: esc >= 3", "when: ‸released('01', '02')", "2 given"),
    Slip("E123", E, "when: esc >= 3", "when: esc >= ‸'3'", "cannot be compared"),
    Slip("E123", E, "when: esc >= 3", "when: ‸esc", "Compare it"),
    Slip("E124", E, "when: esc >= 3", "when: released(‸'05')"),
    Slip("E124", E, "when: esc >= 3", "when: count(‸'drft') > 1", "Did you mean `drift`?"),
    Slip("E124", E, "when: esc >= 3", "when: move == ‸'m3'", "There is no move `m3`"),
    Slip("E125", C1, 'any_decided("dp2", "b")', 'any_decided("dp2", ‸"d")', "no option `d`"),
    Slip("E125", E, "when: esc >= 3", "when: decided('dp1') in ('a', ‸'c')", "no option `c`"),
    Slip("E126", E, "when: esc >= 3", "when: ‸decided('dp2') == 'a'", "any_decided"),
    Slip("E126", E, "when: esc >= 3", "when: decided('dp2', ‸'nord') == 'a'", "Did you mean `north`?"),
    Slip(
        "E126",
        D,
        "        - tracks: {esc: 1}\n",
        "        - role: ‸buoy\n          tracks: {esc: 1}\n",
        "own",
    ),
    Slip("E127", E, "when: esc >= 3", "when: ‸esc >= 9", "never holds: esc goes from 0 to 8"),
    Slip("E127", "briefs/south.md", "tru >= 5 and", "‸tru >= 0 and", "always holds"),
    Slip("E128", E, "when: esc >= 3", "when: esc >= ‸99999999"),
    Slip("E130", I3, "to: south", "to: ‸sout", "Did you mean `south`?"),
    Slip("E130", D, "owners: [north, south]\n  mode: joint", "owners: [north, ‸west]\n  mode: joint"),
    Slip(
        "E130", E, "    users: [north, south]\n    reaches", "    users: [north, south, ‸nort]\n    reaches"
    ),
    Slip("E130", E, "      north: [The officer", "      ‸nrth: [The officer"),
    Slip("E131", I3, "channel: radio", "channel: ‸radios", "Did you mean `radio`?"),
    Slip("E132", D, "objectives: [O1]", "objectives: [O1, ‸O7]"),
    Slip("E133", I3, "effects: {tru: 1}", "effects: {tru: 1, ‸esk: 1}", "Did you mean `esc`?"),
    Slip("E133", E, "own: ha, other: hb", "own: ha, other: ‸hc"),
    Slip("E133", E, "names:\n", "adjudication:\n  reciprocal: [‸tro]\nnames:\n"),
    Slip("E134", I1, "opens: dp1", "opens: [dp1, ‸dp9]"),
    Slip("E134", E, 'injects: {"01": 0', 'injects: {"01": 0, ‸"77": 1'),
    Slip("E135", I1, "sources: [T-2]", "sources: [T-2, ‸T-62]", "T-1 to T-61"),
    Slip("E135", "roles/south-harbour.md", "sources: [S-1]", "sources: [‸R2]"),
    Slip("E136", I3, "effects: {tru: 1}", "effects: {‸own: 1}", "name the track"),
    Slip("E136", E, "side: North, own: ha, ", "side: North, ", "no `own` track"),
    Slip("E136", I3, "effects: {tru: 1}", "effects: [{tracks: {tru: 1}, ‸role: south}]"),
    Slip("E137", E, "  buoy: The buoy", "  buoy: The buoy\n  ‸north: The north"),
    Slip("E137", I2, "id: tense", "id: ‸calm", also=("E107",)),
    Slip("E138", E, "  tru: {name: Trust", "  ‸at: {name: A, start: 1}\n  tru: {name: Trust"),
    Slip("E138", D, "    b: {title: Each alone", "    ‸written: {title: W}\n    b: {title: Each alone"),
    Slip("E140", D, "default: b", "default: ‸e"),
    Slip("E140", D, "title: Facts,", "title: Facts, ‸needs: tru >= 1,"),
    Slip("E141", E, "{name: Trust, start: 5}", "{name: Trust, start: ‸50}"),
    Slip("E141", E, "{from: 4, name: tense}", "{from: ‸9, name: tense}"),
    Slip("E141", E, "{from: 0, name: calm}", "{from: ‸1, name: calm}"),
    Slip("E141", I3, "effects: {tru: 1}", "effects: {reset: {tru: ‸11}}"),
    Slip("E142", E, "    start: 32\n", "    start: ‸29\n", "before `m1` ends"),
    Slip("E142", E, "2031-05-26T23:00:00Z", "‸2031-05-26T23:00:00", "UTC"),
    Slip("E142", E, "2031-05-27T00:00:00Z", "‸2031-05-26T00:00:00Z", "goes back"),
    Slip("E143", I2, "What do you say?\n", "", "south"),
    Slip("E143", I2, "to: north", "to: [north, ‸buoy]"),
    Slip("E144", I1, "{{dtg}}", "‸{{dtgg}}", "Did you mean `dtg`?"),
    Slip("E144", I2, "{{esc.band}}", "‸{{esc.bands}}"),
    Slip("E144", I1, "title: Buoy adrift", "title: Buoy ‸{{dtg adrift", "not closed"),
    Slip("E144", E, "narrative: The buoy is back.", 'narrative: "It is ‸{{dtg}}"', "only in titles"),
    Slip("E145", E, "summary: Two harbours and a drifting buoy.", 'summary: ‸"  "'),
    Slip("E145", I3, "Thank you.\n", ""),
    Slip("E146", E, "{title: Quarrel, when: esc >= 4,", "{title: Quarrel,", "never reached"),
    Slip("E147", I2, "opens: [dp2]\n", "", "No inject opens dp2"),
    Slip("E147", E, '"02": 10, ', "", "of this cut opens dp2"),
    Slip("E148", I3, "at: 40\n", "", "needs a time"),
    Slip("E148", I3, "at: 40", "at: ‸61", "after EndEx"),
    Slip("E148", E, '"04": 30', '"04": ‸31', "after the cut's EndEx"),
    Slip("E149", E, "roles: [south]", "roles: [south, ‸north]"),
    Slip("E150", I3, "effects: {tru: 1}", "effects: ‸{tru: 0}", "changes nothing"),
    Slip("E150", D, "c: {title: A joint statement,", "c: {title: A joint statement, ‸unilateral: true,"),
    Slip("W200", I3, '---\nid: "03"', '‸\ufeff---\nid: "03"'),
    Slip("W202", I3, 'id: "03"', 'id: ‸"05"'),
    Slip("W203", E, "    users: [north, south]\n    reaches", "    users: [south]\n    reaches"),
    Slip("W204", E, "reaches: [north, south, buoy]", "reaches: [north, buoy]"),
    Slip("W205", E, "{title: Calm, narrative", "{title: Calm, when: esc < 4, narrative"),
    Slip("W206", E, "  R1: Buoys drift.\n", "  R1: Buoys drift.\n  ‸R2: They do.\n"),
    Slip("W207", I3, "to: south", "to: ‸north"),
    Slip("W208", E, "tracks:\n  esc:", "  ‸O2: {title: T, statement: S, capability: C}\ntracks:\n  esc:"),
]

ELSEWHERE = {
    ("E106", I3, "---\nThank you."): (I3, 1, 1),
    ("E110", E, "    capability: Operational Coordination\n"): (E, 25, 3),
    ("E110", E, "title: Small Drill\n"): (E, 1, 1),
    ("E110", D, "  mode: joint\n  default: b\n"): (D, 1, 1),
    ("E112", E, "    after: [dp1]\n"): (E, 65, 3),
    ("E136", E, "side: North, own: ha, "): (D, 19, 41),
    ("E143", I2, "What do you say?\n"): (I2, 9, 1),
    ("E145", I3, "Thank you.\n"): (I3, 11, 1),
    ("E146", E, "{title: Quarrel, when: esc >= 4,"): (E, 73, 3),
    ("E147", I2, "opens: [dp2]\n"): (D, 12, 1),
    ("E147", E, '"02": 10, '): (E, 86, 22),
    ("E148", I3, "at: 40\n"): (I3, 2, 1),
    ("W203", E, "    users: [north, south]\n    reaches"): (I3, 5, 7),
    ("W204", E, "reaches: [north, south, buoy]"): (C1, 7, 13),
    ("W205", E, "{title: Calm, narrative"): (E, 73, 3),
}
"""Places of slips that leave nothing to mark: something is missing, or it shows in another file."""


def find(code: str, found: tuple[Diagnostic, ...], says: str = "") -> Diagnostic:
    hits = [d for d in found if d.code == code and says in d.words()]
    assert hits, [d.head() for d in found]
    return hits[0]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: f"{s.code}-{s.new.strip()[:24]}")
def test_a_slip_is_found_at_its_place_and_nothing_else(deck: Path, slip: Slip) -> None:
    change(deck, I3, "effects: {tru: 1}\n", "effects: {tru: 1}\nobjectives: O1\n")
    change(deck, C1, "channel: radio\n", "channel: radio\nobjectives: O1\n")
    change(deck, slip.file, slip.old, slip.new)
    text = (deck / slip.file).read_text("utf-8")
    if HERE in text:
        before = text[: text.index(HERE)]
        place = slip.file, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        write(deck, slip.file, text.replace(HERE, ""))
    else:
        place = ELSEWHERE[slip.code, slip.file, slip.old]
    loaded = load_exercise(deck)
    hit = find(slip.code, loaded.diagnostics, slip.says)
    assert (Path(hit.path).relative_to(deck).as_posix(), hit.line, hit.column) == place
    assert hit.severity == ("warning" if slip.code.startswith("W") else "error")
    assert (loaded.exercise is None) == any(d.severity == "error" for d in loaded.diagnostics)
    assert {d.code for d in check_folder(deck).diagnostics} == {slip.code, *slip.also}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert (
        find("E100", load_exercise(tmp_path / "none").diagnostics).head().endswith("There is no such folder.")
    )


def test_a_file_that_is_a_folder(deck: Path) -> None:
    (deck / "exercise.yaml").unlink()
    (deck / "exercise.yaml").mkdir()
    hit = find("E100", load_exercise(deck).diagnostics)
    assert hit.path.endswith("exercise.yaml")
    assert (hit.line, hit.column) == (1, 1)


def test_a_pipe_does_not_make_the_load_wait(deck: Path) -> None:
    os.mkfifo(deck / "move-2" / "05-pipe.md")
    assert find("E100", load_exercise(deck).diagnostics, "no regular file").path.endswith("05-pipe.md")


def test_cards_of_a_linked_folder_are_not_read(deck: Path, tmp_path: Path) -> None:
    (deck / "roles").rename(tmp_path / "cards")
    (deck / "roles").symlink_to(tmp_path / "cards")
    loaded = load_exercise(deck)
    assert {d.code for d in loaded.diagnostics} == {"E108"}
    assert not any(path.parent.name == "roles" for path in loaded.files)


def test_bytes_that_are_not_utf_8(deck: Path) -> None:
    write(deck, I3, b'---\nid: "03"\ntitle: Caf' + b"\xe9\n---\nThanks\n")
    hit = find("E104", load_exercise(deck).diagnostics, "UTF-8")
    assert (hit.line, hit.column) == (3, 11)


def test_a_file_that_is_too_large(deck: Path) -> None:
    write(deck, I3, b"x" * (4 * 1024 * 1024 + 1))
    assert find("E105", load_exercise(deck).diagnostics, "larger").line == 1


def test_more_files_than_a_deck_can_have(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tte.exercise.folder.MAX_FILES", 100)
    for number in range(101):
        (deck / f"note-{number}.txt").touch()
    assert find("E105", load_exercise(deck).diagnostics, "more than 100 files").path == deck.as_posix()


@pytest.mark.parametrize("name", ["roles/north-harbour.md", I3, "briefs/north.md", "decisions.yaml"])
def test_a_link_that_leads_out_of_the_folder(deck: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "secret.md"
    (deck / name).rename(outside)
    (deck / name).symlink_to(outside)
    loaded = load_exercise(deck)
    hit = find("E108", loaded.diagnostics)
    assert hit.path == (deck / name).as_posix()
    assert deck / name not in loaded.files


def test_a_linked_folder_is_not_followed(deck: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (deck / "more").symlink_to(tmp_path / "elsewhere")
    assert find("E108", load_exercise(deck).diagnostics).path == (deck / "more").as_posix()


def test_files_that_are_missing(deck: Path) -> None:
    (deck / "briefs" / "south.md").unlink()
    hit = find("E109", load_exercise(deck).diagnostics, "no brief")
    assert (hit.path, hit.line, hit.column) == ((deck / E).as_posix(), 61, 3)
    (deck / E).unlink()
    assert find("E109", load_exercise(deck).diagnostics, "no exercise.yaml").path == (deck / E).as_posix()


def test_what_all_places_ask_for_is_missed_once(deck: Path) -> None:
    (deck / D).unlink()
    (only,) = [d for d in load_exercise(deck).diagnostics if d.severity == "error"]
    assert (only.code, only.path) == ("E109", (deck / D).as_posix())
    write_minimal_deck(deck)
    alone = deck.parent.parent / "elsewhere" / "injects" / "drill"
    shutil.copytree(deck, alone, ignore=shutil.ignore_patterns("roles"))
    missed = find("E109", load_exercise(alone).diagnostics, "no card")
    assert f"in {alone.as_posix()}/roles or {alone.parent.parent.as_posix()}/roles" in missed.message


def test_a_file_that_nothing_reads(deck: Path) -> None:
    write(deck, "03-more.markdown", "x")
    write(deck, ".hidden", "x")
    write(deck, "README.md", "x")
    found = load_exercise(deck).diagnostics
    assert [(d.code, d.path) for d in found] == [("W201", (deck / "03-more.markdown").as_posix())]


def test_two_injects_with_one_id(deck: Path) -> None:
    write(deck, "move-2/03-again.md", (deck / I3).read_text())
    hit = find("E137", load_exercise(deck).diagnostics)
    assert (hit.line, hit.column) == (2, 5)
    assert "03-again.md" in hit.path + hit.message


def test_every_code_has_a_test() -> None:
    """Those of loading; what analysis finds has a test of its own."""
    loading = {code for code in CODES if code < "E3" or "W" < code < "W210"}
    assert {slip.code for slip in SLIPS} | {"E100", "W201"} == loading
