"""Terminals in tmux, as people have them: keys go in, the screen comes out, and a picture of it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from types import TracebackType

import pyte
from pyte.screens import Char

ROOT = Path(__file__).parents[2]
WAIT = 40.0
"""Seconds; far more than anything takes, for machines that have other work."""
WIDE, HIGH = 9, 18
"""Points of a cell in a picture."""
KEYS = {
    "enter": "Enter", "escape": "Escape", "tab": "Tab", "space": "Space", "up": "Up", "down": "Down",
    "left": "Left", "right": "Right", "home": "Home", "end": "End", "pageup": "PageUp",
    "pagedown": "PageDown", "backspace": "BSpace",
}  # fmt: skip
COLOURS = {
    "black": "000000", "red": "cd3131", "green": "0dbc79", "brown": "e5e510", "blue": "2472c8",
    "magenta": "bc3fbc", "cyan": "11a8cd", "white": "e5e5e5",
}  # fmt: skip
FORE, BACK = "d8d8d8", "101010"


def tmux_name(key: str) -> str:
    """A key of ours (ctrl+s, f9, enter) as tmux calls it."""
    if key.startswith("ctrl+"):
        return f"C-{key[5:]}"
    return key.upper() if key[:1] == "f" and key[1:].isdigit() else KEYS.get(key, key)


class Tmux:
    """A tmux server of its own, gone with all its terminals at the end."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "tmux"
        config = folder / "tmux.conf"
        config.write_text(
            "set -g status off\nset -g default-terminal tmux-256color\nset -s escape-time 10\n"
            "set -as terminal-features ',*:RGB'\nset -g history-limit 5000\nset -g remain-on-exit on\n"
            "set -g set-clipboard on\n"
        )
        hidden = ("TTE_", "TEXTUAL", "TMUX", "NO_COLOR")
        self._env = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
        self._env["PYTHONPATH"] = str(ROOT)
        self._call = ["tmux", "-S", str(self._socket), "-f", str(config)]

    def run(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            [*self._call, *words], env=self._env, capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, f"tmux {words}: {done.stderr}"
        return done.stdout

    def open(self, name: str, command: Sequence[str], size: tuple[int, int], *, cwd: Path) -> Pane:
        """A program in a terminal of a size."""
        self.run(
            "new-session", "-d", "-s", name, "-x", str(size[0]), "-y", str(size[1]), "-c", str(cwd), *command
        )
        return Pane(self, name, size)

    def __enter__(self) -> Tmux:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.run("kill-server", check=False)


class Pane:
    """One terminal."""

    def __init__(self, tmux: Tmux, name: str, size: tuple[int, int]) -> None:
        self.tmux = tmux
        self.name = name
        self.size = size

    @property
    def text(self) -> str:
        return self.tmux.run("capture-pane", "-p", "-t", self.name)

    @property
    def scrollback(self) -> str:
        """All that can be scrolled to, with the screen behind a full-screen program."""
        behind = self.tmux.run("capture-pane", "-p", "-a", "-q", "-t", self.name, check=False)
        return self.tmux.run("capture-pane", "-p", "-S", "-", "-t", self.name) + behind

    @property
    def title(self) -> str:
        return self.tmux.run("display-message", "-p", "-t", self.name, "#{pane_title} #{window_name}")

    @property
    def buffers(self) -> str:
        """What programs have put into the clipboard."""
        names = self.tmux.run("list-buffers", "-F", "#{buffer_name}").split()
        return "\n".join(self.tmux.run("show-buffer", "-b", name) for name in names)

    def shows(self, text: str) -> bool:
        """Whether the screen holds a text; line breaks and box lines between words do not matter."""
        screen = self.text.replace("│", " ").replace("┃", " ")
        return " ".join(text.split()) in " ".join(screen.split())

    def sees(self, *texts: str, seconds: float = WAIT) -> None:
        """Wait until the screen holds one of these texts; else fail with the screen."""
        until = time.monotonic() + seconds
        while not any(self.shows(text) for text in texts):
            assert time.monotonic() < until, f"{self.name} waited for {texts!r}; the screen:\n{self.text}"
            time.sleep(0.15)

    def sees_no_more(self, text: str, *, seconds: float = WAIT) -> None:
        until = time.monotonic() + seconds
        while self.shows(text):
            assert time.monotonic() < until, f"{self.name} still shows {text!r}:\n{self.text}"
            time.sleep(0.15)

    def press(self, *keys: str) -> None:
        """Press keys; a word that begins with = is typed."""
        for key in keys:
            if key.startswith("="):
                self.tmux.run("send-keys", "-t", self.name, "-l", "--", key[1:])
            else:
                self.tmux.run("send-keys", "-t", self.name, tmux_name(key))
            time.sleep(0.25)

    def svg(self) -> str:
        """A picture of the screen as it is, colours and all."""
        return svg_of(self.tmux.run("capture-pane", "-p", "-e", "-N", "-t", self.name), self.size)


def svg_of(captured: str, size: tuple[int, int]) -> str:
    """What a terminal shows as a picture: every cell has its place, whatever font draws it."""
    screen = pyte.Screen(*size)
    pyte.Stream(screen).feed("\r\n".join(captured.rstrip("\n").split("\n")))
    wide, high = size[0] * WIDE, size[1] * HIGH
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"'
        f' width="{wide}" height="{high}">',
        f'<rect width="100%" height="100%" fill="#{BACK}"/>',
        f'<g font-family="DejaVu Sans Mono, Noto Sans Mono, monospace" font-size="{HIGH * 0.82:.1f}"'
        ' xml:space="preserve" shape-rendering="crispEdges">',
    ]
    for row in range(size[1]):
        parts += _line(screen, row, size[0])
    return "\n".join([*parts, "</g></svg>"])


def _line(screen: pyte.Screen, row: int, columns: int) -> Iterator[str]:
    cells = [(column, screen.buffer[row][column]) for column in range(columns)]
    for look, run in groupby(cells, lambda cell: _look(cell[1])):
        fore, back, bold, italic, under = look
        placed = list(run)
        left, top = placed[0][0] * WIDE, row * HIGH
        if back != BACK:
            wide = len(placed) * WIDE
            yield f'<rect x="{left}" y="{top}" width="{wide}" height="{HIGH}" fill="#{back}"/>'
        inked = [(column, cell.data) for column, cell in placed if cell.data.strip()]
        if inked:
            style = ' font-weight="bold"' if bold else ""
            style += ' font-style="italic"' if italic else ""
            style += ' text-decoration="underline"' if under else ""
            xs = " ".join(str(column * WIDE) for column, _ in inked)
            words = escape("".join(data for _, data in inked))
            yield f'<text x="{xs}" y="{top + HIGH * 0.78:.1f}" fill="#{fore}"{style}>{words}</text>'


def _look(cell: Char) -> tuple[str, str, bool, bool, bool]:
    fore = FORE if cell.fg == "default" else COLOURS.get(cell.fg, cell.fg)
    back = BACK if cell.bg == "default" else COLOURS.get(cell.bg, cell.bg)
    if cell.reverse:
        fore, back = back, fore
    return (
        fore if len(fore) == 6 else FORE,
        back if len(back) == 6 else BACK,
        cell.bold,
        cell.italics,
        cell.underscore,
    )
