"""What a player's terminal must never show: other seats' secrets, and its own behind the curtain."""

from __future__ import annotations

import re
from pathlib import Path

from textual.widgets import SelectionList, TextArea

from tests.engine.plays import Play, marks
from tests.engine.test_secrets import intended
from tests.tui.player.support import (
    CODE,
    FOG,
    LARGE,
    SMALL,
    Table,
    flat,
    load,
    painted,
    playing,
    press,
    settled,
    toasts,
)
from tte.cli.session_text import SeatLines
from tte.engine import commands as co
from tte.engine.views import SeatView
from tte.tui.player.app import PlayerApp
from tte.tui.player.covers import Curtain
from tte.tui.player.screen import PAGES

HOSTILE = "[bold]x[/bold] [/etc] [@click=app.quit]go[/] \x1b]0;title\x07\x1b[2J\u202eevil\x00 <b>&"


async def test_the_curtain_hides_everything_and_keeps_what_was_typed(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "2", "enter", "4", "tab", "tab", "=Half a message")
        await press(pilot, "f9")
        assert isinstance(app.screen, Curtain)
        shown = painted(app)
        for secret in ("North", "Ann", "Buoy", "adrift", "Half a message", "radio", "gap", "T+00"):
            assert secret not in shown
        assert "North" not in f"{app.title}{app.sub_title}{app.screen.title}"
        table.issue(co.SendMessage(("north",), "The whisper", "radio"), "south")
        await settled(pilot)
        assert "Something new is waiting" in flat(app)
        assert "whisper" not in painted(app)
        assert not any("whisper" in words for words in _shown_toasts(app))
        await press(pilot, "ctrl+p", "1", "escape")
        assert isinstance(app.screen, Curtain)
        app.screen.query_one("#curtain-code").focus()
        await press(pilot, "ctrl+u", "=NO", "enter")
        assert "That is not this seat's code" in flat(app)
        table.wall += 60_000
        await press(pilot, f"={CODE}", "enter")
        assert "Half a message" in painted(app)


def _shown_toasts(app: object) -> list[str]:
    from textual.widgets._toast import Toast

    from tte.tui.player.app import PlayerApp

    assert isinstance(app, PlayerApp)
    return [str(toast.render()) for toast in app.screen.query(Toast)]


async def test_the_curtain_comes_over_an_open_form(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "q", "=Secret question", "f9")
        assert isinstance(app.screen, Curtain)
        assert "Secret question" not in painted(app)
        await press(pilot, f"={CODE}", "enter")
        assert "Secret question" in painted(app)


def _sentences(text: str) -> set[str]:
    """Pieces of a text that are long enough to be told from chance."""
    plain = re.sub(r"[*_`#>-]+", " ", text)
    return {" ".join(p.split()) for p in re.split(r"[.;:\n]", plain) if len(" ".join(p.split())) >= 25}


def _allowed(view: SeatView) -> str:
    return " ".join(" ".join(re.sub(r"[*_`#>-]+", " ", repr(part)).split()) for part in (view,))


async def test_no_page_holds_what_was_meant_for_others() -> None:
    exercise = load(FOG)
    table = Table(exercise, seats=[r.id for r in exercise.roles if r.id != "jcg"])
    table.named(seat="jcg").start()
    for minute_inject in [i for i in exercise.injects if i.at is not None and i.at <= 20]:
        if table.session.state.injects[minute_inject.id].status == "ready":
            table.issue(co.ReleaseInject(minute_inject.id))
    view = table.session.seat_view("jcg")
    secrets: set[str] = set()
    for role in exercise.roles:
        if role.id != "jcg":
            secrets |= _sentences("\n".join([role.brief.situation, *role.brief.private]))
    sent = {i.id for i in view.items}
    for inject in exercise.injects:
        if inject.id not in sent:
            secrets |= _sentences(inject.body + "\n" + inject.expects + "\n" + inject.notes)
    secrets |= _sentences(exercise.truth)
    own = _allowed(view)
    secrets = {s for s in secrets if s not in own}
    assert len(secrets) > 500
    app = table.terminal("jcg")
    shown = []
    async with playing(app, (200, 120)) as pilot:
        for number in range(1, len(PAGES) + 1):
            await press(pilot, str(number))
            shown.append(flat(app))
        await press(pilot, "2")
        for item in view.items:
            await press(pilot, "enter", "down")
            assert item.id in sent
            shown.append(flat(app))
        await press(pilot, "3")
        for _ in view.decisions:
            await press(pilot, "enter")
            shown.append(flat(app))
            await press(pilot, "escape", "down")
        shown += toasts(app)
    screens = " ".join(shown)
    assert "16 knots in the fog" in screens
    assert [s for s in secrets if s in screens] == []


async def test_hostile_words_are_only_words(table: Table) -> None:
    table.named("[red]Ann[/red]", "\x1b[31mBo").start("01")
    table.issue(co.WriteInject(HOSTILE[:100], HOSTILE, ("north",), channel="radio", now=True))
    table.issue(co.SendMessage(("north",), HOSTILE, "radio"), "south")
    table.issue(co.SubmitDecision("dp1", "written", written=HOSTILE, why=HOSTILE, dissent=(),
                                  rejected=HOSTILE, assumptions=HOSTILE), "north")  # fmt: skip
    table.issue(co.RecallInject("01", HOSTILE))
    app = table.terminal()
    async with playing(app, LARGE) as pilot:
        table.issue(co.SendMessage(("north",), HOSTILE + " again", "radio"), "south")
        await settled(pilot)
        await press(pilot, "2", "enter")
        assert "[bold]x[/bold]" in painted(app)
        await press(pilot, "down", "enter", "down", "enter", "r", "3")
        assert "[bold]x[/bold]" in painted(app)
        await press(pilot, "enter", "escape", "5", "N", "escape", "f9", f"={CODE}", "enter")
        table.issue(co.PauseEx(HOSTILE))
        await settled(pilot)
        assert "[/etc]" in painted(app)
        table.issue(co.CallNoDuff(HOSTILE))
        await settled(pilot)
        shown = painted(app)
        assert "[bold]x[/bold]" in shown
        assert not set("\x1b\x07\x00\u202e") & set(shown)


async def test_hostile_words_can_be_typed_and_sent(table: Table, tmp_path: Path) -> None:
    app = table.named().start().terminal()
    async with playing(app, SMALL) as pilot:
        await press(pilot, "q")
        app.screen.query_one("Field #value", TextArea).text = HOSTILE * 20
        await press(pilot, "ctrl+s")
        await press(pilot, "4", "space")
        app.screen.query_one("#compose-text", TextArea).text = "x" * 9000
        app.screen.query_one("#compose-to", SelectionList).select("south")
        await press(pilot, "ctrl+s")
        assert any("9,000 characters; 8,000 are allowed" in words for words in toasts(app))
    assert [m.body for m in table.session.control_view().queue] == [HOSTILE * 20]


async def test_no_frame_or_log_line_of_a_random_play_holds_what_was_meant_for_others() -> None:
    """Every page and form of every seat, as it is drawn, and what `tte log` tells a seat."""
    play = Play(5, seating="two")
    room = play.room
    seats = [s for s in room.state.seats.values() if s.kind == "player"]
    for seat in seats:
        room.issue(co.NameParticipants(("Ann",)), seat.id)
    for seat in seats:
        play.run(25)
        lines = SeatLines(room.session, seat)
        told = [f"{text} {data()}" for text, data in lines.new()]
        assert marks(told) <= intended(room, seat.id)
        app = PlayerApp(
            room.session, seat.id, check_code=lambda _s, _c: True, code="x", poll=None, terminal="drawn"
        )
        async with playing(app, (240, 90)) as pilot:
            shown = []
            for keys in ("1", "2 enter", "down enter", "3", "4", "5", "f1", "escape"):
                await press(pilot, *keys.split())
                shown.append(painted(app))
            shown += toasts(app)
        leaked = marks(shown) - intended(room, seat.id)
        assert not leaked, f"{seat.id} was shown {leaked}"
        assert marks(shown), "the walk sees something"
