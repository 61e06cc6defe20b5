"""Whether the SQL views of a session file show what its events say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from tte.engine.apply import fold
from tte.engine.clock import clock_text
from tte.engine.decide import PARTS
from tte.engine.events import ActionUndone, InjectReleased, InjectWritten, MessageSent, Recorded, decode
from tte.engine.state import State
from tte.errors import TteError
from tte.exercise.frozen import thaw
from tte.store.records import Record


def views_agree(connection: sqlite3.Connection, exercise_json: str, records: Sequence[Record]) -> list[str]:
    """A sentence for each view that shows other than a fold of the events; empty if all agree."""
    assert PARTS  # their import registers what events do
    try:
        exercise = thaw(exercise_json)
    except TteError as error:
        return [f"The views were not looked at: {error.message}"]
    history = [
        Recorded(r.seq, r.command, r.at, r.wall, r.seat, decode(r.kind, r.payload), r.participant)
        for r in records
    ]
    state = fold(State(exercise), history)
    undone = {r.event.action for r in history if isinstance(r.event, ActionUndone)}
    found = []
    for name, columns, expected in (
        ("decisions", "decision, owner, choice, outcome", _decisions(state)),
        ("injects", "inject, released", _injects(state, history, undone)),
        ("messages", "message, body", _messages(history, undone)),
        ("timeline", "event, what", {(str(r.seq), r.kind.replace("_", " ")) for r in records}),
    ):
        try:
            rows = {
                tuple("" if value is None else str(value) for value in row)
                for row in connection.execute(f"SELECT {columns} FROM {name}")
            }
        except sqlite3.Error as error:
            found.append(f"The view {name} cannot be read ({error}).")
            continue
        if rows != expected:
            odd = sorted(rows ^ expected)[0]
            found.append(
                f"The view {name} shows other than the events, {len(rows ^ expected)} rows apart, such as "
                f"{', '.join(odd)[:120]}. The log counts; tools that read the view are misled."
            )
    return found


def _decisions(state: State) -> set[tuple[str, ...]]:
    """By decision that is or was open, for each owner: what was answered, and what it came to."""
    return {
        (
            name, owner, standing.submissions[owner].choice if owner in standing.submissions else "",
            standing.outcomes.get(owner, ""),
        )
        for name, standing in state.decisions.items()
        if standing.opened_at is not None
        for owner in state.by_decision[name].owners
    }  # fmt: skip


def _injects(state: State, history: Iterable[Recorded], undone: set[int]) -> set[tuple[str, ...]]:
    """By inject, of the exercise or written for the session: when its last release that stands was."""
    released: dict[str, str] = {i.id: "" for i in state.exercise.injects}
    for rec in history:
        match rec.event:
            case InjectWritten(inject=spec) if rec.command not in undone:
                released.setdefault(spec.id, "")
            case InjectReleased(inject=inject) if rec.command not in undone and inject in released:
                released[inject] = clock_text(rec.at)
            case _:
                continue
    return set(released.items())


def _messages(history: Iterable[Recorded], undone: set[int]) -> set[tuple[str, ...]]:
    return {
        (r.event.message, r.event.body)
        for r in history
        if isinstance(r.event, MessageSent) and r.command not in undone
    }
