"""The participants' feedback form at a seat, after EndEx: a scale to tick, and a few questions in words."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from tte.engine.commands_review import GiveFeedback
from tte.engine.review_words import QUESTIONS, SCALE, SCALE_ENDS
from tte.engine.views import SeatView
from tte.tui.player.terminal import Refusal, SeatScreen, Terminal
from tte.tui.text import plain_line
from tte.tui.widgets.forms import LongText
from tte.tui.widgets.lines import Column, LineList, Row

FORM = "feedback"
COLUMNS = (Column(f"1 {SCALE_ENDS[0]}, 5 {SCALE_ENDS[1]}"), Column("", 15))


def scale_row(item: str, answer: int) -> Row:
    """An item with its five places; the ticked one stands in brackets."""
    places = "".join(f"[{n}]" if n == answer else f" {n} " for n in range(1, 6))
    return Row(item, (plain_line(SCALE[item]), places))


class ScaleList(LineList):
    """The items of the scale: a digit ticks the highlighted one and goes on, 0 takes the tick away."""

    def __init__(self, answers: dict[str, int], *, id: str) -> None:
        super().__init__(columns=COLUMNS, header=True, id=id)
        self.answers = dict(answers)

    def on_mount(self) -> None:
        self._paint()

    def _paint(self) -> None:
        self.set_rows([scale_row(item, self.answers.get(item, 0)) for item in SCALE])

    def on_key(self, event: events.Key) -> None:
        if event.key not in "012345" or self.highlighted_id is None:
            return
        event.stop()
        if event.key == "0":
            self.answers.pop(self.highlighted_id, None)
        else:
            self.answers[self.highlighted_id] = int(event.key)
        self._paint()
        if event.key != "0":
            self.action_move(1)


class FeedbackScreen(SeatScreen):
    """The form; what is typed stays until it is handed in."""

    DEFAULT_CSS = """
    FeedbackScreen #feedback-form { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    FeedbackScreen #feedback-head { height: auto; padding: 0 1; }
    FeedbackScreen #scale { height: 14; }
    FeedbackScreen LongText, FeedbackScreen LongText:focus {
        height: 3; background: $boost; border: none; padding: 0; }
    FeedbackScreen Input { background: $boost; }
    FeedbackScreen Label { width: 1fr; margin-top: 1; text-style: bold; }
    FeedbackScreen Horizontal { height: 1; margin: 1 0 0 0; }
    FeedbackScreen Button { margin-right: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back (keeps what you typed)", priority=True),
        Binding("ctrl+s", "send", "Hand in", priority=True),
    ]
    AUTO_FOCUS = "#scale"

    def __init__(self, terminal: Terminal, by: str) -> None:
        """`by`: who sits here, as far as is known."""
        super().__init__(terminal)
        self._by = by
        form = terminal.view.form
        self._anonymous = form is not None and form.anonymous
        """What this form promises, whatever control sets meanwhile."""

    def compose(self) -> ComposeResult:
        kept = self.terminal.unsent.get(FORM, {})
        answers = {item: int(kept[item]) for item in SCALE if item in kept}
        parts: list[LongText | Label | Input | Horizontal | ScaleList | Refusal] = [
            Refusal(), ScaleList(answers, id="scale"),
        ]  # fmt: skip
        if not self._anonymous:
            parts += [Label("Your name", markup=False),
                      Input(kept.get("name", self._by), id="name", max_length=80, compact=True)]  # fmt: skip
        for question, words in QUESTIONS.items():
            parts += [Label(words, markup=False),
                      LongText(kept.get(question, ""), id=question, tab_behavior="focus")]  # fmt: skip
        parts.append(
            Horizontal(
                Button("Hand in (ctrl+s)", variant="primary", id="feedback-send", compact=True),
                Button("Back (esc)", id="feedback-back", compact=True),
            )
        )
        yield from self.framed(Static("", id="feedback-head"), VerticalScroll(*parts, id="feedback-form",
                                                                              can_focus=False))  # fmt: skip

    def show(self, view: SeatView) -> None:
        if view.form is None or not view.form.open:
            self.query_one(Refusal).say("The form is closed. Esc goes back.")
        elif view.form.anonymous != self._anonymous:
            how = "without names" if view.form.anonymous else "given by name"
            self.query_one(Refusal).say(f"Forms are {how} by now. Esc keeps what you typed; f opens it anew.")
        self.query_one("#feedback-head", Static).update(self._head(view))

    def _head(self, view: SeatView) -> Content:
        if self._anonymous:
            whose = "Without names: the log keeps neither your seat nor your name with this form."
        else:
            whose = "With your name and seat. One form for each person; the last one counts."
        given = f" In from this seat: {', '.join(view.feedback_from)}." if view.feedback_from else ""
        how = "A digit ticks the highlighted line, 0 takes the tick away; tab goes on."
        return Content.assemble(
            ("Feedback on the exercise. ", "bold"), whose, plain_line(given), "\n", (how, "dim")
        )

    # --- handing in -------------------------------------------------------------------------------------

    def _texts(self) -> dict[str, str]:
        return {question: self.query_one(f"#{question}", LongText).text for question in QUESTIONS}

    def _who(self) -> str:
        return "" if self._anonymous or not self.query("#name") else self.query_one("#name", Input).value

    def _keep(self) -> None:
        answers = {item: str(n) for item, n in self.query_one("#scale", ScaleList).answers.items()}
        kept = {**answers, **self._texts(), "name": self._who()}
        self.terminal.unsent[FORM] = {key: value for key, value in kept.items() if value}

    @on(Button.Pressed, "#feedback-send")
    async def action_send(self) -> None:
        self._keep()
        answers = self.query_one("#scale", ScaleList).answers
        texts = {question: text for question, text in self._texts().items() if text.strip()}
        command = GiveFeedback(answers, texts, self._anonymous)
        if words := await self.terminal.attempt(command, self._who().strip()):
            self.query_one(Refusal).say(words)
            return
        self.terminal.unsent.pop(FORM, None)
        self.app.notify("Your form is in. Thank you.", markup=False)
        self.leave()

    @on(Button.Pressed, "#feedback-back")
    def action_back(self) -> None:
        self._keep()
        self.leave()
