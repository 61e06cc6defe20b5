"""Commands of what is written for the report: analysis, improvement plan, sign-off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from tte.engine import commands_review as co
from tte.engine import events as ev
from tte.engine.evaluation import find_target, is_lead, targets_of
from tte.engine.handle_review import after_play, evaluating, started
from tte.engine.handle_words import MAX_NOTE
from tte.engine.limits import MAX_NAME, check_text
from tte.engine.plan import next_id
from tte.engine.registry import handles
from tte.engine.review_words import ELEMENTS, PLAN_FIELDS, SECTIONS, STATUSES
from tte.engine.state_review import CorrectiveAction
from tte.engine.unfolding import Unfolding


@handles(co.WriteAnalysis)
def write_analysis(un: Unfolding, command: co.WriteAnalysis) -> None:
    evaluating(un, "write a text for the report")
    section = section_of(un, command.section)
    check_text(un, command.text, "text", empty=True)
    check_text(un, command.reference, "reference", MAX_NOTE, empty=True)
    before = un.state.analysis.get(section)
    same = (before.text, before.reference) if before else ("", "")
    if same == (command.text, command.reference):
        return
    un.emit(ev.AnalysisWritten(section=section, text=command.text, reference=command.reference))


def section_of(un: Unfolding, section: str) -> str:
    """A section by its name: of the whole report, of an objective or task, or of an observation."""
    word = section.strip().lower()
    if word in SECTIONS:
        return word
    if target := find_target(un.state.exercise, word):
        return target.id
    found = un.state.observations.get(word)
    if found is None or found.withdrawn:
        _no_section(un, section)
    return word


def _no_section(un: Unfolding, section: str) -> NoReturn:
    known = ", ".join([*SECTIONS, *(t.id for t in targets_of(un.state.exercise) if not t.task)])
    un.refuse(
        f"The report has no section “{section}”.", f"Sections: {known}, a task (O1.2), or an observation."
    )


# --- improvement plan -----------------------------------------------------------------------------------


def _planning(un: Unfolding) -> None:
    evaluating(un, "write the improvement plan")


def _action(un: Unfolding, action: str) -> CorrectiveAction:
    found = un.state.corrective.get(action)
    if found is None or found.removed:
        known = ", ".join(a.id for a in un.state.corrective.values() if not a.removed) or "none yet"
        un.refuse(f"There is no corrective action “{action}”.", f"There are: {known}.")
    return found


@handles(co.AddAction)
def add_action(un: Unfolding, command: co.AddAction) -> None:
    _planning(un)
    values = _checked(un, {k: v for k, v in command.values.items() if v.strip()}, {})
    if "recommendation" not in values:
        un.refuse("A corrective action needs its recommendation.", "Say what is to be done.")
    if "target" in values and "capability" not in values:
        target = find_target(un.state.exercise, values["target"])
        values["capability"] = target.capability if target else ""
    fields: dict[str, Any] = {**values, "observations": tuple(values.get("observations", "").split())}
    un.emit(ev.CorrectiveActionAdded(action=next_id("ca", un.state.corrective), **fields))


@handles(co.UpdateAction)
def update_action(un: Unfolding, command: co.UpdateAction) -> None:
    _planning(un)
    found = _action(un, command.action)
    before = {name: _text_of(found, name) for name in PLAN_FIELDS}
    values = _checked(un, command.values, before)
    changes = {name: text for name, text in values.items() if before[name] != text}
    check_text(un, command.note, "note", MAX_NOTE, empty=True)
    if changes.get("recommendation", "-") == "":
        un.refuse("A corrective action needs its recommendation.", "Remove it, or set its status to dropped.")
    if changes or command.note:
        un.emit(ev.CorrectiveActionUpdated(action=found.id, changes=changes, note=command.note))


def _text_of(action: CorrectiveAction, name: str) -> str:
    value = getattr(action, name)
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _checked(un: Unfolding, values: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Fields of a corrective action, each one that can be meant."""
    checked = {name: text.strip() for name, text in values.items()}
    for name, text in checked.items():
        if name not in PLAN_FIELDS:
            un.refuse(f"A corrective action has no field “{name}”.", f"Fields: {', '.join(PLAN_FIELDS)}.")
        check_text(un, text, name, MAX_NOTE, empty=True)
    for name, known in (("element", ELEMENTS), ("status", STATUSES)):
        text = checked.get(name, known[0])
        if text not in known and not (name == "element" and not text):
            un.refuse(f"“{text}” is no {name}.", f"One of: {', '.join(known)}.")
    if checked.get("target"):
        target = find_target(un.state.exercise, checked["target"])
        if target is None:
            un.refuse(f"There is no objective or critical task “{checked['target']}”.")
        checked["target"] = target.id
    for observation in checked.get("observations", "").replace(",", " ").split():
        if observation not in un.state.observations:
            un.refuse(f"There is no observation “{observation}”.", "Observations are ob1, ob2 and so on.")
    if "observations" in checked:
        checked["observations"] = " ".join(checked["observations"].replace(",", " ").split())
    _check_dates(un, {**before, **checked})
    return checked


def _check_dates(un: Unfolding, values: Mapping[str, str]) -> None:
    found = {}
    for name in ("start", "due"):
        if text := values.get(name, ""):
            try:
                found[name] = date.fromisoformat(text)
            except ValueError:
                un.refuse(f"“{text}” is no date.", "Write it as 2026-11-30.")
            if len(text) != 10:
                un.refuse(f"“{text}” is no date.", "Write it as 2026-11-30.")
    if len(found) == 2 and found["due"] < found["start"]:
        un.refuse(f"It is due ({values['due']}) before it starts ({values['start']}).", "Set both dates.")


@handles(co.RemoveAction)
def remove_action(un: Unfolding, command: co.RemoveAction) -> None:
    _planning(un)
    un.emit(ev.CorrectiveActionRemoved(action=_action(un, command.action).id, reason=command.reason))


# --- sign-off -------------------------------------------------------------------------------------------


def _signing(un: Unfolding, what: str) -> None:
    if not un.by_control and not is_lead(un.state, un.order.seat):
        un.refuse(f"Only control or the lead evaluator can {what}.")
    started(un, what)


@handles(co.SignOff)
def sign_off(un: Unfolding, command: co.SignOff) -> None:
    _signing(un, "sign off the report")
    after_play(un, "Sign-off")
    check_text(un, command.name, "name of who signs off", MAX_NAME)
    check_text(un, command.capacity, "capacity", MAX_NAME, empty=True)
    state, name = un.state, command.name.strip()
    for other in state.sign_offs.values():
        if other.withdrawn is None and other.upto >= state.reported and other.name == name:
            un.refuse(f"{name} has signed off already ({other.id}), and nothing was added since.")
    un.emit(
        ev.ReportSignedOff(
            sign_off=next_id("s", state.sign_offs), name=name, capacity=command.capacity.strip(),
            note=command.note, head=command.head, upto=command.upto or state.version,
        )
    )  # fmt: skip


@handles(co.WithdrawSignOff)
def withdraw_sign_off(un: Unfolding, command: co.WithdrawSignOff) -> None:
    _signing(un, "withdraw a sign-off")
    found = un.state.sign_offs.get(command.sign_off)
    if found is None or found.withdrawn:
        un.refuse(f"There is no sign-off “{command.sign_off}” that stands.")
    check_text(un, command.reason, "reason", MAX_NOTE)
    un.emit(ev.SignOffWithdrawn(sign_off=found.id, reason=command.reason))
