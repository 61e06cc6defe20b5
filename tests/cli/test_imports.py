"""What must not be loaded by commands that open no session, seen from fresh interpreters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import Here, environment, room_of
from tests.rooms.terminal import Terminal
from tte.cli import joining

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


FIRST_PAINT = """
import json, os, sys
from pathlib import Path
from tte.tui.app import SessionApp

def painted(app):
    Path("modules.json").write_text(json.dumps(sorted(sys.modules)))
    seen = "\\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())
    Path("screen.txt").write_text(seen, encoding="utf-8")
    os._exit(0)

SessionApp._begin_attaching = painted
sys.argv = ["tte", *sys.argv[1:]]
from tte.cli import main
main()
"""

NOT_YET = {
    "typer", "pydantic", "pydantic_core", "sqlmodel", "sqlalchemy", "yaml", "jinja2", "tte.cli.app",
    "tte.exercise.models", "tte.engine.decide", "tte.engine.control_view", "tte.engine.feed",
    "tte.store.session_file", "tte.tui.player.later", "tte.tui.widgets.forms", "textual.widgets._text_area",
}  # fmt: skip
"""What a player's first paint does not wait for."""


@pytest.mark.processes
def test_a_players_card_is_painted_before_the_rules_the_forms_and_the_store_are_loaded(
    home: Path, tte: Here
) -> None:
    room = room_of(tte.ok("run", "small-drill", "--no-console", "--format", "json"))
    line = ("join", "--seat", "north", "--sessions", "sessions", Path(room.path).stem)
    program = (sys.executable, "-c", FIRST_PAINT)
    env = {**environment(home), "TTE_CODE": room.codes["north"]}
    with Terminal(*line, cwd=home, env=env, program=program) as terminal:
        terminal.wait_exit()
    assert "Who you are" in (home / "screen.txt").read_text(encoding="utf-8")
    modules = set(json.loads((home / "modules.json").read_text()))
    assert {"textual", "sqlite3", "tte.engine.views"} <= modules
    assert not modules & NOT_YET


@pytest.mark.parametrize(
    "line",
    [
        [], ["latest"], ["latest", "--seat", "north"], ["--seat", "north", "--sessions", "here", "S"],
        ["--code", "ABC", "S"],
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("code", ["", "KEY"])
def test_join_is_read_alike_with_and_without_typer(
    line: list[str], code: str, tte: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str | bool | None, ...]] = []

    def join(*words: str | None, hot: bool = False) -> None:
        told.append((*words, hot))

    monkeypatch.setenv("TTE_CODE", code)
    monkeypatch.setattr(joining, "join", join)
    tte.ok("join", *line)
    plain = joining.plainly(line)
    assert plain is not None
    plain.carry_out()
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "--seat",
        "--seat=north",
        "a b",
        "--seat a --seat b",
        "-x",
        "--",
        "--seat --code",
        "--nonsense x",
    ],
)
def test_lines_of_join_that_are_not_plain_are_left_to_typer(line: str) -> None:
    assert joining.plainly(line.split()) is None
