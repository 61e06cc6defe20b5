"""What sketches of an exercise share, and the state that each of them writes on (see `sketch`)."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from copy import copy
from typing import Any

from msgspec.structs import replace

from tte.engine.apply import apply
from tte.engine.commands import SYSTEM, OpenSession, Order
from tte.engine.decide import decide
from tte.engine.shortcuts import Shortcuts
from tte.engine.state import SeatState, State
from tte.engine.watching import Watchers, watchers_of
from tte.exercise.models import Exercise, Inject, Move

WRITTEN = frozenset({"now", "tracks", "injects", "drafts", "decisions", "runs", "resting", "calls"})
"""The tables that a sketch writes; all others are those of its blank."""
Entry = tuple[float, str, str, str]
"""Of the agenda: when, the name by which ties are broken, what it is, and of what."""


class Page(State):
    """The state of a sketch: neither who holds which role nor what moves there are changes."""

    __slots__ = ("by_move", "holders")
    by_move: dict[str, Move]
    holders: dict[str, SeatState | None]

    @property
    def move(self) -> Move:
        return self.by_move.get(self.now["move"]) or super().move

    def seat_of(self, role: str) -> SeatState | None:
        return self.holders[role] if role in self.holders else super().seat_of(role)

    def copy(self) -> Page:
        """The same state in tables of its own."""
        twin = Page.__new__(Page)
        for name in (*State.__slots__, *Page.__slots__):
            value = getattr(self, name)
            setattr(twin, name, value.copy() if name in WRITTEN else value)
        return twin


class Blank:
    """An exercise laid out for many sketches: what all of them share.

    Raises Refused for a seating or cut that the exercise has not. `start` gives tracks other values at
    StartEx.
    """

    def __init__(
        self, exercise: Exercise, seating: str = "", cut: str = "", *, start: Mapping[str, int] | None = None
    ) -> None:
        opened = State(exercise)
        opening = OpenSession("", seating or exercise.seatings[0].id, cut=cut, pace="clock", unattended=True)
        for recorded in decide(opened, Order(opening, SYSTEM, 0)):
            apply(opened, recorded)
        opened.tracks.update(start or {})
        self.opened = opened
        self.by_move = {move.id: move for move in opened.moves}
        self.holders = {role.id: opened.seat_of(role.id) for role in exercise.roles}
        self.seats = {role: seat.id for role in self.holders if (seat := opened.holder_of(role))}
        self.watchers: Watchers = watchers_of(opened)
        self.memo: dict[tuple[str, ...], Any] = {}
        quiet = (
            set() if self.watchers.timely else {i for i in opened.injects if self._is_quiet(opened.specs[i])}
        )
        self.quiet: dict[str, float | None] = {i: opened.injects[i].due for i in quiet}
        """Injects of which nothing follows but that they are out, with when they are due (s)."""
        self._shared = [name for name in State.__slots__ if name not in WRITTEN and name != "journal"]
        injects = opened.injects.items()
        self.agenda: list[Entry] = [
            (s.due, f"inject {i}", "inject", i) if s.status == "ready" else (s.due, "", "wake", i)
            for i, s in injects if s.due is not None
        ]  # fmt: skip
        heapq.heapify(self.agenda)
        self.by_itself = {
            i: due for i, due in self.quiet.items() if due is not None and self._goes_straight(i)
        }
        """Quiet injects that go straight out: they need no step of their own."""
        self.short_agenda = [e for e in self.agenda if e[3] not in self.by_itself]
        heapq.heapify(self.short_agenda)
        self.shortcuts = Shortcuts(self)
        number = {inject: n for n, inject in enumerate(self.watchers.contingencies)}
        self.sleeping = sorted(
            ((s.due, number[i]) for i, s in injects if s.status == "waiting" and s.due is not None),
            reverse=True,
        )

    def starting(self, start: Mapping[str, int]) -> Blank:
        """The same with other values of some tracks at StartEx; what plays learn of the deck is shared."""
        twin = copy(self)
        twin.opened = self.opened.fork()
        twin.opened.tracks.update(start)
        return twin

    def _is_quiet(self, spec: Inject) -> bool:
        """Whether neither rules nor conditions have anything to do with when or whether it goes out."""
        asked = spec.id in self.watchers.injects_asked
        follows = (
            spec.when or spec.call or spec.effects or spec.opens or any(v.effects for v in spec.variants)
        )
        return spec.event != "contingency" and not (asked or follows)

    def _goes_straight(self, inject: str) -> bool:
        spec, due = self.opened.specs[inject], self.opened.injects[inject].due
        senders = {*spec.sender, *(role for v in spec.variants for role in v.sender)}
        drafted = spec.draft and any(self.seats.get(role) for role in senders)
        return not drafted and due is not None and due < self.opened.endex

    def page(self, seed: int) -> Page:
        """A fresh state, before StartEx, whose dice fall by this seed."""
        page = Page.__new__(Page)
        for name in self._shared:
            setattr(page, name, getattr(self.opened, name))
        for name in WRITTEN:
            setattr(page, name, getattr(self.opened, name).copy())
        page.journal = []
        page.by_move, page.holders = self.by_move, self.holders
        assert page.setup is not None  # the session has been opened
        page.setup = replace(page.setup, seed=seed)
        return page
