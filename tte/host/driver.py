"""A Textual driver whose terminal is at the other end of a network line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO

from textual import events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message
from textual.messages import InBandWindowResize

from tte.host.outlet import Outlet

ENTER = (
    "\x1b[?1049h\x1b[2J\x1b[H"  # the alternate screen, empty: nothing from before shows
    "\x1b[?1000h\x1b[?1003h\x1b[?1006h"  # mouse
    "\x1b[?25l\x1b[?1004h\x1b[?2004h"  # no cursor; focus; bracketed paste
    "\x1b[?2026$p"  # can it take a frame as a whole?
)
LEAVE = (
    "\x1b[?2004l\x1b[?1004l\x1b[?1006l\x1b[?1003l\x1b[?1000l"
    "\x1b[0m\x1b[2J\x1b[?1049l\x1b[?25h"
)  # fmt: skip

ESCAPE = 0.15
"""Seconds after which a lone escape is the key and not the beginning of a sequence."""


class HostedDriver(Driver):
    """Carries one app: what it paints goes to an outlet, what its person types comes in by `feed`.

    Nothing here knows the process's own terminal, signals or files. `offer` hands a file to the person.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        outlet: Outlet,
        offer: Callable[[bytes, str, str], bool],
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=False, mouse=mouse, size=size or (80, 24))
        self._outlet = outlet
        self._offer = offer
        self._parser = XTermParser()

    @property
    def is_web(self) -> bool:
        """Textual's word for an app whose person is elsewhere: no browser or file of this machine is used."""
        return True

    # --- out --------------------------------------------------------------------------------------------

    def write(self, data: str) -> None:
        self._outlet.write(data)

    def start_application_mode(self) -> None:
        self.write(ENTER)  # the app takes its first size from `size`

    def stop_application_mode(self) -> None:
        self.write(LEAVE)

    def disable_input(self) -> None:
        """Nothing to do: a closing app takes no messages."""

    # --- in ---------------------------------------------------------------------------------------------

    def resize(self, columns: int, rows: int) -> None:
        """The person's terminal has another size now."""
        self._size = (columns, rows)
        size = Size(columns, rows)
        self.send_message(events.Resize(size, size))

    def feed(self, text: str) -> None:
        """What the person typed, clicked and pasted."""
        try:
            for message in self._parser.feed(text):
                self.process_message(message)
        except (ParseError, ValueError, OverflowError, StopIteration, RuntimeError):
            # a sequence that no terminal sends, such as a key numbered beyond Unicode: forget it
            self._parser = XTermParser()
        if "\x1b" in text:
            self._loop.call_later(ESCAPE, self._escape_over)

    def _escape_over(self) -> None:
        for message in self._parser.tick():
            self.process_message(message)

    def process_message(self, message: Message) -> None:
        # sizes come from the line alone: a person could type the sequence that reports one
        if isinstance(message, events.Resize | InBandWindowResize):
            return
        if isinstance(message, events.Key) and not _is_text(message.character):
            return
        if isinstance(message, events.Paste) and not _is_text(message.text):
            return
        super().process_message(message)

    def send_message(self, message: Message) -> None:
        self._app.post_message(message)

    # --- what would act on the host's machine -------------------------------------------------------------

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Not here: it would open on the machine of the host."""

    def deliver_binary(
        self,
        binary: BinaryIO | TextIO,
        *,
        delivery_key: str,
        save_path: Path,
        open_method: Literal["browser", "download"] = "download",
        encoding: str | None = None,
        mime_type: str | None = None,
        name: str | None = None,
    ) -> None:
        """Hand a file to the person, never to the disk of the host; Textual's toast says what came of it."""
        with binary:
            data = binary.read()
        content = data.encode(encoding or "utf-8", "replace") if isinstance(data, str) else data
        if self._offer(content, save_path.name, mime_type or "application/octet-stream"):
            self._app.post_message(events.DeliveryComplete(key=delivery_key, path=None, name=name))
        else:
            error = OSError("files reach a browser only; open this seat in one")
            self._app.post_message(events.DeliveryFailed(key=delivery_key, exception=error, name=name))


def _is_text(text: str | None) -> bool:
    """Whether it can be written down: halves of characters cannot."""
    return text is None or not any("\ud800" <= c <= "\udfff" for c in text)
