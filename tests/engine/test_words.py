"""Words between people: remits of channels, delay, dice, the queue, speaking as somebody absent."""

from __future__ import annotations

import pytest

from tests.engine.drill import drill
from tests.room import Room
from tte.engine import events as ev
from tte.errors import Refused


def mine(room: Room, seat: str) -> dict[str, str]:
    return {i.id: i.status for i in room.seat(seat).items if i.kind == "mine"}


def test_a_message_over_a_channel_reaches_those_it_names(by_hand: Room) -> None:
    message = by_hand.say("north", "south", "We see you.", "radio")
    item = by_hand.inbox("south")[message]
    assert (item.sender, item.body, item.channel_name, item.markdown) == (
        "North",
        "We see you.",
        "Radio",
        False,
    )
    assert by_hand.inbox("east") == {}
    assert mine(by_hand, "north") == {message: "delivered"}


@pytest.mark.parametrize(("seat", "to", "channel", "words"), [
    ("east", "north", "radio", ("Radio is not for East", "Ships only.", "You can use: note (Notes)")),
    ("north", "east", "radio", ("does not reach East", "You can use: note (Notes)")),
    ("north", "flag", "line", ("does not reach The flag State", "Notes")),
    ("north", "south", "", ("which channel", "Radio", "The line", "Notes")),
    ("north", "south", "pigeon", ("no channel", "You can use: radio (Radio), line (The line)")),
    ("north", "nobody", "radio", ("nobody called", "east")),
    ("north", "north", "radio", ("nobody to go to",)),
    ("north", "control,south", "radio", ("control alone",)),
    ("north", "south", "voice", ("not for North",)),
])  # fmt: skip
def test_a_message_against_a_remit_is_refused_with_the_reason_and_alternatives(
    by_hand: Room, seat: str, to: str, channel: str, words: tuple[str, ...]
) -> None:
    with by_hand.refused(*words):
        by_hand.say(seat, to, "x", channel)


def test_a_player_is_offered_only_those_they_may_write_to() -> None:
    room = Room().start()
    with pytest.raises(
        Refused, match=r"nobody called “pigeon”.*You can write to: asean, ccg, .*control.*tanker"
    ) as said:
        room.say("jcg", "pigeon", "x", "vhf16")
    assert "dprk" not in str(said.value), "whom SIMCELL alone plays is no player's to know"
    with room.refused("You can write to:", "dprk"):
        room.do("simcell", to="pigeon", body="x")


def test_a_slow_channel_delivers_later_and_a_pause_does_not_count(by_hand: Room) -> None:
    message = by_hand.say("east", "north", "In writing.", "note")
    assert mine(by_hand, "east") == {message: "under way"}
    by_hand.at("T+1")
    by_hand.do("pause")
    by_hand.wait(10)
    by_hand.do("resume")
    assert message not in by_hand.inbox("north")
    by_hand.at("T+2.1")
    assert by_hand.inbox("north")[message].at == pytest.approx(120, abs=5)


def test_a_call_may_stay_unanswered_for_a_benign_reason_on_either_side() -> None:
    reasons: dict[str, set[str]] = {"north": set(), "south": set()}
    for seed in range(48):
        room = Room(drill(), seed=seed).start()
        for caller, called in (("north", "south"), ("south", "north")):
            message = room.say(caller, called, "Are you there?", "line")
            dice = room.last(ev.DiceRolled)
            assert (message in room.inbox(called)) is dice.hit
            if dice.hit:
                assert mine(room, caller)[message] == "delivered"
            else:
                reasons[called].add(dice.reason)
                assert mine(room, caller)[message] == f"not answered: {dice.reason}"
    assert reasons["south"] == {"South tests the line."}
    assert reasons["north"] == {"North is at the quay.", "North is asleep."}


def test_a_channel_with_read_back_asks_for_it_and_keeps_it() -> None:
    room = Room(drill(), seed=3).start()
    for number in range(20):
        message = room.say("north", "south", f"Try {number}", "line")
        if message in room.inbox("south"):
            break
    assert room.inbox("south")[message].read_back
    room.do("ack", "south", item=message, read_back="You try")
    assert room.state.receipts[message, "south"].read_back == "You try"


def test_a_question_to_control_waits_in_the_queue_with_its_age(by_hand: Room) -> None:
    by_hand.do("ask", "north", body="May we tow?")
    by_hand.wait(3)
    (row,) = by_hand.session.control_view().queue
    assert (row.sender, row.body, row.age, row.answered) == ("North", "May we tow?", 180, False)
    assert ("reply", "m1") in [(s.action, s.argument) for s in by_hand.session.control_view().next_up]
    by_hand.do("reply", message="m1", body="Yes.")
    assert by_hand.inbox("north")["m2"].sender == "Control"
    assert by_hand.inbox("north")["m2"].reply_to == "m1"
    assert mine(by_hand, "north")["m1"] == "answered"
    (row,) = by_hand.session.control_view().queue
    assert row.answered
    with by_hand.refused("answered already"):
        by_hand.do("reply", message="m1", body="Again")
    with by_hand.refused("no question"):
        by_hand.do("reply", message="m2", body="x")


def test_control_can_be_asked_at_any_time_before_the_seal() -> None:
    room = Room(drill())
    room.do("ask", "north", body="Where is the coffee?")
    room.start()
    room.do("pause")
    room.do("ask", "north", body="Why?")
    room.do("no-duff", reason="x")
    room.do("ask", "north", body="What?")
    assert len(room.session.control_view().queue) == 3
    assert room.session.control_view().queue[0].channel == "control"


def test_a_message_to_an_absent_party_is_answered_as_that_party(by_hand: Room) -> None:
    message = by_hand.say("north", "buoy", "Report.", "radio")
    assert by_hand.session.control_view().queue[0].to == "The buoy"
    by_hand.do("reply", message=message, body="Blip.")
    assert by_hand.inbox("north")["m2"].sender == "The buoy"


def test_a_message_to_several_some_of_them_absent_reaches_the_others_and_the_queue() -> None:
    room = Room(drill(), empty=("south",)).start()
    message = room.say("north", "south,buoy,east", "All of you.", "note")
    assert [r.id for r in room.session.control_view().queue] == [message]
    room.at("T+2.1")
    assert message in room.inbox("east")
    assert message in room.inbox("south")
    room.do("reply", message=message, body="Here is South's office.")
    assert room.last(ev.MessageSent).sender == "south"


def test_a_question_can_be_settled_by_word_of_mouth(by_hand: Room) -> None:
    by_hand.do("ask", "north", body="?")
    by_hand.do("settle", message="m1")
    assert by_hand.session.control_view().queue[0].answered


def test_control_speaks_for_the_absent_and_not_for_those_at_their_terminals(by_hand: Room) -> None:
    by_hand.do("simcell", to="east", sender="flag", body="Good day.")
    assert by_hand.inbox("east")["m1"].sender == "The flag State"
    with by_hand.refused("speak for themselves"):
        by_hand.do("simcell", to="east", sender="north", body="x")
    with by_hand.refused("nobody called"):
        by_hand.do("simcell", to="east", sender="ghost", body="x")
    with by_hand.refused("no channel"):
        by_hand.do("simcell", to="east", body="x", channel="pigeon")
    by_hand.do("simcell", to="all", body="Five minutes.")
    assert all("m2" in by_hand.inbox(seat) for seat in ("north", "south", "east"))


def test_control_writes_down_what_a_table_without_terminals_says() -> None:
    room = Room(drill(), empty=("north", "south"))
    room.do("heads", heads="north=3")
    room.start()
    room.do("simcell", to="east", sender="north", body="As said aloud.", channel="note")
    assert room.inbox("east")["m1"].sender == "North"


def test_nobody_speaks_for_another_seat_or_from_nowhere(by_hand: Room) -> None:
    with by_hand.refused("does not speak for South"):
        by_hand.do("message", "north", to="east", channel="note", body="x", sender="south")
    with by_hand.refused("no seat", "north"):
        by_hand.do("ask", "intruder", body="x")
    for action in ("simcell", "reply", "settle", "heads"):
        with by_hand.refused("" if action == "simcell" else "only control"):
            by_hand.do(action, "north", to="east", body="x", message="m1", heads="north=1")


def test_notes_are_controls_and_evaluators_and_the_parking_lot_is_everybodys(by_hand: Room) -> None:
    by_hand.do("note", "evaluator", body="They read back.", objective="O1")
    with by_hand.refused("control and evaluators"):
        by_hand.do("note", "north", body="x")
    with by_hand.refused("no objective"):
        by_hand.do("note", "evaluator", body="x", objective="O9")
    by_hand.do("park", "north", body="This could not happen.")
    by_hand.do("park", "east", body="Indeed.")
    assert [(p.id, p.seat) for p in by_hand.state.parked.values()] == [("p1", "north"), ("p2", "east")]


LONG = "x" * 1_000_000


@pytest.mark.parametrize(("action", "seat", "given"), [
    ("pause", "director", {"reason": LONG}), ("hold", "director", {"inject": "01", "reason": LONG}),
    ("no-duff", "north", {"reason": LONG}), ("no-duff", "north", {"reason": "x", "scope": LONG}),
    ("message", "north", {"to": "south", "channel": "radio", "body": LONG}), ("ask", "north", {"body": LONG}),
    ("park", "north", {"body": LONG}), ("note", "director", {"body": LONG}),
    ("jump", "director", {"name": LONG}),
    ("endex", "director", {"reason": LONG}), ("name", "north", {"names": LONG}),
    ("name", "north", {"names": ",".join(map(str, range(5000)))}),
    ("message", "north", {"to": LONG, "body": "x"}),
    ("decide", "north", {"decision": "dp1", "option": "a", "why": "x", "dissent": "Ada: " + LONG}),
    ("release", "director", {"inject": LONG}), ("park", "north", {"body": "half a character: \ud800"}),
    ("name", "north", {"names": "Ada \udcff"}),
])  # fmt: skip
def test_limits_are_said_and_nothing_happens(
    by_hand: Room, action: str, seat: str, given: dict[str, str]
) -> None:
    by_hand.release("01")
    with by_hand.refused():
        by_hand.do(action, seat, **given)


@pytest.mark.parametrize(
    "text", ["[red]x[/red]", "\x1b[2J", "a\0b", "‮abc", "<script>alert(1)</script>", "=1+1", "{{esc}}"]
)
def test_hostile_text_is_data_and_comes_out_as_it_went_in(by_hand: Room, text: str) -> None:
    message = by_hand.say("north", "south", text, "radio")
    assert by_hand.inbox("south")[message].body == text
    by_hand.do("park", "north", body=text)
    assert by_hand.state.parked["p1"].body == text


def test_a_seat_of_several_roles_speaks_as_the_one_whose_remit_covers_the_channel() -> None:
    table = Room(seating="small")
    table.do("name", "japan", names="Aoi")
    table.do("name", "china", names="Lin")
    table.start()
    table.do("message", "japan", to="ccg", channel="sar", body="Two of yours are aboard.")
    (message,) = table.state.messages.values()
    assert message.sender == "jcg"
