"""`python -m tests.docs.picture` makes the picture in the README anew: the console in the middle of play."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from tests.docs.pages import DOCS, ROOT
from tte.conduct.live import LiveSession
from tte.conduct.opening import Setting, create_in_memory
from tte.engine import commands as co
from tte.engine.commands import SYSTEM, Command
from tte.exercise.load import load_exercise
from tte.tui.facilitator.app import FacilitatorApp

BEGIN = 1_900_000_000_000
PEOPLE = {
    "japan": ("Aiko", "Ben"), "china": ("Chen", "Dana"), "us": ("Elif",), "rok": ("Farid", "Gita"),
    "asean": ("Hana",), "okinawa": ("Imani", "Jo"),
}  # fmt: skip
WHY = "Whoever is nearest searches; nothing is conceded."
PLAY: tuple[tuple[float, str, Command], ...] = (
    (0.5, "director", co.ReleaseInject("01")),
    (3, "director", co.ReleaseInject("02")),
    (4, "japan", co.SendDraft("d2")),
    (4.5, "china", co.SendDraft("d1")),
    (5, "director", co.ReleaseInject("03")),
    (5.2, "director", co.ReleaseInject("04")),
    (5.5, "japan", co.OpenItem("03")),
    (6, "china", co.OpenItem("04")),
    (7, "director", co.ReleaseInject("05")),
    (8, "japan", co.SubmitDecision("dp1", "a", why=WHY)),
    (9, "china", co.SubmitDecision("dp1", "a", why="Eight people are in the water.")),
    (12, "director", co.ReleaseInject("06")),
    (13, "director", co.ReleaseInject("07")),
    (14, "okinawa", co.SendMessage(("control",), "May our hospitals offer beds before Tokyo has spoken?")),
    (15, "japan", co.SubmitDecision("dp2", "b", why="More eyes on the water.")),
    (16, "director", co.TakeNote("Both centres read back the coordinator's name", "O1")),
    (16.5, "director", co.HoldInject("10", "The room is busy")),
)
"""Exercise minutes, seats, and what they do."""


class Wall:
    """A wall clock that is set by hand (UTC, ms)."""

    def __init__(self) -> None:
        self.time = BEGIN

    def __call__(self) -> int:
        return self.time


def played(wall: Wall) -> LiveSession:
    """A session in its first twenty minutes."""
    exercise = load_exercise(ROOT / "injects" / "fog-signal").require()
    live = create_in_memory(exercise, Setting(seating="small", seed=7), now=wall)
    for seat, names in PEOPLE.items():
        live.issue(co.NameParticipants(names), seat)
        live.issue(co.TakeSeat(f"{seat}-1"), seat)
    live.issue(co.StartEx(), "director")
    for minute, seat, command in PLAY:
        wall.time = BEGIN + round(minute * 60_000)
        live.issue(command, seat)
        live.issue(co.Tick(), SYSTEM)
    return live


async def picture() -> str:
    wall = Wall()
    live = played(wall)
    app = FacilitatorApp(live, now=wall, poll=None)
    live.log.take_lease(app.timekeeper.holder, wall())  # as if this console had kept the clock all the time
    async with app.run_test(size=(140, 44)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        app.ticked()
        await pilot.pause()
        svg = app.export_screenshot(title="tte")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)  # fonts of the reader's own: no network


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "console.svg"
    target.write_text(asyncio.run(picture()), encoding="utf-8")


if __name__ == "__main__":
    main()
