"""The evaluation guide at an evaluator's terminal and on the console: seen, rated, settled by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.room import Room, Wall, fog_signal
from tests.tui.evaluator.support import press
from tests.tui.player.support import CODE, LARGE, SMALL, flat, painted, playing, settled
from tte.cli.joining import taken
from tte.conduct.opening import Setting, create_in_memory
from tte.engine.commands import LeaveSeat, TakeSeat
from tte.engine.state_review import ratings_of, standing_observations
from tte.tui.evaluator.app import EvaluatorApp
from tte.tui.evaluator.entry import RatingEntry
from tte.tui.facilitator.app import FacilitatorApp

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
Compare = Callable[..., bool]


@pytest.fixture
def room() -> Room:
    """Two evaluators; two injects are out and a decision is open."""
    wall = Wall()
    session = create_in_memory(fog_signal(), Setting(evaluators=2), now=wall)
    room = Room(session=session, wall=wall).start()
    room.release("01")
    room.release("02")
    room.at("T+0:06").do("open-decision", decision="dp1")
    return room


def terminal(room: Room, seat: str) -> EvaluatorApp:
    return EvaluatorApp(
        room.session, seat, check_code=lambda _s, given: given == CODE, code=CODE, poll=None, terminal=seat
    )


@pytest.fixture(autouse=True)
def _still_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _field: None)


async def test_a_seat_that_two_share_says_that_it_counts_as_one_and_which_is_free(room: Room) -> None:
    async with playing(terminal(room, "evaluator-1"), SMALL) as pilot:
        assert "counts as one" not in flat(pilot.app)
        room.session.issue(TakeSeat("another"), "evaluator-1")
        await settled(pilot)
        assert "This seat is open at several terminals." in flat(pilot.app)
        assert "Take your own: evaluator-2." in flat(pilot.app)
        assert taken(room.session, "evaluator-1").endswith("`tte join --seat evaluator-2`.")
        room.session.issue(LeaveSeat("another"), "evaluator-1")
        await settled(pilot)
        assert "counts as one" not in flat(pilot.app)
    assert taken(room.session, "evaluator-2") == ""


async def test_two_keys_mark_the_moment_at_a_task_and_words_may_follow(room: Room) -> None:
    async with playing(terminal(room, "evaluator-1"), SMALL) as pilot:
        await press(pilot, "down", "plus")
        room.wall.forward(seconds=3)
        await press(pilot, "enter")
        (seen,) = standing_observations(room.state)
        assert (seen.target, seen.tag, seen.body, seen.seen_at) == ("O1.1", "strength", "", 360.0)
        assert seen.evidence.decisions == ("dp1",), "the newest thing that bears on it is offered"
        await press(pilot, "tab", "tab", "e", "=One coordinator by name.", "enter")
        assert standing_observations(room.state)[0].body == "One coordinator by name."
        assert "covered 1 of 18" in flat(pilot.app)


async def test_what_bears_on_a_task_is_shown_as_it_happens_and_marked_as_evidence(room: Room) -> None:
    async with playing(terminal(room, "evaluator-2"), LARGE) as pilot:
        room.release("06")
        await settled(pilot)
        line = next(row for row in painted(pilot.app).splitlines() if "Survivors reported" in row)
        assert "●" in line
        assert "T+00:06" in line
        await press(pilot, "down", "tab", "home", "space", "minus", "=They did not answer.", "enter")
        (seen,) = standing_observations(room.state)
        assert (seen.tag, seen.evidence.injects) == ("area", ("01",))
        await press(pilot, "enter")
        assert "Expected" in flat(pilot.app)


async def test_a_rating_with_the_definitions_in_sight_and_the_other_hidden_until_it_is_in(room: Room) -> None:
    room.do("rating", "evaluator-2", target="O1.1", rating="M", reason="Twelve minutes late.")
    app = terminal(room, "evaluator-1")
    async with playing(app, LARGE) as pilot:
        await press(pilot, "down")
        assert "Evaluator 2: is in, hidden until yours is" in flat(app)
        assert "Twelve minutes" not in flat(app)
        await press(pilot, "r")
        assert isinstance(app.screen, RatingEntry)
        for words in ("Performed without challenges", "Unable to be performed", "Not observed"):
            assert words in flat(app)
        await press(pilot, "n", "enter")
        assert "Not observed needs a reason" in flat(app)
        await press(pilot, "escape", "r", "s", "=It worked.", "enter")
        assert {r.seat: r.rating for r in ratings_of(room.state, "O1.1")} == {
            "evaluator-1": "S", "evaluator-2": "M",
        }  # fmt: skip
        assert "Evaluator 2: M (Twelve minutes late.)" in flat(app)
        await press(pilot, "2", "end")
        assert "Evaluator 2 rated" not in flat(app)
        await press(pilot, "1", "c")
        app.screen.query_one(OptionList).highlighted = 2
        await press(pilot, "tab", "=Both saw it.", "ctrl+s")
        assert room.state.reconciled["O1.1"].rating == "M"


async def test_control_has_the_coverage_live_and_writes_too(room: Room) -> None:
    app = FacilitatorApp(room.session, now=room.wall, poll=None, timekeeper=room.keeper)
    async with playing(app, LARGE) as pilot:
        await press(pilot, "J")
        assert "covered 0 of 18 critical tasks" in flat(app)
        room.do("observe", "evaluator-2", target="O3.1", body="They said what they did not intend.")
        await pilot.pause(0.6)
        assert "covered 1 of 18 critical tasks" in flat(app)
        await press(pilot, "minus", "=Nobody led.", "enter")
        assert [o.made.seat for o in standing_observations(room.state)] == ["evaluator-2", "director"]
        await press(pilot, "escape")
        assert app.conduct is app.screen


@SIZES
def test_picture_of_the_guide(snap_compare: Compare, room: Room, size: tuple[int, int]) -> None:
    room.do("observe", "evaluator-1", target="O1.1", body="One coordinator.", tag="strength", evidence="dp1")
    room.do("rating", "evaluator-2", target="O1.1", rating="S")

    async def before(pilot: Pilot[Any]) -> None:
        await press(pilot, "down", "r")

    assert snap_compare(terminal(room, "evaluator-1"), terminal_size=size, run_before=before)


async def test_hostile_words_are_only_words(room: Room) -> None:
    app = terminal(room, "evaluator-1")
    async with playing(app, LARGE) as pilot:
        await press(pilot, "plus", "=[bold]=1+1[/bold] [@click=app.quit]x", "enter")
        assert "[bold]=1+1[/bold] [@click=app.quit]x" in flat(app)
