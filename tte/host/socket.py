"""Terminals over websockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from aiohttp import WSCloseCode, WSMsgType, web

from tte.host import bounds, wire
from tte.host.downloads import Downloads
from tte.host.gatekeeper import address_of
from tte.host.hall import Hall, NoRoom
from tte.host.outlet import LineLost
from tte.host.places import Place
from tte.host.terminal import Terminal

HERE = 15.0
"""Seconds between two signs of life to a page."""


class WebLine:
    """A websocket that shows a terminal."""

    how = "web"
    way_back = ""

    def __init__(
        self, socket: web.WebSocketResponse, address: str, offer: Callable[[bytes, str, str], str]
    ) -> None:
        """`offer` keeps a file and returns the path at which the page can fetch it."""
        self.address = address
        self._socket = socket
        self._offer = offer
        self._last: asyncio.Task[None] | None = None

    async def send(self, text: str) -> None:
        try:
            await self._socket.send_bytes(text.encode("utf-8", "replace"))
        except (ConnectionError, RuntimeError) as error:
            raise LineLost("the connection was cut") from error

    def hang_up(self, words: str, *, for_good: bool) -> None:
        if self._last is None:
            self._last = asyncio.create_task(self._say_and_close(words, for_good))

    async def last_words(self) -> None:
        """Wait until what `hang_up` had to say is said."""
        if self._last is not None:
            await asyncio.wait({self._last})

    async def _say_and_close(self, words: str, for_good: bool) -> None:
        try:
            async with asyncio.timeout(2):
                if not self._socket.closed:
                    await self._socket.send_str(wire.words("bye" if for_good else "wait", words))
                await self._socket.close(code=WSCloseCode.GOING_AWAY)
        except (TimeoutError, ConnectionError, RuntimeError):
            pass  # nobody there to hear it

    def offer(self, data: bytes, name: str, mime: str) -> bool:
        path = self._offer(data, name, mime)
        self._file = asyncio.create_task(self._socket.send_str(wire.words("file", path)))
        return True

    async def alive(self) -> None:
        """A sign of life, for pages to know a dead line from a quiet one."""
        while not self._socket.closed:
            await asyncio.sleep(HERE)
            try:
                await self._socket.send_str(wire.words("here"))
            except (ConnectionError, RuntimeError):
                return


class WebTerminals:
    """Carries terminals of a hall over websockets."""

    def __init__(self, hall: Hall, downloads: Downloads) -> None:
        self._hall = hall
        self._downloads = downloads

    async def serve(self, request: web.Request, place: Place, key: str) -> web.WebSocketResponse:
        """Show a terminal for as long as the socket lasts."""
        socket = web.WebSocketResponse(
            max_msg_size=bounds.MAX_FRAME, heartbeat=bounds.PING, compress=False, timeout=2.0,
            writer_limit=bounds.SEND_BUFFER,
        )  # fmt: skip
        await socket.prepare(request)
        line = WebLine(socket, address_of(request.transport), partial(self._kept, place))
        alive = asyncio.create_task(line.alive(), name="sign of life")
        terminal: Terminal | None = None
        reason = "the connection was cut"
        try:
            async with asyncio.timeout(bounds.HELLO):
                first = await self._message(socket)
            if not isinstance(first, wire.Resized):
                raise wire.Malformed("a terminal says its size first")
            size = (first.columns, first.rows)
            terminal = self._hall.take(line, place, key, size, "truecolor")
            while True:
                match await self._message(socket):
                    case wire.Typed(text):
                        await terminal.feed(text)
                    case wire.Resized(columns, rows):
                        terminal.resize(columns, rows)
                    case wire.Focused(on):
                        terminal.focus(on)
                    case None:
                        break
        except NoRoom as error:
            line.hang_up(str(error), for_good=True)
        except TimeoutError:
            reason = "it never said its size"
        except wire.Malformed as error:
            reason = str(error)
            self._hall.journal.refused("frame", line.address, place.id, reason)
            await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
        finally:
            alive.cancel()
            if terminal is not None:
                self._hall.lost(terminal, line, reason)
        await line.last_words()
        if not socket.closed:
            await socket.close()
        return socket

    def _kept(self, place: Place, data: bytes, name: str, mime: str) -> str:
        return f"/seat/{place.id}/file/{self._downloads.offer(place.id, data, name, mime)}"

    async def _message(self, socket: web.WebSocketResponse) -> wire.Message | None:
        """The next message; None once the socket is closed. Raises wire.Malformed."""
        message = await socket.receive()
        if message.type is WSMsgType.TEXT:
            return wire.read(message.data)
        if message.type is WSMsgType.BINARY:
            raise wire.Malformed("bytes instead of a message")
        if socket.close_code in (WSCloseCode.PROTOCOL_ERROR, WSCloseCode.INVALID_TEXT, 1009):
            raise wire.Malformed(f"a message too long or out of form ({socket.close_code})")
        return None
