"""Whole plays by bots: laws that hold for every seed, policy, seating and cut."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tte.conduct.opening import Setting, create_in_memory
from tte.engine import events as ev
from tte.engine.apply import apply, fold
from tte.engine.commands import Command, HoldInject, Order, PauseEx, SetTrack, Undo, WriteInject
from tte.engine.decide import decide
from tte.engine.events import Recorded, decode, encode, kind_of
from tte.engine.state import TABLES, State
from tte.errors import Refused, TteError
from tte.exercise.models import Exercise
from tte.rehearse.bots import POLICIES
from tte.rehearse.play import Played, play_exercise

PLAYS = st.tuples(
    st.integers(0, 2**32),
    st.sampled_from(POLICIES),
    st.sampled_from(["full", "small"]),
    st.sampled_from(["", "60"]),
)
Play = tuple[int, str, str, str]
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def played(exercise: Exercise, play: Play, start_wall: int = 1_000_000) -> Played:
    seed, bots, seating, cut = play
    return play_exercise(exercise, seating=seating, cut=cut, bots=bots, seed=seed, start_wall=start_wall)


def tables(state: State) -> dict[str, object]:
    return {name: getattr(state, name) for name in TABLES}


def content(history: list[Recorded]) -> list[tuple[float, str, str, str]]:
    """A log without its wall times."""
    return [(r.at, r.seat, kind_of(r.event), encode(r.event)) for r in history]


@few
@given(play=PLAYS)
def test_every_play_ends_with_everything_accounted_for(fog_signal: Exercise, play: Play) -> None:
    result = played(fog_signal, play)
    state = result.state
    assert state.phase == "ended"
    assert result.ending in {e.id for e in fog_signal.endings if not e.overlay}
    for track in fog_signal.tracks:
        assert track.low <= state.tracks[track.id] <= track.high
    stopped_early = result.history[-1].at < state.endex
    assert not stopped_early or result.ending == "E6"
    for inject, standing in state.injects.items():
        match standing.status:
            case "released":
                assert standing.deliveries, inject
            case "skipped":
                assert standing.reason, inject
            case "waiting":
                assert state.specs[inject].event == "contingency", inject
            case _:
                assert stopped_early, (inject, standing.status)
    for name, decision in state.decisions.items():
        assert decision.status == "closed" or stopped_early, (name, decision.status)
    if not stopped_early:
        assert state.injects["44"].status == "released"
        assert not [d for d in state.drafts.values() if d.status == "waiting"]


@few
@given(play=PLAYS)
def test_nothing_happens_twice(fog_signal: Exercise, play: Play) -> None:
    events = [r.event for r in played(fog_signal, play).history]
    released = Counter(e.inject for e in events if isinstance(e, ev.InjectReleased))
    opened = Counter(e.decision for e in events if isinstance(e, ev.DecisionOpened))
    closed = Counter(e.decision for e in events if isinstance(e, ev.DecisionClosed))
    sent = Counter(e.draft for e in events if isinstance(e, ev.DraftSent))
    for counted in (released, opened, closed, sent):
        assert set(counted.values()) <= {1}
    assert sum(isinstance(e, ev.ExerciseStarted) for e in events) == 1
    assert sum(isinstance(e, ev.ExerciseEnded) for e in events) == 1


@few
@given(play=PLAYS)
def test_the_log_tells_the_state(fog_signal: Exercise, play: Play) -> None:
    result = played(fog_signal, play)
    again = fold(State(fog_signal), result.history)
    read = (replace(r, event=decode(kind_of(r.event), encode(r.event))) for r in result.history)
    stored = fold(State(fog_signal), read)
    assert tables(again) == tables(result.state)
    assert tables(stored) == tables(result.state)
    assert stored.actions == result.state.actions
    assert [r.seq for r in result.history] == list(range(1, len(result.history) + 1))
    times = [r.at for r in result.history]
    assert times == sorted(times)
    walls = [r.wall for r in result.history]
    assert walls == sorted(walls)


@few
@given(play=PLAYS)
def test_the_same_seed_plays_the_same_at_any_hour(fog_signal: Exercise, play: Play) -> None:
    once, again = played(fog_signal, play, 1_000), played(fog_signal, play, 1_900_000_000_000)
    assert content(once.history) == content(again.history)


@few
@given(play=PLAYS, share=st.floats(0.05, 0.95), which=st.integers(0, 3))
def test_an_undone_control_action_leaves_no_trace(
    fog_signal: Exercise, play: Play, share: float, which: int
) -> None:
    """At any point of any play: a control action and its undo put every record back."""
    history = played(fog_signal, play).history
    cut = next(r.command for r in history if r.seq >= share * len(history))
    state = fold(State(fog_signal), (r for r in history if r.command < cut))
    if state.phase != "running":
        return
    wall, esc = state.last_wall, state.tracks["esc"]
    command: Command = (
        PauseEx(),
        SetTrack("esc", 2 if esc != 2 else 1, "a ruling"),
        HoldInject("44"),
        WriteInject("Weather", "Wind backing south.", ("jcg",), now=True),
    )[which]
    before = {name: dict(getattr(state, name)) for name in TABLES}
    for wish in (command, Undo()):
        try:
            decided = decide(state, Order(wish, "director", wall))
        except Refused:
            assert isinstance(wish, Undo)  # something followed from the action: it says so instead
            return
        for recorded in decided:
            apply(state, recorded)
    after = tables(state)
    if any(r.command == state.command and isinstance(r.event, ev.RuleRan) for r in decided):
        return
    clock, former = after["now"].pop("clock"), before["now"].pop("clock")  # type: ignore[attr-defined]
    assert clock.at(wall + 60_000) == pytest.approx(former.at(wall + 60_000))
    assert after == before


# --- endings --------------------------------------------------------------------------------------------

REACHED = {
    "E1": "cooperative",
    "E2": "random",
    "E3": "random",
    "E4": "random",
    "E5": "random",
    "E6": "hardline",
    "E7": "hardline",
}
"""By ending: bots under whom it comes out within a few seeds."""


@pytest.mark.parametrize(("ending", "bots"), REACHED.items())
def test_the_full_deck_ends_in_every_ending(fog_signal: Exercise, ending: str, bots: str) -> None:
    found = (play_exercise(fog_signal, bots=bots, seed=seed) for seed in range(80))
    assert any(ending == p.ending or ending in p.overlays for p in found)


@pytest.mark.parametrize("bots", POLICIES)
@pytest.mark.parametrize(("seating", "cut"), [("full", "60"), ("small", ""), ("small", "60")])
def test_small_tables_and_the_short_cut_play_to_the_end(
    fog_signal: Exercise, bots: str, seating: str, cut: str
) -> None:
    for seed in range(3):
        result = play_exercise(fog_signal, seating=seating, cut=cut, bots=bots, seed=seed)
        assert result.state.phase == "ended"
        assert result.reached_move in ("m2", "m3")
        expected = {d for c in fog_signal.cuts if c.id == cut for d in c.decisions} or set(
            result.state.decisions
        )
        assert set(result.state.decisions) == expected


# --- the seam -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bots", POLICIES)
def test_a_live_session_gets_the_same_events(fog_signal: Exercise, bots: str) -> None:
    setting = Setting(pace="clock", seed=11, unattended=True)
    session = create_in_memory(fog_signal, setting, now=lambda: 5_000)
    through = play_exercise(fog_signal, bots=bots, seed=11, dispatcher=session, start_wall=6_000)
    alone = play_exercise(fog_signal, bots=bots, seed=11)
    assert content(through.history)[1:] == content(alone.history)[1:]  # the first has the session's digest
    assert (through.ending, through.overlays) == (alone.ending, alone.overlays)


def test_a_session_for_people_is_not_played_by_bots(fog_signal: Exercise) -> None:
    session = create_in_memory(fog_signal, Setting(pace="clock"), now=lambda: 5_000)
    with pytest.raises(TteError, match="unattended"):
        play_exercise(fog_signal, dispatcher=session)


def test_an_unknown_seating_is_refused_in_words(fog_signal: Exercise) -> None:
    with pytest.raises(Refused, match="no seating “round”"):
        play_exercise(fog_signal, seating="round")


def test_bots_make_no_receipts_and_send_their_drafts(fog_signal: Exercise) -> None:
    result = play_exercise(fog_signal, bots="cooperative", seed=3)
    kinds = Counter(kind_of(r.event) for r in result.history)
    assert not kinds["item_opened"] + kinds["item_acknowledged"]
    drafts = list(result.state.drafts.values())
    assert drafts
    assert {d.status for d in drafts} == {"sent"}


def test_any_deck_can_be_played(small_drill: Exercise) -> None:
    plays = [play_exercise(small_drill, bots="random", seed=s) for s in range(40)]
    assert {p.decisions["dp1"]["north"] for p in plays} == {"a", "b"}
    assert all(p.ending == "calm" and p.reached_move == "m2" for p in plays)
    short = play_exercise(small_drill, cut="short", bots="mixed", seed=1)
    assert short.state.phase == "ended"
    assert short.history[-1].at == 30 * 60
