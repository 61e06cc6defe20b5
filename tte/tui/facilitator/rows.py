"""Lines of the console's lists, from the frozen view of control. Pure: no widget, no state."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tte.conduct.presence import Present
from tte.engine.clock import clock_text, left_text, span_text
from tte.engine.control_view import (
    NextStep,
    OpenDecisionRow,
    QueueRow,
    SeatRow,
    TrackRow,
)
from tte.engine.feed import FeedRow
from tte.engine.msel_view import MselRow
from tte.tui.text import plain_line
from tte.tui.widgets.keys import key_words
from tte.tui.widgets.lines import Column, Row

MSEL_COLUMNS = (
    Column("", 1),
    Column("No", 5),
    Column("Status", 8),
    Column("Plan", 7, 52),
    Column("In or at", 8, 0, right=True),
    Column("From", 9, 70),
    Column("To", 10, 60),
    Column("Channel", 11, 110),
    Column("Read", 7, 96),
    Column("Title"),
)
DECISION_COLUMNS = (
    Column("", 1),
    Column("No", 5),
    Column("Due", 8, 0, right=True),
    Column("Title", 20, 64),
    Column("Answers"),
)
TRACK_COLUMNS = (
    Column("Track", squeeze=True),
    Column("Now", 5, 0, right=True),
    Column("Band", 11, 40),
    Column("Over time", 8),
    Column("", 1),
    Column("", 6, 62),
)
SEAT_COLUMNS = (
    Column("", 1),
    Column("Seat", 18, squeeze=True),
    Column("Unread", 3, 0, right=True),
    Column("Heads", 3, 0, right=True),
    Column("People"),
)
QUEUE_COLUMNS = (Column("", 1), Column("No", 4), Column("Age", 8, 0, right=True), Column("Words"))
FEED_COLUMNS = (Column("Time", 7), Column("What"))

STYLES = {
    "released": "$text-muted",
    "held": "$text-warning",
    "offered": "bold $text-warning",
    "skipped": "$text-disabled",
    "recalled": "$text-error",
    "drafted": "$text-accent",
}
BLOCKS = "▁▂▃▄▅▆▇█"


def countdown(due: float | None, at: float) -> str:
    """How long until a time; empty for none."""
    return "" if due is None else left_text(due - at)


def msel_row(row: MselRow, left: str) -> Row:
    """A line of the MSEL; `left` is its countdown."""
    title = plain_line(row.title + (" (edited)" if row.edited else ""), 200)
    cells = (
        row.shape,
        plain_line(row.id, 5),
        row.status,
        clock_text(row.planned) if row.planned is not None else "when",
        left,
        plain_line(row.sender, 9),
        plain_line(row.to, 10),
        plain_line(row.channel, 11),
        row.receipts,
        title,
    )
    return Row(row.id, cells, STYLES.get(row.status, ""))


def msel_countdown(row: MselRow, at: float) -> str:
    """When it went out, or how long until it is due."""
    if row.actual is not None:
        return clock_text(row.actual)
    if row.status in ("skipped", "drafted"):
        return ""
    if row.status in ("held", "offered"):
        return "now" if row.status == "offered" else "held"
    return countdown(row.due, at) if row.event != "contingency" else ""


def decision_row(row: OpenDecisionRow, at: float) -> Row:
    """An open decision: how long it has, and who has answered what."""
    late = row.status == "expired"
    answers = " · ".join(f"{who} {what}" for who, what in row.answered)
    if row.votes:
        votes = ", ".join(f"{seat} {cast} of {of}" for seat, cast, of in row.votes)
        answers = f"{answers} · first votes: {votes}"
    if row.unruled:
        answers = f"TO RULE · {answers}"
    due = "past due" if late else countdown(row.due, at)
    style = "bold $text-error" if late else ("$text-warning" if row.unruled else "")
    cells = (
        "!" if late or row.unruled else "?",
        plain_line(row.id, 5),
        due,
        plain_line(row.title, 60),
        plain_line(answers, 200),
    )
    return Row(row.id, cells, style)


def spark(points: Sequence[tuple[float, int]], low: int, high: int, until: float, width: int) -> str:
    """What a track was over exercise time, in blocks; one column a share of the time so far."""
    if width <= 0 or not points:
        return ""
    span = max(1, high - low)
    shown, at = [], 0
    for column in range(width):
        moment = until * (column + 1) / width
        while at + 1 < len(points) and points[at + 1][0] <= moment:
            at += 1
        share = min(1.0, max(0.0, (points[at][1] - low) / span))
        shown.append(BLOCKS[round(share * (len(BLOCKS) - 1))])
    return "".join(shown)


def track_row(row: TrackRow, points: Sequence[tuple[float, int]], until: float) -> Row:
    """A track: value of scale, band by name, course over time, and whether it has got better or worse."""
    first = points[0][1] if points else row.value
    way = "=" if row.value == first else ("▲" if row.value > first else "▼")
    better = (row.value > first) == (row.better == "high")
    word = "" if row.value == first else ("better" if better else "worse")
    cells = (
        plain_line(row.name, 60),
        f"{row.value}/{row.high}",
        plain_line(row.band, 11),
        Content.styled(spark(points, row.low, row.high, until, 8), "$accent"),
        way,
        word,
    )
    return Row(row.id, cells)


def queue_row(row: QueueRow, at: float) -> Row:
    """A question with its age; an answered one is dimmed and says so."""
    words = plain_line(f"{row.sender} → {row.to}: {row.body}", 240)
    age = "answered" if row.answered else span_text(max(0.0, at - row.at))
    return Row(
        row.id,
        ("✓" if row.answered else "?", plain_line(row.id, 4), age, words),
        "$text-disabled" if row.answered else "",
    )


def draft_row(draft: tuple[str, str, str, str]) -> Row:
    """A staff draft that somebody has or that came back."""
    key, inject, seat, status = draft
    words = plain_line(f"Draft of {inject} with {seat}: {status}", 200)
    return Row(
        f"draft:{key}", ("✎", plain_line(key, 4), "", words), "" if status == "waiting" else "$text-warning"
    )


def presence_words(present: Sequence[Present], now: int) -> str:
    """How the terminals of a seat are connected, in words; empty where this process serves none."""
    found = []
    for terminal in present:
        words = {"connected": "", "idle": f"idle {minutes(now - terminal.seen)}"}.get(
            terminal.standing(now), f"gone {minutes(now - (terminal.away_since or now))}"
        )
        curtain = "" if terminal.hidden_since is None else f"curtain {minutes(now - terminal.hidden_since)}"
        # what is not as it should be comes first: the line may be cut
        found.append(" ".join(w for w in (words, curtain, terminal.how) if w))
    return ", ".join(found)


def gone_words(last_seen: int | None, now: int) -> str:
    """When somebody was last at a seat that has no terminal now; empty where it never had one."""
    return "" if last_seen is None else f"seen {minutes(now - last_seen)} ago"


def minutes(ms: int) -> str:
    """A length of time as whole minutes."""
    return f"{max(0, ms) // 60_000} min"


def seat_row(row: SeatRow, present: str = "", gone: str = "") -> Row:
    """A seat: whether somebody is there, what it has not read, who and how many sit at it.

    `present`: how its terminals are connected, where that is known; `gone`: since when it has none.
    """
    who = ", ".join(row.people) or ("" if row.open_at else "nobody")
    if row.open_at and not (present and who):  # who sits there says more than how many terminals do
        terminals = "open" if row.open_at == 1 else f"{row.open_at} open"
        who = f"{terminals}: {who}" if who else terminals
    if known := present or gone:
        who = f"{known} · {who}" if row.people else known
    there = row.open_at or ((row.people or row.heads) and not gone)
    bars = [word for word, on in (("LOCKED", row.locked), ("FROZEN", row.frozen)) if on]
    if bars:
        who = f"{' '.join(bars)} · {who}"
    cells = (
        "✕" if row.locked else "‖" if row.frozen else "●" if there else "○",
        plain_line(row.title, 60),
        str(row.unread or ""),
        "" if row.heads is None else str(row.heads),
        plain_line(who, 120),
    )
    style = "$text-warning" if bars else "" if row.kind == "player" else "$text-muted"
    return Row(row.id, cells, style)


def step_rows(steps: Sequence[NextStep], at: float) -> list[Row]:
    """What to do next at an exercise time (s); the first is what the one key does."""
    rows = []
    for number, step in enumerate(steps):
        key = f"{key_words('space')} " if number == 0 else ""
        mark = "! " if step.urgent else ""
        words = Content.assemble(
            (key, "bold $accent"), mark, plain_line(step.told(at), 200), strip_control_codes=False
        )
        style = "bold" if number == 0 else ("$text-warning" if step.urgent else "$text-muted")
        rows.append(Row(f"{number}", words, style))
    return rows


def feed_line(row: FeedRow, *, operators: bool = False) -> Row:
    """A line of the feed; with `operators` it names who of control did it."""
    by = f" · {row.by}" if operators and row.by else ""
    return Row(
        str(row.seq),
        (row.stamp, plain_line(f"{row.text}{by}", 400)),
        {"ruling": "$text-warning", "decision": "bold", "note": "italic"}.get(row.group, ""),
    )
