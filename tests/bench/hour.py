"""An hour of a played room at 20 times its speed: memory, and every word once, where it belongs.

Control speaks, and writes injects, to all and to single roles, and people ask control, each time with a
word of its own. At the end every terminal's inbox is read from its screen, made tall enough for all of it.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.bench.host import Guest, Served, everybody_sees, serving
from tests.bench.row import Row
from tte.conduct.opening import Setting
from tte.engine.commands import SendMessage, StartEx, WriteInject

PEOPLE = 30
HOUR = 3 * 60.0
"""Seconds that an hour lasts at 20 times its speed."""
ROUND = 2.5
"""Seconds between two words of control."""
TALL = 150
"""Rows of a terminal that shows a whole inbox."""
LIST = 59
"""Columns of the list in an inbox; what is beside it is the text of one item."""
PAGES = "1235"
FORM, SENT = "(ctrl+s)", "done."
"""What the form for a question to control shows, and what is said once it is sent."""
SOON, TRIES = 10.0, 3
"""Seconds for which somebody waits before they try again, and how often they do."""


@dataclass
class Said:
    """The words of an hour, each with the seats that it is for."""

    to: dict[str, frozenset[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Words of people to control."""
    writing: set[int] = field(default_factory=set)
    """Numbers of the people who write; they turn no pages."""
    memory: list[float] = field(default_factory=list)


@dataclass
class Found:
    """What became of them."""

    lost: int = 0
    unasked: int = 0
    doubled: int = 0
    astray: int = 0


def hour() -> list[Row]:
    """An hour of a played room, with 30 people: memory, and every message once."""
    return asyncio.run(_hour())


async def _hour() -> list[Row]:
    async with serving(Setting(pace="clock", rate=20, cut="60")) as (served, http):
        for number in range(PEOPLE):
            await served.seat(http, number)
        await everybody_sees(served, "1 Card", lambda guest: guest.send("Ana\r"))
        for guest in served.guests:
            guest.painted = bytearray()
        served.live.refresh()
        served.live.issue(StartEx(), "director")
        cpu, began = served.cpu, time.perf_counter()
        said = await _played(served)
        share = 100 * (served.cpu - cpu) / (time.perf_counter() - began)
        found = await _read_back(served, said)
    third = len(said.memory) // 3
    parts = [said.memory[:third], said.memory[third : 2 * third], said.memory[2 * third :]]
    first, second, last = (statistics.median(part) for part in parts)
    return [
        Row("hour: processor time, 30 people at 20 times the speed", round(share), "% of a core"),
        Row("hour: memory in its first third", round(first, 1), "MB"),
        Row("hour: memory in its second third", round(second, 1), "MB"),
        Row("hour: memory grown in its last third", round(last - second, 2), "MB", bound=5),
        Row("hour: words of control and people", len(said.to) + len(said.asked), "words"),
        Row("hour: words to people lost", found.lost, "words", bound=0),
        Row("hour: words to control lost", found.unasked, "words", bound=0),
        Row("hour: words doubled", found.doubled, "words", bound=0),
        Row("hour: words at a seat that they were not for", found.astray, "words", bound=0),
    ]


async def _played(served: Served) -> Said:
    """Control and people speak until the hour is over; everybody turns pages."""
    said = Said()
    roles = itertools.cycle(served.live.state.by_role)
    pages = itertools.cycle(PAGES)
    asking: list[asyncio.Task[None]] = []
    end = time.perf_counter() + HOUR
    for number in itertools.count():
        if time.perf_counter() > end - 2 * ROUND:
            break
        served.live.refresh()
        if served.live.state.phase == "running":
            _speak(served, said, number, next(roles))
            if number % 2:
                word = f"Ask{number:03}Q"
                said.asked.append(word)
                asking.append(asyncio.create_task(_ask(served, said, number % PEOPLE, word)))
        if number % 3 == 0:  # what announces a move is put away, and a page is turned after it
            for person, guest in enumerate(served.guests):
                if person not in said.writing:
                    guest.send("\x1b")
        elif number % 3 == 1:
            page = next(pages)
            for person, guest in enumerate(served.guests):
                if person not in said.writing:
                    guest.send(page)
        await asyncio.sleep(ROUND)
        said.memory.append(served.memory)
    await asyncio.gather(*asking)
    return said


def _speak(served: Served, said: Said, number: int, role: str) -> None:
    """A message or an inject with a word of its own, to all or to one role."""
    everybody = tuple(served.live.state.by_role)
    to = everybody if number % 2 else (role,)
    word = f"Word{number:03}Z"
    if number // 2 % 2:
        served.live.issue(SendMessage(to=to, body=f"{word} from control."), "director")
    else:
        served.live.issue(WriteInject(title=word, to=to, body="More of it here.", now=True), "director")
    holders = (served.live.state.holder_of(one) for one in to)
    said.to[word] = frozenset(seat.id for seat in holders if seat is not None)


async def _ask(served: Served, said: Said, person: int, word: str) -> None:
    """Somebody asks control, and looks whether it went, as people do: a page that announces the next move may
    come over the form, or lie over the screen since the last one. What is lost all the same is counted.
    """
    guest = served.guests[person]
    said.writing.add(person)
    for _ in range(TRIES):
        guest.send("\x1b")
        await asyncio.sleep(1.0)
        if await _does(guest, "q", FORM):
            guest.send(word)
            await asyncio.sleep(1.0)
            if await _does(guest, "\x13", SENT):
                break
    said.writing.discard(person)


async def _does(guest: Guest, keys: str, painted: str) -> bool:
    """Press keys, and say whether some words were painted soon."""
    guest.want(painted)
    guest.send(keys)
    try:
        await asyncio.wait_for(guest.seen.wait(), SOON)
    except TimeoutError:
        return False
    return True


async def _read_back(served: Served, said: Said) -> Found:
    """Every inbox as its terminal shows it, and what came to control."""
    for key in ("\x1b", "\x1b", "1"):
        for guest in served.guests:
            guest.send(key)
        await asyncio.sleep(1.0)
    found = Found()
    for guest in served.guests:  # one after the other: a picture of so many rows is costly
        guest.look(120, TALL)
        guest.resize(120, TALL)
        await _shows(guest, "2 Inbox")
        guest.send("2")
        await _shows(guest, "[2 Inbox")
        await asyncio.sleep(0.5)  # its list follows
        _compare(found, guest, said)
    served.live.refresh()
    asked = Counter(
        word for row in served.live.control_view().queue for word in said.asked if word in row.body
    )
    found.unasked = sum(asked[word] == 0 for word in said.asked)
    found.doubled += sum(asked[word] > 1 for word in said.asked)
    return found


async def _shows(guest: Guest, words: str) -> None:
    """Wait until a tall screen shows words, and the last of its rows is painted."""
    assert guest.screen is not None
    for _ in range(400):
        await asyncio.sleep(0.1)
        rows = guest.screen.display
        if any(words in row for row in rows) and rows[-1].strip():
            return
    raise AssertionError(f"{guest.seat} never showed {words}:\n" + "\n".join(guest.screen.display))


def _compare(found: Found, guest: Guest, said: Said) -> None:
    """What a terminal's list shows, against what was meant for its seat."""
    assert guest.screen is not None
    assert guest.painted is not None
    text = "\n".join(line[:LIST] for line in guest.screen.display)
    for word, seats in said.to.items():
        times = text.count(word)
        if guest.seat in seats:
            found.lost += times == 0
            found.doubled += times > 1
        else:
            found.astray += times > 0 or word.encode() in guest.painted
