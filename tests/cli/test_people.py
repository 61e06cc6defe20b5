"""Codes, the wall and first votes by lines."""

from __future__ import annotations

from pathlib import Path

from tests.cli.support import Here, room_of


def test_a_code_is_reissued_by_a_line_and_the_log_holds_only_the_fact(tte: Here) -> None:
    room = room_of(tte.ok("run", "small-drill", "--no-console", "--format", "json"))
    assert "wall" in room.codes
    done = tte.ok("do", "latest", "reissue-code", "north", "--format", "json", "--by", "Kim").json()
    assert len(done["code"]) == 6
    assert done["code"] != room.codes["north"]
    old = tte("do", "latest", "park", "x", "--seat", "north", "--code", room.codes["north"])
    assert old.code == 1
    assert "does not open" in old.err
    log = tte.ok("log", "latest").out
    assert "North has another code · Kim (Director)" in log
    assert done["code"] not in log + tte.ok("log", "latest", "--format", "jsonl").out
    north = ("--seat", "north", "--code", done["code"])
    tte.ok("do", "latest", "start")
    tte.ok("do", "latest", "park", "x", *north)


def test_the_log_tells_that_somebody_voted_and_what_only_after_the_decision(tte: Here) -> None:
    room = room_of(tte.ok("run", "small-drill", "--no-console", "--format", "json"))
    north = ("--seat", "north", "--code", room.codes["north"])
    tte.ok("do", "latest", "name", "Ann, Bo", *north)
    tte.ok("do", "latest", "start")
    tte.ok("do", "latest", "release", "01")
    tte.ok("do", "latest", "first-vote", "dp1")
    tte.ok("do", "latest", "vote", "dp1", "--voter", "Ann", "--option", "a", "--why", "The tide", *north)
    told = tte.ok("log", "latest", "--format", "jsonl").out
    assert "Ann of North has voted" in told
    assert "The tide" not in told
    tte.ok("do", "latest", "vote", "dp1", "--voter", "Bo", "--option", "b", *north)
    tte.ok("do", "latest", "decide", "dp1", "--option", "a", "--why", "Nearer", *north)
    assert "The tide" in tte.ok("log", "latest", "--format", "jsonl").out
    assert "[first votes: a 1, b 1]" in tte.ok("log", "latest").out


def test_the_wall_needs_a_terminal_and_says_so(tte: Here, tmp_path: Path) -> None:
    tte.ok("run", "small-drill", "--no-console")
    refused = tte("wall", "latest")
    assert refused.code == 1
    assert "needs a terminal" in refused.err
