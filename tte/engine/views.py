"""What a seat may see: the one place where secrets are filtered, below all screens (law 3).

A `SeatView` holds a player seat's own cards, what was sent to it, what it sent, and its own decisions;
nothing else of the state can be reached from it. `ControlView` (see `control_view`) holds everything.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from tte.engine.answers import WRITTEN, unanswered
from tte.engine.clock import clock_text, scenario_time, zoned
from tte.engine.remits import may_use, reach_of
from tte.engine.state import PRACTICE, Countdown, DecisionState, Receipt, SeatState, State
from tte.engine.view_records import (
    AimView,
    BriefView,
    ChannelView,
    ClockView,
    DecisionView,
    DraftView,
    FirstVoteView,
    Item,
    Known,
    OptionView,
    RoleView,
    SeatView,
)
from tte.engine.views_text import options_of
from tte.engine.votes import readable, votes_missing, votes_of
from tte.exercise.names import CONTROL, MARKING

if TYPE_CHECKING:
    from tte.exercise.models import Brief

__all__ = [
    "AimView",
    "BriefView",
    "ChannelView",
    "ClockView",
    "DecisionView",
    "DraftView",
    "FirstVoteView",
    "Item",
    "Known",
    "OptionView",
    "RoleView",
    "SeatView",
    "channels_of",
    "clock_view",
    "countdown_at",
    "decision_view",
    "everybody",
    "inbox",
    "seat_view",
    "stamp",
    "titles",
]


@lru_cache(maxsize=1024)
def _scenario_texts(minute: datetime, offsets: tuple[float, ...]) -> tuple[str, tuple[str, ...]]:
    """Date and times by zone of a minute: every terminal asks several times a second."""
    return minute.strftime("%a %d %b %Y"), tuple([zoned(minute, offset) for offset in offsets])


def clock_view(state: State, wall: int) -> ClockView:
    """The clock block at a wall time (UTC, ms)."""
    at = state.clock.at(wall)
    move = state.move
    when = scenario_time(move, at)
    zones = state.exercise.zones
    date, times = _scenario_texts(
        when.replace(second=0, microsecond=0), tuple([zone.offset for zone in zones])
    )
    return ClockView(
        at=at, text=clock_text(at), phase=state.phase, running=state.clock.running, rate=state.clock.rate,
        pace=state.pace, move=move.id, move_title=move.title, scenario=when, date=date,
        zones=tuple([(zone.label, time) for zone, time in zip(zones, times, strict=True)]),
        reason=state.now["no_duff"] or state.now["pause_reason"],
    )  # fmt: skip


def countdown_at(state: State, wall: int) -> Countdown | None:
    """The countdown for everybody, and for a minute after its end; `wall` is a wall time in ms."""
    found: Countdown | None = state.now.get("countdown")
    return found if found is not None and wall <= found.until + 60_000 else None


def stamp(state: State, at: float) -> str:
    """When an item came, for people: exercise time."""
    return clock_text(at)


def titles(state: State, ids: tuple[str, ...]) -> str:
    """Short names, by comma; everybody as `all`."""
    return "all" if everybody(state, ids) else ", ".join([state.short_of(i) for i in ids])


def everybody(state: State, ids: tuple[str, ...]) -> bool:
    """Whether these are all roles, of an exercise that has more than one."""
    return len(ids) >= len(state.by_role) > 1 and state.by_role.keys() <= set(ids)


def seat_view(state: State, seat_id: str, wall: int) -> SeatView:
    """All that a player seat may see. Raises KeyError for a seat that does not exist."""
    seat = state.seats[seat_id]
    exercise = state.exercise
    practice = state.now.get("practice") if state.phase == "prepared" else None
    roles = tuple(
        RoleView(r.id, r.title, r.side, r.card, _brief(r.brief)) for r in exercise.roles if r.id in seat.roles
    )
    clock = clock_view(state, wall)
    items = inbox(state, seat_id)
    decisions = tuple(
        decision_view(state, decision_id, owner, clock.at)
        for decision_id, standing in state.decisions.items()
        if standing.status != "waiting"
        for owner in [_speaks_as(state, decision_id, seat.roles)]
        if owner
    )
    drafts = tuple(
        DraftView(
            d.id, d.delivery.title, d.delivery.body, titles(state, d.delivery.to),
            _channel_name(state, state.specs[d.inject].channel), d.until, d.until - clock.at,
        )
        for d in state.drafts.values() if d.seat == seat_id and d.status == "waiting"
        and state.injects[d.inject].status != "recalled"
    )  # fmt: skip
    return SeatView(
        version=state.version, exercise=exercise.title, marking=MARKING, handling=exercise.handling.cards,
        session=state.setup.name if state.setup else "", seat=seat.id, title=seat.title,
        participants=seat.participants, clock=clock, roles=roles, scope=exercise.scope,
        ground_rules=exercise.ground_rules, items=items,
        move_summary="" if state.phase == "prepared" else state.move.summary,
        decisions=decisions, drafts=drafts, channels=channels_of(state, seat.roles),
        known=_known(state, items, decisions),
        practice_answered=bool(practice and seat_id in practice.answers),
        practice=(practice.question, tuple(practice.options.items())) if practice else None,
        barred=state.barred.get(seat_id), countdown=countdown_at(state, wall),
        form=state.now["form"] if state.phase in ("ended", "sealed") else None,
        feedback_from=tuple(f.made.by or "one" for f in state.feedback.values() if f.made.seat == seat_id),
    )  # fmt: skip


def _brief(brief: Brief) -> BriefView:
    aims = tuple(AimView(aim.text) for aim in brief.aims)
    return BriefView(brief.situation, brief.resources, brief.constraints, brief.private, aims)


def _channel_name(state: State, channel: str) -> str:
    found = state.by_channel.get(channel)
    return found.name if found else {"control": "To control"}.get(channel, channel)


def inbox(state: State, seat_id: str) -> tuple[Item, ...]:
    """What a seat has been sent and has sent, oldest first."""
    seat = state.seats[seat_id]
    items: list[tuple[float, int, Item]] = []
    for (item_id, to_seat), receipt in state.receipts.items():
        if to_seat != seat_id:
            continue
        if item_id == PRACTICE:
            practice = state.now.get("practice")
            if practice:
                found = Item(
                    PRACTICE, "practice", practice.title, practice.body, True, "Control", seat.title, "voice",
                    "Communications check", "PRACTICE", receipt.sent, "before StartEx", receipt.opened,
                    receipt.acknowledged,
                )  # fmt: skip
                items.append((receipt.sent, len(items), found))
        elif item_id in state.specs:
            items += [(receipt.sent, len(items), i) for i in _inject_items(state, item_id, seat_id, receipt)]
        elif item_id in state.messages:
            items.append((receipt.sent, len(items), _message_item(state, item_id, receipt)))
    for message in state.messages.values():
        if message.seat == seat_id:
            items.append((message.sent_at, len(items), _message_item(state, message.id, None)))
    items.sort(key=lambda row: row[:2])
    return tuple(item for _, _, item in items)


def _inject_items(state: State, inject_id: str, seat_id: str, receipt: Receipt) -> list[Item]:
    """The legs of an inject that reached a seat, as one item each (a seat of several roles may get more)."""
    spec, standing, seat = state.specs[inject_id], state.injects[inject_id], state.seats[seat_id]
    channel = state.by_channel.get(spec.channel)
    legs = [d for d in standing.deliveries if set(d.to) & set(seat.roles)]
    if not legs:
        return []
    body = "\n\n".join(dict.fromkeys(leg.body for leg in legs))
    senders = tuple(dict.fromkeys(s for leg in legs for s in leg.sender))
    to = tuple(dict.fromkeys(r for leg in legs for r in leg.to))
    recalled = standing.reason if standing.status == "recalled" else ""
    return [
        Item(
            inject_id, "inject", legs[0].title, body, True, titles(state, senders), titles(state, to),
            spec.channel, channel.name if channel else spec.channel, (channel.mark or "") if channel else "",
            receipt.sent, stamp(state, receipt.sent), receipt.opened, receipt.acknowledged,
            bool(channel and channel.read_back), recalled, sender_id=senders[0] if senders else "",
        )
    ]  # fmt: skip


def _message_item(state: State, message_id: str, receipt: Receipt | None) -> Item:
    message = state.messages[message_id]
    channel = state.by_channel.get(message.channel)
    first = message.body.strip().splitlines()[0] if message.body.strip() else ""
    status = ""
    if receipt is None:
        status = {"under way": "under way", "delivered": "delivered"}.get(
            message.status, f"not answered: {message.reason}"
        )
        if message.queued and message.status == "delivered":
            status = "answered" if message.answered else "with control"
    sent = receipt.sent if receipt else message.sent_at
    return Item(
        message_id, "message" if receipt else "mine", first[:60], message.body, False,
        state.short_of(message.sender), titles(state, message.to), message.channel,
        _channel_name(state, message.channel), (channel.mark or "") if channel else "", sent,
        stamp(state, sent), receipt.opened if receipt else None, receipt.acknowledged if receipt else None,
        bool(channel and channel.read_back), reply_to=message.reply_to, sender_id=message.sender,
        status=status, broadcast=message.broadcast,
    )  # fmt: skip


def _speaks_as(state: State, decision_id: str, roles: tuple[str, ...]) -> str:
    """As which of its roles a seat answers a decision now: the first that still has to; empty for none."""
    owners = [r for r in state.by_decision[decision_id].owners if r in roles]
    return next(iter(unanswered(state.decisions[decision_id], owners)), "") or next(iter(owners), "")


def decision_view(state: State, decision_id: str, owner: str, at: float) -> DecisionView:
    """A decision as an owner sees it: others' answers only where the deck lets them be seen."""
    decision, standing = state.by_decision[decision_id], state.decisions[decision_id]
    role_seat = state.seat_of(owner)
    own_roles = role_seat.roles if role_seat else (owner,)
    others = tuple(
        (state.title_of(o), _answer_as_seen(decision.mode, decision.hidden, standing, o))
        for o in decision.owners
        if o not in own_roles
    )
    closed = standing.status == "closed"
    outcome = ""
    if closed:
        choice = standing.outcomes.get(owner, "")
        outcome = f"{choice}: {decision.options[choice].title}" if choice in decision.options else choice
    return DecisionView(
        id=decision_id, title=decision.title, question=decision.question, authority=decision.authority,
        mode=decision.mode, owner=owner, owner_titles=tuple(state.title_of(o) for o in decision.owners),
        status=standing.status, options=tuple(
            OptionView(key, o.title, o.text, locked, o.unilateral)
            for key, o, locked in options_of(state, decision, at)
        ),
        default=decision.default, due=standing.due,
        remaining=None if standing.due is None or standing.status != "open" else standing.due - at,
        own=standing.submissions.get(owner), others=others, outcome=outcome, reason=standing.reason,
        can_amend=owner in standing.submissions and _same_move(state, standing),
        first_vote=_first_vote(state, decision_id, role_seat) if role_seat else None,
    )  # fmt: skip


def _first_vote(state: State, decision_id: str, seat: SeatState) -> FirstVoteView | None:
    cast = votes_of(state, decision_id, seat.id)
    missing = votes_missing(state, decision_id, seat)
    if not cast and not missing:
        return None
    shown = tuple((v.voter, v.choice, v.why) for v in cast.values())
    open_now = readable(state, decision_id, seat.id)
    return FirstVoteView(tuple(cast), missing, shown if open_now else ())


def _same_move(state: State, standing: DecisionState) -> bool:
    """Whether reasons can still be added: until the move ends, or play."""
    if state.now["phase"] in ("ended", "sealed"):
        return False
    if standing.closed_at is None:
        return True
    begun = [m.id for m in state.moves if m.start * 60 <= standing.closed_at]
    return not begun or begun[-1] == state.now["move"]


def _answer_as_seen(mode: str, hidden: bool, standing: DecisionState, owner: str) -> str:
    closed = standing.status == "closed"
    if owner not in standing.submissions:
        return "default" if closed and owner in standing.defaulted else "no answer yet"
    if mode == "each" and hidden and not closed:
        return "has answered"
    answer = standing.submissions[owner]
    return f"in their own words: {answer.written}" if answer.choice == WRITTEN else answer.choice


def channels_of(state: State, roles: tuple[str, ...]) -> tuple[ChannelView, ...]:
    """The channels whose remit covers one of these roles, and whom they reach."""
    known = frozenset(state.by_role)
    found = []
    for channel in state.exercise.channels:
        if any(may_use(channel, role) for role in roles):
            reach = [r for r in [*state.by_role, *(p.id for p in state.exercise.parties)]
                     if r in reach_of(channel, known) and r not in roles]  # fmt: skip
            found.append(
                ChannelView(
                    channel.id, channel.name, channel.purpose, channel.read_back, bool(channel.chance),
                    tuple((r, state.title_of(r)) for r in reach),
                    tuple(r for r in roles if may_use(channel, r)),
                )
            )  # fmt: skip
    return (*found, ChannelView(CONTROL, "To control", "Questions to control.", False, False,
                                ((CONTROL, "Control"),)))  # fmt: skip


def _known(state: State, items: tuple[Item, ...], decisions: tuple[DecisionView, ...]) -> tuple[Known, ...]:
    """A seat's own timeline: what it was told, what it said, what it decided, and the jumps that all saw."""
    lines = [
        Known(i.at, f"{'→ ' + i.to if i.kind == 'mine' else i.sender} · {i.channel_name}: {i.title}")
        for i in items
        if i.kind != "practice"
    ]
    lines += [
        Known(d.own.at, f"Decided “{d.title}”: {d.own.choice}" + (f" ({d.own.why})" if d.own.why else ""))
        for d in decisions
        if d.own
    ]
    moves = {m.id: m.title for m in state.moves}  # not the jump's name, which is control's own
    lines += [Known(j.to_at, f"Time jump: {moves.get(j.move, j.move)}") for j in state.jumps]
    return tuple(sorted(lines, key=lambda line: line.at))
