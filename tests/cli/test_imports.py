"""What must not be loaded by commands that open no session, seen from fresh interpreters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import environment

PROBE = """
import atexit, json, os, sys
def tell():
    os.write(3, json.dumps(sorted(sys.modules)).encode())
atexit.register(tell)
sys.argv = ["tte", *sys.argv[1:]]
from tte.cli import main
sys.exit(main())
"""


def loaded(home: Path, *args: str) -> set[str]:
    """The modules that a command line has loaded by its end."""
    found = home / "modules.json"
    with found.open("wb") as file:
        subprocess.run(
            ["sh", "-c", 'exec "$@" 3>&0 </dev/null', "sh", sys.executable, "-c", PROBE, *args],
            cwd=home,
            env=environment(home),
            stdin=file,
            check=True,
            capture_output=True,
            timeout=240,
        )
    return set(json.loads(found.read_bytes()))


@pytest.mark.processes
@pytest.mark.parametrize(
    "line",
    [
        ["--version"],
        ["--help"],
        ["exercises"],
        ["check"],
        ["show", "small-drill"],
        ["do", "--help"],
        ["sessions"],
    ],
    ids=" ".join,
)
def test_commands_that_open_no_session_load_neither_textual_nor_sql(home: Path, line: list[str]) -> None:
    modules = loaded(home, *line)
    assert "tte.cli" in modules
    assert not modules & {"textual", "sqlmodel", "sqlalchemy", "rich", "jinja2"}


@pytest.mark.processes
def test_version_and_help_load_next_to_nothing(home: Path) -> None:
    assert not loaded(home, "--version") & {"typer", "pydantic", "argparse", "tte.exercise"}
    assert not loaded(home, "--help") & {"tte.exercise", "tte.engine", "tte.store", "tte.conduct", "yaml"}
