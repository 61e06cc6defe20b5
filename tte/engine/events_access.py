"""Events of the lines into the room: who came to a seat over the network, who was lost, what was refused."""

from __future__ import annotations

from typing import ClassVar, Literal

from tte.engine.event_base import Event

Refusal = Literal["code", "ticket", "origin", "frame", "request", "channel", "crowd"]
"""What was refused at the host's door: a wrong code; a browser's ticket that is forged, old or another
seat's; a page of elsewhere; a message out of form; a web request for what there is not; something else of
SSH than a terminal; too many connections at once."""


class TerminalConnected(Event, frozen=True):
    """A terminal of a seat is shown over the network, from now on or again."""

    kind: ClassVar[str] = "terminal_connected"
    seat: str
    terminal: str
    how: Literal["web", "ssh"]
    address: str = ""
    back: bool = False
    """The terminal had been lost, and is where it was."""


class TerminalLost(Event, frozen=True):
    """The connection of a terminal is gone; its place is kept for a while."""

    kind: ClassVar[str] = "terminal_lost"
    seat: str
    terminal: str
    reason: str = ""


class AccessRefused(Event, frozen=True):
    """The host refused something at its door. Repetitions are counted and not written down one by one."""

    kind: ClassVar[str] = "access_refused"
    what: Refusal
    address: str = ""
    seat: str = ""
    """The seat that was asked for, if there is such a seat."""
    times: int = 1
    """How many of this kind came from there to that seat by now."""
