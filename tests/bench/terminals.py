"""The terminals: first frame, a key to its paint, memory. Each against a bare Textual app in the same run."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from tests.bench.deck import flagship
from tests.bench.row import Row, compared
from tests.rooms.terminal import Terminal
from tte.conduct.opening import Setting, create_in_memory, create_session
from tte.engine.commands import NameParticipants, ReleaseInject, StartEx, TakeNote
from tte.exercise.models import Exercise
from tte.tui.facilitator.app import FacilitatorApp
from tte.tui.player.card import card_text

STARTS = 9
KEYS = 60
INJECTS, ROWS = 300, 5_000
SEAT = "jcg"


@dataclass(frozen=True)
class Made:
    folder: Path
    session: str
    code: str
    text: Path
    """What the bare app shows: the same card and inbox, as JSON."""
    first_words: str


@contextmanager
def _room() -> Iterator[Made]:
    """A session in play with five injects in the player's inbox."""
    with tempfile.TemporaryDirectory(prefix="tte-bench-", dir=Path.cwd()) as name:
        folder = Path(name)
        session, path, codes = create_session(flagship(), folder, Setting())
        session.issue(NameParticipants(("Aoi",), SEAT), "director")
        session.issue(StartEx(), "director")
        for inject in ("01", "02", "03", "05", "06"):
            session.issue(ReleaseInject(inject), "director")
        view = session.seat_view(SEAT)
        session.close()
        card = card_text(view.roles[0])
        text = folder / "bare.json"
        text.write_text(json.dumps({"card": card, "inbox": [i.title for i in view.items]}), encoding="utf-8")
        first = " ".join(view.roles[0].brief.situation.split()[:5])
        yield Made(folder, path.name, codes[SEAT], text, first)


def _player(made: Made) -> Terminal:
    line = ("join", made.session, "--seat", SEAT, "--sessions", ".")
    return Terminal(*line, cwd=made.folder, env={**_installed(made), "TTE_CODE": made.code})


def _bare(made: Made) -> Terminal:
    program = [sys.executable, str(Path(__file__).with_name("bare.py"))]
    return Terminal(str(made.text), cwd=made.folder, env=_installed(made), program=program)


def _installed(made: Made) -> dict[str, str]:
    """Both run from bytecode, as what is installed does, wherever the tree that is measured lies."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(made.folder / "bytecode")}


def _until(terminal: Terminal, words: str) -> float:
    """Seconds from the start of the process until the screen shows some words."""
    while not terminal.shows(words):
        time.sleep(0.002)
        if time.monotonic() - terminal.started > 60:
            raise TimeoutError(f"{words!r} was not painted:\n{terminal.text}")
    return time.monotonic() - terminal.started


def first_frame() -> list[Row]:
    """From starting the process to the card on the screen, the inbox filled behind it, in turns with the bare
    app. The quickest of some starts: what else the machine does only ever adds.
    """
    ours, theirs = [], []
    with _room() as made:
        for _ in range(1 + STARTS):
            with _bare(made) as terminal:
                theirs.append(_until(terminal, made.first_words))
            with _player(made) as terminal:
                ours.append(_until(terminal, made.first_words))
    ours, theirs = ours[1:], theirs[1:]  # the first start writes the bytecode
    return [
        compared(
            "first frame of a player's terminal", min(ours) * 1000, min(theirs) * 1000, "ms", bound=1.3,
        )
    ]  # fmt: skip


def memory() -> list[Row]:
    """Resident memory of a player's terminal and of the console, two seconds after their first frame."""
    rows = []
    with _room() as made:
        with _bare(made) as terminal:
            _until(terminal, made.first_words)
            bare = _resident(terminal)
        with _player(made) as terminal:
            _until(terminal, made.first_words)
            rows.append(compared("resident memory, player", _resident(terminal), bare, "MB"))
        with Terminal("resume", made.session, "--sessions", ".", cwd=made.folder) as terminal:
            _until(terminal, "MSEL")
            rows.append(compared("resident memory, console", _resident(terminal), bare, "MB"))
    return rows


def _resident(terminal: Terminal) -> float:
    time.sleep(2)
    status = Path(f"/proc/{terminal.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


# --- a key to its paint --------------------------------------------------------------------------------


class OneInput(App[None]):
    """The baseline: a bare screen with one Input."""

    def compose(self) -> ComposeResult:
        yield Input()


def _large() -> Exercise:
    """The flagship with 300 injects."""
    exercise = flagship()
    scheduled = [i for i in exercise.injects if i.event == "inject"]
    more = [
        scheduled[n % len(scheduled)].model_copy(update={"id": f"Z-{n:03d}", "opens": ()})
        for n in range(INJECTS - len(exercise.injects))
    ]
    return exercise.model_copy(update={"injects": (*exercise.injects, *more)})


async def _paints(app: App[Any], keys: list[str]) -> list[float]:
    """Milliseconds from each key to the paint that follows it, at 120x40."""
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(1.0)
        painted = asyncio.Event()

        def display(screen: Screen[Any], renderable: Any) -> None:
            """What a driver's display does and a headless app leaves out: make the string."""
            if renderable is not None and not app._batch_count:
                if isinstance(renderable, CompositorUpdate):
                    renderable.render_segments(app.console)
                painted.set()

        app._display = display  # type: ignore[method-assign]
        times = []
        for key in keys:
            await asyncio.sleep(0.03)
            painted.clear()
            began = time.perf_counter()
            app.post_message(events.Key(key, key if len(key) == 1 else None))
            await asyncio.wait_for(painted.wait(), 5)
            times.append((time.perf_counter() - began) * 1000)
        return times


def key_to_paint() -> list[Row]:
    """The down key in a console of 300 injects and 5,000 rows of feed, against a key in one Input."""
    session = create_in_memory(_large(), Setting())
    session.issue(StartEx(), "director")
    while len(session.feed) < ROWS:
        session.issue(TakeNote(f"Note {len(session.feed)}"), "director")
    bare = asyncio.run(_paints(OneInput(), ["a"] * KEYS))
    console = asyncio.run(_paints(FacilitatorApp(session), ["down"] * KEYS))
    again = asyncio.run(_paints(OneInput(), ["a"] * KEYS))
    baseline = statistics.median([*bare, *again])
    return [
        compared("a key to its paint, console", statistics.median(console), baseline, "ms", bound=3),
        Row("a key to its paint, console, p95", round(sorted(console)[int(KEYS * 0.95)], 2), "ms"),
    ]
