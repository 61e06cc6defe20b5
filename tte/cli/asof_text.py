"""What a seat knew, as text for people and as data for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import to_builtins

from tte.cli import safe
from tte.cli.decks_text import paragraph
from tte.cli.session_text import moment
from tte.engine.clock import clock_text, span_text
from tte.engine.views import DecisionView, Item
from tte.exercise.names import MARKING
from tte.review.asof import AsOf, Steps
from tte.review.plain import wall_text

CARD = ("id", "title", "who", "interests", "red_lines", "voice")
"""What a player reads of a role card."""


def asof_data(found: AsOf) -> dict[str, Any]:
    """For machines: the seat's view as it was, and the events that each item comes from."""
    view = to_builtins(found.view, enc_hook=vars)
    view["clock"]["scenario"] = found.view.clock.scenario.isoformat()
    view["clock"]["zones"] = dict(found.view.clock.zones)
    for role, told in zip(view["roles"], found.view.roles, strict=True):
        role["card"] = {name: getattr(told.card, name) for name in CARD}
    return {
        "marking": MARKING, "exercise": found.view.exercise, "seat": found.view.seat, "event": found.event,
        "at": found.at, "recorded_at": moment(found.wall),
        "steps": {item: to_builtins(steps) for item, steps in found.steps.items()}, "view": view,
    }  # fmt: skip


def asof_text(found: AsOf, *, brief: bool) -> str:
    """For people; without the words of each message if `brief`."""
    view = found.view
    mark = safe.marking(view.exercise)
    zones = ", ".join(f"{label} {time}" for label, time in view.clock.zones)
    people = f" ({', '.join(view.participants)})" if view.participants else ""
    lines = [
        mark,
        safe.line(
            f"{view.title}{people}: what this seat knew at {clock_text(found.at)}, after event {found.event}"
        ),
        safe.line(f"{view.clock.date} · {zones} · {view.clock.move_title} · {wall_text(found.wall)}"),
        f"Handling: {safe.line(view.handling)}. Sent, opened and acknowledged are three things.",
    ]
    came = [i for i in view.items if i.kind != "mine"]
    for title, items in (
        ("ACKNOWLEDGED", [i for i in came if i.acknowledged is not None]),
        ("OPENED, NOT ACKNOWLEDGED", [i for i in came if i.opened is not None and i.acknowledged is None]),
        ("SENT, NOT OPENED", [i for i in came if i.opened is None]),
        ("WHAT THE SEAT HAD SENT", [i for i in view.items if i.kind == "mine"]),
    ):
        lines += ["", f"{title}: {len(items) or 'nothing'}"]
        for item in items:
            lines += _item(item, found.steps.get(item.id), brief=brief)
    lines += ["", f"DECISIONS PUT TO IT: {len(view.decisions) or 'none'}"]
    for decision in view.decisions:
        lines += _decision(decision)
    if view.drafts:
        lines += ["", f"STAFF DRAFTS THAT WAITED FOR IT: {len(view.drafts)}"]
        lines += [safe.line(f"  {d.id} {d.title} to {d.to} over {d.channel_name}") for d in view.drafts]
    return "\n".join([*lines, mark])


def _item(item: Item, steps: Steps | None, *, brief: bool) -> Iterator[str]:
    when = (
        [f"sent {item.stamp}{_event(steps.sent if steps else None)}"] if item.kind != "mine" else [item.stamp]
    )
    if item.opened is not None:
        when.append(f"opened {clock_text(item.opened)}{_event(steps.opened if steps else None)}")
    if item.acknowledged is not None:
        number = _event(steps.acknowledged if steps else None)
        when.append(f"acknowledged {clock_text(item.acknowledged)}{number}")
    if item.status:
        when.append(item.status)
    head = f"  {item.id} {item.sender} → {item.to} · {item.channel_name}: {item.title}"
    yield safe.line(head)
    yield safe.line(f"     {', '.join(when)}")
    if item.recalled:
        yield safe.line(f"     RECALLED by control: {item.recalled}")
    if not brief:
        yield paragraph(item.body, "     ")


def _event(number: int | None) -> str:
    return f" (event {number})" if number else ""


def _decision(decision: DecisionView) -> Iterator[str]:
    left = "" if decision.remaining is None else f", {span_text(decision.remaining)} left"
    yield safe.line(f"  {decision.id} {decision.title}: {decision.status}{left}")
    for option in decision.options:
        locked = f" (locked: {option.locked})" if option.locked else ""
        yield safe.line(f"     {option.key}  {option.title}{locked}")
    if own := decision.own:
        why = f": {own.why}" if own.why else ""
        words = f" “{own.written}”" if own.written else ""
        yield safe.line(f"     Its answer {clock_text(own.at)}: {own.choice}{words}{why}")
    for title, answer in decision.others:
        yield safe.line(f"     {title}: {answer}")
    if decision.outcome:
        yield safe.line(f"     Outcome: {decision.outcome}")
