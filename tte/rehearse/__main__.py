"""`python -m tte.rehearse injects/fog-signal --plays 2000`: the table of endings and the gates of balance."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tte.errors import TteError
from tte.exercise.library import find_exercise
from tte.exercise.load import load_exercise
from tte.rehearse.bots import POLICIES
from tte.rehearse.table import endings_table


def main(argv: list[str] | None = None) -> int:
    """0 if the deck is in balance, 1 if a gate fails or it cannot be played."""
    options = _options().parse_args(argv)
    try:
        loaded = load_exercise(find_exercise(options.exercise, Path.cwd()))
        if loaded.exercise is None:
            for diagnostic in loaded.diagnostics:
                sys.stderr.write(f"{diagnostic}\n")
            return 1
        total = options.plays * len(options.bots)
        table = endings_table(
            loaded.exercise, plays=options.plays, policies=options.bots, seating=options.seating,
            cut=options.cut, first_seed=options.seed, processes=options.processes,
            progress=lambda done: _say(f"\r{done} of {total} plays"),
        )  # fmt: skip
    except TteError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _say("\n")
    sys.stdout.write(
        (table.json() if options.format == "json" else table.text(choices=options.choices)) + "\n"
    )
    return 0 if table.balanced else 1


def _say(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(text)
        sys.stderr.flush()


def _whole(text: str) -> int:
    """A number above 0, as typed."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return int(text)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tte.rehearse", description=__doc__)
    parser.add_argument("exercise", help="an exercise's name or folder")
    parser.add_argument("--plays", type=_whole, default=200, help="plays of each policy (default 200)")
    parser.add_argument("--bots", nargs="+", choices=POLICIES, default=list(POLICIES), help="policies")
    parser.add_argument("--seating", default="", help="a seating of the exercise (default its first)")
    parser.add_argument("--cut", default="", help="a shorter cut of the exercise")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument(
        "--processes", type=_whole, default=os.cpu_count() or 1, help="processes that share the work"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--choices", action="store_true", help="also how often each option was chosen, and where it is best"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
