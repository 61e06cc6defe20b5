"""A host and its room: memory, idling, an inject to all, keys while all type, seating.

The host is a process of its own (`tte host`); the people are real connections from this one, half of them in
browsers, half over ssh.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import asyncssh
import pyte

from tests.bench.deck import flagship
from tests.bench.row import Row
from tests.ports import free_port, until_served
from tte.conduct.live import LiveSession
from tte.conduct.opening import Setting, create_session, open_session
from tte.engine.commands import StartEx, WriteInject

PEOPLE = 50
FEW = 10
"""People who sit before memory is first looked at: what all share is loaded by then."""
SETTLED = 15.0
"""Seconds after StartEx until what it says has been painted and its toasts are gone."""
IDLE = 20.0
KEYS = 20
"""Keys that each person types, two a second."""
TO_ALL = ("Quagga", "Zebra")
"""Titles of injects that control writes to every role: the deck's own may wait at a desk as drafts."""
WAIT = 240.0


@dataclass
class Guest:
    """Somebody at a seat: what comes is counted, and watched for words."""

    seat: str
    send: Callable[[str], object] = lambda text: None
    resize: Callable[[int, int], object] = lambda columns, rows: None
    received: int = 0
    wanted: bytes = b""
    seen: asyncio.Event = field(default_factory=asyncio.Event)
    at: float = 0.0
    screen: pyte.Screen | None = None
    stream: pyte.ByteStream | None = None
    end: bytes = b""
    painted: bytearray | None = None
    """All that was painted here, where that is kept."""

    def take(self, data: bytes) -> None:
        self.received += len(data)
        if self.painted is not None:
            self.painted += data
        if self.stream is not None:
            self.stream.feed(data.replace(b"\x1b[?2026$p", b""))
        if self.wanted and self.wanted in self.end + data:
            self.at = time.perf_counter()
            self.wanted = b""
            self.seen.set()
        self.end = data[-200:]

    def want(self, words: str) -> None:
        """Watch for words from now on."""
        self.seen.clear()
        self.end = b""
        self.wanted = words.encode()

    def look(self, columns: int, rows: int) -> None:
        """Emulate the screen from now on; a whole repaint has to follow."""
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)


@dataclass
class Served:
    """A host's process, and its session as a second process sees it."""

    process: subprocess.Popen[str]
    live: LiveSession
    codes: dict[str, str]
    web: int
    ssh: int
    guests: list[Guest] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """Resident megabytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    @property
    def seats(self) -> list[str]:
        return [s.id for s in self.live.state.seats.values() if s.kind == "player"]

    async def seat(self, http: aiohttp.ClientSession, number: int) -> Guest:
        """Seat the next person, by browser or ssh in turn; back once the terminal asks who is there."""
        guest = Guest(self.seats[number % len(self.seats)])
        guest.want("Who is here")
        self.guests.append(guest)
        await (self._ssh(guest) if number % 2 else self._browser(http, guest))
        await asyncio.wait_for(guest.seen.wait(), WAIT)
        return guest

    async def _browser(self, http: aiohttp.ClientSession, guest: Guest) -> None:
        base = f"http://127.0.0.1:{self.web}"
        origin = {"Origin": base}
        form = {"seat": guest.seat, "code": self.codes[guest.seat]}
        async with http.post(f"{base}/enter", data=form, headers=origin, allow_redirects=False) as answer:
            assert answer.status == 303, answer.status
            cookie = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
        tab = f"{len(self.guests):024}"
        line = await http.ws_connect(
            f"{base}/seat/{guest.seat}/terminal?tab={tab}", headers={**origin, **cookie}
        )
        await line.send_json(["size", 120, 40])
        guest.send = lambda text: asyncio.ensure_future(line.send_json(["in", text]))
        guest.resize = lambda columns, rows: asyncio.ensure_future(line.send_json(["size", columns, rows]))

        async def read() -> None:
            async for message in line:
                if message.type is aiohttp.WSMsgType.BINARY:
                    guest.take(message.data)

        _keep(asyncio.ensure_future(read()))

    async def _ssh(self, guest: Guest) -> None:
        class Session(asyncssh.SSHClientSession[bytes]):
            def data_received(self, data: bytes, datatype: int | None) -> None:
                guest.take(data)

        connection = await asyncssh.connect(
            "127.0.0.1", self.ssh, username=guest.seat, password=self.codes[guest.seat], known_hosts=None,
            client_keys=None, agent_path=None, preferred_auth="password",
        )  # fmt: skip
        channel, _ = await connection.create_session(
            Session, term_type="xterm-256color", term_size=(120, 40), encoding=None
        )
        _keep(connection)
        guest.send = lambda text: channel.write(text.encode())
        guest.resize = lambda columns, rows: channel.change_terminal_size(columns, rows)


_KEPT: list[object] = []


def _keep(thing: object) -> None:
    _KEPT.append(thing)


@asynccontextmanager
async def serving(setting: Setting) -> AsyncIterator[tuple[Served, aiohttp.ClientSession]]:
    """A host of a new session, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="tte-bench-", dir=Path.cwd()) as name:
        made, path, codes = create_session(flagship(), Path(name), setting)
        made.close()
        web, ssh = free_port(), free_port()
        line = [sys.executable, "-m", "tte", "host", str(path), "--web", str(web), "--ssh", str(ssh)]
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        live = open_session(path)
        try:
            async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
                await until_served(web)
                yield Served(process, live, codes, web, ssh), http
        finally:
            live.close()
            process.terminate()
            process.wait(30)
            for kept in _KEPT:
                if isinstance(kept, asyncssh.SSHClientConnection):
                    kept.abort()
                elif isinstance(kept, asyncio.Future):
                    kept.cancel()
            _KEPT.clear()


async def everybody_sees(
    served: Served, words: str, act: Callable[[Guest], object] | None = None
) -> list[float]:
    """Wait until everybody has seen words; returns when each did."""
    for guest in served.guests:
        guest.want(words)
    if act is not None:
        for guest in served.guests:
            act(guest)
    await asyncio.wait_for(asyncio.gather(*(g.seen.wait() for g in served.guests)), WAIT)
    return [guest.at for guest in served.guests]


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


# --- the room --------------------------------------------------------------------------------------------


def room() -> list[Row]:
    """Fifty people: seating, memory, idling, an inject to all, keys."""
    return asyncio.run(_room())


async def _room() -> list[Row]:
    rows = [Row("host: this machine, 10 M steps of a loop", round(_loop(), 2), "s")]
    async with serving(Setting(pace="hand")) as (served, http):
        began, cpu = time.perf_counter(), served.cpu
        for number in range(FEW):
            await served.seat(http, number)
        few = served.memory
        await asyncio.gather(*(served.seat(http, number) for number in range(FEW, PEOPLE)))
        took = time.perf_counter() - began
        await asyncio.sleep(3)
        each = (served.memory - few) / (PEOPLE - FEW)
        rows.append(Row("host: seating 50", round(took, 1), "s", bound=15))
        rows.append(Row("host: processor time to seat one", round(1000 * (served.cpu - cpu) / PEOPLE), "ms"))
        rows.append(Row("host: memory of one more player", round(each, 2), "MB", bound=6))
        await everybody_sees(served, "1 Card", lambda guest: guest.send("Ana\r"))
        served.live.refresh()
        served.live.issue(StartEx(), "director")
        await asyncio.sleep(SETTLED)
        rows += await _idle(served)
        rows += await _injects(served)
        rows += await _keys(served)
    return rows


def _loop() -> float:
    began, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - began


async def _idle(served: Served) -> list[Row]:
    """The clock runs, nobody does anything."""
    cpu, sent = served.cpu, [guest.received for guest in served.guests]
    await asyncio.sleep(IDLE)
    share = 100 * (served.cpu - cpu) / IDLE
    most = max((g.received - s) / IDLE for g, s in zip(served.guests, sent, strict=True))
    return [
        Row("host: 50 idle terminals, clock running", round(share, 1), "% of a core", bound=25),
        Row("host: bytes a second to an idle terminal", round(most, 1), "B/s", bound=150),
    ]


async def _injects(served: Served) -> list[Row]:
    """From the release, in another process, to the paint at each terminal."""
    took: list[float] = []
    spent: list[float] = []
    everybody = tuple(served.live.state.by_role)
    for title in TO_ALL:
        served.live.refresh()
        for guest in served.guests:
            guest.want(title)
        cpu, began = served.cpu, time.perf_counter()
        written = WriteInject(title=title, to=everybody, body=f"{title} is here.", now=True)
        served.live.issue(written, "director")
        await asyncio.wait_for(asyncio.gather(*(g.seen.wait() for g in served.guests)), WAIT)
        took += [guest.at - began for guest in served.guests]
        await asyncio.sleep(8)  # toasts go
        spent.append(served.cpu - cpu)
    return [
        Row("host: an inject to all 50, painted (p95)", round(_p95(took), 3), "s", bound=0.5),
        Row("host: processor time of an inject at a seat", round(1000 * min(spent) / PEOPLE, 1), "ms"),
    ]


async def _keys(served: Served) -> list[Row]:
    """Everybody writes a question to control, two keys a second each."""
    await everybody_sees(served, "Ask control", lambda guest: guest.send("q"))
    await asyncio.sleep(3)

    async def write(guest: Guest, delay: float) -> list[float]:
        await asyncio.sleep(delay)
        took = []
        for key in itertools.islice(itertools.cycle("QZXJKVW"), KEYS):
            began = time.perf_counter()
            guest.want(key)
            guest.send(key)
            await asyncio.wait_for(guest.seen.wait(), WAIT)
            took.append(guest.at - began)
            await asyncio.sleep(max(0.0, 0.5 - took[-1]))
        return took

    cpu = served.cpu
    written = await asyncio.gather(
        *(write(g, 0.5 * n / len(served.guests)) for n, g in enumerate(served.guests))
    )
    took = [1000 * one for line in written for one in line]
    spent = 1000 * (served.cpu - cpu) / len(took)
    return [
        Row("host: key to paint while 50 type (p95)", round(_p95(took), 1), "ms", bound=100),
        Row("host: processor time of a key", round(spent, 1), "ms"),
    ]
