"""Versions of a report by who reads it: what each leaves out, in every format."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.review.evaluated import PEOPLE, evaluated
from tests.review.table import Table, new_table
from tte.engine.commands import (
    CallNoDuff,
    NameParticipants,
    ReleaseInject,
    SendMessage,
    StartEx,
    TakeSeat,
    WriteInject,
)
from tte.engine.events import Dissent
from tte.review.redact import TEAM, UNSIGNED, WITHHELD, report_of
from tte.review.report import Format


def words(data: bytes, format: Format) -> str:
    """All text of a document; zipped formats are opened."""
    if format not in ("docx", "xlsx"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [n for n in package.namelist() if n.endswith(".xml")]
        return "".join(package.read(n).decode() for n in parts)


ZIPPED_AND_TEXT: tuple[Format, ...] = ("md", "html", "json", "docx", "xlsx")


def secretive(tmp_path: Path) -> Table:
    """A session with something that one seat alone had in every place that there is."""
    table = new_table(tmp_path)
    for seat in ("north", "south"):
        table.issue(TakeSeat(terminal=seat), seat)
    table.issue(StartEx())
    table.issue(ReleaseInject("01"))
    table.issue(WriteInject("SECRET-TITLE", "SECRET-BODY", ("north",), now=True))
    table.issue(SendMessage(("south",), "SECRET-MESSAGE", channel="radio"), "north")
    table.issue(SendMessage(("control",), "SECRET-QUESTION"), "north")
    table.decide(
        "north", "dp1", "written", why="SECRET-WHY", written="SECRET-WORDS", rejected="SECRET-REJECTED",
        assumptions="SECRET-ASSUMED", expected="SECRET-EXPECTED", dissent=(Dissent(text="SECRET-DISSENT"),),
    )  # fmt: skip
    table.issue(CallNoDuff("SECRET-ILLNESS", "SECRET-SCOPE"), "south")
    return table


@pytest.mark.parametrize("format", ZIPPED_AND_TEXT)
def test_the_participants_version_holds_nothing_that_one_seat_alone_had(
    tmp_path: Path, format: Format
) -> None:
    table = secretive(tmp_path)
    assert "SECRET-WHY" in words(table.document(format), format)
    text = words(table.document(format, "participants"), format)
    assert "SECRET" not in text
    assert "The buoy is back in trust" not in text, "an aim from a card"


def test_the_participants_version_keeps_what_all_saw_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    table = secretive(tmp_path)
    report = report_of(table.analyse(), "participants")
    assert report.audience == "participants"
    assert "Left out: aims on players' cards" in report.withheld
    text = words(table.document("md", "participants"), "md")
    assert "Buoy adrift" in text
    assert "Who coordinates?" in text
    rows = {row.seq: row.text for row in report.analysis.timeline}
    whole = {row.seq: row.text for row in table.analyse().timeline}
    assert set(rows) == set(whole), "numbers of events still lead somewhere"
    assert WITHHELD in rows.values()
    assert [t for t in rows.values() if t.startswith("StartEx")]


@pytest.mark.parametrize("format", ZIPPED_AND_TEXT)
def test_the_anonymised_version_names_nobody(tmp_path: Path, format: Format) -> None:
    table = evaluated(
        tmp_path, {"message": "Ada Quill called Quill's tug, QUILL, over.", "why": "Ask 田中千代, said Ben."}
    )
    assert "Quill" in words(table.document(format), format)
    text = words(table.document(format, "anonymised"), format)
    for part in (*PEOPLE, "Quill", "Osei", "Chiyo", "Tanaka", "田中千代", "Voss", "north person"):
        assert part not in text
    assert "QUILL" not in text
    for shown, meant in (("&#39;", "'"), ("\\[", "["), ("\\]", "]")):
        text = text.replace(shown, meant)
    assert "[name] called [name]'s tug, [name], over." in text


def test_a_person_called_like_a_seat_does_not_rename_the_seat(tmp_path: Path) -> None:
    table = new_table(tmp_path)
    table.issue(TakeSeat(terminal="t"), "north")
    table.issue(NameParticipants(("Harbour Jones",)), "north")
    table.start()
    table.end()
    text = words(table.document("md", "anonymised"), "md")
    assert "The northern harbour" in text
    assert "Jones" not in text


@pytest.mark.parametrize("format", ZIPPED_AND_TEXT)
def test_what_an_evaluator_wrote_reaches_participants_once_it_is_signed_off_and_without_a_name(
    tmp_path: Path, format: Format
) -> None:
    for sign in (False, True):
        folder = tmp_path / str(sign)
        folder.mkdir()
        table = evaluated(folder, sign=sign)
        report = report_of(table.analyse(), "participants")
        text = words(table.document(format, "participants"), format)
        whole = table.analyse()
        seen = [o for x in whole.objectives for o in x.observations if o.body]
        reasons = [r.reason for x in whole.objectives for t in x.targets for r in t.ratings if r.reason]
        assert seen
        assert reasons
        plain = text.replace("&#39;", "'").replace("&amp;", "&")
        for said in (*(o.body for o in seen), *reasons):
            assert (said in plain) is sign, said
        assert ("follows once somebody has signed" in report.withheld) is not sign
        told = report.analysis.objectives
        assert {o.made.seat for x in told for o in x.observations} == {TEAM}
        assert {r.seat for x in told for t in x.targets for r in t.ratings} == {TEAM}
        assert [x.rating for x in told] == [x.rating for x in whole.objectives], "findings stay"
        assert not any(i.speaker for w in report.analysis.evaluation.hot_washes for i in w.items)


def test_what_is_withheld_is_never_said_to_be_blank(tmp_path: Path) -> None:
    text = words(secretive(tmp_path).document("md", "participants"), "md")
    told = text.partition("## Appendix D")[2].partition("## Appendix E")[0]
    assert f"**Reasons:** {WITHHELD}" in told
    assert "left blank" not in told.lower()
    assert "nobody named" not in told
    assert "1 private" in told
    folder = tmp_path / "draft"
    folder.mkdir()
    draft = words(evaluated(folder, sign=False).document("md", "participants"), "md")
    assert UNSIGNED in draft
    assert "no analysis of the cause has been written" not in draft


def test_what_a_version_leaves_out_is_not_said_to_have_been_absent(tmp_path: Path) -> None:
    table = secretive(tmp_path)
    text = table.document("md", "participants").decode()
    assert "No dissent was recorded." not in text
    assert "Dissent is for control alone." in text
    assert (
        "Messages that not everybody got are left out here, and calls; the load of seats counts all." in text
    )
    assert "No message was sent." not in text
    [options] = [line for line in text.splitlines() if line.startswith("| Option |")]
    assert options == "| Option | Chosen by |", "texts that are withheld leave no empty column"
    whole = evaluated(tmp_path / "whole").document("md", "participants").decode()
    assert "nothing else changed" not in whole, "an undone action that changed something says that it did"


@pytest.mark.parametrize("rated", [False, True], ids=["bare", "rated"])
def test_a_draft_says_whether_people_have_entered_anything(tmp_path: Path, rated: bool) -> None:
    table = evaluated(tmp_path, sign=False) if rated else new_table(tmp_path)
    if not rated:
        table.start()
        table.end()
    words = report_of(table.analyse()).status_words
    assert ("without human judgement" in words) is not rated
    assert ("ratings and texts are those entered so far" in words) is rated
