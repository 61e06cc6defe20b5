"""Events of the people in the room: seats that control freezes or closes, first votes, what all are told."""

from __future__ import annotations

from typing import ClassVar

from tte.engine.event_base import Event


class SeatFrozen(Event, frozen=True):
    """What the seat asks for is refused until control lets it go on; it can still read."""

    kind: ClassVar[str] = "seat_frozen"
    seat: str
    reason: str = ""


class SeatUnfrozen(Event, frozen=True):
    kind: ClassVar[str] = "seat_unfrozen"
    seat: str


class SeatLocked(Event, frozen=True):
    """Nobody sits down at the seat, whatever the code; its terminals close."""

    kind: ClassVar[str] = "seat_locked"
    seat: str
    reason: str = ""


class SeatUnlocked(Event, frozen=True):
    kind: ClassVar[str] = "seat_unlocked"
    seat: str


class ConnectionEnded(Event, frozen=True):
    """Control closed terminals of a seat; its code opens it again."""

    kind: ClassVar[str] = "connection_ended"
    seat: str
    terminals: tuple[str, ...] = ()
    reason: str = ""


class CodeReissued(Event, frozen=True):
    """The seat has another code. The code itself is never in the log."""

    kind: ClassVar[str] = "code_reissued"
    seat: str


class CountdownStarted(Event, frozen=True):
    """Control counts down for everybody, by the wall clock: a break, or the last minutes of a talk."""

    kind: ClassVar[str] = "countdown_started"
    until: int
    """UTC, milliseconds since the epoch."""
    words: str = ""


class CountdownStopped(Event, frozen=True):
    kind: ClassVar[str] = "countdown_stopped"


class WallSet(Event, frozen=True):
    """What control lets the wall show beyond what is public."""

    kind: ClassVar[str] = "wall_set"
    tracks: bool


class FirstVoteAsked(Event, frozen=True):
    """Everybody at the owners' seats votes alone before their seat decides."""

    kind: ClassVar[str] = "first_vote_asked"
    decision: str


class FirstVoteWaived(Event, frozen=True):
    kind: ClassVar[str] = "first_vote_waived"
    decision: str


class FirstVoteCast(Event, frozen=True):
    """One person's vote: secret, to their own seat too, until the seat has decided."""

    kind: ClassVar[str] = "first_vote_cast"
    decision: str
    seat: str
    voter: str
    choice: str
    """An option's letter, or `written` for none of them."""
    why: str = ""
