"""Commands on words between people: messages over channels, the queue, notes, the parking lot."""

from __future__ import annotations

from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine.limits import check_text
from tte.engine.plan import next_id
from tte.engine.registry import handles
from tte.engine.remits import may_use, reach_of
from tte.engine.state import Message, SeatState
from tte.engine.unfolding import Unfolding
from tte.exercise.models import ALL, CONTROL, Channel

MAX_NOTE = 2_000


def _alternatives(un: Unfolding, role: str, to: tuple[str, ...]) -> str:
    """Channels by which a role can reach these recipients, in words."""
    roles = frozenset(un.state.by_role)
    fit = [
        f"{c.id} ({c.name})"
        for c in un.state.exercise.channels
        if may_use(c, role) and set(to) <= reach_of(c, roles)
    ]
    if fit:
        return f"You can use: {', '.join(fit)}."
    return "No channel of yours reaches them all: write to them one by one, or ask control."


def _sender(un: Unfolding, wanted: str, channel_id: str) -> tuple[str, SeatState | None]:
    """Who speaks: a role of the seat (one whose remit covers the channel), or a party that SIMCELL plays."""
    state = un.state
    if un.by_control:
        if wanted in ("", CONTROL):
            return CONTROL, None
        held = state.holder_of(wanted)
        if held is not None and held.terminals:
            un.refuse(f"{state.title_of(wanted)} is played by {held.title}: they speak for themselves.")
        known = {p.id for p in state.exercise.parties} | set(state.by_role)
        if wanted not in known:
            who = f"There is nobody called “{wanted}” to speak as."
            un.refuse(who, f"Known: {', '.join(sorted(known))}.")
        return wanted, None
    seat = un.player_seat()
    if wanted and wanted not in seat.roles:
        un.refuse(f"{seat.title} does not speak for {state.title_of(wanted)}.")
    channel = state.by_channel.get(channel_id)
    fit = [r for r in seat.roles if channel is not None and may_use(channel, r)]
    return wanted or (fit or seat.roles)[0], seat


def _offered(un: Unfolding, known: set[str], sender: str) -> str:
    """Whom control can write to, or a player by some channel: of others players may not know."""
    state, roles = un.state, frozenset(un.state.by_role)
    if not un.by_control:
        mine = [reach_of(c, roles) for c in state.exercise.channels if may_use(c, sender)]
        known = known & frozenset().union(*mine) | {CONTROL}
    return f"You can write to: {', '.join(sorted(known - {sender}))}."


def _recipients(un: Unfolding, to: tuple[str, ...], sender: str) -> tuple[str, ...]:
    state = un.state
    known = set(state.by_role) | {p.id for p in state.exercise.parties} | {CONTROL}
    wanted: list[str] = []
    for name in to:
        if name == ALL:
            wanted += [r for r in state.by_role if r != sender]
        elif name in known:
            wanted.append(name)
        elif seat := state.seats.get(name):
            wanted += seat.roles
        else:
            un.refuse(f"There is nobody called “{name}” to write to.", _offered(un, known, sender))
    wanted = [w for w in dict.fromkeys(wanted) if w != sender]
    if not wanted:
        un.refuse("The message has nobody to go to.", "Name a role, an absent party, or control.")
    return tuple(wanted)


def send_all(un: Unfolding, body: str) -> None:
    """Words of control to every role, marked as a broadcast: terminals and the wall show them at once."""
    _not_sealed(un)
    _send(un, CONTROL, tuple(un.state.by_role), "voice", body, 0, broadcast=True)


@handles(co.SendMessage)
def send_message(un: Unfolding, command: co.SendMessage) -> None:
    state = un.state
    check_text(un, command.body, "message")
    sender, seat = _sender(un, command.sender, command.channel)
    to = _recipients(un, command.to, sender)
    if to == (CONTROL,):
        _not_sealed(un)
        _send(un, sender, to, CONTROL, command.body, 0, queued=True, reply_to=command.reply_to)
        return
    if seat is None:
        _not_sealed(un)
        if sender != CONTROL:
            un.in_play("send a message")
        channel_id = command.channel or "voice"
        if command.channel and channel_id not in state.by_channel:
            un.refuse(f"There is no channel “{channel_id}”.", f"Channels: {', '.join(state.by_channel)}.")
        _send(un, sender, to, channel_id, command.body, 0, reply_to=command.reply_to)
        return
    un.in_play("send a message")
    channel = _channel(un, sender, to, command.channel)
    absent = tuple(t for t in to if state.holder_of(t) is None)
    message = _next_id(un)
    if channel.chance:
        hit, reason = un.call(channel.id, caller=sender, called=to[0], cause=message)
        if not hit:
            _send(un, sender, to, channel.id, command.body, 0, deliver=False, reply_to=command.reply_to)
            un.emit(ev.MessageUnanswered(message=message, reason=reason or "Nobody picked up."))
            return
    _send(
        un, sender, to, channel.id, command.body, channel.delay * 60,
        queued=bool(absent), reply_to=command.reply_to,
    )  # fmt: skip


def _not_sealed(un: Unfolding) -> None:
    if un.state.phase == "sealed":
        un.refuse("The log is sealed.")


def _channel(un: Unfolding, sender: str, to: tuple[str, ...], wanted: str) -> Channel:
    state = un.state
    roles = frozenset(state.by_role)
    if CONTROL in to:
        un.refuse("A question to control goes to control alone.", "Send two messages.")
    if not wanted:
        un.refuse("Say over which channel.", _alternatives(un, sender, to))
    channel = state.by_channel.get(wanted)
    if channel is None:
        un.refuse(f"There is no channel “{wanted}”.", _alternatives(un, sender, to))
    if not may_use(channel, sender):
        un.refuse(
            f"{channel.name} is not for {state.title_of(sender)}. Its remit: {channel.purpose}",
            _alternatives(un, sender, to),
        )
    beyond = [t for t in to if t not in reach_of(channel, roles)]
    if beyond:
        un.refuse(
            f"{channel.name} does not reach {state.title_of(beyond[0])}. Its remit: {channel.purpose}",
            _alternatives(un, sender, to),
        )
    return channel


def _next_id(un: Unfolding) -> str:
    return f"m{len(un.state.messages) + 1}"


def _send(
    un: Unfolding,
    sender: str,
    to: tuple[str, ...],
    channel: str,
    body: str,
    delay: float,
    *,
    queued: bool = False,
    reply_to: str = "",
    deliver: bool = True,
    broadcast: bool = False,
) -> str:
    message = _next_id(un)
    un.emit(
        ev.MessageSent(
            message=message, sender=sender, to=to, channel=channel, body=body, due=un.at + delay,
            reply_to=reply_to, queued=queued, broadcast=broadcast,
        )
    )  # fmt: skip
    if deliver and delay <= 0:
        un.emit(ev.MessageDelivered(message=message))
    return message


def _queued(un: Unfolding, message_id: str) -> Message:
    un.control_only("answer the queue")
    _not_sealed(un)
    message = un.state.messages.get(message_id)
    if message is None or not message.queued:
        waiting = [m.id for m in un.state.messages.values() if m.queued and not m.answered]
        known = f"Waiting: {', '.join(waiting)}." if waiting else "Nothing is waiting."
        un.refuse(f"There is no question “{message_id}” in the queue.", known)
    if message.answered:
        un.refuse(f"{message_id} has been answered already.")
    return message


@handles(co.Reply)
def reply(un: Unfolding, command: co.Reply) -> None:
    message = _queued(un, command.message)
    check_text(un, command.body, "reply")
    absent = next((t for t in message.to if un.state.holder_of(t) is None), CONTROL)
    answer = _send(un, absent, (message.sender,), message.channel, command.body, 0, reply_to=message.id)
    un.emit(ev.QueryAnswered(message=message.id, reply=answer))


@handles(co.SettleQuery)
def settle_query(un: Unfolding, command: co.SettleQuery) -> None:
    message = _queued(un, command.message)
    un.emit(ev.QueryAnswered(message=message.id))


@handles(co.TakeNote)
def take_note(un: Unfolding, command: co.TakeNote) -> None:
    seat = un.seat
    if not un.by_control and (seat is None or seat.kind != "evaluator"):
        un.refuse("Observation notes are taken by control and evaluators.", "Players have the parking lot.")
    check_text(un, command.body, "note", MAX_NOTE)
    known = {o.id for o in un.state.exercise.objectives}
    if command.objective and command.objective not in known:
        un.refuse(f"There is no objective “{command.objective}”.", f"Objectives: {', '.join(sorted(known))}.")
    un.emit(ev.NoteTaken(note=next_id("n", un.state.notes), body=command.body, objective=command.objective))


@handles(co.ParkItem)
def park_item(un: Unfolding, command: co.ParkItem) -> None:
    check_text(un, command.body, "parking-lot item", MAX_NOTE)
    _not_sealed(un)
    un.emit(ev.ItemParked(item=next_id("p", un.state.parked), body=command.body))
