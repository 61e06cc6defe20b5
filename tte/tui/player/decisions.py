"""What a seat has to decide and to send: open decisions, staff drafts, the practice; and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from tte.engine.clock import clock_text
from tte.engine.state import PRACTICE
from tte.engine.views import DecisionView, DraftView, FirstVoteView, SeatView
from tte.tui.player.hints import countdown, left
from tte.tui.text import light, plain, plain_line
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.pane import TextPane


@dataclass
class TaskWanted(Message):
    """Somebody wants to decide, to revise, or to deal with a draft."""

    task: str


def answer_text(decision: DecisionView, choice: str) -> str:
    """A choice with its title."""
    return next((f"{o.key}: {o.title}" for o in decision.options if o.key == choice),
                "in our own words" if choice == "written" else choice)  # fmt: skip


def standing(decision: DecisionView) -> tuple[str, str]:
    """How a decision stands for this seat, as a shape and in words."""
    match decision.status:
        case "open" if decision.own is None:
            return "●", "TO DECIDE"
        case "open":
            return "✓", "answered"
        case "expired":
            return "‖", "time is up" if decision.own is None else "answered"
        case "withdrawn":
            return "✕", "withdrawn"
        case _:
            return "■", "closed"


def _decision_row(decision: DecisionView, at: float) -> Row:
    shape, words = standing(decision)
    time = countdown(left(decision.due, at)) if decision.status == "open" else ""
    style = "bold" if decision.status == "open" and decision.own is None else ""
    return Row(decision.id, (f"{shape} {words}", time, plain_line(decision.title)), style)


def rows_of(view: SeatView, at: float) -> list[Row]:
    """All that there is to decide or to send, what waits first."""
    rows = []
    if view.practice is not None:
        state = "✓ answered" if view.practice_answered else "● TO DECIDE"
        rows.append(Row(PRACTICE, (state, "practice", plain_line(view.practice[0])), "bold"))
    for draft in view.drafts:
        words = plain_line(f"Staff draft to {draft.to}: {draft.title}")
        rows.append(Row(draft.id, ("✎ TO SEND", countdown(left(draft.until, at)), words), "bold"))
    live = [d for d in view.decisions if d.status in ("open", "expired")]
    done = [d for d in view.decisions if d.status not in ("open", "expired")]
    live.sort(key=lambda d: (d.own is not None, d.due if d.due is not None else 1e12))
    return rows + [_decision_row(d, at) for d in [*live, *reversed(done)]]


def _parts(pairs: Sequence[tuple[str, str]]) -> list[Content]:
    return [Content.assemble((f"{name}: ", "bold"), plain(words)) for name, words in pairs if words.strip()]


def _option_line(key: str, title: str, locked: str) -> Content:
    ending = Content.assemble("  ", ("locked: ", "bold"), plain_line(locked)) if locked else Content("")
    return Content.assemble((f"  {key.upper()}  ", "bold"), plain_line(title), ending)


def decision_text(decision: DecisionView, at: float) -> Content:
    """A decision as its owner reads it: the question, the options, who else owns it, how it stands."""
    shape, words = standing(decision)
    time = countdown(left(decision.due, at)) if decision.status == "open" else ""
    lines = [
        plain_line(decision.title, style="bold"),
        Content(" · ".join(w for w in (f"{shape} {words}", time, what_next(decision)) if w)),
        light(decision.question),
    ]
    if decision.status in ("open", "expired"):
        lines += [_option_line(o.key, o.title, o.locked) for o in decision.options]
    together = "jointly" if decision.mode == "joint" else "each for themselves"
    if decision.others:
        owners = ", ".join(decision.owner_titles)
        lines.append(plain(f"Decided by {owners}, {together}."))
        lines += [plain_line(f"  {title}: {answer_text(decision, word)}") for title, word in decision.others]
    lines += _parts([("On the authority of", decision.authority)])
    if decision.status == "closed":
        lines += _parts(
            [("Outcome", decision.outcome or "as answered"), ("Control's reason", decision.reason)]
        )
    elif decision.status == "withdrawn":
        lines += _parts([("Withdrawn", decision.reason or "by control")])
    elif decision.default:
        lines.append(plain_line(f"Without an answer: {answer_text(decision, decision.default)}", style="dim"))
    if vote := decision.first_vote:
        lines += _votes(vote)
    if own := decision.own:
        lines += [Content(""), *_parts([
            (f"Your answer at {clock_text(own.at)}", answer_text(decision, own.choice)),
            ("In your words", own.written), ("Why", own.why), ("Rejected", own.rejected),
            ("Assumed", own.assumptions), ("Expected", own.expected),
            ("Confidence", "" if own.confidence is None else f"{own.confidence} of 100"),
            ("Dissent", "\n".join(f"{d.name or 'without a name'}: {d.text}" for d in own.dissent)),
            ("Present", ", ".join(own.participants)),
        ])]  # fmt: skip
    return Content("\n").join(lines)


def _votes(vote: FirstVoteView) -> list[Content]:
    """How the first vote stands; the votes themselves once the seat has decided."""
    if vote.missing:
        many = len(vote.voted) + len(vote.missing)
        return [plain_line(f"First vote, each alone: {len(vote.voted)} of {many} have voted (v votes).")]
    if not vote.votes:
        return [plain_line("First vote: all have voted. Now decide together.")]
    shown = "; ".join(f"{name} {choice}{f' ({why})' if why else ''}" for name, choice, why in vote.votes)
    return _parts([("First votes", shown)])


def what_next(decision: DecisionView) -> str:
    """What enter does on a decision, in words."""
    if decision.first_vote is not None and decision.first_vote.missing:
        return "enter: the first vote, each alone"
    if decision.status in ("open", "expired"):
        return "enter: decide" if decision.own is None else "enter: revise your answer, or add reasons"
    if decision.own is not None and decision.can_amend:
        return "enter: add reasons (until the move ends)"
    return "Nothing more to do here."


def draft_text(draft: DraftView, at: float) -> Content:
    """A staff draft: to whom it would go, and its words."""
    return Content("\n").join([
        plain_line(draft.title, style="bold"),
        plain_line(f"To {draft.to} over {draft.channel_name} · {countdown(left(draft.until, at))}"),
        Content(""), light(draft.body), Content(""),
        Content.assemble(("enter: read, change, then send or decline it", "italic")),
    ])  # fmt: skip


class DecisionsPane(Vertical):
    """The list, and the highlighted one in full beneath or beside it."""

    DEFAULT_CSS = """
    DecisionsPane #decision-list { height: 1fr; min-height: 4; max-height: 9; }
    DecisionsPane #decision-detail { height: 2fr; border-top: solid $panel-lighten-2; padding: 0 1; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view: SeatView | None = None
        self.at = 0.0
        self._detailed: str | None = None

    def compose(self) -> ComposeResult:
        yield LineList(
            columns=(Column("State", 12), Column("Left", 12), Column("What")), id="decision-list",
            empty="Nothing to decide yet. Decisions come with messages and appear here by themselves.",
        )  # fmt: skip
        yield TextPane(id="decision-detail")

    def show(self, view: SeatView, at: float) -> None:
        """Show what there is to decide at an exercise time (s)."""
        self.view, self.at = view, at
        self.query_one("#decision-list", LineList).set_rows(rows_of(view, at))
        self._detail()

    def _detail(self) -> None:
        chosen, view = self.query_one("#decision-list", LineList).highlighted_id, self.view
        words = Content("")
        if view is None or chosen is None:
            pass
        elif chosen == PRACTICE and view.practice is not None:
            options = [plain_line(f"{letter}: {text}") for letter, text in view.practice[1]]
            lines = [plain(view.practice[0], "bold"), *options, Content("enter: answer")]
            words = Content("\n").join(lines)
        elif draft := next((d for d in view.drafts if d.id == chosen), None):
            words = draft_text(draft, self.at)
        elif decision := next((d for d in view.decisions if d.id == chosen), None):
            words = decision_text(decision, self.at)
        same, self._detailed = chosen == self._detailed, chosen
        self.query_one("#decision-detail", TextPane).show(words, keep_place=same)

    @on(LineList.Highlighted, "#decision-list")
    def _moved(self, event: LineList.Highlighted) -> None:
        event.stop()
        self._detail()

    @on(LineList.Chosen, "#decision-list")
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.post_message(TaskWanted(event.row_id))

    @property
    def chosen(self) -> str:
        """What is highlighted; empty if there is nothing."""
        return self.query_one("#decision-list", LineList).highlighted_id or ""

    def take_focus(self) -> None:
        self.query_one("#decision-list", LineList).focus()
