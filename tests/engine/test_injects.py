"""Injects in control's hands, staff drafts, receipts."""

from __future__ import annotations

import pytest

from tests.engine.drill import drill
from tests.room import Room
from tte.engine import events as ev


def test_a_release_reaches_its_recipients_with_the_words_of_the_moment(by_hand: Room) -> None:
    by_hand.release("01")
    assert by_hand.inbox("north")["01"].body == "Adrift: calm, 09:00."
    assert set(by_hand.inbox("south")) == {"01"}
    assert by_hand.inbox("east") == {}
    with by_hand.refused("already out", "recall"):
        by_hand.release("01")


def test_variants_by_condition_choose_their_words_at_release(by_hand: Room) -> None:
    by_hand.do("set-track", track="esc", value="5", reason="test")
    by_hand.release("08")
    assert by_hand.inbox("east")["08"].body == "Tense."


def test_hold_keeps_an_inject_from_the_clock_and_ready_gives_it_back(by_clock: Room) -> None:
    by_clock.do("hold", inject="05", reason="Not yet")
    by_clock.at("T+26")
    assert by_clock.inject("05").status == "held"
    assert "Not yet" in by_clock.session.inject_detail("05").why
    by_clock.do("ready", inject="05")
    by_clock.tick()
    assert by_clock.inject("05").status == "released"


def test_skip_needs_a_reason_and_shows_it(by_clock: Room) -> None:
    with by_clock.refused("reason"):
        by_clock.do("skip", inject="05", reason="")
    by_clock.do("skip", inject="05", reason="No time left")
    by_clock.at("T+26")
    assert by_clock.inject("05").status == "skipped"
    assert "No time left" in by_clock.session.inject_detail("05").why
    with by_clock.refused("already: No time left"):
        by_clock.do("skip", inject="05", reason="again")
    by_clock.release("05")
    assert by_clock.inject("05").status == "released"


def test_defer_moves_the_time_and_keeps_the_plan(by_clock: Room) -> None:
    by_clock.do("defer", inject="05", minutes="4")
    by_clock.at("T+28")
    assert by_clock.inject("05").status == "ready"
    by_clock.at("T+29.1")
    row = next(r for r in by_clock.session.control_view().msel if r.id == "05")
    assert (row.status, row.planned, row.due) == ("released", 25 * 60, 29 * 60)


def test_slip_moves_all_that_is_unreleased_and_due_also_what_is_overdue(by_hand: Room) -> None:
    by_hand.at("T+13")
    by_hand.release("01")
    by_hand.do("hold", inject="05")
    before = {i: s.due for i, s in by_hand.state.injects.items()}
    by_hand.do("slip", minutes="10")
    after = {i: s.due for i, s in by_hand.state.injects.items()}
    for inject in ("02", "03", "04", "05", "06", "07", "08", "C-03"):
        assert after[inject] == before[inject] + 600, inject
    assert after["01"] == before["01"]
    moved = len(by_hand.last(ev.InjectsSlipped).injects)
    assert by_hand.session.feed[-1].text == f"{moved} injects slipped by 10 min"
    by_hand.do("slip", minutes="-8")
    moved = len(by_hand.last(ev.InjectsSlipped).injects)
    assert by_hand.session.feed[-1].text == f"{moved} injects brought forward by 8 min"
    assert by_hand.inject("02").due == 20 * 60  # it would have landed in the past
    assert by_hand.inject("05").due == 27 * 60


def test_an_edit_before_release_goes_out_instead_by_variant(by_hand: Room) -> None:
    by_hand.do("edit", inject="01", title="New title", body="New words at {{time.JST}}.")
    by_hand.do("edit", inject="03", variant="e", body="Other words.")
    with by_hand.refused("no variant"):
        by_hand.do("edit", inject="03", variant="zz", body="x")
    with by_hand.refused("characters"):
        by_hand.do("edit", inject="01", title="t" * 121)
    by_hand.release("01")
    by_hand.release("03")
    item = by_hand.inbox("north")["01"]
    assert (item.title, item.body) == ("New title", "New words at 09:00.")
    assert by_hand.inbox("east")["03"].body == "Other words."
    with by_hand.refused("already out"):
        by_hand.do("edit", inject="01", body="Too late")


def test_a_recall_strikes_the_words_that_people_have_read(by_hand: Room) -> None:
    by_hand.release("01")
    by_hand.do("open", "north", item="01")
    with by_hand.refused("has not gone out"):
        by_hand.do("recall", inject="05", reason="x")
    with by_hand.refused("reason"):
        by_hand.do("recall", inject="01", reason="")
    by_hand.do("recall", inject="01", reason="Wrong position")
    assert by_hand.inbox("north")["01"].recalled == "Wrong position"
    for action in ("release", "hold", "edit", "skip", "defer", "ready"):
        with by_hand.refused("has been recalled"):
            by_hand.do(action, inject="01", reason="x", minutes="3", body="x")


def test_an_ad_hoc_inject_goes_out_now_at_a_minute_or_by_hand(by_clock: Room) -> None:
    given = {"title": "Extra", "body": "Something else.", "to": "east"}
    by_clock.do("adhoc", **given, now="yes")
    by_clock.do("adhoc", **given, minutes="3")
    by_clock.do("adhoc", **given)
    assert set(by_clock.inbox("east")) == {"X-01"}
    by_clock.at("T+3.1")
    assert set(by_clock.inbox("east")) == {"X-01", "X-02"}
    by_clock.release("X-03")
    assert by_clock.inbox("east")["X-03"].title == "Extra"
    assert {r.id for r in by_clock.session.control_view().msel} >= {"X-01", "X-02", "X-03"}


@pytest.mark.parametrize(("change", "word"), [
    ({"to": "nobody"}, "no role"), ({"to": " ,"}, "nobody to go to"), ({"sender": "ghost"}, "no sender"),
    ({"channel": "pigeon"}, "no channel"), ({"minutes": "-4"}, "from 0 to"),
    ({"title": "t" * 200}, "characters"),
    ({"body": " "}, "empty"), ({"minutes": "900000"}, "100,000"),
])  # fmt: skip
def test_an_ad_hoc_inject_that_cannot_be_is_refused_in_words(
    by_hand: Room, change: dict[str, str], word: str
) -> None:
    with by_hand.refused(word):
        by_hand.do("adhoc", **({"title": "T", "body": "B", "to": "east"} | change))


def test_an_ad_hoc_inject_from_a_seated_player_goes_to_that_player_as_a_draft(by_hand: Room) -> None:
    by_hand.do("adhoc", title="T", body="B", to="east", sender="north", now="yes")
    assert by_hand.inbox("east") == {}
    assert [d.body for d in by_hand.seat("north").drafts] == ["B"]


def test_an_unknown_number_is_answered_with_the_nearest(by_hand: Room) -> None:
    with by_hand.refused("no inject", "Did you mean 05"):
        by_hand.release("5")
    with by_hand.refused("no inject"):
        by_hand.release("../../etc/passwd")


# --- staff drafts --------------------------------------------------------------------------------------


def test_a_seated_sender_gets_the_words_first_and_effects_wait_for_them(by_hand: Room) -> None:
    by_hand.release("02")
    assert by_hand.inject("02").status == "drafted"
    assert by_hand.inbox("south") == {}
    assert (by_hand.track("hb"), by_hand.decision("dp2").status) == (3, "waiting")
    (draft,) = by_hand.seat("north").drafts
    assert (draft.body, draft.to, draft.remaining) == ("Body 02.", "South", 240)
    with by_hand.refused("not your seat's"):
        by_hand.do("send-draft", "south", draft=draft.id)
    with by_hand.refused("still has the draft"):
        by_hand.do("send-draft", draft=draft.id)
    by_hand.wait(2)
    by_hand.do("send-draft", "north", draft=draft.id, body="In our own words.")
    assert by_hand.inbox("south")["02"].body == "In our own words."
    assert (by_hand.track("hb"), by_hand.decision("dp2").status) == (4, "open")
    assert by_hand.last(ev.DraftSent).edited
    row = next(r for r in by_hand.session.control_view().msel if r.id == "02")
    assert row.actual == pytest.approx(120, abs=1)
    with by_hand.refused("already"):
        by_hand.do("send-draft", "north", draft=draft.id)


def test_a_declined_draft_lets_control_send_it_as_simcell_or_leave_it(by_hand: Room) -> None:
    by_hand.release("02")
    by_hand.do("decline-draft", "north", draft="d1", reason="We would never")
    assert by_hand.decision("dp2").status == "waiting"
    assert ("send-draft", "d1") in [(s.action, s.argument) for s in by_hand.session.control_view().next_up]
    with by_hand.refused("declined already"):
        by_hand.do("send-draft", "north", draft="d1")
    by_hand.do("send-draft", draft="d1")
    assert by_hand.last(ev.DraftSent).as_simcell
    assert by_hand.decision("dp2").status == "open"


def test_an_unknown_draft_is_answered_with_those_that_wait(by_hand: Room) -> None:
    with by_hand.refused("no staff draft “d7”", "None waits"):
        by_hand.do("send-draft", draft="d7")
    by_hand.release("02")
    with by_hand.refused("Waiting: d1 (Title 02, waiting)."):
        by_hand.do("send-draft", draft="d7")
    with by_hand.refused("Waiting: d1 (Title 02)."):
        by_hand.do("send-draft", "north", draft="d7")
    with by_hand.refused("None waits"):  # for whom it is not, it is not there
        by_hand.do("send-draft", "south", draft="d7")


def test_a_draft_lapses_after_its_minutes_and_is_controls(by_hand: Room) -> None:
    by_hand.release("02")
    by_hand.at("T+4.1")
    assert by_hand.seat("north").drafts == ()
    with by_hand.refused("lapsed"):
        by_hand.do("send-draft", "north", draft="d1")
    by_hand.do("send-draft", draft="d1")
    assert "02" in by_hand.inbox("south")


def test_simcell_speaks_at_once_for_an_empty_seat() -> None:
    room = Room(drill(), empty=("north",)).start()
    room.release("02")
    assert "02" in room.inbox("south")
    assert room.decision("dp2").status == "open"


def test_each_leg_of_a_mirrored_inject_has_the_effects_of_its_own_words(by_hand: Room) -> None:
    by_hand.release("03")
    assert set(by_hand.inbox("east")) == {"03"}
    assert (by_hand.track("ha"), by_hand.track("hb")) == (3, 3)
    (north,) = by_hand.seat("north").drafts
    (south,) = by_hand.seat("south").drafts
    assert (north.body, south.body) == ("North writes.", "South writes.")
    by_hand.do("send-draft", "north", draft=north.id)
    assert (by_hand.track("ha"), by_hand.track("hb")) == (3, 4)
    by_hand.do("send-draft", "south", draft=south.id)
    assert (by_hand.track("ha"), by_hand.track("hb")) == (4, 4)
    assert by_hand.inbox("north")["03"].body == "South writes."


def test_a_draft_of_a_recalled_inject_goes_nowhere(by_hand: Room) -> None:
    by_hand.release("02")
    by_hand.do("recall", inject="02", reason="Wrong day")
    assert by_hand.seat("north").drafts == ()
    with by_hand.refused("recalled"):
        by_hand.do("send-draft", "north", draft="d1")
    by_hand.at("T+5")
    with by_hand.refused("recalled"):
        by_hand.do("send-draft", draft="d1")
    assert by_hand.inbox("south") == {}


# --- receipts ------------------------------------------------------------------------------------------


def test_sent_opened_and_acknowledged_are_three_things(by_hand: Room) -> None:
    by_hand.release("01")
    assert by_hand.inbox("north")["01"].unread
    by_hand.wait(1)
    by_hand.do("open", "north", item="01")
    by_hand.do("open", "north", item="01")
    by_hand.wait(1)
    by_hand.do("ack", "north", item="01", read_back="Adrift")
    item = by_hand.inbox("north")["01"]
    assert (item.at, item.opened, item.acknowledged) == (0.0, 60.0, 120.0)
    assert len(by_hand.events(ev.ItemOpened)) == 1
    row = next(r for r in by_hand.session.inject_detail("01").receipts if r.seat == "north")
    assert row.read_back == "Adrift"
    with by_hand.refused("already"):
        by_hand.do("ack", "north", item="01")
    with by_hand.refused("nothing called"):
        by_hand.do("open", "east", item="01")
    with by_hand.refused("player's seat"):
        by_hand.do("open", "director", item="01")


def test_what_comes_over_the_hotline_is_read_back_before_it_counts_as_received() -> None:
    """FOG SIGNAL's call of the coast guards' line asks for words, not for a key."""
    room = Room().start()
    room.release("08")
    [seat, *_] = [s for i, s in room.state.receipts if i == "08"]
    with room.refused("read back"):
        room.do("ack", seat, item="08")
    room.do("ack", seat, item="08", read_back="We hear you: coast guards lie outside this line.")
    assert room.state.receipts["08", seat].acknowledged is not None
