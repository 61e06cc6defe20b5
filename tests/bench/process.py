"""Whole processes, each with the time and the memory that it alone took."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the wall, seconds of the processor, and the most memory in MB."""

    wall: float
    used: float
    memory: float


def run(line: list[str]) -> Spent:
    """Run a command line to its end; it has to succeed."""
    began = time.perf_counter()
    with subprocess.Popen(
        line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_environment()
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said.decode(errors="replace")
    took = time.perf_counter() - began
    return Spent(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def best(line: list[str], rounds: int = 3) -> Spent:
    """The least of each in several runs, after one that leaves the modules compiled as they are installed."""
    run(line)
    found = [run(line) for _ in range(rounds)]
    return Spent(min(s.wall for s in found), min(s.used for s in found), max(s.memory for s in found))


@cache
def _environment() -> dict[str, str]:
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return found | {"PYTHONPYCACHEPREFIX": os.path.join(tempfile.gettempdir(), "tte-bench-compiled")}
