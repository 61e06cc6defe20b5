"""The author's screen: deck, diagnostics and preview side by side, looked at again after each save.

It writes nothing: files are written in the author's own editor, which `e` opens.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tte.errors import TteError
from tte.exercise.diagnostics import Diagnostic
from tte.tui.edit.checker import AnyChecker
from tte.tui.edit.editors import editor_line, run_editor
from tte.tui.edit.entries import Entry, entries_of
from tte.tui.edit.findings import by_file, detail, file_row, key_of, matches, row_of, standing
from tte.tui.edit.help import HELP
from tte.tui.edit.looking import POLL, LookingApp
from tte.tui.edit.preview import preview
from tte.tui.facilitator.standing import entitle
from tte.tui.player.strip import Tab, TabStrip
from tte.tui.text import plain
from tte.tui.widgets.forms import TextPage
from tte.tui.widgets.keys import KeyBar
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.marking import Marking
from tte.tui.widgets.pane import TextPane

PANES = ("deck", "findings", "preview")
TITLES = {"deck": "Deck", "findings": "Diagnostics", "preview": "Preview"}


class EditApp(LookingApp):
    """A deck under its author's hands."""

    TITLE = "tte"
    CSS_PATH = "edit.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "pane('deck')", "Deck", show=False),
        Binding("2", "pane('findings')", "Diagnostics", show=False),
        Binding("3", "pane('preview')", "Preview", show=False),
        Binding("n", "finding(1)", "Next finding", show=False),
        Binding("N", "finding(-1)", "Finding before", show=False),
        Binding("e", "edit", "Edit", show=False),
        Binding("slash", "filter", "Filter", show=False),
        Binding("escape", "unfilter", "No filter", show=False),
        Binding("r", "again", "Check again", show=False),
        Binding("question_mark,f1", "help", "Help", show=False),
        Binding("q,ctrl+q", "quit", "Leave", show=False),
    ]

    def __init__(self, folder: Path, *, poll: float | None = POLL, checker: AnyChecker | None = None) -> None:
        super().__init__(folder, poll=poll, checker=checker)
        self.entries: list[Entry] = []
        self.entry: Entry | None = None
        """What the preview shows."""
        self._words: tuple[str, ...] = ()
        self._rows: dict[str, Row] = {}
        self._moved_by_itself: str | None = None
        """The finding that came under the highlight because others went: the preview stays where it is."""
        self._preview_due = False
        self.pane = "deck"
        """What a narrow screen shows."""

    def compose(self) -> ComposeResult:
        yield Marking(self.folder.resolve().name, "for the author", id="marking-top")
        yield Static("", id="standing", markup=False)
        yield TabStrip(id="tabs")
        with Horizontal(id="main"):
            with Vertical(id="deck", classes="pane"):
                columns = (Column("File"), Column("Findings", 5))
                yield LineList(columns=columns, id="files", empty="Looking …")
            with Vertical(id="findings", classes="pane"):
                yield LineList(
                    columns=(Column("Code", 6), Column("Place", 14, squeeze=True), Column("What")),
                    id="finding-list",
                    empty="Checking …",
                )
                yield TextPane(id="finding")
            with VerticalScroll(id="preview", classes="pane"):
                yield Static("", id="shown", markup=False)
        yield Input(placeholder="words to filter by", id="filter", max_length=80)
        yield KeyBar(id="keys")
        yield Marking(self.folder.resolve().name, "for the author", id="marking-bottom")

    def on_mount(self) -> None:
        for name in PANES:
            entitle(self.query_one(f"#{name}"), TITLES[name])
        self.query_one("#keys", KeyBar).show([
            ("e", "edit", "app.edit"), ("n N", "finding", "app.finding(1)"), ("/", "filter", "app.filter"),
            ("1 2 3", "panes", ""), ("r", "check", "app.again"), ("?", "help", "app.help"),
            ("q", "leave", "app.quit"),
        ])  # fmt: skip
        self._show_standing()
        self.action_pane("deck")

    # --- looking ------------------------------------------------------------------------------------------

    def looking(self) -> None:
        self._show_standing()

    def looked(self) -> None:
        self._show()

    @property
    def there(self) -> bool:
        """Whether there is a screen to paint on: while it closes, widgets go before the last messages."""
        return self.is_running and bool(self.query("#shown")) and bool(self.query("#finding"))

    # --- showing ------------------------------------------------------------------------------------------

    @property
    def files(self) -> LineList:
        return self.query_one("#files", LineList)

    @property
    def finding_list(self) -> LineList:
        return self.query_one("#finding-list", LineList)

    @property
    def finding(self) -> Diagnostic | None:
        """The highlighted finding."""
        chosen = self.finding_list.highlighted_id
        return next((d for d in self.found if key_of(d) == chosen), None)

    def _show(self) -> None:
        """Paint all of it anew; highlights stay where they were."""
        self.entries = entries_of(self.folder, self.stamps, self.exercise, self.outline)
        if self.entry is not None:
            chosen = self.entry.id
            self.entry = next((e for e in self.entries if e.id == chosen), None)
        self._fill()
        if self.entry is None:  # its file is gone: the highlight has moved on
            self.entry = next((e for e in self.entries if e.id == self.files.highlighted_id), None)
        self._show_standing()
        self._show_preview()
        self._show_finding()

    def _fill(self) -> None:
        words = self._words
        kept = [e for e in self.entries if not words or (e.kind != "heading" and e.matches(words))]
        found = [d for d in self.found if not words or matches(d, words)]
        before = self.finding_list.highlighted_id
        self.files.say_empty("No file has these words." if words else "No files here.")
        nothing = "✓ Nothing is wrong." if not words else "No finding has these words."
        self.finding_list.say_empty(nothing if self.seen is not None else "Checking …")
        files = by_file(self.found)
        self.files.set_rows([self._kept(file_row(e, files)) for e in kept])
        self.finding_list.set_rows([self._kept(row_of(d)) for d in found])
        if self.finding_list.highlighted_id != before:
            self._moved_by_itself = self.finding_list.highlighted_id
        self._show_tabs()

    def _kept(self, row: Row) -> Row:
        """The same row again where nothing changed, so that it is not painted again."""
        old = self._rows.get(row.id)
        if old == row:
            return old
        self._rows[row.id] = row
        return row

    def _show_standing(self) -> None:
        words = standing(self.seen, self.trouble, " ".join(self._words), self.checking, self.stale)
        self.query_one("#standing", Static).update(words)
        title = "Preview (last version that loaded)" if self.stale else TITLES["preview"]
        entitle(self.query_one("#preview"), title)

    def _show_tabs(self) -> None:
        tabs = [Tab("deck", "1 Deck"), Tab("findings", "2 Diagnostics", str(len(self.found))),
                Tab("preview", "3 Preview")]  # fmt: skip
        self.query_one("#tabs", TabStrip).show(tabs, self.pane)

    def _show_preview(self) -> None:
        self.query_one("#shown", Static).update(preview(self.entry, self.exercise))

    def _show_finding(self) -> None:
        pane = self.query_one("#finding", TextPane)
        found = self.finding
        pane.show(detail(found, self.folder, pane.line_width - 2) if found is not None else Content(""))

    def on_resize(self) -> None:
        self.call_after_refresh(self._resized)

    def _resized(self) -> None:
        if self.there:
            self._show_finding()  # its source line is cut to the width

    # --- choosing -----------------------------------------------------------------------------------------

    @on(LineList.Highlighted, "#files")
    def _file_chosen(self, event: LineList.Highlighted) -> None:
        event.stop()
        if not self.there:
            return
        self._look_at(next((e for e in self.entries if e.id == event.row_id), None))
        found, entry = self.finding, self.entry
        if entry is not None and (found is None or not entry.holds(found)):
            own = next((d for d in self.found if entry.holds(d)), None)
            if own is not None:
                self.finding_list.highlight(key_of(own))

    @on(LineList.Highlighted, "#finding-list")
    def _finding_chosen(self, event: LineList.Highlighted) -> None:
        event.stop()
        if not self.there:
            return
        self._show_finding()
        by_itself, self._moved_by_itself = event.row_id == self._moved_by_itself, None
        if not by_itself and self.focused is not self.files:  # whoever chooses files is not pulled away
            self._follow()

    def _follow(self) -> None:
        """Show the file of the highlighted finding."""
        found = self.finding
        if found is None or (self.entry is not None and self.entry.holds(found)):
            return
        own = [e for e in self.entries if e.holds(found)]
        if own:
            self._look_at(own[-1])  # the decision, if it is in one
            self.files.highlight(own[-1].id)

    def _look_at(self, entry: Entry | None) -> None:
        if entry is not None and (self.entry is None or entry.id != self.entry.id):
            self.entry = entry
            if not self._preview_due:  # the list moves first; a key held down skips what it passes
                self._preview_due = True
                self.call_after_refresh(self._show_entry)

    def _show_entry(self) -> None:
        self._preview_due = False
        if self.there:
            self.query_one("#preview").scroll_to(y=0, animate=False, immediate=True)
            self._show_preview()

    @on(LineList.Chosen)
    def _entered(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_edit()

    def action_finding(self, by: int) -> None:
        """Go to the next finding, or the one before, and show it."""
        found, entry = self.finding, self.entry
        self.action_pane("findings")
        if found is not None and (entry is None or not entry.holds(found)):
            self._follow()  # the one that is highlighted has not been looked at yet
        else:
            self.finding_list.action_move(by)

    def action_pane(self, name: str) -> None:
        """Show a pane (where there is room for one only) and put the focus into it."""
        self._on(name)
        {"deck": self.files, "findings": self.finding_list}.get(name, self.query_one("#preview")).focus()

    def _on(self, name: str) -> None:
        self.pane = name
        for pane in PANES:
            self.query_one("#main").set_class(pane == name, f"-on-{pane}")
        self._show_tabs()
        self.call_after_refresh(self._resized)  # a pane that was hidden had no width

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """On a wide screen tab moves between panes: the one that had the focus is what a narrow one shows."""
        name = next((n.id for n in event.widget.ancestors_with_self if n.id in PANES), None)
        if name is not None:
            self._on(name)

    @on(TabStrip.Picked)
    def _picked(self, event: TabStrip.Picked) -> None:
        self.action_pane(event.tab)

    # --- filtering ----------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        field = self.query_one("#filter", Input)
        field.add_class("-open")
        field.focus()

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        self._words = tuple(event.value.casefold().split())
        self._fill()
        self._show_standing()

    @on(Input.Submitted, "#filter")
    def _filter_kept(self) -> None:
        self._close_filter()

    def action_unfilter(self) -> None:
        self.query_one("#filter", Input).value = ""
        self._close_filter()

    def _close_filter(self) -> None:
        field = self.query_one("#filter", Input)
        if field.has_class("-open"):
            field.remove_class("-open")
            self.action_pane(self.pane)

    # --- doing --------------------------------------------------------------------------------------------

    def action_again(self) -> None:
        self.look(again=True)

    def action_help(self) -> None:
        self.push_screen(TextPage("The author's screen", HELP))

    def action_edit(self) -> None:
        """Open what is chosen in the author's own editor, at the line of its finding."""
        path, line = self.place()
        if path is None:
            self.say("This is a heading. Choose a file first.")
            return
        try:
            run_editor(self, editor_line(os.environ, path, line))
        except TteError as error:
            self.say(str(error))
        self.look()

    def place(self) -> tuple[Path | None, int]:
        """The file and line that `e` opens: the finding's if it stands in what is highlighted."""
        found, entry = self.finding, self.entry
        if self.query_one("#findings").has_focus_within and found is not None:
            return Path(found.path), found.line
        if entry is None or entry.path is None:
            return None, 1
        return entry.path, found.line if found is not None and entry.holds(found) else entry.line

    def say(self, words: str) -> None:
        """A toast. What it says is text, whatever its characters."""
        self.notify(plain(words).plain, severity="warning", timeout=8, markup=False)
