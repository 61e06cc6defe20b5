"""`tte do`: every action of control and of players as a line."""

from __future__ import annotations

import os
from shlex import quote
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from tte.cli import safe
from tte.cli.edge import Usage, out, say
from tte.cli.options import checked_name, session_path

if TYPE_CHECKING:
    from pathlib import Path

    from tte.cli.do_line import DoLine
    from tte.conduct.actions import Action
    from tte.conduct.live import LiveSession
    from tte.engine.events import Recorded
    from tte.engine.state import SeatState

OWN_ECHO = frozenset({
    "item_opened", "item_acknowledged", "decision_submitted", "decision_amended", "message_sent",
    "message_unanswered", "draft_sent", "draft_declined", "participants_named", "item_parked",
    "practice_answered", "no_duff_called", "first_vote_cast", "feedback_given",
})  # fmt: skip
"""What a player's own line may be answered with; what follows, tracks and rules, is control's to see."""


CLOCK_GOES = frozenset({"exercise_started", "exercise_resumed", "exercise_reopened"})
"""Events after which people expect the clock to run."""


class _RawLine(TyperCommand):
    """Leaves the words alone: they are read by the action's own declaration."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.args = list(args)
        return list(args)


def do(ctx: typer.Context) -> None:
    """Do one thing in a session: each key's action as a line. `tte do --help` lists the actions."""
    from tte.cli.do_line import read_line

    line = read_line(ctx.args)
    if line.help:
        out(line.help)
        return
    assert line.action is not None
    _carry_out(line, line.action)


def _carry_out(line: DoLine, action: Action) -> None:
    from tte.cli.sitting import admit, find_seat
    from tte.conduct.opening import open_quickly
    from tte.conduct.params import BadValue
    from tte.engine.commands_people import ReissueCode

    by = checked_name(line.by)
    path = session_path(line.session, line.sessions)
    try:
        command = action.command(line.words)
    except BadValue as error:
        raise Usage(
            error.message, remedy=error.remedy or f"`tte do {action.name} --help` shows how."
        ) from None
    session = open_quickly(path)
    seat = find_seat(session, line.seat or line.control_seat)
    if line.seat is not None:
        admit(path, seat, line.code or os.environ.get("TTE_CODE"))
    _check_scope(action, seat)
    session.log  # noqa: B018 (opens it: what others wrote, and whether somebody keeps the clock, is then known)
    try:
        session.refresh()
        code = ""
        if isinstance(command, ReissueCode):
            from tte.conduct.codes import reissue_code

            reissued = reissue_code(session, command, seat.id, by)
            happened, code = list(reissued.events), reissued.code
        else:
            happened = session.issue(command, seat.id, by)
        _print(session, seat, happened, path, as_json=line.as_json, code=code)
        _advise(session, seat, happened, line.session, by)
    finally:
        session.close()


def _check_scope(action: Action, seat: SeatState) -> None:
    """Refuse what this kind of seat has no action for, with where to turn. The engine has the last word."""
    from tte.conduct.actions import actions_for
    from tte.errors import Refused

    if action in actions_for(seat.kind):
        return
    remedy = {
        "control": "That is for control: ask the facilitator.",
        "player": "That is for a player's seat: say which with --seat ROLE, and its code with --code. "
        "Control answers for an empty seat with `answer` and writes with `simcell`.",
        "both": "That is for control and players.",
        "notes": "That is for control and evaluators; players have the parking lot: `tte do SESSION park`.",
    }[action.scope]
    raise Refused(f"{seat.title} cannot {action.name} in this exercise.", remedy=remedy)


def _print(
    session: LiveSession,
    seat: SeatState,
    happened: list[Recorded],
    path: Path,
    *,
    as_json: bool,
    code: str = "",
) -> None:
    """What happened, an event a line; `code` is a seat's new one, which is shown this once."""
    from tte.cli.session_text import event_data, event_text

    rows = {row.seq: row for row in session.feed[-len(happened) - 50 :]} if happened else {}
    told = [(rows[r.seq], r) for r in happened if seat.kind != "player" or rows[r.seq].kind in OWN_ECHO]
    if as_json:
        told_code = {"code": code} if code else {}
        events = [event_data(session, row, r) for row, r in told]
        out(safe.as_json({"session": str(path), "events": events, **told_code}))
        return
    say(safe.marking(session.exercise.title))
    for row, _ in told:
        out(event_text(row))
    if code:
        out(code)
        say("The code is shown this once.")
    if not happened:
        say("Nothing changed: it was so already.")


def _advise(session: LiveSession, seat: SeatState, happened: list[Recorded], named: str, by: str) -> None:
    """A line on what else has to be done for it to have the effect that people expect."""
    from tte.engine.evaluation import sharing
    from tte.engine.events import kind_of

    kinds = {kind_of(r.event) for r in happened}
    if kinds & CLOCK_GOES and session.state.phase == "running" and not session.clock_held:
        name = quote(named)
        say(
            f"Nobody keeps the clock: it stands still, and nothing falls due. `tte keep {name}` keeps it, or "
            f"a console (`tte resume {name}`); then `tte do {name} resume`."
        )
    if seat.kind == "evaluator":
        people = [*(r.participant for r in session.history if r.seat == seat.id), by]
        if words := sharing(session.state, seat.id, people):
            say(safe.short(words, 400))


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command("do", cls=_RawLine, add_help_option=False)(do)
