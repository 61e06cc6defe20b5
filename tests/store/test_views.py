"""The views that people see in any SQLite tool, over events as the engine writes them."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.store.support import WALL, append, entry, make
from tte.engine import events as ev
from tte.engine.events import Event, encode, kind_of
from tte.store.records import Entry
from tte.store.session_file import SessionFile

Play = Callable[..., int]


@pytest.fixture
def play(session: SessionFile) -> Play:
    """Append what happened at so many seconds of play; the number of the first event comes back."""

    def played(at: float, *events: Event, seat: str = "control", by: str = "") -> int:
        entries = [Entry(kind_of(event), encode(event)) for event in events]
        return append(session, *entries, at=at, wall=WALL + int(at * 1000), seat=seat, participant=by)[0].seq

    return played


def rows(session: SessionFile, view: str) -> list[dict[str, Any]]:
    """What another program sees in a view."""
    other = sqlite3.connect(session.path)
    other.row_factory = sqlite3.Row
    found = [dict(row) for row in other.execute(f"SELECT * FROM {view}")]
    other.close()
    return found


def leg(*to: str, title: str = "A buoy is gone") -> ev.Delivery:
    """One delivery of an inject."""
    return ev.Delivery(sender=("jcg",), to=to, title=title, body="Buoy 7 is not where it was.")


def answer(choice: str, **more: Any) -> ev.DecisionSubmitted:
    """An answer to the first decision."""
    return ev.DecisionSubmitted(decision="dp1", owner="japan-mod", choice=choice, **more)


def test_a_session_without_events_has_empty_views(session: SessionFile) -> None:
    assert rows(session, "decisions") == rows(session, "messages") == rows(session, "timeline") == []
    assert [(row["inject"], row["state"]) for row in rows(session, "injects")] == [("07", "waiting")]


def test_a_decision_shows_its_last_answer_and_what_was_added(session: SessionFile, play: Play) -> None:
    play(600, ev.DecisionOpened(decision="dp1", owners=("japan-mod", "usa"), due=1200))
    play(660, answer("b", why="quick"), seat="japan-mod", by="Yuki")
    dissent = (ev.Dissent(name="", text="too soft"), ev.Dissent(name="Ken", text="too slow"))
    reasons = {"why": "It is what the line is for.", "confidence": 0, "participants": ("Yuki", "Ken")}
    last = play(725, answer("a", dissent=dissent, **reasons), seat="japan-mod", by="Yuki")
    play(800, ev.DecisionAmended(decision="dp1", owner="japan-mod", rejected="b: silence reads badly"))
    play(900, ev.DecisionClosed(decision="dp1", how="default", outcomes={"japan-mod": "a", "usa": "b"}))
    ours, theirs = rows(session, "decisions")
    assert ours == {
        "decision": "dp1",
        "title": "Answer the hotline",
        "owner": "japan-mod",
        "owner_title": "Ministry of Defense, Japan",
        "opened": "T+00:10",
        "decided": "T+00:12",
        "decided_wall": "2026-11-18T11:18:45Z",
        "seat": "japan-mod",
        "issued_by": "Yuki",
        "choice": "a",
        "choice_title": "The duty officer",
        "written": "",
        "why": "It is what the line is for.",
        "rejected": "b: silence reads badly",
        "assumptions": None,
        "expected": None,
        "confidence": 0,
        "dissent": "anonymous: too soft; Ken: too slow",
        "participants": "Yuki, Ken",
        "revisions": 1,
        "state": "default",
        "outcome": "a",
        "outcome_title": "The duty officer",
        "closed": "T+00:15",
        "reason": "",
        "event": last,
    }
    assert (theirs["owner_title"], theirs["decided"], theirs["choice"]) == ("usa", None, None)
    assert (theirs["outcome"], theirs["revisions"]) == ("b", 0)


def test_rulings_on_a_decision(session: SessionFile, play: Play) -> None:
    def state() -> tuple[str, str | None, str | None]:
        (row,) = rows(session, "decisions")
        return row["state"], row["outcome"], row["reason"]

    play(0, ev.DecisionOpened(decision="dp1", owners=("japan-mod",), due=60))
    assert state() == ("open", None, None)
    play(60, ev.DecisionExpired(decision="dp1", missing=("japan-mod",)))
    assert state() == ("expired", None, None)
    play(70, ev.DecisionClosed(decision="dp1", how="control", outcomes={"japan-mod": "b"}, reason="late"))
    assert state() == ("control", "b", "late")
    overrule = play(80, ev.OutcomeOverruled(decision="dp1", outcomes={"japan-mod": "a"}, reason="meant a"))
    assert state() == ("overruled", "a", "meant a")
    play(85, ev.ActionUndone(action=overrule, name="overrule dp1"))
    assert state() == ("control", "b", "late")
    play(90, ev.DecisionReopened(decision="dp1", due=200, reason="new facts"))
    assert state() == ("open", None, "new facts")
    play(95, ev.DecisionWithdrawn(decision="dp1", reason="moot"))
    assert state() == ("withdrawn", None, "moot")


def test_an_inject_shows_its_release_and_who_read_it(session: SessionFile, play: Play) -> None:
    play(425, ev.InjectReleased(inject="07", deliveries=(leg("japan-mod", "usa"), leg("usa", "prc"))))
    play(430, ev.ItemOpened(item="07", seat="japan-mod"), seat="japan-mod")
    play(495, ev.ItemAcknowledged(item="07", seat="japan-mod"), seat="japan-mod")
    (row,) = rows(session, "injects")
    assert {key: row[key] for key in ("released", "state", "released_by", "sender", "recipients")} == {
        "released": "T+00:07",
        "state": "released",
        "released_by": "control",
        "sender": "jcg",
        "recipients": "japan-mod, usa, prc",
    }
    assert (row["opened_by"], row["acknowledged_by"]) == ("japan-mod T+00:07", "japan-mod T+00:08")
    assert row["body"] == "Buoy 7 is not where it was."


def test_what_else_becomes_of_injects(session: SessionFile, play: Play) -> None:
    def state() -> tuple[str, str | None]:
        row = rows(session, "injects")[0]
        return row["state"], row["reason"]

    held = play(1, ev.InjectHeld(inject="07", reason="not yet"))
    assert state() == ("held", "not yet")
    play(2, ev.ActionUndone(action=held, name="hold 07"))
    assert state() == ("waiting", None)
    play(3, ev.InjectDeferred(inject="07", due=7260))
    assert state() == ("deferred to T+02:01", None)
    play(4, ev.TimeJumped(name="nightfall", from_at=4, to_at=9000, move="2", expired=("07",)))
    assert state() == ("passed over", "nightfall")
    play(5, ev.InjectReleased(inject="07", deliveries=(leg("usa"),)))
    play(6, ev.InjectRecalled(inject="07", reason="wrong map"))
    assert state() == ("recalled", "wrong map")
    assert rows(session, "injects")[0]["released"] == "T+00:00"


def test_messages_show_what_became_of_them(session: SessionFile, play: Play) -> None:
    for number, to in enumerate(("usa", "prc", "control"), start=1):
        play(
            60 * number,
            ev.MessageSent(
                message=f"m{number}", sender="japan-mod", to=(to,), channel="hotline", body="=1+1", due=0
            ),
            seat="japan-mod",
        )
    play(200, ev.MessageDelivered(message="m1"))
    play(210, ev.MessageUnanswered(message="m2", reason="shift change"))
    play(215, ev.MessageDelivered(message="m3"), ev.QueryAnswered(message="m3", reply="m4"))
    first, second, third = rows(session, "messages")
    assert (first["sent"], first["recipients"], first["body"]) == ("T+00:01", "usa", "=1+1")
    assert (first["state"], first["delivered"]) == ("delivered", "T+00:03")
    assert (second["state"], second["reason"]) == ("unanswered", "shift change")
    assert (third["answered"], third["answer"]) == ("T+00:03", "m4")


def test_the_timeline_has_every_event_and_marks_what_was_undone(session: SessionFile, play: Play) -> None:
    play(0, ev.ExerciseStarted())
    released = play(3725, ev.InjectReleased(inject="07", deliveries=(leg("usa"),)))
    play(3726, ev.TrackChanged(track="esc", before=2, after=3, asked=1, cause="07", because="the buoy"))
    play(3730, ev.ActionUndone(action=released, name="release 07"), by="Ada")
    append(session, entry("unheard_of", anything=[1]), at=3731)
    seen = [
        (row["time"], row["what"], row["subject"], row["details"], row["undone"])
        for row in rows(session, "timeline")
    ]
    assert seen == [
        ("T+00:00", "exercise started", None, None, ""),
        ("T+01:02", "inject released", "07", "A buoy is gone", "undone"),
        ("T+01:02", "track changed", "esc", "2 to 3 because of the buoy", ""),
        ("T+01:02", "action undone", "release 07", "event 2", ""),
        ("T+01:02", "unheard of", None, None, ""),
    ]


@pytest.mark.parametrize("view", ["decisions", "injects", "messages", "timeline"])
def test_odd_payloads_break_no_view(session: SessionFile, view: str) -> None:
    """Of a newer version, or written by hand: the views show less, and go on."""
    for kind in sorted(ev.kinds()):
        append(session, Entry(kind, "{}"), Entry(kind, "[1]"), Entry(kind, '"x"'), Entry(kind, "null"))
    append(session, entry("decision_opened", decision="dp1", owners="japan-mod"))
    append(session, entry("inject_written", inject={"id": "x"}), entry("inject_released", inject={"a": 1}))
    append(session, entry("action_undone"))
    rows(session, view)
    play_on = ev.MessageSent(message="m9", sender="a", to=("b",), channel="c", body="still here", due=0)
    append(session, Entry("message_sent", encode(play_on)))
    assert rows(session, "messages")[-1]["body"] == "still here"
    assert rows(session, "timeline")[-1]["details"] == "still here"


def test_injects_of_a_shortened_exercise(tmp_path: Path) -> None:
    exercise = {
        "injects": [{"id": str(n), "title": f"Inject {n}", "at": 30 * n, "from": ["jcg"]} for n in (1, 2, 3)],
        "cuts": [{"id": "60", "injects": {"1": 61}, "contingencies": {"3": None}}],
    }
    with make(tmp_path / "s.sqlite3", exercise=json.dumps(exercise)) as session:
        before = [(row["inject"], row["planned"], row["sender"]) for row in rows(session, "injects")]
        assert before == [("1", "T+00:30", "jcg"), ("2", "T+01:00", "jcg"), ("3", "T+01:30", "jcg")]
        append(session, entry("session_opened", cut="60"))
        assert [(row["inject"], row["planned"], row["state"]) for row in rows(session, "injects")] == [
            ("1", "T+01:01", "waiting"),
            ("2", None, "not in this cut"),
            ("3", None, "waiting"),
        ]


def test_a_log_of_an_evening_is_read_at_once(session: SessionFile, play: Play) -> None:
    """A few thousand events: the views must not be quadratic in a way that a person notices."""
    batch: list[Event] = []
    for number in range(300):
        batch += [
            ev.MessageSent(message=f"m{number}", sender="a", to=("b",), channel="c", body="x", due=0),
            ev.MessageDelivered(message=f"m{number}"),
            ev.ItemOpened(item=f"m{number}", seat="b"),
            ev.InjectReleased(inject="07", deliveries=(leg("usa"),)),
            ev.DecisionOpened(decision=f"dp{number % 17}", owners=("a", "b"), due=1),
            ev.DecisionSubmitted(decision=f"dp{number % 17}", owner="a", choice="a", why="x"),
            ev.DecisionClosed(decision=f"dp{number % 17}", how="agreed", outcomes={"a": "a", "b": "a"}),
        ]
    play(1, *batch)
    for view in ("decisions", "injects", "messages", "timeline"):
        begun = time.perf_counter()
        rows(session, view)
        assert time.perf_counter() - begun < 5
