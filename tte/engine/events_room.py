"""Events of the session, its seats and the control words."""

from __future__ import annotations

from typing import Literal

from tte.engine.event_base import Event, Pace, SeatKind


class SessionOpened(Event):
    kind: Literal["session_opened"] = "session_opened"
    exercise: str
    digest: str
    title: str
    name: str = ""
    seating: str
    cut: str = ""
    pace: Pace = "hand"
    rate: float = 1.0
    seed: int = 0
    unattended: bool = False
    tte_version: str = ""


class SeatOpened(Event):
    kind: Literal["seat_opened"] = "seat_opened"
    seat: str
    title: str
    roles: tuple[str, ...] = ()
    seat_kind: SeatKind = "player"


class SeatTaken(Event):
    kind: Literal["seat_taken"] = "seat_taken"
    seat: str
    terminal: str = ""


class SeatLeft(Event):
    kind: Literal["seat_left"] = "seat_left"
    seat: str
    terminal: str = ""


class ParticipantsNamed(Event):
    kind: Literal["participants_named"] = "participants_named"
    seat: str
    names: tuple[str, ...]


class HeadCounted(Event):
    """How many people are at each seat, counted by control before StartEx or after NO DUFF."""

    kind: Literal["head_counted"] = "head_counted"
    heads: dict[str, int]


class PracticeSent(Event):
    """The communications check: a practice inject with a practice decision, of which nothing is reported."""

    kind: Literal["practice_sent"] = "practice_sent"
    title: str
    body: str
    question: str
    options: dict[str, str]


class PracticeAnswered(Event):
    kind: Literal["practice_answered"] = "practice_answered"
    seat: str
    choice: str
    why: str = ""


class ExerciseStarted(Event):
    kind: Literal["exercise_started"] = "exercise_started"


class ExercisePaused(Event):
    kind: Literal["exercise_paused"] = "exercise_paused"
    reason: str = ""


class ExerciseResumed(Event):
    kind: Literal["exercise_resumed"] = "exercise_resumed"


class RateSet(Event):
    kind: Literal["rate_set"] = "rate_set"
    rate: float


class PaceSet(Event):
    kind: Literal["pace_set"] = "pace_set"
    pace: Pace


class MoveEnded(Event):
    """Exercise time reached the end of a move: control is offered the time jump."""

    kind: Literal["move_ended"] = "move_ended"
    move: str


class TimeJumped(Event):
    kind: Literal["time_jumped"] = "time_jumped"
    name: str
    from_at: float
    to_at: float
    move: str
    expired: tuple[str, ...] = ()
    """Injects that the jump passed over, as ids; they can still be released by hand."""
    summary: str = ""


class ExerciseEnded(Event):
    kind: Literal["exercise_ended"] = "exercise_ended"
    reason: str = ""
    ending: str = ""
    overlays: tuple[str, ...] = ()


class ExerciseReopened(Event):
    kind: Literal["exercise_reopened"] = "exercise_reopened"
    reason: str


class LogSealed(Event):
    kind: Literal["log_sealed"] = "log_sealed"


class NoDuffCalled(Event):
    """REAL WORLD EMERGENCY: all play stops on every screen."""

    kind: Literal["no_duff_called"] = "no_duff_called"
    reason: str
    scope: str = "all play"


class NoDuffReleased(Event):
    kind: Literal["no_duff_released"] = "no_duff_released"
    heads: int
    note: str = ""


class ClockInterrupted(Event):
    """The holder of the clock was gone for too long: time stopped at its last heartbeat."""

    kind: Literal["clock_interrupted"] = "clock_interrupted"
    last_wall: int
    gap: float
    """Seconds of wall time that did not count."""
    reason: str = ""


class EndOffered(Event):
    """A rule says that play may end here: control chooses EndEx or a jump to a calmer start."""

    kind: Literal["end_offered"] = "end_offered"
    rule: str
