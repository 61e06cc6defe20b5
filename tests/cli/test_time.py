"""asof, fork, compare, replay on the command line: what was known then, and what might have been."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from tests.cli.support import Here
from tests.decks import change
from tests.room import Room, Wall
from tte.conduct.opening import Setting, create_session, open_quickly
from tte.exercise.load import load_exercise
from tte.store.verifying import verify_file


@pytest.fixture(autouse=True)
def cheap_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of codes that take no time."""
    monkeypatch.setattr("tte.store.codes.COST", 4)


def play(home: Path, *, dp1: str = "a", dp2: str = "a", name: str = "first") -> Path:
    """The small deck by people: 01 and dp1 at T+1, 02 and dp2 at T+5, over at T+8."""
    exercise = load_exercise(home / "injects" / "small-drill").require()
    wall = Wall()
    live, path, _ = create_session(exercise, home / "sessions", Setting(seed=3, name=name), now=wall)
    room = Room(exercise, session=live, wall=wall)
    room.do("name", names="Aoi, Ren", of_seat="north")
    room.start().at("T+1")
    room.release("01")
    room.do("open", "north", item="01")
    room.decide("north", "dp1", dp1)
    room.decide("south", "dp1", dp1, why="=We agree with +them.")
    room.at("T+5")
    room.release("02")
    room.do("ack", "south", item="02")
    room.decide("south", "dp2", dp2)
    room.decide("north", "dp2", "a")
    room.at("T+8")
    room.do("endex", reason="time")
    room.keeper.release()
    live.close()
    return path


def test_asof_shows_what_was_sent_opened_and_acknowledged_and_nothing_later(tte: Here, home: Path) -> None:
    path = play(home)
    early = tte.ok("asof", "latest", "--seat", "south", "--at", "T+1").out
    assert "what this seat knew at T+00:01" in early
    assert "SENT, NOT OPENED: 1" in early
    assert "Buoy adrift" in early
    assert "The papers ask" not in early
    assert "dp2" not in early
    late = tte.ok("asof", "latest", "--seat", "south", "--at", "T+0:04:59", "--brief").out
    assert "The papers ask" not in late
    late = tte.ok("asof", "latest", "--seat", "south", "--at", "T+5").out
    assert re.search(r"sent T\+00:05 \(event \d+\), opened T\+00:05 \(event \d+\), acknowledged", late)
    assert late.startswith("EXERCISE EXERCISE EXERCISE · Small Drill")
    assert late.rstrip().endswith("EXERCISE EXERCISE EXERCISE · Small Drill")
    data = tte.ok("asof", "latest", "--seat", "north", "--at", "20", "--format", "json").json()
    assert data["event"] == 20
    assert data["view"] == _as_json(open_quickly(path), "north", 20)
    for given, words in (
        (("--seat", "west", "--at", "T+1"), "There is no seat west"),
        (("--seat", "director", "--at", "T+1"), "sees everything"),
        (("--seat", "north", "--at", "9999"), "9999 is none of them"),
    ):
        said = tte("asof", "latest", *given)
        assert (said.code, words in said.err) == (1, True)
    assert tte("asof", "latest", "--seat", "north", "--at", "soon").code == 2


def _as_json(live: object, seat: str, event: int) -> object:
    import json

    from tte.cli.asof_text import asof_data
    from tte.conduct.live import LiveSession
    from tte.review.asof import as_of

    assert isinstance(live, LiveSession)
    found = as_of(live.exercise, live.history, seat, event)
    return json.loads(json.dumps(asof_data(found)["view"]))


def test_a_fork_by_bots_says_not_played_everywhere_and_leaves_the_original_alone(
    tte: Here, home: Path
) -> None:
    path = play(home)
    before, report = path.read_bytes(), tte.ok("report", "latest", "--format", "json").json()
    said = tte.ok("fork", "latest", "--choose", "dp1=b", "--bots", "hardline")
    fork = Path(said.out.splitlines()[1])
    assert path.read_bytes() == before
    again = tte.ok("report", str(path), "--format", "json").json()
    for one in (report, again):
        one.pop("generated", None)
    assert _without_times(report) == _without_times(again)
    assert verify_file(fork).faults == ()
    for line in (
        ("status", str(fork)), ("log", str(fork)), ("asof", str(fork), "--seat", "north", "--at", "T+1"),
        ("report", str(fork), "--format", "md"), ("report", str(fork), "--format", "html"),
        ("report", str(fork), "--format", "json"), ("sessions",), ("fork", str(fork), "--at", "10"),
    ):  # fmt: skip
        told = tte.ok(*line).out
        assert "NOT PLAYED" in told, line
        if line[0] not in ("report", "sessions"):
            assert told.startswith("EXERCISE EXERCISE EXERCISE · NOT PLAYED · Small Drill")
    forked, played = open_quickly(fork), open_quickly(path)
    first = forked.state.now["forked"]
    assert first.choices == {"dp1": "b"}
    assert [r.event for r in forked.history[: first.origin_event]] == [
        r.event for r in played.history[: first.origin_event]
    ]
    assert forked.state.setup is not None
    assert played.state.setup is not None
    assert forked.state.setup.seed == played.state.setup.seed
    assert set(forked.state.decisions["dp1"].outcomes.values()) == {"b"}
    assert forked.state.phase == "ended"
    text = tte.ok("compare", str(path), str(fork)).out
    assert "B is a fork: after event" in text
    assert "All were played with the same exercise" in text
    assert re.search(r"dp1 Who coordinates\?\s+North\s+≠\s+a One of us\s+b Each alone", text)
    assert "Small Drill · NOT PLAYED in part" in text


def _without_times(value: object) -> str:
    import json

    return re.sub(r'"generated\w*": ?[^,}]+', "", json.dumps(value))


def test_a_fork_for_people_waits_for_them_with_codes_of_its_own(tte: Here, home: Path) -> None:
    path = play(home)
    said = tte.ok("fork", "latest", "--choose", "dp2.south=b", "--format", "json").json()
    live = open_quickly(Path(said["session"]))
    state = live.state
    assert state.phase == "paused"
    assert state.decisions["dp2"].submissions["south"].choice == "b"
    assert "north" not in state.decisions["dp2"].submissions
    assert not any(s.terminals or s.participants for s in state.seats.values())
    assert set(said["codes"]) == set(state.seats)
    session = ("do", said["session"])
    tte.ok(*session, "resume")
    tte.ok(
        *session, "decide", "dp2", "--seat", "north", "--code", said["codes"]["north"],
        "--option", "a", "--why", "What if",
    )  # fmt: skip
    assert open_quickly(Path(said["session"])).state.decisions["dp2"].status == "closed"
    assert verify_file(Path(said["session"])).faults == ()
    assert tte("fork", str(path), "--at", "T+8").err.startswith("tte: After event")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["--choose", "dp9=a"], "has no decision dp9"),
        (["--choose", "dp1=z"], "dp1 has no option z"),
        (["--choose", "dp1.west=a"], "west does not answer dp1"),
        (["--choose", "dp2=c"], "Option c is not open now"),
        (["--at", "T+6", "--choose", "dp1=b"], "dp1 is closed; it was put at event"),
        (["--at", "12", "--choose", "dp2=b"], "dp2 is not open yet"),
        (["--at", "9999"], "9999 is none of them"),
        ([], "Where is the session to be forked?"),
    ],
)
def test_forks_that_cannot_be_are_refused_and_leave_no_file(
    tte: Here, home: Path, line: list[str], words: str
) -> None:
    path = play(home, dp1="b")
    said = tte("fork", "latest", *line)
    assert said.code == 1
    assert words in said.err
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_compare_sets_versions_side_by_side_honestly_and_as_a_tidy_table(tte: Here, home: Path) -> None:
    first = play(home)
    deck = home / "injects" / "small-drill"
    change(deck, "decisions.yaml", "a: {title: Facts, effects", "a: {title: Only facts, effects")
    change(deck, "exercise.yaml", "tru: {name: Trust, start: 5}", "tru: {name: Trust, start: 6}")
    second = play(home, dp1="b", name="=HYPERLINK(1)")
    pair = (str(first), str(second))
    text = tte.ok("compare", *pair).out
    assert "The exercise was not the same in all of them" in text
    assert "its options are others in another version" in text
    assert "Track tru" in text
    assert re.search(r"Track tru\s+its scale, or where it starts", text)
    assert "dp2 What do you tell" not in text
    assert re.search(r"dp1 Who coordinates\?\s+North\s+≠", text)
    rows = list(csv.DictReader(io.StringIO(tte.ok("compare", *pair, "--format", "csv").out)))
    chosen = {(r["session"], r["owner"]): r["text"] for r in rows if r["measure"] == "choice"}
    assert chosen == {("A", "north"): "a", ("A", "south"): "a", ("B", "north"): "b", ("B", "south"): "b"}
    assert {r["text"] for r in rows if r["owner"] == "south" and r["measure"] == "why"} == {
        "'=We agree with +them."
    }
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert {r["marking"] for r in rows} == {"EXERCISE EXERCISE EXERCISE"}
    secret = tte.ok("compare", *pair, "--format", "csv", "--anonymous").out
    page = tte.ok("compare", *pair, "--format", "html", "--anonymous").out
    for name in ("first", "HYPERLINK", "Aoi", "We agree", str(home), first.stem):
        assert name not in secret
        assert name not in page
    assert page.count("EXERCISE EXERCISE EXERCISE") >= 2
    assert "<svg" in page
    assert "<script" not in page
    assert "needs two sessions" in tte("compare", str(first)).err


def test_parquet_holds_the_same_table_and_its_absence_is_said(
    tte: Here, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = (str(play(home)), str(play(home, dp1="b")))
    assert tte("compare", *pair, "--format", "parquet").code == 2
    import sys

    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pyarrow", None)
        said = tte("compare", *pair, "--format", "parquet", "-o", "x.parquet")
        assert (said.code, "pip install 'tte[parquet]'" in said.err) == (1, True)
        assert not (home / "x.parquet").exists()
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow, the extra tte[parquet]")
    tte.ok("compare", *pair, "--format", "parquet", "-o", "x.parquet")
    table = parquet.read_table(home / "x.parquet").to_pylist()
    rows = list(csv.DictReader(io.StringIO(tte.ok("compare", *pair, "--format", "csv").out)))
    assert len(table) == len(rows)
    assert [r["measure"] for r in table] == [r["measure"] for r in rows]
    assert {type(r["number"]) for r in table} == {float, type(None)}


def test_the_replay_says_where_it_cannot_run(tte: Here, home: Path) -> None:
    play(home)
    said = tte("replay", "latest")
    assert (said.code, "needs a terminal" in said.err) == (1, True)
