"""Giving a seat another code: the log tells that it was done, the store keeps a hash, one person sees it."""

from __future__ import annotations

from dataclasses import dataclass

from tte.conduct.live import LiveSession
from tte.engine.commands_people import ReissueCode
from tte.engine.events import CodeReissued, Recorded
from tte.store.codes import new_code


@dataclass(frozen=True, slots=True)
class Reissued:
    """A seat's new code, and what the log says of it."""

    seat: str
    code: str
    events: tuple[Recorded, ...]


def reissue_code(session: LiveSession, command: ReissueCode, seat: str, participant: str = "") -> Reissued:
    """Give a seat a new code, asked for by `seat`. The former code opens nothing any more.

    Raises Refused (who asks may not), or a StoreError: then the former code may still hold.
    """
    happened = session.issue(command, seat, participant)
    whose = next(r.event.seat for r in happened if isinstance(r.event, CodeReissued))
    code = new_code()
    session.log.set_code(whose, code)
    return Reissued(whose, code, tuple(happened))
