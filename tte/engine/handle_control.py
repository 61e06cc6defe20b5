"""Control words and the setting-up of a session: StartEx to seal, clock, jumps, seats, practice."""

from __future__ import annotations

from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine.clock import clock_text, move_at
from tte.engine.consequences import on_jump
from tte.engine.endings import ending_of
from tte.engine.limits import roster_name
from tte.engine.registry import handles
from tte.engine.unfolding import Unfolding
from tte.exercise.models import Move

RATES = (0.1, 1000.0)

PRACTICE_TITLE = "Practice: radio check"
PRACTICE_BODY = (
    "This is a communications check, not play. Open this item, acknowledge it with one key, "
    "then answer the practice decision. Nothing of it enters the report."
)
PRACTICE_QUESTION = "Practice decision: can your seat read, acknowledge and decide at this terminal?"
PRACTICE_OPTIONS = {"a": "Yes, all of it", "b": "Something does not work: we have asked control"}


@handles(co.OpenSession)
def open_session(un: Unfolding, command: co.OpenSession) -> None:
    exercise = un.state.exercise
    if un.state.setup is not None:
        un.refuse("This session is open already.")
    seating = next((s for s in exercise.seatings if s.id == command.seating), None)
    if seating is None:
        known = ", ".join(s.id for s in exercise.seatings)
        un.refuse(f"{exercise.title} has no seating “{command.seating}”.", f"It has: {known}.")
    if command.cut and command.cut not in {c.id for c in exercise.cuts}:
        known = ", ".join(c.id for c in exercise.cuts) or "none"
        un.refuse(f"{exercise.title} has no cut “{command.cut}”.", f"It has: {known}.")
    _check_rate(un, command.rate)
    un.emit(
        ev.SessionOpened(
            exercise=exercise.id, digest=command.digest, title=exercise.title, name=command.name,
            seating=seating.id, cut=command.cut, pace=command.pace, rate=command.rate, seed=command.seed,
            unattended=command.unattended, tte_version=command.tte_version,
        )
    )  # fmt: skip
    for seat, plan in seating.seats.items():
        un.emit(ev.SeatOpened(seat=seat, title=plan.title, roles=plan.roles))
    for seat, kind in command.control_seats:
        un.emit(ev.SeatOpened(seat=seat, title=seat.replace("-", " ").capitalize(), seat_kind=kind))


@handles(co.TakeSeat)
def take_seat(un: Unfolding, command: co.TakeSeat) -> None:
    seat = un.seat
    if seat is None:
        un.refuse(f"This session has no seat “{un.order.seat}”.", f"It has: {', '.join(un.state.seats)}.")
    un.emit(ev.SeatTaken(seat=seat.id, terminal=command.terminal))


@handles(co.LeaveSeat)
def leave_seat(un: Unfolding, command: co.LeaveSeat) -> None:
    if seat := un.seat:
        un.emit(ev.SeatLeft(seat=seat.id, terminal=command.terminal))


@handles(co.NameParticipants)
def name_participants(un: Unfolding, command: co.NameParticipants) -> None:
    seat = un.state.find_seat(command.seat or un.order.seat)
    if seat is None:
        un.refuse(
            f"This session has no seat “{command.seat or un.order.seat}”.",
            f"It has: {', '.join(un.state.seats)}.",
        )
    if seat.id != un.order.seat:
        un.control_only("name the people at another seat")
    names = tuple(dict.fromkeys(roster_name(n) for n in command.names if n.strip()))
    un.emit(ev.ParticipantsNamed(seat=seat.id, names=names))


@handles(co.CountHeads)
def count_heads(un: Unfolding, command: co.CountHeads) -> None:
    un.control_only("count heads")
    _known_seats(un, command.heads)
    un.emit(ev.HeadCounted(heads=command.heads))


@handles(co.SendPractice)
def send_practice(un: Unfolding, command: co.SendPractice) -> None:
    un.control_only("run the communications check")
    if un.state.phase != "prepared":
        un.refuse("The communications check comes before StartEx.")
    un.emit(
        ev.PracticeSent(
            title=PRACTICE_TITLE, body=PRACTICE_BODY, question=PRACTICE_QUESTION, options=PRACTICE_OPTIONS
        )
    )


@handles(co.AnswerPractice)
def answer_practice(un: Unfolding, command: co.AnswerPractice) -> None:
    seat = un.player_seat()
    practice = un.state.now.get("practice")
    if practice is None:
        un.refuse("There is no practice decision open.", "Control sends one before StartEx.")
    if command.choice not in practice.options:
        un.refuse(f"The practice decision has no option “{command.choice}”.", "Choose a or b.")
    un.emit(ev.PracticeAnswered(seat=seat.id, choice=command.choice, why=command.why))


@handles(co.StartEx)
def start_ex(un: Unfolding, command: co.StartEx) -> None:
    un.control_only("call StartEx")
    if un.state.phase != "prepared":
        un.refuse("StartEx has been called already.")
    un.emit(ev.ExerciseStarted())


@handles(co.PauseEx)
def pause_ex(un: Unfolding, command: co.PauseEx) -> None:
    un.control_only("call PauseEx")
    if un.state.phase == "paused":
        un.refuse("Play is paused already.", "ResumeEx lets it go on.")
    un.in_play("pause")
    un.emit(ev.ExercisePaused(reason=command.reason))


@handles(co.ResumeEx)
def resume_ex(un: Unfolding, command: co.ResumeEx) -> None:
    un.control_only("call ResumeEx")
    if un.state.phase == "running":
        un.refuse("Play is running already.")
    if un.state.phase != "paused":
        un.in_play("resume")
    un.emit(ev.ExerciseResumed())


def _check_rate(un: Unfolding, rate: float) -> None:
    low, high = RATES
    if not low <= rate <= high:
        un.refuse(f"A rate of x{rate:g} is outside x{low:g} to x{high:g}.")


@handles(co.SetRate)
def set_rate(un: Unfolding, command: co.SetRate) -> None:
    un.control_only("set the rate")
    _check_rate(un, command.rate)
    if un.state.phase in ("ended", "sealed"):
        un.in_play("set the rate")
    if command.rate == un.state.clock.rate:
        un.refuse(f"The clock runs at x{command.rate:g} already.")
    un.emit(ev.RateSet(rate=command.rate))


@handles(co.SetPace)
def set_pace(un: Unfolding, command: co.SetPace) -> None:
    un.control_only("set the pace")
    if un.state.phase in ("ended", "sealed"):
        un.in_play("set the pace")
    if command.pace not in ("clock", "hand", "story"):
        un.refuse(f"There is no pace “{command.pace}”.", "Choose clock, hand or story.")
    if command.pace == un.state.pace:
        un.refuse(f"The pace is “{command.pace}” already.")
    un.emit(ev.PaceSet(pace=command.pace))


@handles(co.Jump)
def jump(un: Unfolding, command: co.Jump) -> None:
    un.control_only("call a time jump")
    un.before_end("jump in time")
    state = un.state
    if command.move:
        move = next((m for m in state.moves if m.id == command.move), None)
        if move is None:
            known = ", ".join(m.id for m in state.moves)
            un.refuse(f"There is no move “{command.move}”.", f"Moves: {known}.")
        to_at = move.start * 60
    elif command.to_at is not None:
        to_at, move = command.to_at, move_at(state.moves, command.to_at)
    else:
        move = next_move(state.moves, state.move)
        if move is None:
            un.refuse("There is no later move to jump to.", "Name a time with --to, or call EndEx.")
        to_at = move.start * 60
    other_move = move.id != state.move.id
    begun = to_at
    if command.to_at is None and other_move and move.start > state.move.start:
        to_at = max(
            to_at, un.at
        )  # play ran over: the next move begins late, and nothing of it is passed over
    elif to_at <= un.at:
        un.refuse(
            f"A time jump goes forward: it is {clock_text(un.at)} and {clock_text(to_at)} is past.",
            "Jump to a later time or move; undo takes back a jump.",
        )
    expired = tuple(
        i for i, s in state.injects.items()
        if s.status == "ready" and s.due is not None and s.due < begun
        and state.specs[i].event != "contingency"
    )  # fmt: skip
    name = command.name or (move.title if other_move else f"to {clock_text(to_at)}")
    summary = move.summary if other_move else ""
    un.happen(
        ev.TimeJumped, name=name, from_at=un.at, to_at=to_at, move=move.id, expired=expired, summary=summary
    )
    if other_move:
        on_jump(un)


def next_move(moves: tuple[Move, ...], now: Move) -> Move | None:
    """The move after this one, or None."""
    later = [m for m in moves if m.start > now.start]
    return min(later, key=lambda m: m.start) if later else None


@handles(co.EndEx)
def end_ex(un: Unfolding, command: co.EndEx) -> None:
    un.control_only("call EndEx")
    un.before_end("call EndEx")
    end(un, command.reason)


def end(un: Unfolding, reason: str) -> None:
    """EndEx, with the ending that the tracks have come to."""
    ending, overlays = ending_of(un.state, un.at)
    un.happen(ev.ExerciseEnded, reason=reason, ending=ending, overlays=overlays)


@handles(co.ReopenEx)
def reopen_ex(un: Unfolding, command: co.ReopenEx) -> None:
    un.director_only("reopen the exercise after EndEx")
    if un.state.phase != "ended":
        un.refuse("Only an exercise that has ended and is not sealed can be reopened.")
    if not command.reason.strip():
        un.refuse("Reopening needs a reason, for the log.")
    un.emit(ev.ExerciseReopened(reason=command.reason))


@handles(co.SealLog)
def seal_log(un: Unfolding, command: co.SealLog) -> None:
    un.director_only("seal the log")
    if un.state.phase != "ended":
        sealed = un.state.phase == "sealed"
        un.refuse("The log is sealed already." if sealed else "The log is sealed after EndEx.")
    un.emit(ev.LogSealed())


@handles(co.CallNoDuff)
def call_no_duff(un: Unfolding, command: co.CallNoDuff) -> None:
    if un.state.phase == "no_duff":
        un.refuse("NO DUFF has been called already; all play has stopped.")
    if un.state.phase in ("ended", "sealed"):
        un.refuse("The exercise is over; there is no play to stop.")
    if not command.reason.strip():
        un.refuse("Say in a few words what has happened: everybody will read it.")
    un.emit(ev.NoDuffCalled(reason=command.reason, scope=command.scope))


@handles(co.ReleaseNoDuff)
def release_no_duff(un: Unfolding, command: co.ReleaseNoDuff) -> None:
    un.director_only("release NO DUFF")
    if un.state.phase != "no_duff":
        un.refuse("No real-world emergency has been called.")
    check_heads(un, command)
    un.emit(
        ev.NoDuffReleased(heads=sum(command.heads.values()), note=command.note, seats=dict(command.heads))
    )


def check_heads(un: Unfolding, command: co.ReleaseNoDuff) -> None:
    """Every seat where somebody was has to be counted; where fewer are found than are known, a word on it."""
    _known_seats(un, command.heads)
    if sum(command.heads.values()) <= 0:
        un.refuse("Release needs a head count: how many people have been seen and spoken to?")
    if un.state.setup is not None and un.state.setup.unattended:
        return
    seats = [s for s in un.state.seats.values() if s.kind == "player"]
    uncounted = [s.id for s in seats if un.state.attended(s) and s.id not in command.heads]
    if uncounted:
        un.refuse(
            f"Not counted yet: {', '.join(uncounted)}.",
            "Give the number at each seat where somebody was, such as " + f"{uncounted[0]}=2.",
        )
    for seat in seats:
        known = max(seat.heads or 0, len(seat.participants))
        if command.heads.get(seat.id, known) < known and not command.note.strip():
            un.refuse(
                f"{seat.title}: {command.heads[seat.id]} counted, and {known} were there before.",
                "Find them, or say in the note where they are.",
            )


def _known_seats(un: Unfolding, heads: dict[str, int]) -> None:
    unknown = [s for s in heads if s not in un.state.seats]
    if unknown:
        un.refuse(f"This session has no seat “{unknown[0]}”.", f"It has: {', '.join(un.state.seats)}.")
    if any(h < 0 for h in heads.values()):
        un.refuse("A head count cannot be negative.")


@handles(co.RecordInterruption)
def record_interruption(un: Unfolding, command: co.RecordInterruption) -> None:
    if un.state.phase != "running":
        un.refuse("The clock was not running: there is nothing to interrupt.")
    # others may have acted within seconds of the last heartbeat: time does not go back behind them
    stopped = un.state.clock.at(max(command.last_wall, un.state.last_wall))
    gap = max(0, un.order.wall - command.last_wall) / 1000
    un.emit_at(
        stopped, ev.ClockInterrupted(last_wall=command.last_wall, gap=round(gap, 3), reason=command.reason)
    )
