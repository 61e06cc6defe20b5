"""play and report."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.support import Here, Room


def test_a_play_keeps_a_session_and_says_how_it_ended(tte: Here, home: Path) -> None:
    said = tte.ok("play", "small-drill", "--seed", "4")
    mark, path, *rest = said.out.splitlines()
    assert mark == rest[-1] == "EXERCISE EXERCISE EXERCISE · Small Drill"
    assert Path(path).is_file()
    assert rest[0].startswith("Bots mixed, seed 4: ")
    assert any(line.startswith("Ending ") for line in rest)
    assert any(line.startswith("Track Escalation (esc): 1 → ") for line in rest)
    assert "ended" in tte.ok("sessions").out
    assert "the chain holds" in tte.ok("verify", "latest").out


def test_the_same_seed_gives_the_same_events_but_for_times_codes_and_hashes(tte: Here) -> None:
    told = []
    for _ in range(2):
        played = tte.ok("play", "small-drill", "--seed", "7", "--bots", "random", "--format", "json").json()
        log = tte.ok("log", played["session"], "--format", "jsonl").out.splitlines()
        events = [json.loads(line) for line in log]
        told.append([{k: v for k, v in e.items() if k != "recorded_at"} for e in events])
        assert played["events"] == len(events)
    assert told[0] == told[1]


def test_a_play_with_a_cut_and_a_report_beside_it(tte: Here, home: Path) -> None:
    played = tte.ok("play", "small-drill", "--cut", "short", "--report", "md", "--format", "json").json()
    assert Path(played["report"]) == Path(played["session"]).with_suffix(".md")
    assert "DRAFT" in Path(played["report"]).read_text(encoding="utf-8")
    tte.ok("play", "small-drill", "--report", "html", "-o", "after.html")
    assert (home / "after.html").read_text(encoding="utf-8").startswith("<!")


def test_many_plays_make_a_table_and_no_session(tte: Here, home: Path) -> None:
    said = tte.ok("play", "small-drill", "--runs", "3", "--seed", "1")
    assert "hardline" in said.out
    table = tte.ok("play", "small-drill", "--runs", "3", "--bots", "random", "--format", "json").json()
    assert [(row["policy"], row["plays"]) for row in table["rows"]] == [("random", 3)]
    assert not list(home.glob("sessions/*"))


def test_options_that_do_not_go_together_are_refused(tte: Here, home: Path) -> None:
    assert tte("play", "small-drill", "--runs", "3", "--report", "md").code == 2
    assert tte("play", "small-drill", "-o", "x.md").code == 2
    assert tte("play", "small-drill", "--cut", "none").code == 1
    assert not list(home.glob("sessions/*"))


def test_reports_in_every_format_and_of_a_session_that_has_not_begun(
    tte: Here, room: Room, home: Path
) -> None:
    assert "EXERCISE EXERCISE EXERCISE" in tte.ok("report", "latest").out
    assert tte.ok("report", "latest", "--format", "json").json()
    said = tte.ok("report", "latest", "--format", "html", "-o", "out.html")
    assert said.out == ""
    assert "to be read and signed off" in said.err
    assert "EXERCISE EXERCISE EXERCISE" in (home / "out.html").read_text(encoding="utf-8")
