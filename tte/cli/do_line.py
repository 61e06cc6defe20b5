"""The line `tte do SESSION ACTION ...`, read by the action's own declaration; and its help."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from tte.cli.edge import Usage
from tte.cli.safe import short
from tte.conduct.actions import ACTIONS, Action, Scope, find_action
from tte.conduct.params import Param
from tte.exercise.diagnostics import nearest

AS = ("director", "facilitator", "evaluator", *(f"evaluator-{n}" for n in range(1, 10)))
GROUPS: tuple[tuple[Scope, str], ...] = (
    ("control", "As control (director or facilitator)"),
    ("player", "As a player's seat (--seat ROLE with its code)"),
    ("both", "As control or a player's seat"),
    ("notes", "As control or evaluator"),
)
COMMON: tuple[tuple[str, str, str], ...] = (
    ("--as", "SEAT", "Which seat acts: director (default), facilitator, evaluator, evaluator-2 ..."),
    ("--seat", "ROLE", "Act as this seat, or the one that holds this role."),
    ("--code", "CODE", "The seat's code; else TTE_CODE."),
    ("--by", "NAME", "Who at the seat does it, for the record."),
    ("--format", "FORMAT", "text (default) or json."),
    ("--sessions", "DIR", "Folder of sessions (else TTE_SESSIONS, else ./sessions)."),
)


@dataclass(frozen=True, slots=True)
class DoLine:
    """What the line says. `help` is set, and nothing else counts, where help was asked for."""

    session: str = ""
    action: Action | None = None
    words: dict[str, str] = field(default_factory=dict)
    control_seat: str = "director"
    seat: str | None = None
    code: str | None = None
    by: str = ""
    as_json: bool = False
    sessions: str | None = None
    help: str = ""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong by raising Usage, and prints nothing itself."""

    def error(self, message: str) -> NoReturn:
        raise Usage(f"{self.prog}: {message}.", remedy=f"`{self.prog} --help` shows how.")


def read_line(args: Sequence[str]) -> DoLine:
    """The words after `tte do`. Raises Usage."""
    names, rest = _names(args)
    wants_help = any(word in ("-h", "--help") for word in rest)
    if wants_help and len(names) == 1 and (action := find_action(names[0])):
        return DoLine(help=_parser(action).format_help().rstrip())
    if wants_help and len(names) < 2:
        return DoLine(help=overview())
    if len(names) < 2:
        missing = "Which action?" if names else "Which session, and which action?"
        raise Usage(missing, remedy="Write tte do SESSION ACTION; `tte do --help` lists the actions.")
    action = find_action(names[1])
    if action is None:
        near = nearest(names[1], [a.name for a in ACTIONS])
        guess = f"Did you mean {near}? " if near else ""
        raise Usage(
            f"There is no action {short(names[1])}.", remedy=f"{guess}`tte do --help` lists the actions."
        )
    parser = _parser(action)
    if wants_help and _asks_help(rest):
        return DoLine(help=parser.format_help().rstrip())
    given = vars(parser.parse_args(rest))
    return DoLine(
        session=names[0], action=action, control_seat=given["as_"] or "director", seat=given["seat_"],
        code=given["code_"], by=given["by_"] or "", as_json=given["format_"] == "json",
        sessions=given["sessions_"],
        words={p.name: w for p in action.params if (w := given[f"p_{p.name}"]) is not None},
    )  # fmt: skip


def _asks_help(rest: Sequence[str]) -> bool:
    """Whether -h stands as an option of its own, not behind `--`."""
    before = rest[: rest.index("--")] if "--" in rest else rest
    return any(word in ("-h", "--help") for word in before)


def _names(args: Sequence[str]) -> tuple[list[str], list[str]]:
    """The session and the action, and all other words in their order."""
    valued = {option for option, _, _ in COMMON}
    names: list[str] = []
    rest: list[str] = []
    left = list(args)
    while left and len(names) < 2:
        word = left.pop(0)
        if word in valued:
            rest += [word, *left[:1]]
            del left[:1]
        elif word.startswith("-"):
            rest.append(word)
        else:
            names.append(word)
    return names, rest + left


def _parser(action: Action) -> _Parser:
    parser = _Parser(
        prog=f"tte do SESSION {action.name}", description=action.help, allow_abbrev=False, add_help=False,
        formatter_class=_wide, usage=_usage(action), epilog=_who(action),
    )  # fmt: skip
    for param in action.params:
        _add(parser, param)
    common = parser.add_argument_group("who acts, on what")
    for option, metavar, words in COMMON:
        choices = {"--as": AS, "--format": ("text", "json")}.get(option)
        common.add_argument(option, metavar=metavar, help=words, dest=f"{option[2:]}_", choices=choices)
    common.add_argument("-h", "--help", action="store_true", help="Show this help.")
    return parser


def _wide(prog: str) -> argparse.HelpFormatter:
    return argparse.HelpFormatter(prog, width=100, max_help_position=28)


def _who(action: Action) -> str:
    return dict(GROUPS)[action.scope] + "."


def _add(parser: _Parser, param: Param) -> None:
    words = param.help.replace("%", "%%")
    name = f"p_{param.name}"
    if param.positional:
        # What is missing is said by the action itself, in its own words.
        parser.add_argument(name, nargs="?", metavar=_metavar(param), help=words)
    elif param.kind == "flag":
        parser.add_argument(f"--{_dashed(param)}", dest=name, action="store_const", const="yes", help=words)
    else:
        default = f" (default: {param.default})" if param.default is not None else ""
        required = " (needed)" if param.required else ""
        parser.add_argument(
            f"--{_dashed(param)}", dest=name, metavar=_metavar(param), help=f"{words}{default}{required}"
        )


def _dashed(param: Param) -> str:
    return param.name.replace("_", "-")


_METAVARS = {
    "long": "TEXT",
    "number": "N",
    "int": "N",
    "dissent": "TEXT",
    "tracks": "EFFECTS",
    "people": "ROLES",
}


def _metavar(param: Param) -> str:
    return param.name.upper() if param.positional else _METAVARS.get(param.kind, param.kind.upper())


def _usage(action: Action) -> str:
    """The action's line, what may be left out in brackets."""
    words = []
    for param in action.params:
        option = f"--{_dashed(param)}" if param.kind == "flag" else f"--{_dashed(param)} {_metavar(param)}"
        word = _metavar(param) if param.positional else option
        words.append(word if param.required else f"[{word}]")
    return " ".join(["tte do SESSION", action.name, *words, "[--seat ROLE | --as SEAT] [OPTIONS]"])


def overview() -> str:
    """All actions with what they do."""
    return "\n".join(_overview())


def _overview() -> Iterator[str]:
    yield "Usage: tte do SESSION ACTION [WORDS]... [OPTIONS]"
    yield ""
    yield "Do one thing in a session, as control or as a seat; prints what happened, an event a line."
    yield "`tte do SESSION ACTION --help` says what an action needs."
    for scope, title in GROUPS:
        yield ""
        yield f"{title}:"
        for action in ACTIONS:
            if action.scope == scope:
                yield f"  {action.name:<16} {action.help}"
    yield ""
    yield "Options:"
    for option, metavar, words in COMMON:
        yield f"  {option + ' ' + metavar:<16} {words}"
