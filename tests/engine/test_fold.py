"""The fold: a replay gives the same state, apply is total and linear, decide leaves the state alone."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from itertools import pairwise
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.drill import drill
from tests.engine.plays import NO_SHRINKING, Play, marked_drill
from tests.room import EPOCH, Room
from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine.apply import apply, fold
from tte.engine.control_view import control_view
from tte.engine.decide import decide
from tte.engine.events import Recorded, decode, encode, kind_of
from tte.engine.feed import feed_row
from tte.engine.msel_view import inject_detail
from tte.engine.state import TABLES, State
from tte.engine.views import seat_view
from tte.errors import Refused
from tte.exercise.frozen import freeze, thaw_quickly

SINGLES = (
    "version",
    "actions",
    "command",
    "decided_seq",
    "last_wall",
    "unknown",
    "current",
    "order",
    "setup",
)


def everything(state: State) -> dict[str, Any]:
    """All that a state holds, detached from it."""
    found: dict[str, Any] = {name: dict(getattr(state, name)) for name in TABLES}
    found |= {name: getattr(state, name) for name in SINGLES}
    return found | {"order": dict(state.order), "journal": list(state.journal)}


def stored(records: list[Recorded]) -> list[Recorded]:
    """The same records as they come back out of a log."""
    return [
        Recorded(
            r.seq, r.command, r.at, r.wall, r.seat, decode(kind_of(r.event), encode(r.event)), r.participant
        )
        for r in records
    ]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=12, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
def test_a_replay_from_the_stored_text_gives_an_equal_state(seed: int) -> None:
    room = Play(seed).run(70).room
    replayed = fold(State(marked_drill()), stored(room.session.history))
    live = everything(room.state)
    for name, value in everything(replayed).items():
        assert value == live[name], name


@given(seed=st.integers(0, 2**32))
@settings(max_examples=6, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
def test_a_fork_in_the_middle_goes_its_own_way(seed: int) -> None:
    room = Play(seed).run(40).room
    history = room.session.history
    half = len(history) // 2
    state = fold(State(marked_drill()), history[:half])
    before = everything(state)
    ahead = fold(state.fork(), history[half:])
    assert everything(state) == before
    assert everything(ahead) == everything(room.state)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
def test_decide_never_touches_the_state_that_it_is_given(seed: int) -> None:
    play = Play(seed).run(25)
    room = play.room
    issue = room.session.issue

    def watched(
        command: co.Command, seat: str, participant: str = "", *, wall: int | None = None
    ) -> list[Recorded]:
        before = everything(room.state)
        try:
            decide(
                room.state,
                co.Order(command, seat, room.session.wall() if wall is None else wall, participant),
            )
        except Refused:
            assert everything(room.state) == before
            raise
        assert everything(room.state) == before
        return issue(command, seat, participant, wall=wall)

    room.session.issue = watched  # type: ignore[method-assign]
    play.run(25)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=8, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_people_do_every_view_can_be_drawn_and_the_log_is_sound(seed: int) -> None:
    room = Play(seed).run(60).room
    wall = room.session.wall()
    control_view(room.state, wall)
    for inject in room.state.specs:
        inject_detail(room.state, inject, wall)
    for seat in room.state.seats:
        seat_view(room.state, seat, wall)
    history = room.session.history
    assert [r.seq for r in history] == list(range(1, len(history) + 1))
    assert all(r.command == r.seq or r.command == before.command for before, r in pairwise(history))
    assert all(track.low <= room.track(track.id) <= track.high for track in room.session.exercise.tracks)
    undone = {e.action for e in room.events(ev.ActionUndone)}  # a jump's too, with what it released
    standing = [
        r.event.inject for r in history if isinstance(r.event, ev.InjectReleased) and r.command not in undone
    ]
    assert len(standing) == len(set(standing)), "an inject goes out once"
    clock = room.state.clock
    assert clock.running == (room.state.phase == "running")


IDS = st.sampled_from(
    ["01", "dp1", "north", "esc", "m1", "d1", "radio", "threshold", "ghost", "", "director", "leak"]
)


def any_value(annotation: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type, with ids that may or may not be of something."""
    return st.from_type(annotation)


st.register_type_strategy(str, IDS)
st.register_type_strategy(float, st.floats(-1e5, 1e5))
st.register_type_strategy(int, st.integers(-20, 20))

for part in (ev.Delivery, ev.Dissent, ev.Evidence):
    parts = {n: any_value(t) for n, t in get_type_hints(part).items()}
    st.register_type_strategy(part, st.builds(part, **parts))

KINDS = get_args(ev.AnyEvent)


def build(kind: type[ev.Event]) -> st.SearchStrategy[Any]:
    if kind is ev.InjectWritten:
        written = thaw_quickly(freeze(drill())).injects[:3]
        return st.sampled_from([ev.InjectWritten(inject=i) for i in written])
    given = {n: any_value(t) for n, t in get_type_hints(kind, include_extras=True).items() if n != "kind"}
    return st.builds(kind, **given)


ANY_EVENT = st.one_of([build(k) for k in KINDS] + [st.just(ev.Unknown(kind="newer", payload={"a": 1}))])


@given(
    events=st.lists(
        st.tuples(ANY_EVENT, st.sampled_from(["director", "north", "system", "ghost"])), max_size=8
    ),
    opened=st.booleans(),
)
@settings(max_examples=40, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
def test_apply_is_total_any_event_in_any_order_is_taken_in_and_can_be_shown(
    events: list[tuple[ev.Event, str]], opened: bool
) -> None:
    state = State(drill())
    seq = 0
    if opened:
        room = Room(drill()).start()
        room.release("01")
        state, seq = room.state, room.state.version
    for event, seat in events:
        seq += 1
        recorded = Recorded(seq, seq, 60.0 * seq, EPOCH + seq, seat, event)
        apply(state, recorded)
        feed_row(state, recorded)
    if state.setup is not None:
        wall = EPOCH + 1000
        control_view(state, wall)
        for name in state.seats:
            seat_view(state, name, wall)
        with suppress(Refused):
            decide(state, co.Order(co.Tick(), "system", wall))


def test_events_of_a_newer_version_are_kept_and_shown_and_change_nothing() -> None:
    room = Room(drill()).start()
    before = {name: dict(getattr(room.state, name)) for name in TABLES}
    event = decode("telepathy_used", json.dumps({"by": "north", "strength": 3}))
    assert isinstance(event, ev.Unknown)
    assert json.loads(encode(event)) == {"by": "north", "strength": 3}
    recorded = Recorded(room.state.version + 1, room.state.version + 1, 0.0, EPOCH, "north", event)
    apply(room.state, recorded)
    assert {name: dict(getattr(room.state, name)) for name in TABLES} == before
    assert room.state.unknown == 1
    row = feed_row(room.state, recorded)
    assert (row.kind, row.group) == ("telepathy_used", "unknown")
    assert "kept" in row.text


@pytest.mark.parametrize(("kind", "payload", "known"), [
    ("exercise_paused", '{"reason": "x", "colour": "blue"}', True),
    ("exercise_paused", " {} ", True),
    ("exercise_paused", "[1]", False),
    ("pace_set", '{"pace": "dreamlike"}', False),
    ("inject_released", '{"inject": "01"}', False),
])  # fmt: skip
def test_fields_of_a_newer_version_are_no_obstacle(kind: str, payload: str, known: bool) -> None:
    event = decode(kind, payload)
    assert isinstance(event, ev.Unknown) is not known
    assert kind_of(event) == kind


@given(event=ANY_EVENT)
@settings(max_examples=60, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
def test_every_event_comes_back_from_its_text_as_it_was(event: ev.Event) -> None:
    assert decode(kind_of(event), encode(event)) == event


def _seconds(records: list[Recorded]) -> float:
    state = State(drill())
    started = time.perf_counter()
    fold(state, records)
    return time.perf_counter() - started


def test_folding_is_linear() -> None:
    """Four times the events take about four times as long, not sixteen."""
    room = Room(drill()).start()
    room.release("01")
    last = room.state.version
    more = [
        Recorded(seq, seq, 1.0, EPOCH, "director", ev.NoteTaken(note=f"n{seq}", body="x"))
        for seq in range(last + 1, last + 8_001)
    ]
    history = list(room.session.history)
    _seconds(history + more[:500])
    few = min(_seconds(history + more[:2_000]) for _ in range(2))
    many = min(_seconds(history + more) for _ in range(2))
    assert many < 9 * few
