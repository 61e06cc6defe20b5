"""`tte plan`: the improvement plan of a session, to read, add to, follow up and export for a tracker."""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tte.cli import safe
from tte.cli.edge import Usage, out, say, write_file
from tte.cli.options import Output, SessionName, Sessions, session_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tte.conduct.live import LiveSession
    from tte.engine.state_review import CorrectiveAction

COLUMNS = (
    "marking", "session", "exercise", "action", "objective", "capability", "issue", "recommendation",
    "element", "owner", "contact", "start", "due", "status", "retest", "observations", "events",
)  # fmt: skip
_SAID = ("owner", "contact", "element", "capability", "start", "due", "retest")
_ACTING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, in narrow and wide forms."""


class Verb(StrEnum):
    list = "list"
    add = "add"
    update = "update"
    remove = "remove"


class PlanFormat(StrEnum):
    text = "text"
    csv = "csv"
    json = "json"


def _field(name: str, words: str) -> Any:
    return typer.Option(f"--{name}", metavar="TEXT", help=words)


def plan(
    session: SessionName,
    verb: Annotated[Verb, typer.Argument(metavar="[VERB]", help="list, add, update or remove.")] = Verb.list,
    what: Annotated[
        str, typer.Argument(metavar="[WHAT]", help="What is to be done (add), or which action (ca1).")
    ] = "",
    recommendation: Annotated[str, _field("recommendation", "With update: other words.")] = "",
    issue: Annotated[str, _field("issue", "The area for improvement that it answers.")] = "",
    capability: Annotated[str, _field("capability", "The capability; else the target's.")] = "",
    element: Annotated[
        str, _field("element", "planning, organisation, equipment, training or exercise.")
    ] = "",
    owner: Annotated[str, _field("owner", "The responsible organisation.")] = "",
    contact: Annotated[str, _field("contact", "Whom to ask there.")] = "",
    start: Annotated[str, _field("start", "Start, as 2026-11-30.")] = "",
    due: Annotated[str, _field("due", "Due, as 2027-03-31.")] = "",
    status: Annotated[
        str, _field("status", "planned, started, implemented, validated, learned or dropped.")
    ] = "",
    retest: Annotated[str, _field("retest", "The later session in which it is tried.")] = "",
    target: Annotated[str, _field("target", "The objective or task that it comes from.")] = "",
    observations: Annotated[str, _field("observations", "Its observations, such as: ob1, ob4.")] = "",
    note: Annotated[str, _field("note", "Why, or what was done, for the log.")] = "",
    by: Annotated[str, _field("by", "Who does it, for the record.")] = "",
    sessions: Sessions = None,
    form: Annotated[
        PlanFormat, typer.Option("--format", help="Text for people, CSV for a tracker, or JSON.")
    ] = PlanFormat.text,
    output: Output = None,
) -> None:
    """The improvement plan: list it, add to it, follow it up, export it. `none` empties a field."""
    values = {
        "recommendation": recommendation, "issue": issue, "capability": capability, "element": element,
        "owner": owner, "contact": contact, "start": start, "due": due, "status": status, "retest": retest,
        "target": target, "observations": observations,
    }  # fmt: skip
    given = {name: text for name, text in values.items() if text}
    path = session_path(session, sessions)
    if verb is Verb.list:
        if given or note or what:
            raise Usage(
                "A list changes nothing, but something to write was given.",
                remedy="Write tte plan SESSION add TEXT, or tte plan SESSION update ca1.",
            )
        _list(path, form, output)
        return
    _write(path, verb, what, given, note, by)


def _write(path: Path, verb: Verb, what: str, given: dict[str, str], note: str, by: str) -> None:
    from tte.cli.options import checked_name
    from tte.cli.session_text import event_text
    from tte.conduct.actions import find_action
    from tte.conduct.opening import open_quickly

    if not what:
        missing = "What is to be done?" if verb is Verb.add else "Which action?"
        raise Usage(
            missing, remedy=f"Write tte plan SESSION {verb.value} {'TEXT' if verb is Verb.add else 'ca1'}."
        )
    match verb:
        case Verb.add:
            name, words = "action", {**given, "recommendation": what}
        case Verb.update:
            name, words = "update-action", {**given, "action": what, "note": note}
        case _:
            name, words = "remove-action", {"action": what, "reason": note}
    action = find_action(name)
    assert action is not None
    live = open_quickly(path)
    live.log  # noqa: B018 (opens it: what others wrote is then known)
    try:
        live.refresh()
        happened = live.issue(action.command(words), "director", checked_name(by))
        rows = {row.seq: row for row in live.feed[-len(happened) - 50 :]} if happened else {}
        say(safe.marking(live.exercise.title))
        for recorded in happened:
            out(event_text(rows[recorded.seq]))
        if not happened:
            say("Nothing changed: it was so already.")
    finally:
        live.close()


# --- listing --------------------------------------------------------------------------------------------


def _list(path: Path, form: PlanFormat, output: str | None) -> None:
    from tte.conduct.opening import open_quickly
    from tte.engine.state_review import standing_actions

    live = open_quickly(path)
    found = [_data(live, path, row) for row in standing_actions(live.state)]
    match form:
        case PlanFormat.csv:
            text = as_csv(found)
        case PlanFormat.json:
            marked = {"marking": safe.marking(live.exercise.title), "session": path.stem, "actions": found}
            text = safe.as_json(marked) + "\n"
        case _:
            text = "\n".join(_text(live, found)) + "\n"
    if output is not None:
        write_file(Path(output), text)
        say(f"{output} is written: {_many(len(found))}.")
        return
    out(text.rstrip("\n"))


def _data(live: LiveSession, path: Path, row: CorrectiveAction) -> dict[str, str]:
    from tte.exercise.names import MARKING

    events = [row.made.seq, *(made.seq for made, _, _ in row.updates)]
    return {
        "marking": MARKING, "session": path.stem, "exercise": live.exercise.title, "action": row.id,
        "objective": row.target,
        "capability": row.capability, "issue": row.issue, "recommendation": row.recommendation,
        "element": row.element, "owner": row.owner, "contact": row.contact, "start": row.start,
        "due": row.due, "status": row.status, "retest": row.retest,
        "observations": ", ".join(row.observations), "events": ", ".join(f"#{n}" for n in events),
    }  # fmt: skip


def as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    """The plan as CSV (RFC 4180). A text that a spreadsheet would take for a formula gets a ' before it."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return table.getvalue()


def _cell(text: str) -> str:
    shown = safe.block(text)
    return f"'{shown}" if shown.lstrip(" ").startswith(_ACTING) or text.startswith(_ACTING) else shown


def _many(count: int) -> str:
    return "1 corrective action" if count == 1 else f"{count} corrective actions"


def _text(live: LiveSession, rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    from tte.engine.review_words import CLOSED_STATUSES

    yield safe.marking(live.exercise.title)
    for row in rows:
        yield f"{row['action']:<5} {row['status']:<12} {safe.short(row['recommendation'], 90)}"
        said = [f"{name} {safe.short(row[name], 60)}" for name in _SAID if row[name]]
        about = [word for word in (row["objective"], row["observations"], row["events"]) if word]
        yield f"      {' · '.join([*said, *about])}"
        if row["issue"]:
            yield f"      issue: {safe.short(row['issue'], 100)}"
    closed = sum(row["status"] in CLOSED_STATUSES for row in rows)
    yield f"{_many(len(rows))}, {len(rows) - closed} open." if rows else "No corrective action yet."
    if not rows:
        yield "`tte plan SESSION add TEXT --owner WHO --due 2027-03-31` adds one."


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command("plan")(plan)
