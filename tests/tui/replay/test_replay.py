"""The replay: back and forth, as control and as any seat saw it; and as-of in the console."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.facilitator.support import LARGE, SMALL, Console, drill, settled
from tte.conduct.live import LiveSession
from tte.engine import commands as co
from tte.review.asof import as_of
from tte.tui.facilitator.asof import AsOfPage
from tte.tui.replay.app import GoTo, ReplayApp
from tte.tui.replay.content import seat_as_of
from tte.tui.replay.scrubber import Scrubber
from tte.tui.text import plain
from tte.tui.widgets.lines import LineList
from tte.tui.widgets.pane import TextPane


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def session(tmp_path: Path) -> LiveSession:
    """Two harbours: an inject with a decision, an answer, a message, a second inject; four minutes."""
    console = Console(drill(tmp_path / "drill")).seated()
    live = console.session
    live.issue(co.StartEx(), "director")
    for seconds, command, seat in (
        (10, co.ReleaseInject("01"), "director"),
        (30, co.OpenItem("01"), "north"),
        (30, co.SubmitDecision("dp1", "a", why="We are nearer [red]"), "north"),
        (60, co.SubmitDecision("dp1", "a", why="Yes"), "south"),
        (60, co.ReleaseInject("02"), "director"),
        (50, co.SendMessage(to=("south",), body="Do you see it?", channel="radio"), "north"),
    ):
        console.wall += seconds * 1000
        live.issue(command, seat)
    return live


def opened(live: LiveSession, **more: Any) -> ReplayApp:
    return ReplayApp(live.exercise, live.history, live.feed, **more)


def seen(app: ReplayApp) -> str:
    return app.query_one("#view", TextPane).text


async def test_keys_go_back_and_forth_and_to_decisions(session: LiveSession) -> None:
    app = opened(session)
    last = len(session.history)
    async with app.run_test(size=LARGE) as pilot:
        start = app.at
        assert session.history[start - 1].event.kind == "exercise_started"  # type: ignore[attr-defined]
        await pilot.press("right", "right", "left")
        assert app.at == start + 1
        await pilot.press("d")
        assert session.history[app.at - 1].event.kind == "decision_opened"  # type: ignore[attr-defined]
        assert "dp1" in seen(app)
        assert "North a" not in seen(app)
        await pilot.press("d")
        assert session.history[app.at - 1].event.kind == "decision_closed"  # type: ignore[attr-defined]
        assert "Outcome (agreed)" in seen(app)
        shown = [row.id for row in app.query_one("#feed", LineList).rows]
        assert shown == [str(n) for n in range(1, app.at + 1)]  # nothing later is on the screen
        await pilot.press("D", "end")
        assert app.at == last
        await pilot.press("right", "home", "left")
        assert app.at == 1
        await pilot.press("g", *"T+1")
        await pilot.press("enter")
        assert app.at == max(r.seq for r in session.history if r.at < 120)
        await pilot.press("g", *"soon", "enter")
        assert isinstance(app.screen, GoTo)
        await pilot.press("escape")
        await pilot.click(Scrubber, offset=(app.size.width - 3, 0))
        assert app.at > last - 3


async def test_a_seats_view_is_exactly_what_it_had_then(session: LiveSession) -> None:
    app = opened(session, seat="north")
    async with app.run_test(size=SMALL) as pilot:
        for event in range(1, len(session.history) + 1):
            app.go(event)
            view = app.replay.seat_view("north", event)
            assert view is None or view == as_of(session.exercise, session.history, "north", event).view
        app.go(next(r.seq for r in session.history if r.event.kind == "item_opened"))  # type: ignore[attr-defined]
        await pilot.pause()
        assert "opened T+00:00, not acknowledged" in seen(app)
        assert "The papers ask" not in seen(app)
        await pilot.press("v")
        assert app.seat == "south"
        assert "NOT OPENED" in seen(app)
        await pilot.press("c")
        assert "As control saw it" in seen(app)


async def test_it_plays_at_a_speed_cuts_silence_short_and_stops_at_the_end(session: LiveSession) -> None:
    clock = Clock()
    app = opened(session, clock=clock)
    async with app.run_test(size=LARGE) as pilot:
        start = app.at
        await pilot.press("minus", "minus", "space")
        assert app.speed == 4
        clock.now += 1.4
        app.tick()
        assert app.at == start  # ten seconds of silence are cut to one and a half of ours
        clock.now += 0.2
        app.tick()
        assert session.history[app.at - 1].command > start
        await pilot.press("space")
        stopped = app.at
        clock.now += 100
        app.tick()
        assert app.at == stopped
        await pilot.press("space", "plus")
        for _ in range(40):
            clock.now += 1
            app.tick()
        assert app.at == len(session.history)
        assert not app.playing


async def test_one_key_in_the_console_shows_what_they_knew_when_they_decided(tmp_path: Path) -> None:
    console = Console(drill(tmp_path / "drill")).seated().started()
    session = console.session
    async with console.app.run_test(size=LARGE, notifications=True) as pilot:
        await settled(pilot)
        session.issue(co.ReleaseInject("01"), "director")
        session.issue(co.OpenItem("01"), "north")
        answer = session.issue(co.SubmitDecision("dp1", "a", why="We are nearer"), "north")[0].seq
        session.issue(co.ReleaseInject("02"), "director")
        await settled(pilot)
        await pilot.press("ctrl+k")
        await settled(pilot)
        assert isinstance(console.app.screen, AsOfPage)
        shown = console.app.screen.query_one("#knew", TextPane).text
        expected = as_of(session.exercise, session.history, "north", answer).view
        assert shown == seat_as_of(expected).plain
        assert "papers" not in shown
        line = str(console.app.screen.query_one("#line", Static).render())
        assert line == f"As a line: tte asof SESSION --seat north --at {answer}"
        await pilot.press("escape")
        assert not isinstance(console.app.screen, AsOfPage)


async def test_what_people_wrote_never_acts_in_the_replay(tmp_path: Path) -> None:
    console = Console(drill(tmp_path / "drill")).seated()
    session = console.session
    session.issue(co.StartEx(), "director")
    hostile = "[bold]x[/bold] [/] \x1b[2J ‮ see [/etc/passwd]"
    session.issue(co.ReleaseInject("01"), "director")
    session.issue(co.SubmitDecision("dp1", "written", written=hostile, why=hostile), "north")
    session.issue(co.SendMessage(to=("south",), body=hostile, channel="radio"), "north")
    app = opened(session, event=len(session.history), seat="south")
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("v", "v", "c", "home", "end")
        assert "\x1b" not in seen(app)
        await pilot.press("v")
        assert plain(hostile).plain in seen(app)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_the_replay_of_a_seat(
    snap_compare: Callable[..., bool], session: LiveSession, size: tuple[int, int]
) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)

    app = opened(session, event=len(session.history) - 3, seat="north")
    assert snap_compare(app, terminal_size=size, run_before=before)
