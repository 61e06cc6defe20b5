"""A staff draft: read it, change it, send it or decline it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from tte.engine.commands import DeclineDraft, SendDraft
from tte.engine.views import DraftView, SeatView
from tte.tui.player.hints import countdown, left
from tte.tui.player.terminal import Refusal, SeatScreen, Terminal
from tte.tui.text import plain_line
from tte.tui.widgets.forms import LongText


class DraftText(LongText):
    """The staff's words, to be read before they are changed."""

    READ_FIRST = True


class DraftScreen(SeatScreen):
    """What one's staff has written, to go out in one's own name."""

    DEFAULT_CSS = """
    DraftScreen #draft-form { height: 1fr; padding: 0 1; }
    DraftScreen LongText { height: 1fr; min-height: 5; }
    DraftScreen Horizontal { height: 1; margin: 1 0 0 0; }
    DraftScreen Button { margin-right: 2; }
    DraftScreen Label { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back (keeps what you typed)", priority=True),
        Binding("ctrl+s", "send", "Send"),
        Binding("ctrl+d", "decline", "Decline", priority=True),
    ]
    AUTO_FOCUS = "#draft-body"

    def __init__(self, terminal: Terminal, draft: DraftView) -> None:
        super().__init__(terminal)
        self.draft = draft

    @property
    def _form(self) -> str:
        return f"draft {self.draft.id}"

    def compose(self) -> ComposeResult:
        kept = self.terminal.unsent.get(self._form, {})
        yield from self.framed(
            Vertical(
                Static(self._head(), id="draft-head"),
                Refusal(),
                DraftText(kept.get("body", self.draft.body), id="draft-body"),
                Label("If you decline it: why (not needed)", markup=False),
                Input(kept.get("reason", ""), id="draft-reason", max_length=2000, compact=True),
                Horizontal(
                    Button("Send (ctrl+s)", variant="primary", id="draft-send", compact=True),
                    Button("Decline (ctrl+d)", variant="warning", id="draft-decline", compact=True),
                    Button("Back (esc)", id="draft-back", compact=True),
                ),
                id="draft-form",
            )
        )

    def _head(self) -> Content:
        draft = self.draft
        time = countdown(left(draft.until, self.terminal.at))
        return Content("\n").join([
            plain_line(f"Your staff has drafted: {draft.title}", style="bold"),
            plain_line(f"To {draft.to} over {draft.channel_name} · {time}; then control decides."),
            plain_line("Change the words as you like. It goes out in your name.", style="dim"),
        ])  # fmt: skip

    def ticked(self, at: float) -> None:
        self.query_one("#draft-head", Static).update(self._head())

    def show(self, view: SeatView) -> None:
        if not any(d.id == self.draft.id for d in view.drafts):
            self.query_one(Refusal).say("This draft is no longer yours to send. Esc goes back.")

    def keep(self) -> None:
        self.terminal.unsent[self._form] = {
            "body": self.query_one("#draft-body", LongText).text,
            "reason": self.query_one("#draft-reason", Input).value,
        }

    async def _attempt(self, command: SendDraft | DeclineDraft, done: str) -> None:
        self.keep()
        if words := await self.terminal.attempt(command):
            self.query_one(Refusal).say(words)
            return
        self.terminal.unsent.pop(self._form, None)
        self.app.notify(done, markup=False)
        self.leave()

    @on(Button.Pressed, "#draft-send")
    async def action_send(self) -> None:
        body = self.query_one("#draft-body", LongText).text
        await self._attempt(SendDraft(self.draft.id, body), "Sent in your name.")

    @on(Button.Pressed, "#draft-decline")
    async def action_decline(self) -> None:
        reason = self.query_one("#draft-reason", Input).value
        await self._attempt(DeclineDraft(self.draft.id, reason), "Declined; control knows.")

    @on(Button.Pressed, "#draft-back")
    def action_back(self) -> None:
        self.keep()
        self.leave()
