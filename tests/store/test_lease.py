"""The lease: one process alone issues timed commands."""

from __future__ import annotations

import pytest

from tests.store.support import WALL
from tte.store.records import Lease
from tte.store.session_file import LEASE_MS, SessionFile


def test_a_free_lease_is_taken_and_beaten(session: SessionFile) -> None:
    assert session.lease() is None
    assert session.take_lease("one", WALL)
    assert session.beat("one", WALL + 900)
    assert session.lease() == Lease("one", WALL + 900, WALL)


def test_a_living_holder_keeps_it(session: SessionFile) -> None:
    session.take_lease("one", WALL)
    with SessionFile.open(session.path) as other:
        assert not other.take_lease("two", WALL + LEASE_MS)
        assert not other.beat("two", WALL + 100)
    assert session.lease() == Lease("one", WALL, WALL)


@pytest.mark.parametrize("gap", [LEASE_MS + 1, -LEASE_MS - 1])
def test_a_dead_holder_loses_it_and_learns_so(session: SessionFile, gap: int) -> None:
    """Also when the wall clock stepped back, so that its last beat lies ahead."""
    session.take_lease("one", WALL)
    with SessionFile.open(session.path) as other:
        assert other.take_lease("two", WALL + gap)
    assert session.lease() == Lease("two", WALL + gap, WALL + gap)
    assert not session.beat("one", WALL + gap)


def test_it_can_be_taken_by_force(session: SessionFile) -> None:
    session.take_lease("one", WALL)
    assert session.take_lease("two", WALL + 1, force=True)
    assert not session.beat("one", WALL + 2)
    assert session.take_lease("two", WALL + 3)
    assert session.lease() == Lease("two", WALL + 3, WALL + 1)


def test_only_the_holder_gives_it_up(session: SessionFile) -> None:
    session.take_lease("one", WALL)
    session.release_lease("two")
    assert session.lease() is not None
    session.release_lease("one")
    assert session.lease() is None
    assert session.take_lease("two", WALL)


def test_heartbeats_are_no_events_and_outlive_the_process(session: SessionFile) -> None:
    session.take_lease("one", WALL)
    session.beat("one", WALL + 5)
    assert session.last_seq() == 0
    session.close()
    with SessionFile.open(session.path, readonly=True) as again:
        assert again.lease() == Lease("one", WALL + 5, WALL)
