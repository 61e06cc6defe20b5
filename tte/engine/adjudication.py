"""What injects, options and rules do to the tracks: semi-rigid adjudication, open to control's ruling.

In an `each` decision a gain on a reciprocal track counts once and only if all owners' options carry it;
one decision raises a capped track by no more than its cap, whatever its options add up to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tte.engine.state import DecisionState
from tte.engine.unfolding import Unfolding
from tte.exercise.models import Decision, Effect, Option, Role


class Share(NamedTuple):
    """What one owner's answer does to one track."""

    owner: str
    track: str
    delta: int


def run_effects(un: Unfolding, effects: tuple[Effect, ...], *, cause: str, because: str) -> None:
    """Carry out the effects of an inject or a rule."""
    for effect in effects:
        if not un.holds(effect.when):
            continue
        for track, delta in effect.tracks.items():
            un.change_track(track, delta, cause=cause, because=because)
        for track, value in effect.reset.items():
            if track in un.state.tracks:
                un.change_track(track, value - un.state.tracks[track], cause=cause, because=because)
        for track, delta in _rolled(un, effect, caller="", called="", cause=cause).items():
            un.change_track(track, delta, cause=cause, because=because)


def run_outcome(un: Unfolding, decision: Decision, outcomes: Mapping[str, str]) -> None:
    """Carry out what the outcomes of a decision do together."""
    known = ("totals", decision.id, *outcomes.values())
    totals: dict[str, int] | None = un.memo.get(known) if un.memo is not None else None
    if totals is None:
        shares = _shares(un, decision, un.state.decisions[decision.id], outcomes)
        totals = _totals(un, decision, shares, outcomes)
        if un.memo is not None and _is_plain(decision, outcomes):
            un.memo[known] = totals
    words = because(un, decision, outcomes) if un.recorded else ""
    for track in un.state.tracks if totals else ():
        if delta := totals.get(track, 0):
            un.change_track(track, delta, cause=decision.id, because=words)


def _is_plain(decision: Decision, outcomes: Mapping[str, str]) -> bool:
    """Whether these outcomes always do the same: without conditions, dice, resets or words of one's own."""
    return all(
        choice in decision.options
        and not any(e.when or e.roll or e.reset for e in decision.options[choice].effects)
        for choice in outcomes.values()
    )


def because(un: Unfolding, decision: Decision, outcomes: Mapping[str, str]) -> str:
    """Why a track moved, as read in the log: dp4: c by CCG, b by JCG."""
    if decision.mode == "joint" and len(set(outcomes.values())) == 1:
        return f"{decision.id}: {next(iter(outcomes.values()))}"
    parts = []
    for owner, choice in outcomes.items():
        role = un.state.by_role.get(owner)
        parts.append(f"{choice} by {role.short if role else owner}")
    return f"{decision.id}: {', '.join(parts)}"


def _shares(
    un: Unfolding, decision: Decision, standing: DecisionState, outcomes: Mapping[str, str]
) -> list[Share]:
    shares: list[Share] = []
    choosers = list(outcomes.items())
    if decision.mode == "joint" and len(set(outcomes.values())) == 1:
        choosers = choosers[:1]  # one outcome of all owners counts once
    for owner, choice in choosers:
        if choice == "written":
            # one ruling, on whose words so ever, covers what all of a joint decision's owners wrote
            of_all = next(iter(standing.rulings.values()), None) if decision.mode == "joint" else None
            ruling = standing.rulings.get(owner, of_all)
            shares += [Share(owner, t, d) for t, d in (ruling.tracks if ruling else {}).items()]
        elif option := decision.options.get(choice):
            shares += _option_shares(un, decision, option, owner)
    return shares


def _option_shares(un: Unfolding, decision: Decision, option: Option, owner: str) -> list[Share]:
    role = un.state.by_role.get(owner)
    called = next((o for o in decision.owners if o != owner), "") if option.effects else ""
    shares: list[Share] = []
    for effect in option.effects:
        if (effect.role and owner not in effect.role) or not un.holds(effect.when):
            continue
        moves = effect.tracks
        if effect.roll is not None or effect.reset:
            moves = dict(moves)
            for track, delta in _rolled(un, effect, caller=owner, called=called, cause=decision.id).items():
                moves[track] = moves.get(track, 0) + delta
            for track, value in effect.reset.items():
                if track in un.state.tracks:
                    moves[track] = moves.get(track, 0) + value - un.state.tracks[track]
        shares += [Share(owner, name, d) for t, d in moves.items() if (name := resolve(t, role))]
    return shares


def resolve(track: str, role: Role | None) -> str:
    """`own` and `other` as the tracks of a role; empty where the role has none."""
    if track == "own":
        return (role.own or "") if role else ""
    if track == "other":
        return (role.other or "") if role else ""
    return track


def _rolled(un: Unfolding, effect: Effect, *, caller: str, called: str, cause: str) -> Mapping[str, int]:
    roll = effect.roll
    if roll is None:
        return {}
    if roll.channel is not None:
        hit, _ = un.call(roll.channel, caller=caller, called=called, cause=cause)
    else:
        hit = un.roll(un.chance_of(roll.chance), key=f"{cause}:{caller}", cause=cause)
    return roll.hit if hit else roll.miss


def _totals(
    un: Unfolding, decision: Decision, shares: list[Share], outcomes: Mapping[str, str]
) -> dict[str, int]:
    rules = un.state.exercise.adjudication
    totals: dict[str, int] = {}
    for _, track, delta in shares:
        totals[track] = totals.get(track, 0) + delta
    if decision.mode == "each" and len(decision.owners) > 1:
        for track in rules.reciprocal:
            if track in totals:
                by_owner = {
                    o: sum(s.delta for s in shares if s.track == track and s.owner == o) for o in outcomes
                }
                gains = [max(0, by_owner.get(o, 0)) for o in decision.owners]
                totals[track] = sum(min(0, d) for d in by_owner.values()) + min(gains, default=0)
    for track, cap in rules.rise.items():
        if totals.get(track, 0) > cap:
            totals[track] = cap
    return totals
