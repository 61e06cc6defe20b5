"""The decision form: options, one line of why, and reasons that can also come later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Button, Collapsible, Input, Label, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from tte.conduct.actions import find_action
from tte.conduct.params import BadValue
from tte.engine.views import DecisionView, OptionView, SeatView
from tte.tui.player.decisions import standing
from tte.tui.player.hints import countdown, left
from tte.tui.player.terminal import Refusal, SeatScreen, Terminal
from tte.tui.text import light, plain, plain_line
from tte.tui.widgets.forms import LongText

WRITTEN = "written"
LONG = (
    ("rejected", "What you rejected, and why"),
    ("assumptions", "What you assume"),
    ("expected", "What you expect to follow"),
    ("dissent", "Dissent, one a line: “Name: words”, or words alone without a name"),
)


def option_prompt(option: OptionView, chosen: bool) -> Content:
    """An option as a line to pick: its letter, title and text; why it is locked, if it is."""
    box = "(●)" if chosen else "(✕)" if option.locked else "( )"
    parts: list[Content | str | tuple[str, str]] = [
        (f"{box} {option.key.upper()}  ", "bold"), plain_line(option.title, style="bold")
    ]  # fmt: skip
    if option.text:
        parts += ["\n      ", light(option.text.strip()).rstrip()]
    if option.unilateral:
        parts += ["\n      ", ("One owner alone can bring this about.", "italic")]
    if option.locked:
        parts += ["\n      ", ("Locked: ", "bold"), plain(option.locked)]
    return Content.assemble(*parts)


def written_prompt(chosen: bool) -> Content:
    box = "(●)" if chosen else "( )"
    return Content.assemble((f"{box} W  None of these: in our own words", "bold"))


class DecisionScreen(SeatScreen):
    """Answer a decision, revise the answer, or (once it is closed) add reasons."""

    DEFAULT_CSS = """
    DecisionScreen #decide-head { height: auto; max-height: 4; padding: 0 1; background: $panel; }
    DecisionScreen #decide-form { height: 1fr; padding: 0 1; }
    DecisionScreen #decide-options { height: auto; max-height: 100%; margin: 1 0; border: none; padding: 0; }
    DecisionScreen #why-label { width: 1fr; }
    DecisionScreen TextArea { height: 4; }
    DecisionScreen Collapsible { border: none; padding: 0; margin: 0; }
    DecisionScreen #decide-written, DecisionScreen #written-label { display: none; }
    DecisionScreen.-written #decide-written, DecisionScreen.-written #written-label { display: block; }
    DecisionScreen Horizontal { height: auto; margin: 1 0 0 0; }
    DecisionScreen Button { margin: 0 2 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back (keeps what you typed)", priority=True),
        Binding("ctrl+s", "submit", "Submit"),
    ]

    def __init__(self, terminal: Terminal, decision: DecisionView) -> None:
        super().__init__(terminal)
        self.decision = decision
        self.choice = ""
        self.amending = decision.status not in ("open", "expired")

    @property
    def _form(self) -> str:
        return f"decision {self.decision.id}"

    # --- what is on it ----------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield from self.framed(
            Static(self._head(), id="decide-head"), VerticalScroll(*self._fields(), id="decide-form")
        )

    def _fields(self) -> Iterator[Widget]:
        values = self._values()
        self.choice = "" if self.amending else values.get("choice", "")
        yield Static(light(self.decision.question), id="decide-question")
        yield Refusal(id="decide-refusal")
        if not self.amending:
            yield OptionList(*self._options(), id="decide-options", markup=False)
            yield Label("Our own answer", id="written-label")
            yield LongText(values.get("written", ""), id="decide-written")
        yield Label(self._why_label(), id="why-label")
        yield Input(values.get("why", ""), id="decide-why", max_length=8000)
        with_more = bool(self.amending or any(values.get(name) for name, _ in LONG))
        yield Collapsible(
            *self._more(values), title="More reasons: optional, and can be added until the move ends",
            collapsed=not with_more, id="decide-more",
        )  # fmt: skip
        submit = "Add reasons" if self.amending else "Revise" if self.decision.own else "Submit"
        yield Horizontal(
            Button(f"{submit} (ctrl+s)", variant="primary", id="decide-submit"),
            Button("Back (esc)", id="decide-leave"),
        )

    def _more(self, values: dict[str, str]) -> Iterator[Widget]:
        yield Label("Confidence, 0 to 100", markup=False)
        yield Input(values.get("confidence", ""), id="decide-confidence", max_length=3, type="integer")
        for name, words in LONG:
            yield Label(words, markup=False)
            yield LongText(values.get(name, ""), id=f"decide-{name}")
        yield Label("Who took part, by comma", markup=False)
        yield Input(values.get("participants", ""), id="decide-participants", max_length=2000)

    def _values(self) -> dict[str, str]:
        """What the form begins with: what was typed before, else the answer that there is."""
        if kept := self.terminal.unsent.get(self._form):
            return kept
        own = self.decision.own
        if own is None:
            return {"participants": ", ".join(self.terminal.view.participants)}
        return {
            "choice": own.choice, "written": own.written, "why": own.why, "rejected": own.rejected,
            "assumptions": own.assumptions, "expected": own.expected,
            "confidence": "" if own.confidence is None else str(own.confidence),
            "dissent": "\n".join(f"{d.name or 'anonymous'}: {d.text}" for d in own.dissent),
            "participants": ", ".join(own.participants),
        }  # fmt: skip

    def _head(self) -> Content:
        decision = self.decision
        time = countdown(left(decision.due, self.terminal.at)) if decision.status == "open" else ""
        words = " · ".join(w for w in (" ".join(standing(decision)), time) if w)
        together = ""
        if decision.others:
            how = "jointly: all must agree" if decision.mode == "joint" else "each separately"
            together = f"Decided {how} with {', '.join(title for title, _ in decision.others)}."
        lines = [plain_line(decision.title, style="bold"), plain_line(words)]
        if together:
            lines.append(plain(together))
        return Content("\n").join(lines)

    def _why_label(self) -> Content:
        """What was chosen, beside the line that asks why: the options may have scrolled out of sight."""
        option = next((o for o in self.decision.options if o.key == self.choice), None)
        words = f"{self.choice.upper()}, {option.title}" if option else "an answer in our own words"
        chosen = plain_line(f"Chosen: {words}." if self.choice else "", style="bold")
        return Content.assemble(chosen, " " if self.choice else "", "Why, in one line (needed)")

    def _options(self) -> list[Option]:
        found = [
            Option(option_prompt(o, o.key == self.choice), o.key, disabled=bool(o.locked))
            for o in self.decision.options
        ]
        return [*found, Option(written_prompt(self.choice == WRITTEN), WRITTEN)]

    def on_mount(self) -> None:
        self.set_class(self.choice == WRITTEN, "-written")
        first = "#decide-why" if self.amending else "#decide-options"
        self.query_one(first).focus(scroll_visible=self.amending)

    # --- what changes meanwhile -------------------------------------------------------------------------

    def show(self, view: SeatView) -> None:
        now = next((d for d in view.decisions if d.id == self.decision.id), None)
        if now is None or now == self.decision:
            return
        closed = now.status not in ("open", "expired") and not self.amending
        self.decision = now
        self.query_one("#decide-head", Static).update(self._head())
        if not self.amending:
            self._repaint_options()
        if closed:
            self.query_one(Refusal).say(
                f"This decision is {now.status} now. {now.reason} What you typed stays here; esc goes back."
            )

    def ticked(self, at: float) -> None:
        self.query_one("#decide-head", Static).update(self._head())

    def _repaint_options(self) -> None:
        options = self.query_one("#decide-options", OptionList)
        for option in self.decision.options:
            options.replace_option_prompt(option.key, option_prompt(option, option.key == self.choice))
            (options.disable_option if option.locked else options.enable_option)(option.key)
        options.replace_option_prompt(WRITTEN, written_prompt(self.choice == WRITTEN))

    # --- choosing and sending ---------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#decide-options")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option.id is not None:
            self.choose(event.option.id)

    def choose(self, key: str) -> None:
        """Pick an option by its letter, or one's own words; focus goes to what is to be filled in next."""
        self.choice = key
        self._repaint_options()
        self.query_one("#why-label", Label).update(self._why_label())
        self.set_class(key == WRITTEN, "-written")
        self.query_one("#decide-written" if key == WRITTEN else "#decide-why").focus()

    def on_key(self, event: Key) -> None:
        """A letter picks its option, unless somebody is typing."""
        if self.amending or isinstance(self.focused, Input | TextArea):
            return
        letter = (event.character or "").lower()
        if letter == "w" and not any(o.key == "w" for o in self.decision.options):
            self.choose(WRITTEN)
        elif option := next((o for o in self.decision.options if o.key == letter), None):
            if option.locked:
                self.query_one(Refusal).say(f"{option.key.upper()} is locked: {option.locked}")
            else:
                self.choose(letter)

    def keep(self) -> None:
        self.terminal.unsent[self._form] = self.typed()

    def typed(self) -> dict[str, str]:
        """What the fields hold now."""
        found = {"choice": self.choice}
        for name in ("why", "confidence", "participants"):
            found[name] = self.query_one(f"#decide-{name}", Input).value
        for name in ("rejected", "assumptions", "expected", "dissent"):
            found[name] = self.query_one(f"#decide-{name}", TextArea).text
        if not self.amending:
            found["written"] = self.query_one("#decide-written", TextArea).text
        return found

    @on(Button.Pressed, "#decide-submit")
    async def action_submit(self) -> None:
        refusal = self.query_one(Refusal)
        typed = self.typed()
        self.terminal.unsent[self._form] = typed
        if not self.amending and not self.choice:
            refusal.say("Choose an option first: ↑ ↓ and enter, or its letter.")
            self.query_one("#decide-options").focus()
            return
        action = find_action("amend" if self.amending else "decide")
        assert action is not None
        given = {k: v for k, v in typed.items() if k not in ("choice", "written") and v.strip()}
        if not self.amending:
            given["option"] = self.choice
            if self.choice == WRITTEN:
                given["written"] = typed["written"]
        try:
            command = action.command({"decision": self.decision.id, **given})
        except BadValue as error:
            refusal.say(str(error))
            return
        if words := await self.terminal.attempt(command):
            refusal.say(words)
            return
        self.terminal.unsent.pop(self._form, None)
        self.app.notify(
            "Your answer is on the record. You can revise it while it is open." if not self.amending
            else "Your reasons are on the record.", markup=False,
        )  # fmt: skip
        self.leave()

    @on(Button.Pressed, "#decide-leave")
    def action_leave(self) -> None:
        self.terminal.unsent[self._form] = self.typed()
        self.leave()

    @on(Input.Submitted)
    async def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "decide-why":
            await self.action_submit()
