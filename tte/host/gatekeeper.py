"""Connections from the network, counted and timed before anything is read from them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tte.engine.events_access import Refusal
from tte.host import bounds
from tte.host.hall import Hall


class Gatekeeper(asyncio.Protocol):
    """Stands before a web server's protocol: refuses when it is full, and hangs up on those who say nothing.

    A request's headers have to be complete within `bounds.HELLO`, or the connection is dropped; between two
    requests of one connection the server's own limit holds.
    """

    def __init__(self, inner: asyncio.Protocol, hall: Hall, refused: Callable[[Refusal, str], None]) -> None:
        self._inner = inner
        self._hall = hall
        self._refused = refused
        self._address = ""
        self._counted = False
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._address = address_of(transport)
        if not self._hall.come_in(self._address):
            self._refused("crowd", self._address)
            transport.abort()
            return
        self._counted = True
        small_buffers(transport)
        self._timer = asyncio.get_running_loop().call_later(bounds.HELLO, self._too_late)
        self._inner.connection_made(transport)

    def _too_late(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def spoke(self) -> None:
        """A whole request has come."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def data_received(self, data: bytes) -> None:
        if self._counted:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received() if self._counted else None

    def pause_writing(self) -> None:
        if self._counted:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._counted:
            self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self.spoke()
        if self._counted:
            self._counted = False
            self._hall.go_out(self._address)
            self._inner.connection_lost(exc)


def address_of(transport: asyncio.BaseTransport | Any) -> str:
    """Where the other end is, as an IP address without port or zone."""
    peer = transport.get_extra_info("peername")
    return str(peer[0]).partition("%")[0] if isinstance(peer, tuple) and peer else "unknown"


def small_buffers(transport: asyncio.Transport | Any) -> None:
    """Keep little under way: what is in the system's buffers can no longer be left out."""
    import socket

    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, bounds.SEND_BUFFER)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(transport, "set_write_buffer_limits"):
        transport.set_write_buffer_limits(high=bounds.SEND_BUFFER)
