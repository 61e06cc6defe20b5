"""The evaluation guide as a tool: tasks to the left; what bears on one, and what was seen, to the right.

It is the first page of an evaluator's terminal, and a page of the facilitator's console.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.getters import query_one

from tte.conduct.actions import find_action
from tte.conduct.live import LiveSession
from tte.engine.commands import Command
from tte.engine.evaluation import BearingRow, EegView, TargetRow, bearing_on, eeg_view
from tte.engine.state_review import Observation
from tte.tui.evaluator.entry import ObservationEntry, RatingEntry
from tte.tui.evaluator.rows import (
    BEARING_COLUMNS,
    SEEN_COLUMNS,
    TARGET_COLUMNS,
    bearing_row,
    coverage_words,
    observation_content,
    observation_row,
    target_content,
    target_row,
)
from tte.tui.widgets.forms import ActionForm, TextPage
from tte.tui.widgets.lines import LineList, Row
from tte.tui.widgets.pane import TextPane

AREAS = frozenset({"review", "injects", "decisions", "seats", "clock"})
"""Areas of the session that the guide shows something of."""

KEYS = (
    ("+ -", "See a strength, or an area for improvement, at the highlighted task: now, with a line of words"),
    ("o", "See something that is neither yet"),
    ("r", "Rate: P, S, M, U or not observed, with the definitions"),
    ("c", "Settle on one rating where evaluators differ (director, lead evaluator)"),
    ("space", "On what bears on it: mark it as evidence for what you write next"),
    ("e w", "On an observation: other words, or withdraw it"),
    ("tab", "From tasks to what bears on them, to what was seen"),
)
HINT = "+ strength · - area for improvement · r rate · space marks evidence · tab"


class Guide(Horizontal):
    """The guide for one seat; it reads the session's state only through the filtered view."""

    DEFAULT_CSS = """
    Guide #targets { width: 45%; }
    Guide #beside { width: 1fr; padding-left: 1; }
    Guide #about { height: 8; padding: 0; }
    Guide #bearing { height: 2fr; }
    Guide #seen { height: 1fr; min-height: 4; }
    Guide.-low #about { height: 5; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "observe('strength')", "Strength", key_display="+"),
        Binding("minus", "observe('area')", "Area", key_display="-"),
        Binding("o", "observe('')", "Seen", show=False),
        Binding("r", "rate", "Rate"),
        Binding("c", "settle", "Settle", show=False),
        Binding("space", "mark", "Evidence", show=False),
        Binding("e", "revise", "Other words", show=False),
        Binding("w", "withdraw", "Withdraw", show=False),
    ]

    targets = query_one("#targets", LineList)
    bearing = query_one("#bearing", LineList)
    seen = query_one("#seen", LineList)
    about = query_one("#about", TextPane)

    def __init__(
        self,
        session: LiveSession,
        seat: str,
        send: Callable[[Command], object],
        show_item: Callable[[str, str], None],
        *,
        id: str | None = None,
    ) -> None:
        """`send` issues a command for the seat; `show_item` opens an inject or decision (what, id)."""
        super().__init__(id=id)
        self._session, self._seat, self._send, self._show_item = session, seat, send, show_item
        self._marked: set[str] = set()
        self._rows: dict[str, TargetRow] = {}
        self._bearing: tuple[BearingRow, ...] = ()
        self.view: EegView = eeg_view(session.state, seat)

    def compose(self) -> ComposeResult:
        yield LineList(columns=TARGET_COLUMNS, header=True, id="targets", empty="No objectives.")
        with Vertical(id="beside"):
            yield TextPane(id="about")
            yield LineList(columns=BEARING_COLUMNS, header=True, id="bearing",
                           empty="No inject or decision names this objective.")  # fmt: skip
            yield LineList(columns=SEEN_COLUMNS, header=True, id="seen", empty="Nothing seen here yet.")

    def on_mount(self) -> None:
        self.about.can_focus = False  # enter shows it in full; tab goes from list to list
        self.look()

    def on_resize(self) -> None:
        self.set_class(self.size.height < 26, "-low")

    @property
    def coverage(self) -> str:
        return coverage_words(self.view)

    def look(self) -> None:
        """Take the guide anew, and paint what changed."""
        self.view = eeg_view(self._session.state, self._seat)
        self._rows = {row.target.id: row for row in self.view.rows}
        _fill(self.targets, [target_row(row) for row in self.view.rows])
        self._beside()

    def _beside(self) -> None:
        row = self._row
        if row is None:
            return
        self.about.show(target_content(row, self.view), keep_place=True)
        self._bearing = bearing_on(self._session.state, row.target.objective)
        _fill(self.bearing, [bearing_row(b, b.id in self._marked) for b in self._bearing])
        names = {seat.id: seat.title for seat in self._session.seats()}
        of = row.target.objective
        seen = [o for o in self.view.observations if o.target.split(".")[0] == of]
        seen.sort(key=lambda o: (o.target != row.target.id, -o.seen_at))
        _fill(self.seen, [observation_row(o, names, self._seat) for o in seen])

    @property
    def _row(self) -> TargetRow | None:
        return self._rows.get(self.targets.highlighted_id or "")

    @on(LineList.Highlighted, "#targets")
    def _moved(self) -> None:
        self._marked.clear()
        self._beside()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        match event.lines.id:
            case "targets" if (row := self._row) is not None:
                self.app.push_screen(TextPage(row.target.id, target_content(row, self.view)))
            case "bearing":
                what = next((b.what for b in self._bearing if b.id == event.row_id), "inject")
                self._show_item(what, event.row_id)
            case "seen" if (found := self._observation) is not None:
                row = self._rows[found.target]
                self.app.push_screen(TextPage(found.id, observation_content(found, row.target.title)))
            case _:
                return

    # --- writing ----------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("observe", "rate", "settle", "revise", "withdraw"):
            return self._session.state.phase != "prepared" and (action != "settle" or self.view.lead)
        return True

    def action_observe(self, tag: str) -> None:
        """The moment counts from this key: what is typed afterwards takes its time."""
        if (row := self._row) is not None:
            at = self._session.clock_view().at
            entry = ObservationEntry(self._send, row.target, tag, at, self._evidence(at))
            self.app.push_screen(entry, self._written)

    def _evidence(self, at: float) -> str:
        """What is marked; else the newest thing that bears on it, for the evaluator to keep or change."""
        if self._marked:
            return ", ".join(b.id for b in self._bearing if b.id in self._marked)
        past = [b for b in self._bearing if b.happened and b.at is not None and b.at <= at]
        return max(past, key=lambda b: b.at or 0.0).id if past else ""

    def _written(self, saved: bool | None) -> None:
        if saved:
            self._marked.clear()
            self.look()

    def action_rate(self) -> None:
        if (row := self._row) is not None:
            evidence = ", ".join(b.id for b in self._bearing if b.id in self._marked)
            self.app.push_screen(RatingEntry(self._send, row.target, row.mine, evidence), self._written)

    def action_settle(self) -> None:
        action, row = find_action("reconcile"), self._row
        if action is None or row is None:
            return
        about = target_content(row, self.view)
        given = {"target": row.target.id}
        self.app.push_screen(
            ActionForm(action, given=given, fixed=["target"], send=self._send, about=about,
                       offers=lambda param, _: [(c, c) for c in param.choices]),
            lambda _: self.look(),
        )  # fmt: skip

    def action_mark(self) -> None:
        """Mark what is highlighted as evidence, or take the mark away."""
        if self.bearing.has_focus and (item := self.bearing.highlighted_id) is not None:
            self._marked ^= {item}
            self._beside()

    @property
    def _observation(self) -> Observation | None:
        return next((o for o in self.view.observations if o.id == self.seen.highlighted_id), None)

    def action_revise(self) -> None:
        if (found := self._observation) is not None:
            target = self._rows[found.target].target
            points = found.evidence
            evidence = ", ".join([*points.injects, *points.decisions, *(f"#{n}" for n in points.events)])
            entry = ObservationEntry(self._send, target, found.tag, found.seen_at, evidence, found)
            self.app.push_screen(entry, self._written)

    def action_withdraw(self) -> None:
        action, found = find_action("withdraw-observation"), self._observation
        if action is not None and found is not None:
            form = ActionForm(action, given={"observation": found.id}, fixed=["observation"], send=self._send)
            self.app.push_screen(form, lambda _: self.look())


def _fill(lines: LineList, found: list[Row]) -> None:
    """Rows that read as before stay the same objects, so that they are not painted again."""
    kept = {row.id: row for row in lines.rows}
    lines.set_rows([old if (old := kept.get(row.id)) == row and old is not None else row for row in found])
