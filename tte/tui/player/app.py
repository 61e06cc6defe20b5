"""A player's terminal: in at the gate, the seat's screen, the curtain, and out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.screen import Screen

from tte.conduct.actions import Action, find_action
from tte.conduct.live import LiveSession
from tte.conduct.params import Param
from tte.engine.commands import AcknowledgeItem, Command, OpenItem
from tte.engine.state import PRACTICE
from tte.engine.views import Item, SeatView
from tte.errors import TteError
from tte.tui.app import POLL
from tte.tui.player.covers import Cover
from tte.tui.player.decide import DecisionScreen
from tte.tui.player.decisions import TaskWanted
from tte.tui.player.draft import DraftScreen
from tte.tui.player.gate import CheckCode
from tte.tui.player.hints import COMPOSE, DECISIONS, INBOX
from tte.tui.player.inbox import ItemWanted
from tte.tui.player.screen import ACTIONS, PlayerScreen
from tte.tui.player.seated import SeatedApp
from tte.tui.player.terminal import SeatScreen
from tte.tui.player.welcome import WelcomeScreen
from tte.tui.text import plain
from tte.tui.widgets.forms import ActionForm, TextPage
from tte.tui.widgets.keys import Acting, HelpScreen

OVER = ("ended", "sealed")


class JumpPage(TextPage):
    """A time jump, announced: the new times, and the summary that control reads out."""

    def __init__(self, view: SeatView) -> None:
        clock = view.clock
        zones = " · ".join(f"{label} {time}" for label, time in clock.zones)
        text = f"**It is now {clock.date} · {zones} ({clock.text})**\n\n{view.move_summary}"
        super().__init__(f"TIME JUMP · {clock.move_title}", text, markdown=True)


class PlayerApp(SeatedApp):
    """The terminal of a player's seat. Of the session's content it sees the seat's view and nothing else."""

    CSS_PATH = "player.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it
    KINDS: ClassVar = ("player",)

    def __init__(
        self,
        session: LiveSession,
        seat: str | None,
        *,
        check_code: CheckCode,
        code: str | None = None,
        path: Path | None = None,
        poll: float | None = POLL,
        terminal: str = "",
    ) -> None:
        super().__init__(
            session, seat, check_code=check_code, code=code, path=path, poll=poll, terminal=terminal
        )
        self.unsent: dict[str, dict[str, str]] = {}
        self._view: SeatView | None = None
        self._told: frozenset[str] = frozenset()

    def sit_down(self) -> Screen[None]:
        self._view = self.session.seat_view(self.seat)
        self._told = frozenset(i.id for i in self._view.items)
        return PlayerScreen(self, self.session)

    def seat_taken(self) -> None:
        if not self.view.participants and self.view.clock.phase not in (*OVER, "no_duff"):
            self.push_screen(WelcomeScreen(self))

    # --- what the screens need --------------------------------------------------------------------------

    @property
    def view(self) -> SeatView:
        assert self._view is not None, "nobody sits at this terminal yet"
        return self._view

    @property
    def at(self) -> float:
        return self.session.clock_view().at

    def _speaker(self) -> str:
        people = self.view.participants
        return people[0] if len(people) == 1 else ""

    async def attempt(self, command: Command) -> str:
        try:
            await self.carry_out(command, self.seat, self._speaker())
        except TteError as error:
            self.say_error(error)
            return str(error)
        return ""

    def _send_now(self, command: Command) -> None:
        self.issue_now(command, self.seat, self._speaker())

    # --- what changes -----------------------------------------------------------------------------------

    def view_changed(self, areas: frozenset[str]) -> None:
        if self._view is None:
            return
        before, self._view = self._view, self.session.seat_view(self.seat)
        for screen in self.screen_stack:
            if isinstance(screen, SeatScreen) and screen.ready:
                screen.show(self._view)
        self._tell_news()
        self._tell_jump(before)
        self.update_cover()

    def _tell_jump(self, before: SeatView) -> None:
        """Announce a jump to another move over whatever is open; nothing typed is lost under it.

        What stops play matters more: the page goes when play stands still.
        """
        view = self.view
        jumped = view.clock.move != before.clock.move and bool(view.move_summary)
        if isinstance(self.screen, JumpPage) and (jumped or view.clock.phase != "running"):
            self.pop_screen()
        if jumped and view.clock.phase not in OVER and not isinstance(self.screen, Cover):
            self.push_screen(JumpPage(view))

    def _tell_news(self) -> None:
        fresh = [i for i in self.view.items if i.id not in self._told and i.kind != "mine"]
        self._told |= {i.id for i in self.view.items}
        for item in fresh[-3:]:
            self.say(f"{item.sender}: {item.title}", title=f"New · {item.channel_name}")
        if fresh:
            self.flag_curtain()

    def ticked(self) -> None:
        if self._view is None:
            return
        at, trouble = self.at, self.trouble
        for screen in self.screen_stack:
            if isinstance(screen, SeatScreen) and screen.ready:
                screen.ticked(at)
            if isinstance(screen, PlayerScreen) and screen.ready:
                screen.trouble(trouble)

    # --- what is asked ----------------------------------------------------------------------------------

    async def on_item_wanted(self, event: ItemWanted) -> None:
        item = self._item(event.item)
        screen = self._main()
        if item is None or screen is None:
            return
        screen.read(item)
        if item.unread and self.view.clock.phase not in OVER:
            await self.attempt(OpenItem(item.id))

    async def on_task_wanted(self, event: TaskWanted) -> None:
        await self._begin_task(event.task)

    async def on_acting_asked(self, event: Acting.Asked) -> None:
        screen = self._main()
        if screen is None:
            return
        match event.name:
            case "ack":
                await self._acknowledge(screen)
            case "open":
                await screen.go(INBOX)
            case "decide" | "amend" | "send-draft" | "decline-draft" | "practise":
                task = screen.chosen_task()
                if task:
                    await self._begin_task(task)
                else:
                    await screen.go(DECISIONS)
            case "message":
                await screen.go(COMPOSE)
            case "no-duff":
                self._form(
                    "no-duff", about="For real danger, injury or alarm, never for play. Every screen stops."
                )
            case name:
                self._form(name)

    def _main(self) -> PlayerScreen | None:
        return next((s for s in self.screen_stack if isinstance(s, PlayerScreen)), None)

    def _item(self, item_id: str) -> Item | None:
        return next((i for i in self.view.items if i.id == item_id and i.kind != "mine"), None)

    async def _acknowledge(self, screen: PlayerScreen) -> None:
        item = self._item(screen.chosen_item())
        if item is None:
            await screen.go(INBOX)
            self.say("Choose a message first, then press a.", severity="warning")
            return
        if item.opened is None:
            screen.read(item)
            if await self.attempt(OpenItem(item.id)):
                return
        if item.read_back and item.acknowledged is None:
            self._form("ack", given={"item": item.id}, about=f"“{item.title}”. Say back what you understood.")
        else:
            await self.attempt(AcknowledgeItem(item.id))

    async def _begin_task(self, task: str) -> None:
        view = self.view
        if task == PRACTICE and view.practice is not None:
            self._practise(view.practice)
        elif draft := next((d for d in view.drafts if d.id == task), None):
            self.push_screen(DraftScreen(self, draft))
        elif decision := next((d for d in view.decisions if d.id == task), None):
            if decision.status in ("open", "expired") or decision.can_amend:
                self.push_screen(DecisionScreen(self, decision))
            else:
                self.say("This decision is closed; there is nothing more to answer.")

    def _practise(self, practice: tuple[str, tuple[tuple[str, str], ...]]) -> None:
        question, options = practice
        action = find_action("practise")
        assert action is not None
        letters = tuple(letter for letter, _ in options)
        choice = Param("choice", "choice", "Choose with ↑ ↓.", required=True, choices=letters)
        offering = replace(action, params=(choice, *action.params[1:]))
        self._push_form(offering, offers=lambda p, _: options if p.name == "choice" else (), about=question)

    def _form(self, name: str, *, given: Mapping[str, str] | None = None, about: str = "") -> None:
        action = next((a for a in ACTIONS if a.name == name), None)
        if action is not None:
            self._push_form(action, given=given, about=about)

    def _push_form(
        self,
        action: Action,
        *,
        given: Mapping[str, str] | None = None,
        offers: Callable[[Param, Mapping[str, str]], tuple[tuple[str, str], ...]] = lambda _p, _v: (),
        about: str = "",
    ) -> None:
        self.push_screen(
            ActionForm(
                action, offers=offers, given=given, fixed=tuple(given or ()), send=self._send_now,
                about=plain(about) if about else None,
            ),
            lambda sent: self.say(f"{action.label}: done.") if sent is not None else None,
        )  # fmt: skip

    def action_help(self) -> None:
        self.push_screen(HelpScreen(ACTIONS, PlayerScreen.EXTRA_HELP))
