"""What a host writes down about the lines into the room: housekeeping that no person asks for."""

from __future__ import annotations

from typing import Literal

from tte.engine.commands import Command
from tte.engine.events_access import Refusal


class RecordConnection(Command, frozen=True):
    seat: str
    terminal: str
    how: Literal["web", "ssh"]
    address: str = ""
    back: bool = False


class RecordLoss(Command, frozen=True):
    seat: str
    terminal: str
    reason: str = ""


class RecordRefusal(Command, frozen=True):
    what: Refusal
    address: str = ""
    seat: str = ""
    times: int = 1
