"""`tte plan` and the review by lines: seats of several evaluators, the plan, its export, the sign-off."""

from __future__ import annotations

import csv
import io

from tests.cli.support import Here, Room


def test_a_plan_is_added_to_followed_up_and_listed(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "start")
    said = tte.ok("plan", "latest", "add", "One list of names", "--owner", "JCG", "--due", "2027-03-31",
                  "--target", "o1", "--by", "Ann")  # fmt: skip
    assert said.out.startswith("T+00:00  Corrective action ca1, JCG, due 2027-03-31: One list of names")
    tte.ok("plan", "latest", "update", "ca1", "--status", "started", "--note", "Agreed", "--owner", "none")
    listed = tte.ok("plan", "latest").out
    assert "ca1   started" in listed
    assert "JCG" not in listed
    assert "1 corrective action, 1 open." in listed
    (row,) = tte.ok("plan", "latest", "--format", "json").json()["actions"]
    assert (row["status"], row["due"], row["objective"]) == ("started", "2027-03-31", "O1")
    assert row["events"].count("#") == 2
    tte.ok("plan", "latest", "remove", "ca1")
    assert "No corrective action yet" in tte.ok("plan", "latest").out


def test_the_csv_is_for_a_tracker_and_holds_no_formulas(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "start")
    tte.ok("plan", "latest", "add", "=HYPERLINK(1)", "--owner", "+49 JCG", "--contact", 'a "b", c')
    said = tte.ok("plan", "latest", "--format", "csv", "-o", "plan.csv")
    assert "1 corrective action" in said.err
    with open("plan.csv", encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(io.StringIO(file.read()))
    assert (row["recommendation"], row["owner"]) == ("'=HYPERLINK(1)", "'+49 JCG")
    assert row["contact"] == 'a "b", c'
    assert row["marking"] == "EXERCISE EXERCISE EXERCISE"


def test_what_cannot_be_meant_is_refused_in_words(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "start")
    assert "is no date" in tte("plan", "latest", "add", "x", "--due", "soon").err
    assert "no corrective action" in tte("plan", "latest", "update", "ca9", "--owner", "x").err
    assert "What is to be done?" in tte("plan", "latest", "add").err
    assert "A list changes nothing" in tte("plan", "latest", "--owner", "x").err


def test_two_evaluators_rate_by_lines_and_no_line_tells_the_other_what(tte: Here) -> None:
    tte.ok("run", "small-drill", "--no-console", "--evaluators", "2")
    tte.ok("do", "latest", "start")
    first = tte.ok("do", "latest", "rating", "O1", "m", "--reason", "Slow", "--as", "evaluator-1")
    assert first.out.startswith("T+00:00  O1 rated by Evaluator 1\n")
    assert "Slow" not in tte.ok("log", "latest").out
    tte.ok("do", "latest", "rating", "O1", "p", "--as", "evaluator-2")
    settled = tte.ok("do", "latest", "reconcile", "O1", "S", "--reason", "Both", "--as", "evaluator")
    assert settled.out.startswith("T+00:00  Evaluator 1 settled on a rating of O1\n")
    tte.ok("do", "latest", "endex")
    tte.ok("do", "latest", "seal")
    signed = tte.ok("do", "latest", "sign-off", "Ann", "--capacity", "Exercise director", "--format", "json")
    event = signed.json()["events"][0]["event"]
    assert len(event["head"]) == 64
    assert event["upto"] == signed.json()["events"][0]["seq"] - 1
    assert "12 evaluators" in tte("run", "small-drill", "--no-console", "--evaluators", "12").err
