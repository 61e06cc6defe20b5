"""What an action is: a thing that somebody at an exercise can do, declared once for keys and lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tte.conduct.params import Param, read_all
from tte.engine.commands import Command

ANY = ("prepared", "running", "paused", "no_duff", "ended", "sealed")
LIVE = ("running", "paused")
BEFORE_END = ("prepared", "running", "paused")

Scope = Literal["control", "player", "both", "notes"]
"""Who may use it: control, players, both, or those who take notes (control and evaluators)."""


@dataclass(frozen=True, slots=True)
class Action:
    """A thing that somebody at an exercise can do."""

    name: str
    label: str
    """Short, for the footer."""
    help: str
    """A full sentence, for help and the palette."""
    scope: Scope
    build: Callable[..., Command]
    params: tuple[Param, ...] = ()
    key: str = ""
    confirm: str = ""
    """A question to put first, where it cannot be undone; empty where it can."""
    phases: tuple[str, ...] = ("running", "paused")
    """Phases in which it makes sense; the engine has the last word."""
    place: str = ""
    """The page that its key belongs to: `evaluation` or `hotwash`; empty: the terminal's main screen."""

    def command(self, given: Mapping[str, Any]) -> Command:
        """The command from typed words or read values. Raises BadValue."""
        return self.build(**read_all(self.params, given))

    @property
    def usage(self) -> str:
        """Its line command."""
        words = [self.name]
        for p in self.params:
            word = p.name.upper() if p.positional else f"--{p.name.replace('_', '-')} {p.kind.upper()}"
            if p.kind == "flag":
                word = f"--{p.name}"
            words.append(word if p.required else f"[{word}]")
        return " ".join(words)
