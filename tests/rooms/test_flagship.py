"""The 60-minute cut of FOG SIGNAL, by hand from StartEx to EndEx: a console and two players' terminals."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.rooms.conftest import HouseRoom
from tte.engine.events import DecisionClosed, DecisionOpened

pytestmark = pytest.mark.processes

CUT = ("01", "03", "04", "06", "08", "10", "12", "16", "21", "26", "36", "42", "44")
CHOICES = {"dp1": "a", "dp3": "b", "dp4": "b", "dp5": "a", "dp6": "a", "dp8": "a", "dp12": "a", "dp14": "b"}
WHY = "We act on what both sides can confirm."


def test_a_table_of_six_seats_is_led_by_hand_from_startex_to_the_report(
    room: Callable[..., HouseRoom],
) -> None:
    made = room("--cut", "60", "--seating", "small", "--name", "Trial")
    console = made.console((120, 40))
    japan = made.player("japan", "Aoi, Ren", (80, 24))
    china = made.player("china", "Lin", (120, 40))

    console.press("ctrl+s")
    console.wait_for("Call StartEx?")
    console.press("y")
    for terminal in (console, japan, china):
        terminal.wait_for("RUNNING")

    console.read(1.0)  # what has just become the next step is not done before it can have been read
    console.press("space")  # the facilitator's one key takes the next step
    console.wait_for("01 released to JCG, CCG, ROK")
    japan.press("2")
    japan.wait_for("Steering lost")
    japan.press("enter")
    japan.wait_for("PAN PAN")

    for inject in CUT:
        if inject in ("21", "36"):
            made.do("jump")
            japan.wait_for("T+00:28" if inject == "21" else "T+00:42")
        if inject not in made.released():
            made.do("release", inject)
        _settle(made)

    made.do("note", "The hotline was tried before the coast-guard line.", "--objective", "O2")
    console.press("ctrl+e")
    console.wait_for("Call EndEx?")
    console.press("y")
    for terminal in (console, japan, china):
        terminal.wait_for("EndEx", "ENDED")

    closed = [event.decision for event in made.told(DecisionClosed)]
    assert sorted(closed) == sorted(CHOICES)
    report = made.line("report", made.session, "--format", "json", "--sessions", ".")
    assert "EXERCISE EXERCISE EXERCISE" in report
    text = json.dumps(json.loads(report), ensure_ascii=False)
    assert WHY in text
    assert "The hotline was tried before" in text
    html = made.line("report", made.session, "--format", "html", "--sessions", ".")
    assert "DRAFT" in html
    assert WHY in html


def _settle(made: HouseRoom) -> None:
    """Send the drafts that wait, and answer what is open: players for themselves, control for the absent."""
    for draft in [d for d in made.live.state.drafts.values() if d.status == "waiting"]:
        made.do("send-draft", draft.id, seat=draft.seat)
    for opened in made.told(DecisionOpened):
        answered: set[str] = set()
        choice = CHOICES[opened.decision]
        for owner in opened.owners:
            seat = made.live.state.holder_of(owner)
            if made.live.state.decisions[opened.decision].status != "open":
                break
            if seat is None:
                made.do("answer", opened.decision, owner, "--option", choice, "--why", "For an absent seat.")
            elif seat.id not in answered:
                answered.add(seat.id)
                made.do(
                    "decide",
                    opened.decision,
                    "--option",
                    choice,
                    "--why",
                    WHY,
                    "--confidence",
                    "70",
                    seat=seat.id,
                )
