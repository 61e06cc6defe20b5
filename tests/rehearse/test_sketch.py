"""A sketched play is the recorded one without its log: the same things happen, and it comes to the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict

from tests.engine.drill import DRILL
from tte.engine import events as ev
from tte.engine.blank import Blank
from tte.engine.events import Delivery, Event, Recorded
from tte.engine.sketch import Sketch
from tte.engine.state import State
from tte.exercise.models import Exercise
from tte.rehearse.bots import POLICIES
from tte.rehearse.play import Played, play_exercise, sketch_play
from tte.rehearse.players import Players
from tte.rehearse.quick import quick_play
from tte.rehearse.rows import Layout
from tte.rehearse.weighing import Book

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = {"because", "reason", "why", "title", "body"}
"""Fields that only people read: a sketch leaves them out."""
Happening = tuple[float, str, dict[str, Any]]


def fields_of(kind: str, given_fields: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says, without the words."""
    found = {name: value for name, value in given_fields.items() if name not in WORDS | {"kind"}}
    if kind == "DecisionSubmitted":
        return {name: found[name] for name in ("decision", "owner", "choice")}
    for name, value in found.items():
        if isinstance(value, Delivery):
            found[name] = (value.variant, value.sender, value.to)
        if name == "deliveries":
            found[name] = [(d.variant, d.sender, d.to) for d in value]
    return found


def sketched(
    exercise: Exercise, bots: str, seed: int, seating: str, cut: str
) -> tuple[Sketch, list[Happening]]:
    happened: list[Happening] = []

    def watch(kind: Callable[..., Event], at: float, given_fields: Mapping[str, Any]) -> None:
        happened.append((at, kind.__name__, fields_of(kind.__name__, given_fields)))

    return sketch_play(Blank(exercise, seating, cut), Players(exercise, bots, seed), watch), happened


def told(history: list[Recorded]) -> list[Happening]:
    setting_up = (ev.SessionOpened, ev.SeatOpened)
    return [
        (r.at, type(r.event).__name__, fields_of(type(r.event).__name__, asdict(r.event)))
        for r in history
        if not isinstance(r.event, setting_up)
    ]


def standing(state: State) -> dict[str, object]:
    """Everything that the two states have in common."""
    return {
        "tracks": state.tracks,
        "injects": {i: s.status for i, s in state.injects.items()},
        "drafts": {i: d.status for i, d in state.drafts.items()},
        "decisions": {
            i: (d.status, dict(d.outcomes), d.opened_at, d.closed_at, d.how, d.defaulted, dict(d.before))
            for i, d in state.decisions.items()
            if d.status != "open"
        },
        "runs": state.runs,
        "calls": state.calls,
        "now": [state.now[name] for name in ("phase", "move", "ending", "overlays", "timed")],
        "at": state.clock.base_at,
    }


def first_words(played: Played) -> dict[str, float]:
    """When the words of each inject first reached somebody."""
    found: dict[str, float] = {}
    for recorded in played.history:
        match recorded.event:
            case ev.InjectReleased(inject=inject, deliveries=deliveries, drafts=drafts):
                if deliveries or not drafts:
                    found.setdefault(inject, recorded.at)
            case ev.DraftSent(draft=draft):
                found.setdefault(played.state.drafts[draft].inject, recorded.at)
            case _:
                pass
    return found


def hold_against_each_other(exercise: Exercise, bots: str, seed: int, seating: str, cut: str) -> None:
    played = play_exercise(exercise, bots=bots, seed=seed, seating=seating, cut=cut)
    sketch, happened = sketched(exercise, bots, seed, seating, cut)
    assert happened == told(played.history)
    assert standing(sketch.state) == standing(played.state)
    # a quick play takes short cuts, which must not show
    alone = quick_play(Blank(exercise, seating, cut), Players(exercise, bots, seed))
    assert standing(alone.state) == standing(played.state)
    end = played.state.clock.base_at
    assert {i: at for i, at in alone.out_at.items() if at <= end} == first_words(played)


@few
@given(
    seed=st.integers(0, 2**32),
    bots=st.sampled_from(POLICIES),
    seating=st.sampled_from(["full", "small"]),
    cut=st.sampled_from(["", "60"]),
)
def test_a_sketch_of_the_flagship_is_its_recorded_play(
    fog_signal: Exercise, seed: int, bots: str, seating: str, cut: str
) -> None:
    hold_against_each_other(fog_signal, bots, seed, seating, cut)


@pytest.mark.parametrize("bots", POLICIES)
def test_a_sketch_of_a_deck_with_every_kind_of_rule_is_its_recorded_play(bots: str) -> None:
    drill = Exercise.model_validate(DRILL)
    for seed in range(12):
        hold_against_each_other(drill, bots, seed, drill.seatings[seed % len(drill.seatings)].id, "")


@pytest.mark.parametrize("bots", POLICIES)
def test_quick_plays_are_sketches_also_once_their_short_cuts_are_known(
    fog_signal: Exercise, small_drill: Exercise, quiet_hold: Exercise, bots: str
) -> None:
    for exercise in (fog_signal, quiet_hold, small_drill, Exercise.model_validate(DRILL)):
        for seating, cut in [
            (s.id, c) for s in exercise.seatings for c in ("", *(c.id for c in exercise.cuts))
        ]:
            blank, watched = Blank(exercise, seating, cut), Blank(exercise, seating, cut)
            layout, book = Layout(blank), Book(exercise)
            for seed in range(6):
                quick = quick_play(blank, Players(exercise, bots, seed, book=book))
                whole = sketch_play(watched, Players(exercise, bots, seed), lambda *told: None)
                assert layout.row(quick) == layout.row(whole), (exercise.id, seating, cut, seed)
                assert standing(quick.state) == standing(whole.state), (exercise.id, seating, cut, seed)


def test_a_sketch_that_goes_on_twice_leaves_the_other_alone(fog_signal: Exercise) -> None:
    sketch = Sketch(Blank(fog_signal), 3)
    sketch.leap(0)
    sketch.start()
    twin = sketch.copy()
    before = standing(sketch.state)
    for _ in range(30):
        due = twin.next_due()
        assert due is not None
        twin.leap(max(twin.wall, twin.state.clock.wall_of(due)))
        twin.tick()
    assert standing(sketch.state) == before
    assert twin.state.tracks != sketch.state.tracks
    assert not sketch.out_at
