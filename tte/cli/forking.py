"""`tte fork`: a file of its own for another way that a session could have gone on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tte.cli import safe
from tte.cli.edge import Failed, Usage
from tte.conduct.forking import NOT_PLAYED, WHY, Fork, Origin, Plan, fork
from tte.conduct.live import LiveSession, wall_now
from tte.engine.commands import Command, SubmitDecision
from tte.engine.events import Recorded
from tte.engine.state import State
from tte.exercise.models import MARKING
from tte.rehearse.play import play_exercise
from tte.store.codes import new_code
from tte.store.folder import new_path
from tte.store.session_file import SessionFile
from tte.store.whole import write_whole


@dataclass(frozen=True, slots=True)
class Forked:
    """A fork that was written down. `codes` by seat; none where bots have played it to its end."""

    path: Path
    origin: Path
    event: int
    choices: Mapping[str, str]
    bots: str
    codes: Mapping[str, str]


def read_choices(given: list[str]) -> dict[str, str]:
    """`dp5=b` and `dp2.japan=a`, by what stands before the sign. Raises Usage."""
    found: dict[str, str] = {}
    for text in given:
        name, sign, option = text.partition("=")
        if not (sign and name.strip() and option.strip()):
            raise Usage(
                f"“{safe.short(text)}” says no choice.",
                remedy="Write --choose DECISION=OPTION, such as dp5=b, or dp2.japan=a for one owner.",
            )
        found[name.strip().lower()] = option.strip().lower()
    return found


def make_fork(
    path: Path, folder: Path, *, event: int | None, choices: Mapping[str, str], bots: str, seed: int | None
) -> Forked:
    """Fork a session into a new file; with bots, played to its end first. The original is only read.

    Raises NoFork, Refused, NoEnd, StoreErrors; then there is no new file.
    """
    with SessionFile.open(path, readonly=True) as file:
        info = file.info
        if faults := file.verify():
            raise Failed(
                f"{path} is not what was recorded, and is not forked: {faults[0]}",
                remedy="`tte verify` says all that is wrong.",
            )
        name = info.name or path.stem
        origin = Origin(info.id, name, info.exercise_digest, info.exercise_json, file.read())
    made = fork(origin, Plan(event, choices, bots), now=wall_now())
    if bots:
        _go_on(made, bots, choices, seed)
    codes = {} if bots else {seat: new_code() for seat in made.live.state.seats}
    day = datetime.fromtimestamp(made.identity.created / 1000, UTC).astimezone().date()
    to = new_path(folder, f"{info.exercise_id}-not-played", day)
    write_whole(to, made.identity, made.records(), seats=codes)
    return Forked(to, path, made.event, choices, bots, codes)


class Steered:
    """A session in which bots answer as they are told, where they are told anything."""

    def __init__(self, live: LiveSession, choices: Mapping[str, str]) -> None:
        self._live = live
        self._choices = choices

    @property
    def state(self) -> State:
        return self._live.state

    @property
    def history(self) -> list[Recorded]:
        return self._live.history

    def issue(
        self, command: Command, seat: str, participant: str = "", *, wall: int | None = None
    ) -> list[Recorded]:
        if isinstance(command, SubmitDecision):
            own = self._choices.get(f"{command.decision}.{command.owner}")
            if option := own or self._choices.get(command.decision):
                command = replace(command, choice=option, written="", why=WHY, dissent=())
        return self._live.issue(command, seat, participant, wall=wall)


def _go_on(made: Fork, bots: str, choices: Mapping[str, str], seed: int | None) -> None:
    setup = made.live.state.setup
    own = setup.seed if setup is not None else 0
    play_exercise(
        made.live.exercise, bots=bots, seed=own if seed is None else seed,
        dispatcher=Steered(made.live, choices), start_wall=made.live.state.last_wall,
    )  # fmt: skip


def fork_data(made: Forked) -> dict[str, Any]:
    """For machines."""
    return {
        "marking": f"{MARKING} · {NOT_PLAYED}", "session": str(made.path), "origin": str(made.origin),
        "event": made.event, "choices": dict(made.choices), "bots": made.bots, "codes": dict(made.codes),
    }  # fmt: skip


def fork_text(made: Forked, title: str) -> str:
    """For people; the new file stands on a line of its own."""
    lines = [safe.marking(title), str(made.path)]
    lines.append(safe.line(f"Forked from {made.origin.name} after event {made.event}, same seed."))
    if made.choices:
        chosen = ", ".join(f"{name} {option}" for name, option in made.choices.items())
        lines.append(safe.line(f"Chosen otherwise: {chosen}"))
    for seat, code in made.codes.items():
        lines.append(f"{code}  {safe.line(seat)}")
    return "\n".join([*lines, safe.marking(title)])
