"""As-of: exactly what a seat had been sent, had opened and had acknowledged, and nothing later."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.plays import NO_SHRINKING, Play, marks
from tests.review.table import Table
from tte.cli.asof_reading import records_for
from tte.conduct.live import recorded_of
from tte.engine.apply import fold
from tte.engine.events import Recorded, encode, kind_of
from tte.engine.state import State
from tte.engine.views import seat_view
from tte.exercise.frozen import digest, freeze
from tte.exercise.models import Exercise
from tte.review.asof import as_of, last_event, moments
from tte.review.moment import Moment, NoSuchMoment, parse_moment
from tte.review.replaying import Replay
from tte.store.records import Record
from tte.store.whole import Identity, rechained, write_whole


@settings(max_examples=25, phases=NO_SHRINKING)
@given(seed=st.integers(0, 10**6), share=st.floats(0, 1))
def test_as_of_is_what_the_seat_saw_then_and_holds_no_word_of_anything_later(seed: int, share: float) -> None:
    """At any event of any play: the view of a fold of the events so far, and no mark that only came after."""
    play = Play(seed).run(50)
    exercise, history = play.room.session.exercise, play.room.session.history
    first = next(r.seq for r in history if r.command != 1)
    event = first + round(share * (len(history) - first))
    so_far = fold(State(exercise), history[:event])
    wall = history[event - 1].wall
    known = marks([exercise, [r.event for r in history[:event]]])
    for seat in [s.id for s in so_far.seats.values() if s.kind == "player"]:
        found = as_of(exercise, history, seat, event)
        assert found.view == seat_view(so_far, seat, wall)
        assert (found.event, found.wall, found.at) == (event, wall, so_far.clock.at(wall))
        assert marks(found.view) <= known
        came = {i.id: i for i in found.view.items if i.kind != "mine"}
        for item, steps in found.steps.items():
            assert max(s for s in (steps.sent, steps.opened, steps.acknowledged) if s) <= event
            assert (steps.opened is None, steps.acknowledged is None) == (
                came[item].opened is None, came[item].acknowledged is None,
            )  # fmt: skip
        assert set(came) == set(found.steps)
    replay = Replay(exercise, history)
    for at in (event, len(history), max(1, event - 7), event):  # back and forth
        assert replay.state_at(at).tracks == fold(State(exercise), history[:at]).tracks


@settings(max_examples=25, phases=NO_SHRINKING)
@given(seed=st.integers(0, 10**6), shares=st.lists(st.floats(0, 1), min_size=2, max_size=3))
def test_reading_less_of_the_file_tells_a_seat_the_same(
    seed: int, shares: list[float], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """For every seat of any play, at any event: as of a part of the log is as of the whole of it."""
    play = Play(seed).run(60)
    exercise, history = play.room.session.exercise, play.room.session.history
    path = written(tmp_path_factory.mktemp("asof") / "play.sqlite3", exercise, history)
    first = next(r.seq for r in history if r.command != 1)
    for event in {first + round(share * (len(history) - first)) for share in shares}:
        for seat in [s.id for s in play.room.session.state.seats.values() if s.kind == "player"]:
            records = records_for(path, exercise, seat, event)
            assert records[-1].seq == event
            less = as_of(exercise, map(recorded_of, records), seat, event)
            assert less == as_of(exercise, history, seat, event)


def written(path: Path, exercise: Exercise, history: Sequence[Recorded]) -> Path:
    """A session file of a play."""
    text = freeze(exercise)
    identity = Identity("0" * 32, 1, "", "", exercise.id, exercise.title, digest(text), text)
    records = [
        Record(
            r.seq, r.command, kind_of(r.event), encode(r.event), r.at, r.wall, r.seat, r.participant, "", ""
        )
        for r in history
    ]
    return write_whole(path, identity, rechained(records, identity.genesis), seats={})


def test_sent_opened_and_acknowledged_are_three_things_with_their_events(table: Table) -> None:
    from tte.engine.commands import ReleaseInject

    sent = table.issue(ReleaseInject("01"))[0].seq
    before = as_of(table.exercise, table.session.history, "north", sent)
    assert [i.id for i in before.unopened] == ["01"]
    table.wait(30)
    table.read("north", "01", acknowledge=True)
    answered = table.decide("north", "dp1", "a", "We are nearer.")
    later = as_of(table.exercise, table.session.history, "north", answered)
    item = later.view.items[0]
    assert (item.opened, item.acknowledged) == (30.0, 30.0)
    steps = later.steps["01"]
    assert steps.sent == sent
    assert steps.opened is not None
    assert steps.acknowledged is not None
    assert sent < steps.opened < steps.acknowledged < answered
    # what it was then is not changed by what came since
    again = as_of(table.exercise, table.session.history, "north", sent)
    assert again == before
    found = moments(table.session.state, table.session.history)
    assert [(m.event, m.seat, m.decision) for m in found] == [(answered, "north", "dp1")]


def test_a_time_is_the_last_event_before_it_in_the_order_of_the_log(table: Table) -> None:
    from tte.engine.commands import ReleaseInject

    table.wait(60)
    table.issue(ReleaseInject("01"))
    table.wait(59)
    last = table.issue(ReleaseInject("02"))[-1].seq
    table.wait(600)
    moment = parse_moment("T+1")
    assert moment == Moment(until=120.0)
    assert last_event(table.session.history, moment.until or 0) == last
    found = as_of(table.exercise, table.session.history, "south", last, until=119.5)
    assert found.at == pytest.approx(119.5)
    assert {i.id for i in found.view.items} == {"01", "02"}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("123", Moment(event=123)),
        ("#7", Moment(event=7)),
        ("T+42", Moment(until=43 * 60)),
        ("t+1:15", Moment(until=76 * 60)),
        ("1:15:30", Moment(until=75 * 60 + 31)),
    ],
)
def test_moments_as_people_write_them(text: str, moment: Moment) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize("text", ["", "soon", "-3", "T+", "T+1:2:3:4", "１２", "T+42\x1b[2J"])
def test_what_is_no_moment_is_refused_in_words(text: str) -> None:
    with pytest.raises(NoSuchMoment, match="neither an event nor a time"):
        parse_moment(text)


def test_seats_that_are_not_players_are_refused_in_words(table: Table) -> None:
    history = table.session.history
    with pytest.raises(NoSuchMoment, match="sees everything"):
        as_of(table.exercise, history, "director", len(history))
    with pytest.raises(NoSuchMoment, match="There is no seat west"):
        as_of(table.exercise, history, "west", len(history))
    with pytest.raises(NoSuchMoment, match="Nothing had happened"):
        as_of(table.exercise, history, "north", 0)
