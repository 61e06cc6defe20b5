"""The people in a room: frozen and locked seats, codes, first votes, words to all, the balance."""

from __future__ import annotations

import pytest

from tests.engine.drill import DRILL, drill
from tests.room import Room
from tte.conduct.codes import reissue_code
from tte.conduct.live import LiveSession
from tte.conduct.memory import MemoryLog
from tte.engine import commands as co
from tte.engine import commands_people as cp
from tte.engine import events as ev
from tte.engine.balance import balance
from tte.engine.events import decode, encode
from tte.exercise.models import Exercise

# --- frozen and locked ---------------------------------------------------------------------------------


def test_a_frozen_seat_reads_and_asks_and_does_nothing_else(by_hand: Room) -> None:
    by_hand.release("01")
    by_hand.do("freeze", seat="north", reason="Wait for the others")
    with by_hand.refused("frozen the seat of Seat north", "Wait for the others", "ask control"):
        by_hand.decide("north", "dp1", "a")
    with by_hand.refused("frozen"):
        by_hand.say("north", "south", "Hello", "radio")
    with by_hand.refused("frozen"):
        by_hand.do("park", "north", body="Why?")
    by_hand.do("open", "north", item="01")
    by_hand.do("ask", "north", body="Why?")
    assert by_hand.seat("north").barred is not None
    assert by_hand.seat("south").barred is None
    by_hand.do("unfreeze", seat="north")
    by_hand.decide("north", "dp1", "a")


def test_no_freeze_or_lock_stands_in_the_way_of_an_emergency(by_hand: Room) -> None:
    by_hand.do("freeze", seat="north")
    by_hand.do("lock", seat="north")
    by_hand.do("no-duff", "north", reason="Fire")
    assert by_hand.state.phase == "no_duff"


def test_nobody_sits_down_at_a_locked_seat(by_hand: Room) -> None:
    by_hand.do("lock", seat="north", reason="Come to the front")
    with by_hand.refused("locked the seat", "Come to the front"):
        by_hand.issue(co.TakeSeat("another"), "north")
    with by_hand.refused("locked"):
        by_hand.do("ask", "north", body="Why?")
    by_hand.issue(co.LeaveSeat("terminal of north"), "north")
    by_hand.undo()
    by_hand.issue(co.TakeSeat("another"), "north")
    assert by_hand.state.seats["north"].terminals == ("another",)


def test_control_ends_one_connection_or_all_of_a_seat(by_hand: Room) -> None:
    by_hand.issue(co.TakeSeat("second"), "north")
    with by_hand.refused("no", "terminal of north, second"):
        by_hand.do("disconnect", seat="north", terminal="third")
    by_hand.do("disconnect", seat="north", terminal="second", reason="Left open")
    assert by_hand.state.seats["north"].terminals == ("terminal of north",)
    by_hand.do("disconnect", seat="north")
    assert by_hand.state.seats["north"].terminals == ()


def test_only_control_does_all_this_and_never_to_its_own_seats(by_hand: Room) -> None:
    orders = [
        cp.FreezeSeat("south"), cp.LockSeat("south"), cp.EndConnection("south"), cp.ReissueCode("south"),
        cp.Countdown(5), cp.SetWall(True), cp.Broadcast("x"), cp.AskFirstVote("dp1"),
    ]  # fmt: skip
    for order in orders:
        with by_hand.refused("only control"):
            by_hand.issue(order, "north")
    with by_hand.refused("control's own seat"):
        by_hand.do("freeze", "facilitator", seat="director")
    with by_hand.refused("only the exercise director"):
        by_hand.do("reissue-code", "facilitator", seat="director")


# --- codes ---------------------------------------------------------------------------------------------


def test_a_reissued_code_is_told_once_and_never_in_the_log(by_hand: Room) -> None:
    first = reissue_code(by_hand.session, cp.ReissueCode("north"), "director")
    assert by_hand.session.log.check_code("north", first.code)
    second = reissue_code(by_hand.session, cp.ReissueCode("north"), "director")
    assert not by_hand.session.log.check_code("north", first.code)
    assert second.seat == "north"
    for recorded in by_hand.session.history:
        assert first.code not in encode(recorded.event)
        assert second.code not in encode(recorded.event)
    assert by_hand.session.feed[-1].text == "North has another code"


def test_a_session_without_a_seat_for_the_wall_gets_one_with_its_code() -> None:
    session = LiveSession(drill(), (), MemoryLog(), own_time=True)
    seats = (("director", "director"), ("observer", "observer"))
    session.issue(co.OpenSession("", "full", control_seats=seats), co.SYSTEM)  # type: ignore[arg-type]
    assert "wall" not in session.state.seats
    made = reissue_code(session, cp.ReissueCode("wall"), "director")
    assert session.state.seats["wall"].kind == "wall"
    assert session.log.check_code("wall", made.code)


# --- first votes ---------------------------------------------------------------------------------------


def _voting() -> Room:
    data = {**DRILL, "decisions": [{**d, "first_vote": d["id"] == "dp1"} for d in DRILL["decisions"]]}
    room = Room(Exercise.model_validate(data)).start()
    room.do("name", "north", names="Ann, Bo, Cy")
    room.do("name", "south", names="Di")
    room.release("01")
    return room


def test_everybody_votes_alone_before_the_seat_decides_and_reads_it_only_then() -> None:
    room = _voting()
    with room.refused("first vote", "Ann, Bo, Cy"):
        room.decide("north", "dp1", "a")
    room.do("vote", "north", decision="dp1", voter="Ann", option="b", why="Quicker")
    room.do("vote", "north", decision="dp1", voter="Bo", option="a")
    with room.refused("not at this seat"):
        room.do("vote", "north", decision="dp1", voter="Zoe", option="a")
    with room.refused("first vote", "Cy"):
        room.decide("north", "dp1", "a")
    (decision,) = room.seat("north").decisions
    assert decision.first_vote is not None
    assert (decision.first_vote.voted, decision.first_vote.missing, decision.first_vote.votes) == (
        ("Ann", "Bo"), ("Cy",), (),
    )  # fmt: skip
    (row,) = room.session.control_view().decisions
    assert row.votes == (("Seat north", 2, 3),)
    assert not any("Quicker" in line.text or ": b" in line.text for line in room.session.feed)
    room.do("vote", "north", decision="dp1", voter="Cy", option="a")
    room.decide("north", "dp1", "a")
    (decision,) = room.seat("north").decisions
    assert decision.first_vote is not None
    assert decision.first_vote.votes == (("Ann", "b", "Quicker"), ("Bo", "a", ""), ("Cy", "a", ""))
    assert "[first votes: a 2, b 1]" in room.session.feed[-1].text
    (other,) = room.seat("south").decisions
    assert other.first_vote is None, "one person alone needs no vote, and sees nobody else's"
    room.decide("south", "dp1", "a")


def test_who_has_left_or_a_waiver_of_control_lets_a_seat_decide() -> None:
    room = _voting()
    room.do("vote", "north", decision="dp1", voter="Ann", option="b")
    room.do("vote", "north", decision="dp1", voter="Bo", option="b")
    room.do("name", "north", names="Ann, Bo")
    room.decide("north", "dp1", "b")
    other = _voting()
    other.do("first-vote", decision="dp1", off="yes")
    other.decide("north", "dp1", "b")


def test_control_asks_for_a_vote_that_the_deck_does_not() -> None:
    room = _voting()
    room.do("open-decision", decision="dp4")
    with room.refused("no first vote is asked"):
        room.do("vote", "north", decision="dp4", voter="Ann", option="a")
    room.do("first-vote", decision="dp4")
    with room.refused("first vote"):
        room.decide("north", "dp4", "a")
    with room.refused("asks for a first vote already"):
        room.do("first-vote", decision="dp4")


# --- to all --------------------------------------------------------------------------------------------


def test_a_broadcast_reaches_every_seat_in_any_phase_and_the_wall(by_hand: Room) -> None:
    by_hand.do("pause")
    by_hand.do("broadcast", body="Back in ten minutes")
    for seat in ("north", "south", "east"):
        (item,) = by_hand.inbox(seat).values()
        assert (item.body, item.broadcast, item.sender) == ("Back in ten minutes", True, "Control")
    assert by_hand.session.wall_view().broadcast == "Back in ten minutes"
    by_hand.do("tell", seat="east", body="For you alone")
    assert [i.body for i in by_hand.inbox("east").values()][-1] == "For you alone"
    assert len(by_hand.inbox("north")) == 1
    assert by_hand.session.wall_view().broadcast == "Back in ten minutes"


def test_a_countdown_is_seen_everywhere_until_it_is_over_or_stopped(by_hand: Room) -> None:
    by_hand.do("countdown", minutes="2", words="Decide")
    found = by_hand.seat("north").countdown
    assert found is not None
    assert (found.until - by_hand.wall.now, found.words) == (120_000, "Decide")
    assert by_hand.session.wall_view().countdown == by_hand.session.control_view().countdown == found
    by_hand.wait(4)
    assert by_hand.seat("north").countdown is None
    by_hand.do("countdown", minutes="5")
    by_hand.do("countdown", minutes="0")
    assert by_hand.seat("north").countdown is None
    with by_hand.refused("no countdown"):
        by_hand.do("countdown", minutes="0")
    by_hand.do("countdown", minutes="5")
    by_hand.do("endex")
    assert by_hand.session.wall_view().countdown is None, "EndEx ends it"
    by_hand.do("countdown", minutes="2", words="One strength")  # of the hot wash
    assert by_hand.session.wall_view().countdown is not None


# --- who does what -------------------------------------------------------------------------------------


def test_two_facilitators_see_who_did_what_and_nothing_is_released_twice(by_hand: Room) -> None:
    by_hand.issue(co.ReleaseInject("01"), "director", "Kim")
    with by_hand.refused("already"):
        by_hand.issue(co.ReleaseInject("01"), "facilitator", "Lee")
    by_hand.issue(co.HoldInject("05"), "facilitator", "Lee")
    by = {row.text.split()[0]: row.by for row in by_hand.session.feed if row.by}
    assert (by["01"], by["05"]) == ("Kim (Director)", "Lee (Facilitator)")
    assert len(by_hand.events(ev.InjectReleased)) == 1


def test_the_balance_counts_words_and_decisions_by_seat_and_by_person(by_hand: Room) -> None:
    by_hand.do("name", "north", names="Ann, Bo")
    by_hand.release("01")
    by_hand.issue(co.SendMessage(("south",), "One", "radio"), "north", "Ann")
    by_hand.issue(co.SendMessage(("south",), "Two", "radio"), "north", "Ann")
    by_hand.issue(co.SendMessage(("north",), "Three", "radio"), "south")
    by_hand.decide("north", "dp1", "a", participants="Ann, Bo", dissent="Bo: No")
    by_hand.decide("north", "dp1", "b", participants="Ann, Bo")
    rows = {(r.seat, r.person): r for r in balance(by_hand.state, by_hand.session.history)}
    north, ann, bo = rows["north", ""], rows["north", "Ann"], rows["north", "Bo"]
    assert (north.words, north.decisions, north.dissent) == (2, 1, 1), "a revision is no second decision"
    assert north.share_of_words == pytest.approx(2 / 3)
    assert (ann.words, ann.decisions, bo.words, bo.decisions, bo.dissent) == (2, 1, 0, 1, 1)
    assert rows["east", ""].share_of_decisions == 0


def test_who_called_an_emergency_and_why_is_with_control(by_hand: Room) -> None:
    by_hand.issue(co.CallNoDuff("Ann has fainted"), "north", "Bo")
    called = by_hand.session.control_view().emergency
    assert called is not None
    assert (called.seat, called.by, called.reason) == ("north", "Bo", "Ann has fainted")
    assert by_hand.session.feed[-1].text.endswith("called by Bo, North: Ann has fainted")


# --- older logs ----------------------------------------------------------------------------------------


def test_logs_from_before_there_was_any_of_this_read_as_they_did() -> None:
    released = decode("no_duff_released", '{"heads": 9, "note": ""}')
    assert isinstance(released, ev.NoDuffReleased)
    assert (released.heads, released.seats) == (9, {})
    sent = '{"message":"m1","sender":"north","to":["south"],"channel":"radio","body":"x","due":0}'
    message = decode("message_sent", sent)
    assert isinstance(message, ev.MessageSent)
    assert message.broadcast is False


# --- merged roles --------------------------------------------------------------------------------------


def test_a_seat_of_merged_roles_holds_all_their_cards_and_nobody_elses() -> None:
    """Also that no fact of a merged brief is denied by another of the same table: numbers in them agree."""
    room = Room(seating="small").start()
    by_id = {r.id: r for r in room.session.exercise.roles}
    for seat in ("japan", "china"):
        view = room.seat(seat)
        roles = room.state.seats[seat].roles
        assert [r.role for r in view.roles] == list(roles)
        for role in view.roles:
            assert role.brief.private == by_id[role.role].brief.private
            assert role.brief.resources == by_id[role.role].brief.resources
            assert [a.text for a in role.brief.aims] == [a.text for a in by_id[role.role].brief.aims]
        private = [fact for role in view.roles for fact in role.brief.private]
        assert len(private) == len(set(private)), "nothing private is told twice"
        others = [f for r in by_id.values() if r.id not in roles for f in r.brief.private]
        assert not set(private) & set(others)


def test_merged_roles_are_asked_each_for_its_own_decision_and_once_for_a_joint_one() -> None:
    room = Room(seating="small", empty=("us", "rok", "asean", "okinawa")).start()
    room.do("open-decision", decision="dp3")
    owners = room.session.exercise.decisions[2].owners
    seats = {room.state.seat_of(o).id for o in owners if room.state.seat_of(o)}
    for seat in sorted(seats & {"japan", "china"}):
        (decision,) = [d for d in room.seat(seat).decisions if d.id == "dp3"]
        key = next(o.key for o in decision.options if not o.locked)
        room.decide(seat, "dp3", key)
    merged = {o for o in owners if (seat := room.state.seat_of(o)) and seat.id in ("japan", "china")}
    assert merged <= set(room.decision("dp3").submissions)
