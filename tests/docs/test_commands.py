"""What the documentation says of keys, actions and commands is what the program declares."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from tests.docs.pages import PAGES, ROOT, codes, command_lines, tables, text_of
from tte.cli.app import app
from tte.cli.do_line import COMMON, read_line
from tte.conduct.actions import ACTIONS, Action, actions_for, find_action
from tte.engine.msel_view import SHAPES
from tte.exercise.load import load_exercise
from tte.tui.facilitator.standing import EXTRA
from tte.tui.player.screen import PlayerScreen

CONTROL = {a.name: a for a in (*actions_for("director"), *actions_for("evaluator"))}
PLAYER = {a.name: a for a in actions_for("player")}
COMMANDS: dict[str, Any] = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def _key(action: Action) -> str:
    return {"f12": "F12"}.get(action.key, action.key)


def _rows(page: str) -> Iterator[tuple[list[str], str, str]]:
    """Keys, what they do, and the line, of every row of the tables of keys."""
    for table in tables(text_of(page)):
        if table.columns == ("Key", "What it does", "As a line"):
            yield from ((codes(row[0]), row[1], (codes(row[2]) or [""])[0]) for row in table.rows)


def _named(page: str) -> dict[str, tuple[list[str], str]]:
    """By action: its keys as documented, and its line."""
    return {shlex.split(line)[3]: (keys, line) for keys, _, line in _rows(page) if line}


def test_every_action_is_documented_where_those_who_may_use_it_look() -> None:
    assert set(_named("facilitators.md")) == set(CONTROL)
    assert set(_named("players.md")) == set(PLAYER)
    assert {*CONTROL, *PLAYER} == {action.name for action in ACTIONS}


@pytest.mark.parametrize(("page", "known"), [("facilitators.md", CONTROL), ("players.md", PLAYER)])
def test_the_documented_key_is_the_declared_one(page: str, known: dict[str, Action]) -> None:
    own = {key for key, _ in PlayerScreen.EXTRA_HELP}
    for name, (keys, _) in _named(page).items():
        declared = _key(known[name])
        if not declared:
            assert set(keys) <= own, f"{name} has no key of its own, and {page} says {keys}"
        else:
            assert keys == [declared], f"{name} has the key {declared}, and {page} says {keys}"


@pytest.mark.parametrize("name", sorted({*CONTROL, *PLAYER}))
def test_the_documented_line_of_an_action_can_be_read(name: str) -> None:
    for page in ("facilitators.md", "players.md"):
        if (found := _named(page).get(name)) is not None:
            line = read_line(shlex.split(found[1])[2:])
            assert line.action is find_action(name)
            assert line.action is not None
            line.action.command(line.words)


def test_the_ids_in_documented_lines_are_ids_of_fog_signal() -> None:
    exercise = load_exercise(ROOT / "injects" / "fog-signal").require()
    known = {
        "inject": {i.id for i in exercise.injects},
        "decision": {d.id for d in exercise.decisions},
        "track": {t.id for t in exercise.tracks},
        "channel": {c.id for c in exercise.channels},
        "move": {m.id for m in exercise.moves},
        "objective": {o.id for o in exercise.objectives},
    }
    checked = 0
    for page in ("facilitators.md", "players.md"):
        for name, (_, line) in _named(page).items():
            words = read_line(shlex.split(line)[2:]).words
            for param in {**CONTROL, **PLAYER}[name].params:
                if param.kind in known and param.name in words:
                    assert words[param.name] in known[param.kind], line
                    checked += 1
    assert checked > 15


def test_keys_of_the_screens_themselves_are_documented() -> None:
    table = next(t for t in tables(text_of("facilitators.md")) if t.columns == ("Key", "On the console"))
    assert [codes(row[0])[0] for row in table.rows] == [key.replace("^", "ctrl+") for key, _ in EXTRA]
    players = text_of("players.md")
    for key, _ in PlayerScreen.EXTRA_HELP:
        for part in key.replace("^", "ctrl+").replace(" to ", " ").split():
            assert f"`{part}`" in players, f"players.md does not say what {part} does"


def test_every_shape_of_the_msel_is_explained() -> None:
    table = next(t for t in tables(text_of("facilitators.md")) if t.columns == ("Shape", "State"))
    assert {re.split(r"\W", row[1])[0]: codes(row[0])[0] for row in table.rows} == SHAPES


# --- commands ------------------------------------------------------------------------------------------


def _options(name: str) -> set[str]:
    if name == "do":
        return {option for option, _, _ in COMMON}
    options = (param for param in COMMANDS[name].params if param.param_type_name == "option")
    found = {word for param in options for word in (*param.opts, *param.secondary_opts)}
    return {word for word in found if word.startswith("--")} - {"--help"}


def test_every_command_is_documented_with_its_options() -> None:
    table = next(t for t in tables(text_of("facilitators.md")) if t.columns[0] == "Command")
    documented = {shlex.split(codes(row[0])[0])[1]: set(codes(row[2])) for row in table.rows}
    assert documented == {name: _options(name) for name in COMMANDS}


def _lines() -> list[tuple[str, str]]:
    """Every whole command line that a page shows."""
    found = []
    for page in PAGES:
        for text in command_lines(text_of(page)):
            line = re.sub(r"^\.venv/bin/", "", text).partition(" > ")[0]
            if line.startswith("tte ") and not line.startswith("tte --"):
                found.append((page, line))
    return found


@pytest.mark.parametrize(("page", "line"), sorted(set(_lines())))
def test_every_command_line_on_a_page_can_be_read(page: str, line: str) -> None:
    words = shlex.split(line.replace("…", ""))[1:]
    name, rest = words[0], [w for w in words[1:] if not re.fullmatch(r"\[[A-Z]+(\.\.\.)?\]", w)]
    if name == "COMMAND":
        return
    assert name in COMMANDS, f"{page}: there is no command {name}"
    if name == "do":
        if len(rest) > 1 and rest[1] != "ACTION":
            read_line(rest)
    elif rest:
        COMMANDS[name].make_context(name, rest)


def test_the_pages_show_enough_lines_for_that_to_mean_something() -> None:
    assert len(_lines()) > 60
