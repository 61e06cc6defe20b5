"""A player's session from the gate to the end, as the people at the terminal live it."""

from __future__ import annotations

import asyncio
import gc
import re
import weakref
from pathlib import Path

import pytest
from textual.notifications import Notification
from textual.widgets import Input, OptionList, SelectionList, TextArea
from textual.widgets._footer import FooterKey
from textual.widgets._toast import Toast, ToastHolder, ToastRack

from tests.tui.player.support import (
    CODE,
    FOG,
    LARGE,
    SMALL,
    Table,
    drill,
    flat,
    load,
    painted,
    playing,
    press,
    settled,
    toasts,
)
from tte.engine import commands as co
from tte.engine import events as ev
from tte.exercise.models import MARKING
from tte.tui.player.covers import Curtain, NoDuff
from tte.tui.player.decide import DecisionScreen
from tte.tui.player.inbox import InboxPane
from tte.tui.player.screen import NEWS, PlayerScreen
from tte.tui.player.welcome import WelcomeScreen
from tte.tui.widgets.forms import ActionForm

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


# --- coming in --------------------------------------------------------------------------------------------


async def test_the_gate_asks_for_seat_and_code_and_waits_longer_after_each_wrong_one(table: Table) -> None:
    app = table.terminal(None, code=None)
    async with playing(app) as pilot:
        assert "Which seat is this terminal?" in painted(app)
        assert "Director" not in painted(app)
        await press(pilot, "enter", "=WRONG1", "enter")
        assert "That is not this seat's code. Wait 1 s" in flat(app)
        await press(pilot, f"={CODE}", "enter")
        assert "Wait 1 s before the next try" in flat(app)
        table.wall += 1000
        await press(pilot, "=WRONG2", "enter")
        assert "Wait 2 s" in flat(app)
        assert not table.events(ev.ItemOpened)
        table.wall += 2000
        await press(pilot, f"={CODE}", "enter")
        assert isinstance(app.screen, WelcomeScreen)
        assert CODE not in painted(app)
    taken = [r for r in table.events(ev.SeatTaken) if r.event.terminal == "under-test"]  # type: ignore[attr-defined]
    assert [r.seat for r in taken] == ["north"]
    assert [r.seat for r in table.events(ev.SeatLeft)] == ["north"]


async def test_people_are_named_first_and_read_the_rules(table: Table) -> None:
    app = table.terminal()
    async with playing(app) as pilot:
        assert "Titles only, no living persons." in flat(app)
        await press(pilot, "enter")
        assert "at least one name" in flat(app)
        await press(pilot, "=Ann, Bo", "enter")
        assert isinstance(app.screen, PlayerScreen)
        assert table.session.seat_view("north").participants == ("Ann", "Bo")


@SIZES
async def test_the_communications_check_leads_by_the_hint_line(table: Table, size: tuple[int, int]) -> None:
    table.named()
    app = table.terminal()
    async with playing(app, size) as pilot:
        assert "Control will send a practice message" in flat(app)
        table.issue(co.SendPractice())
        await settled(pilot)
        assert "press 2, choose" in flat(app)
        await press(pilot, "2", "enter")
        assert "This is a communications check, not play." in flat(app)
        assert "Now press a" in flat(app)
        await press(pilot, "a")
        assert "answer the practice decision" in flat(app)
        await press(pilot, "3", "enter")
        assert isinstance(app.screen, ActionForm)
        await press(pilot, "down", "ctrl+s")
        assert "All works. Read your card" in flat(app)
    assert [r.event.choice for r in table.events(ev.PracticeAnswered)] == ["a"]  # type: ignore[attr-defined]


@SIZES
async def test_the_card_shows_what_the_role_has_and_the_marking_above_and_below(
    table: Table, size: tuple[int, int]
) -> None:
    app = table.named().terminal()
    async with playing(app, size) as pilot:
        lines = painted(app).splitlines()
        assert MARKING in lines[0]
        assert any(MARKING in line for line in lines[-2:])
        assert "the log has a gap" in painted(app)
        await press(pilot, "right")
        assert "Titles only, no living persons." in flat(app)


# --- reading ----------------------------------------------------------------------------------------------


@SIZES
async def test_an_item_is_opened_and_acknowledged_with_a_read_back(
    table: Table, size: tuple[int, int]
) -> None:
    app = table.named().start("01").terminal()
    async with playing(app, size) as pilot:
        assert "●1" in painted(app)
        await press(pilot, "2")
        assert "● NEW" in painted(app)
        await press(pilot, "enter")
        assert "Buoy Seven is adrift" in flat(app)
        assert f"{MARKING} · RADIO LOG" in painted(app)
        assert table.session.seat_view("north").items[0].opened == 0
        await press(pilot, "a")
        assert isinstance(app.screen, ActionForm)
        await press(pilot, "=Buoy is loose", "ctrl+s")
        assert "✓ acknowledged" in painted(app)
    [read_back] = table.events(ev.ItemAcknowledged)
    assert read_back.event.read_back == "Buoy is loose"  # type: ignore[attr-defined]


async def test_what_comes_while_one_reads_is_told_and_moves_nothing(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "2", "enter")
        table.issue(co.ReleaseInject("02"))
        await settled(pilot)
        assert re.search(r"New · .*The papers ask", flat(app))
        inbox = app.screen.query_one(InboxPane)
        assert inbox.reading is not None
        assert inbox.reading.id == "01"
        assert inbox.lines.highlighted_id == "01"
        table.pass_time(NEWS // 1000)
        app.ticked()
        await settled(pilot)
        assert "New ·" not in flat(app)
        assert "Next: 1 new message" in flat(app)


async def test_what_comes_while_one_writes_is_told_over_the_form(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "q")
        table.issue(co.ReleaseInject("02"))
        await settled(pilot)
        assert any("The papers ask" in words for words in toasts(app))


async def test_a_day_of_messages_leaves_nothing_behind_on_the_screen(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "2")
        keys = list(app.screen.query(FooterKey))
        assert keys
        for number in range(8):
            table.issue(co.SendMessage(("north",), f"Word {number}", channel="radio"), "south")
            await settled(pilot)
            app.clear_notifications()
        await settled(pilot)
        app._tick_over()
        await settled(pilot)
        assert list(app.screen.query(FooterKey)) == keys, "the footer says what it said, and is not made anew"
        assert not app.screen.query(ToastHolder)


async def test_a_closed_form_leaves_nothing_behind_in_memory(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "q", "=Who leads")
        written = weakref.ref(app.screen.query_one(TextArea))
        await press(pilot, "ctrl+s")
        app._tick_over()
        await settled(pilot)
        gc.collect()
        assert written() is None


async def test_a_second_that_passes_while_a_toast_is_made_takes_none_away(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        app._notifications.add(Notification("Zebra"))
        rack = app.screen.get_child_by_type(ToastRack)
        rack.show(app._notifications)
        (empty,) = [holder for holder in rack.children if not holder.children]
        app._tick_over()
        await settled(pilot)
        assert empty.is_attached
        assert app.screen.query(Toast)


async def test_a_recalled_item_is_struck_and_says_why(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "2", "enter")
        table.issue(co.RecallInject("01", "wrong buoy"))
        await settled(pilot)
        assert "RECALLED by control: wrong buoy" in flat(app)
        assert "↩ RECALLED" in painted(app)


async def test_the_inbox_goes_by_channel(table: Table) -> None:
    app = table.named().start("01", "02").terminal()
    async with playing(app) as pilot:
        await press(pilot, "2")
        assert {"Buoy adrift", "The papers ask"} <= _subjects(app.screen.query_one(InboxPane))
        await press(pilot, "right")
        assert _subjects(app.screen.query_one(InboxPane)) == {"Buoy adrift"}
        assert "[Harbour radio ●1]" in painted(app)


def _subjects(inbox: InboxPane) -> set[str]:
    return {str(row.cells[-1]) for row in inbox.lines.rows}


# --- deciding ---------------------------------------------------------------------------------------------


@SIZES
async def test_a_decision_is_answered_and_revised_while_it_is_open(
    table: Table, size: tuple[int, int]
) -> None:
    app = table.named().start("01").terminal()
    async with playing(app, size) as pilot:
        assert "3 Decisions ●1" in painted(app)
        await press(pilot, "3", "enter")
        assert isinstance(app.screen, DecisionScreen)
        await press(pilot, "ctrl+s")
        assert "Choose an option first" in flat(app)
        await press(pilot, "a")
        await press(pilot, "ctrl+s")
        assert "One line of why is needed" in flat(app)
        await press(pilot, "=It is nearest", "enter")
        assert isinstance(app.screen, PlayerScreen)
        assert "✓ answered" in painted(app)
        await press(pilot, "enter")
        assert app.screen.query_one("#decide-why", Input).value == "It is nearest"
        app.screen.query_one("#decide-options").focus()
        await press(pilot, "escape")
        table.issue(co.SubmitDecision("dp1", "a", why="Agreed."), "south")
        await settled(pilot)
        assert "Outcome: a: One of us" in flat(app)
    [answer] = [r.event for r in table.events(ev.DecisionSubmitted) if r.seat == "north"]
    assert isinstance(answer, ev.DecisionSubmitted)
    assert (answer.choice, answer.why, answer.participants) == ("a", "It is nearest", ("Ann", "Bo"))


async def test_an_answer_in_own_words_with_all_its_reasons(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app, LARGE) as pilot:
        await press(pilot, "3", "enter", "w", "=We ask the buoy", "tab", "=Nobody else can")
        screen = app.screen
        screen.query_one("#decide-confidence", Input).value = "70"
        screen.query_one("#decide-rejected", TextArea).text = "Both at once"
        screen.query_one("#decide-dissent", TextArea).text = "Bo: I would wait\nToo soon"
        await press(pilot, "ctrl+s")
    [answer] = [r.event for r in table.events(ev.DecisionSubmitted)]
    assert isinstance(answer, ev.DecisionSubmitted)
    assert (answer.choice, answer.written, answer.confidence) == ("written", "We ask the buoy", 70)
    assert [(d.name, d.text) for d in answer.dissent] == [("Bo", "I would wait"), ("", "Too soon")]


async def test_a_locked_option_says_why_and_opens_when_it_can_be_chosen(table: Table) -> None:
    app = table.named().start("02").terminal()
    async with playing(app, LARGE) as pilot:
        await press(pilot, "3", "enter")
        assert "Locked: It needs trust." in flat(app)
        await press(pilot, "c")
        assert "C is locked: It needs trust." in flat(app)
        assert app.screen.query_one("#decide-options", OptionList).get_option("c").disabled
        table.issue(co.SetTrack("tru", 7, "they shook hands"))
        await settled(pilot)
        assert "Locked" not in painted(app)
        await press(pilot, "c", "=Together", "enter")
    assert [r.event.choice for r in table.events(ev.DecisionSubmitted)] == ["c"]  # type: ignore[attr-defined]


async def test_reasons_can_be_added_after_the_decision_has_closed(table: Table) -> None:
    app = table.named().start("01").terminal()
    table.issue(co.SubmitDecision("dp1", "a", why="First."), "north")
    table.issue(co.SubmitDecision("dp1", "a", why="Agreed."), "south")
    async with playing(app) as pilot:
        await press(pilot, "3")
        assert "enter: add reasons" in flat(app)
        await press(pilot, "enter")
        assert not app.screen.query("#decide-options")
        app.screen.query_one("#decide-assumptions", TextArea).text = "The tide turns"
        await press(pilot, "ctrl+s")
    own = table.session.seat_view("north").decisions[0].own
    assert own is not None
    assert (own.assumptions, own.why) == ("The tide turns", "First.")


async def test_a_decision_that_closes_under_the_form_keeps_what_was_typed(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "3", "enter", "a", "=Half a sent")
        table.issue(co.CloseDecision("dp1", reason="time"))
        await settled(pilot)
        assert "This decision is closed now" in flat(app)
        assert app.screen.query_one("#decide-why", Input).value == "Half a sent"
        await press(pilot, "ctrl+s")
        assert "dp1 is closed" in flat(app)


async def test_what_was_typed_and_left_is_there_again(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "3", "enter", "b", "=Not yet sure", "escape", "enter")
        assert app.screen.query_one("#decide-why", Input).value == "Not yet sure"
        assert "Chosen: B" in flat(app)


async def test_keys_faster_than_the_page_that_they_open_open_it_once(table: Table) -> None:
    table.named().start("01")
    app = table.terminal()
    async with playing(app) as pilot:
        await press(pilot, "3")
        shown = app.screen
        assert isinstance(shown, PlayerScreen)
        main: PlayerScreen = shown
        for asked in ("decide", "ask"):
            for _ in range(3):
                main.action_act(asked)
            await settled(pilot)
            assert app.screen is not main
            await press(pilot, "escape")
            assert app.screen is main
        main.action_act("ask")
        main.action_act("no-duff")
        await settled(pilot)
        form = app.screen
        assert isinstance(form, ActionForm)
        assert form.action.name == "no-duff", "an emergency is never late"


async def test_a_second_that_passes_while_a_page_is_being_made_breaks_nothing(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        screen = app.screen
        assert isinstance(screen, PlayerScreen)
        for page in ("decisions", "compose", "known"):
            turning = asyncio.ensure_future(screen.go(page))
            while screen.pane(page) is None:
                await asyncio.sleep(0)
            assert not screen.query_one(f"#{page}").is_mounted  # there, and empty yet
            app.ticked()
            screen.show(app.view)
            screen.keep()
            screen.chosen_task()
            await turning
        await press(pilot, "3")
        assert screen.page == "decisions"


async def test_a_staff_draft_is_changed_and_sent(table: Table) -> None:
    app = table.named().terminal()
    async with playing(app) as pilot:
        table.start("03")
        await settled(pilot)
        assert "Your staff has written something to send" in flat(app)
        await press(pilot, "3", "enter")
        assert "Thank you." in painted(app)
        await press(pilot, "=Dear South. ", "ctrl+s")
        assert isinstance(app.screen, PlayerScreen)
    [sent] = [r.event for r in table.events(ev.DraftSent)]
    assert isinstance(sent, ev.DraftSent)
    assert sent.edited
    assert sent.delivery.body.startswith("Dear South. ")


# --- writing ----------------------------------------------------------------------------------------------


@SIZES
async def test_words_go_over_a_channel(table: Table, size: tuple[int, int]) -> None:
    app = table.named().start().terminal()
    async with playing(app, size) as pilot:
        await press(pilot, "m")
        assert "Harbour radio" in painted(app)
        await press(pilot, "enter", "space", "tab", "=Good morning", "ctrl+s")
        assert any("over Harbour radio: delivered" in words for words in toasts(app))
        assert app.screen.query_one("#compose-text", TextArea).text == ""
    [sent] = [r.event for r in table.events(ev.MessageSent)]
    assert isinstance(sent, ev.MessageSent)
    assert (sent.to, sent.channel, sent.body) == (("south",), "radio", "Good morning")


async def test_a_refused_message_shows_the_alternatives_and_keeps_the_words(table: Table) -> None:
    app = table.named().start().terminal()
    async with playing(app, LARGE) as pilot:
        await press(pilot, "4", "down")
        app.screen.query_one("#compose-to", SelectionList).deselect_all().select("buoy")
        app.screen.query_one("#compose-text").focus()
        await press(pilot, "=Are you there", "ctrl+s")
        said = flat(app)
        assert "The line does not reach The buoy." in said
        assert "You can use: radio (Harbour radio)." in said
        assert app.screen.query_one("#compose-text", TextArea).text == "Are you there"
        assert toasts(app)
        await press(pilot, "escape", "up")
        await press(pilot, "ctrl+s")
    assert [r.event.channel for r in table.events(ev.MessageSent)] == ["radio"]  # type: ignore[attr-defined]


async def test_an_answer_goes_back_the_way_the_message_came(table: Table) -> None:
    app = table.named().start().terminal()
    table.issue(co.SendMessage(("north",), "Do you see it?", "radio"), "south")
    async with playing(app) as pilot:
        await press(pilot, "2", "enter", "r", "=We do", "ctrl+s")
    reply = table.events(ev.MessageSent)[-1].event
    assert isinstance(reply, ev.MessageSent)
    assert (reply.to, reply.channel, reply.reply_to) == (("south",), "radio", "m1")


async def test_a_question_to_control_and_a_parked_thought(table: Table) -> None:
    app = table.named().start().terminal()
    async with playing(app) as pilot:
        await press(pilot, "q", "=May we fly?", "ctrl+s")
        await press(pilot, "k", "=Too foggy to be true", "ctrl+s")
    assert [m.body for m in table.session.control_view().queue] == ["May we fly?"]
    assert len(table.events(ev.ItemParked)) == 1


async def test_what_we_know_holds_told_said_and_decided(table: Table) -> None:
    app = table.named().start("01").terminal()
    table.issue(co.SubmitDecision("dp1", "a", why="Nearest."), "north")
    async with playing(app) as pilot:
        await press(pilot, "5")
        assert "Harbour radio: Buoy adrift" in flat(app)
        assert "Decided “Who coordinates?”: a (Nearest.)" in flat(app)


async def test_a_time_jump_is_announced_and_makes_way_for_what_stops_play(tmp_path: Path) -> None:
    table = Table(load(FOG), seats=("ccg",))
    app = table.named(seat="jcg").start("01").terminal("jcg")
    async with playing(app) as pilot:
        table.issue(co.Jump())
        await settled(pilot)
        assert "TIME JUMP · Move 2" in flat(app)
        assert "T+01:00" in flat(app)
        table.issue(co.Jump())
        await settled(pilot)
        assert "TIME JUMP · Move 3" in flat(app)
        await press(pilot, "escape", "5")
        assert "Time jump: Move 2" in flat(app)
        assert isinstance(app.screen, PlayerScreen)


# --- control words ----------------------------------------------------------------------------------------


async def test_pause_is_said_in_words_and_a_refusal_is_a_toast(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "3", "enter", "a", "=Because")
        table.issue(co.PauseEx("coffee"))
        await settled(pilot)
        await press(pilot, "enter")
        assert "PauseEx: play is paused" in flat(app)
        assert any("PauseEx" in words for words in toasts(app))
        await press(pilot, "escape")
        assert "PauseEx: the exercise clock stands still. Coffee." in flat(app)
        table.issue(co.ResumeEx())
        await settled(pilot)
        assert "clock stands still" not in flat(app)


@SIZES
async def test_no_duff_covers_every_screen_until_it_is_released(table: Table, size: tuple[int, int]) -> None:
    app = table.named().start("01").terminal()
    async with playing(app, size) as pilot:
        await press(pilot, "2", "enter", "f12", "=Fire in the hall", "ctrl+s")
        assert isinstance(app.screen, NoDuff)
        assert "REAL WORLD EMERGENCY" in painted(app)
        assert "Fire in the hall" in flat(app)
        assert "adrift" not in painted(app)
        await press(pilot, "escape", "f9", "ctrl+p", "2", "d")
        assert isinstance(app.screen, NoDuff)
        table.issue(co.ReleaseNoDuff({"north": 2, "south": 2}))
        await settled(pilot)
        assert isinstance(app.screen, PlayerScreen)
        assert "Buoy Seven is adrift" in flat(app)


async def test_no_duff_from_elsewhere_comes_over_a_form_and_the_curtain(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await press(pilot, "3", "enter", "a", "=Because", "f9")
        table.issue(co.CallNoDuff("Somebody is ill"), "south")
        await settled(pilot)
        assert "Somebody is ill" in flat(app)
        table.issue(co.ReleaseNoDuff({"north": 2, "south": 2}))
        await settled(pilot)
        assert isinstance(app.screen, Curtain)
        await press(pilot, f"={CODE}", "enter")
        assert app.screen.query_one("#decide-why", Input).value == "Because"


async def test_endex_leaves_everything_readable(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        table.issue(co.EndEx("done"))
        await settled(pilot)
        assert "EndEx: the exercise is over" in flat(app)
        await press(pilot, "2", "enter")
        assert "Buoy Seven is adrift" in flat(app)
        assert not table.events(ev.ItemOpened)


async def test_a_clock_that_nobody_keeps_is_said(table: Table) -> None:
    app = table.named().start("01").terminal()
    table.session.holds_lease = False  # the console was another process, and it has died
    table.wall += 60_000
    async with playing(app) as pilot:
        app.ticked()
        await settled(pilot)
        assert "The clock stands still: the facilitator's console is gone." in flat(app)
        assert "CLOCK STOPPED" in painted(app)


async def test_a_session_file_that_is_gone_is_said(table: Table, tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite3"
    file.touch()
    app = table.named().start("01").terminal()
    app.path = file
    async with playing(app) as pilot:
        file.unlink()
        app.ticked()
        await pilot.pause()
        assert "The session file s.sqlite3 is gone" in flat(app)
        await press(pilot, "2", "enter")
        assert "Buoy Seven is adrift" in flat(app)
    assert not table.events(ev.ItemOpened)


async def test_one_seat_of_two_roles_has_both_cards(tmp_path: Path) -> None:
    seats = "north: {title: North, roles: [north]}\n      south: {title: South, roles: [south]}\n"
    both = "both: {title: Both harbours, roles: [north, south]}\n"
    exercise = drill(tmp_path / "deck", ("exercise.yaml", seats, both))
    app = Table(exercise, seats=()).named(seat="both").start("01").terminal("both")
    async with playing(app) as pilot:
        assert "The northern harbour" in painted(app)
        await press(pilot, "right")
        assert "You run the southern harbour." in flat(app)
        await press(pilot, "3", "enter", "a", "=One of us", "enter")
    assert app.session.state.decisions["dp1"].status == "closed"


async def test_resizing_keeps_the_place(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app, LARGE) as pilot:
        await press(pilot, "2", "enter")
        await pilot.resize_terminal(*SMALL)
        await settled(pilot)
        assert "Buoy Seven is adrift" in flat(app)
        await pilot.resize_terminal(40, 12)
        await settled(pilot)
        assert MARKING in painted(app)


async def test_the_mouse_turns_pages_and_opens(table: Table) -> None:
    app = table.named().start("01").terminal()
    async with playing(app) as pilot:
        await pilot.click("#tabs", offset=(12, 0))
        await settled(pilot)
        await pilot.click("#inbox-list", offset=(5, 0), times=2)
        await settled(pilot)
        assert "Buoy Seven is adrift" in flat(app)
