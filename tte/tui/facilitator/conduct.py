"""The facilitator's console: one screen that renders the frozen view of control."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from tte.conduct.actions import actions_for
from tte.engine.control_view import ControlView
from tte.engine.evaluation import feedback_count
from tte.engine.msel_view import MselRow
from tte.errors import TteError
from tte.tui.facilitator import rows, standing
from tte.tui.facilitator.asof import AsOfPage
from tte.tui.facilitator.desk import Desk
from tte.tui.facilitator.detail import decision_content, end_content, inject_content
from tte.tui.facilitator.doing import Doer
from tte.tui.facilitator.feed_panel import FeedPanel
from tte.tui.facilitator.pages import ChecksPage, CutPage, SeatPage
from tte.tui.facilitator.people import BalancePage, NoDuffScreen
from tte.tui.facilitator.standing import EXTRA, PANELS, TALL, WAYS, WIDE, entitle
from tte.tui.text import plain, plain_line
from tte.tui.widgets.clock import ClockBlock
from tte.tui.widgets.forms import TextPage
from tte.tui.widgets.help import HelpScreen
from tte.tui.widgets.keys import Acting, ActionProvider, KeyBar, bindings_of
from tte.tui.widgets.lines import LineList, Row
from tte.tui.widgets.marking import Marking
from tte.tui.widgets.pane import TextPane

if TYPE_CHECKING:
    from tte.tui.app import SessionApp

PATIENCE = 0.05
"""Seconds after which the detail follows the highlight, so that a key held down stays quick."""

UPCOMING = ("ready", "deferred", "offered", "held")


def went_out(before: MselRow, after: MselRow) -> bool:
    """Whether an inject is done with that was still to come."""
    return before.status in UPCOMING and after.status in ("released", "skipped", "drafted")


class ConductScreen(Acting, Screen[None]):
    """Renders a ControlView and asks for actions; what is known and done goes through its desk."""

    COMMANDS: ClassVar[set[type[Provider]]] = {ActionProvider}  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of(actions_for("director")),
        *(Binding(f"{n}", f"panel({n})", title, show=False) for n, (_, title) in enumerate(PANELS, 1)),
        Binding("space", "next_step", "Next step"),
        Binding("slash", "search", "Search the feed", show=False),
        Binding("V", "view_seat", "View as a seat", show=False),
        Binding("C", "cut", "What to cut", show=False),
        Binding("B", "checks", "Before StartEx", show=False),
        Binding("E", "ending", "Ending and report", show=False),
        Binding("ctrl+b", "balance", "Who decides and speaks", show=False),
        Binding("ctrl+k", "as_of", "What they knew", show=False),
        Binding("J", "evaluation", "Evaluation", show=False),
        Binding("T", "app.take_clock", "Take the clock", show=False),
        Binding("question_mark,f1", "help", "Help", show=False),
    ]
    AUTO_FOCUS = "#msel"

    msel = query_one("#msel", LineList)
    decisions = query_one("#decisions", LineList)
    queue = query_one("#queue", LineList)
    tracks = query_one("#tracks", LineList)
    seats = query_one("#seats", LineList)
    next_up = query_one("#next", LineList)
    detail = query_one("#detail", TextPane)
    feed = query_one("#feed-panel", FeedPanel)
    keybar = query_one("#keys", KeyBar)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.doer = Doer(self, desk)
        self.actions = actions_for(desk.kind)
        self.view: ControlView = desk.view()
        self.phase = self.view.clock.phase
        self._tab = 1
        self._subject = "msel"
        self._msel_rows: dict[str, tuple[MselRow, str, Row]] = {}
        self._trouble = ""
        self._banner = ""
        self._detail_timer: Timer | None = None
        self._was_phase = ""

    def compose(self) -> ComposeResult:
        view = self.view
        yield Marking(view.exercise, view.handling, id="marking-top")
        yield Static("", id="banner", markup=False)
        with Horizontal(id="top"):
            yield ClockBlock(self.desk.clock, self.desk.clock_held, id="clock")
            yield LineList(empty="Nothing to do now.", id="next")
        yield Static("", id="tabs", markup=False)
        with Horizontal(id="main"):
            with Vertical(id="left"):
                yield LineList(
                    columns=rows.MSEL_COLUMNS, header=True, empty="No injects.", id="msel", classes="panel"
                )
                yield TextPane(id="detail", classes="panel")
            with Vertical(id="right"):
                yield LineList(
                    columns=rows.DECISION_COLUMNS,
                    empty="No decision is open.",
                    id="decisions",
                    classes="panel",
                )
                yield LineList(
                    columns=rows.QUEUE_COLUMNS, empty="No questions, no drafts.", id="queue", classes="panel"
                )
                yield LineList(columns=rows.TRACK_COLUMNS, empty="No tracks.", id="tracks", classes="panel")
                yield FeedPanel([(r.id, r.short) for r in self.desk.exercise.roles], id="feed-panel")
                yield LineList(columns=rows.SEAT_COLUMNS, empty="No seats.", id="seats", classes="panel")
        yield KeyBar(id="keys")
        yield Marking(view.exercise, view.handling, id="marking-bottom")

    def on_mount(self) -> None:
        self._arrange()
        self.show(self.view, first=True)
        self._highlight_upcoming()

    def _highlight_upcoming(self) -> None:
        upcoming = next((r.id for r in self.view.msel if r.actual is None and r.status in UPCOMING), None)
        if upcoming is not None:
            self.msel.highlight(upcoming)
            self.doer.row.shows(upcoming)

    # --- showing ----------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether its panels are there: not yet before the first paint, no more while it is closed."""
        return self.is_mounted and bool(self.query("#marking-bottom"))

    def look(self) -> None:
        """Take a new view of the session and paint what changed."""
        self.show(self.desk.view())

    def show(self, view: ControlView, *, first: bool = False) -> None:
        """Render a view: only panels whose part of it changed are painted."""
        self.view, self.phase = view, view.clock.phase
        at = view.clock.at
        self._show_msel(view, at)
        self.doer.step.shows(standing.first_step(view))
        self._show_timed(view, at)
        self._show_tracks(view, at)
        self._fill(self.seats, self._seat_rows(view))
        self.feed.show(self.desk.feed)
        self._titles(view)
        self._show_phase(view)
        self._show_detail(keep_place=True)
        self.query_one("#clock", ClockBlock).tick()
        if first or self._was_phase != self.phase:
            self._phase_changed()

    def tick(self, trouble: str = "") -> None:
        """A second has passed: countdowns and ages move on."""
        at = self.desk.clock().at
        self._trouble = trouble
        self._show_msel(self.view, at)
        self._show_timed(self.view, at)
        if self.desk.presence.known:
            self._fill(self.seats, self._seat_rows(self.view))
        self._show_phase(self.view)

    def _show_msel(self, view: ControlView, at: float) -> None:
        found = []
        moved_on = False
        for row in view.msel:
            left = rows.msel_countdown(row, at)
            kept = self._msel_rows.get(row.id)
            if kept is None or kept[1] != left or kept[0] != row:
                moved_on |= kept is not None and row.id == self.msel.highlighted_id and went_out(kept[0], row)
                kept = self._msel_rows[row.id] = (row, left, rows.msel_row(row, left))
            found.append(kept[2])
        self.msel.set_rows(found)
        if moved_on:
            self._highlight_upcoming()

    def _show_timed(self, view: ControlView, at: float) -> None:
        self._fill(self.next_up, rows.step_rows(view.next_up, at))
        self._fill(self.decisions, [rows.decision_row(d, at) for d in view.decisions])
        waiting = [rows.queue_row(q, at) for q in view.queue if not q.answered]
        settled = [rows.queue_row(q, at) for q in reversed(view.queue) if q.answered]
        self._fill(self.queue, [*waiting, *(rows.draft_row(d) for d in view.drafts), *settled])

    def _show_tracks(self, view: ControlView, at: float) -> None:
        points = self.desk.track_points()
        self._fill(self.tracks, [rows.track_row(t, points.get(t.id, ()), at) for t in view.tracks])

    def _seat_rows(self, view: ControlView) -> list[Row]:
        now = self.desk.session.now()
        return [
            rows.seat_row(s, rows.presence_words(self.desk.present(s.id), now))
            if s.open_at
            else rows.seat_row(s, gone=rows.gone_words(self.desk.presence.last_seen(s.id), now))
            for s in view.seats
        ]

    @staticmethod
    def _fill(lines: LineList, found: list[Row]) -> None:
        """Rows that read as before stay the same objects, so that they are not painted again."""
        kept = {row.id: row for row in lines.rows}
        lines.set_rows(
            [old if (old := kept.get(row.id)) == row and old is not None else row for row in found]
        )

    def _titles(self, view: ControlView) -> None:
        for name, words in standing.titles(view).items():
            entitle(self.query_one(f"#{name}"), words)
        self.query_one("#tabs", Static).update(standing.tab_line(view, self._tab), layout=False)

    def _show_phase(self, view: ControlView) -> None:
        words = standing.banner_words(
            view.clock,
            self.desk.clock_held(),
            self.desk.session.holds_lease,
            self._trouble,
            feedback_count(self.desk.session.state).words,
        )
        banner = self.query_one("#banner", Static)
        if words != self._banner:
            self._banner = words
            banner.update(plain_line(words, 300), layout=False)
            banner.set_class(bool(words), "-said")
        self.keybar.show(standing.key_entries(self.phase, bool(view.undoable)))

    def _phase_changed(self) -> None:
        before, self._was_phase = self._was_phase, self.phase
        self.refresh_bindings()
        if self.phase == "no_duff":
            self.app.push_screen(NoDuffScreen(self.desk))
        elif before == "no_duff":
            while any(isinstance(s, NoDuffScreen) for s in self.app.screen_stack):
                self.app.pop_screen()
        if self.phase == "ended" and before in ("running", "paused"):
            self.action_ending()

    # --- what is highlighted ----------------------------------------------------------------------------

    @on(LineList.Highlighted)
    def _highlighted(self, event: LineList.Highlighted) -> None:
        name = event.lines.id or ""
        if name == "msel":
            self.doer.row.left(self.msel.highlighted_id)
        if name in ("msel", "decisions") and (event.lines.has_focus or name == self._subject):
            self._subject = name
            if self._detail_timer is not None:
                self._detail_timer.stop()
            self._detail_timer = self.set_timer(PATIENCE, self._show_detail)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if event.widget.id in ("msel", "decisions"):
            self._subject = event.widget.id
            self._show_detail()

    def _show_detail(self, keep_place: bool = False) -> None:
        if self.is_attached:
            content = self._detail_content()
            if content is not None:
                self.detail.show(content, keep_place=keep_place)

    def _detail_content(self) -> Content | None:
        if self._subject == "decisions" and self.decisions.highlighted_id is not None:
            entitle(self.detail, "Decision")
            return self._decision_content(self.decisions.highlighted_id)
        if (
            self.msel.highlighted_id is not None
            and (found := self.desk.detail(self.msel.highlighted_id)) is not None
        ):
            entitle(self.detail, "Inject")
            return inject_content(found)
        return None

    def _decision_content(self, decision: str) -> Content:
        found = self.desk.decision(decision)
        if found is None:
            return Content("")
        row = next((r for r in self.view.decisions if r.id == decision), None)
        return decision_content(*found, row, self.desk.short, self.desk.votes(decision))

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        match event.lines.id:
            case "next":
                self.doer.take(self.view.next_up[int(event.row_id)])
            case "msel":
                if (found := self.desk.detail(event.row_id)) is not None:
                    self.app.push_screen(TextPage(f"{event.row_id} {found.row.title}", inject_content(found)))
            case "decisions":
                self.app.push_screen(TextPage(event.row_id, self._decision_content(event.row_id)))
            case "queue":
                self._choose_queued(event.row_id)
            case "tracks":
                self.doer.ask("set-track", {"track": event.row_id})
            case "seats":
                self.action_view_seat()
            case "feed":
                row = next((r for r in self.desk.feed if str(r.seq) == event.row_id), None)
                if row is not None:
                    self.app.push_screen(TextPage(f"{row.stamp} {row.kind}", plain(row.text)))
            case _:
                return

    def _choose_queued(self, row_id: str) -> None:
        if row_id.startswith("draft:"):
            self.doer.ask("send-draft")
        else:
            self.doer.ask("reply", {"message": row_id})

    # --- doing ------------------------------------------------------------------------------------------

    @on(Acting.Asked)
    def _asked(self, event: Acting.Asked) -> None:
        event.stop()
        if not self.overtaken(event.name):
            self.doer.ask_by_key(event.name)

    def action_next_step(self) -> None:
        self.doer.take_next()

    def action_panel(self, number: int) -> None:
        """Go to a panel; where not all are shown at once, show it."""
        self._tab = number
        self._arrange()
        self._titles(self.view)
        self.query_one(f"#{PANELS[number - 1][0]}").focus()

    def action_search(self) -> None:
        self.action_panel(5)
        self.feed.search()

    def action_view_seat(self) -> None:
        self.app.push_screen(SeatPage(self.view.seats, self.desk.seat_view, self.seats.highlighted_id or ""))

    def action_evaluation(self) -> None:
        from tte.tui.facilitator.evaluation import EvaluationPage

        self.app.push_screen(EvaluationPage(self.desk))

    def action_as_of(self) -> None:
        asked, first = self.desk.asked(self.decisions.highlighted_id or "")
        self.app.push_screen(AsOfPage(asked, self.desk.knew, first, self._session_name))

    def action_cut(self) -> None:
        self.app.push_screen(CutPage(self.desk, self.view.behind, self.doer.ask))

    def action_balance(self) -> None:
        self.app.push_screen(BalancePage(self.desk))

    def action_checks(self) -> None:
        self.app.push_screen(ChecksPage(self.desk, self.doer.ask))

    def action_ending(self) -> None:
        ending, overlays = self.desk.endings()
        closed = self.phase in ("ended", "sealed")
        content = end_content(
            ending, overlays, self.view.tracks, self.desk.exercise.hot_wash, self._session_name, closed
        )
        self.app.push_screen(TextPage("EndEx" if closed else "Ending as of now", content))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self.actions, EXTRA, WAYS))

    @property
    def _session_name(self) -> str:
        app: SessionApp[object] = self.app  # type: ignore[assignment]
        path = getattr(app, "path", None)
        return str(path) if path is not None else "SESSION"

    def say(self, words: str) -> None:
        """A toast in words."""
        self.app.notify(plain(words).plain, markup=False, timeout=3)

    def say_error(self, error: TteError) -> None:
        """A refusal as a toast, for long enough to read it."""
        words = str(error)
        self.app.notify(
            plain(words).plain, markup=False, severity="warning", timeout=max(6.0, len(words) / 12)
        )

    # --- size -------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        self.set_class(self.size.width < WIDE or self.size.height < TALL, "-narrow")
        for number in range(1, len(PANELS) + 1):
            self.set_class(number == self._tab, f"-tab-{number}")
