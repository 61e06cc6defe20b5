"""The live session: two writers on one file, listeners, quick opening."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conduct.conftest import Consoles, same
from tests.engine.drill import drill
from tests.engine.plays import NO_SHRINKING, Play
from tests.room import EPOCH, Room, Wall
from tte.conduct.live import AREAS, LiveSession, NotAttached, areas_of
from tte.conduct.memory import MemoryLog
from tte.conduct.opening import Setting, create_in_memory, create_session, open_quickly, open_session
from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine.events import decode, kinds
from tte.errors import Refused
from tte.store.errors import SessionLocked, VersionConflict
from tte.store.records import Entry

Make = Callable[..., Consoles]


def test_a_command_decided_on_old_news_is_decided_again(consoles: Make) -> None:
    at = consoles("hand")
    one, two = at.first.start(), at.another()
    one.release("01")
    two.do("note", body="Written without having looked.")
    assert two.inject("01").status == "released"
    with two.refused("already out"):
        two.release("01")
    one.session.refresh()
    assert same(one.session, two.session)


def test_two_consoles_that_release_the_same_inject_at_once_release_it_once(consoles: Make) -> None:
    at = consoles("hand")
    one, two = at.first.start(), at.another()
    one.release("05")
    assert two.inject("05").status == "ready"
    with pytest.raises(Refused, match="already out"):
        two.release("05")
    assert len(two.events(ev.InjectReleased)) == 1


def test_many_writers_at_once_lose_nothing(consoles: Make) -> None:
    at = consoles("hand")
    at.first.start()
    rooms = [at.another() for _ in range(3)]
    errors: list[BaseException] = []

    def write(room: Room, number: int) -> None:
        try:
            for each in range(15):
                room.issue(co.ParkItem(f"{number}: {each}"), "north")
        except BaseException as error:  # noqa: BLE001  # handed to the test
            errors.append(error)

    threads = [threading.Thread(target=write, args=(room, n)) for n, room in enumerate(rooms)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    at.first.session.refresh()
    bodies = [n.body for n in at.first.state.parked.values()]
    assert len(bodies) == len(set(bodies)) == 45
    for number in range(3):
        assert [b for b in bodies if b.startswith(f"{number}:")] == [f"{number}: {i}" for i in range(15)]
    late = open_session(at.path, now=at.wall)
    assert same(late, at.first.session)
    late.close()


def test_listeners_are_told_which_areas_changed_until_they_stop(consoles: Make) -> None:
    at = consoles("hand")
    one, two = at.first, at.another()
    told: list[frozenset[str]] = []
    stop = two.session.subscribe(told.append)
    one.start()
    assert told == []
    assert two.session.refresh()
    assert told
    assert {"clock", "feed"} <= told[0]
    assert not two.session.refresh()
    two.release("01")
    assert {"injects", "decisions", "receipts", "feed"} <= told[-1]
    stop()
    stop()
    seen = len(told)
    one.do("pause")
    two.session.refresh()
    assert len(told) == seen


PARTS = {
    "items": {"injects", "messages", "receipts"}, "decisions": {"decisions"}, "drafts": {"injects"},
    "clock": {"clock"}, "participants": {"seats"}, "practice": {"seats"}, "practice_answered": {"seats"},
    "move_summary": {"clock"},
}  # fmt: skip
"""Which areas a terminal listens to for each part of a seat's view."""

CONTROL_PARTS = {
    "msel": {"injects", "receipts", "clock"}, "decisions": {"decisions"}, "tracks": {"tracks"},
    "queue": {"messages"}, "seats": {"seats", "receipts"}, "drafts": {"injects"},
}  # fmt: skip


@given(seed=st.integers(0, 2**32))
@settings(max_examples=4, deadline=None, phases=NO_SHRINKING)
def test_whatever_changes_in_a_view_its_area_is_told(seed: int) -> None:
    """Terminals repaint only what they are told of: an area left out would be a stale screen."""
    play = Play(seed).run(10)
    session = play.room.session
    told: set[str] = set()
    session.subscribe(told.update)

    def views() -> dict[str, object]:
        found: dict[str, object] = {}
        control = session.control_view()
        found |= {f"control {part}": getattr(control, part) for part in ("msel", "tracks", "seats", "drafts")}
        for seat in ("north", "south"):
            view = session.seat_view(seat)
            found |= {
                f"{seat} {part}": getattr(view, part)
                for part in ("items", "participants", "practice", "move_summary")
            }
            found[f"{seat} decisions"] = [
                (d.id, d.status, d.own, d.others, d.outcome, d.options) for d in view.decisions
            ]
            found[f"{seat} drafts"] = [d.id for d in view.drafts]
        return found

    before = views()
    for _ in range(40):
        play.step()
        after = views()
        for name, value in after.items():
            if value != before[name]:
                who, part = name.split()
                wanted = (CONTROL_PARTS if who == "control" else PARTS)[part]
                assert told & wanted, f"{name} changed, told were {told}; {play.done[-1:]}"
        before = after
        told.clear()


def test_every_kind_of_event_is_of_some_area_but_those_that_change_no_screen() -> None:
    silent = {"move_ended", "dice_rolled", "rule_passed"}
    for kind in get_args(ev.AnyEvent):
        areas = areas_of(kind(**dict.fromkeys(kind.__struct_fields__, 1)))
        assert areas <= set(AREAS) | {"injects"}
        assert bool(areas) or kind.kind in silent, kind.kind


def test_a_session_opened_quickly_is_read_at_once_and_attached_on_the_first_need_to_write(
    consoles: Make,
) -> None:
    at = consoles("hand")
    at.first.start()
    quick = open_quickly(at.path, now=at.wall)
    assert not quick.attached
    assert quick.history == at.first.session.history
    at.first.release("01")
    quick.issue(co.OpenItem("01"), "north")
    assert quick.attached
    at.first.session.refresh()
    assert quick.history == at.first.session.history
    quick.close()


def test_a_session_opened_for_reading_refuses_to_write_and_shows_everything(consoles: Make) -> None:
    at = consoles("hand")
    at.first.start()
    reader = open_session(at.path, readonly=True, now=at.wall)
    assert reader.history == at.first.session.history
    with pytest.raises(Exception, match="reading only"):
        reader.issue(co.ParkItem("x"), "north")
    assert reader.state.parked == {}
    reader.close()
    looked = LiveSession(drill(), [], now=at.wall)
    with pytest.raises(NotAttached, match="tte resume"):
        looked.issue(co.ParkItem("x"), "north")


def test_what_could_not_be_read_is_read_at_the_next_look(
    consoles: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = consoles("hand")
    one, two = at.first.start(), at.another()
    two.session.refresh()
    one.release("01")
    read = two.session.log.read

    def locked(after: int = 0) -> object:
        raise SessionLocked(at.path, 1.0)

    monkeypatch.setattr(two.session.log, "read", locked)
    with pytest.raises(SessionLocked):
        two.session.refresh()
    monkeypatch.setattr(two.session.log, "read", read)
    assert two.session.refresh()
    assert same(one.session, two.session)


def test_a_setting_that_the_exercise_has_not_makes_no_file(tmp_path: Path) -> None:
    for setting in (Setting(seating="castle"), Setting(cut="5"), Setting(rate=0)):
        with pytest.raises(Refused):
            create_session(drill(), tmp_path, setting)
    assert list(tmp_path.iterdir()) == []


def test_a_new_session_has_a_code_for_every_seat_and_stores_the_exercise(consoles: Make) -> None:
    at = consoles("hand")
    assert set(at.codes) == set(at.first.state.seats)
    assert len(set(at.codes.values())) == len(at.codes)
    assert at.first.session.log.check_code("north", at.codes["north"])
    assert not at.first.session.log.check_code("north", at.codes["south"])
    assert open_session(at.path, readonly=True).exercise == drill()


def test_memory_keeps_a_log_as_a_file_does() -> None:
    log = MemoryLog()
    entry = [Entry("log_sealed", "{}")]
    log.append(entry, at=0, wall=1, seat="director", participant="", expected=0)
    with pytest.raises(VersionConflict):
        log.append(entry, at=0, wall=1, seat="director", participant="", expected=0)
    assert log.take_lease("a", EPOCH)
    assert not log.take_lease("b", EPOCH + 4_000)
    assert not log.beat("b", EPOCH)
    assert log.take_lease("b", EPOCH + 6_000)
    assert not log.beat("a", EPOCH + 6_000)
    log.release_lease("a")
    lease = log.lease()
    assert lease is not None
    assert lease.holder == "b"
    assert log.check_code("any", "code")


def test_what_is_stored_reads_back_and_the_person_is_named() -> None:
    wall = Wall()
    session = create_in_memory(drill(), Setting(name="Rehearsal"), now=wall)
    (parked,) = session.issue(co.ParkItem("x"), "north", "Ada")
    assert (parked.participant, parked.wall) == ("Ada", EPOCH)
    record = session.log.read()[-1]
    assert decode(record.kind, record.payload) == parked.event
    assert record.kind in kinds()
    assert session.feed[-1].text.startswith("Parking lot")
