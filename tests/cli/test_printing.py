"""print, and what was decided on paper entered afterwards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.support import Here, Room, room_of


def test_print_writes_one_file_and_says_how_to_print_it(tte: Here, home: Path) -> None:
    said = tte.ok("print", "small-drill", "--what", "roles", "--what", "forms", "--format", "html")
    assert said.out == "small-drill-forms-roles.html\n"
    assert "flipped along the short edge" in said.err
    page = (home / "small-drill-forms-roles.html").read_text()
    assert "Only you know" in page
    assert "Master scenario events list" not in page
    assert tte.ok("print", "small-drill", "-o", "all.pdf").out == "all.pdf\n"
    assert (home / "all.pdf").read_bytes().startswith(b"%PDF")
    assert tte.ok("print", "small-drill", "--what", "msel", "--cut", "short", "--format", "docx").out
    assert (home / "small-drill-msel.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ([], 2, "Name an exercise"),
        (["small-drill", "--session", "latest"], 2, "Name an exercise"),
        (["small-drill", "--what", "slips"], 2, "codes belong to a session"),
        (["small-drill", "--cut", "long"], 2, "There is no cut long"),
        (["small-drill", "-o", "nowhere/x.pdf"], 1, "There is no folder nowhere"),
    ],
)
def test_what_cannot_be_printed_is_refused(
    tte: Here, home: Path, line: list[str], code: int, says: str
) -> None:
    said = tte("print", *line)
    assert (said.code, said.out) == (code, "")
    assert says in said.err


def test_slips_ask_then_give_new_codes_and_the_former_open_nothing(tte: Here, home: Path, room: Room) -> None:
    said = tte("print", "--session", room.path, "--what", "slips", "--format", "html")
    assert said.code == 1
    assert "No code was changed" in said.err
    opens = ["do", room.path, "park", "What of the buoy?", "--seat", "north", "--code"]
    tte.ok(*opens, room.codes["north"])
    tte.ok(
        "print", "--session", room.path, "--what", "slips", "--format", "html", "--yes", "-o", "slips.html"
    )
    page = home / "slips.html"
    assert page.stat().st_mode & 0o077 == 0
    codes = [f"{a}{b}" for a, b in re.findall(r"<dd>([2-9A-Z]{3}) ([2-9A-Z]{3})</dd>", page.read_text())]
    assert len(codes) == 2
    assert not set(codes) & set(room.codes.values())
    former = tte(*opens, room.codes["north"])
    assert former.code == 1
    assert "code" in former.err.lower()


def test_an_answer_on_paper_is_entered_with_its_time_and_marked(tte: Here, home: Path) -> None:
    room = room_of(
        tte.ok("run", "small-drill", "--no-console", "--format", "json", "--seed", "3", "--pace", "hand")
    )
    for line in (["start"], ["release", "01"]):
        tte.ok("do", room.path, *line)
    early = tte("do", room.path, "answer", "dp1", "north", "--option", "a", "--on-paper", "--at", "T+42")
    assert early.code == 1
    assert "is not between its question" in early.err
    without = tte("do", room.path, "answer", "dp1", "north", "--option", "a", "--at", "T+0")
    assert "is for what was decided on paper" in without.err
    tte.ok("do", room.path, "answer", "dp1", "north", "--option", "a", "--on-paper", "--at", "T+0")
    tte.ok("do", room.path, "answer", "dp1", "south", "--option", "a", "--on-paper")
    log = tte.ok("log", room.path).out
    assert "dp1 answered by North: a.  (on paper, at T+00:00)" in log
    assert "dp1 answered by South: a.  (on paper)" in log
