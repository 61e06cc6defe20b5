"""Who was to get each inject, from the deck in the session's file, against who got it, from its log."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tte.conduct.opening import open_session


def what_reached_whom(file: Path) -> Iterator[str]:
    """A line for each inject that went out. Raises AssertionError if one went astray, twice or not at all.

    Recipients as authored come from the exercise that the file holds, what happened from its table of events,
    and what seats have in hand from their views: three ways that know nothing of one another.
    """
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as rows:
        (text,) = rows.execute("SELECT json FROM exercise").fetchone()
        told = [
            (kind, json.loads(payload))
            for kind, payload in rows.execute("SELECT kind, payload FROM events ORDER BY seq")
        ]
    deck = json.loads(text)
    seating = next(p["seating"] for kind, p in told if kind == "session_opened")
    (seats,) = (s["seats"] for s in deck["seatings"] if s["id"] == seating)
    sent = Counter(p["inject"] for kind, p in told if kind == "inject_released")
    assert set(sent.values()) <= {1}, f"released more than once: {sent}"
    drafted = {p["draft"]: p["inject"] for kind, p in told if kind == "draft_prepared"}
    reached: dict[str, list[str]] = {}
    for kind, payload in told:
        match kind:
            case "inject_released":
                legs = [(payload["inject"], leg) for leg in payload["deliveries"]]
            case "draft_sent":
                legs = [(drafted[payload["draft"]], payload["delivery"])]
            case _:
                legs = []
        for inject, leg in legs:
            reached.setdefault(inject, []).extend(leg["to"])
    live = open_session(file, readonly=True)
    try:
        in_hand = {seat: Counter(i.id for i in live.seat_view(seat).items) for seat in seats}
        opened = {key: receipt.opened is not None for key, receipt in live.state.receipts.items()}
    finally:
        live.close()
    for inject in deck["injects"]:
        if (name := inject["id"]) not in reached:
            assert name not in sent or name in drafted.values(), f"{name} went out and reached nobody"
            assert not any(hand[name] for hand in in_hand.values()), f"{name} is in a hand and never went out"
            continue
        everybody = [
            r["id"] for r in deck["roles"] if r["id"] not in inject["from"]
        ]  # nobody is sent his own
        wanted = sorted(everybody if inject["to"] == ["all"] else inject["to"])
        got = sorted(reached[name])
        assert got == wanted, f"{name} was for {wanted} and went to {got}"
        for seat, hand in in_hand.items():
            due = int(bool(set(seats[seat]["roles"]) & set(wanted)))
            assert hand[name] == due, (
                f"{name}: {seat} was to have it {due} times and has it {hand[name]} times"
            )
        holders = [seat for seat in seats if in_hand[seat][name]]
        read = [seat for seat in holders if opened.get((name, seat))]
        by = ", ".join(read) or "nobody"
        yield f"inject {name} reached {', '.join(holders)}, once each; opened by {by}"
