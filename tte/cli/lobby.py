"""`tte` alone: the lobby, and what was chosen there, carried out as its own command line."""

from __future__ import annotations

from pathlib import Path

from tte.cli.app import invoke
from tte.cli.options import folder_of
from tte.tui.lobby.app import LobbyApp, LobbyChoice


def enter() -> None:
    """Show the lobby, and go where the person chose to go."""
    folder = folder_of(None)
    choice = LobbyApp(Path.cwd(), folder).run()
    if choice is not None:
        invoke(line_of(choice, folder))


def line_of(choice: LobbyChoice, folder: Path) -> list[str]:
    """What was chosen, as a command line; a report goes beside its session."""
    line = [choice.action, choice.target, f"--sessions={folder}"]
    line += [f"--{name}={value}" for name, value in choice.options.items() if value]
    if choice.action == "report":
        ending = choice.options.get("format") or "md"
        line.append(f"--output={Path(choice.target).with_suffix('.' + ending)}")
    return line
