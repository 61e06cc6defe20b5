"""Two small forms that are quick to fill in while people talk: an observation, and a rating."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tte.engine.clock import clock_text
from tte.engine.commands import Command
from tte.engine.commands_review import Observe, Rate, ReviseObservation
from tte.engine.evaluation import Target
from tte.engine.review_words import TAGS
from tte.engine.state_review import Observation, Rating
from tte.errors import TteError
from tte.tui.evaluator.rows import definitions
from tte.tui.text import plain, plain_line

Send = Callable[[Command], object]
TAG_ORDER = ("strength", "area", "")


class Entry(ModalScreen[bool]):
    """A form over the guide; it stays, with what was typed, where the session refuses."""

    DEFAULT_CSS = """
    Entry { align: center bottom; }
    Entry #entry { width: 1fr; max-width: 120; height: auto; background: $surface; border: round $primary;
        padding: 0 1; }
    Entry Static { height: auto; }
    Entry Input { background: $boost; }
    Entry OptionList, Entry OptionList:focus { height: auto; max-height: 13; border: none; padding: 0;
        background: $boost;
        scrollbar-size-vertical: 1; }
    Entry .name { color: $text-muted; }
    Entry #problem { color: $text-error; text-style: bold; display: none; }
    Entry #problem.-said { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", priority=True),
        Binding("ctrl+s", "send", "Save", priority=True),
    ]

    def __init__(self, send: Send) -> None:
        super().__init__()
        self._send_to = send

    def command(self) -> Command:
        """What the form says."""
        raise NotImplementedError

    def action_send(self) -> None:
        try:
            self._send_to(self.command())
        except TteError as error:
            problem = self.query_one("#problem", Static)
            problem.update(plain(str(error)))
            problem.add_class("-said")
        else:
            self.dismiss(True)

    def action_leave(self) -> None:
        self.dismiss(False)


class ObservationEntry(Entry):
    """What was seen, as of the moment the key was pressed; enter saves, with or without words."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "tag", "Other tag", priority=True)]

    def __init__(
        self,
        send: Send,
        target: Target,
        tag: str,
        seen_at: float,
        evidence: str = "",
        revised: Observation | None = None,
    ) -> None:
        super().__init__(send)
        self._target, self._tag, self._at, self._evidence = target, tag, seen_at, evidence
        self._revised = revised

    def compose(self) -> ComposeResult:
        with Vertical(id="entry") as box:
            box.border_title = f"{self._target.id} at {clock_text(self._at)}"
            yield Static(self._head(), id="head")
            body = self._revised.body if self._revised is not None else ""
            yield Input(body, placeholder="What you saw; empty marks the moment", id="body", compact=True,
                        max_length=2_000)  # fmt: skip
            yield Static("Evidence (injects, decisions, #events):", classes="name", markup=False)
            yield Input(self._evidence, id="evidence", compact=True, max_length=400)
            yield Static("", id="problem", markup=False)
            keys = "enter saves · tab to the evidence · ctrl+t other tag · esc leaves"
            yield Static(keys, classes="name", markup=False)

    def _head(self) -> Content:
        return Content.assemble((f"{TAGS[self._tag]}: ", "bold"), plain_line(self._target.title, 200))

    def on_mount(self) -> None:
        self.query_one("#body", Input).focus()

    def action_tag(self) -> None:
        """The next tag: strength, area for improvement, neither."""
        self._tag = TAG_ORDER[(TAG_ORDER.index(self._tag) + 1) % len(TAG_ORDER)]
        self.query_one("#head", Static).update(self._head())

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_send()

    def command(self) -> Command:
        body = self.query_one("#body", Input).value.strip()
        evidence = tuple(self.query_one("#evidence", Input).value.replace(",", " ").split())
        if self._revised is not None:
            return ReviseObservation(self._revised.id, self._target.id, body, self._tag, evidence)
        return Observe(self._target.id, body, self._tag, evidence, self._at)


class RatingEntry(Entry):
    """The ratings with their definitions; a letter chooses, enter goes on to the reason, enter saves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"pick('{key.upper()}')", key.upper(), show=False) for key in "psmu"),
        Binding("n", "pick('N/O')", "Not observed", show=False),
    ]

    def __init__(self, send: Send, target: Target, mine: Rating | None, evidence: str = "") -> None:
        super().__init__(send)
        self._target, self._mine, self._evidence = target, mine, evidence

    def compose(self) -> ComposeResult:
        with Vertical(id="entry") as box:
            box.border_title = f"Rate {self._target.id}"
            yield Static(plain(self._target.title, "bold"))
            options = [Option(text, id=letter) for letter, text in definitions()]
            yield OptionList(*options, id="ratings", markup=False, compact=True)
            yield Static("Why (needed for N/O):", classes="name", markup=False)
            reason = self._mine.reason if self._mine is not None else ""
            yield Input(reason, id="reason", compact=True, max_length=2_000)
            yield Static("", id="problem", markup=False)
            keys = "p s m u n, or enter, choose · then why · enter saves · esc leaves"
            yield Static(keys, classes="name", markup=False)

    def on_mount(self) -> None:
        ratings = self.query_one("#ratings", OptionList)
        ratings.focus()
        if self._mine is not None:
            ratings.highlighted = ratings.get_option_index(self._mine.rating)

    def action_pick(self, letter: str) -> None:
        ratings = self.query_one("#ratings", OptionList)
        ratings.highlighted = ratings.get_option_index(letter)
        self.query_one("#reason", Input).focus()

    @on(OptionList.OptionSelected)
    def _picked(self) -> None:
        self.query_one("#reason", Input).focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_send()

    def command(self) -> Command:
        ratings = self.query_one("#ratings", OptionList)
        at = ratings.highlighted
        letter = ratings.get_option_at_index(at).id or "" if at is not None else ""
        evidence = tuple(self._evidence.replace(",", " ").split())
        return Rate(self._target.id, letter, self.query_one("#reason", Input).value.strip(), evidence)
