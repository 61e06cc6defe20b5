"""A real terminal for tests: a process on a pseudo-terminal, and the screen that a person would see."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

WAIT = 120.0
"""Seconds; far more than anything takes, for machines that have other work."""

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "space": " ", "up": "\x1b[A", "down": "\x1b[B",
    "right": "\x1b[C", "left": "\x1b[D", "f9": "\x1b[20~", "f12": "\x1b[24~", "backspace": "\x7f",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F",
    **{f"ctrl+{c}": chr(ord(c) - 96) for c in "abcdefghijklmnopqrstuvwxyz"},
}  # fmt: skip


class Terminal:
    """`tte` with some arguments, in a terminal of some columns and rows."""

    def __init__(
        self,
        *args: str,
        cwd: Path,
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
        program: Sequence[str] = (sys.executable, "-m", "tte"),
    ) -> None:
        self.size = size
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("TTE_", "TEXTUAL"))}
        clean |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TTE_CODE": ""} | dict(env or {})
        for name in ("NO_COLOR", "COLUMNS", "LINES"):  # the terminal's own size counts
            clean.pop(name, None)
        if not clean["TTE_CODE"]:
            del clean["TTE_CODE"]
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [*program, *args], stdin=follower, stdout=follower, stderr=follower, cwd=cwd,
            env=clean, start_new_session=True,
        )  # fmt: skip
        os.close(follower)
        self._leader = leader
        self._gone = False
        self._lock = threading.Lock()
        self._reads = threading.Event()
        self._reads.set()
        self._reader = threading.Thread(target=self._drain, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self.read_on()
        self._reader.join(5)
        if not self._gone:
            os.close(self._leader)

    # --- seeing -----------------------------------------------------------------------------------------

    def _drain(self) -> None:
        """Take in what the process writes: a program whose terminal is not read stands still."""
        while self._reads.wait():
            try:
                data = os.read(self._leader, 65536)
            except OSError:  # the process is gone, and its side of the terminal with it
                return
            if not data:
                return
            with self._lock:
                self._stream.feed(data)

    def read(self, seconds: float = 0.05) -> None:
        """Let the program work for so long."""
        time.sleep(seconds)

    @property
    def text(self) -> str:
        """The screen, line by line."""
        with self._lock:
            return "\n".join(line.rstrip() for line in self.screen.display)

    def shows(self, text: str) -> bool:
        """Whether the screen holds a text; line breaks and box lines between words do not matter."""
        return " ".join(text.split()) in " ".join(self.text.replace("│", " ").replace("┃", " ").split())

    def wait_for(self, *texts: str, seconds: float = WAIT) -> str:
        """Wait until the screen holds one of these texts, and return it; else fail with the screen."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(0.1)
            for text in texts:
                if self.shows(text):
                    return text
            if self.process.poll() is not None and not self._reader.is_alive():
                break
        raise AssertionError(
            f"waited for {texts!r}, exit code {self.process.poll()}; the screen:\n{self.text}"
        )

    def wait_gone(self, text: str, *, seconds: float = WAIT) -> None:
        """Wait until the screen no longer holds a text."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(0.1)
            if not self.shows(text):
                return
        raise AssertionError(f"still shown: {text!r}; the screen:\n{self.text}")

    # --- doing ------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys: names as Textual's (enter, ctrl+s, f9) or single characters."""
        for key in keys:
            os.write(self._leader, KEYS.get(key, key).encode())
            self.read(0.12)

    def type(self, text: str) -> None:
        os.write(self._leader, text.encode())
        self.read(0.2)

    def resize(self, columns: int, rows: int) -> None:
        self.size = (columns, rows)
        with self._lock:
            self.screen.resize(rows, columns)
        fcntl.ioctl(self._leader, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.killpg(self.process.pid, signal.SIGWINCH)

    def stop_reading(self) -> None:
        """Take in nothing more, as a window behind a line that has gone dead."""
        self._reads.clear()

    def read_on(self) -> None:
        """The line is back."""
        self._reads.set()

    def hang_up(self) -> None:
        """Say that the window is gone, as the system does."""
        os.kill(self.process.pid, signal.SIGHUP)

    def close_window(self) -> None:
        """Take the terminal away, as closing its window does, without a signal."""
        self._gone = True
        os.close(self._leader)

    def kill(self) -> None:
        """kill -9, as a power cut does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def wait_exit(self, seconds: float = WAIT) -> int:
        """Wait for the process to end by itself, and return its exit code."""
        until = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < until:
            self.read(0.1)
        code = self.process.poll()
        assert code is not None, f"it did not end; the screen:\n{self.text}"
        return code
