"""The rules of play: folding a long log, and a whole play without a file."""

from __future__ import annotations

import gc
import json
import statistics
import time

from tests.bench.deck import flagship
from tests.bench.row import Row, compared
from tte.conduct.live import recorded_of
from tte.engine.apply import fold as fold_events
from tte.engine.events import encode, kind_of
from tte.engine.state import State
from tte.rehearse.play import play_exercise
from tte.store.records import Entry, Record, chained

EVENTS = 100_000
PLAYS = 5


def long_log() -> list[Record]:
    """The records of one play, then its events in play again and again, up to 100,000."""
    played = play_exercise(flagship(), bots="mixed", seed=1)
    entries = [(r.at, r.wall, r.seat, Entry(kind_of(r.event), encode(r.event))) for r in played.history]
    start = next(i for i, e in enumerate(entries) if e[3].kind == "exercise_started")
    body = entries[start + 1 : -1]
    while len(entries) < EVENTS:
        entries += body
    records: list[Record] = []
    prev = ""
    for at, wall, seat, entry in entries[:EVENTS]:
        records += chained([entry], len(records), prev, at, wall, seat, "")
        prev = records[-1].hash
    return records


def fold() -> list[Row]:
    """Folding 100,000 events against reading and decoding them."""
    records = long_log()
    exercise = flagship()
    decoding, folding = [], []
    for _ in range(3):
        gc.collect()
        began = time.perf_counter()
        events = [recorded_of(r) for r in records]
        decoded = time.perf_counter()
        fold_events(State(exercise), events)
        ended = time.perf_counter()
        decoding.append(decoded - began)
        folding.append(ended - began)
    plain = []
    for _ in range(3):
        began = time.perf_counter()
        for record in records:
            json.loads(record.payload)
        plain.append(time.perf_counter() - began)
    return [
        compared("fold of 100,000 events, decoding included", min(folding), min(decoding), "s", bound=2.5),
        compared("decoding them into typed events, to json.loads", min(decoding), min(plain), "s"),
    ]


def full_play() -> list[Row]:
    """One play of the whole deck by bots, without the store."""
    exercise = flagship()
    times = []
    for seed in range(PLAYS):
        began = time.perf_counter()
        play_exercise(exercise, bots="mixed", seed=seed)
        times.append(time.perf_counter() - began)
    return [Row("one full play without the store", round(statistics.median(times) * 1000, 1), "ms")]
