"""The author's own editor: which one it is, and how it is told to open a file at a line."""

from __future__ import annotations

import shlex
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from tte.errors import TteError

PLUS = {
    "vi", "vim", "nvim", "view", "gvim", "mvim", "nano", "pico", "emacs", "emacsclient", "kak", "micro",
    "joe", "jed", "mg", "ne", "mcedit", "gedit", "kate", "editor", "sensible-editor", "less",
}  # fmt: skip
"""Editors that take `+12 FILE`."""
GOTO = {"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"}
"""Editors that take `--goto FILE:12`."""
COLON = {"hx", "helix", "zed", "subl", "sublime_text"}
"""Editors that take `FILE:12`."""


class NoEditor(TteError):
    """Nobody has said which editor to open, or it cannot be opened."""


def editor_line(environment: Mapping[str, str], path: Path, line: int) -> list[str]:
    """The command that opens a file at a line (1-based) in $VISUAL, else $EDITOR. Raises NoEditor.

    It is a list for the system, never a line for a shell. An editor that is not known here opens the file
    at its beginning.
    """
    name = "VISUAL" if environment.get("VISUAL", "").strip() else "EDITOR"
    given = environment.get(name, "").strip()
    if not given:
        raise NoEditor(
            "No editor is set.",
            remedy="Set VISUAL or EDITOR before you start, such as: export EDITOR=nano. Or open the file in "
            "an editor beside this screen: it looks again after each save.",
        )
    try:
        words = shlex.split(given)
    except ValueError as error:
        raise NoEditor(
            f"{name} cannot be read: {given[:80]}.", remedy="Close its quotation marks."
        ) from error
    file = str(path.absolute())  # begins with a slash, so no name is taken for an option
    program = Path(words[0]).name.removesuffix(".exe")
    if program in PLUS:
        return [*words, f"+{line}", file]
    if program in GOTO:
        return [*words, "--goto", f"{file}:{line}"]
    if program in COLON:
        return [*words, f"{file}:{line}"]
    return [*words, file]


def run_editor(app: App[Any], command: list[str]) -> None:
    """Give the terminal to the editor until it ends. Raises NoEditor."""
    old = signal.signal(signal.SIGINT, lambda *_: None)  # ctrl-C there is the editor's, not ours
    try:
        with app.suspend():
            code = subprocess.run(command, check=False).returncode
    except SuspendNotSupported as error:
        raise NoEditor(
            "An editor cannot be opened from here.", remedy="Open the file in a terminal of its own."
        ) from error
    except OSError as error:
        raise NoEditor(
            f"{command[0]} cannot be started: {error.strerror}.", remedy="Correct VISUAL or EDITOR."
        ) from error
    finally:
        signal.signal(signal.SIGINT, old)
    if code:
        raise NoEditor(f"{command[0]} ended with exit code {code}.", remedy="See what it said there.")
