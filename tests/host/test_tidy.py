"""The collector stands aside while a room plays, and comes in calm moments."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from tte.host.tidy import LATE, SOON, Tidy


class Ring:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


class Room:
    """A tidy process whose time passes as told."""

    def __init__(self) -> None:
        self.at = self.used = 0.0
        self.tidy = Tidy(lambda: self.at, lambda: self.used)

    def passes(self, seconds: float, load: float) -> None:
        for _ in range(int(seconds)):
            self.at += 1
            self.used += load
            self.tidy.tick()


@pytest.fixture
def room() -> Iterator[Room]:
    thresholds = gc.get_threshold()
    room = Room()
    room.tidy.begin()
    yield room
    room.tidy.end()
    assert gc.get_threshold() == thresholds


def left() -> weakref.ref[Ring]:
    """Something that play left a while ago: it is no longer among the youngest."""
    ring = Ring()
    gc.collect(1)
    return weakref.ref(ring)


def test_what_play_leaves_goes_at_a_calm_moment_and_not_while_people_type(room: Room) -> None:
    room.passes(20, load=0.1)
    ring = left()
    room.passes(SOON, load=0.9)
    assert ring() is not None
    room.passes(1, load=0.1)
    assert ring() is None


def test_a_room_that_is_never_calm_is_tidied_all_the_same(room: Room) -> None:
    room.passes(20, load=0.1)
    ring = left()
    room.passes(LATE, load=0.9)
    assert ring() is None


def test_what_a_terminal_had_goes_once_it_is_closed(room: Room) -> None:
    room.tidy.opened()
    ring = left()
    room.passes(2, load=0.1)  # set aside with all that a new terminal makes
    room.passes(2 * SOON, load=0.1)
    assert ring() is not None, "nobody looks through what is set aside"
    room.tidy.closed()
    room.passes(SOON, load=0.1)
    assert ring() is None
