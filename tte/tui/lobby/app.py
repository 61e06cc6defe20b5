"""The lobby: exercises and sessions, and what to do with them. It opens none itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tte.conduct.actions import Action
from tte.exercise.library import list_exercises
from tte.store.errors import StoreError
from tte.store.folder import list_sessions
from tte.tui.lobby.listing import ExerciseEntry, SessionEntry, length_of, read_exercise, read_session
from tte.tui.lobby.setup import options_from, play_form, report_form, run_form
from tte.tui.player.strip import Tab, TabStrip
from tte.tui.text import plain, plain_line
from tte.tui.widgets.footer import KeyFooter
from tte.tui.widgets.forms import ActionForm
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.marking import Marking
from tte.tui.widgets.pane import TextPane
from tte.tui.window import how_to_leave

LobbyAction = Literal["run", "resume", "join", "play", "report"]


@dataclass(frozen=True, slots=True)
class LobbyChoice:
    """What somebody chose in the lobby: the command line carries it out once the lobby has closed."""

    action: LobbyAction
    target: str
    """The exercise's folder, or the session's file."""
    options: Mapping[str, str] = field(default_factory=dict)
    """As on the command line: seating, cut, pace, rate, name, seed; bots, seed; format."""


def exercise_text(entry: ExerciseEntry) -> Content:
    """An exercise at a glance."""
    exercise = entry.exercise
    if exercise is None:
        return Content("\n\n").join([plain_line(entry.folder.name, style="bold"), plain(entry.problem)])
    seatings = "; ".join(f"{s.title}: {len(s.seats)} seats" for s in exercise.seatings)
    roles = [Content.assemble("  · ", plain_line(role.title)) for role in exercise.roles]
    return Content("\n").join([
        plain_line(exercise.title, style="bold"),
        plain_line(f"{length_of(exercise)} · {seatings} · version {exercise.version}"),
        Content(""), plain(exercise.summary.strip()), Content(""), plain(exercise.purpose.strip(), "italic"),
        Content(""), Content.styled(f"{len(exercise.roles)} roles", "bold"), *roles,
    ])  # fmt: skip


def session_text(entry: SessionEntry) -> Content:
    """A session at a glance."""
    lines = [plain_line(entry.title, style="bold"), plain_line(entry.name), plain_line(str(entry.path))]
    if entry.problem:
        return Content("\n").join([*lines, Content(""), plain(entry.problem)])
    lines += [
        Content(""), Content(f"State of play: {entry.state}"), Content(f"Last activity: {entry.when}"),
        Content(f"Events: {entry.events}"), Content(""),
        Content("u  resume: the facilitator's console\nj  join: a player's terminal\no  report"),
    ]  # fmt: skip
    return Content("\n").join(lines)


class LobbyScreen(Screen[None]):
    """Two pages, each a list with what is highlighted in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "page('exercises')", "Exercises", show=False),
        Binding("2", "page('sessions')", "Sessions", show=False),
        Binding("left,right", "other", "Exercises / sessions", key_display="← →"),
        Binding("r", "choose('run')", "Run"),
        Binding("p", "choose('play')", "Play by itself"),
        Binding("u", "choose('resume')", "Resume"),
        Binding("j", "choose('join')", "Join"),
        Binding("o", "choose('report')", "Report"),
        Binding("q,escape", "app.quit", "Quit"),
    ]
    OF_EXERCISES = ("run", "play")

    def __init__(self) -> None:
        super().__init__()
        self.exercises: dict[str, ExerciseEntry] = {}
        self.sessions: dict[str, SessionEntry] = {}
        self.page = "exercises"

    def compose(self) -> ComposeResult:
        yield Marking("tte, crisis exercises from the terminal")
        yield TabStrip(id="lobby-tabs")
        yield Static("", id="lobby-hint", markup=False)
        with Vertical(id="lobby-page"):
            yield LineList(
                columns=(Column("Exercise"), Column("Length", 12, 46)),
                id="exercises", empty="Looking for exercises …",
            )  # fmt: skip
            yield LineList(
                columns=(Column("Session"), Column("State", 11), Column("Last activity", 16, 46)),
                id="sessions", empty="No session yet: run an exercise (1, then r).",
            )  # fmt: skip
            yield TextPane(id="lobby-detail")
        yield KeyFooter()
        yield Marking("tte, crisis exercises from the terminal")

    def on_mount(self) -> None:
        self.action_page(self.page)

    @property
    def lines(self) -> LineList:
        """The list of the page that shows."""
        return self.query_one(f"#{self.page}", LineList)

    @property
    def chosen(self) -> str:
        return self.lines.highlighted_id or ""

    def show_exercises(self, entries: list[ExerciseEntry]) -> None:
        self.exercises = {str(e.folder): e for e in entries}
        rows = []
        for entry in entries:
            exercise = entry.exercise
            title = exercise.title if exercise else entry.folder.name
            length = f"{exercise.endex:g} min" if exercise else "✕ problems"
            rows.append(Row(str(entry.folder), (plain_line(title), length)))
        self._fill("exercises", rows, "No exercise here. Give a folder: tte run PATH.")

    def show_sessions(self, entries: list[SessionEntry], problem: str = "") -> None:
        self.sessions = {str(e.path): e for e in entries}
        rows = [
            Row(str(e.path), (plain_line(e.name or e.path.stem), plain_line(e.state), e.when))
            for e in entries
        ]
        self._fill("sessions", rows, problem or "No session yet: run an exercise (1, then r).")

    def _fill(self, page: str, rows: list[Row], empty: str) -> None:
        lines = self.query_one(f"#{page}", LineList)
        lines.say_empty(empty)
        lines.set_rows(rows)
        self._show_frame()
        self.refresh_bindings()

    def _show_frame(self) -> None:
        tabs = [
            Tab("exercises", "1 Exercises", str(len(self.exercises))),
            Tab("sessions", "2 Sessions", str(len(self.sessions))),
        ]
        self.query_one("#lobby-tabs", TabStrip).show(tabs, self.page)
        hint = {
            "exercises": "Choose an exercise with ↑ ↓. Enter runs it; p lets bots play it.",
            "sessions": "Choose a session with ↑ ↓. Enter resumes it; j joins it as a player.",
        }[self.page]
        self.query_one("#lobby-hint", Static).update(hint)
        self._show_detail()

    def _show_detail(self) -> None:
        words = Content("")
        if self.page == "exercises" and (entry := self.exercises.get(self.chosen)):
            words = exercise_text(entry)
        elif self.page == "sessions" and (session := self.sessions.get(self.chosen)):
            words = session_text(session)
        self.query_one("#lobby-detail", TextPane).show(words)

    @on(LineList.Highlighted)
    def _moved(self, event: LineList.Highlighted) -> None:
        event.stop()
        self._show_detail()

    @on(LineList.Chosen)
    def _entered(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_choose("run" if self.page == "exercises" else "resume")

    @on(TabStrip.Picked)
    def _tab(self, event: TabStrip.Picked) -> None:
        self.action_page(event.tab)

    def action_page(self, page: str) -> None:
        self.page = page
        for name in ("exercises", "sessions"):
            self.query_one(f"#{name}").display = name == page
        self._show_frame()
        self.lines.focus()
        self.refresh_bindings()

    def action_other(self) -> None:
        self.action_page("sessions" if self.page == "exercises" else "exercises")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "choose":
            here = self.exercises if self.page == "exercises" else self.sessions
            return bool(here) and (parameters[0] in self.OF_EXERCISES) == (self.page == "exercises")
        return True

    def action_choose(self, action: LobbyAction) -> None:
        """Do something with what is highlighted; forms ask what has to be asked."""
        target = self.chosen
        exercise, session = self.exercises.get(target), self.sessions.get(target)
        if self.page == "exercises" and exercise is not None:
            if exercise.exercise is None:
                self.app.notify(plain(exercise.problem).plain, severity="warning", markup=False)
                return
            form = run_form(exercise.exercise) if action == "run" else play_form(exercise.exercise)
            self._ask(action, target, *form)
        elif self.page == "sessions" and session is not None:
            if session.problem:
                self.app.notify(plain(session.problem).plain, severity="warning", markup=False)
            elif action == "report":
                self._ask(action, target, *report_form())
            else:
                self._leave(LobbyChoice(action, target))

    def _ask(
        self,
        action: LobbyAction,
        target: str,
        form: Action,
        offers: Mapping[str, list[tuple[str, str]]],
        given: Mapping[str, str],
    ) -> None:
        def chosen(values: dict[str, str] | None) -> None:
            if values is not None:
                self._leave(LobbyChoice(action, target, options_from(values)))

        self.app.push_screen(
            ActionForm(form, offers=lambda param, _values: offers.get(param.name, []), given=given), chosen
        )

    def _leave(self, choice: LobbyChoice) -> None:
        assert isinstance(self.app, LobbyApp)
        self.app.exit(choice)


class LobbyApp(App[LobbyChoice]):
    """What `tte` alone shows. `run()` gives what was chosen, or None."""

    TITLE = "tte"
    CSS_PATH = "lobby.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, cwd: Path, sessions: Path) -> None:
        """`cwd`: where exercises are looked for before those that come with tte; `sessions`: their folder."""
        super().__init__()
        self.cwd = cwd
        self.sessions = sessions

    def get_default_screen(self) -> Screen[None]:
        return LobbyScreen()

    def on_mount(self) -> None:
        self.call_after_refresh(self.look)

    def action_help_quit(self) -> None:
        how_to_leave(self)

    def look(self) -> None:
        """Read exercises and sessions, in threads, behind the first paint."""
        self.run_worker(self._look_at_sessions(), name="sessions")
        self.run_worker(self._look_at_exercises(), name="exercises")

    async def _look_at_exercises(self) -> None:
        entries = await asyncio.to_thread(lambda: [read_exercise(f) for f in list_exercises(self.cwd)])
        self._lobby(lambda lobby: lobby.show_exercises(entries))

    async def _look_at_sessions(self) -> None:
        try:
            entries = await asyncio.to_thread(lambda: [read_session(s) for s in list_sessions(self.sessions)])
        except StoreError as error:
            words = str(error)
            self._lobby(lambda lobby: lobby.show_sessions([], words))
        else:
            self._lobby(lambda lobby: lobby.show_sessions(entries))

    def _lobby(self, tell: Callable[[LobbyScreen], None]) -> None:
        lobby = next((s for s in self.screen_stack if isinstance(s, LobbyScreen)), None)
        if lobby is not None:
            tell(lobby)
