"""The wall: what the room reads on it, told from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from tests.engine.plays import Play, marks
from tests.engine.test_secrets import public
from tests.room import Room
from tests.tui.player.support import LARGE, SMALL, flat, painted, settled
from tte.tui.wall.app import WallApp
from tte.tui.wall.big import GLYPHS, ROWS, Big, big_lines, points_wide, scale_for
from tte.tui.wall.content import FRESH, PAGE
from tte.tui.wall.screen import WallScreen


def wall(room: Room, *, code: str = "GOOD", light: bool = False) -> WallApp:
    return WallApp(
        room.session, check_code=lambda seat, given: (seat, given) == ("wall", "GOOD"), code=code, poll=None,
        terminal="projector", light=light,
    )  # fmt: skip


@asynccontextmanager
async def shown(app: WallApp, size: tuple[int, int] = LARGE) -> AsyncIterator[Pilot[Any]]:
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot


def screen_of(app: WallApp) -> WallScreen:
    screen = app.screen
    assert isinstance(screen, WallScreen)
    return screen


def playing() -> Room:
    """The flagship with a bulletin out, which everybody has read, and one press query, which two have."""
    room = Room().start()
    room.wait(12)
    room.release("01")
    for inject in ("10", "11", "21"):
        room.release(inject)
        for draft in [d for d in room.state.drafts.values() if d.status == "waiting"]:
            room.do("send-draft", draft.seat, draft=draft.id)
    return room


async def test_the_room_reads_time_state_news_and_who_decides() -> None:
    room = playing()
    app = wall(room)
    async with shown(app):
        text = flat(app)
        assert screen_of(app).clock.text == "00:12"
        assert "RUNNING" in text
        assert "Move 1" in text
        assert "Mon 26 May 2031" in text
        assert "EXERCISE: invented post" in text
        assert "A clip trends" in text
        assert "EXERCISE PRESS QUERY" not in text, (
            "sent to two capitals over a public channel: not public yet"
        )
        assert "Media" in text.partition("Decisions are with")[2], "who holds an open decision"
        assert "left" in text
        assert "What is said of the clip" not in text
    assert room.state.seats["wall"].terminals == ()


async def test_items_take_turns_and_a_new_one_comes_first() -> None:
    room = playing()
    app = wall(room)
    async with shown(app) as pilot:
        assert "A clip trends" in flat(app)
        room.wait(seconds=FRESH + 1)
        app.ticked()
        await pilot.pause()
        seen = {_title(app)}
        room.wait(seconds=PAGE)
        app.ticked()
        await pilot.pause()
        seen.add(_title(app))
        assert seen == {"First wire report", "A clip trends"}
        room.say("media", "all", "Correction: 219 nautical miles.", "news")
        await settled(pilot)
        assert "Correction: 219" in flat(app)
        assert "3 of 3" in flat(app) or "1 of 3" in flat(app)


def _title(app: WallApp) -> str:
    text = flat(app)
    return next(t for t in ("First wire report", "A clip trends") if t in text)


async def test_pause_and_emergency_cover_everything() -> None:
    room = playing()
    app = wall(room)
    async with shown(app) as pilot:
        room.do("pause", reason="Coffee")
        room.do("countdown", minutes="10", words="Back at the table")
        await settled(pilot)
        text = flat(app)
        assert screen_of(app).word.text == "PAUSE"
        assert "Coffee" in text
        assert "Back at the table" in text
        assert "clip" not in text
        room.do("no-duff", "us", reason="Somebody has fainted")
        await settled(pilot)
        assert screen_of(app).word.text == "NO DUFF"
        assert "REAL WORLD EMERGENCY" in flat(app)
        assert "Somebody has fainted" in flat(app)
        assert "clip" not in flat(app)
        heads = ", ".join(f"{s.id}=1" for s in room.state.seats.values() if s.kind == "player")
        room.do("release-no-duff", heads=heads)
        room.do("resume")
        await settled(pilot)
        assert "A clip trends" in flat(app)


async def test_words_to_all_and_tracks_are_there_only_if_control_wants() -> None:
    room = playing()
    app = wall(room)
    async with shown(app) as pilot:
        assert "Escalation" not in flat(app)
        room.do("wall-tracks", show="on")
        room.do("broadcast", body="[bold]Two minutes[/bold], then time.")
        room.do("countdown", minutes="2", words="Decide")
        await settled(pilot)
        text = flat(app)
        assert "Escalation" in text
        assert "Calm" in text
        assert "[bold]Two minutes[/bold], then time." in text
        assert screen_of(app).query_one("#countdown", Big).text == "2:00"
        room.undo()
        room.wait(seconds=200)
        app.ticked()
        await settled(pilot)
        assert "then time" not in flat(app)


async def test_it_opens_with_its_own_code_and_obeys_no_key_of_play() -> None:
    room = playing()
    app = wall(room, code="BAD")
    async with shown(app, SMALL) as pilot:
        assert "not this seat's code" in flat(app)
        assert "clip" not in painted(app)
        room.wall.forward(seconds=60)
        await pilot.press(*"GOOD", "enter")
        await settled(pilot)
        assert "Move 1" in flat(app)
        before = room.state.version
        await pilot.press("r", "space", "n", "f12", "f9", "ctrl+p", "escape")
        await settled(pilot)
        assert room.state.version == before
        assert "Move 1" in flat(app)
        dark = app.theme
        await pilot.press("l")
        assert app.theme != dark


async def test_no_frame_of_a_random_play_holds_what_was_not_said_to_all() -> None:
    for seed in (3,):
        play = Play(seed)
        app = wall(play.room)
        async with shown(app, (200, 100)) as pilot:
            for _ in range(6):
                play.run(12)
                app.ticked()
                await pilot.pause()
                leaked = marks([painted(app)]) - public(play.room)
                assert not leaked


def test_letters_fill_their_place_and_keep_their_shape() -> None:
    assert all(len(rows) == ROWS and len({len(r) for r in rows}) == 1 for rows in GLYPHS.values())
    assert {*"0123456789:ENDXPAUSOF"} <= set(GLYPHS)
    scale = scale_for("00:12", 80, 12)
    lines = big_lines("00:12", scale)
    assert scale == 2
    assert len(lines) == ROWS * scale <= 12
    assert {len(line) for line in lines} == {points_wide("00:12") * 2 * scale}
    assert scale_for("00:12", 10, 12) == 0


def test_how_it_looks(snap_compare: Callable[..., bool]) -> None:
    room = playing()
    room.do("wall-tracks", show="on")
    room.do("countdown", minutes="2", words="Decide")

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)

    assert snap_compare(wall(room), terminal_size=LARGE, run_before=before)
