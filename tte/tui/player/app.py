"""A player's terminal: in at the gate, the seat's screen, the curtain, and out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
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
from tte.tui.player.gate import CheckCode
from tte.tui.player.hints import COMPOSE, DECISIONS, INBOX
from tte.tui.player.screen import ACTIONS, PlayerScreen
from tte.tui.player.seated import SeatedApp
from tte.tui.player.terminal import SeatScreen
from tte.tui.text import plain

if TYPE_CHECKING:
    from tte.tui.player.decisions import TaskWanted
    from tte.tui.player.inbox import ItemWanted
    from tte.tui.widgets.keys import Acting

OVER = ("ended", "sealed")


@dataclass(frozen=True, slots=True)
class Place:
    """A seat of this terminal that is put away: what was typed there, and what it had been told of."""

    unsent: dict[str, dict[str, str]]
    told: frozenset[str]
    speaker: str


class PlayerApp(SeatedApp):
    """The terminal of a player's seat. Of the session's content it sees the seat's view and nothing else."""

    CSS_PATH = "player.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "seats", "Another seat", key_display="F8", priority=True, show=False)
    ]
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
        others: bool = False,
        hot: bool = False,
    ) -> None:
        super().__init__(
            session, seat, check_code=check_code, code=code, path=path, poll=poll, terminal=terminal,
            others=others, hot=hot,
        )  # fmt: skip
        self.unsent: dict[str, dict[str, str]] = {}
        self._view: SeatView | None = None
        self._told: frozenset[str] = frozenset()
        self._keyboard = ""
        self._places: dict[str, Place] = {}

    def sit_down(self) -> Screen[None]:
        self._view = self.session.seat_view(self.seat)
        self._told = frozenset(i.id for i in self._view.items)
        place = self._places.pop(self.seat, None)
        self.unsent, self._keyboard = (place.unsent, place.speaker) if place else ({}, "")
        return PlayerScreen(self, self.session)

    def seat_taken(self) -> None:
        if not self.view.participants and self.view.clock.phase not in (*OVER, "no_duff"):
            from tte.tui.player.later import WelcomeScreen

            self.push_screen(WelcomeScreen(self))

    # --- what the screens need --------------------------------------------------------------------------

    @property
    def view(self) -> SeatView:
        assert self._view is not None, "nobody sits at this terminal yet"
        return self._view

    @property
    def at(self) -> float:
        return self.session.clock_view().at

    @property
    def speaker(self) -> str:
        people = self.view.participants
        if self._keyboard in people:
            return self._keyboard
        return people[0] if len(people) == 1 else ""

    def _speaker(self) -> str:
        return self.speaker

    # --- a hot seat ---------------------------------------------------------------------------------------

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """Titles of the other seats of this terminal for which something new has come."""
        if not self._places:  # as on most terminals, and on every one before its first paint
            return ()
        titles = {s.id: s.title for s in self.session.seats()}
        return tuple(titles[s] for s, new in self._waiting().items() if new and s != self.seat)

    def _waiting(self) -> dict[str, bool]:
        """The seats of this terminal that are put away, and whether something new has come for each."""
        return {
            seat: any(i.unread and i.id not in place.told for i in self.session.seat_view(seat).items)
            for seat, place in self._places.items()
        }

    def put_away(self, *, keep: bool) -> None:
        """What the seat was shown and what was typed at it leave this terminal, or wait behind its code."""
        if self._view is not None and keep:
            for screen in self.screen_stack:
                if getattr(screen, "ready", True) and hasattr(screen, "keep"):
                    screen.keep()
            told = frozenset(i.id for i in self._view.items)
            self._places[self.seat] = Place(self.unsent, told, self._keyboard)
        self._view, self.unsent, self._told, self._keyboard = None, {}, frozenset(), ""
        super().put_away(keep=keep)

    def action_seats(self) -> None:
        """Put this seat away behind its code, and let another one play here."""
        from tte.tui.player.entry import EntryScreen

        self._hot = True
        self.put_away(keep=True)
        exercise = self.session.exercise.title
        self.show_alone(EntryScreen(exercise, self._offered(), "", self.enter, hot=True, here=self._waiting))
        self.update_cover()

    def action_curtain(self) -> None:
        if len({*self._places, self.seat}) > 1:
            self.action_seats()  # others sit at this terminal too: whoever comes next chooses
        else:
            super().action_curtain()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "seats":
            return self.entered and not isinstance(self.screen, Cover)
        return super().check_action(action, parameters)

    async def attempt(self, command: Command, by: str | None = None) -> str:
        try:
            await self.carry_out(command, self.seat, self._speaker() if by is None else by)
        except TteError as error:
            self.say_error(error)
            return str(error)
        return ""

    def _send_now(self, command: Command) -> None:
        self.issue_now(command, self.seat, self._speaker())

    # --- what changes -----------------------------------------------------------------------------------

    def view_changed(self, areas: frozenset[str]) -> None:
        if self._view is None:
            self._flag_entry()
            self.update_cover()
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
        from tte.tui.player.later import JumpPage

        view = self.view
        jumped = view.clock.move != before.clock.move and bool(view.move_summary)
        if isinstance(self.screen, JumpPage) and (jumped or view.clock.phase != "running"):
            self.pop_screen()
        if jumped and view.clock.phase not in OVER and not isinstance(self.screen, Cover):
            self.push_screen(JumpPage(view))

    def _tell_news(self) -> None:
        fresh = [i for i in self.view.items if i.id not in self._told and i.kind != "mine"]
        self._told |= {i.id for i in self.view.items}
        if not fresh:
            return
        main = self._main()
        if main is not None and main is self.screen and self.view.clock.phase != "prepared":
            main.announce(fresh)
        else:  # a form lies over the line that would name it, or the line leads through the practice
            for item in fresh[-3:]:
                self.say(f"{item.sender}: {item.title}", title=f"New · {item.channel_name}")
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

    def _flag_entry(self) -> None:
        """Nobody sits here now: say for whom something has come, and not what."""
        from tte.tui.player.entry import EntryScreen

        for screen in self.screen_stack:
            if isinstance(screen, EntryScreen) and self._places:
                screen.look()

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
        if self.screen is self._main():  # a second enter comes faster than the form opens
            await self._begin_task(event.task)

    async def on_acting_asked(self, event: Acting.Asked) -> None:
        screen = self._main()
        if screen is None or screen.overtaken(event.name):
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
            case "vote":
                self._begin_vote(screen.chosen_task())
            case "message":
                await screen.go(COMPOSE)
            case "feedback":
                from tte.tui.player.feedback import FeedbackScreen

                self.push_screen(FeedbackScreen(self, self._speaker()))
            case "no-duff":
                self._form(
                    "no-duff", about="For real danger, injury or alarm, never for play. Every screen stops."
                )
            case "name":
                self._form("name", given={"names": ", ".join(self.view.participants)}, fixed=False)
            case name:
                self._form(name)

    def _begin_vote(self, chosen: str) -> None:
        """The private first vote: on the highlighted decision, or on the first that asks for one."""
        asked = [d for d in self.view.decisions if d.first_vote is not None and d.first_vote.missing]
        decision = next((d for d in asked if d.id == chosen), None) or next(iter(asked), None)
        if decision is None:
            self.say("No first vote is asked of this seat now.")
            return
        from tte.tui.player.later import VoteScreen

        self.push_screen(VoteScreen(self, decision))

    def action_speaker(self) -> None:
        """Say who is at the keyboard, for the record."""
        from tte.tui.player.later import SpeakerPage

        people = self.view.participants
        if not people:
            self.say("Name first who is here: N.")
            return

        def chosen(name: str | None) -> None:
            if name is not None and self._view is not None:
                self._keyboard = name
                if (screen := self._main()) is not None:
                    screen.show(self.view)

        self.push_screen(SpeakerPage(people, self.speaker), chosen)

    def _main(self) -> PlayerScreen | None:
        return next((s for s in self.screen_stack if isinstance(s, PlayerScreen) and s.ready), None)

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
        from tte.tui.player.later import DecisionScreen, DraftScreen

        view = self.view
        if task == PRACTICE and view.practice is not None:
            self._practise(view.practice)
        elif draft := next((d for d in view.drafts if d.id == task), None):
            self.push_screen(DraftScreen(self, draft))
        elif decision := next((d for d in view.decisions if d.id == task), None):
            if decision.first_vote is not None and decision.first_vote.missing:
                self._begin_vote(task)
            elif decision.status in ("open", "expired") or decision.can_amend:
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

    def _form(
        self, name: str, *, given: Mapping[str, str] | None = None, about: str = "", fixed: bool = True
    ) -> None:
        action = next((a for a in ACTIONS if a.name == name), None)
        if action is not None:
            self._push_form(action, given=given, about=about, fixed=fixed)

    def _push_form(
        self,
        action: Action,
        *,
        given: Mapping[str, str] | None = None,
        offers: Callable[[Param, Mapping[str, str]], tuple[tuple[str, str], ...]] = lambda _p, _v: (),
        about: str = "",
        fixed: bool = True,
    ) -> None:
        from tte.tui.player.later import ActionForm

        form = f"form {action.name} {' '.join((given or {}).values()) if fixed else ''}".strip()
        kept = self.unsent.get(form, {})

        def keep(typed: dict[str, str]) -> None:
            self.unsent[form] = typed

        def after(sent: dict[str, str] | None) -> None:
            if sent is not None:
                self.unsent.pop(form, None)
                self.say(f"{action.label}: done.")

        self.push_screen(
            ActionForm(
                action, offers=offers, given={**(given or {}), **kept},
                fixed=tuple(given or ()) if fixed else (), send=self._send_now,
                about=plain(about) if about else None, keep=keep,
            ),
            after,
        )  # fmt: skip

    def action_help(self) -> None:
        from tte.tui.player.later import HelpScreen

        self.push_screen(HelpScreen(ACTIONS, PlayerScreen.EXTRA_HELP))
