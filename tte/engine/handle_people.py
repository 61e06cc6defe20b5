"""Commands about the people in the room: freezing and closing seats, first votes, words to all, the wall."""

from __future__ import annotations

from tte.engine import commands as co
from tte.engine import commands_people as cp
from tte.engine import events as ev
from tte.engine.answers import WRITTEN
from tte.engine.handle_decisions import find, locked_options
from tte.engine.handle_words import send_all
from tte.engine.limits import MAX_NAME, check_text
from tte.engine.registry import handles
from tte.engine.state import SeatState
from tte.engine.unfolding import Unfolding
from tte.engine.votes import has_answered, vote_asked

CONTROL_KINDS = ("director", "facilitator")
WALL = "wall"
MAX_MINUTES = 24 * 60.0

WHILE_FROZEN = (co.CallNoDuff, co.TakeSeat, co.LeaveSeat, co.OpenItem)
WHILE_LOCKED = (co.CallNoDuff, co.LeaveSeat)


def check_barred(un: Unfolding) -> None:
    """Refuse what a seat that control has frozen or locked may not do; an emergency can always be called."""
    seat, command = un.seat, un.order.command
    if seat is None or seat.id not in un.state.barred:
        return
    barred = un.state.bar_on(seat.id)
    why = f" Control says: {barred.reason}" if barred.reason else ""
    if barred.locked and not isinstance(command, WHILE_LOCKED):
        un.refuse(f"Control has locked the seat of {seat.title}.{why}", "Ask the facilitator.")
    asks_control = isinstance(command, co.SendMessage) and command.to == ("control",)
    if barred.frozen and not asks_control and not isinstance(command, WHILE_FROZEN):
        un.refuse(
            f"Control has frozen the seat of {seat.title}: nothing was done.{why}",
            "You can read, and ask control.",
        )


def _seat(un: Unfolding, name: str) -> SeatState:
    seat = un.state.find_seat(name)
    if seat is None:
        un.refuse(f"This session has no seat “{name}”.", f"It has: {', '.join(un.state.seats)}.")
    return seat


def _not_controls(un: Unfolding, seat: SeatState, what: str) -> None:
    if seat.kind in CONTROL_KINDS:
        un.refuse(f"{seat.title} is control's own seat: it cannot be {what}.", "Speak to whoever sits there.")


@handles(cp.FreezeSeat)
def freeze_seat(un: Unfolding, command: cp.FreezeSeat) -> None:
    un.control_only("freeze a seat")
    seat = _seat(un, command.seat)
    _not_controls(un, seat, "frozen")
    if un.state.bar_on(seat.id).frozen:
        un.refuse(f"{seat.title} is frozen already.", "Unfreeze it to let it go on.")
    un.emit(ev.SeatFrozen(seat=seat.id, reason=command.reason))


@handles(cp.UnfreezeSeat)
def unfreeze_seat(un: Unfolding, command: cp.UnfreezeSeat) -> None:
    un.control_only("unfreeze a seat")
    seat = _seat(un, command.seat)
    if not un.state.bar_on(seat.id).frozen:
        un.refuse(f"{seat.title} is not frozen.")
    un.emit(ev.SeatUnfrozen(seat=seat.id))


@handles(cp.LockSeat)
def lock_seat(un: Unfolding, command: cp.LockSeat) -> None:
    un.control_only("lock a seat")
    seat = _seat(un, command.seat)
    _not_controls(un, seat, "locked")
    if un.state.bar_on(seat.id).locked:
        un.refuse(f"{seat.title} is locked already.", "Unlock it to let people in.")
    un.emit(ev.SeatLocked(seat=seat.id, reason=command.reason))


@handles(cp.UnlockSeat)
def unlock_seat(un: Unfolding, command: cp.UnlockSeat) -> None:
    un.control_only("unlock a seat")
    seat = _seat(un, command.seat)
    if not un.state.bar_on(seat.id).locked:
        un.refuse(f"{seat.title} is not locked.")
    un.emit(ev.SeatUnlocked(seat=seat.id))


@handles(cp.EndConnection)
def end_connection(un: Unfolding, command: cp.EndConnection) -> None:
    un.control_only("end a connection")
    seat = _seat(un, command.seat)
    _not_controls(un, seat, "disconnected")
    if command.terminal and command.terminal not in seat.terminals:
        known = ", ".join(seat.terminals) or "none"
        un.refuse(f"{seat.title} is not open at a terminal “{command.terminal}”.", f"Terminals: {known}.")
    ended = (command.terminal,) if command.terminal else seat.terminals
    if not ended:
        un.refuse(f"{seat.title} is open at no terminal.")
    un.emit(ev.ConnectionEnded(seat=seat.id, terminals=ended, reason=command.reason))


@handles(cp.ReissueCode)
def reissue_code(un: Unfolding, command: cp.ReissueCode) -> None:
    """Also how a session that was made without a seat for the wall gets one."""
    un.control_only("reissue a code")
    if command.seat == WALL and WALL not in un.state.seats:
        un.emit(ev.SeatOpened(seat=WALL, title="Wall", seat_kind="wall"))
        un.emit(ev.CodeReissued(seat=WALL))
        return
    seat = _seat(un, command.seat)
    if seat.kind in CONTROL_KINDS:
        un.director_only("reissue a code of control's own seats")
    un.emit(ev.CodeReissued(seat=seat.id))


@handles(cp.Countdown)
def countdown(un: Unfolding, command: cp.Countdown) -> None:
    un.control_only("count down for everybody")
    check_text(un, command.words, "countdown's words", MAX_NAME, empty=True)
    if command.minutes < 0 or command.minutes > MAX_MINUTES:
        un.refuse("A countdown has 0 minutes (stop it) to a day.", "Write for instance 5, or 0.5.")
    if command.minutes == 0:
        if un.state.now.get("countdown") is None:
            un.refuse("No countdown runs.")
        un.emit(ev.CountdownStopped())
        return
    until = un.order.wall + round(command.minutes * 60_000)
    un.emit(ev.CountdownStarted(until=until, words=" ".join(command.words.split())))


@handles(cp.SetWall)
def set_wall(un: Unfolding, command: cp.SetWall) -> None:
    un.control_only("set what the wall shows")
    if un.state.now["wall_tracks"] == command.tracks:
        un.refuse(f"The wall {'shows' if command.tracks else 'hides'} the tracks already.")
    un.emit(ev.WallSet(tracks=command.tracks))


@handles(cp.Broadcast)
def broadcast(un: Unfolding, command: cp.Broadcast) -> None:
    un.control_only("speak to all")
    check_text(un, command.body, "message")
    send_all(un, command.body)


# --- first votes ---------------------------------------------------------------------------------------


@handles(cp.AskFirstVote)
def ask_first_vote(un: Unfolding, command: cp.AskFirstVote) -> None:
    un.control_only("ask for a first vote")
    un.before_end_or_start("ask for a first vote")
    decision, standing = find(un, command.decision)
    if standing.status in ("closed", "withdrawn"):
        un.refuse(f"{decision.id} is {standing.status}: a first vote comes before the decision.")
    if vote_asked(un.state, decision.id) is not command.waived:
        already = "asks for no first vote" if command.waived else "asks for a first vote already"
        un.refuse(f"{decision.id} {already}.")
    event = ev.FirstVoteWaived if command.waived else ev.FirstVoteAsked
    un.emit(event(decision=decision.id))


@handles(cp.CastFirstVote)
def cast_first_vote(un: Unfolding, command: cp.CastFirstVote) -> None:
    un.in_play("vote")
    seat = un.player_seat()
    decision, standing = find(un, command.decision)
    if not set(seat.roles) & set(decision.owners):
        un.refuse(f"{decision.title} is not for {seat.title} to decide.")
    if not vote_asked(un.state, decision.id):
        un.refuse(f"No first vote is asked on {decision.title}.", "Decide together.")
    if standing.status not in ("open", "expired"):
        un.refuse(f"{decision.title} is not open.")
    if has_answered(un.state, decision.id, seat):
        un.refuse(f"{seat.title} has decided: first votes came before that.")
    voter = " ".join(command.voter.split())
    if voter not in seat.participants:
        known = ", ".join(seat.participants) or "nobody has been named"
        un.refuse(f"“{voter}” is not at this seat.", f"Here: {known}. N names who is here.")
    if command.choice != WRITTEN and command.choice not in decision.options:
        un.refuse(
            f"{decision.id} has no option “{command.choice}”.", f"It has: {', '.join(decision.options)}."
        )
    if command.choice in locked_options(un, decision):
        un.refuse(f"Option {command.choice} is not open now.", "Choose another.")
    un.emit(
        ev.FirstVoteCast(
            decision=decision.id, seat=seat.id, voter=voter, choice=command.choice, why=command.why
        )
    )
