"""The events of a session file that a seat's view at an event comes from, and few others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tte.conduct.live import recorded_of
from tte.engine.events import ActionUndone, SeatOpened
from tte.exercise.names import ALL
from tte.review.needed import BRINGING, OF_DECISIONS, OF_INJECTS, OWN, UNSEEN, asked_by
from tte.store import quick
from tte.store.sifting import Having, Naming, Never, Numbered, Rule, last_of, read_some

if TYPE_CHECKING:
    from tte.exercise.models import Exercise
    from tte.store.records import Record

TRACK = ("track_changed",)


def records_for(path: Path, exercise: Exercise, seat: str, event: int) -> list[Record]:
    """Enough of the log up to an event for what a seat knew then; its hashes are left empty.

    `seat`: its id, or a role that it holds. A name that no seat has gets what everybody gets.
    """
    holder, roles = _seat(path, seat, event)
    asked = asked_by(exercise, roles)
    undone = tuple(
        found.action for r in quick.of_kind(path, "action_undone") if r.seq <= event
        and isinstance(found := recorded_of(r).event, ActionUndone)
    )  # fmt: skip
    tracks: Rule = Never(TRACK)
    if asked.tracks and undone:  # what is undone goes by how far a track had moved: each step counts
        tracks = Having(TRACK, "track", tuple(asked.tracks))
    elif asked.tracks:
        last = last_of(path, *TRACK, "track", up_to=event)
        tracks = Numbered(TRACK, tuple(seq for track, seq in last.items() if track in asked.tracks))
    names = (*roles, holder, ALL)
    rules: list[Rule] = [
        tracks, Naming(BRINGING, (*names, *asked.injects)),
        Having(OF_DECISIONS, "decision", tuple(asked.decisions)), Having(OWN, "seat", (holder,)),
        Naming(("message_sent",), names, holder), Naming(OF_INJECTS, tuple(asked.injects)), Never(UNSEEN),
    ]  # fmt: skip
    if not asked.rules:
        rules.append(Never(("rule_ran",)))
    if not asked.dice:
        rules.append(Never(("dice_rolled",)))
    return read_some(path, up_to=event, rules=rules, commands=undone)


def _seat(path: Path, name: str, event: int) -> tuple[str, tuple[str, ...]]:
    """The id and the roles of a seat that is named by either."""
    by_id: dict[str, tuple[str, ...]] = {}
    for record in quick.of_kind(path, "seat_opened"):
        opened = recorded_of(record).event
        if record.seq <= event and isinstance(opened, SeatOpened):
            by_id[opened.seat] = opened.roles
    if name in by_id:
        return name, by_id[name]
    return next(((seat, roles) for seat, roles in by_id.items() if name in roles), (name, ()))
