"""Sessions as text for a terminal and as plain data for machines: lists, logs, status."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import to_builtins

from tte.cli import safe
from tte.conduct.live import LiveSession
from tte.engine.clock import clock_text, span_text
from tte.engine.events import FirstVoteCast, Recorded, encode
from tte.engine.state import SeatState
from tte.engine.views import DecisionView, Item, SeatView
from tte.engine.votes import readable
from tte.exercise.names import MARKING

if TYPE_CHECKING:
    from tte.cli.glance import Glance
    from tte.engine.control_view import ControlView, OpenDecisionRow
    from tte.engine.feed import FeedRow

Line = tuple[str, Callable[[], dict[str, Any]]]
"""A line of a log: as text, and as data when that is asked for."""


class Lines(Protocol):
    """A log that is read on."""

    def new(self) -> Iterator[Line]:
        """What has come since the last call."""
        ...


def moment(wall: int) -> str:
    """A wall time (UTC, ms) as ISO 8601."""
    return datetime.fromtimestamp(wall / 1000, UTC).isoformat(timespec="milliseconds")


def event_text(row: FeedRow) -> str:
    """An event as one line."""
    by = f" · {row.by}" if "(" in row.by else ""  # a name is known
    return f"{row.stamp}  {safe.line(row.text + by)}"


def event_data(session: LiveSession, row: FeedRow, recorded: Recorded) -> dict[str, Any]:
    """An event for machines. `at` in seconds since StartEx, `recorded_at` in UTC.

    A first vote is told without its choice until its seat has decided.
    """
    event = recorded.event
    told = json.loads(encode(event))
    if isinstance(event, FirstVoteCast) and not readable(session.state, event.decision, event.seat):
        told |= {"choice": "", "why": ""}
    return {
        "marking": MARKING,
        "seq": row.seq,
        "command": recorded.command,
        "at": row.at,
        "stamp": row.stamp,
        "recorded_at": moment(recorded.wall),
        "seat": recorded.seat,
        "participant": recorded.participant,
        "kind": row.kind,
        "group": row.group,
        "who": list(row.who),
        "text": row.text,
        "event": told,
    }


class ControlLines:
    """The log as control reads it: every event."""

    def __init__(self, session: LiveSession) -> None:
        self._session = session
        self._told = 0

    def new(self) -> Iterator[Line]:
        rows, history = self._session.feed, self._session.history
        while self._told < len(rows):
            row, recorded = rows[self._told], history[self._told]
            self._told += 1
            yield event_text(row), partial(event_data, self._session, row, recorded)


class SeatLines:
    """The log as a player's seat may read it, from its view alone: what came, what it sent and decided."""

    def __init__(self, session: LiveSession, seat: SeatState) -> None:
        self._session = session
        self._seat = seat.id
        self._told: set[tuple[str, ...]] = set()

    def new(self) -> Iterator[Line]:
        view = self._session.seat_view(self._seat)
        for _, key, line in sorted(_seat_lines(view), key=lambda found: found[0]):
            if key not in self._told:
                self._told.add(key)
                yield line


def _seat_lines(view: SeatView) -> Iterator[tuple[float, tuple[str, ...], Line]]:
    for item in view.items:
        told = ("item", item.id, item.kind, item.recalled, item.status)
        yield item.at, told, (_item_text(item), partial(_seat_data, item))
    for decision in view.decisions:
        own, status = decision.own, decision.status
        answer = f"; your answer: {own.choice}" if own else ""
        outcome = f"; outcome: {decision.outcome}" if decision.outcome else ""
        due = f", due {clock_text(decision.due)}" if decision.due is not None and status == "open" else ""
        text = f"{clock_text(view.clock.at)}  {decision.id} {decision.title}: {status}{due}{answer}{outcome}"
        key = ("decision", decision.id, status, due, own.choice if own else "", decision.outcome)
        yield view.clock.at, key, (safe.line(text), partial(_seat_data, decision))


def _seat_data(thing: Item | DecisionView) -> dict[str, Any]:
    """A line of a seat's log for machines; a decision's kind is `decision`."""
    return {"marking": MARKING, "kind": "decision", **to_builtins(thing)}


def _item_text(item: Item) -> str:
    """Who to whom over what, and the words: an authored item's title, a message in full."""
    words = item.title if item.kind in ("inject", "practice") else item.body
    notes = "".join(
        f" [{note}]"
        for note in (item.mark, item.status, f"recalled: {item.recalled}" if item.recalled else "")
        if note
    )
    stamp = item.stamp if item.kind != "practice" else clock_text(item.at)
    return safe.line(f"{stamp}  {item.id} {item.sender} → {item.to} ({item.channel_name}): {words}{notes}")


def glance_text(one: Glance) -> str:
    """A session in a list."""
    name = safe.line(one.path.name.removesuffix(".sqlite3"))
    if one.problem:
        return f"{name}\n  cannot be read: {safe.line(one.problem)}"
    last = datetime.fromtimestamp(one.last_wall / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
    called = f" · “{safe.line(one.name)}”" if one.name else ""
    stands = f"{one.phase} · {clock_text(one.at)} · last activity {last}"
    return f"{name}\n  {safe.line(one.exercise)}{called} · {stands}"


def glance_data(one: Glance) -> dict[str, Any]:
    """A session in a list, for machines."""
    if one.problem:
        return {"path": str(one.path), "problem": one.problem}
    return {
        "marking": MARKING,
        "path": str(one.path),
        "exercise": one.exercise,
        "name": one.name,
        "phase": one.phase,
        "at": one.at,
        "events": one.events,
        "last_activity": moment(one.last_wall),
        "live": one.live,
    }


def status_data(view: ControlView, path: Path, *, kept: bool) -> dict[str, Any]:
    """`tte status --format json`: the control view, with the session's path."""
    data: dict[str, Any] = to_builtins(view)
    data["clock"]["scenario"] = view.clock.scenario.isoformat()
    data["clock"]["zones"] = dict(view.clock.zones)
    return {"path": str(path), "phase": view.clock.phase, "clock_kept": kept, **data}


def status_text(view: ControlView, path: Path, *, kept: bool) -> str:
    """`tte status` for people."""
    clock = view.clock
    keeper = "the clock is kept" if kept else "nobody keeps the clock"
    reason = f" ({clock.reason})" if clock.reason else ""
    zones = ", ".join(f"{label} {time}" for label, time in clock.zones)
    found: list[tuple[str, str]] = [
        ("Session", f"{path}{' · ' + view.session if view.session else ''}"),
        (
            "State",
            f"{clock.phase}{reason} · {clock.text} · pace {clock.pace} · rate x{clock.rate:g} · {keeper}",
        ),
        ("Move", f"{clock.move}: {clock.move_title}"),
        ("Scenario", f"{clock.date} · {zones}"),
    ]
    found += [
        ("Track", f"{t.name} ({t.id}): {t.value} of {t.low} to {t.high}{', ' + t.band if t.band else ''}")
        for t in view.tracks
    ]
    found += [("Decision", _decision_line(d)) for d in view.decisions]
    found += [
        ("Draft", f"{id_} of {inject} is with {seat}: {state}") for id_, inject, seat, state in view.drafts
    ]
    found += [
        ("Question", f"{q.id} from {q.sender} to {q.to}, {span_text(q.age)} old: {safe.short(q.body)}")
        for q in view.queue
        if not q.answered
    ]
    found += [
        ("Next", f"{'! ' if n.urgent else ''}{n.told(clock.at)} · tte do … {n.action} {n.argument}".rstrip())
        for n in view.next_up
    ]
    found += [("Seat", _seat_line(s.id, s.title, s.people, s.open_at, s.unread, s.heads)) for s in view.seats]
    if view.undoable:
        found.append(("Undo", f"takes back: {view.undoable}"))
    if view.behind >= 60:
        found.append(
            ("Behind", f"{span_text(view.behind)}; the facilitator's console says what could be cut")
        )
    if view.ending:
        found.append(("Ending", view.ending))
    mark = safe.marking(view.exercise)
    return "\n".join([mark, *(f"{name:<9} {safe.line(words)}" for name, words in found), mark])


def _decision_line(row: OpenDecisionRow) -> str:
    left = "no deadline" if row.remaining is None else f"{span_text(row.remaining)} left"
    answers = ", ".join(f"{owner} {answer}" for owner, answer in row.answered)
    unruled = f" · needs a ruling: {', '.join(row.unruled)}" if row.unruled else ""
    return f"{row.id} {row.title} · {row.status}, {left} · {answers}{unruled}"


def _seat_line(
    seat: str, title: str, people: tuple[str, ...], terminals: int, unread: int, heads: int | None
) -> str:
    notes = [f"{title}"]
    if people:
        notes.append(", ".join(people))
    if heads is not None:
        notes.append(f"{heads} heads")
    notes.append(f"{terminals} terminals" if terminals != 1 else "1 terminal")
    if unread:
        notes.append(f"{unread} unread")
    return f"{seat}: {' · '.join(notes)}"
