"""Decisions: who has to agree, what each may see, what counts, what control rules."""

from __future__ import annotations

import pytest

from tests.engine.drill import drill
from tests.room import Room
from tte.engine import events as ev
from tte.engine.dice import fall
from tte.errors import Refused


@pytest.fixture
def dp1(by_hand: Room) -> Room:
    by_hand.release("01")
    return by_hand


@pytest.fixture
def dp2(by_hand: Room) -> Room:
    by_hand.do("open-decision", decision="dp2")
    return by_hand


def seen_by(room: Room, seat: str, decision: str) -> dict[str, str]:
    return dict(next(d for d in room.seat(seat).decisions if d.id == decision).others)


# --- joint ---------------------------------------------------------------------------------------------


def test_a_joint_decision_closes_when_all_owners_agree_and_counts_once(dp1: Room) -> None:
    dp1.decide("north", "dp1", "a")
    assert dp1.decision("dp1").status == "open"
    dp1.decide("south", "dp1", "a")
    standing = dp1.decision("dp1")
    assert (standing.status, standing.how) == ("closed", "agreed")
    assert dict(standing.outcomes) == {"north": "a", "south": "a"}
    assert dp1.track("tru") == 6
    assert (standing.before["tru"], standing.after["tru"]) == (5, 6)


def test_owners_of_a_joint_decision_see_what_the_others_say_and_may_come_round(dp1: Room) -> None:
    dp1.decide("north", "dp1", "a")
    dp1.decide("south", "dp1", "d")
    assert seen_by(dp1, "south", "dp1") == {"North": "a"}
    assert dp1.decision("dp1").status == "open"
    dp1.decide("south", "dp1", "a", why="They convinced us.")
    submitted = dp1.last(ev.DecisionSubmitted)
    assert submitted.revision == 1
    assert dp1.decision("dp1").status == "closed"


def test_an_option_that_one_can_bring_about_alone_wins_over_disagreement(dp1: Room) -> None:
    dp1.decide("north", "dp1", "b")
    assert dp1.decision("dp1").status == "open"
    dp1.decide("south", "dp1", "a")
    standing = dp1.decision("dp1")
    assert (standing.how, set(standing.outcomes.values())) == ("unilateral", {"b"})
    assert dp1.track("esc") == 2


def test_it_wins_at_the_deadline_too_when_the_other_says_nothing(dp1: Room) -> None:
    dp1.decide("north", "dp1", "b")
    dp1.at("T+8.1")
    standing = dp1.decision("dp1")
    assert (standing.status, standing.how, standing.defaulted) == ("closed", "unilateral", ())


def test_a_deadline_without_agreement_leaves_control_to_choose(dp1: Room) -> None:
    dp1.decide("north", "dp1", "a")
    dp1.at("T+8.1")
    assert dp1.last(ev.DecisionExpired).missing == ("south",)
    step = dp1.session.control_view().next_up[0]
    assert (step.action, step.argument) == ("close", "dp1")
    assert "South" in step.words
    dp1.do("extend", decision="dp1", minutes="2")
    assert dp1.decision("dp1").status == "open"
    dp1.at("T+10.3")
    assert dp1.decision("dp1").status == "expired"
    dp1.do("close", decision="dp1", reason="No answer")
    standing = dp1.decision("dp1")
    assert (standing.how, set(standing.outcomes.values()), standing.defaulted) == (
        "default",
        {"d"},
        ("south",),
    )
    assert dp1.track("tru") == 4


def test_a_late_answer_still_counts_until_control_closes(dp1: Room) -> None:
    dp1.decide("north", "dp1", "a")
    dp1.at("T+9")
    dp1.decide("south", "dp1", "a")
    assert dp1.decision("dp1").how == "agreed"


def test_control_can_close_on_an_option_of_its_own_choice(dp1: Room) -> None:
    dp1.do("close", decision="dp1", choice="a", reason="Said aloud")
    assert dp1.decision("dp1").how == "control"
    assert dp1.decision("dp1").defaulted == ()
    with dp1.refused("no option"):
        dp1.do("overrule", decision="dp1", choice="z", reason="x")


def test_unattended_play_takes_the_default_at_the_deadline() -> None:
    room = Room(drill(), pace="clock", unattended=True).start()
    room.at("T+8.1")
    assert room.decision("dp1").how == "default"
    assert set(room.decision("dp1").outcomes.values()) == {"d"}


def test_a_locked_option_says_so_without_giving_its_track_away_and_opens_by_condition(dp1: Room) -> None:
    option = next(o for o in dp1.seat("north").decisions[0].options if o.key == "c")
    assert option.locked == "It needs more trust."
    with dp1.refused("not open now", "It needs more trust."):
        dp1.decide("north", "dp1", "c")
    dp1.do("set-track", track="tru", value="6", reason="test")
    assert next(o for o in dp1.seat("north").decisions[0].options if o.key == "c").locked == ""
    dp1.decide("north", "dp1", "c")
    submitted = dp1.last(ev.DecisionSubmitted)
    assert (submitted.seen, submitted.locked) == (("a", "b", "c", "d"), ())


def test_what_was_open_and_what_was_locked_is_kept_with_the_answer(dp1: Room) -> None:
    dp1.decide("north", "dp1", "a")
    submitted = dp1.last(ev.DecisionSubmitted)
    assert (submitted.seen, submitted.locked) == (("a", "b", "d"), ("c",))


def test_a_seat_that_holds_several_owners_of_a_joint_decision_speaks_for_all() -> None:
    room = Room(drill(), seating="two").start()
    room.release("01")
    room.decide("coast", "dp1", "a")
    assert dict(room.decision("dp1").outcomes) == {"north": "a", "south": "a"}


def test_a_seat_that_holds_several_owners_of_a_separate_decision_answers_for_one_after_the_other() -> None:
    room = Room(drill(), seating="two").start()
    room.do("open-decision", decision="dp2")
    assert [d.owner for d in room.seat("coast").decisions] == ["north"]
    room.decide("coast", "dp2", "d")
    assert [d.owner for d in room.seat("coast").decisions] == ["south"]
    room.decide("coast", "dp2", "d")
    assert dict(room.decision("dp2").outcomes) == {"north": "d", "south": "d"}


def test_control_answers_for_a_party_that_is_absent(by_hand: Room) -> None:
    by_hand.do("open-decision", decision="dp3")
    by_hand.decide("north", "dp3", "b")
    by_hand.decide("south", "dp3", "b")
    assert ("answer", "dp3 flag") in [(s.action, s.argument) for s in by_hand.session.control_view().next_up]
    by_hand.do("answer", decision="dp3", owner="flag", option="b")
    assert by_hand.decision("dp3").status == "closed"
    assert by_hand.last(ev.DecisionSubmitted).participants == ()
    with by_hand.refused("not east's"):
        by_hand.do("answer", decision="dp3", owner="east", option="b")


def test_nobody_decides_what_is_not_theirs(dp1: Room) -> None:
    with dp1.refused("not for"):
        dp1.decide("east", "dp1", "a")
    with dp1.refused("not for"):
        dp1.decide("north", "dp1", "a", owner="south")
    with dp1.refused("why"):
        dp1.decide("north", "dp1", "a", why=" ")
    with dp1.refused("0 to 100"):
        dp1.decide("north", "dp1", "a", confidence="101")
    said = []
    for to_come_or_nothing in ("dp2", "dp99"):
        with pytest.raises(Refused) as caught:
            dp1.decide("north", to_come_or_nothing, "a")
        said.append(str(caught.value).replace(to_come_or_nothing, "it"))
    assert said[0] == said[1], "a player learns nothing of what is still to come"
    assert "dp" not in said[0]


# --- each ----------------------------------------------------------------------------------------------


def test_separate_answers_are_hidden_from_one_another_until_it_closes(dp2: Room) -> None:
    assert seen_by(dp2, "south", "dp2") == {"North": "no answer yet"}
    dp2.decide("north", "dp2", "b", why="SECRET")
    assert seen_by(dp2, "south", "dp2") == {"North": "has answered"}
    dp2.decide("south", "dp2", "a")
    assert seen_by(dp2, "south", "dp2") == {"North": "b"}
    assert "SECRET" not in repr(dp2.seat("south"))


def test_they_are_seen_at_once_where_the_deck_lets_them(by_hand: Room) -> None:
    by_hand.do("open-decision", decision="dp4")
    by_hand.decide("north", "dp4", "written", written="Let us wait.")
    assert seen_by(by_hand, "east", "dp4") == {"North": "in their own words: Let us wait."}


def test_trust_counts_once_and_only_if_all_owners_choices_carry_it(dp2: Room) -> None:
    dp2.decide("north", "dp2", "a")
    dp2.decide("south", "dp2", "d")
    assert dp2.track("tru") == 5
    dp2.do("overrule", decision="dp2", choice="a", reason="test")
    assert dp2.track("tru") == 6


def test_own_and_other_are_the_heats_of_who_chose_and_a_rise_is_capped(dp2: Room) -> None:
    dp2.decide("north", "dp2", "b")
    dp2.decide("south", "dp2", "b")
    assert (dp2.track("ha"), dp2.track("hb")) == (3 - 1 + 2, 3 - 1 + 2)
    assert dp2.track("esc") == 2  # not 3: one decision raises it by 1 at most


def test_an_effect_limited_to_a_role_counts_for_that_role_only(dp2: Room) -> None:
    dp2.decide("north", "dp2", "d")
    dp2.decide("south", "dp2", "a")
    assert (dp2.track("ha"), dp2.track("hb")) == (3 + 2, 3 - 1)


def test_effects_stop_at_the_ends_of_a_scale_and_are_taken_back_as_they_were(dp2: Room) -> None:
    dp2.decide("north", "dp2", "e")
    dp2.decide("south", "dp2", "e")
    change = dp2.last(ev.TrackChanged)
    assert (change.before, change.after, change.asked) == (5, 10, 50)
    dp2.do("reopen", decision="dp2", reason="Not meant", minutes="3")
    assert dp2.track("tru") == 5


def test_a_missing_answer_takes_the_default_but_the_given_one_stands(dp2: Room) -> None:
    dp2.decide("north", "dp2", "d")
    dp2.at("T+6.1")
    dp2.do("close", decision="dp2")
    standing = dp2.decision("dp2")
    assert dict(standing.outcomes) == {"north": "d", "south": "a"}
    assert standing.defaulted == ("south",)
    assert seen_by(dp2, "north", "dp2") == {"South": "default"}


# --- dice ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_dice_fall_by_the_seed_and_never_anew(seed: int) -> None:
    room = Room(drill(), seed=seed).start()
    room.do("open-decision", decision="dp2")
    room.decide("north", "dp2", "c")
    room.decide("south", "dp2", "a")
    dice = room.last(ev.DiceRolled)
    assert dice.hit is (fall(seed, dice.key) < 0.75)
    assert (room.track("esc"), room.track("ha")) == ((0, 3) if dice.hit else (1, 4))
    room.do("overrule", decision="dp2", choice="d", owner="south", reason="test")
    again = room.last(ev.DiceRolled)
    assert (again.key, again.rolled, again.hit, again.reason) == (
        dice.key,
        dice.rolled,
        dice.hit,
        dice.reason,
    )
    assert again.called == "south"
    if not again.hit:
        assert again.reason == "South tests the line."


@pytest.mark.parametrize("seed", range(4))
def test_undo_and_release_again_falls_the_same(seed: int) -> None:
    room = Room(drill(), seed=seed).start()
    room.release("07")
    first = room.last(ev.DiceRolled)
    room.undo()
    assert room.state.calls == {}
    room.release("07")
    assert room.last(ev.DiceRolled) == first


# --- written answers -----------------------------------------------------------------------------------


def test_a_written_answer_waits_for_a_ruling_with_a_reason(dp2: Room) -> None:
    dp2.decide("north", "dp2", "written", written="Send a rowing boat.")
    dp2.decide("south", "dp2", "a")
    assert dp2.decision("dp2").status == "open"
    assert dp2.session.control_view().decisions[0].unruled == ("north",)
    assert dp2.session.control_view().next_up[0].action == "rule"
    with dp2.refused("waits for your ruling"):
        dp2.do("close", decision="dp2")
    with dp2.refused("reason"):
        dp2.do("rule", decision="dp2", owner="north", tracks="esc-1", reason="")
    with dp2.refused("no track"):
        dp2.do("rule", decision="dp2", owner="north", tracks="zzz-1", reason="x")
    with dp2.refused("has not given a written answer"):
        dp2.do("rule", decision="dp2", owner="south", tracks="esc-1", reason="x")
    dp2.do("rule", decision="dp2", owner="north", tracks="esc-1, ha+1", reason="It calmed people")
    standing = dp2.decision("dp2")
    assert dict(standing.outcomes) == {"north": "written", "south": "a"}
    assert (dp2.track("esc"), dp2.track("ha")) == (0, 4)
    assert any("It calmed people" in row.text for row in dp2.session.feed if row.group == "ruling")


def test_a_written_answer_cannot_be_empty_or_endless(dp2: Room) -> None:
    with dp2.refused("empty"):
        dp2.decide("north", "dp2", "written", written="  ")
    with dp2.refused("characters", "8,000"):
        dp2.decide("north", "dp2", "written", written="x" * 1_000_000)
    with dp2.refused("characters", "8,000"):
        dp2.decide("north", "dp2", "a", assumptions="x" * 8_001)


@pytest.mark.parametrize("ruled", ["north", "south"])
def test_one_ruling_covers_what_all_owners_of_a_joint_decision_wrote(dp1: Room, ruled: str) -> None:
    dp1.decide("north", "dp1", "written", written="A mixed crew.")
    assert seen_by(dp1, "south", "dp1") == {"North": "in their own words: A mixed crew."}
    assert dp1.session.control_view().decisions[0].unruled == ()
    dp1.decide("south", "dp1", "written", written="As North says.")
    assert dp1.decision("dp1").status == "open"
    dp1.do("rule", decision="dp1", owner=ruled, tracks="tru+2", reason="Bold")
    assert (dp1.decision("dp1").status, dp1.track("tru")) == ("closed", 7)


def test_a_ruling_on_one_owners_words_does_not_cover_words_that_came_later(dp1: Room) -> None:
    dp1.decide("north", "dp1", "written", written="A mixed crew.")
    dp1.do("rule", decision="dp1", owner="north", tracks="tru+2", reason="Bold")
    dp1.decide("south", "dp1", "written", written="Our crew alone.")
    assert dp1.decision("dp1").status == "open"
    assert dp1.session.control_view().decisions[0].unruled == ("north",)


def test_two_written_answers_without_a_ruling_at_the_deadline_wait_for_it(dp1: Room) -> None:
    for seat in ("north", "south"):
        dp1.decide(seat, "dp1", "written", written="Both together.")
    dp1.at("T+8.1")
    assert dp1.last(ev.DecisionExpired).missing == ()
    with dp1.refused("waits for your ruling"):
        dp1.do("close", decision="dp1")
    dp1.do("rule", decision="dp1", owner="north", tracks="", reason="No effect")
    standing = dp1.decision("dp1")
    assert (standing.status, set(standing.outcomes.values())) == ("closed", {"written"})
    assert dp1.track("tru") == 5


def test_one_written_answer_alone_does_not_hold_up_the_default_of_a_joint_decision(dp1: Room) -> None:
    dp1.decide("north", "dp1", "written", written="A mixed crew.")
    dp1.at("T+8.1")
    dp1.do("close", decision="dp1")
    assert set(dp1.decision("dp1").outcomes.values()) == {"d"}


def test_revised_words_need_a_new_ruling(dp2: Room) -> None:
    dp2.decide("north", "dp2", "written", written="One.")
    dp2.do("rule", decision="dp2", owner="north", tracks="tru+3", reason="x")
    dp2.decide("north", "dp2", "written", written="Two.")
    dp2.decide("south", "dp2", "a")
    assert dp2.decision("dp2").status == "open"


# --- what follows an answer ----------------------------------------------------------------------------


def test_reasons_can_be_added_until_the_move_ends(dp1: Room) -> None:
    for seat in ("north", "south"):
        dp1.decide(seat, "dp1", "a")
    dp1.do("amend", "north", decision="dp1", confidence="70", dissent="Ada: too fast\nanonymous: too slow")
    own = dp1.seat("north").decisions[0].own
    assert own is not None
    assert own.why == "We had to."
    assert own.confidence == 70
    assert [(d.name, d.text) for d in own.dissent] == [("Ada", "too fast"), ("", "too slow")]
    assert dp1.seat("north").decisions[0].can_amend
    dp1.do("endex", reason="time")
    assert not dp1.seat("north").decisions[0].can_amend
    dp1.do("reopen-ex", reason="too soon")
    assert dp1.seat("north").decisions[0].can_amend
    dp1.do("jump")
    assert not dp1.seat("north").decisions[0].can_amend
    with dp1.refused("move is over"):
        dp1.do("amend", "north", decision="dp1", why="Later wisdom")
    dp1.do("amend", decision="dp1", owner="north", why="As told to control")
    with dp1.refused("no answer"):
        dp1.do("amend", decision="dp2", owner="north")


def test_reopening_takes_the_effects_back_and_asks_every_owner_again(dp2: Room) -> None:
    dp2.decide("north", "dp2", "b")
    dp2.decide("south", "dp2", "b")
    heats = dp2.tracks
    with dp2.refused("reason"):
        dp2.do("reopen", decision="dp2", minutes="5", reason="")
    with dp2.refused("above 0"):
        dp2.do("reopen", decision="dp2", minutes="-5", reason="x")
    dp2.do("reopen", decision="dp2", minutes="5", reason="New facts")
    assert dp2.tracks != heats
    assert (dp2.track("esc"), dp2.track("ha"), dp2.track("hb")) == (1, 3, 3)
    assert dp2.seat("north").decisions[0].reason == "New facts"
    dp2.decide("north", "dp2", "d")
    assert dp2.decision("dp2").status == "open"
    assert dp2.session.control_view().decisions[0].missing == ("south",)
    dp2.decide("south", "dp2", "a")
    assert dict(dp2.decision("dp2").outcomes) == {"north": "d", "south": "a"}


def test_after_a_reopening_without_new_answers_the_former_ones_stand(dp2: Room) -> None:
    dp2.decide("north", "dp2", "b")
    dp2.decide("south", "dp2", "b")
    heats = dp2.tracks
    dp2.do("reopen", decision="dp2", minutes="1", reason="x")
    dp2.at("T+2")
    assert dp2.decision("dp2").status == "expired"
    dp2.do("close", decision="dp2")
    assert (dp2.tracks, dp2.decision("dp2").how) == (heats, "answered")


def test_overruling_replaces_the_effects_and_the_log_says_why(dp2: Room) -> None:
    dp2.decide("north", "dp2", "b")
    dp2.decide("south", "dp2", "b")
    with dp2.refused("reason"):
        dp2.do("overrule", decision="dp2", choice="a", reason=" ")
    with dp2.refused("what holds instead"):
        dp2.do("overrule", decision="dp2", reason="x")
    dp2.do("overrule", decision="dp2", tracks="esc+2", reason="A ship was rammed")
    assert (dp2.track("esc"), dp2.track("ha"), dp2.track("hb")) == (3, 3, 3)
    assert dict(dp2.decision("dp2").outcomes) == {"north": "b", "south": "b"}
    dp2.do("overrule", decision="dp2", choice="a", reason="On reflection")
    assert (dp2.track("esc"), dp2.track("tru")) == (1, 6)
    assert [e.reason for e in dp2.events(ev.OutcomeOverruled)] == ["A ship was rammed", "On reflection"]
    assert [r.seat for r in dp2.session.history if isinstance(r.event, ev.OutcomeOverruled)] == [
        "director"
    ] * 2


def test_a_withdrawn_decision_asks_nobody_any_more_until_it_is_opened_again(dp2: Room) -> None:
    dp2.decide("north", "dp2", "b")
    dp2.do("withdraw", decision="dp2", reason="Overtaken")
    assert dp2.seat("south").decisions[0].status == "withdrawn"
    with dp2.refused("withdrawn"):
        dp2.decide("south", "dp2", "a")
    assert dp2.tracks == Room(drill()).tracks
    dp2.do("open-decision", decision="dp2")
    assert dict(dp2.decision("dp2").submissions) == {}


def test_who_took_part_is_kept_with_the_answer(dp1: Room) -> None:
    dp1.do("name", "north", names="Ada, Bo, Ada")
    dp1.decide("north", "dp1", "a")
    assert dp1.last(ev.DecisionSubmitted).participants == ("Ada", "Bo")
    dp1.do("answer", decision="dp1", owner="south", option="d")
    assert dp1.last(ev.DecisionSubmitted).participants == ()


@pytest.mark.parametrize(
    "action", ["rule", "overrule", "set-track", "extend", "close", "open-decision", "withdraw"]
)
def test_players_do_not_rule(dp1: Room, action: str) -> None:
    given = {"decision": "dp1", "owner": "north", "track": "tru", "value": "3", "minutes": "3", "reason": "x"}
    with dp1.refused("only control"):
        dp1.do(action, "north", **given)


def test_set_track_stays_on_its_scale_and_says_why(by_hand: Room) -> None:
    for value, word in (("11", "0 to 10"), ("-1", "0 to 10"), ("5", "already")):
        with by_hand.refused(word):
            by_hand.do("set-track", track="tru", value=value, reason="x")
    with by_hand.refused("reason"):
        by_hand.do("set-track", track="tru", value="6", reason="")
    by_hand.do("set-track", track="tru", value="6", reason="They embraced")
    assert by_hand.last(ev.TrackChanged).because == "They embraced"
    assert any("They embraced" in row.text for row in by_hand.session.feed)
