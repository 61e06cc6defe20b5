"""Texts of the replay: how a session stood at an event, for control and for a seat. Pure."""

from __future__ import annotations

from textual.content import Content

from tte.engine.clock import clock_text, span_text
from tte.engine.control_view import control_view
from tte.engine.events import Recorded
from tte.engine.state import State
from tte.engine.views import Item, SeatView
from tte.tui.facilitator.detail import card_parts
from tte.tui.text import clean, light, plain, plain_line
from tte.tui.widgets.clock import STATES, exact_text

Part = Content | str | tuple[str, str]


def standing_line(state: State, rec: Recorded | None, last: int) -> Content:
    """Where the replay is: event, times, move, state of play."""
    if rec is None:
        return Content("Before the first event")
    shape, words = STATES[state.phase]
    return Content.assemble(
        (exact_text(rec.at), "bold"), f"  {shape} {words}  ", plain_line(state.move.title, 40),
        f"  ·  event {rec.seq}/{last}",
    )  # fmt: skip


def control_content(state: State, wall: int) -> Content:
    """Tracks, decisions, what had gone out and what was to come, as they stood."""
    view = control_view(state, wall)
    parts: list[Part] = [("As control saw it\n", "bold"), ("\nTracks\n", "bold")]
    for track in view.tracks:
        band = f", {track.band}" if track.band else ""
        parts += [
            "  ",
            plain_line(f"{track.name}: {track.value} of {track.low} to {track.high}{band}", 120),
            "\n",
        ]
    parts.append(("\nDecisions\n", "bold"))
    open_ones = {d.id: d for d in view.decisions}
    for name, standing in state.decisions.items():
        if standing.opened_at is None:
            continue
        spec = state.by_decision[name]
        left = open_ones[name].remaining if name in open_ones else None
        time = f", {span_text(left)} left" if left is not None else ""
        parts += ["  ", plain_line(f"{name} {spec.title}: {standing.status}{time}", 200), "\n"]
        for owner in spec.owners:
            answer = standing.submissions.get(owner)
            if answer is not None:
                words = f"{state.short_of(owner)} {answer.choice} at {clock_text(answer.at)}: {answer.why}"
                parts += ["     ", plain_line(words, 300), "\n"]
        if standing.outcomes:
            outcome = ", ".join(f"{state.short_of(o)} {c}" for o, c in standing.outcomes.items())
            parts += ["     ", plain_line(f"Outcome ({standing.how}): {outcome}", 300), "\n"]
    parts.append(("\nMSEL\n", "bold"))
    for row in view.msel:
        when = clock_text(row.actual) if row.actual is not None else "  –   "
        parts += ["  ", f"{row.shape} {when} ", plain_line(f"{row.id} {row.title} ({row.status})", 200), "\n"]
    return Content.assemble(*parts, strip_control_codes=False)


def seat_as_of(view: SeatView) -> Content:
    """What a seat had been sent, had opened and had acknowledged; its decisions, its words, its cards."""
    parts: list[Part] = [(clean(view.title), "bold")]
    if view.participants:
        parts += ["  ", plain_line(", ".join(view.participants), 200)]
    parts.append(("\n\nDecisions put to it\n", "bold"))
    for decision in view.decisions:
        left = "" if decision.remaining is None else f", {span_text(decision.remaining)} left"
        parts += ["  ", plain_line(f"{decision.id} {decision.title}: {decision.status}{left}", 300), "\n"]
        if own := decision.own:
            words = f"its answer {clock_text(own.at)}: {own.choice} {own.written} {own.why}"
            parts += ["     ", plain_line(words, 400), "\n"]
        for title, answer in decision.others:
            parts += ["     ", plain_line(f"{title}: {answer}", 200), "\n"]
    if not view.decisions:
        parts.append("  none\n")
    parts.append(("\nSent, opened, acknowledged: latest first\n", "bold"))
    for item in reversed(view.items):
        parts += _item(item)
    if not view.items:
        parts.append("  nothing\n")
    for draft in view.drafts:
        parts += [("Staff draft: ", "bold"), plain_line(f"{draft.title} to {draft.to}", 200), "\n"]
    return Content.assemble(*parts, *card_parts(view), strip_control_codes=False)


def _item(item: Item) -> list[Part]:
    if item.kind == "mine":
        state = f"→ sent by this seat {item.stamp}, {item.status}"
    elif item.acknowledged is not None:
        opened = "" if item.opened is None else f", opened {clock_text(item.opened)}"
        state = f"✓ acknowledged {clock_text(item.acknowledged)}{opened}, sent {item.stamp}"
    elif item.opened is not None:
        state = f"○ opened {clock_text(item.opened)}, not acknowledged, sent {item.stamp}"
    else:
        state = f"● sent {item.stamp}, NOT OPENED"
    parts: list[Part] = [
        plain_line(f"{state}", 200, style="bold"),
        "\n  ",
        plain_line(f"{item.id} {item.sender} → {item.to} · {item.channel_name}: {item.title}", 300),
        "\n",
    ]
    if item.recalled:
        parts += ["  ", plain_line(f"RECALLED by control: {item.recalled}", 300, style="$text-error"), "\n"]
    return [*parts, light(item.body) if item.markdown else plain(item.body), "\n\n"]


def not_there(seat: str) -> Content:
    """A seat that was not open yet."""
    return plain(f"{seat} was not open yet at this event.")
