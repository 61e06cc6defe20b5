"""Measure what must stay fast, each against a baseline of the same run: `python -m tests.bench [--json]`.

Ratios are what counts: a loaded or slow machine moves both sides. Exits 1 if a ratio or bound is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict

from tests.bench import check, engine, host, hour, past, rehearse, report, store, terminals
from tests.bench.row import Row

BENCHES: dict[str, Callable[[], list[Row]]] = {
    "commands": store.durable_commands,
    "notice": store.notice_in_another_process,
    "fold": engine.fold,
    "past": past.going_back,
    "play": engine.full_play,
    "rehearse": rehearse.rehearsal,
    "report": report.reports,
    "check": check.check,
    "first-frame": terminals.first_frame,
    "key": terminals.key_to_paint,
    "memory": terminals.memory,
    "room": host.room,
    "room-hour": hour.hour,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which of {', '.join(BENCHES)}; all if none is named")
    parser.add_argument("--json", action="store_true", help="one JSON object a row on stdout")
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHES):
        parser.error(f"there is no bench {', '.join(sorted(unknown))}")
    missed = False
    for name, bench in BENCHES.items():
        if given.names and name not in given.names:
            continue
        for row in bench():
            missed |= not row.met
            print(json.dumps(asdict(row)) if given.json else row.words, flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
