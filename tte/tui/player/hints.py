"""What a player should do next, and what has just come, in one line for people who never saw the tool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from textual.content import Content

from tte.engine.clock import span_text
from tte.engine.views import DecisionView, DraftView, Item, SeatView
from tte.tui.text import plain_line

CARD, INBOX, DECISIONS, COMPOSE, KNOWN = "card", "inbox", "decisions", "compose", "known"


class Due(Struct, frozen=True):
    """A thing that waits for this seat, with how long it still waits (exercise seconds; None: no limit)."""

    id: str
    words: str
    remaining: float | None


def unread(view: SeatView) -> tuple[Item, ...]:
    """What has come and was not opened, oldest first."""
    return tuple(i for i in view.items if i.unread and not i.recalled)


def to_acknowledge(view: SeatView) -> tuple[Item, ...]:
    """What was opened and still wants a word back: the practice item, and channels that ask a read-back."""
    return tuple(
        i for i in view.items
        if i.opened is not None and i.acknowledged is None and not i.recalled
        and (i.kind == "practice" or i.read_back)
    )  # fmt: skip


def open_decisions(view: SeatView) -> tuple[DecisionView, ...]:
    """Decisions that this seat can still answer or revise, the most urgent first."""
    found = [d for d in view.decisions if d.status in ("open", "expired")]
    return tuple(sorted(found, key=lambda d: (d.own is not None, d.due if d.due is not None else 1e12)))


def left(due: float | None, at: float) -> float | None:
    """Seconds left at an exercise time."""
    return None if due is None else due - at


def countdown(remaining: float | None) -> str:
    """How long is left: `4:05 left`, or that it is over."""
    if remaining is None:
        return ""
    return f"{span_text(remaining)} left" if remaining > 0 else "time is up"


def waiting(view: SeatView, at: float) -> tuple[Due, ...]:
    """Decisions without an answer and drafts to send, the most urgent first."""
    found = [Due(d.id, d.title, left(d.due, at)) for d in open_decisions(view) if d.own is None]
    found += [Due(d.id, f"draft: {d.title}", left(d.until, at)) for d in view.drafts]
    return tuple(sorted(found, key=lambda due: 1e12 if due.remaining is None else due.remaining))


def _before_start(view: SeatView) -> Iterator[str]:
    practice = next((i for i in view.items if i.kind == "practice"), None)
    if practice is not None:
        if practice.opened is None:
            yield "Practice, not play: press 2, choose the message with ↑ ↓ and press enter to open it."
        elif practice.acknowledged is None:
            yield "Now press a: it tells control that you have read the message."
        elif view.practice is not None and not view.practice_answered:
            yield "Now answer the practice decision: press 3, then enter."
        else:
            yield "All works. Read your card (press 1) until control calls StartEx."
    if not view.participants:
        yield "Press N and name the people at this terminal."
    yield "Read your card (press 1). Control will send a practice message, then call StartEx."


def _in_play(view: SeatView, at: float) -> Iterator[str]:
    due = waiting(view, at)
    fresh = unread(view)
    urgent = due and due[0].remaining is not None and due[0].remaining < 120
    if urgent:
        yield _act(view, due[0])
    if fresh:
        many = f"{len(fresh)} new messages" if len(fresh) > 1 else "1 new message"
        yield f"{many}: press 2, choose with ↑ ↓, enter opens."
    if due:
        yield _act(view, due[0])
    if owed := to_acknowledge(view):
        yield f"“{owed[0].title}” asks for a read-back: press 2, choose it, then a."
    yield "Nothing waits for you. Speak to the others: 4 writes to them, q asks control."


def _act(view: SeatView, due: Due) -> str:
    ending = f" ({countdown(due.remaining)})" if due.remaining is not None else ""
    if any(d.id == due.id for d in view.drafts):
        return f"Your staff has written something to send: press 3, then enter{ending}."
    return f"Decide “{due.words}”: press 3, then enter{ending}."


def hint(view: SeatView, at: float) -> str:
    """The one line at an exercise time (s)."""
    match view.clock.phase:
        case "prepared":
            return next(_before_start(view))
        case "running":
            return next(_in_play(view, at))
        case "paused":
            return "Play stands still. You can read and acknowledge; sending and deciding wait for ResumeEx."
        case "no_duff":
            return "Stop playing. Listen to the director."
        case "ended" | "sealed":
            return _after(view)


def news_line(items: Sequence[Item]) -> Content:
    """What has just come, by sender and title, the latest first."""
    many = f" {len(items)} new " if len(items) > 1 else f" New · {items[-1].channel_name} "
    named = " · ".join(f"{item.sender}: {item.title}" for item in reversed(items))
    return Content.assemble(plain_line(many).stylize("bold reverse"), " ", plain_line(named))


def _after(view: SeatView) -> str:
    if view.form is not None and view.form.open and not view.feedback_from:
        return "f opens the feedback form; k puts a thought into the parking lot."
    return "The exercise is over. You can still read everything; k puts a thought into the parking lot."


def draft_row(draft: DraftView, at: float) -> str:
    """A staff draft as a line."""
    return f"{countdown(left(draft.until, at))}  DRAFT to {draft.to} · {draft.channel_name}: {draft.title}"
