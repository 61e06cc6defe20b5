"""A host: a live session, its hall, and the ways in."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from tte.conduct.live import LiveSession
from tte.conduct.timekeeper import Timekeeper
from tte.errors import TteError
from tte.host.addresses import Addresses
from tte.host.door import Check, Door
from tte.host.downloads import Downloads
from tte.host.hall import Hall
from tte.host.journal import Journal
from tte.host.keys import host_folder, kept_bytes
from tte.host.places import Places
from tte.host.remains import SoleHost, clear_away
from tte.host.ssh import SshHost, host_key
from tte.host.terminal import Streams
from tte.host.web import WebHost, WebSetting

BEAT = 0.2
"""Seconds between looks of the timekeeper at what is due."""

log = logging.getLogger("tte.host")


class CannotHost(TteError):
    """The host cannot begin."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a host is to be reached, and what it allows."""

    bind: str = "127.0.0.1"
    web: int | None = 8080
    """Port of the pages; 0 takes any that is free, None serves none."""
    ssh: int | None = 8022
    tls_cert: Path | None = None
    tls_key: Path | None = None
    public_url: str = ""
    remote_control: bool = False


@dataclass(slots=True)
class Parts:
    """What a host needs from those who start it."""

    check: Check
    """Whether a code opens a seat; slow, called in threads."""
    fingerprint: Callable[[str], str]
    """What changes with a seat's code, without telling it."""
    report: Callable[[], str] | None = None
    timekeeper: Timekeeper | None = None
    """Who keeps the clock in this process already; else the host does."""
    trouble: TextIO | None = None
    """Where tracebacks of broken apps go; else a file beside the session."""
    now: Callable[[], float] = field(default=time.monotonic)


class Host:
    """Serves a session's terminals from one asyncio process."""

    def __init__(self, session: LiveSession, path: Path, setting: Setting, parts: Parts) -> None:
        """`path` is the session's file: keys are kept beside it. Raises NoKeys, CannotHost."""
        folder = self._folder = host_folder(path)
        self.session = session
        self.setting = setting
        self._own_clock = parts.timekeeper is None
        self.timekeeper = parts.timekeeper or Timekeeper(session)
        self._trouble = parts.trouble or _log_file(folder, path.stem)
        self.journal = Journal(session, parts.now)
        self.door = Door(
            parts.check, parts.fingerprint, key=kept_bytes(folder / f"{path.stem}.tickets"), now=parts.now,
            wall=session.now, tell=lambda seat, address: self.journal.refused("code", address, seat),
        )  # fmt: skip
        self.places = Places(session, remote_control=setting.remote_control, timekeeper=self.timekeeper)
        self.hall = Hall(
            session, self.places.app, check=self.door.open_from_thread, streams=Streams.pinned(self._trouble),
            journal=self.journal, polls=self._own_clock, now=parts.now,
        )  # fmt: skip
        self.downloads = Downloads(session, parts.report)
        self._tls = tls_context(setting)
        self.addresses = Addresses(setting.bind, setting.public_url, tls=self._tls is not None)
        self.web: WebHost | None = None
        self.ssh: SshHost | None = None
        self._clock: asyncio.Task[None] | None = None
        self._clock_words = ""
        self._sole_file = folder / f"{path.stem}.lock"
        self._sole: SoleHost | None = None

    async def start(self) -> None:
        """Open the ways in, and keep the clock if nobody else does. Raises CannotHost."""
        if self.setting.web is None and self.setting.ssh is None:
            raise CannotHost("Neither the web nor ssh is to be served.", remedy="Give --web or --ssh a port.")
        self._sole = SoleHost(self._sole_file)
        if self._sole.held:
            clear_away(self.session, self.journal)
        self.hall.start()
        try:
            await self._open_ways()
        except OSError as error:
            await self.stop("The host could not begin.")
            raise CannotHost(
                f"The host cannot listen at {self.setting.bind}: {error.strerror or error}.",
                remedy="Another program may use that port: choose others with --web and --ssh.",
            ) from error
        if self._own_clock:
            self._clock = asyncio.create_task(self._keep_clock(), name="clock of the host")

    async def _open_ways(self) -> None:
        if self.setting.web is not None:
            setting = WebSetting(
                self.setting.bind, self.setting.web, self.session.exercise.title,
                public_url=self.setting.public_url, tls=self._tls,
            )  # fmt: skip
            self.web = WebHost(self.hall, self.door, self.places, self.downloads, setting)
            await self.web.start()
            self.addresses.web = self.web.port
        if self.setting.ssh is not None:
            self.ssh = SshHost(
                self.hall, self.door, self.places, bind=self.setting.bind, port=self.setting.ssh,
                key=host_key(self._folder),
            )  # fmt: skip
            await self.ssh.start()
            self.addresses.ssh = self.ssh.port
            self.ssh.name = self.addresses.name
        if self.web is not None:
            self.web.ssh_line = self.addresses.ssh_line()

    async def stop(self, words: str = "The host is closing. This page comes back when it does.") -> None:
        """Close everything, with a word to everybody."""
        if self._clock is not None:
            self._clock.cancel()
        await self.hall.close(words)
        if self.web is not None:
            await self.web.stop()
        if self.ssh is not None:
            await self.ssh.stop()
        self.door.close()
        if self._sole is not None:
            self._sole.let_go()
        if self._own_clock:
            with suppress(TteError):  # the file may be gone; then the lease runs out by itself
                self.timekeeper.release()

    # --- the clock ------------------------------------------------------------------------------------------

    async def _keep_clock(self) -> None:
        """Keep the exercise clock whenever nobody else does."""
        while True:
            try:
                if not self.session.holds_lease and not self.session.clock_held:
                    self.timekeeper.take()
                self.timekeeper.beat()
                self._clock_words = ""
            except TteError as error:
                if str(error) != self._clock_words:
                    self._clock_words = str(error)
                    log.error("the clock: %s", error)
            await asyncio.sleep(BEAT)


def _log_file(folder: Path, stem: str) -> TextIO:
    path = folder / f"{stem}.log"
    file = path.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)
    path.chmod(0o600)
    return file


def tls_context(setting: Setting) -> ssl.SSLContext | None:
    """The certificate that pages are served with, if one is given. Raises CannotHost."""
    if setting.tls_cert is None and setting.tls_key is None:
        return None
    if setting.tls_cert is None or setting.tls_key is None:
        raise CannotHost("A certificate needs its key.", remedy="Give both --tls-cert and --tls-key.")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(setting.tls_cert, setting.tls_key)
    except (OSError, ssl.SSLError) as error:
        raise CannotHost(
            f"The certificate {setting.tls_cert} cannot be used: {error}.",
            remedy="Both files have to be PEM, and belong together.",
        ) from error
    return context


def fingerprint_of(stored: str) -> str:
    """What stands for a stored code without telling anything of it."""
    return hashlib.sha256(b"ticket|" + stored.encode()).hexdigest() if stored else ""
