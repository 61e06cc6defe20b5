"""A small valid deck, written file by file, for tests that need one to load, to break or to play."""

from __future__ import annotations

from pathlib import Path

EXERCISE = """\
title: Small Drill
version: "1"
purpose: To test.
summary: Two harbours and a drifting buoy.
scope:
  - Titles only, no living persons.
zones:
  - {label: UTC, offset: 0}
moves:
  m1:
    title: Day 1
    start: 0
    end: 30
    scenario_start: 2031-05-26T17:14:00Z
    scenario_end: 2031-05-26T23:00:00Z
  m2:
    title: Day 2
    start: 32
    end: 60
    scenario_start: 2031-05-27T00:00:00Z
    scenario_end: 2031-05-28T00:00:00Z
    summary: A night has passed.
endex: 60
objectives:
  O1:
    title: Coordinate
    statement: By T+20 both harbours agree who coordinates.
    capability: Operational Coordination
    tasks: [name the coordinator]
tracks:
  esc:
    name: Escalation
    start: 1
    low: 0
    high: 8
    better: low
    bands:
      - {from: 0, name: calm}
      - {from: 4, name: tense}
  tru: {name: Trust, start: 5}
  ha: {name: Heat in the north, start: 3, better: low}
  hb: {name: Heat in the south, start: 3, better: low}
channels:
  radio:
    name: Harbour radio
    form: radio
    users: [north, south]
    reaches: [north, south, buoy]
  line:
    name: The line
    form: hotline
    users: [north, south]
    chance:
      - {p: 0.75, when: esc <= 2}
      - {p: 0.5}
    no_answer:
      north: [The officer is at the quay.]
  voice: {name: Control's voice, form: voice}
roles:
  north: {card: north-harbour, title: The northern harbour, short: North, side: North, own: ha, other: hb}
  south: {card: south-harbour, title: The southern harbour, short: South, side: South, own: hb, other: ha}
parties:
  buoy: The buoy
rules:
  drift:
    title: The buoy drifts
    after: [dp1]
    when: esc >= 3
    effects: {tru: -1}
    why: Nobody looks after it.
endings:
  quarrel: {title: Quarrel, when: esc >= 4, narrative: The harbours quarrel.}
  calm: {title: Calm, narrative: The buoy is back.}
seatings:
  full:
    title: Everyone
    seats:
      north: {title: North, roles: [north]}
      south: {title: South, roles: [south]}
cuts:
  short:
    title: Half an hour
    endex: 30
    injects: {"01": 0, "02": 10, "04": 30}
    contingencies: {C-01: null}
    decisions: [dp1, dp2]
    moves:
      m1:
        title: Day 1
        start: 0
        end: 30
        scenario_start: 2031-05-26T17:14:00Z
        scenario_end: 2031-05-28T00:00:00Z
    minutes: 4
names:
  buoy: Buoy Seven
facts:
  R1: Buoys drift.
"""

DECISIONS = """\
dp1:
  title: Who coordinates?
  question: The buoy drifts between you. Who coordinates?
  owners: [north, south]
  mode: joint
  default: b
  options:
    a: {title: One of us, effects: {tru: 1}}
    b: {title: Each alone, unilateral: true, effects: {esc: 1}}
  objectives: [O1]
  sources: [T-1, R1]
dp2:
  title: What do you tell the papers?
  question: They ask.
  owners: [north, south]
  mode: each
  default: a
  options:
    a: {title: Facts, effects: {tru: 1, own: 1}}
    b:
      title: Blame
      effects:
        - tracks: {own: -1, other: 2}
        - tracks: {esc: 1}
          when: tru <= 4
    c: {title: A joint statement, needs: tru >= 6, needs_text: It needs trust., effects: {tru: 2}}
"""

CARD = """\
---
title: {title}
interests: [the buoy back]
red_lines: [no blame]
voice: Short.
sources: [S-1]
---
You run {title}.
"""

BRIEF = """\
---
resources: [a launch]
constraints: [one crew]
private: [the log has a gap]
aims:
  - text: The buoy is back in trust.
    when: tru >= 5 and decided("dp2", "{role}") != "b"
sources: [S-2]
---
You see the buoy drift.
"""

INJECTS = {
    "move-1/01-adrift.md": """\
---
id: "01"
title: Buoy adrift
at: 0
from: buoy
to: [north, south]
channel: radio
opens: dp1
objectives: O1
sources: [T-2]
---
{{name.buoy}} is adrift at {{time.UTC}} UTC ({{dtg}}).
""",
    "move-1/02-papers.md": """\
---
id: "02"
title: The papers ask
at: 20
from: control
to: all
channel: voice
opens: [dp2]
variants:
  - id: calm
    when: esc <= 2
  - id: tense
    to: north
    title: Shouting
    effects: {ha: 1}
---
What do you say?

=== calm
A friendly question.

=== tense
They shout. Escalation is {{esc}}, {{esc.band}}.
""",
    "move-2/03-thanks.md": """\
---
id: "03"
title: Thanks
at: 40
from: north
to: south
channel: radio
effects: {tru: 1}
---
Thank you.
""",
    "move-2/04-endex.md": """\
---
id: "04"
title: EndEx
at: 60
from: control
to: all
channel: voice
---
EndEx.
""",
    "contingency/C-01-quarrel.md": """\
---
id: C-01
title: A quarrel
event: contingency
at: 5
from: buoy
to: [north, south]
channel: radio
when: esc >= 3 or any_decided("dp2", "b")
---
The lamp goes out.
""",
}


def write_minimal_deck(folder: Path) -> Path:
    """Write a valid deck into a folder, whose name becomes its id; its role cards lie in its own roles/."""
    for name, text in minimal_deck().items():
        write(folder, name, text)
    return folder


def minimal_deck() -> dict[str, str]:
    """The files of the deck: two roles, one joint and one separate decision, five injects, a rule, a cut."""
    return {
        "exercise.yaml": EXERCISE,
        "decisions.yaml": DECISIONS,
        "roles/north-harbour.md": CARD.format(title="the northern harbour"),
        "roles/south-harbour.md": CARD.format(title="the southern harbour"),
        "briefs/north.md": BRIEF.format(role="north"),
        "briefs/south.md": BRIEF.format(role="south"),
        **INJECTS,
    }


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """Write one file of a deck."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace a piece of text, which has to be there exactly once, in one file of a deck."""
    path = folder / name
    text = path.read_bytes().decode()
    if text.count(old) != 1:
        raise ValueError(f"{name} has {old!r} {text.count(old)} times")
    path.write_bytes(text.replace(old, new).encode())
