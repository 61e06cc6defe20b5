"""Hot wash mode: the questions one by one with a timer, who has spoken, and quick capture of what is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import Screen
from textual.widgets import Input, Static

from tte.conduct.actions import find_action
from tte.engine.clock import span_text
from tte.engine.commands import Command
from tte.engine.commands_review import Capture, PutQuestion
from tte.engine.evaluation import feedback_count
from tte.engine.review_words import HOT_WASH_KINDS
from tte.engine.state_review import Captured, Wash, open_wash, standing_captured
from tte.errors import TteError
from tte.tui.facilitator.desk import Desk
from tte.tui.text import plain, plain_line
from tte.tui.widgets.forms import ActionForm
from tte.tui.widgets.keys import KeyBar, KeyEntry
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.marking import Marking

KIND_KEYS = {"s": "strength", "g": "gap", "u": "surprise", "a": "action", "q": "question"}
KIND_SHAPES = {"strength": "+", "gap": "△", "surprise": "!", "action": "→", "question": "?"}
NOBODY = "-"
"""The row of the speakers for what nobody is to be named for."""

SPEAKER_COLUMNS = (Column("", 1), Column("Who speaks", squeeze=True), Column("Said", 4, right=True))
ITEM_COLUMNS = (Column("", 1), Column("No", 4), Column("Kind", 9, 60), Column("Who", 14, 44), Column("What"))
CLOSED_WORDS = (
    "The hot wash is not open. h opens it: two minutes alone for one strength, one gap and one surprise, "
    "then round the table, juniors first."
)
KINDS_WORDS = " · ".join(f"{key} {kind}" for key, kind in KIND_KEYS.items())
OPEN_KEYS: tuple[KeyEntry, ...] = (
    ("← →", "question", ""), ("w", "withdraw", "screen.act('uncapture')"), ("^z", "undo", "screen.undo"),
    ("f", "feedback form", "screen.act('feedback-form')"), ("x", "close it", "screen.act('close-hotwash')"),
    ("esc", "console", "screen.close"),
)  # fmt: skip
CLOSED_KEYS: tuple[KeyEntry, ...] = (
    ("h", "open the hot wash", "screen.act('hotwash')"),
    ("f", "feedback form", "screen.act('feedback-form')"),
    ("esc", "console", "screen.close"),
)


def speakers(desk: Desk, wash: Wash, said: tuple[Captured, ...]) -> list[tuple[str, str, int]]:
    """Who is to speak, in the order that was set: key, name, how often they have been captured."""
    state = desk.session.state
    found: list[tuple[str, str, int]] = []
    for name in wash.order:
        seat = state.find_seat(name)
        people = seat.participants if seat is not None else ()
        title = state.title_of(seat.id) if seat is not None else name
        for person in people or ("",):
            words = f"{person}, {title}" if person and seat is not None else title
            role = seat.id if seat is not None else ""
            speaker = person if seat is not None else name
            count = sum((c.role, c.speaker) == (role, speaker) for c in said)
            found.append((f"{role}|{speaker}", words, count))
    found.append((NOBODY, "Somebody (not named)", sum(not c.role and not c.speaker for c in said)))
    return found


def timer_words(wash: Wash, now: int) -> str:
    """How long the question has been before the room, and what is left of its time. `now` in wall ms."""
    number, since = wash.put
    if not number:
        return "→ puts the first question"
    gone = max(0.0, (now - since) / 1000)
    if wash.minutes is None:
        return f"{span_text(gone)} on it"
    left = wash.minutes * 60 - gone
    return f"{span_text(left)} left" if left >= 0 else f"{span_text(-left)} over time"


def item_row(item: Captured, title: Callable[[str], str]) -> Row:
    """A line for what was captured."""
    who = " ".join(word for word in (item.speaker, title(item.role) if item.role else "") if word)
    kind = HOT_WASH_KINDS[item.kind]
    cells = (KIND_SHAPES[item.kind], item.id, kind, plain_line(who, 40), plain_line(item.body, 400))
    return Row(item.id, cells)


class HotWashScreen(Screen[None]):
    """The hot wash over the console; everything goes into the log as it is said."""

    DEFAULT_CSS = """
    HotWashScreen #question { height: auto; max-height: 5; padding: 0 1; text-style: bold; }
    HotWashScreen #timer { height: 1; padding: 0 1; }
    HotWashScreen #room { height: 1fr; }
    HotWashScreen #speakers { width: 30%; min-width: 24; }
    HotWashScreen #items { width: 1fr; padding-left: 1; }
    HotWashScreen #capture { height: auto; }
    HotWashScreen #line { display: none; }
    HotWashScreen .-open #line { display: block; }
    HotWashScreen #what { height: 1; padding: 0 1; text-style: bold; }
    HotWashScreen Input { background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"capture('{kind}')", HOT_WASH_KINDS[kind]) for key, kind in KIND_KEYS.items()),  # type: ignore[index]
        Binding("right", "question(1)", "Next question"),
        Binding("left", "question(-1)", "Question before"),
        Binding("h", "act('hotwash')", "Open"),
        Binding("x", "act('close-hotwash')", "Close"),
        Binding("w", "act('uncapture')", "Withdraw"),
        Binding("f", "act('feedback-form')", "Feedback form"),
        Binding("ctrl+z", "undo", "Undo"),
        Binding("escape", "close", "Console", priority=True),
    ]
    AUTO_FOCUS = "#speakers"
    LOOK = 0.5
    """Seconds between two looks at the timer and at what others wrote."""

    speakers = query_one("#speakers", LineList)
    items = query_one("#items", LineList)
    line = query_one("#line", Input)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._kind = ""
        self._keys: tuple[KeyEntry, ...] = ()

    def compose(self) -> ComposeResult:
        exercise = self.desk.exercise
        yield Marking(exercise.title, exercise.handling.report)
        yield Static("", id="question", markup=False)
        yield Static("", id="timer", markup=False)
        with Horizontal(id="room"):
            yield LineList(columns=SPEAKER_COLUMNS, header=True, id="speakers", empty="Not open.")
            yield LineList(columns=ITEM_COLUMNS, header=True, follow=True, id="items",
                           empty="Nothing captured yet.")  # fmt: skip
        with Vertical(id="capture"):
            yield Static("", id="what", markup=False)
            yield Input(placeholder="What was said; enter captures, esc leaves", id="line", compact=True,
                        max_length=2_000)  # fmt: skip
        yield KeyBar(id="keys")
        yield Marking(exercise.title, exercise.handling.report)

    def on_mount(self) -> None:
        self.look()
        self.set_interval(self.LOOK, self.look)

    @property
    def wash(self) -> Wash | None:
        return open_wash(self.desk.session.state)

    def look(self) -> None:
        """Show the hot wash as it stands."""
        state, wash = self.desk.session.state, self.wash
        said = standing_captured(state, wash.id if wash is not None else "")
        self.query_one("#question", Static).update(self._question(wash))
        count = feedback_count(state).words
        timer = f"{timer_words(wash, self.desk.session.now())} · {count}" if wash is not None else count
        self.query_one("#timer", Static).update(timer)
        room = speakers(self.desk, wash, said) if wash is not None else []
        rows = [
            Row(key, ("●" if n else "○", plain_line(name, 60), str(n) if n else "")) for key, name, n in room
        ]
        _fill(self.speakers, rows)
        if not self.query_one("#capture").has_class("-open"):
            self.query_one("#what", Static).update(KINDS_WORDS if wash is not None else "")
        _fill(self.items, [item_row(item, state.short_of) for item in said])
        keys = OPEN_KEYS if wash is not None else CLOSED_KEYS
        if keys is not self._keys:
            self._keys = keys
            self.query_one("#keys", KeyBar).show(keys)

    def _question(self, wash: Wash | None) -> Content:
        if wash is None:
            return plain(CLOSED_WORDS)
        number = wash.put[0]
        if not number:
            return plain("Two minutes alone first. Then the questions, round the table, juniors first.")
        head = f"{number} of {len(wash.questions)}  "
        return Content.assemble((head, "dim"), plain(wash.questions[number - 1]))

    # --- doing ------------------------------------------------------------------------------------------

    def _send(self, command: Command) -> bool:
        """Issue a command; a refusal is a toast in words."""
        try:
            self.desk.send(command)
        except TteError as error:
            self.app.notify(plain(str(error)).plain, severity="warning", markup=False)
            return False
        self.look()
        return True

    def action_question(self, by: int) -> None:
        """Put the next question, or the one before, to the room."""
        if (wash := self.wash) is not None and 1 <= wash.put[0] + by <= len(wash.questions):
            self._send(PutQuestion(wash.put[0] + by))

    def action_capture(self, kind: str) -> None:
        """Open the line for what the highlighted speaker says."""
        if self.wash is None:
            return
        self._kind = kind
        who = next((n for k, n, _ in self._room if k == self.speakers.highlighted_id), "")
        self.query_one("#what", Static).update(plain_line(f"{HOT_WASH_KINDS[kind]} · {who}", 200))  # type: ignore[index]
        self.query_one("#capture").add_class("-open")
        self.line.focus()

    @property
    def _room(self) -> list[tuple[str, str, int]]:
        wash = self.wash
        if wash is None:
            return []
        return speakers(self.desk, wash, standing_captured(self.desk.session.state, wash.id))

    @on(Input.Submitted, "#line")
    def _capture(self) -> None:
        key = self.speakers.highlighted_id or NOBODY
        role, _, speaker = ("", "", "") if key == NOBODY else key.partition("|")
        if self._send(Capture(self._kind, self.line.value, role, speaker)):
            self._leave_line()

    def _leave_line(self) -> None:
        self.line.value = ""
        self.query_one("#capture").remove_class("-open")
        self.speakers.focus()

    def action_act(self, name: str) -> None:
        """A declared action: at once, or by its form."""
        action, is_open = find_action(name), self.wash is not None
        if action is None or (name != "feedback-form" and is_open == (name == "hotwash")):
            return  # what is open is not opened, and what is not open has nothing to close or withdraw
        given = {"item": self.items.highlighted_id or ""} if name == "uncapture" else {}
        if name == "close-hotwash":
            self._send(action.command({}))
            return
        form = ActionForm(action, given=given, send=self.desk.send, offers=self.desk.offers(action))
        self.app.push_screen(form, lambda _: self.look())

    def action_undo(self) -> None:
        if (action := find_action("undo")) is not None:
            self._send(action.command({}))

    def action_close(self) -> None:
        if self.line.has_focus:
            self._leave_line()
        else:
            self.dismiss(None)


def _fill(lines: LineList, found: list[Row]) -> None:
    """Rows that read as before stay the same objects, so that they are not painted again."""
    kept = {row.id: row for row in lines.rows}
    lines.set_rows([old if (old := kept.get(row.id)) == row and old is not None else row for row in found])
