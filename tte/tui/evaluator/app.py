"""A terminal that watches: MSEL, decisions, tracks and feed; an evaluator also takes notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from tte.conduct.actions import Action, actions_for
from tte.conduct.live import LiveSession
from tte.conduct.params import Param
from tte.engine.commands import Command
from tte.engine.control_view import ControlView, InjectDetail
from tte.tui.facilitator.rows import (
    DECISION_COLUMNS,
    MSEL_COLUMNS,
    TRACK_COLUMNS,
    decision_row,
    msel_countdown,
    msel_row,
    track_row,
)
from tte.tui.player.seated import SeatedApp
from tte.tui.player.strip import Tab, TabStrip
from tte.tui.text import light, plain_line
from tte.tui.widgets.clock import ClockBlock
from tte.tui.widgets.forms import ActionForm, TextPage
from tte.tui.widgets.keys import Acting, ActionProvider, HelpScreen, bindings_of
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.marking import Marking

PAGES = (("feed", "1 Feed"), ("msel", "2 MSEL"), ("decisions", "3 Decisions"), ("tracks", "4 Tracks"))
FEED_COLUMNS = (Column("Time", 8), Column("What happened"))


def inject_text(detail: InjectDetail) -> Content:
    """An inject with what is expected of it, for somebody who evaluates."""
    parts: list[Content] = []
    for name, to, title, body in detail.texts:
        head = " · ".join(word for word in (name, f"to {to}" if to else "", title) if word)
        parts += [plain_line(head, style="bold"), light(body), Content("")]
    for name, words in (
        ("Expected", detail.expects),
        ("Objectives", ", ".join(detail.objectives)),
        ("Opens", ", ".join(detail.opens)),
    ):
        if words:
            parts.append(Content.assemble((f"{name}: ", "bold"), light(words)))
    for receipt in detail.receipts:
        state = "opened" if receipt.opened is not None else "not opened"
        parts.append(plain_line(f"{receipt.title}: {state}, {receipt.read_back or 'no read-back'}"))
    return Content("\n").join(parts)


class EvaluatorScreen(Acting, Screen[None]):
    """Four pages to read; it has no key that changes play."""

    DEFAULT_CSS = """
    EvaluatorScreen #status { height: 2; }
    EvaluatorScreen #who { width: auto; padding: 0 1; text-style: bold; }
    EvaluatorScreen ClockBlock { height: 2; }
    EvaluatorScreen #hint { height: 1; padding: 0 1; }
    EvaluatorScreen #pages { height: 1fr; }
    """
    COMMANDS: ClassVar = {ActionProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        *[Binding(str(n), f"page('{page}')", page, show=False) for n, (page, _) in enumerate(PAGES, 1)],
        *bindings_of(
            [a for a in actions_for("evaluator") if a.name in ("note", "park", "no-duff")],
            shown=("note", "park", "no-duff"),
        ),
        Binding("f1,question_mark", "help", "Help", key_display="F1"),
    ]

    def __init__(self, session: LiveSession, seat: str, kind: str) -> None:
        super().__init__()
        self.session = session
        self.seat = seat
        mine = actions_for(kind)
        self.actions = tuple(a for a in mine if a.name in ("note", "park", "no-duff"))
        self.phase = session.clock_view().phase
        self.page = "feed"
        self.ready = False

    def allowed(self, name: str) -> bool:
        return any(a.name == name for a in self.actions) and super().allowed(name)

    def compose(self) -> ComposeResult:
        exercise = self.session.exercise
        yield Marking(exercise.title, exercise.handling.msel)
        with Horizontal(id="status"):
            yield Static(plain_line(self.seat.capitalize()), id="who")
            yield ClockBlock(self.session.clock_view, self._kept)
        hint = "n takes a note with its objective; enter on an inject shows what is expected."
        yield Static(hint if self.actions else "You watch. Nothing that you do here changes play.", id="hint")
        yield TabStrip([Tab(page, name) for page, name in PAGES], id="tabs")
        with Vertical(id="pages"):
            yield LineList(columns=FEED_COLUMNS, header=True, follow=True, id="feed", empty="Nothing yet.")
            yield LineList(columns=MSEL_COLUMNS, header=True, id="msel")
            yield LineList(
                columns=DECISION_COLUMNS, header=True, id="decisions", empty="No decision is open."
            )
            yield LineList(columns=TRACK_COLUMNS, header=True, id="tracks")
        yield Footer(show_command_palette=False)
        yield Marking(exercise.title, exercise.handling.msel)

    def _kept(self) -> bool:
        return self.session.clock_held or not self.session.attached

    def on_mount(self) -> None:
        self.ready = True
        self.action_page(self.page)

    def action_page(self, page: str) -> None:
        self.page = page
        for name, _ in PAGES:
            self.query_one(f"#{name}").display = name == page
        self.query_one("#tabs", TabStrip).show([Tab(p, name) for p, name in PAGES], page)
        self.query_one(f"#{page}", LineList).focus()
        self.look()

    @on(TabStrip.Picked)
    def _tab(self, event: TabStrip.Picked) -> None:
        self.action_page(event.tab)

    def look(self) -> None:
        """Fill the page that shows from the session as it is now."""
        view = self.session.control_view()
        if self.phase != view.clock.phase:
            self.phase = view.clock.phase
            self.refresh_bindings()
        self.query_one(f"#{self.page}", LineList).set_rows(self._rows(view))

    def _rows(self, view: ControlView) -> list[Row]:
        at = view.clock.at
        match self.page:
            case "feed":
                return [Row(str(f.seq), (f.stamp, plain_line(f.text, 400))) for f in self.session.feed]
            case "msel":
                return [msel_row(row, msel_countdown(row, at)) for row in view.msel]
            case "decisions":
                return [decision_row(row, at) for row in view.decisions]
            case _:
                starts = {t.id: t.start for t in self.session.exercise.tracks}
                return [track_row(row, [(0.0, starts[row.id]), (at, row.value)], at) for row in view.tracks]

    @on(LineList.Chosen, "#msel")
    def _detail(self, event: LineList.Chosen) -> None:
        detail = self.session.inject_detail(event.row_id)
        self.app.push_screen(TextPage(f"{detail.row.id} {detail.row.title}", inject_text(detail)))

    def action_help(self) -> None:
        pages = [(name[0], name[2:]) for _, name in PAGES]
        extra = [*pages, ("enter", "On the MSEL: the inject"), ("F9", "Hide until the code is given again")]
        self.app.push_screen(HelpScreen(self.actions, extra))


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
            screen.look()
            self.update_cover()

    def ticked(self) -> None:
        screen = self._main()
        if screen is not None and screen.ready and screen.page != "feed":
            screen.look()

    def on_acting_asked(self, event: Acting.Asked) -> None:
        screen = self._main()
        action = next((a for a in screen.actions if a.name == event.name), None) if screen else None
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
        if param.kind == "objective":
            return [(o.id, o.title) for o in self.session.exercise.objectives]
        return ()
