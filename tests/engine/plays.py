"""Random plays of the drill: everybody does whatever comes to mind; every text carries a mark of its own."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

from hypothesis import Phase
from msgspec import Struct
from msgspec.structs import asdict
from pydantic import BaseModel

from tests.engine.drill import DRILL
from tests.room import Room
from tte.conduct.actions import ACTIONS, Action
from tte.conduct.params import BadValue
from tte.engine.events import Pace
from tte.engine.state import State
from tte.errors import Refused
from tte.exercise.models import Exercise

NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A play is as small as it gets by its seed; making it smaller costs minutes."""
MARK = re.compile(r"⟦[^⟧]*⟧")
PACES: tuple[Pace, ...] = ("clock", "hand", "story")


@cache
def marked_drill() -> Exercise:
    """The drill with a mark in everything that only some may read, and in all that no player ever may."""
    data = copy.deepcopy(DRILL)
    data["truth"] = "⟦never truth⟧"
    data["channels"].append(
        {"id": "news", "name": "News", "form": "news", "users": ["all"], "reaches": ["all"], "public": True}
    )
    for number, to in enumerate((["all"], ["north"])):  # said to everybody, and to one alone
        public = {"id": f"N-{number}", "title": "News", "at": 3 + number, "from": "buoy", "to": to}
        data["injects"].append(public | {"channel": "news", "body": "News."})
    for inject in data["injects"]:
        inject["title"] += f" ⟦title {inject['id']}⟧"
        inject["body"] += f" ⟦body {inject['id']}⟧"
        inject |= {key: f"⟦never {key} {inject['id']}⟧" for key in ("expects", "controller", "notes")}
        for variant in inject.get("variants", ()):
            variant["body"] += f" ⟦variant {inject['id']} {variant['id']}⟧"
    for role in data["roles"]:
        role["card"]["who"] += f" ⟦card {role['id']}⟧"
        role["brief"]["situation"] += f" ⟦brief {role['id']}⟧"
        role["brief"]["private"].append(f"⟦private {role['id']}⟧")
    for decision in data["decisions"]:
        decision["question"] += f" ⟦question {decision['id']}⟧"
    for key, field in (
        ("tracks", "about"),
        ("endings", "narrative"),
        ("objectives", "statement"),
        ("rules", "title"),
    ):
        for number, record in enumerate(data[key]):
            record[field] = f"⟦never {key} {number}⟧"
    return Exercise.model_validate(data)


def texts(value: object) -> Iterator[str]:
    """Every text that can be reached from a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        yield from texts(vars(value))
    elif isinstance(value, Struct):
        yield from texts(asdict(value))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from texts([getattr(value, f.name) for f in fields(value)])
    elif isinstance(value, Mapping):
        yield from texts([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from texts(part)
    elif callable(value):
        raise AssertionError(f"{value} can be called from here: it may reach anything")


def marks(value: object) -> set[str]:
    return {mark for text in texts(value) for mark in MARK.findall(text)}


class Play:
    """One random play. `step` does one thing; refusals are part of it, no other error is."""

    def __init__(self, seed: int, *, seating: str = "full") -> None:
        self.rng = random.Random(seed)
        pace = self.rng.choice(PACES)
        empty = tuple(s for s in ("north", "south", "east") if self.rng.random() < 0.15)
        self.room = Room(marked_drill(), pace=pace, seed=seed, seating=seating, empty=empty)
        self.number = 0
        self.done: list[str] = []
        if self.rng.random() < 0.5:
            self.room.do("practice")
        self.room.start()

    def run(self, steps: int) -> Play:
        for _ in range(steps):
            self.step()
        return self

    def step(self) -> None:
        if self.rng.random() < 0.35:
            self._wait()
            return
        action = self.rng.choice(ACTIONS)
        if action.name in ("endex", "seal", "no-duff", "pause") and self.rng.random() < 0.7:
            return
        seat = self._seat(action)
        given = {
            p.name: self._word(p.kind, action.name, p.name, seat)
            for p in action.params
            if p.required or self.rng.random() < 0.5
        }
        try:
            self.room.do(action.name, seat, **given)
            self.done.append(f"{seat}: {action.name} {given}")
        except (Refused, BadValue):
            pass

    def _wait(self) -> None:
        gone = self.rng.choice((0.3, 2, 4, 30, 120, 300, -3, 7, 3600))
        if gone < 0 or gone in (7, 3600):
            self.room.wall.forward(seconds=gone)
            self.room.tick()
        else:
            self.room.wait(seconds=gone)
        if self.room.state.phase == "paused" and self.rng.random() < 0.7:
            self.room.do("resume")

    def _seat(self, action: Action) -> str:
        players: list[str] = [s.id for s in self.room.state.seats.values() if s.kind == "player"]
        if self.rng.random() < 0.05:
            return self.rng.choice(["observer", "evaluator", "nobody", *players])
        match action.scope:
            case "control":
                return self.rng.choice(["director", "facilitator"])
            case "player":
                return self.rng.choice(players)
            case "notes":
                return self.rng.choice(["director", "evaluator"])
            case _:
                return self.rng.choice(["director", *players])

    def _text(self, action: str, field: str, seat: str) -> str:
        self.number += 1
        return f"⟦{action} {field} {seat} {self.number}⟧"

    def _word(self, kind: str, action: str, name: str, seat: str) -> str:
        state: State = self.room.state
        pick = self.rng.choice
        people = ["north", "south", "east", "buoy", "flag", "all", "control"]
        match kind:
            case "inject":
                return pick([*state.injects, "zz"])
            case "item":
                own = [i.id for i in self.room.seat(seat).items] if seat in state.seats else []
                return pick([*own, "01"])
            case "decision":
                live = [d for d, s in state.decisions.items() if s.status != "waiting"]
                return pick([*live, *live, *state.decisions])
            case "option":
                return pick(["a", "b", "c", "d", "written"])
            case "owner":
                return pick(["", "north", "south", "east", "flag"])
            case "track":
                return pick([*state.tracks])
            case "tracks":
                return pick(["esc+1", "tru-2, ha+1", ""])
            case "channel":
                return pick([*state.by_channel])
            case "people":
                return ",".join(self.rng.sample(people, self.rng.choice((1, 1, 2))))
            case "seat":
                return pick([*state.seats])
            case "move":
                return pick(["", "m1", "m2", "m3"])
            case "time":
                return pick(["T+5", "T+30", "T+50", "T+80"])
            case "draft":
                return pick([*state.drafts, "d9"])
            case "message":
                return pick([*state.messages, "m99"])
            case "objective":
                return pick(["", "O1"])
            case "heads":
                seats = [s.id for s in state.seats.values() if s.kind == "player"]
                return ", ".join(f"{s}={self.rng.randint(1, 3)}" for s in seats)
            case "int":
                return str(self.rng.randint(-1, 9))
            case "number":
                return str(pick([-2, 0.5, 2, 5]))
            case "flag":
                return pick(["yes", "no"])
            case "choice":
                return pick([*PACES, "on", "off"])
            case _ if name == "voter":
                named = [n for s in state.seats.values() for n in s.participants]
                return pick([*named, "nobody"])
            case _ if name == "sender":
                return pick(["", "control", "north", "buoy"])
            case _ if name == "variant":
                return pick(["", "n", "tense"])
            case _ if name == "choice":
                return pick(["a", "b"])
            case _:
                return self._text(action, name, seat)
