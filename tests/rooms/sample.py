"""Record the sample session: `python -m tests.rooms.sample [FILE]`, a table of six in the 60-minute cut.

What the people of the sample do and say is written down here; the clock is made up, the rules are real.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.deck import flagship
from tte.cli.do_line import read_line
from tte.conduct.live import LiveSession
from tte.conduct.opening import Setting, create_session
from tte.conduct.timekeeper import Timekeeper
from tte.engine.commands import AcknowledgeItem, OpenItem

SAMPLE = Path(__file__).parents[2] / "sessions" / "sample-fog-signal.sqlite3"
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PEOPLE = {
    "japan": "Aoi, Ren, Mika", "china": "Lin, Hao", "us": "Jordan, Casey", "rok": "Minjun, Seo-yeon",
    "asean": "Putri, Anh", "okinawa": "Nana",
}  # fmt: skip

REASONS = {
    "dp1": (
        "a",
        "One voice on the scene finds people faster than two.",
        "Sectors: no time for them.",
        80,
    ),
    "dp3": (
        "b",
        "The coast guards talk already; the line of the navies does not cover them.",
        "Waiting.",
        65,
    ),
    "dp4": ("b", "Care first, and names exchanged before anybody asks for statements.", "Questioning.", 75),
    "dp5": ("b", "The ally must hear the formula, and so must everybody else.", "Silence would be read.", 60),
    "dp6": ("a", "We say what both sides can confirm, and nothing else.", "Our own video: half a truth.", 70),
    "dp8": ("d", "Three days of distance cost nothing and let the radars cool.", "A protest in public.", 55),
    "dp12": ("a", "A chair whom both accept keeps safety apart from blame.", "", 70),
    "dp14": ("b", "What can be signed this month is worth more than what is complete.", "Nothing.", 60),
}


@dataclass
class Script:
    """The table's clock, and how words become commands."""

    session: LiveSession
    keeper: Timekeeper
    wall: list[int]
    sent: set[tuple[str, str]] = field(default_factory=set)

    def do(self, line: str, *words: str, seat: str = "director", by: str = "") -> None:
        read = read_line(["sample", *line.split(), *words])
        assert read.action is not None
        self.session.issue(read.action.command(read.words), seat, by)

    def pass_(self, minutes: float) -> None:
        """Let time go by, beat by beat."""
        for _ in range(int(minutes * 60)):
            self.wall[0] += 1_000
            self.keeper.beat()

    def read(self) -> None:
        """Seats open what came, and acknowledge most of it; one seat is slow."""
        for (item, seat), receipt in list(self.session.state.receipts.items()):
            if receipt.opened is None and not (seat == "okinawa" and len(self.sent) % 3):
                self.session.issue(OpenItem(item), seat)
                if seat != "rok":
                    self.session.issue(AcknowledgeItem(item, self.read_back(item, seat)), seat)
            self.sent.add((item, seat))

    def read_back(self, item: str, seat: str) -> str:
        """What a seat says back of what came over a channel that asks for it."""
        if item == "08":
            return "Understood: coast guards lie outside this line."
        [came] = [i for i in self.session.seat_view(seat).items if i.id == item]
        return f"We have: {came.title}. We answer in writing." if came.read_back else ""

    def settle(self) -> None:
        """Drafts go out as drafted; whoever owns an open decision answers it, with reasons."""
        state = self.session.state
        for draft in [d for d in state.drafts.values() if d.status == "waiting"]:
            self.do(f"send-draft {draft.id}", seat=draft.seat)
        for decision, standing in list(state.decisions.items()):
            answered: set[str] = set()
            for owner in state.by_decision[decision].owners if standing.status == "open" else ():
                seat = state.holder_of(owner)
                choice, why, rejected, confidence = REASONS[decision]
                words = ["--option", choice, "--why", why, "--confidence", str(confidence)]
                if seat is None:
                    self.do(f"answer {decision} {owner}", *words)
                elif seat.id not in answered and state.decisions[decision].status == "open":
                    answered.add(seat.id)
                    words += ["--rejected", rejected] if rejected else []
                    if decision == "dp5":
                        words += ["--dissent", "Casey: A ship on the horizon would say it without words."]
                    if decision == "dp14" and seat.id == "china":
                        words += ["--dissent", "anonymous: Our coast guard was not in the room."]
                    self.do(f"decide {decision}", *words, seat=seat.id, by=PEOPLE[seat.id].split(",")[0])
                    self.pass_(0.5)


def play(script: Script) -> None:
    """From the communications check to EndEx."""
    do = script.do
    for seat, names in PEOPLE.items():
        do("name", names, seat=seat)
    do("practice")
    for seat in PEOPLE:
        do("practise a", seat=seat)
    do("heads", "japan=3, china=2, us=2, rok=2, asean=2, okinawa=1")
    do("start")
    for inject, minutes in _timetable().items():
        if inject in ("21", "36"):
            do("jump")
        do(f"release {inject}")
        script.pass_(0.5)
        script.read()
        _words(script, inject)
        script.settle()
        script.pass_(minutes)
    do("endex", "--reason", "The closing round is done.")
    _rate(script)
    _hot_wash(script)
    _write(script)


def _timetable() -> dict[str, float]:
    """How long the table takes over each inject, in minutes."""
    return {"01": 1, "03": 1, "04": 3, "06": 2, "08": 2, "10": 2, "12": 3, "16": 3, "21": 4, "26": 3, "36": 3,
            "42": 3, "44": 0}  # fmt: skip


def _words(script: Script, inject: str) -> None:
    """What people say to one another, and what control does, around an inject."""
    do = script.do
    match inject:
        case "03":
            do("hold 10", "--reason", "Two reports of the collision are enough for now.")
            do("undo")
        case "06":
            do("message ccg --channel sar", "--body", "We have your two aboard, both well. Names follow.",
               seat="japan", by="Ren")  # fmt: skip
            do(
                "note",
                "Names were exchanged within three minutes, before any statement.",
                "--objective",
                "O1",
            )
            _observe(script, 1, "O1.3", "Names first, claims not at all.", "strength", "06")
        case "08":
            do("message china-mnd --channel hotline", "--body", "Our ship stays outside twelve miles. Yours?",
               seat="japan", by="Aoi")  # fmt: skip
            do(
                "note",
                "Both tried the navies' line first, and saw only then what it covers.",
                "--objective",
                "O2",
            )
            _observe(
                script,
                1,
                "O2.1",
                "The call went over the navies' line; its remit was read after.",
                "area",
                "08",
            )
        case "12":
            do("ask", "Is the hospital ship of the third country in range?", seat="asean", by="Putri")
            do("reply m3", "--body", "No hospital ship within two days.")
        case "16":
            do("park", "Would a governor really hear of this so late?", seat="okinawa", by="Nana")
            _observe(script, 2, "O4.1", "One text lay before both allies within minutes.", "strength", "16")
        case "26":
            do("set-track fact 8", "--reason", "The table exchanged its recordings by word of mouth.")
            do("note", "The reassurance was one that the other side repeated.", "--objective", "O3")


def _observe(script: Script, evaluator: int, target: str, body: str, tag: str, evidence: str) -> None:
    script.do(
        f"observe {target}",
        body,
        "--tag",
        tag,
        "--evidence",
        evidence,
        seat=f"evaluator-{evaluator}",
    )


RATINGS = {
    "O1": ("S", "S", "Named within minutes; the sectors came late."),
    "O2": ("M", "S", "Two calls went over a line that does not cover them."),
    "O3": ("S", "P", "Each side said what it did not intend."),
    "O4": ("S", "S", "The ally heard the formula before the press did."),
    "O5": ("S", "M", "The first statement named no source."),
}
"""By objective: what the two evaluators gave, and the reason of the first."""

FORMS = {
    "japan": "structured=4, plausible=5, fair=4, confidence_before=3, confidence_after=4",
    "china": "structured=4, plausible=4, fair=4, confidence_before=3, confidence_after=4",
    "us": "structured=5, plausible=4, fair=4, confidence_before=3, confidence_after=4",
    "rok": "structured=3, plausible=4, fair=4, confidence_before=3, confidence_after=4",
    "okinawa": "structured=4, plausible=5, fair=4, confidence_before=3, confidence_after=4",
}


def _rate(script: Script) -> None:
    """Two evaluators rate apart from one another, and the lead settles where they differ."""
    for target, (first, second, why) in RATINGS.items():
        script.do(f"rating {target} {first}", "--reason", why, seat="evaluator-1")
        script.do(f"rating {target} {second}", "--reason", "As I saw it at my table.", seat="evaluator-2")
    script.do(
        "reconcile O2 M", "--reason", "The record shows two calls over the wrong line.", seat="evaluator-1"
    )
    script.do(
        "reconcile O5 S", "--reason", "The correction came within the quarter of an hour.", seat="evaluator-1"
    )


def _hot_wash(script: Script) -> None:
    """The room speaks, juniors first, and fills the form in."""
    do = script.do
    do("hotwash", "--minutes", "5")
    do("capture strength", "Names crossed before anybody asked who was to blame.", "--role", "okinawa",
       "--speaker", "Nana")  # fmt: skip
    do("capture gap", "Nobody had a list of which line covers which service.", "--role", "rok",
       "--speaker", "Minjun")  # fmt: skip
    do(
        "capture surprise",
        "The other table was as short of facts as we were.",
        "--role",
        "china",
        "--speaker",
        "Hao",
    )
    do("capture action", "Put one page on the lines and their remits at every duty desk.", "--role", "japan",
       "--speaker", "Mika")  # fmt: skip
    do("close-hotwash")
    do("feedback-form open")
    for seat, answers in FORMS.items():
        do("feedback", "--answers", answers, seat=seat, by=PEOPLE[seat].split(",")[0])
    do("feedback-form closed")


def _write(script: Script) -> None:
    """What the facilitator adds to the draft, and the plan that comes of it."""
    script.do("write summary", "Six delegations kept a collision at sea from becoming a crisis of alliances. "
              "Rescue was led as one; the choice of lines between services needs work.")  # fmt: skip
    script.do(
        "write O2", "Two services called over the line that they knew, not over the one with the remit."
    )
    script.do("action", "One card of lines and remits at each duty desk, kept by one office.", "--target",
              "O2", "--element", "planning", "--owner", "Duty desks of the six tables", "--due", "2027-02-26",
              "--observations", "ob2")  # fmt: skip


def record(target: Path) -> None:
    """Play into a new file and put a closed copy at the target."""
    wall = [int(START.timestamp() * 1000)]
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(seating="small", cut="60", seed=2015, name="Sample: a table of six", evaluators=2)
        session, path, _ = create_session(flagship(), Path(folder), setting, now=lambda: wall[0])
        keeper = Timekeeper(session, "sample")
        keeper.take()
        play(Script(session, keeper, wall))
        keeper.release()
        session.close()
        target.unlink(missing_ok=True)
        target.write_bytes(path.read_bytes())


if __name__ == "__main__":
    record(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
