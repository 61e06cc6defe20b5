"""A terminal that watches: MSEL, decisions, tracks, feed; an evaluator's begins with the guide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tte.conduct.actions import Action, actions_for
from tte.conduct.live import LiveSession
from tte.conduct.params import Param
from tte.engine.commands import Command
from tte.engine.control_view import ControlView
from tte.engine.evaluation import may_read, sharing, targets_of
from tte.engine.views import countdown_at
from tte.tui.evaluator.guide import AREAS, HINT, KEYS, Guide
from tte.tui.evaluator.texts import decision_text, inject_text
from tte.tui.facilitator.rows import (
    DECISION_COLUMNS,
    MSEL_COLUMNS,
    TRACK_COLUMNS,
    decision_row,
    msel_countdown,
    msel_row,
    track_row,
)
from tte.tui.player import banner
from tte.tui.player.seated import SeatedApp
from tte.tui.player.strip import Tab, TabStrip
from tte.tui.text import plain, plain_line
from tte.tui.widgets.clock import ClockBlock
from tte.tui.widgets.footer import KeyFooter
from tte.tui.widgets.forms import ActionForm, TextPage
from tte.tui.widgets.help import HelpScreen
from tte.tui.widgets.keys import Acting, ActionProvider, bindings_of
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.marking import Marking

WATCHING = (("feed", "Feed"), ("msel", "MSEL"), ("decisions", "Decisions"), ("tracks", "Tracks"))
EVALUATING = (("guide", "Evaluation"), *WATCHING)
FEED_COLUMNS = (Column("Time", 8), Column("What happened"))
SAID = 180_000
"""Milliseconds for which what control says to all stands over the pages; the feed keeps it."""
LEFT_OUT = frozenset({"name"})
"""Actions of both kinds of seat that an evaluator's terminal has no use for."""


class EvaluatorScreen(Acting, Screen[None]):
    """Pages to read; it has no key that changes play."""

    DEFAULT_CSS = """
    EvaluatorScreen #status { height: 2; }
    EvaluatorScreen #who { width: auto; padding: 0 1; text-style: bold; }
    EvaluatorScreen ClockBlock { height: 2; }
    EvaluatorScreen #hint { height: 1; padding: 0 1; }
    EvaluatorScreen #banner { display: none; height: auto; padding: 0 1; text-style: bold;
        background: $warning-muted; }
    EvaluatorScreen #banner.-said { display: block; }
    EvaluatorScreen #pages { height: 1fr; }
    """
    COMMANDS: ClassVar = {ActionProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        *[Binding(str(n), f"page({n})", page, show=False) for n, (page, _) in enumerate(EVALUATING, 1)],
        *bindings_of(
            [a for a in actions_for("evaluator") if a.name not in LEFT_OUT], shown=("note", "park", "no-duff")
        ),
        Binding("f1,question_mark", "help", "Help", key_display="F1"),
    ]

    def __init__(self, session: LiveSession, seat: str, kind: str) -> None:
        super().__init__()
        self.session = session
        self.seat = seat
        self.actions = tuple(a for a in actions_for(kind) if a.name not in LEFT_OUT)
        self.phase = session.clock_view().phase
        self.pages = EVALUATING if kind == "evaluator" else WATCHING
        self.page = self.pages[0][0]
        self.ready = False
        self._broadcasts = len(self._to_all())
        self._said_at = -SAID
        """When control last spoke to all (wall ms)."""

    def allowed(self, name: str) -> bool:
        return any(a.name == name for a in self.actions) and super().allowed(name)

    def compose(self) -> ComposeResult:
        exercise = self.session.exercise
        title = next((s.title for s in self.session.seats() if s.id == self.seat), self.seat)
        yield Marking(exercise.title, exercise.handling.msel)
        with Horizontal(id="status"):
            yield Static(plain_line(title), id="who")
            yield ClockBlock(self.session.clock_view, self._kept)
        yield Static("", id="banner", markup=False)
        yield Static("You watch. Nothing that you do here changes play.", id="hint", markup=False)
        yield TabStrip(self._tabs(), id="tabs")
        with Vertical(id="pages"):
            if self.pages is EVALUATING:
                yield Guide(self.session, self.seat, self._send, self._show_item, id="guide")
            yield LineList(columns=FEED_COLUMNS, header=True, follow=True, id="feed", empty="Nothing yet.")
            yield LineList(columns=MSEL_COLUMNS, header=True, id="msel")
            yield LineList(
                columns=DECISION_COLUMNS, header=True, id="decisions", empty="No decision is open."
            )
            yield LineList(columns=TRACK_COLUMNS, header=True, id="tracks")
        yield KeyFooter()
        yield Marking(exercise.title, exercise.handling.msel)

    def _tabs(self) -> list[Tab]:
        return [Tab(page, f"{n} {name}") for n, (page, name) in enumerate(self.pages, 1)]

    def _kept(self) -> bool:
        return self.session.clock_held or not self.session.attached

    def on_mount(self) -> None:
        self.ready = True
        self.action_page(1)
        self.show_banner()

    def show_banner(self, trouble: str = "") -> None:
        """What concerns everybody in the room, over whatever page shows."""
        words = "\n".join(self._banner(trouble))
        over = self.query_one("#banner", Static)
        content = plain(words)
        if not (isinstance(over.content, Content) and over.content.is_same(content)):
            over.set_class(bool(words), "-said")
            over.update(content)

    def _banner(self, trouble: str) -> Iterator[str]:
        session, now = self.session, self.session.now()
        said = self._to_all()
        if len(said) > self._broadcasts:
            self._broadcasts, self._said_at = len(said), now
        yield from banner.stopped(session.clock_view(), trouble)
        yield from banner.frozen(session.barred(self.seat), "You can read.")
        if said and now - self._said_at < SAID:
            yield banner.said_to_all(said[-1])
        yield from banner.counting(countdown_at(session.state, now), now)
        if shared := sharing(session.state, self.seat):
            yield shared

    def _to_all(self) -> list[str]:
        """What control has said to everybody so far."""
        return [m.body for m in self.session.state.messages.values() if m.broadcast]

    def action_page(self, number: int) -> None:
        if number > len(self.pages):
            return
        self.page = self.pages[number - 1][0]
        for name, _ in self.pages:
            self.query_one(f"#{name}").display = name == self.page
        self.query_one("#tabs", TabStrip).show(self._tabs(), self.page)
        shown = self.query_one("#targets" if self.page == "guide" else f"#{self.page}", LineList)
        shown.focus()
        self.look()

    @on(TabStrip.Picked)
    def _tab(self, event: TabStrip.Picked) -> None:
        self.action_page([page for page, _ in self.pages].index(event.tab) + 1)

    def look(self, areas: frozenset[str] = AREAS) -> None:
        """Fill the page that shows from the session as it is now."""
        view = self.session.control_view()
        if self.phase != view.clock.phase:
            self.phase = view.clock.phase
            self.refresh_bindings()
        if self.page != "guide":
            self.query_one(f"#{self.page}", LineList).set_rows(self._rows(view))
        elif areas & AREAS:
            guide = self.query_one("#guide", Guide)
            guide.look()
            hint = f"{guide.coverage} · {HINT}"
            self.query_one("#hint", Static).update(plain_line(hint, self.size.width - 2))

    def _rows(self, view: ControlView) -> list[Row]:
        at = view.clock.at
        match self.page:
            case "feed":
                read = [f for f in self.session.feed if may_read(self.session.state, f, self.seat)]
                return [Row(str(f.seq), (f.stamp, plain_line(f.text, 400))) for f in read]
            case "msel":
                return [msel_row(row, msel_countdown(row, at)) for row in view.msel]
            case "decisions":
                return [decision_row(row, at) for row in view.decisions]
            case _:
                starts = {t.id: t.start for t in self.session.exercise.tracks}
                return [track_row(row, [(0.0, starts[row.id]), (at, row.value)], at) for row in view.tracks]

    @on(LineList.Chosen, "#msel")
    def _detail(self, event: LineList.Chosen) -> None:
        self._show_item("inject", event.row_id)

    def _show_item(self, what: str, item: str) -> None:
        self.app.push_screen(item_page(self.session, what, item))

    def _send(self, command: Command) -> None:
        app = self.app
        assert isinstance(app, EvaluatorApp)
        app.issue_now(command, self.seat)

    def action_help(self) -> None:
        pages = [(str(n), name) for n, (_, name) in enumerate(self.pages, 1)]
        keys = KEYS if self.pages is EVALUATING else ()
        extra = [*keys, *pages, ("enter", "Read what is highlighted in full"), ("F9", "Hide until the code")]
        self.app.push_screen(HelpScreen(self.actions, extra))


def item_page(session: LiveSession, what: str, item: str) -> TextPage:
    """An inject or a decision in full, for somebody who evaluates."""
    if what == "inject":
        detail = session.inject_detail(item)
        return TextPage(f"{detail.row.id} {detail.row.title}", inject_text(detail))
    return TextPage(item, decision_text(session.state, item))


class EvaluatorApp(SeatedApp):
    """The terminal of an evaluator's or observer's seat."""

    KINDS: ClassVar = ("evaluator", "observer")

    def sit_down(self) -> Screen[None]:
        kind = next(s.kind for s in self.session.seats() if s.id == self.seat)
        return EvaluatorScreen(self.session, self.seat, kind)

    def _main(self) -> EvaluatorScreen | None:
        return next((s for s in self.screen_stack if isinstance(s, EvaluatorScreen)), None)

    def view_changed(self, areas: frozenset[str]) -> None:
        screen = self._main()
        if screen is not None and screen.ready:
            screen.look(areas)
            screen.show_banner(self.trouble)
            self.update_cover()

    def ticked(self) -> None:
        screen = self._main()
        if screen is not None and screen.ready:
            screen.show_banner(self.trouble)
        if screen is not None and screen.ready and screen.page not in ("feed", "guide"):
            screen.look()

    def on_acting_asked(self, event: Acting.Asked) -> None:
        screen = self._main()
        if screen is None or screen.overtaken(event.name):
            return
        action = next((a for a in screen.actions if a.name == event.name), None)
        if action is not None:
            self.push_screen(ActionForm(action, offers=self._offers, send=self._send_now), self._done(action))

    def _send_now(self, command: Command) -> None:
        self.issue_now(command, self.seat)

    def _done(self, action: Action) -> Callable[[dict[str, str] | None], None]:
        def said(sent: dict[str, str] | None) -> None:
            if sent is not None:
                self.say(f"{action.label}: written down.")

        return said

    def _offers(self, param: Param, _values: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        match param.kind:
            case "objective":
                return [(o.id, o.title) for o in self.session.exercise.objectives]
            case "target":
                return [(t.id, t.title) for t in targets_of(self.session.exercise)]
            case "choice":
                return [(choice, choice) for choice in param.choices if choice]
            case _:
                return ()
