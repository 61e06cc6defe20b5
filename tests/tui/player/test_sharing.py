"""Several people at a terminal, several seats at a terminal, and what control does to a seat's terminal."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, OptionList, TextArea

from tests.tui.player.support import CODE, LARGE, Table, flat, painted, playing, press, settled
from tte.engine import commands as co
from tte.engine import commands_people as cp
from tte.engine import events as ev
from tte.tui.player.app import PlayerApp
from tte.tui.player.decide import DecisionScreen
from tte.tui.player.entry import EntryScreen
from tte.tui.player.screen import PlayerScreen
from tte.tui.player.vote import VoteScreen
from tte.tui.widgets.pane import TextPane

# --- several people ------------------------------------------------------------------------------------


async def test_each_votes_alone_and_nothing_of_a_vote_stays_on_the_screen(table: Table) -> None:
    app = table.named("Ann", "Bo").start("01").terminal()
    table.issue(cp.AskFirstVote("dp1"))
    async with playing(app) as pilot:
        await press(pilot, "3", "enter")
        assert isinstance(app.screen, VoteScreen), "the vote comes before the form"
        await press(pilot, "enter", "down", "enter", "=Tide", "enter")
        assert isinstance(app.screen, VoteScreen)
        assert "Tide" not in painted(app)
        assert "Ann has voted" in flat(app)
        (cast,) = [r.event for r in table.events(ev.FirstVoteCast)]
        assert isinstance(cast, ev.FirstVoteCast)
        assert cast.voter == "Ann"
        await press(pilot, "enter", "down", "enter", "=half", "escape")
        assert "half" not in painted(app), "a vote in the making is gone"
        await press(pilot, "enter", "down", "enter", "enter")
        assert isinstance(app.screen, PlayerScreen)
        assert "all have voted" in flat(app)
        assert "Tide" not in flat(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, DecisionScreen)
        await press(pilot, "a", "=Near", "enter")
        detail = app.screen.query_one("#decision-detail", TextPane).text
        assert "First votes: Ann a (Tide); Bo a" in detail


async def test_who_is_at_the_keyboard_speaks_in_the_record(table: Table) -> None:
    app = table.named("Ann", "Bo").start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "q", "=One", "ctrl+s", "s", "down", "enter")
        assert "North · Bo" in flat(app)
        await press(pilot, "q", "=Two", "ctrl+s")
    assert [r.participant for r in table.events(ev.MessageSent)] == ["", "Bo"]


async def test_the_names_at_a_seat_are_there_to_be_changed(table: Table) -> None:
    app = table.named("Ann", "Bo").start().terminal()
    async with playing(app) as pilot:
        await press(pilot, "N")
        assert app.screen.query_one("#value", Input).value == "Ann, Bo"
        await press(pilot, "end", "=, Cy", "enter")
    assert table.session.state.seats["north"].participants == ("Ann", "Bo", "Cy")


async def test_a_question_and_a_parking_lot_item_are_kept_as_drafts(table: Table) -> None:
    app = table.named().start().terminal()
    async with playing(app) as pilot:
        await press(pilot, "q", "=Wha", "escape", "k", "=Hmm", "escape")
        await press(pilot, "q")
        assert app.screen.query_one("#value", TextArea).text == "Wha"
        await press(pilot, "ctrl+s", "q")
        assert app.screen.query_one("#value", TextArea).text == ""
        await press(pilot, "escape", "k")
        assert app.screen.query_one("#value", TextArea).text == "Hmm"


# --- several seats -------------------------------------------------------------------------------------


def _hot(table: Table, seat: str | None = "north") -> PlayerApp:
    codes = {"north": "NNNNNN", "south": "SSSSSS"}
    return PlayerApp(
        table.session, seat, check_code=lambda s, given: codes.get(s) == given,
        code=codes[seat] if seat else None, poll=None, terminal="under-test", hot=seat is None,
    )  # fmt: skip


async def _sit(pilot: Pilot[Any], seat: str, code: str) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, EntryScreen)
    options = screen.query_one("#entry-seats", OptionList)
    options.highlighted = options.get_option_index(seat)
    await press(pilot, "enter", f"={code}", "enter")


async def test_two_seats_share_a_terminal_and_nothing_of_one_shows_at_the_other(table: Table) -> None:
    table.named("Ann", seat="north").named("Di", seat="south").start("01")
    app = _hot(table)
    async with playing(app, LARGE) as pilot:
        await press(pilot, "2", "enter", "4", "tab", "tab", "=Ours")
        app.copy_to_clipboard("North's secret")
        await press(pilot, "f8")
        assert isinstance(app.screen, EntryScreen)
        for secret in ("Ann", "adrift", "Ours", "Buoy"):
            assert secret not in painted(app)
        assert "secret" not in app.clipboard
        assert len([s for s in app.screen_stack if isinstance(s, PlayerScreen) and s.ready]) == 0
        await _sit(pilot, "south", "NNNNNN")
        assert isinstance(app.screen, EntryScreen), "each seat opens with its own code"
        table.wall += 60_000
        await press(pilot, "=SSSSSS", "enter")
        assert app.seat == "south"
        assert "Ann" not in painted(app)
        await press(pilot, "4")
        assert "Ours" not in painted(app)
        table.issue(co.SendMessage(("north",), "The whisper", "radio"), "south")
        await settled(pilot)
        assert "Something has come for: North" in flat(app)
        table.issue(cp.Broadcast("All of you"))
        await press(pilot, "5", "f8")
        assert "North ● something new" in flat(app)
        assert "whisper" not in painted(app)
        await _sit(pilot, "north", "NNNNNN")
        assert "Something has come" not in flat(app)
        await press(pilot, "4")
        assert "Ours" in painted(app), "what was typed waits behind the code"
    taken = [(r.event.seat, r.event.terminal) for r in table.events(ev.SeatTaken)]  # type: ignore[attr-defined]
    assert taken.count(("north", "under-test")) == taken.count(("south", "under-test")) == 1
    assert "under-test" not in table.session.open_at("north") + table.session.open_at("south")


async def test_the_curtain_of_a_shared_terminal_is_the_choice_of_seats(table: Table) -> None:
    table.named(seat="north").named(seat="south").start()
    app = _hot(table, None)
    async with playing(app) as pilot:
        assert "Who plays now?" in flat(app)
        await _sit(pilot, "north", "NNNNNN")
        await press(pilot, "f8")
        await _sit(pilot, "south", "SSSSSS")
        await press(pilot, "f9")
        assert isinstance(app.screen, EntryScreen)
        table.issue(co.CallNoDuff("Fire"), "south")
        await settled(pilot)
        assert "REAL WORLD EMERGENCY" in painted(app)


async def test_the_entry_form_offers_those_who_watch_too_where_they_can_be_served(table: Table) -> None:
    app = PlayerApp(table.session, None, check_code=lambda _s, c: c == CODE, poll=None, others=True)
    async with playing(app) as pilot:
        assert "Evaluator" in flat(app)
        assert "Director" not in flat(app)
        await _sit(pilot, "evaluator", CODE)
    assert app.passed_on == ("evaluator", CODE)
    plain = PlayerApp(table.session, None, check_code=lambda _s, c: c == CODE, poll=None)
    async with playing(plain):
        assert "Evaluator" not in flat(plain)


# --- what control does to a terminal -------------------------------------------------------------------


async def test_a_frozen_seat_says_so_and_refuses_in_words(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        table.issue(cp.FreezeSeat("north", "Wait for the others"))
        await settled(pilot)
        assert "Control has frozen this seat. Wait for the others" in flat(app)
        await press(pilot, "3", "enter", "a", "=x", "enter")
        assert "Not done" in flat(app)
        assert not table.events(ev.DecisionSubmitted)
        table.issue(cp.UnfreezeSeat("north"))
        await press(pilot, "ctrl+s")
        assert table.events(ev.DecisionSubmitted)
        assert "Control has frozen this seat" not in flat(app)


async def test_a_locked_seat_closes_its_terminal_and_lets_nobody_in(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "2", "enter")
        table.issue(cp.LockSeat("north", "Come to the front"))
        await settled(pilot)
        assert isinstance(app.screen, EntryScreen)
        assert "Control has locked this seat. Come to the front" in flat(app)
        assert "adrift" not in painted(app)
        await _sit(pilot, "north", CODE)
        assert isinstance(app.screen, EntryScreen)
        table.issue(cp.UnlockSeat("north"))
        await press(pilot, f"={CODE}", "enter")
        assert isinstance(app.screen, PlayerScreen)
    assert table.session.open_at("north") == ()


async def test_an_ended_connection_goes_back_to_the_entry_with_the_reason(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "3", "enter")
        table.issue(cp.EndConnection("north", reason="This window was forgotten"))
        await settled(pilot)
        assert isinstance(app.screen, EntryScreen)
        assert "This window was forgotten" in flat(app)
        await _sit(pilot, "north", CODE)
        assert app.seat == "north"
        assert table.session.open_at("north") == ("under-test",)


async def test_words_to_all_and_a_countdown_stand_over_the_pages(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        table.issue(cp.Countdown(2, "Decide"))
        table.issue(cp.Broadcast("Two minutes, then time."))
        await settled(pilot)
        assert "CONTROL TO ALL: Two minutes, then time." in flat(app)
        assert "Decide: 2:00" in flat(app)
        await press(pilot, "2", "home", "enter")
        assert "CONTROL TO ALL" not in flat(app), "read is read"
        table.pass_time(30)
        app.ticked()
        await settled(pilot)
        assert "Decide: 1:30" in flat(app)
