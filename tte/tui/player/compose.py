"""Writing to others over a channel: its remit, whom it reaches, the words; a refusal keeps them."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Button, Label, OptionList, SelectionList, Static
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from tte.engine.commands import SendMessage
from tte.engine.views import ChannelView, Item, SeatView
from tte.exercise.names import CONTROL
from tte.tui.player.strip import Tab, TabStrip
from tte.tui.player.terminal import Refusal, Terminal
from tte.tui.text import plain, plain_line
from tte.tui.widgets.forms import LongText


def remit(channel: ChannelView) -> Content:
    """What a channel is for, and what to expect of it."""
    extra = []
    if channel.read_back:
        extra.append("Who receives it reads it back.")
    if channel.uncertain:
        extra.append("A call may stay unanswered.")
    words = " ".join([channel.purpose, *extra])
    return Content.assemble(plain_line(channel.name, style="bold"), ": ", plain(words))


class Recipients(SelectionList[str]):
    """Names to mark. A name that is not marked has an empty box: Textual tells the two by colour alone."""

    DEFAULT_CSS = """
    Recipients > .selection-list--button-selected { text-style: bold; }
    """

    def render_line(self, y: int) -> Strip:
        line = super().render_line(y)
        at = self.scroll_offset.y + y
        if at >= self.option_count or self.get_option_at_index(at).value in self.selected:
            return line
        left, box, *rest = line
        return Strip([left, Segment(" " * len(box.text), box.style), *rest])


class ComposePane(Vertical):
    """Channel, recipients, text, and the key that sends."""

    DEFAULT_CSS = """
    ComposePane #remit { height: auto; max-height: 5; padding: 0 1; background: $surface; }
    ComposePane #compose-split { height: 1fr; }
    ComposePane #compose-left { width: 34; height: 1fr; }
    ComposePane #compose-right { width: 1fr; height: 1fr; padding: 0 0 0 1; }
    ComposePane OptionList { height: 1fr; border: none; padding: 0; }
    ComposePane SelectionList { height: 1fr; border: none; padding: 0; }
    ComposePane LongText { height: 1fr; border: tall $border-blurred; padding: 0; }
    ComposePane LongText:focus { border: tall $border; }
    ComposePane #compose-as { display: none; }
    ComposePane.-several #compose-as { display: block; }
    ComposePane Label { text-style: bold; color: $text-muted; width: 1fr; }
    ComposePane #compose-buttons { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "Send"),
        Binding("escape", "unfocus", "Leave the text", show=False),
    ]

    def __init__(self, terminal: Terminal, id: str | None = None) -> None:
        super().__init__(id=id)
        self.terminal = terminal
        self.channels: tuple[ChannelView, ...] = ()
        self.chosen = ""
        self.speaker = ""
        self.reply_to = ""
        self.titles: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Static(id="remit", markup=False)
        with Horizontal(id="compose-split"):
            with Vertical(id="compose-left"):
                yield Label("1 Over which channel?")
                yield OptionList(id="compose-channel", markup=False, compact=True)
                yield Label("2 To whom? (space marks)")
                yield Recipients(id="compose-to", compact=True)
            with Vertical(id="compose-right"):
                yield TabStrip(id="compose-as")
                yield Label("3 What do you say?", id="compose-label")
                kept = self.terminal.unsent.pop("compose", {})
                yield LongText(kept.get("body", ""), id="compose-text")
                yield Refusal(id="compose-refusal")
                with Horizontal(id="compose-buttons"):
                    yield Button("Send (ctrl+s)", variant="primary", id="compose-send", compact=True)

    # --- what is on offer -------------------------------------------------------------------------------

    def show(self, view: SeatView, at: float) -> None:
        """Take in the channels of a view."""
        if view.channels == self.channels:
            return
        self.channels = view.channels
        self.titles = {role.role: role.title for role in view.roles}
        if self.chosen not in {c.id for c in self.channels}:
            self.chosen = self.channels[0].id
        options = self.query_one("#compose-channel", OptionList)
        options.set_options([Option(plain_line(c.name), c.id) for c in self.channels])
        options.highlighted = [c.id for c in self.channels].index(self.chosen)
        self._show_channel()

    @property
    def channel(self) -> ChannelView:
        return next(c for c in self.channels if c.id == self.chosen)

    def _show_channel(self) -> None:
        channel = self.channel
        self.query_one("#remit", Static).update(remit(channel))
        self.set_class(len(channel.senders) > 1, "-several")
        if self.speaker not in channel.senders:
            self.speaker = channel.senders[0] if channel.senders else ""
        names = [Tab(r, f"as {self.titles.get(r, r)}") for r in channel.senders]
        self.query_one("#compose-as", TabStrip).show(names, self.speaker)
        self._show_recipients(channel)

    def _show_recipients(self, channel: ChannelView) -> None:
        """Whom the channel reaches, then the others, said to be out of its reach. What was marked stays."""
        picked = self.query_one("#compose-to", SelectionList)
        marked = set(picked.selected)
        reached = dict(channel.reaches)
        others = {i: t for c in self.channels for i, t in c.reaches if i not in reached}
        if channel.id == CONTROL:
            others, marked = {}, {CONTROL}
        elif marked == {CONTROL}:
            marked = set()
        if len(reached) == 1 and not marked & {*reached, *others}:
            marked = set(reached)
        rows = [Selection(plain_line(t), i, i in marked) for i, t in reached.items()]
        rows += [
            Selection(Content.assemble("not by this: ", plain_line(t)).stylize("dim"), i, i in marked)
            for i, t in others.items() if i != CONTROL
        ]  # fmt: skip
        picked.clear_options()
        picked.add_options(rows)
        picked.highlighted = 0 if rows else None

    @on(OptionList.OptionHighlighted, "#compose-channel")
    def _other_channel(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option.id is not None and event.option.id != self.chosen:
            self.chosen = event.option.id
            self._show_channel()

    @on(OptionList.OptionSelected, "#compose-channel")
    def _channel_taken(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one("#compose-text" if self.chosen == CONTROL else "#compose-to").focus()

    @on(TabStrip.Picked, "#compose-as")
    def _speak_as(self, event: TabStrip.Picked) -> None:
        event.stop()
        self.speaker = event.tab
        self.query_one("#compose-as", TabStrip).show(event.strip.tabs, event.tab)

    def answer(self, item: Item) -> None:
        """Begin an answer to an item: its channel where this seat has it, its sender, and what it answers."""
        if item.channel in {c.id for c in self.channels}:
            self.chosen = item.channel
            at = [c.id for c in self.channels].index(item.channel)
            self.query_one("#compose-channel", OptionList).highlighted = at
        self.query_one("#compose-to", SelectionList).deselect_all()
        self._show_channel()
        picked = self.query_one("#compose-to", SelectionList)
        values = {picked.get_option_at_index(n).value for n in range(picked.option_count)}
        if item.sender_id in values:
            picked.select(item.sender_id)
        self.reply_to = item.id if item.kind == "message" else ""
        self.query_one("#compose-label", Label).update(plain_line(f"3 Your answer to “{item.title}”"))
        self.query_one("#compose-text").focus()

    def keep(self) -> None:
        """What is written and not sent waits in the terminal."""
        if body := self.query_one("#compose-text", LongText).text:
            self.terminal.unsent["compose"] = {"body": body}

    def take_focus(self) -> None:
        self.query_one("#compose-channel", OptionList).focus()

    # --- sending ----------------------------------------------------------------------------------------

    def action_unfocus(self) -> None:
        self.take_focus()

    @on(Button.Pressed, "#compose-send")
    async def action_send(self) -> None:
        """Send it. What is refused stays on the screen with the reason and the alternatives beside it."""
        refusal, text = self.query_one(Refusal), self.query_one("#compose-text", LongText)
        to = tuple(self.query_one("#compose-to", SelectionList).selected)
        if not to:
            refusal.say("Mark first to whom it goes: space marks a name.")
            self.query_one("#compose-to").focus()
            return
        channel = "" if self.chosen == CONTROL else self.chosen
        command = SendMessage(
            to=to, body=text.text, channel=channel, sender=self.speaker, reply_to=self.reply_to
        )
        words = await self.terminal.attempt(command)
        refusal.say(words)
        if words:
            return
        text.clear()
        self.reply_to = ""
        self.query_one("#compose-label", Label).update("3 What do you say?")
        self.take_focus()
        self._tell_how_it_went()

    def _tell_how_it_went(self) -> None:
        mine = [i for i in self.terminal.view.items if i.kind == "mine"]
        if mine:
            last = mine[-1]
            words = f"To {last.to} over {last.channel_name}: {last.status}."
            self.app.notify(plain(words).plain, title="Sent", markup=False)
