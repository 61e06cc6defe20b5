"""The private first vote at a shared terminal: one person after the other, each alone at the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from tte.engine.commands_people import CastFirstVote
from tte.engine.views import DecisionView, SeatView
from tte.tui.player.terminal import Refusal, SeatScreen, Terminal
from tte.tui.text import light, plain, plain_line

WRITTEN = "written"


class VoteScreen(SeatScreen):
    """Names first, then the options for whoever sits down; nothing of a vote stays on the screen."""

    DEFAULT_CSS = """
    VoteScreen #vote-form { height: 1fr; padding: 0 1; }
    VoteScreen OptionList { height: auto; max-height: 100%; margin: 1 0; border: none; padding: 0; }
    VoteScreen #vote-ballot { display: none; height: auto; }
    VoteScreen.-voting #vote-ballot { display: block; }
    VoteScreen.-voting #vote-names { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", priority=True)]

    def __init__(self, terminal: Terminal, decision: DecisionView) -> None:
        super().__init__(terminal)
        self.decision = decision
        self.voter = ""
        self.choice = ""

    def compose(self) -> ComposeResult:
        yield from self.framed(VerticalScroll(*self._parts(), id="vote-form"))

    def _parts(self) -> Iterator[Widget]:
        yield Static(plain_line(f"First vote: {self.decision.title}", style="bold"))
        yield Static(light(self.decision.question))
        yield Refusal(id="vote-refusal")
        yield Static("", id="vote-how", markup=False)
        yield OptionList(id="vote-names", markup=False)
        yield VerticalScroll(
            OptionList(*self._options(), id="vote-options", markup=False),
            Label("A word on why (not needed), then enter", markup=False),
            Input("", id="vote-why", max_length=2000),
            id="vote-ballot",
        )

    def _options(self) -> list[Option]:
        found = [
            Option(
                Content.assemble((f"{o.key.upper()}  ", "bold"), plain_line(o.title)), o.key,
                disabled=bool(o.locked),
            )
            for o in self.decision.options
        ]  # fmt: skip
        return [*found, Option(Content("W  None of these"), WRITTEN)]

    def on_mount(self) -> None:
        self._ask_who()

    # --- who --------------------------------------------------------------------------------------------

    def _ask_who(self) -> None:
        """Back to the names, with everything of the last vote gone."""
        self.voter = self.choice = ""
        self.remove_class("-voting")
        self.query_one("#vote-why", Input).value = ""
        self.query_one("#vote-options", OptionList).highlighted = None
        self._show_names()
        self.query_one("#vote-names").focus()

    def _show_names(self) -> None:
        vote = self.decision.first_vote
        voted, missing = (vote.voted, vote.missing) if vote else ((), ())
        how = "Each votes alone; the others look away. Nobody sees a vote, control neither, until you decide."
        self.query_one("#vote-how", Static).update(plain(f"{how}\nWho votes now?"))
        names = self.query_one("#vote-names", OptionList)
        names.set_options(
            [Option(Content.assemble("○  ", plain_line(n)), n) for n in missing]
            + [Option(Content.assemble("●  ", plain_line(n), "  has voted"), n) for n in voted]
        )
        names.highlighted = 0 if missing or voted else None

    @on(OptionList.OptionSelected, "#vote-names")
    def _sit_down(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.voter = event.option.id or ""
        self.query_one(Refusal).say("")
        how = f"{self.voter}, this is yours alone: choose with ↑ ↓ and enter."
        self.query_one("#vote-how", Static).update(plain(how))
        self.add_class("-voting")
        self.query_one("#vote-options").focus()

    # --- what -------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#vote-options")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.choice = event.option.id or ""
        self.query_one("#vote-why").focus()

    @on(Input.Submitted, "#vote-why")
    async def _cast(self, event: Input.Submitted) -> None:
        event.stop()
        voter = self.voter
        command = CastFirstVote(self.decision.id, voter, self.choice, event.value)
        if words := await self.terminal.attempt(command):
            self.query_one(Refusal).say(words)
            return
        self.app.notify(f"{voter} has voted.", markup=False)
        self._look(self.terminal.view)
        if self.decision.first_vote is None or not self.decision.first_vote.missing:
            self.leave()
        else:
            self._ask_who()

    def action_back(self) -> None:
        """From a ballot to the names, from the names to where one came from; a vote in the making is gone."""
        if self.voter:
            self._ask_who()
        else:
            self.leave()

    # --- what changes meanwhile -------------------------------------------------------------------------

    def show(self, view: SeatView) -> None:
        self._look(view)
        if self.decision.status not in ("open", "expired") or self.decision.own is not None:
            self.query_one(Refusal).say("There is nothing to vote on any more. Esc goes back.")
        elif not self.voter:
            self._show_names()

    def _look(self, view: SeatView) -> None:
        self.decision = next((d for d in view.decisions if d.id == self.decision.id), self.decision)
