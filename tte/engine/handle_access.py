"""What a host writes down about the lines into the room."""

from __future__ import annotations

from tte.engine import commands_access as ca
from tte.engine import events_access as ea
from tte.engine.apply import on
from tte.engine.events import Event, Recorded
from tte.engine.registry import handles
from tte.engine.state import State
from tte.engine.unfolding import Unfolding


@on(ea.TerminalConnected, ea.TerminalLost, ea.AccessRefused)
def _written_down(state: State, event: Event, rec: Recorded) -> None:
    """They are for the record; who is there now is `conduct.presence`, and nothing of play depends on it."""


def _host_only(un: Unfolding) -> None:
    if not un.by_system:
        un.refuse("Only a host writes down who comes and goes over the network.")


@handles(ca.RecordConnection)
def record_connection(un: Unfolding, command: ca.RecordConnection) -> None:
    _host_only(un)
    un.emit(
        ea.TerminalConnected(
            seat=command.seat, terminal=command.terminal, how=command.how, address=command.address,
            back=command.back,
        )
    )  # fmt: skip


@handles(ca.RecordLoss)
def record_loss(un: Unfolding, command: ca.RecordLoss) -> None:
    _host_only(un)
    un.emit(ea.TerminalLost(seat=command.seat, terminal=command.terminal, reason=command.reason))


@handles(ca.RecordRefusal)
def record_refusal(un: Unfolding, command: ca.RecordRefusal) -> None:
    _host_only(un)
    seat = command.seat if command.seat in un.state.seats else ""
    un.emit(
        ea.AccessRefused(what=command.what, address=command.address, seat=seat, times=max(1, command.times))
    )
