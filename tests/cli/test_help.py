"""Every command and every action says what it is for; the listings are as stored."""

from __future__ import annotations

import pytest
import typer

from tests.cli.support import Here, Processes, golden
from tte.cli.app import app
from tte.conduct.actions import ACTIONS, Action

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def test_the_help_lists_every_command(tte: Here) -> None:
    golden("help.txt", tte.ok("--help").out)


def test_without_a_command_and_without_a_terminal_the_help_is_shown(tte: Here) -> None:
    assert tte.ok().out == tte.ok("--help").out


def test_do_lists_every_action_with_its_sentence(tte: Here) -> None:
    said = tte.ok("do", "--help")
    golden("do-help.txt", said.out)
    assert all(f"  {action.name} " in said.out and action.help in said.out for action in ACTIONS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_for_itself_and_its_parameters(tte: Here, name: str) -> None:
    said = tte.ok(name, "--help")
    assert len(said.out.splitlines()) > 4
    bare = [p.name for p in COMMANDS[name].params if not getattr(p, "help", None)]
    assert not bare


@pytest.mark.parametrize("action", ACTIONS, ids=lambda a: a.name)
def test_every_action_has_help_that_names_all_it_needs(tte: Here, action: Action) -> None:
    said = tte.ok("do", action.name, "--help")
    assert action.help in " ".join(said.out.split())
    shown = [p.name.upper() if p.positional else f"--{p.name.replace('_', '-')}" for p in action.params]
    assert all(word in said.out for word in shown)
    assert said == tte.ok("do", "any-session", action.name, "--help")


def test_no_action_takes_a_word_that_do_itself_needs() -> None:
    taken = {"as", "seat", "code", "by", "format", "sessions", "help"}
    assert not [(a.name, p.name) for a in ACTIONS for p in a.params if not p.positional and p.name in taken]


@pytest.mark.processes
def test_version_is_a_line_of_its_own(processes: Processes) -> None:
    assert processes.ok("--version").out.startswith("tte ")
    assert processes.ok("-V").out == processes.ok("--version").out
