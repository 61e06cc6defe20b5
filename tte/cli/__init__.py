"""The command line. `main` is the entry point; what it does not need it does not import."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run `tte` with the process's arguments; returns the exit code."""
    args = sys.argv[1:]
    if args in (["--version"], ["-V"]):
        from tte.version import __version__

        sys.stdout.write(f"tte {__version__}\n")
        return 0
    from tte.cli import edge

    code = edge.run(args, _invoke)
    gc.freeze()  # the process ends: nobody needs to look through what a long session has left in memory
    return code


def _invoke(args: list[str]) -> int:
    """Carry out a command line. `join` written out plainly does not wait for Typer."""
    if args[:1] == ["join"]:
        from tte.cli import joining

        if line := joining.plainly(args[1:]):
            line.carry_out()
            return 0
    from tte.cli.app import invoke

    return invoke(args)
