"""A room under test: a host on loopback, and people at the other end of real connections."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import aiohttp
import asyncssh
import pyte

from tests.room import fog_signal
from tte.conduct.live import LiveSession
from tte.conduct.opening import Setting as Play
from tte.conduct.opening import create_session
from tte.engine import events as ev
from tte.engine.events_access import AccessRefused
from tte.host.server import Host, Parts, Setting, fingerprint_of
from tte.store import codes as store_codes
from tte.store import quick

WAIT = 60.0
"""Seconds; far more than anything takes, for machines that have other work."""
TAB = "abcdef0123456789abcdef01"


@dataclass
class Room:
    """A host that serves, and what people need to come in."""

    host: Host
    path: Path
    codes: dict[str, str]
    clients: list[Person] = field(default_factory=list)

    @property
    def session(self) -> LiveSession:
        return self.host.session

    @property
    def base(self) -> str:
        assert self.host.web is not None
        return f"http://127.0.0.1:{self.host.web.port}"

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": self.base}

    @property
    def ssh_port(self) -> int:
        assert self.host.ssh is not None
        return self.host.ssh.port

    def refused(self) -> list[tuple[str, str]]:
        """What the log says was refused, and at which seat."""
        events = (r.event for r in self.session.history)
        return [(e.what, e.seat) for e in events if isinstance(e, AccessRefused)]

    def kinds(self) -> list[str]:
        return [ev.kind_of(r.event) for r in self.session.history]

    async def browser(self, seat: str, tab: str = TAB, size: tuple[int, int] = (100, 30)) -> WebPerson:
        """Somebody who has typed the seat's code into the page and sees its terminal."""
        person = WebPerson(self, seat, size)
        self.clients.append(person)
        await person.enter(self.codes[seat])
        await person.connect(tab)
        return person

    async def ssh(
        self,
        name: str,
        code: str | None = None,
        size: tuple[int, int] = (100, 30),
        term: str = "xterm-256color",
    ) -> SshPerson:
        person = SshPerson(self, name, size)
        self.clients.append(person)
        await person.connect(self.codes.get(name, "") if code is None else code, term)
        return person


@contextlib.asynccontextmanager
async def open_room(
    folder: Path, setting: Setting | None = None, *, play: Play | None = None
) -> AsyncIterator[Room]:
    """A host on a new session of FOG SIGNAL, on ports that are free; codes are cheap to compare."""
    cost, store_codes.COST = store_codes.COST, 4
    try:
        live, path, codes = create_session(fog_signal(), folder, play or Play(pace="hand"))
        async with serve(live, path, codes, setting) as room:
            yield room
    finally:
        store_codes.COST = cost
        live.close()


@contextlib.asynccontextmanager
async def serve(
    live: LiveSession, path: Path, codes: dict[str, str], setting: Setting | None = None
) -> AsyncIterator[Room]:
    """A host on a session that is open."""
    parts = Parts(
        partial(quick.check_code, path), lambda seat: fingerprint_of(quick.code_hash(path, seat)),
        report=lambda: "<p>the report</p>",
    )  # fmt: skip
    host = Host(live, path, setting or Setting(web=0, ssh=0), parts)
    await host.start()
    room = Room(host, path, codes)
    try:
        yield room
    finally:
        for person in room.clients:
            await person.close()
        await host.stop()


class Person:
    """A screen that somebody looks at, and what it was painted with."""

    def __init__(self, room: Room, seat: str, size: tuple[int, int]) -> None:
        self.room = room
        self.seat = seat
        self.size = size
        self.screen = pyte.Screen(*size)
        self.bytes = 0
        self.raw = bytearray()
        self.painted = 0.0
        """When the last bytes came (monotonic)."""
        self._stream = pyte.ByteStream(self.screen)
        self.quiet = False
        """Whether the screen is not emulated, where only bytes and times count."""

    def take(self, data: bytes) -> None:
        self.bytes += len(data)
        self.painted = time.monotonic()
        if not self.quiet:
            self.raw += data
            # pyte does not know the private modes' queries, and would print what follows them
            self._stream.feed(data.replace(b"\x1b[?2026$p", b""))

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def shows(self, text: str) -> bool:
        return " ".join(text.split()) in " ".join(self.text.replace("│", " ").split())

    async def sees(self, text: str, seconds: float = WAIT) -> None:
        """Wait until the screen holds a text; else fail with the screen."""
        await until(lambda: self.shows(text), f"{self.seat} sees {text!r}", seconds, lambda: self.text)

    async def sees_no_more(self, text: str) -> None:
        await until(lambda: not self.shows(text), f"{self.seat} sees no {text!r}", WAIT, lambda: self.text)

    async def type(self, text: str) -> None:
        raise NotImplementedError

    async def drop(self) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError


class WebPerson(Person):
    """A browser, as far as cookies, forms and websockets go."""

    def __init__(self, room: Room, seat: str, size: tuple[int, int]) -> None:
        super().__init__(room, seat, size)
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.words: list[list[str]] = []
        self._reader: asyncio.Task[None] | None = None

    async def enter(self, code: str) -> int:
        """Give the code; returns the status of the page that it leads to."""
        form = {"seat": self.seat, "code": code}
        async with self.http.post(f"{self.room.base}/enter", data=form, headers=self.room.origin) as answer:
            return answer.status

    async def connect(self, tab: str = TAB) -> None:
        url = f"{self.room.base}/seat/{self.seat}/terminal?tab={tab}"
        self.socket = await self.http.ws_connect(url, headers=self.room.origin)
        await self.socket.send_str(json.dumps(["size", *self.size]))
        self._reader = asyncio.create_task(self._read(self.socket))

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                self.take(message.data)
            elif message.type is aiohttp.WSMsgType.TEXT:
                self.words.append(json.loads(message.data))

    async def type(self, text: str) -> None:
        assert self.socket is not None
        await self.socket.send_str(json.dumps(["in", text]))

    async def send(self, text: str) -> None:
        assert self.socket is not None
        await self.socket.send_str(text)

    async def drop(self) -> None:
        """The network is gone: no closing words."""
        assert self.socket is not None
        response = self.socket._response
        assert response.connection is not None
        transport = response.connection.transport
        assert transport is not None
        transport.abort()
        self.socket = None

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        if self._reader is not None:
            self._reader.cancel()
        await self.http.close()


class SshPerson(Person):
    """Somebody with an ssh client."""

    connection: asyncssh.SSHClientConnection
    channel: asyncssh.SSHClientChannel[bytes]

    async def connect(self, code: str, term: str = "xterm-256color") -> None:
        self.connection = await asyncssh.connect(
            "127.0.0.1", self.room.ssh_port, username=self.seat, password=code, known_hosts=None,
            client_keys=None, agent_path=None, preferred_auth="password,none",
        )  # fmt: skip
        person = self

        class Session(asyncssh.SSHClientSession[bytes]):
            def data_received(self, data: bytes, datatype: int | None) -> None:
                person.take(data)

        self.channel, _ = await self.connection.create_session(
            Session, term_type=term, term_size=self.size, encoding=None
        )

    async def type(self, text: str) -> None:
        self.channel.write(text.encode())

    async def drop(self) -> None:
        self.connection.abort()

    async def close(self) -> None:
        if hasattr(self, "connection"):
            self.connection.abort()


async def until(
    true: Callable[[], bool], what: str, seconds: float = WAIT, more: Callable[[], str] = lambda: ""
) -> None:
    """Wait for something; else fail with what was waited for."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:.0f} s for: {what}\n{more()}")
        await asyncio.sleep(0.02)
