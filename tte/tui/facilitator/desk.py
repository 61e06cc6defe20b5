"""The facilitator's desk: what the console reads of a live session, and its one way to issue a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tte.conduct.actions import Action
from tte.conduct.live import LiveSession
from tte.conduct.params import Param
from tte.engine import events as ev
from tte.engine.balance import BalanceRow, balance
from tte.engine.commands import Command
from tte.engine.commands_people import ReissueCode
from tte.engine.control_view import ControlView, CutRow, what_to_cut
from tte.engine.endings import ending_of
from tte.engine.events import Recorded
from tte.engine.feed import FeedRow
from tte.engine.msel_view import InjectDetail
from tte.engine.state import UNRELEASED, DecisionState
from tte.engine.views import ClockView, SeatView
from tte.engine.votes import readable, votes_of
from tte.exercise.models import ALL, CONTROL, Decision, Ending, Exercise
from tte.review.asof import Asked, as_of, moments
from tte.tui.widgets.forms import Offers

if TYPE_CHECKING:
    from tte.conduct.codes import Reissued
    from tte.conduct.presence import Presence, Present

Pairs = Sequence[tuple[str, str]]

STATUS_OF_DECISIONS: dict[str, tuple[str, ...]] = {
    "open-decision": ("waiting", "withdrawn"),
    "overrule": ("closed",),
    "reopen": ("closed",),
}
"""Which decisions an action is about; others are about those that are open or expired."""


class Desk:
    """A live session as a facilitator's console uses it, from one control seat."""

    def __init__(
        self,
        session: LiveSession,
        seat: str = "director",
        *,
        operator: str = "",
        presence: Presence | None = None,
    ) -> None:
        """`operator`: who sits here, by name; `presence`: of the terminals that this process serves."""
        self.session = session
        self.seat = seat
        self.presence = presence if presence is not None else session.presence
        self._operator = operator
        self._points: dict[str, list[tuple[float, int]]] = {}
        self._seen = 0

    # --- reading ----------------------------------------------------------------------------------------

    @property
    def exercise(self) -> Exercise:
        return self.session.exercise

    @property
    def kind(self) -> str:
        """What kind of control seat this is."""
        found = self.session.state.seats.get(self.seat)
        return found.kind if found is not None else "director"

    def view(self) -> ControlView:
        return self.session.control_view()

    def clock(self) -> ClockView:
        return self.session.clock_view()

    def clock_held(self) -> bool:
        return self.session.clock_held

    def detail(self, inject: str) -> InjectDetail | None:
        """All about an inject, or None if there is none of that id."""
        return self.session.inject_detail(inject) if inject in self.session.state.injects else None

    def seat_view(self, seat: str) -> SeatView:
        return self.session.seat_view(seat)

    def asked(self, decision: str = "") -> tuple[tuple[Asked, ...], int]:
        """Every answer to a decision and closing of one; and the last of a decision's (0 for none)."""
        found = moments(self.session.state, self.session.history)
        return found, next((a.event for a in reversed(found) if a.decision == decision), 0)

    def knew(self, asked: Asked) -> SeatView | None:
        """What a seat knew at an answer; None where control spoke for the role."""
        if not asked.seat:
            return None
        return as_of(self.exercise, self.session.history, asked.seat, asked.event).view

    @property
    def feed(self) -> Sequence[FeedRow]:
        return self.session.feed

    def cuts(self) -> tuple[CutRow, ...]:
        return what_to_cut(self.session.state, self.clock().at)

    def decision(self, decision: str) -> tuple[Decision, DecisionState] | None:
        """A decision as authored and as it stands."""
        spec = self.session.state.by_decision.get(decision)
        return None if spec is None else (spec, self.session.state.decisions[decision])

    def present(self, seat: str) -> tuple[Present, ...]:
        """The terminals of a seat that this process serves; none where it serves none."""
        return self.presence.rows(seat)

    def counted(self) -> dict[str, int]:
        """Heads by seat that were counted since the real-world emergency was called."""
        found: dict[str, int] = {}
        for recorded in reversed(self.session.history):
            if isinstance(recorded.event, ev.NoDuffCalled):
                break
            if isinstance(recorded.event, ev.HeadCounted):
                found = {**recorded.event.heads, **found}
        return found

    def votes(self, decision: str) -> tuple[tuple[str, str], ...]:
        """First votes on a decision that are no secret any more: seat's title, and who voted what."""
        state = self.session.state
        found = []
        for seat in state.seats.values():
            votes = votes_of(state, decision, seat.id)
            if votes and readable(state, decision, seat.id):
                words = ", ".join(
                    f"{v.voter} {v.choice}{f' ({v.why})' if v.why else ''}" for v in votes.values()
                )
                found.append((seat.title, words))
        return tuple(found)

    def balance(self) -> tuple[BalanceRow, ...]:
        """Who decides and who speaks, by seat and by person."""
        return balance(self.session.state, self.session.history)

    def short(self, who: str) -> str:
        return self.session.state.short_of(who)

    def endings(self) -> tuple[Ending | None, tuple[Ending, ...]]:
        """The ending as of now, and the overlays beside it."""
        ending, overlays = ending_of(self.session.state, self.clock().at)
        by_id = {e.id: e for e in self.exercise.endings}
        return by_id.get(ending), tuple(by_id[o] for o in overlays)

    def planned_endex(self) -> float:
        """Planned EndEx, in exercise seconds."""
        return self.session.state.endex

    def move_summary(self) -> str:
        return self.session.state.move.summary

    def practice_receipts(self) -> tuple[tuple[str, bool, bool, str], ...]:
        """By player seat: title, practice inject opened, acknowledged, answer to the practice decision."""
        state = self.session.state
        practice = state.now.get("practice")
        found = []
        for seat in state.seats.values():
            if seat.kind == "player":
                receipt = state.receipts.get(("practice", seat.id))
                found.append(
                    (
                        seat.title,
                        bool(receipt and receipt.opened is not None),
                        bool(receipt and receipt.acknowledged is not None),
                        practice.answers.get(seat.id, "") if practice else "",
                    )
                )
        return tuple(found)

    @property
    def practice_sent(self) -> bool:
        return self.session.state.now.get("practice") is not None

    def track_points(self) -> Mapping[str, Sequence[tuple[float, int]]]:
        """By track: what it was, from when (exercise s) on; read once from the log, then as it grows."""
        if not self._points:
            self._points = {t.id: [(0.0, t.start)] for t in self.exercise.tracks}
        history = self.session.history
        for recorded in history[self._seen :]:
            event = recorded.event
            if isinstance(event, ev.TrackChanged) and event.track in self._points:
                self._points[event.track].append((recorded.at, event.after))
        self._seen = len(history)
        at = self.clock().at
        for (
            track,
            value,
        ) in self.session.state.tracks.items():  # an undo restores values without such an event
            points = self._points.setdefault(track, [(0.0, value)])
            if points[-1][1] != value:
                points.append((at, value))
        return self._points

    # --- doing ------------------------------------------------------------------------------------------

    def send(self, command: Command) -> list[Recorded]:
        """Issue a command for this seat. Raises a TteError in words."""
        return self.session.issue(command, self.seat, self.operator)

    @property
    def operator(self) -> str:
        """Who sits at this console, if it is known: so the log can tell two facilitators apart."""
        if self._operator:
            return self._operator
        found = self.session.state.seats.get(self.seat)
        return found.participants[0] if found is not None and len(found.participants) == 1 else ""

    def reissue(self, command: ReissueCode) -> Reissued:
        """Give a seat another code. Raises a TteError in words."""
        from tte.conduct.codes import reissue_code

        return reissue_code(self.session, command, self.seat, self.operator)

    # --- what a form offers -----------------------------------------------------------------------------

    def offers(self, action: Action) -> Offers:
        """What exists for the parameters of an action."""

        def found(param: Param, values: Mapping[str, str]) -> Pairs:
            return self._offers(action, param, values)

        return found

    def _offers(self, action: Action, param: Param, values: Mapping[str, str]) -> Pairs:
        state, exercise = self.session.state, self.exercise
        match param.kind:
            case "choice":
                return [(c, c) for c in param.choices]
            case "inject":
                out = action.name == "recall"
                return [
                    (i, state.specs[i].title)
                    for i, s in state.injects.items()
                    if (s.status == "released" if out else s.status in UNRELEASED | {"drafted"})
                ]
            case "decision":
                wanted = STATUS_OF_DECISIONS.get(action.name, ("open", "expired"))
                return [
                    (d, state.by_decision[d].title) for d, s in state.decisions.items() if s.status in wanted
                ]
            case "option" | "owner":
                return self._about_decision(action, param, values.get("decision", ""))
            case "track":
                return [(t.id, f"{t.name}, now {state.tracks.get(t.id, t.start)}") for t in exercise.tracks]
            case "channel":
                return [(c.id, c.name) for c in exercise.channels]
            case "people":
                return [(ALL, "everybody"), *self._people()]
            case "seat":
                return self._seats(action)
            case "heads":
                return [(f"{s.id}=", s.title) for s in state.seats.values() if s.kind == "player"]
            case "move":
                return [(m.id, m.title) for m in state.moves]
            case "draft":
                return [
                    (d.id, f"{d.inject} with {state.short_of(d.seat)}, {d.status}")
                    for d in state.drafts.values()
                    if d.status != "sent"
                ]
            case "message":
                return [
                    (m.id, f"{state.short_of(m.sender)}: {m.body[:120]}")
                    for m in state.messages.values()
                    if m.queued and not m.answered
                ]
            case "objective":
                return [(o.id, o.title) for o in exercise.objectives]
            case "text" if param.name == "sender":
                return [(CONTROL, "Control"), *((p.id, p.title) for p in exercise.parties), *self._people()]
            case _:
                return ()

    def _seats(self, action: Action) -> list[tuple[str, str]]:
        """Seats that an action can be about."""
        kinds = {
            "tell": ("player",),
            "name": ("player", "director", "facilitator"),
            "reissue-code": tuple({s.kind for s in self.session.state.seats.values()}),
        }.get(action.name, ("player", "evaluator", "observer", "wall"))
        return [(s.id, s.title) for s in self.session.state.seats.values() if s.kind in kinds]

    def _people(self) -> list[tuple[str, str]]:
        return [(r.id, r.title) for r in self.exercise.roles]

    def _about_decision(self, action: Action, param: Param, decision: str) -> Pairs:
        spec = self.session.state.by_decision.get(decision)
        if spec is None:
            return ()
        if param.kind == "owner":
            return [(o, self.session.state.title_of(o)) for o in spec.owners]
        options = [(key, option.title) for key, option in spec.options.items()]
        return [*options, ("written", "Other: in words")] if action.name == "answer" else options
