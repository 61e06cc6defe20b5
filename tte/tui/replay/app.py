"""The replay of a session: a scrubber, speeds, decisions to jump to, and any seat's view, read-only."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from tte.engine.clock import clock_text
from tte.engine.events import Recorded
from tte.engine.feed import FeedRow
from tte.engine.views import SeatView
from tte.errors import TteError
from tte.exercise.models import Exercise
from tte.review.moment import Moment, parse_moment
from tte.review.replaying import Replay
from tte.tui.facilitator.standing import entitle
from tte.tui.player.strip import Tab, TabStrip
from tte.tui.replay.content import control_content, not_there, seat_as_of, standing_line
from tte.tui.replay.scrubber import Scrubber
from tte.tui.text import plain, plain_line
from tte.tui.widgets.forms import TextPage
from tte.tui.widgets.keys import KeyBar
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.marking import Marking
from tte.tui.widgets.pane import TextPane
from tte.tui.window import how_to_leave

SPEEDS = (1, 4, 16, 60, 240)
"""Times the speed at which it happened."""
FRAME = 0.1
LONGEST = 1.5
"""Seconds of real time that the replay waits for an event at most: silences are cut short."""
CONTROL = ""
HELP = """\
right, left      one event on, one back
. and ,          ten events on, ten back
d, D             to the next decision put or closed, to the one before
home, end        to the first event, to the last
g                go to an event (123) or a time (T+42)
space            play, stop
+ and -          faster, slower
v, V             the next seat's view, the one before; c is control's
up, down         scroll what is focused; tab goes to the other pane
click            on the line of events: go there; on a seat: its view
q                leave

Nothing is changed by looking, and nothing here counts as opened by anybody. \
A seat's view is exactly what that seat had then: `tte asof` prints it.
"""


class GoTo(ModalScreen[Moment | None]):
    """Where to go: an event or a time."""

    DEFAULT_CSS = """
    GoTo { align: center middle; }
    GoTo Vertical { width: 60; height: auto; border: round $primary; background: $surface; padding: 0 1; }
    GoTo #wrong { height: auto; color: $text-warning; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label("Go to an event (123) or a time (T+42, T+1:15:30)", markup=False)
            yield Input(id="moment", max_length=20)
            yield Static("", id="wrong", markup=False)

    @on(Input.Submitted)
    def _go(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self.dismiss(parse_moment(event.value))
        except TteError as error:
            self.query_one("#wrong", Static).update(plain(str(error)))

    def action_cancel(self) -> None:
        self.dismiss(None)


class ReplayApp(App[None]):
    """A session that is over, or as far as it has come, to go back and forth in."""

    TITLE = "tte"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it
    CSS = """
    #status { height: 1; padding: 0 1; }
    #main { height: 1fr; }
    #feed { border: round $panel-lighten-2; }
    #view { border: round $panel-lighten-2; }
    #feed:focus, #view:focus { border: round $accent; }
    .-wide #main { layout: horizontal; }
    .-wide #feed { width: 2fr; }
    .-wide #view { width: 3fr; }
    .-narrow #main { layout: vertical; }
    .-narrow #feed { height: 1fr; }
    .-narrow #view { height: 2fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "step(1)", "On", show=False, priority=True),
        Binding("left", "step(-1)", "Back", show=False, priority=True),
        Binding("full_stop", "step(10)", "Ten on", show=False),
        Binding("comma", "step(-10)", "Ten back", show=False),
        Binding("d", "decision(1)", "Next decision", show=False),
        Binding("D", "decision(-1)", "Decision before", show=False),
        Binding("home", "edge(-1)", "First", show=False, priority=True),
        Binding("end", "edge(1)", "Last", show=False, priority=True),
        Binding("g", "go_to", "Go to", show=False),
        Binding("space", "play", "Play", show=False),
        Binding("plus,equals_sign", "speed(1)", "Faster", show=False),
        Binding("minus", "speed(-1)", "Slower", show=False),
        Binding("v", "seat(1)", "Next seat", show=False),
        Binding("V", "seat(-1)", "Seat before", show=False),
        Binding("c", "control", "Control", show=False),
        Binding("question_mark,f1", "help", "Help", show=False),
        Binding("q,ctrl+q", "quit", "Leave", show=False),
    ]

    def __init__(
        self,
        exercise: Exercise,
        history: Sequence[Recorded],
        feed: Sequence[FeedRow],
        *,
        event: int = 0,
        seat: str = CONTROL,
        path: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`event`: where to begin (0: at StartEx); `seat`: whose view; `clock`: seconds, for playing."""
        super().__init__()
        self.replay = Replay(exercise, history)
        self.path = path
        self.at = event or next((r.seq for r in feed if r.kind == "exercise_started"), 1)
        self.at = min(self.at, self.replay.last)
        self.seat = seat
        self.playing = False
        self.speed = SPEEDS[3]
        self._clock = clock
        self._lived = 0.0
        """Wall time (ms) that playing has come to."""
        self._last_tick = 0.0
        self._rows = [
            Row(str(r.seq), (f"{r.seq}", r.stamp, plain_line(r.text, 400))) for r in feed
        ]  # fmt: skip
        state = self.replay.state_at(self.replay.last)
        self._seats = [(s.id, s.title) for s in state.seats.values() if s.kind == "player"]

    def compose(self) -> ComposeResult:
        exercise = self.replay.exercise
        yield Marking(exercise.title, f"{exercise.handling.msel} · replay", id="marking-top")
        yield Static("", id="status", markup=False)
        yield Scrubber(self.replay.last, self.replay.stops, self.replay.jumps, id="scrubber")
        yield TabStrip(id="seats")
        with Horizontal(id="main"):
            yield LineList(
                columns=(Column("No", 5, right=True), Column("Time", 7), Column("What")), follow=True,
                empty="Nothing has happened yet.", id="feed",
            )  # fmt: skip
            yield TextPane(id="view")
        yield KeyBar(id="keys")
        yield Marking(exercise.title, f"{exercise.handling.msel} · replay", id="marking-bottom")

    def on_mount(self) -> None:
        self.set_interval(FRAME, self.tick)
        self.query_one("#view").focus()
        self.show()

    def action_help_quit(self) -> None:
        how_to_leave(self)

    # --- showing ----------------------------------------------------------------------------------------

    def show(self, *, keep_place: bool = False) -> None:
        """Paint the event at which the replay stands."""
        state, rec = self.replay.state_at(self.at), self.replay.recorded(self.at)
        tempo = f"{'▶' if self.playing else '‖'} x{self.speed}  "
        line = Content.assemble((tempo, "bold"), standing_line(state, rec, self.replay.last))
        self.query_one("#status", Static).update(line)
        self.query_one("#scrubber", Scrubber).show(self.at)
        tabs = [Tab(CONTROL, "Control"), *(Tab(seat, title) for seat, title in self._seats)]
        self.query_one("#seats", TabStrip).show(tabs, self.seat)
        feed, view = self.query_one("#feed", LineList), self.query_one("#view", TextPane)
        if self.seat == CONTROL:
            feed.set_rows(self._rows[: self.at])
            entitle(feed, "What had happened")
            entitle(view, f"As of event {self.at}")
            view.show(control_content(state, self.replay.wall(self.at)), keep_place=keep_place)
        else:
            seen = self.replay.seat_view(self.seat, self.at)
            feed.set_rows(_known_rows(seen))
            entitle(feed, "What this seat knew")
            entitle(view, f"{self._title()} as of event {self.at}: exactly this, and nothing later")
            view.show(seat_as_of(seen) if seen else not_there(self._title()), keep_place=keep_place)
        self._keys()

    def _title(self) -> str:
        return next((title for seat, title in self._seats if seat == self.seat), self.seat)

    def _keys(self) -> None:
        self.query_one("#keys", KeyBar).show([
            ("space", "stop" if self.playing else "play", "app.play"), ("← →", "event", ""),
            ("d D", "decision", "app.decision(1)"), ("v V", "seat", "app.seat(1)"),
            ("g", "go to", "app.go_to"), ("?", "help", "app.help"), ("q", "leave", "app.quit"),
            ("c", "control", "app.control"), ("+ -", "speed", "app.speed(1)"),
        ])  # fmt: skip

    # --- moving -----------------------------------------------------------------------------------------

    def go(self, event: int, *, keep_place: bool = False) -> None:
        """Go to an event."""
        event = min(max(event, 1), self.replay.last)
        if event != self.at:
            self.at = event
            self._lived = float(self.replay.wall(event))
            self.show(keep_place=keep_place)

    def action_step(self, by: int) -> None:
        self.go(self.at + by, keep_place=True)

    def action_edge(self, side: int) -> None:
        self.go(1 if side < 0 else self.replay.last)

    def action_decision(self, by: int) -> None:
        self.go(self.replay.stop_after(self.at) if by > 0 else self.replay.stop_before(self.at))

    def action_go_to(self) -> None:
        self.playing = False
        self.push_screen(GoTo(), self._went)

    def _went(self, moment: Moment | None) -> None:
        if moment is not None:
            self.go(moment.event if moment.event is not None else self.replay.event_by(moment.until or 0.0))

    @on(Scrubber.Sought)
    def _sought(self, event: Scrubber.Sought) -> None:
        self.go(event.event)

    # --- whose view -------------------------------------------------------------------------------------

    def look_as(self, seat: str) -> None:
        """Show a seat's view, or control's."""
        if seat != self.seat:
            self.seat = seat
            self.show()

    def action_seat(self, by: int) -> None:
        self.look_as(self.query_one("#seats", TabStrip).next(by))

    def action_control(self) -> None:
        self.look_as(CONTROL)

    @on(TabStrip.Picked)
    def _picked(self, event: TabStrip.Picked) -> None:
        self.look_as(event.tab)

    # --- playing ----------------------------------------------------------------------------------------

    def action_play(self) -> None:
        """Play on from here, or stop; from the last event, from the first again."""
        self.playing = not self.playing
        if self.playing and self.at >= self.replay.last:
            self.at = 1
        self._lived = float(self.replay.wall(self.at))
        self._last_tick = self._clock()
        self.show(keep_place=True)

    def action_speed(self, by: int) -> None:
        place = min(max(SPEEDS.index(self.speed) + by, 0), len(SPEEDS) - 1)
        self.speed = SPEEDS[place]
        self.show(keep_place=True)

    def tick(self) -> None:
        """Let time pass while it plays; a silence is cut short."""
        if not self.playing or not self.is_running:
            return
        now = self._clock()
        gone, self._last_tick = now - self._last_tick, now
        event, last = self.at, self.replay.last
        if event < last:
            soon = self.replay.wall(event + 1) - LONGEST * 1000 * self.speed
            self._lived = max(self._lived, soon) + gone * 1000 * self.speed
        while event < last and self.replay.wall(event + 1) <= self._lived:
            event += 1
        if event != self.at:
            self.at = event
            self.show(keep_place=True)
        if event >= last:
            self.playing = False
            self.show(keep_place=True)

    def action_help(self) -> None:
        self.push_screen(TextPage("Replay", HELP))


def _known_rows(view: SeatView | None) -> list[Row]:
    if view is None:
        return []
    return [Row(str(n), ("", clock_text(k.at), plain_line(k.text))) for n, k in enumerate(view.known)]
