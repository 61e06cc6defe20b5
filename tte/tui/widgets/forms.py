"""Forms and questions: one modal each, made from the declaration of an action."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Label, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from tte.conduct.actions import Action
from tte.conduct.params import Param
from tte.engine.commands import Command
from tte.errors import TteError
from tte.tui.text import clean, plain, plain_line
from tte.tui.widgets.authored import Authored
from tte.tui.widgets.pane import TextPane

Offers = Callable[[Param, Mapping[str, str]], Sequence[tuple[str, str]]]
"""What exists for a parameter, given what the form holds so far: ids and words for people."""

MOST_PASTED = 40_000
"""Characters that may be pasted at once: five times what the engine takes, so that it is there to shorten."""

LISTED = {
    "choice", "inject", "decision", "option", "owner", "track", "channel", "seat", "move", "draft", "message",
    "item", "objective", "target",
}  # fmt: skip
SUBJECTS = {"inject", "decision", "track", "seat", "draft", "message", "item"}
"""What a form is about: where that is known, one goes on with the rest."""
LONG = {"long", "dissent"}
WRITTEN = {"text", "heads", "names"}
"""Lines that one goes on writing: a key does not replace all that is there."""
DEPENDENT = ("option", "owner")
"""Kinds whose offers depend on which decision the form is about."""


def no_offers(_param: Param, _values: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Nothing to choose from: everything is typed."""
    return ()


class WordSuggester(Suggester):
    """Completes the last of several words, for people by comma."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.words = tuple(words)

    async def get_suggestion(self, value: str) -> str | None:
        head, comma, last = value.rpartition(",")
        start = last.lstrip()
        if not start:
            return None
        found = next((w for w in self.words if w.startswith(start) and w != start), None)
        return None if found is None else head + comma + last[: len(last) - len(start)] + found


class LongText(TextArea):
    """Several lines of text; what is pasted has a limit that is said in words.

    The cursor begins behind what is there already, as in a line: one goes on with it.
    """

    READ_FIRST: ClassVar[bool] = False
    """Whether what is there has to be read first: then the cursor stays at its beginning."""

    def on_mount(self) -> None:
        if not self.READ_FIRST:
            self.call_after_refresh(self._go_on)

    def _go_on(self) -> None:
        if self.cursor_location == (0, 0):  # nobody has moved it yet
            self.move_cursor(self.document.end)

    def on_paste(self, event: events.Paste) -> None:
        if len(event.text) > MOST_PASTED:
            event.prevent_default()
            event.stop()
            self.app.notify(
                f"{len(event.text):,} characters are too many to paste here; {MOST_PASTED:,} is the limit.",
                severity="warning", markup=False,
            )  # fmt: skip


class Field(Vertical):
    """One parameter: its label, its widget, and a hint."""

    def __init__(self, param: Param, value: str, offers: Sequence[tuple[str, str]]) -> None:
        super().__init__(classes="field")
        self.param = param
        self._start = value
        self._offers = tuple(offers)

    @property
    def listed(self) -> bool:
        return bool(self._offers) and self.param.kind in LISTED

    def compose(self) -> ComposeResult:
        param = self.param
        mark = " *" if param.required else ""
        name = param.name.replace("_", " ").capitalize()
        label = Content.assemble((f"{name}{mark}", "bold"), "  ", (clean(param.help), "dim"))
        yield Label(label, classes="name")
        if self.listed:
            yield OptionList(*self._options(), id="value", markup=False, compact=True)
        elif param.kind in LONG:
            yield LongText(clean(self._start), id="value", tab_behavior="focus", soft_wrap=True)
        elif param.kind == "flag":
            yield Checkbox("Yes", value=bool(self._start), id="value", compact=True)
        else:
            ids = [i for i, _ in self._offers]
            suggester = WordSuggester(ids) if ids else None
            written = param.kind in WRITTEN and self._start != f"{param.default or ''}"
            yield Input(plain_line(self._start).plain, id="value", suggester=suggester, compact=True,
                        max_length=4_000, select_on_focus=not written)  # fmt: skip
            if ids:
                yield Label(plain_line(", ".join(ids), 400, style="dim"), classes="hint")

    def on_mount(self) -> None:
        self._highlight(self._start)

    def _options(self) -> list[Option]:
        found = [] if self.param.required else [Option(Content("–"), id="")]
        for value, words in self._offers:
            label = Content.assemble((clean(value), "bold"), "  ", plain_line(words, 300))
            found.append(Option(label if words != value else Content(clean(value)), id=value))
        return found

    def _highlight(self, value: str) -> None:
        if not self.listed:
            return
        choices = self.query_one("#value", OptionList)
        ids = [choices.get_option_at_index(i).id for i in range(choices.option_count)]
        choices.highlighted = ids.index(value) if value in ids else (None if self.param.required else 0)

    def offer(self, offers: Sequence[tuple[str, str]]) -> None:
        """Offer other values, because what they depend on has changed."""
        if self.listed and offers and tuple(offers) != self._offers:
            kept = self.value
            self._offers = tuple(offers)
            self.query_one("#value", OptionList).set_options(self._options())
            self._highlight(kept)

    @property
    def value(self) -> str:
        """What it holds, as words that an action reads."""
        widget = self.query_one("#value")
        match widget:
            case OptionList(highlighted=int(at)):
                return widget.get_option_at_index(at).id or ""
            case OptionList():
                return ""
            case TextArea():
                return widget.text
            case Checkbox():
                return "yes" if widget.value else ""
            case Input():
                return widget.value
            case _:
                return ""


class ActionForm(ModalScreen["dict[str, str] | None"]):
    """The form of an action; gives the words that were sent, or None if it was left.

    `given` prefills; names in `fixed` are shown and not asked. `send`, where given, carries the command out:
    if it raises a TteError the form stays, with what was typed, and says why in words.
    """

    DEFAULT_CSS = """
    ActionForm { align: center middle; }
    ActionForm #form { width: 90%; max-width: 96; height: auto; max-height: 96%; background: $surface;
        border: round $primary; padding: 0 1; }
    ActionForm #about { height: auto; margin-bottom: 1; }
    ActionForm #fields { height: auto; scrollbar-size-vertical: 1; }
    ActionForm Field { height: auto; margin-bottom: 1; }
    ActionForm Field Label { width: 1fr; height: auto; }
    ActionForm OptionList { height: auto; max-height: 9; border: none; scrollbar-size-vertical: 1; }
    ActionForm LongText { height: 6; border: none; padding: 0; }
    ActionForm Input, ActionForm OptionList, ActionForm LongText { background: $boost; }
    ActionForm #sure { color: $text-warning; text-style: bold; height: auto; margin-bottom: 1; }
    ActionForm #problem { color: $text-error; text-style: bold; height: auto; display: none; }
    ActionForm #problem.-said { display: block; }
    ActionForm #buttons { height: 1; align-horizontal: right; }
    ActionForm #buttons Button { margin-left: 2; min-width: 8; width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "Send", priority=True),
        Binding("escape", "leave", "Leave", priority=True),
    ]
    AUTO_FOCUS = ""

    def __init__(
        self,
        action: Action,
        *,
        offers: Offers = no_offers,
        given: Mapping[str, str] | None = None,
        fixed: Sequence[str] = (),
        send: Callable[[Command], object] | None = None,
        title: str = "",
        about: Content | None = None,
        keep: Callable[[dict[str, str]], object] | None = None,
    ) -> None:
        """`keep` is told what was typed when the form is left without sending."""
        super().__init__()
        self.action = action
        self._keep = keep
        self._offers = offers
        self._given = dict(given or {})
        self._fixed = frozenset(name for name in fixed if self._given.get(name))
        self._send = send
        self._heading = title or action.label
        self._about = about

    def compose(self) -> ComposeResult:
        with Vertical(id="form") as form:
            form.border_title = plain_line(self._heading, 70).plain.replace("[", r"\[")
            parts: list[Content | str] = [self.action.help]
            for param in self.action.params:
                if param.name in self._fixed:
                    label = Content.styled(f"{param.name.capitalize()}: ", "dim")
                    parts += ["\n", label, self._fixed_words(param)]
            if self._about is not None:
                parts += ["\n", self._about]
            yield Static(Content.assemble(*parts), id="about")
            if self.action.confirm:
                yield Static(plain(self.action.confirm), id="sure")
            with VerticalScroll(id="fields", can_focus=False):
                for param in self.action.params:
                    if param.name not in self._fixed:
                        start = self._given.get(param.name) or f"{param.default or ''}"
                        yield Field(param, start, self._offers(param, self._given))
            yield Static("", id="problem")
            with Horizontal(id="buttons"):
                yield Button("Leave (esc)", id="leave", compact=True)
                words = "Yes: send" if self.action.confirm else "Send"
                yield Button(f"{words} (ctrl+s)", id="send", variant="primary", compact=True)

    def _fixed_words(self, param: Param) -> Content:
        value = self._given[param.name]
        words = dict(self._offers(param, self._given)).get(value, "")
        return plain_line(f"{value}  {words}" if words != value else value, 200, style="bold")

    def on_mount(self) -> None:
        self._first_to_fill().focus()
        self.call_after_refresh(self._fit)

    def _first_to_fill(self) -> Widget:
        """What is required and empty; else the first that does not only name what the form is about."""
        inputs = self._inputs
        empty = [w for f, w in inputs if f.param.required and not f.value.strip()]
        open_yet = [w for f, w in inputs if f.param.kind not in SUBJECTS or not f.value]
        return [*empty, *open_yet, *(w for _, w in inputs), self.query_one("#send")][0]

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        around = sum(self.query_one(f"#{i}").outer_size.height for i in ("about", "problem", "buttons"))
        around += sum(w.outer_size.height for w in self.query("#sure")) + 4
        self.query_one("#fields").styles.max_height = max(4, self.size.height - around)

    @property
    def _inputs(self) -> list[tuple[Field, Widget]]:
        return [(f, f.query_one("#value")) for f in self.query(Field)]

    @property
    def values(self) -> dict[str, str]:
        """What the form holds, by parameter; what is empty is left out."""
        typed = {f.param.name: f.value for f in self.query(Field)}
        return {k: v for k, v in {**self._given, **typed}.items() if v.strip()}

    @on(OptionList.OptionHighlighted)
    def _depend(self) -> None:
        values = self.values
        for field in self.query(Field):
            if field.param.kind in DEPENDENT:
                field.offer(self._offers(field.param, values))

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def _next(self, event: OptionList.OptionSelected | Input.Submitted) -> None:
        event.stop()
        widgets = [w for _, w in self._inputs]
        at = widgets.index(event.control) if event.control in widgets else -1
        if all(field.value.strip() for field, _ in self._inputs[at + 1 :]):
            self.action_send()
        else:
            widgets[at + 1].focus()

    @on(Button.Pressed, "#send")
    def action_send(self) -> None:
        values = self.values
        known = {p.name for p in self.action.params}
        try:
            command = self.action.command({k: v for k, v in values.items() if k in known})
            if self._send is not None:
                self._send(command)
        except TteError as error:
            self._say(error)
            return
        self.dismiss(values)

    def _say(self, error: TteError) -> None:
        problem = self.query_one("#problem", Static)
        problem.update(plain(str(error)))
        problem.add_class("-said")
        self.call_after_refresh(self._fit)
        missing = next((w for f, w in self._inputs if str(error).startswith(f"{f.param.name} ")), None)
        if missing is not None:
            missing.focus()

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        self.keep()
        self.dismiss(None)

    def keep(self) -> None:
        """Hand over what has been typed so far."""
        if self._keep is not None:
            self._keep({field.param.name: field.value for field in self.query(Field)})


class Confirm(ModalScreen[bool]):
    """A question before something that cannot be undone."""

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm #question { width: auto; min-width: 44; max-width: 76; height: auto; background: $surface;
        border: round $warning; padding: 1 2; }
    Confirm Static { width: auto; max-width: 70; height: auto; margin-bottom: 1; }
    Confirm #answers { width: 100%; height: 1; align-horizontal: center; }
    Confirm Button { margin: 0 2; min-width: 8; width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
        Binding("left,right", "app.focus_next", "Other", show=False),
    ]
    AUTO_FOCUS = "#no"

    def __init__(self, question: str, *, yes: str = "Yes", no: str = "No", detail: str = "") -> None:
        super().__init__()
        self._question, self._yes, self._no, self._detail = question, yes, no, detail

    def compose(self) -> ComposeResult:
        with Vertical(id="question"):
            yield Static(plain(self._question, "bold"))
            if self._detail:
                yield Static(plain(self._detail))
            with Horizontal(id="answers"):
                yield Button(Content(clean(f"{self._no} (n)")), id="no", compact=True)
                yield Button(Content(clean(f"{self._yes} (y)")), id="yes", variant="warning", compact=True)

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")


class TextPage(ModalScreen[None]):
    """A long read-only text: content as it is, or authored Markdown."""

    DEFAULT_CSS = """
    TextPage { align: center middle; }
    TextPage #page { width: 94%; max-width: 110; height: 94%; background: $surface; border: round $primary; }
    TextPage VerticalScroll { height: 1fr; }
    TextPage #how { height: 1; color: $text-muted; text-align: right; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", "Close")]
    AUTO_FOCUS = "#text"

    def __init__(self, title: str, text: str | Content, *, markdown: bool = False) -> None:
        super().__init__()
        self._heading, self._body, self._as_markdown = title, text, markdown

    def compose(self) -> ComposeResult:
        with Vertical(id="page") as page:
            page.border_title = plain_line(self._heading, 90).plain.replace("[", r"\[")
            if self._as_markdown:
                with VerticalScroll(id="text"):
                    yield Authored(str(self._body))
            else:
                body = self._body if isinstance(self._body, Content) else plain(self._body)
                yield TextPane(body, id="text")
            yield Static("esc closes · arrows scroll", id="how", markup=False)

    def action_close(self) -> None:
        self.dismiss(None)
