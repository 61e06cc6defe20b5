"""The places that a host serves, and the app that each of them is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import App

from tte.conduct.live import LiveSession
from tte.conduct.timekeeper import Timekeeper

CONTROL = ("director", "facilitator")
CheckCode = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Place:
    """A seat as a host serves it, or the wall."""

    id: str
    title: str
    kind: str
    """A seat's kind: player, evaluator, observer, director, facilitator; or wall."""


ENTRY = Place("", "Take your seat", "player")
"""The form that asks for seat and code, for somebody who came without."""


class OnceOnly:
    """The code check of an app whose person has been let in at the host's door already.

    The first check passes; later ones, such as the curtain's, are the door's own.
    """

    def __init__(self, check: CheckCode, let_in: bool) -> None:
        self._check = check
        self._let_in = let_in

    def __call__(self, seat: str, code: str) -> bool:
        if self._let_in:
            self._let_in = False
            return True
        return self._check(seat, code)


class Places:
    """Which places there are in a session, and how their apps are made."""

    def __init__(
        self, session: LiveSession, *, remote_control: bool, timekeeper: Timekeeper | None = None
    ) -> None:
        """`timekeeper` keeps the clock for all of this process; control's terminals share it."""
        self.session = session
        self.remote_control = remote_control
        self.timekeeper = timekeeper

    def all(self) -> tuple[Place, ...]:
        """What may be opened from elsewhere, players' seats first."""
        seats = [Place(s.id, s.title, s.kind) for s in self.session.seats()]
        return tuple(
            sorted(
                (s for s in seats if self.remote_control or s.kind not in CONTROL),
                key=lambda s: s.kind != "player",
            )
        )

    def find(self, seat: str) -> Place | None:
        return next((place for place in self.all() if place.id == seat), None)

    def app(self, place: Place, terminal: str, check: CheckCode) -> App[Any]:
        """The app of a place, for a person who has given its code. `terminal` names it in the log."""
        once = OnceOnly(check, place is not ENTRY)
        match place.kind:
            case "player":
                from tte.tui.player.app import PlayerApp

                seat, code = (None, None) if place is ENTRY else (place.id, "given")
                return PlayerApp(self.session, seat, check_code=once, code=code, poll=None, terminal=terminal)
            case "wall":
                from tte.tui.wall.app import WallApp

                return WallApp(
                    self.session, place.id, check_code=once, code="given", poll=None, terminal=terminal
                )
            case "director" | "facilitator":
                from tte.tui.facilitator.app import FacilitatorApp

                return FacilitatorApp(
                    self.session, seat=place.id, poll=None, timekeeper=self.timekeeper,
                    presence=self.session.presence,
                )  # fmt: skip
            case _:
                from tte.tui.evaluator.app import EvaluatorApp

                return EvaluatorApp(
                    self.session, place.id, check_code=once, code="given", poll=None, terminal=terminal
                )
