"""Commands about the people in the room: frozen and locked seats, first votes, what all are told."""

from __future__ import annotations

from tte.engine.commands import Command


class FreezeSeat(Command, frozen=True):
    seat: str
    reason: str = ""


class UnfreezeSeat(Command, frozen=True):
    seat: str


class LockSeat(Command, frozen=True):
    seat: str
    reason: str = ""


class UnlockSeat(Command, frozen=True):
    seat: str


class EndConnection(Command, frozen=True):
    """Close a seat's terminals, or one of them."""

    seat: str
    terminal: str = ""
    """A terminal by its name in the log; empty: all of the seat's."""
    reason: str = ""


class ReissueCode(Command, frozen=True):
    """Say in the log that a seat gets another code. `conduct.codes` makes the code; it is in no command."""

    seat: str


class Countdown(Command, frozen=True):
    """Count down for everybody, by the wall clock; 0 minutes stop the one that runs."""

    minutes: float
    words: str = ""


class SetWall(Command, frozen=True):
    tracks: bool


class Broadcast(Command, frozen=True):
    """Words of control to every seat and the wall."""

    body: str


class AskFirstVote(Command, frozen=True):
    decision: str
    waived: bool = False
    """No first vote, whatever the deck asks for."""


class CastFirstVote(Command, frozen=True):
    decision: str
    voter: str
    choice: str
    why: str = ""
