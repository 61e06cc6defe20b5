"""Terminals over SSH: a terminal and nothing else; no commands, files, forwarding or agent."""

from __future__ import annotations

import asyncio
import codecs
import logging
import secrets
from collections.abc import Sequence
from pathlib import Path

import asyncssh

from tte.exercise.models import MARKING
from tte.host import bounds
from tte.host.door import Closed, Door
from tte.host.driver import LEAVE
from tte.host.gatekeeper import address_of, small_buffers
from tte.host.hall import Hall, NoRoom
from tte.host.keys import write_private
from tte.host.outlet import LineLost
from tte.host.places import ENTRY, Place, Places
from tte.host.terminal import Colours, Terminal

TRIES = 6
"""Wrong codes on one connection before it is closed."""
TRUECOLOUR = ("direct", "kitty", "alacritty", "ghostty", "wezterm", "foot", "truecolor")
"""Parts of the names of terminals that show all colours, and rarely say so over SSH."""

log = logging.getLogger("tte.host")


def host_key(folder: Path) -> asyncssh.SSHKey:
    """The key by which people's ssh knows this host again; made on first use. Raises OSError."""
    path = folder / "ssh_host_ed25519_key"
    if not path.exists():
        write_private(path, asyncssh.generate_private_key("ssh-ed25519").export_private_key())
    return asyncssh.read_private_key(path)


def colours_of(term: str, environment: dict[str, str]) -> Colours:
    """What a terminal can show, as far as its name and the environment that ssh hands on tell."""
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    if any(name in term for name in TRUECOLOUR):
        return "truecolor"
    return "standard" if term in ("linux", "vt100", "vt220", "ansi", "dumb", "xterm", "screen") else "256"


class SshLine:
    """A channel that shows a terminal."""

    how = "ssh"

    def __init__(self, channel: asyncssh.SSHServerChannel[bytes], address: str, again: str) -> None:
        """`again` is what to type to come back."""
        self.address = address
        self.way_back = again
        self._channel = channel
        self._free = asyncio.Event()
        self._free.set()
        self._over = False

    def may_write(self, on: bool) -> None:
        """The other end takes more, or is full for now."""
        if on:
            self._free.set()
        else:
            self._free.clear()

    async def send(self, text: str) -> None:
        if self._over or self._channel.is_closing():
            raise LineLost("the connection was cut")
        self._write(text)
        await self._free.wait()

    def _write(self, text: str) -> None:
        try:
            self._channel.write(text.encode("utf-8", "replace"))
        except (OSError, asyncssh.Error) as error:
            raise LineLost("the connection was cut") from error

    def hang_up(self, words: str, *, for_good: bool) -> None:
        if self._over:
            return
        self._over = True
        self._free.set()
        come_back = f"\r\nTo come back, type:  {self.way_back}" if self.way_back else ""
        try:
            self._write(f"{LEAVE}\r\n{words}{come_back}\r\n")
            self._channel.exit(0)
        except (LineLost, OSError):
            self._channel.abort()  # nobody there to hear it

    def offer(self, data: bytes, name: str, mime: str) -> bool:
        return False


class SeatSession(asyncssh.SSHServerSession[bytes]):
    """One channel: a terminal of the seat whose code was given, or the door's own form."""

    def __init__(self, host: SshHost, door: SshDoor, place: Place, address: str) -> None:
        self._host = host
        self._door = door
        self._place = place
        self._address = address
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._came: asyncio.Queue[str | None] = asyncio.Queue()
        self._size = (80, 24)
        self._term = ""
        self._waiting = 0
        self._reader: asyncio.Task[None] | None = None
        self._line: SshLine | None = None
        self._terminal: Terminal | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan
        chan.set_write_buffer_limits(high=bounds.SEND_BUFFER)

    # --- what is asked for ----------------------------------------------------------------------------------

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object) -> bool:
        self._term = "".join(c for c in term_type[:40] if c.isascii() and c.isprintable()) or "unknown"
        self._size = (term_size[0] or 80, term_size[1] or 24)
        return True

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self._host.refuse(self._address, self._place, f"exec {command}")
        return False

    def subsystem_requested(self, subsystem: str) -> bool:
        self._host.refuse(self._address, self._place, f"subsystem {subsystem}")
        return False

    def session_started(self) -> None:
        self._line = SshLine(self._channel, self._address, self._host.again(self._place))
        if not self._term:
            self._line.hang_up("This is a terminal's place: let ssh ask for one, with ssh -t.", for_good=True)
            return
        environment = {str(k): str(v) for k, v in self._channel.get_environment().items()}
        try:
            self._terminal = self._host.open(
                self._line, self._place, self._size, colours_of(self._term, environment)
            )
        except NoRoom as error:
            self._line.hang_up(str(error), for_good=True)
            return
        self._door.terminals += 1
        self._reader = asyncio.create_task(self._read(), name=f"ssh {self._place.id}")

    # --- what comes in --------------------------------------------------------------------------------------

    def data_received(self, data: bytes, datatype: int | None) -> None:
        text = self._decode(data)
        self._waiting += len(text)
        self._came.put_nowait(text)
        if self._waiting > bounds.MAX_FRAME:
            self._channel.pause_reading()

    async def _read(self) -> None:
        """Take in what comes, in order; while the terminal is busy, no more is read from the network."""
        while (text := await self._came.get()) is not None and self._terminal is not None:
            await self._terminal.feed(text)
            self._waiting -= len(text)
            if self._waiting <= bounds.MAX_FRAME // 2:
                self._channel.resume_reading()

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        if self._terminal is not None:
            self._terminal.resize(width, height)

    def signal_received(self, signal: str) -> None:
        """Signals act on programs; here is none of this person's."""

    def pause_writing(self) -> None:
        if self._line is not None:
            self._line.may_write(False)

    def resume_writing(self) -> None:
        if self._line is not None:
            self._line.may_write(True)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        if self._reader is not None:
            self._reader.cancel()
        if self._line is not None:
            self._line.may_write(True)
            if self._terminal is not None:
                self._door.terminal_gone()
                self._host.hall.lost(self._terminal, self._line, "the connection was cut")


class SshDoor(asyncssh.SSHServer):
    """One connection: who it is, and that nothing but terminals is opened on it."""

    def __init__(self, host: SshHost) -> None:
        self._host = host
        self._address = "unknown"
        self._counted = False
        self._wrong = 0
        self._says = ""
        self._place: Place = ENTRY
        self._timer: asyncio.TimerHandle | None = None
        self.terminals = 0
        """How many this connection shows now."""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._conn = conn
        self._address = address_of(conn)
        self._counted = self._host.hall.come_in(self._address)
        if not self._counted:
            self._host.hall.journal.refused("crowd", self._address)
            conn.abort()
            return
        small_buffers(conn)
        self._refuse_the_rest()
        self._expect_a_terminal(bounds.LOGIN)

    def _refuse_the_rest(self) -> None:
        """Two requests that asyncssh refuses without asking: they belong into the log as well."""

        async def agent() -> bool:
            return self._no("an agent")

        async def x11(*given: object) -> None:
            self._no("forwarding of windows")

        setattr(self._conn, "create_agent_listener", agent)  # noqa: B010 - of this one connection
        setattr(self._conn, "attach_x11_listener", x11)  # noqa: B010

    def _expect_a_terminal(self, seconds: float) -> None:
        """Who holds a connection without a terminal takes the place of somebody else."""
        self._no_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._too_late)

    def _no_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        self._timer = None
        if self.terminals == 0:
            self._no("a connection without a terminal")
            self._conn.abort()

    def terminal_gone(self) -> None:
        """A terminal of this connection is closed; without another one it ends soon."""
        self.terminals -= 1
        if self.terminals == 0:
            self._expect_a_terminal(bounds.HELLO)

    def connection_lost(self, exc: Exception | None) -> None:
        self.terminals = -1  # none to come
        self._no_timer()
        if self._counted:
            self._counted = False
            self._host.hall.go_out(self._address)

    # --- who it is ------------------------------------------------------------------------------------------

    def begin_auth(self, username: str) -> bool:
        """A seat's name asks for its code; any other name comes to the form that asks for both."""
        self._place = self._host.places.find(username.lower()) or ENTRY
        return self._place is not ENTRY

    def password_auth_supported(self) -> bool:
        return True

    def kbdint_auth_supported(self) -> bool:
        return True

    async def validate_password(self, username: str, password: str) -> bool:
        return await self._fits(password)

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        says = f"{MARKING}\n{self._place.title}"
        if self._says:
            says += f"\n{self._says}"
        return "", says, "", [("Code of this seat (as password): ", False)]

    async def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        return len(responses) == 1 and await self._fits(responses[0])

    async def _fits(self, code: str) -> bool:
        try:
            await self._host.door.open(self._place.id, code, self._address)
        except Closed as closed:
            self._says = f"{closed.message} {closed.remedy}".strip()
            self._wrong += 1
            if self._wrong >= TRIES:
                self._conn.disconnect(asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, self._says)
            return False
        return True

    # --- what it may open -----------------------------------------------------------------------------------

    def session_requested(self) -> SeatSession:
        return SeatSession(self._host, self, self._place, self._address)

    def _no(self, what: str) -> bool:
        self._host.refuse(self._address, self._place, what)
        return False

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
        return self._no("forwarding to a host")

    def server_requested(self, listen_host: str, listen_port: int) -> bool:
        return self._no("listening for it")

    def unix_connection_requested(self, dest_path: str) -> bool:
        return self._no("forwarding to a socket")

    def unix_server_requested(self, listen_path: str) -> bool:
        return self._no("listening at a socket")

    def tun_requested(self, unit: int | None) -> bool:
        return self._no("a tunnel")

    def tap_requested(self, unit: int | None) -> bool:
        return self._no("a tunnel")


class SshHost:
    """Serves a hall's places over SSH."""

    def __init__(
        self, hall: Hall, door: Door, places: Places, *, bind: str, port: int, key: asyncssh.SSHKey
    ) -> None:
        self.hall = hall
        self.door = door
        self.places = places
        self.port = port
        self.name = ""
        """What people write after the @; known to those who start the host."""
        self._bind = bind
        self._key = key
        self._server: asyncssh.SSHAcceptor | None = None

    @property
    def fingerprint(self) -> str:
        """What ssh shows on the first connection, for people to compare."""
        return str(self._key.get_fingerprint())

    async def start(self) -> None:
        """Listen. Raises OSError, as for a port that is taken."""
        logging.getLogger("asyncssh").setLevel(logging.WARNING)
        self._server = await asyncssh.create_server(
            lambda: SshDoor(self), self._bind, self.port, server_host_keys=[self._key], encoding=None,
            line_editor=False, login_timeout=bounds.LOGIN + 5, keepalive_interval=bounds.PING,
            keepalive_count_max=3, agent_forwarding=False, x11_forwarding=False, allow_scp=False,
            sftp_factory=None, server_version="tte", public_key_auth=False, host_based_auth=False,
            gss_host=None, compression_algs=None, backlog=256,
        )  # fmt: skip
        self.port = self._server.get_port()

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            try:
                async with asyncio.timeout(3):
                    await self._server.wait_closed()
            except TimeoutError:
                log.warning("some ssh connections did not close")

    def open(self, line: SshLine, place: Place, size: tuple[int, int], colours: Colours) -> Terminal:
        """A terminal for whoever has been let in. Raises NoRoom."""
        return self.hall.take(line, place, f"ssh/{secrets.token_hex(8)}", size, colours)

    def refuse(self, address: str, place: Place, what: str) -> None:
        self.hall.journal.refused("channel", address, place.id, what)

    def again(self, place: Place) -> str:
        port = "" if self.port == 22 else f"-p {self.port} "
        return f"ssh {port}{place.id or 'SEAT'}@{self.name}" if self.name else ""
