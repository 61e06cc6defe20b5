"""`tte do`, in one process: who may do what, with which words, and how it is refused."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cli.support import Here, Room, golden, room_of
from tests.decks import write_minimal_deck
from tte.conduct.opening import open_session
from tte.conduct.timekeeper import Timekeeper


def test_a_line_prints_what_happened_an_event_a_line(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "start")
    said = tte.ok("do", "latest", "release", "01", "--by", "Ann")
    assert said.out.splitlines()[0] == "T+00:00  01 released to all (by hand) · Ann (Director)"
    assert "dp1 opened for all, due T+00:08" in said.out
    assert said.err == "EXERCISE EXERCISE EXERCISE · Small Drill\n"


def test_start_says_that_nobody_keeps_the_clock_and_what_does(tte: Here, room: Room) -> None:
    said = tte.ok("do", "latest", "start")
    assert "Nobody keeps the clock: it stands still, and nothing falls due." in said.err
    assert (
        "`tte keep latest` keeps it, or a console (`tte resume latest`); then `tte do latest resume`."
        in said.err
    )
    assert "Nobody keeps" not in tte.ok("do", "latest", "pause").err
    assert "Nobody keeps" in tte.ok("do", "latest", "resume").err


def test_start_says_nothing_of_a_clock_that_is_kept(tte: Here, room: Room) -> None:
    keeper = Timekeeper(session := open_session(Path(room.path)))
    try:
        assert keeper.take()
        assert "keeps the clock" not in tte.ok("do", "latest", "start").err
    finally:
        keeper.release()
        session.close()


def test_two_names_at_one_evaluators_seat_are_told_that_they_count_as_one(tte: Here) -> None:
    made = room_of(tte.ok("run", "small-drill", "--no-console", "--evaluators", "3", "--format", "json"))
    tte.ok("do", made.path, "start")
    rate = ("do", made.path, "rating", "O1", "S", "--as", "evaluator-2", "--by")
    assert "counts as one" not in tte.ok(*rate, "Ann").err
    said = tte.ok(*rate, "Ben").err
    assert "Ann, Ben share this seat. It counts as one evaluator" in said
    assert "Take your own: evaluator-1." in said


def test_json_has_every_event_with_who_did_it(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "start")
    said = tte.ok(
        "do", "latest", "release", "01", "--by", "Ann", "--as", "facilitator", "--format", "json"
    ).json()
    first = said["events"][0]
    assert said["session"] == room.path
    assert (first["kind"], first["seat"], first["participant"]) == ("inject_released", "facilitator", "Ann")
    assert first["event"]["inject"] == "01"
    assert first["marking"] == "EXERCISE EXERCISE EXERCISE"


def test_options_may_stand_before_the_session_and_between(tte: Here, room: Room) -> None:
    tte.ok("do", "--as", "facilitator", room.path, "--by=Ann", "start")
    assert '"facilitator"' in tte.ok("log", "latest", "--format", "jsonl").out.splitlines()[-1]


def test_negative_numbers_and_words_with_a_leading_dash_are_words(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "start")
    assert "brought forward by 3 min" in tte.ok("do", "latest", "slip", "-3").out
    said = tte.ok("do", "latest", "note", "--", "- they hesitated --help")
    assert said.out == "T+00:00  Note by Director: - they hesitated --help\n"


def test_a_player_acts_with_the_code_and_only_then(
    tte: Here, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    tte.ok("do", "latest", "start")
    tte.ok("do", "latest", "release", "01")
    none = tte("do", "latest", "open", "01", "--seat", "north")
    assert (none.code, none.out) == (2, "")
    assert "opens with its code" in none.err
    wrong = tte("do", "latest", "open", "01", "--seat", "north", "--code", room.codes["south"])
    assert (wrong.code, wrong.out) == (1, "")
    assert "That code does not open North's seat." in wrong.err
    assert tte.ok("do", "latest", "open", "01", "--seat", "north", "--code", room.codes["north"].lower()).out
    monkeypatch.setenv("TTE_CODE", room.codes["north"])
    assert tte.ok("do", "latest", "ack", "01", "--seat", "north").out == "T+00:00  North acknowledged 01\n"
    kinds = [
        json.loads(line)["kind"] for line in tte.ok("log", "latest", "--format", "jsonl").out.splitlines()
    ]
    assert kinds.count("item_opened") == 1


def test_control_has_no_code_to_give_but_its_seats_have_when_named(tte: Here, room: Room) -> None:
    assert tte("do", "latest", "start", "--seat", "director").code == 2
    tte.ok("do", "latest", "start", "--seat", "director", "--code", room.codes["director"])


def test_nobody_may_do_what_is_not_for_their_seat(tte: Here, room: Room) -> None:
    code = room.codes["north"]
    before = tte.ok("log", "latest").out
    told = [
        tte("do", "latest", "start", "--seat", "north", "--code", code),
        tte("do", "latest", "decide", "dp1", "--option", "a"),
        tte("do", "latest", "release", "01", "--as", "evaluator"),
        tte("do", "latest", "note", "hm", "--seat", "north", "--code", code),
        tte("do", "latest", "start", "--seat", "observer", "--code", room.codes["observer"]),
    ]
    assert [said.code for said in told] == [1] * 5
    golden("refusals.txt", "".join(said.err for said in told))
    assert tte.ok("log", "latest").out == before


def test_a_player_is_told_of_its_own_act_and_not_of_what_the_tracks_did(tte: Here, room: Room) -> None:
    tte.ok("do", "latest", "start")
    tte.ok("do", "latest", "release", "01")
    for seat in ("north", "south"):
        line = ["do", "latest", "decide", "dp1", "--seat", seat, "--code", room.codes[seat], "--option", "a"]
        said = tte.ok(*line, "--why", "one voice", "--confidence", "70", "--dissent", "Bo: too soon")
        assert said.out.splitlines() == [f"T+00:00  dp1 answered by {seat.capitalize()}: a. one voice"]
    log = tte.ok("log", "latest").out
    assert "dp1 closed (agreed): North a, South a" in log or "dp1 closed" in log
    assert "Trust 5 → 6" in log
    mine = tte.ok("log", "latest", "--seat", "north", "--code", room.codes["north"]).out
    assert "Trust" not in mine
    assert "your answer: a; outcome: a: One of us" in mine


def test_the_words_of_an_action_are_checked_before_the_session_is_touched(tte: Here, room: Room) -> None:
    for line, words in (
        (["release"], "inject is missing"),
        (["rate", "fast"], "rate: “fast” is no number."),
        (["rate", "nan"], "is no number"),
        (["pace", "slow"], "none of clock, hand, story"),
        (["jump", "--to-at", "noon"], "is no exercise time"),
        (["skip", "01"], "reason is missing"),
        (["release", "01", "02"], "unrecognized arguments: 02"),
        (["release", "01", "--loud"], "unrecognized arguments: --loud"),
        (["release", "01", "--as", "king"], "invalid choice: 'king'"),
        (["release", "01", "--format", "xml"], "invalid choice: 'xml'"),
        (["skip", "01", "--reason"], "expected one argument"),
        (["relaese", "01"], "Did you mean release?"),
        ([], "Which action?"),
    ):
        said = tte("do", "latest", *line)
        assert (said.code, said.out) == (2, ""), line
        assert words in said.err
        assert len(said.err.splitlines()) == 2, "what is wrong, and what to do"
    assert tte("do").code == 2


def test_what_the_rules_refuse_is_said_in_their_words(tte: Here, room: Room) -> None:
    said = tte("do", "latest", "release", "01")
    assert said.code == 1
    assert said.err == "tte: Before StartEx nobody can release an inject.\n     Wait for StartEx.\n"
    tte.ok("do", "latest", "start")
    assert "StartEx has been called already." in tte("do", "latest", "start").err
    assert tte("do", "latest", "rate", "1e5").code == 1
    assert tte("do", "latest", "note", "x" * 9_000).code == 1


def test_a_seat_is_found_by_its_role_and_an_unknown_one_is_refused(tte: Here, room: Room) -> None:
    said = tte("do", "latest", "ask", "who?", "--seat", "nort", "--code", "x")
    assert said.code == 1
    assert said.err == "tte: This session has no seat nort.\n     Did you mean north?\n"


def test_control_names_the_people_at_another_seat(tte: Here, room: Room) -> None:
    assert (
        tte.ok("do", "latest", "name", "Ana, Bo", "--of-seat", "north").out == "T+00:00  At North: Ana, Bo\n"
    )
    said = tte.ok("do", "latest", "name", "Cy", "--seat", "south", "--code", room.codes["south"])
    assert said.out == "T+00:00  At South: Cy\n"


def test_while_nobody_keeps_the_clock_exercise_time_stands(
    tte: Here, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    tte.ok("do", "latest", "pace", "clock")
    tte.ok("do", "latest", "start")
    now = time.time_ns
    monkeypatch.setattr("time.time_ns", lambda: now() + 3_600 * 10**9)
    assert tte.ok("do", "latest", "note", "later").out.startswith("T+00:00  ")
    status = tte.ok("status", "latest", "--format", "json").json()
    assert (status["phase"], status["clock"]["text"], status["clock_kept"]) == ("running", "T+00:00", False)


def test_hostile_words_reach_the_log_as_data_and_the_terminal_as_text(tte: Here, room: Room) -> None:
    words = "\x1b]0;owned\x07\x1b[31mred\u202etxt.exe \x9b2J[bold]<b>=1+1 \u3042"
    said = tte.ok("do", "latest", "note", words, "--by", "Ann")
    for text in (said.out, tte.ok("log", "latest").out, tte.ok("log", "latest", "--format", "jsonl").out):
        assert not set(text) & set("\x1b\x07\x9b\u202e\r")
        assert "\u3042" in text
    last = json.loads(tte.ok("log", "latest", "--format", "jsonl").out.splitlines()[-1])
    assert last["event"]["body"] == words


def test_a_deck_changed_meanwhile_changes_nothing_in_its_sessions(tte: Here, room: Room, home: Path) -> None:
    (home / "injects" / "small-drill" / "exercise.yaml").unlink()
    tte.ok("do", "latest", "start")
    write_minimal_deck(home / "injects" / "small-drill")
