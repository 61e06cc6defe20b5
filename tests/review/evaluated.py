"""A whole evening: play, two evaluators, hot wash, forms, the facilitator's texts, the plan, a signature."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.review.table import Table, new_table
from tte.engine.commands import (
    NameParticipants,
    ParkItem,
    ReleaseInject,
    Reply,
    SendMessage,
    SetTrack,
    StartEx,
    TakeSeat,
    Undo,
)
from tte.engine.commands_review import (
    AddAction,
    Capture,
    CloseHotWash,
    GiveFeedback,
    Observe,
    OpenHotWash,
    PutQuestion,
    Rate,
    Reconcile,
    SignOff,
    UpdateAction,
    WriteAnalysis,
)

PEOPLE = ("Ada Quill", "Ben Osei", "Chiyo Tanaka 田中千代")
SECRETS = {
    "message": "PRIVATE: we have a tug they do not know of.",
    "why": "PRIVATE reason of the north.",
}


def evaluated(tmp_path: Path, words: Mapping[str, str] = SECRETS, *, sign: bool = True) -> Table:
    """The small deck with everything that a report can hold; `words` stand where people wrote."""
    table = new_table(tmp_path, evaluators=2)
    for seat, person in (("north", PEOPLE[0]), ("south", PEOPLE[1])):
        table.issue(TakeSeat(terminal=seat), seat)
        table.issue(NameParticipants((person,)), seat)
    for seat in ("evaluator-1", "evaluator-2"):
        table.issue(TakeSeat(terminal=seat), seat)
    table.issue(StartEx())
    table.issue(ReleaseInject("01"))
    table.read("north", "01", acknowledge=True)
    table.wait(75)
    table.issue(SendMessage(("south",), words["message"], channel="radio"), "north")
    table.issue(SendMessage(("control",), "Is the tug ours?"), "north")
    table.wait(30)
    table.issue(Reply("m2", "It is."))
    _evaluate(table)
    table.decide("north", "dp1", "b", why=words["why"], confidence=70)
    table.decide("south", "dp1", "b", why="They would not ask.")
    table.issue(SetTrack("tru", 3, "A call from the quay."))
    table.issue(SetTrack("tru", 9, "By mistake."))
    table.issue(Undo())
    table.issue(ParkItem("Would a governor hear of this?"), "north")
    table.wait(240)
    table.end()
    _afterwards(table)
    if sign:
        table.issue(SignOff("Dana Voss", "Exercise director", head="ab" * 32))
    return table


def _evaluate(table: Table) -> None:
    one, two = "evaluator-1", "evaluator-2"
    table.issue(Observe("O1", "One voice on the radio from the first minute.", "strength"), one, PEOPLE[2])
    table.issue(Observe("O1.1", "Nobody read the position back.", "area", ("01",)), one, PEOPLE[2])
    table.issue(Observe("O1", "The south waited for the north."), two)
    for seat, ratings in ((one, ("S", "M")), (two, ("S", "U"))):
        for target, letter in zip(("O1", "O1.1"), ratings, strict=True):
            table.issue(Rate(target, letter, f"{letter} it was."), seat)


def _afterwards(table: Table) -> None:
    table.issue(Reconcile("O1.1", "M", "The read-back was missing."))
    table.issue(OpenHotWash(minutes=2))
    table.issue(PutQuestion(1))
    table.issue(Capture("gap", "Nobody knew the tug's name.", "south", PEOPLE[1]))
    table.issue(Capture("strength", "Calm."))
    table.issue(CloseHotWash())
    forms = (("north", 5, 2), ("south", 4, 3))
    for seat, fair, clear in forms:
        table.issue(GiveFeedback({"fair": fair, "injects": clear}, {"change": "More time."}), seat)
    table.issue(WriteAnalysis("summary", "Two harbours found one voice.\n\nThey lost it at the read-back."))
    table.issue(WriteAnalysis("O1", "Coordination held while it was simple.", "Plan 4, page 12"))
    table.issue(WriteAnalysis("ob2", "No drill asks for a read-back.", "Radio procedure 7"))
    table.issue(WriteAnalysis("conclusion", "Train the read-back."))
    table.issue(
        AddAction(
            {
                "recommendation": "Drill the read-back monthly", "issue": "No read-back", "target": "O1.1",
                "capability": "Operational communications", "element": "training", "owner": "Harbour office",
                "contact": "Ada Quill", "start": "2027-02-01", "due": "2027-06-30", "observations": "ob2",
            }
        )
    )  # fmt: skip
    table.issue(UpdateAction("ca1", {"status": "started"}, "First drill held."))
