"""First votes and the balance of who decides and speaks, in the report."""

from __future__ import annotations

import pytest

from tests.room import Room
from tte.review.analysis import analyse
from tte.review.model import Analysis
from tte.review.redact import for_participants, report_of


def analysis_of(room: Room) -> Analysis:
    return analyse(
        room.session.exercise,
        list(room.session.history),
        session_name="room",
        generated_wall=0,
        verified=None,
    )


@pytest.fixture
def voted() -> Room:
    """Three people at one seat vote, two for a; the seat then takes b."""
    room = Room().start()
    room.do("name", "us", names="Ann, Bo, Cy")
    room.do("open-decision", decision="dp5")
    room.do("first-vote", decision="dp5")
    room.do("vote", "us", decision="dp5", option="a", voter="Ann", why="It is clear")
    room.do("vote", "us", decision="dp5", option="a", voter="Bo")
    room.do("vote", "us", decision="dp5", option="b", voter="Cy")
    return room


def test_votes_are_in_the_report_once_their_seat_has_decided_and_not_before(voted: Room) -> None:
    (before,) = [d for d in analysis_of(voted).decisions if d.id == "dp5"]
    assert before.first_votes == ()
    voted.do("decide", "us", decision="dp5", option="b", why="The room heard Cy", participants="Ann, Cy")
    analysis = analysis_of(voted)
    (after,) = [d for d in analysis.decisions if d.id == "dp5"]
    (seat,) = after.first_votes
    assert [(v.voter, v.choice, v.why) for v in seat.votes] == [
        ("Ann", "a", "It is clear"),
        ("Bo", "a", ""),
        ("Cy", "b", ""),
    ]
    assert (seat.choice, seat.followed) == ("b", False)
    assert len(seat.events) == 3
    assert {"Ann", "Bo", "Cy"} <= set(analysis.people)
    assert for_participants(analysis, signed=True).decisions[0].first_votes == ()
    anonymised = report_of(analysis, "anonymised").analysis
    assert [v.voter for v in anonymised.decisions[0].first_votes[0].votes] == ["[name]"] * 3


def test_the_balance_counts_seats_and_people_and_names_its_events(voted: Room) -> None:
    voted.do("decide", "us", decision="dp5", option="b", why="The room heard Cy", participants="Ann, Cy")
    analysis = analysis_of(voted)
    rows = {(r.seat, r.person): r for r in analysis.balance}
    us = rows["us", ""]
    assert (us.decisions, us.share_of_decisions, us.votes) == (1, 1.0, 3)
    assert len(us.events) == 4
    assert [rows["us", name].decisions for name in ("Ann", "Bo", "Cy")] == [1, 0, 1]
    assert rows["rok", ""].events == ()
    assert for_participants(analysis, signed=True).balance == ()
