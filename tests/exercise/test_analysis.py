# ruff: noqa: E501  (a fault and its change read better on one line)
"""Each fault that analysis finds, put alone into a sound deck: it is found at its place, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.decks import change, write
from tte.exercise.check import check_folder
from tte.exercise.diagnostics import CODES, Diagnostic
from tte.exercise.explained import EXPLAINED

HERE = "‸"
E, D = "exercise.yaml", "decisions.yaml"
I1, I2, I3, I4 = (f"move-{m}/{n}" for m, n in ((1, "01-adrift.md"), (1, "02-papers.md"), (2, "03-thanks.md"),
                                               (2, "04-endex.md")))  # fmt: skip
C1 = "contingency/C-01-quarrel.md"
NORTH = "briefs/north.md"


@dataclass(frozen=True)
class Fault:
    """Changes by file; one of the new texts marks the place of the finding. `new` are files that are added."""

    code: str
    name: str
    says: str
    changes: tuple[tuple[str, str, str], ...]
    new: Mapping[str, str] = field(default_factory=dict)


def contingency(name: str, when: str, more: str = "") -> str:
    return (
        f"---\nid: {name}\ntitle: More\nevent: contingency\nfrom: buoy\nto: [north, south]\nchannel: radio\n"
        f"objectives: O1\n{more}when: {when}\n---\nThe lamp is lit.\n"
    )


FAULTS = [
    Fault("E301", "a variant's condition against itself", "`tru <= 4` never hold together",
          ((I2, "    when: esc <= 2", "    when: ‸tru >= 6 and tru <= 4"),)),
    Fault("E301", "an aim beyond the reach of a track", "ha goes from 2 to 7 by the effects of this deck",
          (("briefs/south.md", "tru >= 5 and", "‸ha >= 9 and"),)),
    Fault("E301", "an aim that wants two answers", "never hold together",
          ((NORTH, 'tru >= 5 and decided("dp2", "north") != "b"',
            '‸decided("dp2", "north") == "a" and all_decided("dp2", "c")'),)),
    Fault("E302", "an option that needs what cannot come", "it is looked at from minute 20 to 60",
          ((D, "needs: tru >= 6,", '''needs: 'decided("dp2", "north") == "a" and ‸at < 15','''),)),
    Fault("E302", "an option that needs more trust than there is", "esc goes from 1 to 4 by the effects",
          ((D, "needs: tru >= 6,", "needs: tru >= 6 and ‸esc >= 5,"),)),
    Fault("E303", "a contingency after EndEx", "it is looked at from minute 5 to 60",
          ((C1, 'when: esc >= 3 or any_decided("dp2", "b")', "when: ‸at > 60"),)),
    Fault("E303", "a scheduled inject that looks at the wrong minute", "it is looked at in minute 40",
          ((I3, "at: 40\n", "at: 40\nwhen: tru >= 1 and ‸at >= 41\n"),)),
    Fault("E303", "a condition on what goes out later", "04 goes out in minute 60 at the earliest",
          ((I3, "at: 40\n", 'at: 40\nwhen: ‸released("04") and at < 50\n'),)),
    Fault("E303", "an inject of a cut that waits for what the cut leaves out", "in the cut short",
          ((E, "contingencies: {C-01: null}", "contingencies: {C-01: null, C-02: ‸null}"),),
          {"contingency/C-02.md": contingency("C-02", 'released("03")')}),
    Fault("E304", "an ending out of reach", "This ending cannot be reached",
          ((E, "quarrel: {title: Quarrel, when: esc >= 4,",
            "quarrel: {title: Quarrel, when: ‸ha >= 8 and tru >= 1,"),)),
    Fault("E305", "an ending in the shadow of another", "`quarrel` holds too",
          ((E, "  calm: {title: Calm,", "  ‸feud: {title: Feud, when: esc >= 4 and tru >= 5, narrative: They feud.}\n"
            "  calm: {title: Calm,"),)),
    Fault("E305", "an ending in the shadow of two", "one of `quarrel`, `trust` holds",
          ((E, "  calm: {title: Calm,", "  trust: {title: Trust, when: esc < 4 and tru >= 5, narrative: Trust.}\n"
            "  ‸third: {title: Third, when: tru >= 6, narrative: Third.}\n  calm: {title: Calm,"),)),
    Fault("E306", "injects that wait for each other", "C-02 waits for C-03, which waits for C-02",
          (), {"contingency/C-02.md": contingency("C-02", '‸released("C-03")'),
               "contingency/C-03.md": contingency("C-03", 'released("C-02") and esc >= 1')}),
    Fault("E306", "an inject and the decision that it opens", "C-02 waits for dp3, which waits for C-02",
          ((D, "dp2:\n", "dp3:\n  title: T\n  question: Q?\n  owners: north\n  mode: each\n  default: a\n"
            "  options:\n    a: {title: A, effects: {tru: 1}}\n    b: {title: B, effects: {esc: -1}}\ndp2:\n"),),
          {"contingency/C-02.md": contingency("C-02", '‸decided("dp3") == "a"', "opens: dp3\n")}),
    Fault("E306", "an inject that only its own effect could call", "C-02 waits for C-02",
          (), {"contingency/C-02.md": contingency("C-02", "‸ha >= 9", "effects: {ha: 3}\n")}),
    Fault("E307", "a deadline after the jump", "move m1 ends in minute 30, and time jumps to 32",
          ((D, "  mode: each\n  default: a\n", "  mode: each\n  default: a\n  minutes: ‸11\n"),)),
    Fault("E307", "a deadline after EndEx", "EndEx in minute 60",
          ((I4, "channel: voice\n", "channel: voice\nopens: dp3\n"),
           (D, "dp2:\n", "‸dp3:\n  title: T\n  question: Q?\n  owners: north\n  mode: each\n  default: a\n"
            "  options:\n    a: {title: A, effects: {tru: 1}}\n    b: {title: B, effects: {esc: -1}}\ndp2:\n"))),
    Fault("E308", "words of a private line", "`log of the northern harbour has a gap` is private to north",
          ((NORTH, "private: [the log has a gap]", "private: [The log of the northern harbour has a gap.]"),
           (C1, "The lamp goes out.", "They say that the ‸log of the northern harbour has a gap."))),
    Fault("E308", "a figure of a private line", "`11 minutes` is private to north",
          ((NORTH, "private: [the log has a gap]", "private: [A gap of eleven minutes is in your log.]"),
           (I2, "They shout.", "They shout: the log of the north, a gap, ‸11 minutes!"),
           (I2, "    to: north\n", "    to: south\n"))),
    Fault("E309", "a rule that nothing sets off", "This rule never runs",
          ((E, "    when: esc >= 3\n", "    when: esc >= 3 and ‸ha >= 8\n"),)),
    Fault("W210", "an inject for nothing", "Inject 03 serves no objective",
          ((I3, 'id: "03"', 'id: ‸"03"'), (I3, "objectives: O1\n", ""))),
    Fault("W211", "a critical task that nothing tests", "O1-2: tell the town",
          ((E, "tasks: [name the coordinator]", "tasks: [name the coordinator, ‸tell the town]"),
           (I1, "objectives: O1\n", "objectives: O1\ntasks: O1-1\n"))),
    Fault("W212", "a role without a part", "Nothing in this exercise is for guest",
          ((E, "parties:\n", "  ‸guest: {card: north-harbour, title: A guest, short: Guest, side: North}\nparties:\n"),),
          {"briefs/guest.md": "---\n{}\n---\nYou look on.\n"}),
    Fault("W213", "a role that waits for long", "Nothing is sent to south from minute 0 to 60",
          ((I1, "to: [north, south]", "to: north"), (I2, "to: all\n", "to: north\n"), (I3, "from: north\nto: south", "from: south\nto: north"),
           (E, "    start: 0\n    end: 30\n    scenario_start: 2031-05-26T17:14:00Z\n    scenario_end: "
            "2031-05-26T23:00:00Z\n  m2:\n    title: Day 2\n    start: 32\n    end: 60\n    "
            "scenario_start: 2031-05-27T00:00:00Z\n    scenario_end: 2031-05-28T00:00:00Z\n    summary: "
            "A night has passed.\n", "    start: 0\n    end: 60\n    scenario_start: 2031-05-26T17:14:00Z\n"
            "    scenario_end: 2031-05-28T00:00:00Z\n"),
           (E, "  south: {card", "  ‸south: {card"))),
    Fault("W214", "four injects in ten minutes", "4 injects fall to control within 10 minutes: 01, 05, 06, 07",
          ((I1, "at: 0\n", "at: ‸0\n"),),
          {f"move-1/0{n}.md": f'---\nid: "0{n}"\ntitle: News {n}\nat: {n}\nfrom: buoy\nto: north\nchannel: radio\n'
           f"objectives: O1\n---\nThe buoy.\n" for n in (5, 6, 7)}),
    Fault("W215", "a message that its channel cannot bear", "4 words are too many for radio, which bears 3",
          ((I3, "Thank you.", "‸Thank you very much."),
           (E, "reaches: [north, south, buoy]", "reaches: [north, south, buoy]\n    words: 3"),
           (I1, "{{name.buoy}} is adrift at {{time.UTC}} UTC ({{dtg}}).", "{{dtg}}."),
           (C1, "The lamp goes out.", "Dark."))),
    Fault("W216", "a placeholder", "`[Company Name]`", ((C1, "The lamp goes out.", "‸[Company Name] goes out."),)),
    Fault("W216", "a note to oneself", "`TBD`", ((D, "question: They ask.", "question: They ask ‸TBD."),)),
    Fault("W216", "a variable", "`${harbour}`", ((I3, "Thank you.", "Thank you, ‸${harbour}."),)),
    Fault("W217", "a point that was promised", "Nothing cites S-5",
          ((E, "facts:\n", "points: [T-1, ‸S-5]\nfacts:\n"),)),
    Fault("W218", "one name for two", "`Senkaku` stands without its other name",
          ((I3, "Thank you.", "We met off the ‸Senkaku Islands."),)),
    Fault("W218", "the same name first", "`Senkaku` comes first, as the time before",
          ((I1, "({{dtg}}).", "({{dtg}}), off Senkaku/Diaoyu."), (C1, "The lamp", "Off the ‸Senkaku/Diaoyu, the lamp"))),
    Fault("W219", "a person", "`Prime Minister Smith`",
          ((I2, "A friendly question.", "‸Prime Minister Smith asks: how is it?"),)),
    Fault("W220", "more than can be read", "reading takes more than half",
          ((D, "mode: each\n  default: a\n", "mode: each\n  default: a\n  minutes: 2\n"),
           (I2, "opens: [dp2]", "opens: ‸[dp2]"), (I2, "A friendly question.", "word " * 230))),
    Fault("W221", "an option that is never better", "Option a is as good as d on every track",
          ((D, "    c: {title: A joint", "    ‸d: {title: Silence, effects: {own: 2}}\n    c: {title: A joint"),)),
    Fault("W222", "an ignore without a reason", "gives no reason",
          ((I3, "objectives: O1\n", "objectives: O1 ‸# tte: ignore[W210]\n"),)),
    Fault("W222", "an ignore of an error", "E112 cannot be ignored",
          ((I3, "objectives: O1\n", "objectives: O1 ‸# tte: ignore[E112] it is fine\n"),)),
    Fault("W223", "an ignore for nothing", "there is no W210 here",
          ((I3, "objectives: O1\n", "objectives: O1 ‸# tte: ignore[W210] it is fine\n"),)),
    Fault("W224", "nothing to decide", "There is no decision",
          ((E, "    after: [dp1]\n", ""), (I1, "opens: dp1\n", ""), (I2, "opens: [dp2]\n", ""),
           (E, "    decisions: [dp1, dp2]\n", "    decisions: []\n"),
           (C1, ' or any_decided("dp2", "b")', ""), (C1, "when: esc >= 3", "when: esc <= 3"),
           (NORTH, ' and decided("dp2", "north") != "b"', ""), (E, "title: Small Drill", "‸title: Small Drill"),
           ("briefs/south.md", ' and decided("dp2", "south") != "b"', ""),
           (E, "when: esc >= 3", "when: esc <= 3"), (E, "when: esc >= 4", "when: ha >= 4"),
           (D, "sources: [T-1, R1]\n", ""), (I1, "sources: [T-2]", "sources: [T-2, R1]"))),
]  # fmt: skip


@pytest.fixture
def sound(deck: Path) -> Path:
    """The minimal deck without a finding."""
    change(deck, I3, "effects: {tru: 1}\n", "effects: {tru: 1}\nobjectives: O1\n")
    change(deck, C1, "channel: radio\n", "channel: radio\nobjectives: O1\n")
    assert check_folder(deck).diagnostics == ()
    return deck


def place_of(folder: Path, fault: Fault) -> tuple[str, int, int]:
    """Where the mark stands; the mark is taken out."""
    for name in dict.fromkeys([*(file for file, _, _ in fault.changes), *fault.new]):
        text = (folder / name).read_text("utf-8")
        if HERE in text:
            before = text[: text.index(HERE)]
            write(folder, name, text.replace(HERE, ""))
            return name, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    raise ValueError(fault.name)


def put(folder: Path, fault: Fault) -> tuple[str, int, int]:
    for name, text in fault.new.items():
        write(folder, name, text)
    for name, old, new in fault.changes:
        change(folder, name, old, new)
    if fault.code == "W224":
        write(folder, D, "{}\n")
    return place_of(folder, fault)


def where(found: Diagnostic, folder: Path) -> tuple[str, int, int]:
    return Path(found.path).relative_to(folder).as_posix(), found.line, found.column


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.code} {f.name}")
def test_one_fault_is_found_at_its_place_and_nothing_else(sound: Path, fault: Fault) -> None:
    place = put(sound, fault)
    found = check_folder(sound).diagnostics
    assert [d.code for d in found] == [fault.code], [d.head() for d in found]
    assert fault.says in found[0].words()
    assert where(found[0], sound) == place
    assert found[0].severity == ("warning" if fault.code.startswith("W") else "error")


def test_every_code_of_analysis_is_put_to_the_test_and_every_code_is_explained() -> None:
    wanted = {code for code in CODES if code.startswith("E3") or (code.startswith("W2") and code >= "W210")}
    assert {fault.code for fault in FAULTS} == wanted
    assert set(EXPLAINED) == set(CODES)


def test_what_waits_for_a_fault_is_not_a_fault(sound: Path) -> None:
    """Causes alone are told: three things follow from one contingency that cannot fire."""
    write(sound, "contingency/C-02.md", contingency("C-02", "at > 60"))
    write(sound, "contingency/C-03.md", contingency("C-03", 'released("C-02")', "effects: {ha: 9}\n"))
    write(sound, "contingency/C-04.md", contingency("C-04", 'released("C-03") and ha >= 9'))
    change(sound, E, "when: esc >= 4", "when: ha >= 10")
    assert [(d.code, Path(d.path).name) for d in check_folder(sound).diagnostics] == [("E303", "C-02.md")]


def test_a_deck_of_all_faults_tells_each(sound: Path) -> None:
    """Faults in different files do not hide one another."""
    picked = [f for f in FAULTS if f.name in (
        "a contingency after EndEx", "a scheduled inject that looks at the wrong minute", "a person",
        "a point that was promised", "an option that is never better",
    )]  # fmt: skip
    for fault in picked:
        put(sound, fault)
    assert sorted(d.code for d in check_folder(sound).diagnostics) == sorted(f.code for f in picked)


def test_a_deck_that_does_not_load_is_not_analysed(sound: Path) -> None:
    change(sound, I3, "objectives: O1\n", "objectives: O9\n")
    change(sound, D, "question: They ask.", "question: They ask TBD.")
    assert [d.code for d in check_folder(sound).diagnostics] == ["E132"]


def test_one_role_one_decision_no_ending(sound: Path) -> None:
    """The smallest exercises bring words, not tracebacks."""
    text = (sound / E).read_text()
    start, end = text.index("endings:"), text.index("seatings:")
    write(sound, E, f"{text[:start]}endings: {{}}\n{text[end:]}")
    assert [d.code for d in check_folder(sound).diagnostics] == ["W205"]
    write(sound, "one/exercise.yaml", ONE)
    write(sound, "one/briefs/me.md", "---\n{}\n---\nAlone.\n")
    write(sound, "one/roles/me.md", "---\ntitle: Me\ninterests: []\nred_lines: []\nvoice: Mine\n---\nMe.\n")
    write(
        sound,
        "one/01.md",
        '---\nid: "01"\ntitle: T\nat: 0\nfrom: control\nto: all\nchannel: voice\n---\nGo.\n',
    )
    assert [d.code for d in check_folder(sound / "one").diagnostics] == ["W224"]


ONE = """\
title: One
version: "1"
purpose: P
summary: S
scope: []
zones: []
moves: {}
endex: 10
objectives: {}
tracks: {}
channels: {voice: {name: V, form: voice}}
roles: {me: {card: me, title: Me, short: Me, side: Me}}
endings: {end: {title: End, narrative: It ends.}}
seatings: {full: {title: Full, seats: {me: {title: Me, roles: me}}}}
"""


def test_the_flagship_passes_and_each_ignore_gives_its_reason() -> None:
    checked = check_folder(Path(__file__).resolve().parents[2] / "injects" / "fog-signal")
    assert checked.diagnostics == ()
    assert {d.code for d in checked.ignored} <= {"W214", "W221"}
