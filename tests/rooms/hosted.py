"""`python -m tests.rooms.hosted PICTURES` plays the 60-minute cut in a hosted room, from codes to report.

The console is in tmux with `--host`, two players come by the system's `ssh`, two by Chromium, two seats
share a terminal, and the wall is open: six seats, played through their own screens. Pictures of every
terminal at telling moments are left in the folder. Needs tmux, ssh and Chromium; it takes five minutes.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.host.chromium import PROGRAM, Browser, chromium
from tests.ports import free_port
from tests.rooms.people import AtPage, AtPane, Person, developed, sit_down
from tests.rooms.receipts import what_reached_whom
from tests.rooms.tmux import ROOT, WAIT, Tmux
from tte.conduct.live import LiveSession
from tte.conduct.opening import open_session
from tte.engine import events as ev

CUT = ("01", "03", "04", "06", "08", "10", "12", "16", "21", "26", "36", "42", "44")
CHOICES = {"dp1": "a", "dp3": "b", "dp4": "b", "dp5": "a", "dp6": "a", "dp8": "a", "dp12": "a", "dp14": "b"}
PEOPLE = {
    "japan": "Aoi, Ren", "china": "Lin, Hao", "us": "Jordan", "rok": "Minjun, Seo-yeon", "asean": "Putri",
    "okinawa": "Nana",
}  # fmt: skip
WHY = "We act on what both sides can confirm."
HOT = ("asean", "okinawa")


class Hosted:
    """The room: its session as the file holds it, its people, and the pictures so far."""

    def __init__(self, folder: Path, tmux: Tmux, browser: Browser) -> None:
        self.folder = folder
        self.tmux = tmux
        self.browser = browser
        self.work = Path(tempfile.mkdtemp(prefix="tte-hosted-"))
        self.people: dict[str, Person] = {}
        self.live: LiveSession
        self.codes: dict[str, str] = {}
        self.at_hot = ""
        self.number = 0
        self.begun = time.monotonic()

    def say(self, words: str) -> None:
        sys.stdout.write(f"{time.monotonic() - self.begun:6.1f} s  {words}\n")
        sys.stdout.flush()

    def pane(self, name: str, command: list[str], size: tuple[int, int]) -> AtPane:
        """A program in a terminal of this machine."""
        found = AtPane(name, self.tmux.open(name, command, size, cwd=self.work))
        self.people[name] = found
        return found

    def tte(self, name: str, *args: str, size: tuple[int, int]) -> AtPane:
        return self.pane(name, [sys.executable, "-m", "tte", *args], size)

    async def pictures(self, moment: str, *names: str) -> None:
        """What each of these terminals shows now; all of them, if none is named."""
        self.number += 1
        await asyncio.sleep(0.6)
        for name in names or tuple(self.people):
            await self.people[name].picture(self.folder / f"{self.number:02d}-{moment}-{name}")

    async def until(self, true: Callable[[], object], what: str, seconds: float = WAIT) -> None:
        """Wait until the session's file says so."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"waited for: {what}\n{await self.screens()}"
            await asyncio.sleep(0.1)
            self.live.refresh()

    async def screens(self) -> str:
        return "\n".join([f"--- {n}\n{await p.text()}" for n, p in self.people.items()])

    def told(self, kind: type) -> list[ev.Recorded]:
        return [r for r in self.live.history if isinstance(r.event, kind)]

    async def at(self, seat: str) -> Person:
        """The terminal at which a seat plays, with that seat open."""
        if seat not in HOT:
            return self.people[seat]
        hot = self.people["hot"]
        if self.at_hot != seat:
            if self.at_hot:
                await hot.press("f8")
            await hot.sees("Who plays now?")
            here = self._listed()
            await hot.press("home", *["down"] * here.index(seat), "enter")
            await hot.sees("Type the seat's code")
            await hot.press(f"={self.codes[seat]}", "enter")
            if not self.live.state.seats[seat].participants:
                await hot.sees("Who is here?")
                await hot.press(f"={PEOPLE[seat]}", "enter")
            await hot.sees("1 Card")
            self.at_hot = seat
        return hot

    def _listed(self) -> list[str]:
        """The seats as the picker of the shared terminal lists them."""
        kinds = ("player", "evaluator", "observer", "wall")
        offered = sorted((s for s in self.live.seats() if s.kind in kinds), key=lambda s: kinds.index(s.kind))
        held = [s for s in HOT if self.live.state.seats[s].participants]
        return [s.id for s in sorted(offered, key=lambda s: s.id not in held)]


# --- coming in -----------------------------------------------------------------------------------------


async def open_room(room: Hosted) -> None:
    """The console begins the session and serves it; the slips have the codes."""
    web, ssh = free_port(), free_port()
    console = room.tte(
        "console", "run", "fog-signal", "--host", "--seating", "small", "--cut", "60", "--name", "Six seats",
        "--rate", "2", "--sessions", ".", "--slips", "slips.html", "--web", str(web), "--ssh", str(ssh),
        size=(120, 40),
    )  # fmt: skip
    await console.sees("six letters and digits", "code", "Codes")
    page = (room.work / "slips.html").read_text(encoding="utf-8")
    room.codes = {seat: code for code, seat in re.findall(r'"code">(\w+)</p>.*?/seat/([\w-]+)<', page, re.S)}
    (file,) = room.work.glob("*.sqlite3")
    room.live = open_session(file)
    await room.pictures("codes", "console")
    await console.press("escape")
    await come_in(room, f"http://127.0.0.1:{web}", ssh, file)


async def come_in(room: Hosted, base: str, ssh: int, file: Path) -> None:
    """Two by ssh, two by browser, two seats at one terminal, and the wall."""
    for seat, size in (("japan", (80, 24)), ("china", (120, 40))):
        line = ["ssh", "-p", str(ssh), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
        pane = room.pane(seat, [*line, "-o", "PubkeyAuthentication=no", f"{seat}@127.0.0.1"], size)
        await pane.sees("Code of this seat", "password:")
        await pane.press(f"={room.codes[seat]}", "enter")
    desk, phone = await room.browser.page(), await room.browser.page(390, 844, phone=True)
    for seat, page in (("us", desk), ("rok", phone)):
        await sit_down(page, base, seat, room.codes[seat], slip=seat == "rok")
        room.people[seat] = AtPage(seat, page)
        await room.pictures("door", seat)
        await page.run("document.querySelector('form').requestSubmit()")
    room.tte("hot", "join", file.name, "--hot", "--sessions", ".", size=(80, 24))
    room.tte("wall", "wall", file.name, "--code", room.codes["wall"], "--sessions", ".", size=(100, 30))
    await room.people["hot"].sees("Who plays now?")
    await room.pictures("welcome", "japan", "china", "us", "rok", "hot")
    for seat in ("japan", "china", "us", "rok"):
        person = room.people[seat]
        await person.sees("Who is here?")
        await person.press(f"={PEOPLE[seat]}", "enter")
        await person.sees("[1 Card]")
    for seat in HOT:
        await room.at(seat)
    await room.until(
        lambda: all(room.live.state.seats[s].participants for s in PEOPLE), "everybody has given names"
    )
    room.say("all six seats are taken")


# --- what people do ------------------------------------------------------------------------------------


async def control(room: Hosted, key: str, form: str, *words: str) -> None:
    """An action of the console by its key: the fields of its form, one after the other."""
    console = room.people["console"]
    await console.press(key)
    await console.sees(form)
    for number, word in enumerate(words):
        await console.press(*(["tab"] if number else []), *([f"={word}"] if word else []))
    await console.press("ctrl+s")


async def release(room: Hosted, inject: str) -> None:
    """The inject goes out from the console: it is found in the MSEL, and released."""
    state = room.live.state.injects
    if state[inject].status != "released":
        console = room.people["console"]
        rows = [row.id for row in room.live.control_view().msel]
        await console.press("1", "home", *["down"] * rows.index(inject), "r")
        await room.until(lambda: room.live.state.injects[inject].status in ("released", "drafted"), inject)
    room.say(f"inject {inject} is out")


async def send_drafts(room: Hosted) -> None:
    """Each seat looks at what its staff has drafted, and sends it."""
    for draft in [d for d in room.live.state.drafts.values() if d.status == "waiting"]:
        person = await room.at(draft.seat)
        await person.press("3")
        await person.sees("TO SEND")
        await asyncio.sleep(0.5)
        await person.press("home", "enter")
        await person.sees("Send (ctrl+s)")
        await person.press("ctrl+s")
        await room.until(lambda d=draft.id: room.live.state.drafts[d].status == "sent", draft.id)  # type: ignore[misc]


async def read_and_acknowledge(room: Hosted, seat: str) -> None:
    """The seat opens what stands first in its inbox, and acknowledges it."""

    def new(kind: type[ev.ItemOpened] | type[ev.ItemAcknowledged]) -> list[str]:
        return [
            r.event.item for r in room.live.history[before:] if isinstance(r.event, kind) and r.seat == seat
        ]

    person = await room.at(seat)
    before = len(room.live.history)
    await person.press("2")
    await person.sees("NEW")
    await asyncio.sleep(0.5)
    await person.press("home", "enter")
    await room.until(lambda: new(ev.ItemOpened), f"{seat} reads")
    await person.press("a")
    (item,) = [i for i in room.live.seat_view(seat).items if i.id == new(ev.ItemOpened)[0]]
    if item.read_back:
        await person.sees("Say back")
        await person.press("=Understood, every word of it.", "ctrl+s")
    await room.until(lambda: new(ev.ItemAcknowledged), f"{seat} acknowledges")


async def decide(room: Hosted, pictured: set[str]) -> None:
    """Every open decision is answered: at the seats of those who own it, by control for the absent."""
    for decision, choice in CHOICES.items():
        for owner in room.live.state.by_decision[decision].owners:
            room.live.refresh()
            standing = room.live.state.decisions[decision]
            if standing.status not in ("open", "expired"):
                break
            if owner in standing.submissions:
                continue
            seat = room.live.state.holder_of(owner)
            if seat is None:
                await answer_for(room, decision, owner, choice)
            else:
                await decide_at(room, seat.id, decision, choice, pictured)


async def decide_at(room: Hosted, seat: str, decision: str, choice: str, pictured: set[str]) -> None:
    person = await room.at(seat)
    title = room.live.state.by_decision[decision].title
    before = len(room.told(ev.DecisionSubmitted))
    await person.press("3")
    await person.sees(title[:14])
    await asyncio.sleep(0.5)
    await person.press("home", "enter")
    await person.sees("keeps what you typed")
    if person.name not in pictured:
        await room.pictures("deciding", person.name)
    await person.press(choice, f"={WHY}")
    if person.name not in pictured:
        pictured.add(person.name)
        await room.pictures("decided", person.name)
    await person.press("ctrl+s")
    await room.until(lambda: len(room.told(ev.DecisionSubmitted)) > before, f"{seat} decides {title}")
    room.say(f"{seat} decides {decision} {choice}")


async def answer_for(room: Hosted, decision: str, owner: str, choice: str) -> None:
    """Control speaks for somebody who is not there, on the form of the console."""
    console = room.people["console"]
    rows = [row.id for row in room.live.control_view().decisions]
    before = len(room.told(ev.DecisionSubmitted))
    await console.press("2", "home", *["down"] * rows.index(decision), "w")
    await console.sees("Answer for")
    owners = room.live.state.by_decision[decision].owners
    await console.press("home", *["down"] * owners.index(owner))
    await console.press("tab", "home", *["down"] * (ord(choice) - ord("a")), "ctrl+s")
    await room.until(lambda: len(room.told(ev.DecisionSubmitted)) > before, f"control answers for {owner}")
    room.say(f"control answers {decision} for {owner}")


# --- the play ------------------------------------------------------------------------------------------


async def begin(room: Hosted) -> None:
    console = room.people["console"]
    await console.press("k")
    japan = room.people["japan"]
    await japan.sees("3 Decisions ●")
    await japan.press("3", "home", "enter")
    await japan.sees("Choice")
    await japan.press("down", "ctrl+s")
    await console.press("B")
    await room.pictures("before-startex")
    await console.press("escape", "ctrl+s")
    await console.sees("Call StartEx?")
    await console.press("y")
    for seat in ("japan", "china", "us"):
        await room.people[seat].sees("RUNNING")
    room.say("StartEx")


async def talk(room: Hosted) -> None:
    """A message from one seat to another over a channel of the deck."""
    china = room.people["china"]
    channels = room.live.seat_view("china").channels
    over = next(n for n, c in enumerate(channels) if any(i == "jcg" for i, _ in c.reaches))
    to = [i for i, _ in channels[over].reaches].index("jcg")
    await china.press("4")
    await china.sees("To whom?")
    await china.press("home", *["down"] * over, "enter", "home", *["down"] * to, "space", "tab")
    await china.press("=We have two of yours aboard, both well. Names follow by this line.")
    await room.pictures("message", "china")
    await china.press("ctrl+s")
    await room.until(lambda: room.told(ev.MessageDelivered), "the message arrives")
    await read_and_acknowledge(room, "japan")
    await room.pictures("message", "japan")


async def speak_to_all(room: Hosted) -> None:
    await control(room, "A", "Say something to every seat", "Ten minutes until the press is in the corridor.")
    await control(room, "S", "Count down for everybody", "3", "Statements on the table")
    await room.people["japan"].sees("CONTROL TO ALL")
    await room.people["wall"].sees("Ten minutes until")
    await room.pictures("broadcast")


async def freeze(room: Hosted) -> None:
    """One seat is frozen and freed again, on the console's page of seats."""
    console, phone = room.people["console"], room.people["rok"]
    seats = [row.id for row in room.live.control_view().seats]
    await console.press("6", "home", *["down"] * seats.index("rok"))
    await control(room, "F", "Freeze a seat")
    await phone.sees("Control has frozen this seat")
    await room.pictures("frozen", "console", "rok")
    await console.press("U")
    await room.until(lambda: room.told(ev.SeatUnfrozen), "rok goes on")


async def emergency(room: Hosted) -> None:
    """Somebody at the phone calls NO DUFF; heads are counted; the director releases it."""
    phone, console = room.people["rok"], room.people["console"]
    await phone.press("f12")
    await phone.sees("For real danger")
    await phone.press("=A guest has fainted at table four.")
    await room.pictures("calling", "rok")
    await phone.press("ctrl+s")
    for name in room.people:
        await room.people[name].sees("REAL WORLD EMERGENCY")
    await room.pictures("no-duff")
    heads = ", ".join(f"{seat}={len(names.split(','))}" for seat, names in PEOPLE.items())
    await console.press("H")
    await console.sees("Write down how many people")
    await console.press("ctrl+u", f"={heads}", "ctrl+s")
    await console.sees("2 counted")
    await room.pictures("counted", "console")
    await console.press("f12")
    await console.sees("Release NO DUFF after a head count")
    await room.pictures("releasing", "console")
    await console.press("ctrl+s")
    await room.people["japan"].sees("PauseEx")
    await room.pictures("paused")
    await console.press("p")
    await room.people["japan"].sees("RUNNING")
    room.say("NO DUFF was called and released")


async def jump(room: Hosted, inject: str) -> None:
    """A jump to the move in which an inject lies."""
    console = room.people["console"]
    before = len(room.told(ev.TimeJumped))
    await console.press("j")
    await asyncio.sleep(0.4)
    await room.pictures(f"jumping-{inject}", "console")
    await console.press("ctrl+s")
    await room.until(lambda: len(room.told(ev.TimeJumped)) > before, "the jump")
    await room.pictures(f"jumped-{inject}")
    for name in ("console", "japan", "china", "us", "rok", "hot"):  # the page that announces it
        await room.people[name].press("escape")


async def play(room: Hosted) -> None:
    """The cut, inject by inject."""
    pictured: set[str] = set()
    for inject in CUT:
        if inject in ("21", "36"):
            await jump(room, inject)
        await release(room, inject)
        await send_drafts(room)
        for seat in ("japan", "rok") if inject == "01" else ():
            await read_and_acknowledge(room, seat)
        if inject in ("01", "12", "26"):
            await room.pictures(f"inject-{inject}")
        if inject == "04":
            await talk(room)
        await decide(room, pictured)
        more: dict[str, Callable[[Hosted], Awaitable[None]]] = {
            "06": speak_to_all, "08": emergency, "12": freeze, "16": curtained,
        }  # fmt: skip
        if inject in more:
            await more[inject](room)


async def curtained(room: Hosted) -> None:
    """Words for the seat that is put away raise a flag at the shared terminal, and nothing of them shows."""
    await room.at("okinawa")
    await room.people["us"].press("4")
    await room.people["us"].sees("To whom?")
    channels = room.live.seat_view("us").channels
    over, to = next(
        (n, [i for i, _ in c.reaches].index("asean"))
        for n, c in enumerate(channels) if any(i == "asean" for i, _ in c.reaches)
    )  # fmt: skip
    us, hot = room.people["us"], room.people["hot"]
    await us.press("home", *["down"] * over, "enter", *["down"] * to, "space", "tab")
    await us.press("=A word for the chair alone.", "ctrl+s")
    await hot.sees("Something has come for: ASEAN")
    await room.pictures("flag", "hot", "us")
    await hot.press("f8")
    room.at_hot = ""
    await hot.sees("something new is waiting")
    await room.pictures("picker", "hot")
    assert isinstance(hot, AtPane)
    kept = hot.pane.scrollback + hot.pane.title + hot.pane.buffers
    assert "word for the chair" not in kept
    assert WHY not in kept
    await read_and_acknowledge(room, "asean")
    await room.pictures("opened", "hot")


async def end(room: Hosted) -> None:
    console = room.people["console"]
    await console.press("ctrl+e")
    await console.sees("Call EndEx?")
    await console.press("y")
    for seat in ("japan", "china", "us", "rok", "hot"):
        await room.people[seat].sees("EndEx", "ENDED")
    await room.pictures("endex")
    await console.press("escape", "ctrl+b")
    await room.pictures("balance", "console")
    await console.press("escape", "ctrl+q", "y")


async def report(room: Hosted, file: Path) -> None:
    for form in ("html", "pdf", "docx"):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tte", "report", str(file), "--format", form,
            "--output", str(room.folder / f"report.{form}"), cwd=ROOT,
        )  # fmt: skip
        assert await process.wait() == 0, form
        assert (room.folder / f"report.{form}").stat().st_size > 10_000
    room.say("the report is written")


async def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile, tempfile.TemporaryDirectory() as sockets:
        async with chromium(Path(profile)) as browser:
            with Tmux(Path(sockets)) as tmux:
                room = Hosted(folder, tmux, browser)
                try:
                    await open_room(room)
                    await begin(room)
                    await play(room)
                    await end(room)
                finally:
                    await developed(browser, folder)
                (file,) = room.work.glob("*.sqlite3")
                await asyncio.sleep(2)
                room.live.refresh()
                for line in what_reached_whom(file):
                    room.say(line)
                await report(room, file)
                room.live.close()
                shutil.copy(file, folder / "session.sqlite3")
                shutil.rmtree(room.work)


if __name__ == "__main__":
    missing = [name for name in ("tmux", "ssh") if shutil.which(name) is None]
    if PROGRAM is None or missing:
        sys.exit(f"It needs {', '.join(missing) or 'chromium'}: apt install tmux openssh-client chromium")
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else "hosted-pictures")))
