"""The session file: durable commands, and how fast another process notices them."""

from __future__ import annotations

import json
import multiprocessing
import multiprocessing.connection
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.deck import flagship
from tests.bench.row import Row, compared
from tte.conduct.live import LiveSession, wall_now
from tte.conduct.opening import Setting, create_session, open_session
from tte.engine.commands import ParkItem, StartEx, TakeNote

COMMANDS = 1_500
WARM = 5
"""Blocks that are not counted: while its log first grows, a commit costs a file system more."""
NOTICES = 200
BLOCKS = 5


@contextmanager
def _room() -> Iterator[tuple[LiveSession, Path]]:
    """A started session in a folder of a real file system (never tmpfs, which makes durability free)."""
    folder = Path(tempfile.mkdtemp(prefix="tte-bench-", dir=Path.cwd()))
    try:
        session, path, _ = create_session(flagship(), folder, Setting())
        session.issue(StartEx(), "director")
        yield session, path
        session.close()
    finally:
        shutil.rmtree(folder)


def _raw(path: Path, payload: str) -> tuple[sqlite3.Connection, str]:
    """A plain connection with the same durability, and an insert of a row of the same width."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute(
        "CREATE TABLE events (seq INTEGER PRIMARY KEY, command INTEGER, kind TEXT, payload TEXT, at REAL,"
        " wall INTEGER, seat TEXT, participant TEXT, prev TEXT, hash TEXT)"
    )
    return raw, payload


def durable_commands() -> list[Row]:
    """Commands a second from decide to commit, against as many raw inserts, in turns of the same run."""
    with _room() as (session, path):
        body = "An observation of some forty characters, more or less."
        raw, payload = _raw(
            path.with_name("raw.db"), json.dumps({"note": "n1", "body": body, "objective": "O2"})
        )
        ours, theirs = 0.0, 0.0
        for block in range(-WARM, BLOCKS):
            if block == 0:  # both write-ahead logs have reached the size at which they are used again
                ours, theirs = 0.0, 0.0
            began = time.perf_counter()
            for _ in range(COMMANDS // BLOCKS):
                session.issue(TakeNote(body, "O2"), "director")
            ours += time.perf_counter() - began
            began = time.perf_counter()
            for number in range(COMMANDS // BLOCKS):
                raw.execute("BEGIN IMMEDIATE")
                raw.execute(
                    "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    ((block + WARM) * COMMANDS + number + 1, number, "note_taken", payload, 1.5, wall_now(),
                     "director", "", "0" * 64, "0" * 64),
                )  # fmt: skip
                raw.execute("COMMIT")
            theirs += time.perf_counter() - began
        raw.close()
    return [
        compared(
            "durable commands, decide to commit", COMMANDS / ours, COMMANDS / theirs, "a second", bound=0.5,
            at_least=True,
        )
    ]  # fmt: skip


def _follow(path: Path, answers: multiprocessing.connection.Connection) -> None:
    """Another process: poll the file as a terminal does, and tell when each new item is in its state."""
    session = open_session(path)
    seen = len(session.state.parked)
    answers.send(("ready", 0.0))
    while seen < NOTICES:
        session.refresh()
        while seen < len(session.state.parked):
            seen += 1
            answers.send((f"p{seen}", time.time()))
        time.sleep(0.05)
    session.close()


def notice_in_another_process() -> list[Row]:
    """Milliseconds from a commit here to the state of another process that polls every 50 ms."""
    with _room() as (session, path):
        here, there = multiprocessing.Pipe()
        follower = multiprocessing.get_context("spawn").Process(target=_follow, args=(path, there))
        follower.start()
        if not here.poll(60):
            raise TimeoutError("the other process did not start")
        here.recv()
        sent: dict[str, float] = {}
        for number in range(NOTICES):
            session.issue(ParkItem(f"item {number}"), "director")
            sent[f"p{number + 1}"] = time.time()
            time.sleep(0.013 + (number % 7) * 0.005)
        delays = []
        for _ in range(NOTICES):
            if not here.poll(30):
                raise TimeoutError("the other process has stopped noticing")
            name, when = here.recv()
            delays.append((when - sent[name]) * 1000)
        follower.join(10)
    delays.sort()
    return [
        Row("notice in another process, median", round(delays[len(delays) // 2], 1), "ms"),
        Row("notice in another process, p99", round(delays[int(len(delays) * 0.99)], 1), "ms", bound=100),
    ]
