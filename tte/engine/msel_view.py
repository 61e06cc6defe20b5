"""The MSEL as control reads it: a line for each inject, and everything about one."""

from __future__ import annotations

from msgspec import Struct

from tte.engine.clock import clock_text, span_text
from tte.engine.delivery import placeholder_values
from tte.engine.state import InjectState, State
from tte.engine.views import titles
from tte.engine.views_text import why_not
from tte.exercise.models import Inject
from tte.exercise.placeholders import fill

SHAPES = {
    "waiting": "◌", "ready": "○", "held": "‖", "offered": "◆", "drafted": "✎", "released": "●",
    "skipped": "✕", "recalled": "↩",
}  # fmt: skip
"""A shape beside each status word, so that colour is never alone."""


class MselRow(Struct, frozen=True):
    """A line of the MSEL. Times in exercise seconds."""

    id: str
    title: str
    event: str
    status: str
    shape: str
    planned: float | None
    due: float | None
    actual: float | None
    sender: str
    to: str
    channel: str
    move: str
    receipts: str
    """Opened and acknowledged of sent, as 2/1/3; empty before release."""
    edited: bool = False


class ReceiptRow(Struct, frozen=True):
    seat: str
    title: str
    sent: float
    opened: float | None
    acknowledged: float | None
    read_back: str


class InjectDetail(Struct, frozen=True):
    row: MselRow
    texts: tuple[tuple[str, str, str, str], ...]
    """By leg or variant: name, recipients, title, body, in the words that went out or would go out now."""
    authored: tuple[tuple[str, str, str, str], ...]
    """The same with their placeholders, to be edited before a release."""
    expects: str
    objectives: tuple[str, ...]
    sources: tuple[str, ...]
    notes: str
    controller: str
    opens: tuple[str, ...]
    why: str
    """Why it has or has not fired."""
    receipts: tuple[ReceiptRow, ...]


def receipt_counts(state: State) -> dict[str, tuple[int, int, int]]:
    counts: dict[str, tuple[int, int, int]] = {}
    for (item, _), receipt in state.receipts.items():
        sent, opened, acknowledged = counts.get(item, (0, 0, 0))
        counts[item] = (
            sent + 1, opened + (receipt.opened is not None), acknowledged + (receipt.acknowledged is not None)
        )  # fmt: skip
    return counts


def msel_rows(state: State) -> tuple[MselRow, ...]:
    """The MSEL in planned order; contingencies without a time come last."""
    counts = receipt_counts(state)
    rows = [msel_row(state, spec, state.injects[i], counts) for i, spec in state.specs.items()]
    never = float("inf")

    def place(row: MselRow) -> tuple[bool, float, int]:
        planned = never if row.planned is None else row.planned
        return row.event == "contingency" and row.actual is None, planned, state.order.get(row.id, 0)

    rows.sort(key=place)
    return tuple(rows)


def msel_row(
    state: State, spec: Inject, standing: InjectState, counts: dict[str, tuple[int, int, int]]
) -> MselRow:
    channel = state.by_channel.get(spec.channel)
    sent, opened, acknowledged = counts.get(spec.id, (0, 0, 0))
    when = standing.released_at if standing.released_at is not None else standing.due
    move = "" if when is None else next((m.id for m in reversed(state.moves) if when >= m.start * 60), "")
    return MselRow(
        spec.id, standing.edits.get("", (spec.title, ""))[0], spec.event,
        "deferred" if standing.deferred and standing.status == "ready" else standing.status,
        SHAPES[standing.status], standing.planned, standing.due, standing.released_at,
        titles(state, spec.sender), titles(state, spec.to), channel.name if channel else spec.channel, move,
        f"{opened}/{acknowledged}/{sent}" if sent else "", bool(standing.edits),
    )  # fmt: skip


def inject_detail(state: State, inject_id: str, wall: int) -> InjectDetail:
    """Everything about one inject."""
    spec, standing = state.specs[inject_id], state.injects[inject_id]
    if standing.deliveries:
        texts = tuple((d.variant, titles(state, d.to), d.title, d.body) for d in standing.deliveries)
        authored = texts
    else:
        title, body = standing.edits.get("", (spec.title, spec.body))
        authored = ((("", titles(state, spec.to), title, body),) if body else ()) + tuple(
            (
                v.id,
                titles(state, v.to or spec.to),
                *standing.edits.get(v.id, (v.title or title, v.body or body)),
            )
            for v in spec.variants
        )
        values = placeholder_values(state, state.clock.at(wall))
        texts = tuple((name, to, fill(head, values), fill(body, values)) for name, to, head, body in authored)
    receipts = tuple(
        ReceiptRow(seat, state.title_of(seat), r.sent, r.opened, r.acknowledged, r.read_back)
        for (item, seat), r in state.receipts.items()
        if item == inject_id
    )
    row = msel_row(state, spec, standing, receipt_counts(state))
    return InjectDetail(
        row, texts, authored, spec.expects, spec.objectives, spec.sources, spec.notes, spec.controller,
        spec.opens, _why(state, spec, standing, state.clock.at(wall)), receipts,
    )  # fmt: skip


def _why(state: State, spec: Inject, standing: InjectState, at: float) -> str:
    condition = why_not(state, spec.when, at)
    match standing.status:
        case "released":
            return f"Went out {clock_text(standing.released_at or 0)}: {standing.because}."
        case "drafted":
            held = [d for d in state.drafts.values() if d.inject == spec.id and d.status != "sent"]
            return "; ".join(f"Draft {d.id} is with {state.title_of(d.seat)}: {d.status}." for d in held)
        case "held":
            return f"Held by control. {standing.reason}".strip()
        case "skipped" | "recalled":
            return f"{standing.status.capitalize()}: {standing.reason}."
        case "offered":
            return f"Its condition holds ({standing.because}): release it when it fits."
        case _ if state.phase != "running":
            return "The clock is not running."
        case "waiting" if standing.due is not None and at < standing.due:
            return f"Not before {clock_text(standing.due)}. {condition}".strip()
        case "waiting":
            return f"Condition {condition}." if condition else "Left to control."
        case _ if state.pace != "clock":
            return f"Paced by {state.pace}: release it when the room is ready. {condition}".strip()
        case _:
            due = standing.due
            return (
                f"Due in {span_text(due - at)}. {condition}".strip()
                if due is not None
                else "No time planned."
            )
