"""What a facilitator does at the console, told from outside, at both sizes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Input, Static

from tests.tui.facilitator.support import LARGE, SMALL, Console, at, drill, press, settled
from tte.conduct.actions import actions_for
from tte.conduct.opening import Setting, create_session, open_quickly, open_session
from tte.conduct.timekeeper import Timekeeper
from tte.engine import commands as co
from tte.engine import events as ev
from tte.errors import TteError
from tte.tui.facilitator import steady
from tte.tui.facilitator.app import FacilitatorApp
from tte.tui.facilitator.doing import AT_ONCE
from tte.tui.facilitator.pages import ChecksPage, CodesPage, CutPage, SeatPage
from tte.tui.facilitator.people import NoDuffScreen
from tte.tui.facilitator.standing import WAYS
from tte.tui.widgets.forms import ActionForm, Confirm, TextPage
from tte.tui.widgets.help import help_content
from tte.tui.widgets.keys import Acting, ActionProvider
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.pane import TextPane

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


@SIZES
async def test_one_key_goes_on_from_startex_to_a_release(console: Console, size: tuple[int, int]) -> None:
    async with at(console, size) as pilot:
        assert "NOT STARTED" in console.painted
        await press(pilot, "space")
        assert isinstance(console.app.screen, Confirm)
        await press(pilot, "y")
        assert console.events(ev.ExerciseStarted)
        assert "RUNNING" in console.painted
        await press(pilot, "space")
        assert [e.inject for e in console.events(ev.InjectReleased)] == ["01"]
        assert "released" in console.painted
        assert any("01 released" in t for t in console.toasts())


async def test_what_is_offered_before_its_time_says_how_long_it_has(console: Console) -> None:
    async with at(console.started()) as pilot:
        assert "space Release 01 Buoy adrift " in console.painted
        assert "Release 02 (in 20 min) The papers" in console.painted
        console.pass_time(18 * 60 + 30)
        console.screen.tick()
        await settled(pilot)
        assert "Release 02 (in 1:30) The papers" in console.painted, "it counts down with the clock"


async def test_a_key_pressed_twice_or_held_down_does_only_what_was_read(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steady, "MOMENT", 60.0)
    async with at(console.started()) as pilot:
        await press(pilot, *["space"] * 5)
        assert [e.inject for e in console.events(ev.InjectReleased)] == ["01"]
        assert any("just become the next step: Release 02" in t for t in console.toasts())
        await press(pilot, "r", "h", "s")  # the highlight went on to 02 as well
        assert [e.inject for e in console.events(ev.InjectReleased)] == ["01"]
        monkeypatch.setattr(steady, "MOMENT", 0.0)
        await press(pilot, "space")
        assert [e.inject for e in console.events(ev.InjectReleased)] == ["01", "02"]


async def test_two_consoles_at_once_release_one_inject(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steady, "MOMENT", 60.0)
    async with at(console.started()) as pilot:
        console.session.issue(co.ReleaseInject("01"), "director")  # the other console was quicker by a blink
        await settled(pilot)
        await press(pilot, "space", "r")
        assert [e.inject for e in console.events(ev.InjectReleased)] == ["01"]
        await press(pilot, "down", "up", "r")  # gone to by hand, it is meant
        assert [e.inject for e in console.events(ev.InjectReleased)] == ["01", "02"]


@SIZES
async def test_release_acts_on_the_highlighted_inject(console: Console, size: tuple[int, int]) -> None:
    async with at(console.started(), size) as pilot:
        await press(pilot, "down", "r")
        assert [e.inject for e in console.events(ev.InjectReleased)] == ["02"]


async def test_the_highlight_goes_on_when_its_inject_has_gone_out(console: Console) -> None:
    async with at(console.started()) as pilot:
        assert console.screen.msel.highlighted_id == "01"
        await press(pilot, "r")
        assert console.screen.msel.highlighted_id == "02"


@SIZES
async def test_skip_asks_for_a_reason_and_hold_takes_one(console: Console, size: tuple[int, int]) -> None:
    async with at(console.started(), size) as pilot:
        await press(pilot, "s")
        assert isinstance(console.app.screen, ActionForm)
        await press(pilot, "ctrl+s")
        assert "reason is missing" in console.painted, "the form says what it lacks, in place"
        await press(pilot, "=too long", "enter")
        assert [e.reason for e in console.events(ev.InjectSkipped)] == ["too long"]
        await press(pilot, "h", "=wait", "ctrl+s")
        assert console.session.state.injects["02"].status == "held"


async def test_undo_takes_back_and_says_what(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "d", "=5", "enter", "u")
        assert console.events(ev.ActionUndone)
        assert any("Undone" in t for t in console.toasts())


async def test_a_refusal_is_a_toast_in_words(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "r", "up", "r")
        assert len(console.events(ev.InjectReleased)) == 1
        assert console.toasts()
        assert "Traceback" not in console.painted


async def test_a_form_keeps_what_was_typed_when_the_engine_refuses(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "x", "=9999", "enter")
        form = console.app.screen
        assert isinstance(form, ActionForm)
        assert form.values["rate"] == "9999"
        assert not console.events(ev.RateSet)


@SIZES
async def test_a_decision_past_its_time_is_closed_with_its_default(
    console: Console, size: tuple[int, int]
) -> None:
    async with at(console.started(), size) as pilot:
        await press(pilot, "space")
        console.pass_time(9 * 60)
        await settled(pilot)
        assert "past" in console.painted
        await press(pilot, "space")
        closed = console.events(ev.DecisionClosed)
        assert [e.decision for e in closed] == ["dp1"]
        assert set(closed[0].outcomes.values()) == {"b"}


async def test_a_question_is_answered_with_one_key(console: Console) -> None:
    async with at(console.started()) as pilot:
        console.session.issue(co.SendMessage(to=("control",), body="Which harbour has the tug?"), "north")
        await settled(pilot)
        await press(pilot, "3")
        assert "Which harbour" in console.painted
        await press(pilot, "q")
        assert "Which harbour" in console.painted, "the question stands above the answer"
        await press(pilot, "=South", "ctrl+s")
        assert console.session.state.messages["m1"].answered
        assert "answered" in console.painted


@SIZES
async def test_no_duff_covers_everything_until_heads_are_counted(
    console: Console, size: tuple[int, int]
) -> None:
    async with at(console.started(), size) as pilot:
        await press(pilot, "f12", "=fire in the kitchen", "enter")
        assert isinstance(console.app.screen, NoDuffScreen)
        assert "REAL WORLD EMERGENCY" in console.painted
        assert "fire in the kitchen" in console.painted
        assert "MSEL" not in console.painted
        await press(pilot, "r", "space", "escape")
        assert not console.events(ev.InjectReleased), "no key of play works under it"
        assert "not counted yet" in console.painted
        await press(pilot, "H", "ctrl+u", "=north=3, south=4", "ctrl+s")
        assert "4 counted" in console.painted
        await press(pilot, "f12", "ctrl+s")
        assert [e.heads for e in console.events(ev.NoDuffReleased)] == [7]
        assert not any(isinstance(s, NoDuffScreen) for s in console.app.screen_stack)
        assert "PAUSED" in console.painted


async def test_no_duff_called_by_a_player_closes_what_is_open(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "s")
        console.session.issue(co.CallNoDuff("smoke"), "north")
        await settled(pilot)
        assert isinstance(console.app.screen, NoDuffScreen)


async def test_a_pause_cannot_be_missed(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "p")
        assert "PLAY IS PAUSED" in console.painted
        await press(pilot, "p")
        assert "PLAY IS PAUSED" not in console.painted
        assert console.session.state.phase == "running"


async def test_a_seat_is_seen_as_its_people_see_it_and_nothing_counts_as_opened(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "space", "V", "right")
        assert isinstance(console.app.screen, SeatPage)
        pane = console.app.screen.query_one("#seat", TextPane)
        assert "Buoy adrift" in pane.text
        assert "the log has a gap" in pane.text
        await press(pilot, "left", "down")
        assert "South" in pane.text.splitlines()[0]
        assert not console.events(ev.ItemOpened)


async def test_the_feed_is_filtered_by_kind_and_role_and_searched(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "space", "space", "n", "=a quiet table", "ctrl+s", "5")
        lines = console.screen.feed.lines

        def shown() -> str:
            return "\n".join(str(row.cells[1]) for row in lines.rows)

        assert "StartEx" in shown()
        await press(pilot, "right")
        assert "released" in shown()
        assert "StartEx" not in shown()
        await press(pilot, "escape", "slash", "=quiet", "enter")
        assert shown().splitlines() == ["Note by Director: a quiet table"]
        await press(pilot, "escape", "shift+right")
        assert "StartEx" not in shown()
        assert "everyone" not in str(lines.border_title)


async def test_what_to_cut_says_what_is_lost_and_skips_from_there(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "space", "C")
        assert isinstance(console.app.screen, CutPage)
        assert "nothing lost" in console.painted
        await press(pilot, "s", "ctrl+s")
        assert [e.reason for e in console.events(ev.InjectSkipped)] == ["cut to make up time"]
        await press(pilot, "escape")


async def test_before_startex_the_check_follows_the_answers(console: Console) -> None:
    async with at(console) as pilot:
        await press(pilot, "B", "k")
        pane = console.app.screen.query_one("#text", TextPane)
        assert "Titles only, no living persons." in pane.text
        console.session.issue(co.AnswerPractice("a"), "north")
        page = console.app.screen
        assert isinstance(page, ChecksPage)
        page.look_again()
        assert "answered a" in pane.text


async def test_endex_shows_the_ending_and_how_to_write_the_report(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "ctrl+e", "y")
        assert isinstance(console.app.screen, TextPage)
        text = console.app.screen.query_one("#text", TextPane).text
        assert "The buoy is back." in text
        assert "tte report" in text
        await press(pilot, "escape")
        assert "ENDED" in console.painted


async def test_a_time_jump_shows_what_to_read_out_and_what_expired(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "j", "down", "down", "ctrl+s")
        assert isinstance(console.app.screen, TextPage)
        text = console.app.screen.query_one("#text", TextPane).text
        assert "A night has passed." in text
        assert "01" in text


async def test_a_written_answer_waits_for_a_ruling(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "space")
        for seat in ("north", "south"):
            answer = co.SubmitDecision("dp1", "written", written="We toss a coin", why="fair")
            console.session.issue(answer, seat)
        await settled(pilot)
        await press(pilot, "space")
        assert isinstance(console.app.screen, ActionForm)
        assert "We toss a coin" in console.painted
        await press(pilot, "=fair", "shift+tab", "=esc+1", "ctrl+s")
        assert [e.reason for e in console.events(ev.WrittenRuled)] == ["fair"]


async def test_codes_are_shown_once_with_how_to_join(tmp_path: Path) -> None:
    console = Console(drill(tmp_path / "drill"), codes={"north": "AAAA-BBBB"})
    async with at(console) as pilot:
        assert isinstance(console.app.screen, CodesPage)
        assert "AAAA-BBBB" in console.painted
        assert "tte join" in console.painted
        await press(pilot, "enter")
        assert "AAAA-BBBB" not in console.painted


async def test_the_clock_lets_due_injects_out(tmp_path: Path) -> None:
    console = Console(drill(tmp_path / "drill"), pace="clock").seated()
    async with at(console) as pilot:
        await press(pilot, "space", "y")
        console.pass_time(2)
        await settled(pilot)
        assert [e.inject for e in console.events(ev.InjectReleased)] == ["01"]


async def test_every_panel_is_reached_by_its_number_in_a_small_terminal(console: Console) -> None:
    async with at(console.started()) as pilot:
        for number, name in enumerate(("msel", "decisions", "queue", "tracks", "feed", "seats"), 1):
            await press(pilot, str(number))
            focused = console.screen.focused
            assert focused is not None
            assert focused.id == name
            assert focused.region.height > 5


async def test_a_terminal_that_grows_shows_everything_at_once(console: Console) -> None:
    async with at(console.started()) as pilot:
        assert not console.screen.query_one("#seats").display
        await pilot.resize_terminal(*LARGE)
        await settled(pilot)
        for name in ("msel", "detail", "decisions", "queue", "tracks", "feed", "seats", "next", "clock"):
            assert console.screen.query_one(f"#{name}").region.height > 0, name
        await pilot.resize_terminal(40, 12)
        await settled(pilot)
        assert "EXERCISE EXERCISE EXERCISE" in console.painted


async def test_a_list_that_grows_shows_again_what_lies_above_the_highlight() -> None:
    app: App[None] = App()
    async with app.run_test(size=(60, 10)) as pilot:
        lines = LineList(columns=(Column("No", 6),), header=True)
        await app.mount(lines)
        lines.set_rows([Row(f"r{i}", (f"{i}",)) for i in range(60)])
        await pilot.press("tab", *["down"] * 15)
        await pilot.pause()
        assert int(lines.scroll_offset.y) == 7
        await pilot.resize_terminal(60, 40)
        assert int(lines.scroll_offset.y) == 0
        await pilot.resize_terminal(60, 10)
        await pilot.press("end")
        await pilot.resize_terminal(60, 40)
        assert int(lines.scroll_offset.y) == 60 - 39, "the last line stays at the end"


async def test_search_is_typed_into_its_line_and_no_key_acts(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "slash", "=rsp ")
        assert console.screen.query_one("#search", Input).value == "rsp "
        assert not console.events(ev.InjectReleased)
        assert console.session.state.phase == "running"


async def test_the_mouse_does_what_keys_do(console: Console) -> None:
    async with at(console.started(), LARGE) as pilot:
        await pilot.click("#next", offset=(3, 0), times=2)
        await settled(pilot)
        assert [e.inject for e in console.events(ev.InjectReleased)] == ["01"]
        await pilot.click("#msel", offset=(10, 3))
        await settled(pilot)
        assert console.screen.msel.highlighted_id == "02"
        bar = console.painted.splitlines()[-2]
        await pilot.click("#keys", offset=(bar.index("Hold"), 0))
        await settled(pilot)
        assert isinstance(console.app.screen, ActionForm)


async def test_a_second_console_says_who_keeps_the_clock_and_takes_it_over(
    console: Console, tmp_path: Path
) -> None:
    session, path, _ = create_session(drill(tmp_path / "deck"), tmp_path, Setting(), now=lambda: console.wall)
    first = Timekeeper(session)
    assert first.take()
    session.issue(co.StartEx(), "director")
    other = open_session(path, now=lambda: console.wall)
    app = FacilitatorApp(other, path=path, poll=None)
    async with app.run_test(size=LARGE, notifications=True) as pilot:
        await settled(pilot)
        screen = app.conduct
        assert screen is not None
        screen.tick()
        await settled(pilot)
        assert "Another console keeps the clock" in str(screen.query_one("#banner", Static).content)
        await press(pilot, "space")
        assert [r.event.inject for r in other.history if isinstance(r.event, ev.InjectReleased)] == ["01"]
        await press(pilot, "T", "y")
        assert other.holds_lease
        assert not any(isinstance(r.event, ev.ClockInterrupted) for r in other.history)
    console.wall += 1_000
    assert not first.beat(), "the first console has lost it, and knows"
    other.close()
    session.close()


async def test_ctrl_c_says_how_to_leave(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "ctrl+c")
        assert console.toasts() == ["To leave, press ctrl+q."]


async def test_a_form_begins_where_one_goes_on(console: Console) -> None:
    words = console.session.exercise.injects[1].body
    async with at(console.started()) as pilot:
        await press(pilot, "down", "e", "=!", "tab", "=!", "ctrl+s")
        (edited,) = console.events(ev.InjectEdited)
        assert (edited.title, edited.body) == ("The papers ask!", f"{words}!")


async def test_a_log_that_cannot_be_opened_is_said_once(tmp_path: Path) -> None:
    session, path, _ = create_session(drill(tmp_path / "deck"), tmp_path, Setting())
    session.close()
    app = FacilitatorApp(open_quickly(path), path=path, poll=None)
    path.unlink()
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await settled(pilot)
        (told,) = [n.message for n in app._notifications]
        assert path.name in told


async def test_leaving_asks_first_and_stops_the_clock(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "ctrl+q")
        assert isinstance(console.app.screen, Confirm)
        await press(pilot, "y")
    assert console.app.return_value == 0
    assert not console.session.clock_view().running


async def test_the_palette_offers_what_makes_sense_now(console: Console) -> None:
    async with at(console) as pilot:
        provider = ActionProvider(console.screen)
        offered = [hit.text async for hit in provider.discover()]
        assert "StartEx (^s)" in offered
        assert not any("EndEx" in (text or "") for text in offered)
        hits = [hit async for hit in provider.search("practice inject")]
        assert hits
        hits[0].command()
        await settled(pilot)
        assert console.events(ev.PracticeSent)


@pytest.mark.parametrize("kind", ["director", "player", "evaluator"])
def test_no_two_actions_of_a_phase_share_a_key(kind: str) -> None:
    taken: dict[tuple[str, str], str] = {}
    for action in actions_for(kind):
        for phase in action.phases if action.key and not action.place else ():
            assert taken.setdefault((action.key, phase), action.name) == action.name
    reserved = {"space", "slash", "V", "C", "B", "E", "T", "question_mark", "ctrl+q", *"123456"}
    assert not reserved & {a.key for a in actions_for("director")}


def test_the_help_says_which_page_a_key_belongs_to() -> None:
    lines = help_content(actions_for("director"), ways=WAYS).plain.splitlines()
    for key, label in (("J, then o", "Observe"), ("h, then w", "Withdraw item"), ("r", "Release")):
        assert any(line.startswith(f"  {key:<10}{label}") for line in lines), f"{key} {label}"


async def test_every_action_of_control_has_a_key_or_a_palette_entry_that_opens(console: Console) -> None:
    async with at(console.started()) as pilot:
        await press(pilot, "space")
        for action in actions_for("director"):
            if "running" in action.phases and action.name not in AT_ONCE:
                console.screen.post_message(Acting.Asked(action.name))
                await settled(pilot)
                if isinstance(console.app.screen, ActionForm):
                    assert console.app.screen.action is action
                    await press(pilot, "escape")
                else:
                    assert console.toasts(), f"{action.name}: neither a form nor words"


async def test_a_long_list_keeps_its_highlight_and_paints_what_is_visible() -> None:
    app: App[None] = App()
    async with app.run_test(size=SMALL) as pilot:
        lines = LineList(columns=(Column("No", 6), Column("Title")), header=True)
        await app.mount(lines)
        lines.set_rows([Row(f"r{i}", (f"{i}", f"title {i}")) for i in range(5_000)])
        lines.focus()
        await pilot.press("end", "pageup")
        await pilot.pause()
        kept = lines.highlighted_id
        lines.set_rows([Row(f"r{i}", (f"{i}", f"other {i}")) for i in range(1, 5_000)])
        await pilot.pause()
        assert lines.highlighted_id == kept
        strips = app.screen._compositor.render_strips()
        text = ["".join(s.text for s in strip) for strip in strips]
        assert text[0].startswith("No")
        assert sum("other" in line for line in text) == SMALL[1] - 1
        lines.set_rows(())
        assert lines.highlighted_id is None


# --- the people in the room ----------------------------------------------------------------------------


def _seat(console: Console, seat: str) -> str:
    """A seat's row on the console."""
    (row,) = [r for r in console.screen.seats.rows if r.id == seat]
    assert isinstance(row.cells, tuple)
    return " ".join(str(cell) for cell in row.cells)


async def test_a_seat_is_frozen_locked_and_let_go_on_from_its_row(console: Console) -> None:
    async with at(console.started(), LARGE) as pilot:
        await press(pilot, "6")
        console.screen.seats.highlight("south")
        assert "open" in _seat(console, "south")
        await press(pilot, "F", "=Wait", "enter")
        assert [e.reason for e in console.events(ev.SeatFrozen)] == ["Wait"], "it can be typed at once"
        assert "FROZEN" in _seat(console, "south")
        await press(pilot, "U")
        assert console.events(ev.SeatUnfrozen)
        await press(pilot, "L", "ctrl+s")
        assert "LOCKED" in _seat(console, "south")
        await press(pilot, "u")
        assert "LOCKED" not in _seat(console, "south")
        assert [e.seat for e in console.events(ev.SeatFrozen)] == ["south"]
        assert console.events(ev.SeatUnfrozen)


async def test_a_new_code_is_asked_first_shown_once_and_opens_the_seat(console: Console) -> None:
    async with at(console.started(), LARGE) as pilot:
        await press(pilot, "6")
        console.screen.seats.highlight("north")
        await press(pilot, "K")
        assert isinstance(console.app.screen, Confirm)
        await press(pilot, "y")
        page = console.app.screen
        assert isinstance(page, TextPage)
        (code,) = re.findall(r"^    ([A-Z0-9]{6})$", page.query_one("#text", TextPane).text, re.MULTILINE)
        assert console.session.log.check_code("north", code)
        await press(pilot, "escape")
        assert code not in console.painted
        assert console.session.feed[-1].text == "North has another code"


async def test_two_consoles_see_who_did_what_and_the_second_takes_the_clock_over(tmp_path: Path) -> None:
    wall = [1_900_000_000_000]
    session, path, _ = create_session(
        drill(tmp_path / "drill"), tmp_path, Setting(pace="hand", seed=1), now=lambda: wall[0]
    )
    first = FacilitatorApp(session, poll=None, operator="Kim")
    beside = open_session(path, now=lambda: wall[0])
    second = FacilitatorApp(beside, seat="facilitator", poll=None, operator="Lee")
    async with first.run_test(size=LARGE) as one, second.run_test(size=LARGE) as two:
        await settled(one)
        await settled(two)
        assert session.holds_lease
        assert not beside.holds_lease
        session.issue(co.StartEx(), "director", "Kim")
        first.desk.send(co.ReleaseInject("01"))
        beside.refresh()
        with pytest.raises(TteError, match="already"):
            second.desk.send(co.ReleaseInject("01"))
        second.desk.send(co.HoldInject("03"))
        session.refresh()
        await settled(one)
        await settled(two)
        for live in (session, beside):
            by = {row.text: row.by for row in live.feed if row.by}
            assert "Lee (Facilitator)" in by.values()
            assert "Kim (Director)" in by.values()
        wall[0] += 60_000  # the first is gone: no heartbeat for a minute
        assert not beside.clock_held
        await press(two, "T")
        assert beside.holds_lease
        assert beside.state.phase == "paused"
        assert [e.gap for e in (r.event for r in beside.history) if isinstance(e, ev.ClockInterrupted)]
        assert sum(isinstance(r.event, ev.InjectReleased) for r in beside.history) == 1
    session.close()
    beside.close()


async def test_who_decides_and_speaks_is_a_page(console: Console) -> None:
    async with at(console.started(), LARGE) as pilot:
        console.session.issue(co.NameParticipants(("Ann", "Bo")), "north")
        console.session.issue(co.SendMessage(("south",), "One", "radio"), "north", "Ann")
        await press(pilot, "ctrl+b")
        assert "Ann" in console.painted
        assert "100%" in console.painted
