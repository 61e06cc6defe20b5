"""Commands on injects and staff drafts, receipts, and undo."""

from __future__ import annotations

from msgspec.structs import replace

from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine import undo
from tte.engine.clock import clock_text
from tte.engine.consequences import release, send_leg
from tte.engine.events_injects import Inject
from tte.engine.limits import check_text
from tte.engine.plan import next_id
from tte.engine.registry import handles
from tte.engine.state import PRACTICE, Draft, InjectState
from tte.engine.unfolding import Unfolding
from tte.exercise.models import CONTROL, Channel

MAX_MINUTE = 100_000
"""The latest minute that an inject can have in an exercise."""


def _standing(un: Unfolding, inject: str) -> InjectState:
    found = un.state.injects.get(inject)
    if found is None:
        near = [i for i in un.state.injects if i.lstrip("0") == inject.lstrip("0")]
        hint = f"Did you mean {near[0]}?" if near else "See the MSEL for the numbers."
        un.refuse(f"There is no inject “{inject}” in this session.", hint)
    return found


def _unreleased(un: Unfolding, inject: str, what: str) -> InjectState:
    """The inject's standing; refuses one that has gone out."""
    un.control_only(f"{what} an inject")
    standing = _standing(un, inject)
    if standing.status == "released":
        un.refuse(
            f"{inject} is already out (released {clock_text(standing.released_at or 0)}).",
            "Recall it, or write an ad hoc inject.",
        )
    if standing.status == "recalled":
        un.refuse(f"{inject} has been recalled.", "Write its words again as an ad hoc inject.")
    if standing.status == "drafted":
        un.refuse(f"{inject} is with its sender as a staff draft.", "Wait, or send the draft as SIMCELL.")
    return standing


@handles(co.ReleaseInject)
def release_inject(un: Unfolding, command: co.ReleaseInject) -> None:
    _unreleased(un, command.inject, "release")
    un.in_play("release an inject")
    release(un, command.inject, "by hand")


@handles(co.HoldInject)
def hold_inject(un: Unfolding, command: co.HoldInject) -> None:
    standing = _unreleased(un, command.inject, "hold")
    un.before_end_or_start("hold an inject")
    if standing.status == "held":
        un.refuse(
            f"{command.inject} is held already.", "Release it, or ready it to let the clock have it again."
        )
    un.emit(ev.InjectHeld(inject=command.inject, reason=command.reason))


@handles(co.ReadyInject)
def ready_inject(un: Unfolding, command: co.ReadyInject) -> None:
    standing = _unreleased(un, command.inject, "ready")
    un.before_end_or_start("ready an inject")
    if standing.status not in ("held", "skipped", "offered"):
        un.refuse(f"{command.inject} is ready already.")
    un.emit(ev.InjectReadied(inject=command.inject))


@handles(co.SkipInject)
def skip_inject(un: Unfolding, command: co.SkipInject) -> None:
    standing = _unreleased(un, command.inject, "skip")
    un.before_end_or_start("skip an inject")
    if not command.reason.strip():
        un.refuse("Skipping needs a reason, for the report.")
    if standing.status == "skipped":
        un.refuse(f"{command.inject} is skipped already: {standing.reason}.")
    un.emit(ev.InjectSkipped(inject=command.inject, reason=command.reason))


@handles(co.DeferInject)
def defer_inject(un: Unfolding, command: co.DeferInject) -> None:
    standing = _unreleased(un, command.inject, "defer")
    un.before_end_or_start("defer an inject")
    if command.minutes <= 0:
        un.refuse("An inject is deferred by a number of minutes above 0.")
    due = max(un.at, standing.due or 0) + command.minutes * 60
    un.emit(ev.InjectDeferred(inject=command.inject, due=due))


@handles(co.SlipInjects)
def slip_injects(un: Unfolding, command: co.SlipInjects) -> None:
    un.control_only("slip injects")
    un.before_end_or_start("slip injects")
    if command.minutes == 0:
        un.refuse("Slip by a number of minutes other than 0.")
    seconds, at = command.minutes * 60, un.at
    # later: what is overdue too, for that is why one slips; earlier: nothing into the past
    moved = tuple(
        i for i, s in un.state.injects.items()
        if s.status in ("ready", "waiting", "held") and s.due is not None
        and (seconds > 0 or s.due + seconds >= at)
    )  # fmt: skip
    if not moved:
        un.refuse("Nothing that is still to come would move.", "Nothing is brought forward into the past.")
    un.emit(ev.InjectsSlipped(seconds=seconds, injects=moved))


@handles(co.RecallInject)
def recall_inject(un: Unfolding, command: co.RecallInject) -> None:
    un.control_only("recall an inject")
    un.before_end("recall an inject")
    if _standing(un, command.inject).status not in ("released", "drafted"):
        un.refuse(f"{command.inject} has not gone out.", "Hold or skip it instead.")
    if not command.reason.strip():
        un.refuse("A recall needs a reason: its recipients read it.")
    un.emit(ev.InjectRecalled(inject=command.inject, reason=command.reason))


@handles(co.EditInject)
def edit_inject(un: Unfolding, command: co.EditInject) -> None:
    standing = _unreleased(un, command.inject, "edit")
    un.before_end_or_start("edit an inject")
    spec = un.state.specs[command.inject]
    variant = next((v for v in spec.variants if v.id == command.variant), None)
    if command.variant and variant is None:
        known = ", ".join(v.id for v in spec.variants) or "none"
        un.refuse(f"{command.inject} has no variant “{command.variant}”.", f"It has: {known}.")
    own = (variant.title or spec.title, variant.body or spec.body) if variant else (spec.title, spec.body)
    title, body = standing.edits.get(command.variant, own)
    title, body = command.title.strip() or title, command.body.strip() or body
    check_text(un, title, "title", 120)
    check_text(un, body, "body")
    un.emit(ev.InjectEdited(inject=command.inject, variant=command.variant, title=title, body=body))


@handles(co.WriteInject)
def write_inject(un: Unfolding, command: co.WriteInject) -> None:
    un.control_only("write an ad hoc inject")
    un.before_end_or_start("write an inject")
    check_text(un, command.title, "title", 120)
    check_text(un, command.body, "body")
    known = {r.id for r in un.state.exercise.roles} | {"all"}
    unknown = [r for r in command.to if r not in known]
    roles = f"Roles: {', '.join(sorted(known))}."
    if not command.to:
        un.refuse("The inject has nobody to go to.", roles)
    if unknown:
        un.refuse(f"There is no role “{unknown[0]}” to send to.", roles)
    parties = {p.id for p in un.state.exercise.parties} | {CONTROL} | known - {"all"}
    if command.sender not in parties:
        un.refuse(f"There is no sender “{command.sender}”.", f"Senders: {', '.join(sorted(parties))}.")
    if command.channel not in un.state.by_channel:
        un.refuse(f"There is no channel “{command.channel}”.", f"Channels: {', '.join(un.state.by_channel)}.")
    if command.minutes is not None and not 0 <= command.minutes <= MAX_MINUTE:
        un.refuse(
            f"An inject is planned for a minute from 0 to {MAX_MINUTE:,}.",
            "Leave it out to release it by hand.",
        )
    if command.now:
        un.in_play("release an inject")
    # a seated sender gets it as a staff draft: players speak for themselves
    inject_id = f"X-{int(next_id('X-', un.state.order)[2:]):02d}"
    spec = Inject(
        id=inject_id, title=command.title, at=command.minutes, sender=(command.sender,), to=command.to,
        channel=command.channel, body=command.body,
    )  # fmt: skip
    un.emit(ev.InjectWritten(inject=spec))
    if command.now:
        release(un, inject_id, "ad hoc")


# --- staff drafts --------------------------------------------------------------------------------------


def _waiting_drafts(un: Unfolding) -> str:
    """The drafts that can be sent or declined: a seat's own; for control all, those that people have too."""
    status = ("waiting", "lapsed", "declined") if un.by_control else ("waiting",)
    found = [
        f"{d.id} ({d.delivery.title}{f', {d.status}' if un.by_control else ''})"
        for d in un.state.drafts.values()
        if (un.by_control or d.seat == un.order.seat)
        and d.status in status
        and un.state.injects[d.inject].status != "recalled"
    ]
    return f"Waiting: {', '.join(found)}." if found else "None waits."


def _draft(un: Unfolding, draft_id: str) -> Draft:
    draft = un.state.drafts.get(draft_id)
    if draft is None:
        un.refuse(f"There is no staff draft “{draft_id}”.", _waiting_drafts(un))
    owner = un.state.seats.get(draft.seat)
    if un.order.seat != draft.seat and not un.by_control:
        un.refuse("That draft is not your seat's.")
    if un.state.injects[draft.inject].status == "recalled":
        un.refuse(f"{draft.inject} has been recalled: its draft goes nowhere.", "Send your own message.")
    if draft.status in ("sent", "declined") and not (draft.status == "declined" and un.by_control):
        un.refuse(f"The draft has been {draft.status} already.")
    if draft.status == "lapsed" and not un.by_control:
        un.refuse("The draft has lapsed: control has it now.", "Ask control, or send your own message.")
    if un.by_control and draft.status == "waiting" and owner and owner.terminals and not un.by_system:
        un.refuse(
            f"{owner.title} still has the draft until {clock_text(draft.until)}.",
            "Control sends it once it has lapsed or been declined.",
        )
    return draft


@handles(co.SendDraft)
def send_draft(un: Unfolding, command: co.SendDraft) -> None:
    draft = _draft(un, command.draft)
    un.in_play("send a draft")
    body = command.body.strip() or draft.delivery.body
    check_text(un, body, "body")
    edited = body != draft.delivery.body
    delivery = replace(draft.delivery, body=body)
    send_leg(un, draft, delivery, edited=edited, as_simcell=un.by_control)


@handles(co.DeclineDraft)
def decline_draft(un: Unfolding, command: co.DeclineDraft) -> None:
    draft = _draft(un, command.draft)
    un.in_play("decline a draft")
    un.emit(ev.DraftDeclined(draft=draft.id, reason=command.reason))


# --- receipts ------------------------------------------------------------------------------------------


def _receipt_seat(un: Unfolding, item: str) -> str:
    seat = un.player_seat()
    if (item, seat.id) not in un.state.receipts:
        un.refuse(f"Nothing called “{item}” has been sent to your seat.")
    if un.state.phase in ("ended", "sealed", "no_duff") and item != PRACTICE:
        un.in_play("open or acknowledge")
    return seat.id


def _channel_of(un: Unfolding, item: str) -> Channel | None:
    """The channel over which an item came to a seat."""
    state = un.state
    came = state.specs.get(item) or state.messages.get(item)
    return state.by_channel.get(came.channel) if came else None


@handles(co.OpenItem)
def open_item(un: Unfolding, command: co.OpenItem) -> None:
    seat = _receipt_seat(un, command.item)
    if un.state.receipts[command.item, seat].opened is None:
        un.emit(ev.ItemOpened(item=command.item, seat=seat))


@handles(co.AcknowledgeItem)
def acknowledge_item(un: Unfolding, command: co.AcknowledgeItem) -> None:
    seat = _receipt_seat(un, command.item)
    if un.state.receipts[command.item, seat].acknowledged is not None:
        un.refuse("Your seat has acknowledged that already.")
    if (channel := _channel_of(un, command.item)) and channel.read_back and not command.read_back.strip():
        un.refuse(
            f"What comes over {channel.name} is read back before it counts as received.",
            "Say in your own words what you have understood.",
        )
    check_text(un, command.read_back, "read-back", empty=True)
    un.emit(ev.ItemAcknowledged(item=command.item, seat=seat, read_back=command.read_back))


# --- undo ----------------------------------------------------------------------------------------------


@handles(co.Undo)
def undo_last(un: Unfolding, command: co.Undo) -> None:
    un.control_only("undo")
    action = undo.last_action(un.state)
    sealed = un.state.now["sealed_at"]
    if un.state.phase == "no_duff" or (sealed and (action is None or action.seq <= sealed)):
        un.in_play("undo")
    if action is None:
        un.refuse("There is no control action to undo.")
    if why := undo.obstacle(un.state, action):
        un.refuse(why)
    words = undo.restored_words(un.state, action)
    un.emit(ev.ActionUndone(action=action.seq, name=action.name, restored=words))
    for inject_id in undo.called_back(action) if un.state.pace == "clock" else ():
        standing = un.state.injects.get(inject_id)
        if standing and standing.status == "ready" and standing.due is not None and standing.due <= un.at:
            un.emit(
                ev.InjectHeld(inject=inject_id, reason="its release was undone")
            )  # else the clock has it back
