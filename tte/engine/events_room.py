"""Events of the session, its seats and the control words."""

from __future__ import annotations

from typing import ClassVar

from msgspec import field

from tte.engine.event_base import Event, Pace, SeatKind


class SessionOpened(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "session_opened"
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


class SessionForked(Event, frozen=True, kw_only=True):
    """From here on nothing was played: the events before are another session's, those after are what-if."""

    kind: ClassVar[str] = "session_forked"
    origin: str
    """Id of the session that it was forked from."""
    origin_name: str = ""
    origin_event: int
    """The last event that was taken over from it, under its own number."""
    origin_head: str = ""
    """The hash of that event in the log of its session."""
    origin_digest: str = ""
    """Digest of the exercise that was played there; the fork's own differs by its title alone."""
    choices: dict[str, str] = field(default_factory=dict)
    """What is chosen otherwise, by decision (or decision.owner)."""
    bots: str = ""
    """Who goes on: bots of this kind, or people (empty)."""


class SeatOpened(Event, frozen=True):
    kind: ClassVar[str] = "seat_opened"
    seat: str
    title: str
    roles: tuple[str, ...] = ()
    seat_kind: SeatKind = "player"


class SeatTaken(Event, frozen=True):
    kind: ClassVar[str] = "seat_taken"
    seat: str
    terminal: str = ""


class SeatLeft(Event, frozen=True):
    kind: ClassVar[str] = "seat_left"
    seat: str
    terminal: str = ""


class ParticipantsNamed(Event, frozen=True):
    kind: ClassVar[str] = "participants_named"
    seat: str
    names: tuple[str, ...]


class HeadCounted(Event, frozen=True):
    """How many people are at each seat, counted by control before StartEx or after NO DUFF."""

    kind: ClassVar[str] = "head_counted"
    heads: dict[str, int]


class PracticeSent(Event, frozen=True):
    """The communications check: a practice inject with a practice decision, of which nothing is reported."""

    kind: ClassVar[str] = "practice_sent"
    title: str
    body: str
    question: str
    options: dict[str, str]


class PracticeAnswered(Event, frozen=True):
    kind: ClassVar[str] = "practice_answered"
    seat: str
    choice: str
    why: str = ""


class ExerciseStarted(Event, frozen=True):
    kind: ClassVar[str] = "exercise_started"


class ExercisePaused(Event, frozen=True):
    kind: ClassVar[str] = "exercise_paused"
    reason: str = ""


class ExerciseResumed(Event, frozen=True):
    kind: ClassVar[str] = "exercise_resumed"


class RateSet(Event, frozen=True):
    kind: ClassVar[str] = "rate_set"
    rate: float


class PaceSet(Event, frozen=True):
    kind: ClassVar[str] = "pace_set"
    pace: Pace


class MoveEnded(Event, frozen=True):
    """Exercise time reached the end of a move: control is offered the time jump."""

    kind: ClassVar[str] = "move_ended"
    move: str


class TimeJumped(Event, frozen=True):
    kind: ClassVar[str] = "time_jumped"
    name: str
    from_at: float
    to_at: float
    move: str
    expired: tuple[str, ...] = ()
    """Injects that the jump passed over, as ids; they can still be released by hand."""
    summary: str = ""


class ExerciseEnded(Event, frozen=True):
    kind: ClassVar[str] = "exercise_ended"
    reason: str = ""
    ending: str = ""
    overlays: tuple[str, ...] = ()


class ExerciseReopened(Event, frozen=True):
    kind: ClassVar[str] = "exercise_reopened"
    reason: str


class LogSealed(Event, frozen=True):
    kind: ClassVar[str] = "log_sealed"


class NoDuffCalled(Event, frozen=True):
    """REAL WORLD EMERGENCY: all play stops on every screen."""

    kind: ClassVar[str] = "no_duff_called"
    reason: str
    scope: str = "all play"


class NoDuffReleased(Event, frozen=True):
    kind: ClassVar[str] = "no_duff_released"
    heads: int
    note: str = ""
    seats: dict[str, int] = field(default_factory=dict)
    """The head count, by seat."""


class ClockInterrupted(Event, frozen=True):
    """The holder of the clock was gone for too long: time stopped at its last heartbeat."""

    kind: ClassVar[str] = "clock_interrupted"
    last_wall: int
    gap: float
    """Seconds of wall time that did not count."""
    reason: str = ""


class EndOffered(Event, frozen=True):
    """A rule says that play may end here: control chooses EndEx or a jump to a calmer start."""

    kind: ClassVar[str] = "end_offered"
    rule: str
