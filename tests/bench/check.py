"""How long a check takes: of FOG SIGNAL as a whole process, of a generated deck of 10,000 injects."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import yaml

from tests.bench.process import best, run
from tests.bench.row import Row, compared
from tests.decks import minimal_deck, write, write_minimal_deck

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5
INJECTS = 10_000

INJECT = """\
---
id: "{id}"
title: Report {n}
at: {at}
from: buoy
to: [{to}]
channel: radio
objectives: O1
opens: {opens}
effects: {{tru: {step}}}
variants:
  - id: calm
    when: esc <= {low} and not released("{before}")
---
EXERCISE. Report {n}: the buoy has been seen at {{{{time.UTC}}}} UTC, and trust stands at {{{{tru}}}}.

=== calm
EXERCISE. Report {n}: all is calm.
"""
CONTINGENCY = """\
---
id: "{id}"
title: Contingency {n}
event: contingency
from: buoy
to: all
channel: radio
objectives: O1
when: released("{before}") and (esc >= {low} or any_decided("{decision}", "b"))
---
EXERCISE. Contingency {n}.
"""
DECISION = """\
{id}:
  title: Question {n}
  question: What now?
  owners: [north, south]
  mode: each
  default: a
  minutes: 4
  options:
    a: {{title: This, effects: {{tru: 1}}}}
    b: {{title: That, effects: {{esc: 1}}}}
"""


def write_large_deck(folder: Path, injects: int = INJECTS) -> Path:
    """The minimal deck with many more injects, contingencies among them, and a decision for each fifty."""
    write_minimal_deck(folder)
    last = injects / 10 + 100
    exercise = minimal_deck()["exercise.yaml"].replace("endex: 60", f"endex: {last:g}")
    write(folder, "exercise.yaml", exercise.replace("    end: 60\n", f"    end: {last:g}\n", 1))
    decisions = [minimal_deck()["decisions.yaml"]]
    for n in range(injects):
        fields = {
            "id": f"{n + 1000}", "n": n, "at": 40 + n / 10, "to": ("north", "south", "all")[n % 3],
            "low": n % 7 + 1, "step": (1, -1)[n % 2], "before": f"{n + 999}" if n else "01", "opens": "[]",
            "decision": f"q{(n - 1) // 50 * 50}" if n else "dp1",
        }  # fmt: skip
        if n % 50 == 0:
            fields["opens"] = f"[q{n}]"
            decisions.append(DECISION.format(id=f"q{n}", n=n))
        form = CONTINGENCY if n % 5 == 4 else INJECT
        write(folder, f"part-{n // 500}/{n + 1000}-report.md", form.format(**fields))
    write(folder, "decisions.yaml", "".join(decisions))
    return folder


BARE = [sys.executable, "-c", "import typer, pydantic, yaml"]
"""An interpreter that imports what any check needs and leaves."""


def _line(deck: Path) -> list[str]:
    return [sys.executable, "-m", "tte", "check", str(deck)]


def _parsing(deck: Path) -> float:
    """Seconds of the processor to parse a deck's YAML, and nothing more."""
    texts = [path.read_text(encoding="utf-8") for path in deck.rglob("*.yaml")]
    texts += [path.read_text(encoding="utf-8").split("---\n")[1] for path in deck.rglob("*.md")]
    began = time.process_time()
    for text in texts:
        yaml.compose(text, Loader=yaml.CSafeLoader)
    return time.process_time() - began


def check() -> list[Row]:
    """Whole processes, the best of several: of the flagship to a bare start, of a large deck to its YAML."""
    flagship, bare = best(_line(ROOT / "injects" / "fog-signal"), RUNS), best(BARE, RUNS)
    with tempfile.TemporaryDirectory(prefix="tte-bench-") as folder:
        deck = write_large_deck(Path(folder) / "injects" / "large")
        large, parsing = run(_line(deck)), _parsing(deck)
    # bounds are on the processor's time: what the wall's is on an idle machine
    return [
        Row("check of FOG SIGNAL, whole process, processor", round(flagship.used, 3), "s", bound=1.0),
        Row("check of FOG SIGNAL, whole process, wall", round(flagship.wall, 3), "s"),
        compared("check of FOG SIGNAL to a bare start", flagship.used, bare.used, "s"),
        Row(f"check of {INJECTS:,} injects, processor", round(large.used, 2), "s", bound=15.0),
        Row(f"check of {INJECTS:,} injects, wall", round(large.wall, 2), "s"),
        compared(f"check of {INJECTS:,} injects to parsing their YAML", large.used, parsing, "s"),
        Row(f"check of {INJECTS:,} injects, memory", round(large.memory), "MB"),
    ]
