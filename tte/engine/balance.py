"""Who decides and who speaks: counts by seat and by person, so that nobody rules a table unseen.

Counts come from the events alone. Words are messages and questions that a seat sent; a decision counts for
the seat that answered it and for everybody who is named as having taken part; dissent and first votes for
those who gave them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tte.engine import events as ev
from tte.engine.events import Recorded
from tte.engine.limits import roster_name
from tte.engine.state import State


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """A seat (`person` empty) or a person at it. Shares are of the whole room's, 0 to 1."""

    seat: str
    title: str
    person: str
    words: int
    decisions: int
    votes: int
    dissent: int
    share_of_words: float
    share_of_decisions: float
    events: tuple[int, ...] = ()
    """Numbers of the events that were counted."""


@dataclass(slots=True)
class _Counts:
    words: int = 0
    decisions: int = 0
    votes: int = 0
    dissent: int = 0
    events: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Room:
    seats: dict[str, _Counts] = field(default_factory=dict)
    people: dict[tuple[str, str], _Counts] = field(default_factory=dict)

    def seat(self, seat: str) -> _Counts:
        return self.seats.setdefault(seat, _Counts())

    def person(self, seat: str, name: str) -> _Counts:
        return self.people.setdefault((seat, name), _Counts())


def balance(state: State, history: Iterable[Recorded]) -> tuple[BalanceRow, ...]:
    """Every player seat with its people under it, in the seats' order; who did nothing has zeros."""
    room = _Room()
    for rec in history:
        seat = state.seats.get(rec.seat)
        if seat is not None and seat.kind == "player":
            _count(room, seat.id, rec)
    words = sum(c.words for c in room.seats.values())
    decisions = sum(c.decisions for c in room.seats.values())
    rows = []
    for seat in state.seats.values():
        if seat.kind != "player":
            continue
        rows.append(_row(seat.id, seat.title, "", room.seat(seat.id), words, decisions))
        known = {name: None for s, name in room.people if s == seat.id}
        for name in dict.fromkeys([*seat.participants, *known]):
            rows.append(_row(seat.id, seat.title, name, room.person(seat.id, name), words, decisions))
    return tuple(rows)


def _count(room: _Room, seat: str, rec: Recorded) -> None:
    event, who = rec.event, rec.participant
    match event:
        case ev.MessageSent():
            for counts in _of(room, seat, [who], rec):
                counts.words += 1
        case ev.DecisionSubmitted(participants=names, dissent=dissent, revision=0) if rec.seq == rec.command:
            # a seat of several owners answers for all of them with one command
            for counts in _of(room, seat, [*names, who], rec):
                counts.decisions += 1
            _count_dissent(room, seat, dissent, rec)
        case ev.DecisionAmended(dissent=dissent):
            _count_dissent(room, seat, dissent, rec)
        case ev.FirstVoteCast(voter=voter):
            for counts in _of(room, seat, [voter], rec):
                counts.votes += 1
        case _:
            return


def _of(room: _Room, seat: str, people: Iterable[str], rec: Recorded) -> list[_Counts]:
    """What to count an event for: the seat, and each of these people at it once."""
    names = dict.fromkeys(map(roster_name, people))
    found = [room.seat(seat), *(room.person(seat, name) for name in names if name)]
    for counts in found:
        counts.events.add(rec.seq)
    return found


def _count_dissent(room: _Room, seat: str, dissent: tuple[ev.Dissent, ...], rec: Recorded) -> None:
    for one in dissent:
        for counts in _of(room, seat, [one.name], rec):
            counts.dissent += 1


def _row(seat: str, title: str, person: str, found: _Counts, words: int, decisions: int) -> BalanceRow:
    return BalanceRow(
        seat, title, person, found.words, found.decisions, found.votes, found.dissent,
        found.words / words if words else 0.0, found.decisions / decisions if decisions else 0.0,
        tuple(sorted(found.events)),
    )  # fmt: skip
