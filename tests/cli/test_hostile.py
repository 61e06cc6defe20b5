"""Whatever is written in whatever place: words and an exit code, never a traceback, nothing that acts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import Here, Processes, Room, environment
from tests.decks import change

LONG = "x" * 5_000
HOSTILE = (
    "",
    " ",
    ".",
    "..",
    "/",
    "../../etc/passwd",
    "/etc/passwd",
    "~nobody-at-all/x",
    "a\nb\rc",
    "\x1b[2J\x9b2J\u202e",
    LONG,
    "%s%n{0}",
    "[bold]red[/",
    "'; DROP TABLE events; --",
    "名前",
    "*",
    "\udcff",
    "CON",
    "-",
    "1e999",
    "-0",
)
ACTING = set("\x1b\x07\x9b\u202e\r\x00")

NAMES = (
    ["show", "?"],
    ["check", "?"],
    ["run", "?", "--no-console"],
    ["play", "?"],
    ["status", "?"],
    ["log", "?"],
    ["verify", "?"],
    ["report", "?"],
    ["keep", "?"],
    ["do", "?", "start"],
    ["do", "latest", "?"],
    ["join", "?"],
    ["resume", "?"],
    ["do", "latest", "release", "?"],
    ["do", "latest", "rate", "?"],
    ["do", "latest", "jump", "--to-at", "?"],
    ["do", "latest", "heads", "?"],
    ["do", "latest", "rule", "dp1", "?"],
    ["do", "latest", "start", "--as", "?"],
    ["do", "latest", "ask", "x", "--seat", "?", "--code", "x"],
    ["do", "latest", "ask", "x", "--seat", "north", "--code", "?"],
    ["log", "latest", "--seat", "?", "--code", "x"],
    ["log", "latest", "--seat", "north", "--code", "?"],
    ["log", "latest", "--format", "?"],
    ["run", "small-drill", "--no-console", "--cut", "x?"],
    ["run", "small-drill", "--no-console", "--seating", "x?"],
    ["run", "small-drill", "--no-console", "--pace", "?"],
    ["run", "small-drill", "--no-console", "--rate", "x?"],
    ["run", "small-drill", "--no-console", "--seed", "x?"],
    ["play", "small-drill", "--runs", "x?"],
    ["play", "small-drill", "--bots", "?"],
    ["?"],
    ["--x?"],
    ["show", "small-drill", "--format", "?"],
)


@pytest.mark.parametrize("line", NAMES, ids=" ".join)
def test_hostile_words_in_every_place_are_refused_in_words(tte: Here, room: Room, line: list[str]) -> None:
    before = tte.ok("log", "latest").out
    for hostile in HOSTILE:
        words = [part.replace("?", hostile) for part in line]
        said = tte(*words)
        assert said.code in (1, 2), (words, said)
        assert said.err.startswith("tte: ") or (words[0] == "check" and "error" in said.out), words
        assert not ACTING & set(said.err + said.out), words
        assert len(said.err) < 8_000, words
    assert tte.ok("log", "latest").out == before


def test_numbers_out_of_range_are_refused(tte: Here, home: Path) -> None:
    for option, number in (
        ("--rate", "nan"),
        ("--rate", "inf"),
        ("--rate", "-1"),
        ("--rate", "0"),
        ("--rate", "1e6"),
        ("--seed", "-1"),
        ("--seed", "9" * 30),
        ("--seed", "9" * 5_000),
        ("--seed", "1.5"),
        ("--name", "n" * 121),
        ("--name", "a\x1b]0;b"),
        ("--cut", "60"),
        ("--seating", "huge"),
    ):
        said = tte("run", "small-drill", "--no-console", option, number)
        assert said.code in (1, 2), (option, number)
        assert said.err.startswith("tte: ")
    for runs in ("0", "-1", "1e3", "100001"):
        assert tte("play", "small-drill", "--runs", runs).code == 2
    assert not list(home.glob("sessions/*"))


def test_a_folder_that_cannot_be_written_is_said(tte: Here, home: Path) -> None:
    (home / "file").write_text("")
    for folder in ("/proc/nowhere", "file/deeper", "file", "~nobody-at-all/x", "y" * 300):
        said = tte("run", "small-drill", "--no-console", "--sessions", folder)
        assert said.code in (1, 2), folder
        assert said.err.startswith("tte: ")
    said = tte("report", "latest", "-o", "nowhere/at/all.md")
    assert said.code == 1


def test_files_that_are_no_sessions_are_said_and_left_alone(tte: Here, room: Room, home: Path) -> None:
    folder = home / "sessions"
    whole = Path(room.path).read_bytes()
    (folder / "empty.sqlite3").write_bytes(b"")
    (folder / "text.sqlite3").write_text("hello " * 200)
    (folder / "cut.sqlite3").write_bytes(whole[: len(whole) // 2])
    (folder / "dir.sqlite3").mkdir()
    for name in ("empty", "text", "cut", "dir"):
        for line in (
            ["status", name],
            ["log", name],
            ["do", name, "start"],
            ["verify", name],
            ["report", name],
            ["keep", name],
            ["log", name, "--seat", "north", "--code", "x"],
        ):
            said = tte(*line)
            assert said.code == 1, line
            assert said.err.startswith("tte: ")
    listed = tte.ok("sessions").out
    assert listed.count("cannot be read: ") == 4
    assert [s for s in tte.ok("sessions", "--format", "json").json() if "problem" in s]
    assert (folder / "text.sqlite3").read_text() == "hello " * 200


def test_hostile_text_of_authors_and_players_is_printed_as_text(tte: Here, home: Path) -> None:
    deck = home / "injects" / "small-drill"
    change(deck, "exercise.yaml", "title: Small Drill", "title: '[red]Drill[/] <b>&'")
    made = tte.ok("run", "small-drill", "--no-console", "--format", "json", "--name", "<i>[x]").json()
    code = made["codes"]["north"]
    bad = "\x1b[31m\x9b1m\u2067\x08\x7f\u2028 <script>alert(1)</script> [bold]"
    tte.ok("do", "latest", "name", bad, "--of-seat", "north")
    tte.ok("do", "latest", "ask", bad, "--seat", "north", "--code", code)
    tte.ok("do", "latest", "note", bad)
    for line in (
        ["sessions"],
        ["status", "latest"],
        ["log", "latest"],
        ["show", "small-drill", "--control"],
        ["log", "latest", "--seat", "north", "--code", code],
        ["exercises"],
    ):
        for form in ([], ["--format", "jsonl" if line[0] == "log" else "json"]):
            said = tte.ok(*line, *form)
            assert not set(said.out) & set("\x1b\x9b\u2067\u202e\x08\x7f\u2028"), line


@pytest.mark.processes
def test_a_reader_that_leaves_early_is_no_error(processes: Processes, home: Path) -> None:
    for line in (["show", "fog-signal", "--control", "--format", "json"], ["--help"]):
        run = subprocess.run(
            ["sh", "-c", '"$@" | true', "sh", sys.executable, "-m", "tte", *line],
            cwd=home,
            env=environment(home),
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.processes
def test_a_full_or_closed_stdout_is_said_in_words(home: Path) -> None:
    for redirect, code, words in ((">/dev/full", 1, "No space left"), (">&-", 0, "")):
        run = subprocess.run(
            ["sh", "-c", f'"$@" {redirect}', "sh", sys.executable, "-m", "tte", "exercises"],
            cwd=home,
            env=environment(home),
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert run.returncode == code, run.stderr
        assert words in run.stderr
        assert "Traceback" not in run.stderr


@pytest.mark.processes
def test_a_terminal_without_unicode_gets_escapes(home: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tte", "show", "small-drill", "--control"],
        cwd=home,
        capture_output=True,
        timeout=240,
        env=environment(home, PYTHONIOENCODING="ascii"),
    )
    assert run.returncode == 0
    assert b"\\u2192" in run.stdout


@pytest.mark.processes
def test_without_a_terminal_run_resume_and_join_name_the_line_commands(
    processes: Processes, home: Path
) -> None:
    for line in (["run", "small-drill"], ["resume", "latest"], ["join"]):
        said = processes(*line)
        assert (said.code, said.out) == (1, "")
        assert "needs a terminal" in said.err
        assert "`tte do" in said.err
    assert not list(home.glob("sessions/*"))
