"""A full play of the flagship with twelve seats: what each seat's terminal draws, downloads and logs.

Every text that only some may read carries a mark. After each twelfth of the play the terminal of one seat
is drawn, every page of it: of those not yet drawn the seat to which most was sent since it was last looked
at. So all twelve are drawn, spread over the play, each when it has just been told a lot.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from tests.engine.plays import marks
from tests.engine.test_secrets import intended
from tests.room import Room, fog_signal
from tests.tui.player.support import painted, playing, press, toasts
from tte.cli.session_text import SeatLines
from tte.engine import commands as co
from tte.engine import events as ev
from tte.errors import Refused
from tte.exercise.models import Exercise
from tte.host.downloads import CARD, Downloads
from tte.host.places import Place
from tte.tui.player.app import PlayerApp

SIZE = (170, 50)
PAGES = ("1", "2 enter", "down enter", "3", "5")


@cache
def marked() -> Exercise:
    """The flagship with a mark in every text that is somebody's secret. Marks have no place to break at."""
    exercise = fog_signal()
    injects = tuple(
        inject.model_copy(
            update={
                "title": f"⟦title-{inject.id}⟧ {inject.title}",
                "body": f"⟦body-{inject.id}⟧\n\n{inject.body}",
                "variants": tuple(
                    v.model_copy(update={"body": f"⟦variant-{inject.id}-{n}⟧\n\n{v.body}"})
                    for n, v in enumerate(inject.variants)
                ),
                **{key: f"⟦never-{key}-{inject.id}⟧" for key in ("expects", "notes")},
            }
        )
        for inject in exercise.injects
    )
    roles = tuple(
        role.model_copy(
            update={
                "card": role.card.model_copy(update={"who": f"⟦card-{role.id}⟧ {role.card.who}"}),
                "brief": role.brief.model_copy(
                    update={
                        "situation": f"⟦brief-{role.id}⟧ {role.brief.situation}",
                        "private": (f"⟦private-{role.id}⟧", *role.brief.private),
                    }
                ),
            }
        )
        for role in exercise.roles
    )
    decisions = tuple(
        d.model_copy(update={"question": f"⟦question-{d.id}⟧ {d.question}"}) for d in exercise.decisions
    )
    return exercise.model_copy(
        update={"injects": injects, "roles": roles, "decisions": decisions, "truth": "⟦never-truth⟧"}
    )


class Table:
    """Twelve seats that play the whole deck, inject by inject, and write to one another."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.room = Room(marked(), seating="full", seed=seed)
        self.seats = [s.id for s in self.room.state.seats.values() if s.kind == "player"]
        self.number = 0
        for seat in self.seats:
            self.room.issue(co.NameParticipants(("Ann", f"⟦name-{seat}⟧")), seat)
        self.room.start()

    def mark(self, what: str) -> str:
        self.number += 1
        return f"⟦{what}-{self.number}⟧"

    def steps(self) -> Iterator[str]:
        """Everything that is scheduled, move by move; gives the inject of each step."""
        state = self.room.state
        for move in state.moves:
            if state.move.id != move.id:
                self.room.do("jump")
            for inject in marked().injects:
                if inject.at is None or not move.start <= inject.at < move.end:
                    continue
                if state.injects[inject.id].status == "ready":
                    self.room.release(inject.id)
                    self._talk()
                    self._answer()
                    self.room.wait(seconds=30)
                    yield inject.id

    def _talk(self) -> None:
        for draft in [d for d in self.room.state.drafts.values() if d.status == "waiting"]:
            self.room.do("send-draft", draft.seat, draft=draft.id, body=self.mark("draft"))
        seat = self.rng.choice(self.seats)
        channel = self.rng.choice(self.room.seat(seat).channels)
        (to, _) = self.rng.choice(channel.reaches)
        over = "" if to == "control" else channel.id
        try:
            self.room.issue(co.SendMessage((to,), self.mark("message"), over), seat)
        except Refused:
            return  # a channel that this sender may not use alone

    def _answer(self) -> None:
        state = self.room.state
        for decision, standing in list(state.decisions.items()):
            for owner in state.by_decision[decision].owners:
                seat = state.holder_of(owner)
                if standing.status != "open" or seat is None or owner in standing.submissions:
                    continue
                command = co.SubmitDecision(
                    decision, "written", written=self.mark("written"), why=self.mark("why"),
                    assumptions=self.mark("assumes"),
                )  # fmt: skip
                self.room.issue(command, seat.id)


def sent_to(room: Room, seat: str) -> int:
    return len(room.seat(seat).items)


async def test_no_frame_file_or_log_line_of_any_of_twelve_seats_holds_what_was_meant_for_others() -> None:
    table = Table(7)
    room = table.room
    steps = [i.id for i in marked().injects if i.at is not None]
    every = len(steps) // len(table.seats)
    waiting = {seat: sent_to(room, seat) for seat in table.seats}
    drawn: list[str] = []
    for number, _ in enumerate(table.steps(), 1):
        if waiting and number % every == 0:
            seat = max(waiting, key=lambda s: sent_to(room, s) - waiting[s])
            del waiting[seat]
            drawn.append(seat)
            await look_at(room, seat)
    room.do("endex")
    for seat in table.seats:
        await everything_but_frames(room, seat)
        if seat in waiting:
            await look_at(room, seat)
            drawn.append(seat)
    assert sorted(drawn) == sorted(table.seats)
    assert len(room.events(ev.InjectReleased)) > 40
    assert len(room.events(ev.DecisionSubmitted)) > 20


async def look_at(room: Room, seat: str) -> None:
    """Every page of a seat's terminal as it is drawn now."""
    app = PlayerApp(
        room.session, seat, check_code=lambda _s, _c: True, code="x", poll=None, terminal=f"drawn-{seat}"
    )
    shown = []
    async with playing(app, SIZE) as pilot:
        for keys in PAGES:
            await press(pilot, *keys.split())
            shown.append(painted(app))
        shown += toasts(app)
    seen = marks(shown)
    leaked = seen - intended(room, seat)
    assert not leaked, f"{seat} was shown {leaked}"
    assert {f"⟦card-{seat}⟧", f"⟦private-{seat}⟧"} <= seen, "the walk sees what is the seat's own"
    assert any(mark.startswith(("⟦title", "⟦message")) for mark in seen), "and what was sent to it"


async def everything_but_frames(room: Room, seat: str) -> None:
    """What the seat can take home, search and read as lines: its card as a file, its view, its log."""
    allowed = intended(room, seat)
    place = next(Place(s.id, s.title, "player") for s in room.state.seats.values() if s.id == seat)
    card = await Downloads(room.session).make(place, CARD)
    assert card is not None
    text = card.data.decode()
    assert marks([text]) == {f"⟦card-{seat}⟧", f"⟦brief-{seat}⟧", f"⟦private-{seat}⟧"}
    assert await Downloads(room.session).make(place, "report.html") is None
    lines = [f"{line} {data()}" for line, data in SeatLines(room.session, room.state.seats[seat]).new()]
    assert marks(lines) <= allowed
    assert marks(room.seat(seat)) <= allowed
