"""sessions, status, log, verify: what they show, and that they change nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.support import Here, Room
from tte.cli import safe
from tte.cli.decks_text import paragraph


def test_a_new_session_is_listed_by_name_and_state(tte: Here, room: Room) -> None:
    said = tte.ok("sessions")
    assert "small-drill\n  Small Drill · prepared · T+00:00 · last activity 20" in said.out
    (listed,) = tte.ok("sessions", "--format", "json").json()
    assert (listed["phase"], listed["live"], listed["path"]) == ("prepared", True, room.path)


def test_without_sessions_it_is_said_how_to_make_one(tte: Here) -> None:
    said = tte.ok("sessions")
    assert said.out == ""
    assert "`tte run EXERCISE` makes one" in said.err
    assert tte("status", "latest").code == 1


def test_run_prints_path_and_codes_once_and_stores_no_code(tte: Here, home: Path) -> None:
    said = tte.ok("run", "small-drill", "--no-console", "--name", "Tuesday", "--sessions", "elsewhere")
    path, *seats = said.out.splitlines()
    assert Path(path).parent.name == "elsewhere"
    assert [line.split()[1] for line in seats] == [
        "north",
        "south",
        "director",
        "facilitator",
        "evaluator",
        "observer",
        "wall",
    ]
    stored = Path(path).read_bytes()
    assert not [line for line in seats if line.split()[0].encode() in stored]


def test_status_says_what_control_needs_at_a_glance(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "start")
    tte.ok("do", "latest", "release", "01")
    tte.ok("do", "latest", "ask", "Who has the buoy?", "--seat", "north", "--code", room.codes["north"])
    said = tte.ok("status", "latest").out
    for words in (
        "State     running · T+00:00 · pace hand · rate x1 · nobody keeps the clock",
        "Move      m1: Day 1",
        "Track     Escalation (esc): 1 of 0 to 8, calm",
        "dp1 Who coordinates? · open",
        "Who has the buoy?",
        "Seat      north: North",
        "Next ",
    ):
        assert words in said
    assert said.splitlines()[0] == said.splitlines()[-1] == "EXERCISE EXERCISE EXERCISE · Small Drill"
    data = tte.ok("status", "latest", "--format", "json").json()
    assert data["phase"] == "running"
    assert [d["id"] for d in data["decisions"]] == ["dp1"]
    assert {t["id"]: t["value"] for t in data["tracks"]}["esc"] == 1
    assert data["queue"][0]["body"] == "Who has the buoy?"
    assert [s["id"] for s in data["seats"]][:2] == ["north", "south"]


def test_reading_changes_nothing(tte: Here, room: Room) -> None:
    before = Path(room.path).read_bytes()
    for line in (
        ["sessions"],
        ["status", "latest"],
        ["log", "latest"],
        ["verify", "latest"],
        ["report", "latest"],
    ):
        tte.ok(*line)
    assert Path(room.path).read_bytes() == before
    assert sorted(p.name for p in Path(room.path).parent.iterdir()) == [Path(room.path).name]


def test_a_seats_log_has_only_what_that_seat_may_see_and_opens_with_its_code(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "start")
    for seat in ("north", "south"):
        tte.ok("do", "latest", "ask", f"secret of {seat}", "--seat", seat, "--code", room.codes[seat])
    tte.ok("do", "latest", "note", "secret of control")
    said = tte.ok("log", "latest", "--seat", "north", "--code", room.codes["north"])
    assert "secret of north" in said.out
    assert "secret of south" not in said.out
    assert "secret of control" not in said.out
    lines = tte.ok("log", "latest", "--seat", "north", "--code", room.codes["north"], "--format", "jsonl").out
    assert "secret of control" not in lines
    assert "secret of south" not in lines
    assert tte("log", "latest", "--seat", "north").code == 2
    wrong = tte("log", "latest", "--seat", "north", "--code", room.codes["south"])
    assert (wrong.code, wrong.out) == (1, "")
    everything = tte.ok("log", "latest", "--seat", "evaluator", "--code", room.codes["evaluator"])
    assert "secret of control" in everything.out


def test_verify_finds_a_changed_event(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "note", "as it was")
    assert "the chain holds" in tte.ok("verify", "latest").out
    with sqlite3.connect(room.path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE events SET payload = replace(payload, 'as it was', 'as we like')")
    connection.close()
    said = tte("verify", "latest")
    assert said.code == 1
    assert "does not match its hash" in said.out


@pytest.mark.parametrize(
    "text", ["plain", "\x1b[0m", "\u202e\x7f\x9b\u2066", "日本 語", "\U0001f600\udcff", "a\n\tb"]
)
def test_json_prints_safely_and_reads_back_the_same(text: str) -> None:
    import json

    shown = safe.as_json({"text": text, text: [text]})
    assert json.loads(shown) == {"text": text, text: [text]}
    assert all(c.isprintable() or c == "\n" for c in shown)


def test_lines_and_blocks_keep_what_people_read() -> None:
    assert (
        safe.line("日本\u3000語 \x1b[1mé\u202e\nx")
        == "日本 語 \N{REPLACEMENT CHARACTER}[1mé\N{REPLACEMENT CHARACTER} x"
    )
    assert safe.block("a\r\nb\x07\n") == "a\nb\N{REPLACEMENT CHARACTER}\n"
    assert safe.short("x" * 100, 10) == "x" * 9 + "…"


def test_a_list_in_an_authors_text_stays_a_list_in_a_terminal() -> None:
    text = "First words\nthat go on.\n\n- one item\n  that goes on\n2. another\nLast words."
    assert paragraph(text, "  ").splitlines() == [
        "  First words that go on.", "", "  - one item that goes on", "  2. another Last words.",
    ]  # fmt: skip
    long = paragraph("- " + "word " * 40, "  ").splitlines()
    assert len(long) > 1
    assert all(line.startswith("    word") for line in long[1:])
