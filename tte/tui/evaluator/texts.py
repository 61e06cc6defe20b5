"""Injects and decisions in full, for somebody who evaluates."""

from __future__ import annotations

from textual.content import Content

from tte.engine.clock import clock_text
from tte.engine.msel_view import InjectDetail
from tte.engine.state import State
from tte.tui.text import light, plain, plain_line


def inject_text(detail: InjectDetail) -> Content:
    """An inject with what is expected of it."""
    parts: list[Content] = []
    for name, to, title, body in detail.texts:
        head = " · ".join(word for word in (name, f"to {to}" if to else "", title) if word)
        parts += [plain_line(head, style="bold"), light(body), Content("")]
    for name, words in (
        ("Expected", detail.expects),
        ("Objectives", ", ".join(detail.objectives)),
        ("Opens", ", ".join(detail.opens)),
    ):
        if words:
            parts.append(Content.assemble((f"{name}: ", "bold"), light(words)))
    for receipt in detail.receipts:
        state = "opened" if receipt.opened is not None else "not opened"
        parts.append(plain_line(f"{receipt.title}: {state}, {receipt.read_back or 'no read-back'}"))
    return Content("\n").join(parts)


def decision_text(state: State, decision: str) -> Content:
    """A decision: the question, when it was open, and who answered what and why."""
    spec, standing = state.by_decision[decision], state.decisions[decision]
    parts: list[Content] = [plain_line(spec.title, style="bold"), light(spec.question)]
    if standing.opened_at is not None:
        closed = f", closed {clock_text(standing.closed_at)}" if standing.closed_at is not None else ""
        parts.append(plain(f"Opened {clock_text(standing.opened_at)}{closed} ({standing.status})."))
    for owner in spec.owners:
        answer = standing.submissions.get(owner)
        if answer is None:
            outcome = standing.outcomes.get(owner, "")
            said = f"{outcome} by default" if outcome else "no answer"
            parts.append(plain(f"\n{state.title_of(owner)}: {said}"))
            continue
        option = spec.options.get(answer.choice)
        what = f"{answer.choice} {option.title}" if option is not None else answer.written
        head = f"\n{state.title_of(owner)}, {clock_text(answer.at)}: {what}"
        parts += [plain(head, "bold"), plain(f"Why: {answer.why or 'left blank'}")]
        parts += [plain(f"Dissent, {d.name or 'anonymous'}: {d.text}") for d in answer.dissent]
    return Content("\n").join(parts)
