"""What follows by itself: releases and their effects, rules, contingencies."""

from __future__ import annotations

from collections.abc import Container

from tte.engine import events as ev
from tte.engine.adjudication import run_effects
from tte.engine.apply_decisions import followed
from tte.engine.clock import clock_text
from tte.engine.delivery import legs_of, used_variants
from tte.engine.plan import next_id
from tte.engine.state import Draft
from tte.engine.unfolding import Legs, Unfolding
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Cut, Decision, Inject, Rule, Variant

MAX_ROUNDS = 50
"""Consequences of consequences: more rounds than this mean that a deck's rules chase one another."""


def open_decision(un: Unfolding, decision: Decision, inject: str = "") -> None:
    """Put a decision to its owners, with its deadline."""
    seconds, until = open_for(decision, un.state.setup.cut if un.state.setup else None)
    due = max(un.at + seconds, until)
    un.happen(ev.DecisionOpened, decision=decision.id, owners=decision.owners, due=due, inject=inject)


def open_for(decision: Decision, cut: Cut | None) -> tuple[float, float]:
    """For how many seconds a decision is open, and until which exercise time (s) at least."""
    minutes = cut.minutes if cut and cut.minutes is not None else decision.minutes
    until = cut.until.get(decision.id) if cut else decision.until
    return minutes * 60, (until or 0) * 60


def release(un: Unfolding, inject_id: str, because: str) -> None:
    """Send an inject: to its recipients, or first as a staff draft to senders whom players hold."""
    spec = un.state.specs[inject_id]
    if spec.call:
        sender = next((s for s in spec.sender), "")
        called = next((r for r in spec.to if r in un.state.by_role), "")
        un.call(spec.call, caller=sender, called=called, cause=inject_id)
    deliveries, drafted = _legs(un, spec)
    names = []
    for leg, seat in drafted:
        name = next_id("d", un.state.drafts)
        names.append(name)
        until = un.at + un.state.exercise.draft_minutes * 60
        un.happen(ev.DraftPrepared, draft=name, inject=inject_id, seat=seat, delivery=leg, until=until)
    un.happen(
        ev.InjectReleased, inject=inject_id, deliveries=deliveries, drafts=tuple(names), because=because
    )
    if deliveries or not drafted:
        went_out(un, inject_id, tuple([d.variant for d in deliveries]), first=True)


def _legs(un: Unfolding, spec: Inject) -> Legs:
    """The legs of an inject as of now: those that go straight out, those that a player sends."""
    holding = [v for v in spec.variants if un.holds(v.when)] if spec.variants else []
    if un.memo is None:
        return _by_sender(un, spec, holding)
    form = ("legs", spec.id, *[v.id for v in holding])
    legs: Legs | None = un.memo.get(form)
    if legs is None:
        legs = un.memo[form] = _by_sender(un, spec, holding)
    return legs


def _by_sender(un: Unfolding, spec: Inject, holding: list[Variant]) -> Legs:
    straight: list[ev.Delivery] = []
    drafted: list[tuple[ev.Delivery, str]] = []
    for leg in legs_of(un, spec, holding):
        seat = next((s for r in leg.sender if (s := un.state.holder_of(r))), None) if spec.draft else None
        if seat is None:
            straight.append(leg)
        else:
            drafted.append((leg, seat.id))
    return tuple(straight), tuple(drafted)


def send_leg(un: Unfolding, draft: Draft, delivery: ev.Delivery, *, edited: bool, as_simcell: bool) -> None:
    """Send the leg of a staff draft, with what follows from its words going out."""
    standing = un.state.injects[draft.inject]
    first = standing.status == "drafted"
    new = delivery.variant not in {leg.variant for leg in standing.deliveries}
    un.happen(ev.DraftSent, draft=draft.id, delivery=delivery, edited=edited, as_simcell=as_simcell)
    went_out(un, draft.inject, (delivery.variant,) if new else (), first=first)


def went_out(un: Unfolding, inject_id: str, variants: tuple[str, ...], *, first: bool) -> None:
    """Words of an inject have reached somebody: the effects of these variants.

    With its first words also its own effects, and the decisions that it opens.
    """
    spec = un.state.specs[inject_id]
    if first and spec.effects:
        run_effects(un, spec.effects, cause=inject_id, because=f"inject {inject_id}")
    for variant in used_variants(spec, variants) if spec.variants else ():
        run_effects(un, variant.effects, cause=inject_id, because=f"inject {inject_id} ({variant.id})")
    if not first:
        return
    for decision_id in spec.opens:
        standing = un.state.decisions.get(decision_id)
        if standing is not None and standing.status == "waiting":
            open_decision(un, un.state.by_decision[decision_id], inject_id)


# --- rules ---------------------------------------------------------------------------------------------


def runs_in_cut(un: Unfolding, rule: Rule) -> bool:
    """A rule that names a decision which the cut leaves out does not run."""
    known = ("runs", rule.id)
    if un.memo is not None and known in un.memo:
        return bool(un.memo[known])
    runs = names_only(rule, un.state.decisions)
    if un.memo is not None:
        un.memo[known] = runs
    return runs


def names_only(rule: Rule, decisions: Container[str]) -> bool:
    """Whether all decisions that a rule names are among these."""
    named = set(rule.after)
    for text in [rule.when, *(effect.when for effect in rule.effects)]:
        if text:
            named |= set(compile_condition(text).decisions)
    return all(decision in decisions for decision in named)


def run_rule(un: Unfolding, rule: Rule, trigger: str) -> None:
    un.happen(ev.RuleRan, rule=rule.id, trigger=trigger)
    run_effects(un, rule.effects, cause=rule.id, because=rule.title)
    if rule.pause and un.state.phase == "running":
        un.happen(ev.ExercisePaused, reason=rule.why or rule.title)
    if rule.offers_end_on is not None and un.state.runs[rule.id] >= rule.offers_end_on:
        un.happen(ev.EndOffered, rule=rule.id)


def after_decision(un: Unfolding, decision_id: str) -> None:
    """Rules that follow the closing of a decision: once, however often it is reopened."""
    for rule in un.state.exercise.rules:
        if decision_id not in rule.after or followed(rule.id, decision_id) in un.state.runs:
            continue
        if runs_in_cut(un, rule) and un.holds(rule.when):
            run_rule(un, rule, decision_id)


def on_jump(un: Unfolding) -> None:
    """Rules that follow a jump to another move."""
    for rule in un.state.exercise.rules:
        if rule.on == "jump" and runs_in_cut(un, rule) and un.holds(rule.when):
            run_rule(un, rule, "jump")


def rule_time(un: Unfolding, rule: Rule) -> float | None:
    """When a timed rule is due next, in exercise seconds; None for one that is not timed, or not again."""
    if rule.every is None and rule.at is None:
        return None
    cut = un.state.setup.cut if un.state.setup else None
    last: float | None = un.state.now["timed"].get(rule.id)
    if rule.every is not None:
        step = rule.every * 60
        # a jump passes over several of its times: only the latest counts
        return max(((last or 0) // step + 1) * step, un.at // step * step)
    if rule.at is None or last is not None:
        return None
    if cut is not None:
        return cut.rules[rule.id] * 60 if rule.id in cut.rules else None
    return rule.at * 60


def timed_rule(un: Unfolding, rule: Rule, due: float) -> None:
    """A timed rule's time has come: it runs, or passes because its condition does not hold."""
    if runs_in_cut(un, rule) and un.holds(rule.when):
        un.happen(ev.RulePassed, rule=rule.id, due=due, holds=True)
        run_rule(un, rule, clock_text(due))
    else:
        un.happen(ev.RulePassed, rule=rule.id, due=due, holds=False)


# --- what holds now ------------------------------------------------------------------------------------


def settle(un: Unfolding) -> None:
    """Let event rules and contingencies follow until nothing more does; only while play is running."""
    for _ in range(MAX_ROUNDS):
        if un.at_rest or un.state.phase != "running" or not _settle_once(un):
            return


def _settle_once(un: Unfolding) -> bool:
    facts = un.facts  # good for the whole round: it ends with the first thing that happens
    for rule in un.restless_rules():
        holds = rule.when is None or compile_condition(rule.when).holds(facts)
        resting = un.state.resting.get(rule.id, True)
        if holds and resting and runs_in_cut(un, rule):
            run_rule(un, rule, "condition")
            return True
        if not holds and not resting:
            un.happen(ev.RuleRested, rule=rule.id)
            return True
    at = un.at
    for inject_id in un.waiting_injects():
        standing = un.state.injects[inject_id]
        if standing.due is not None and at < standing.due:
            continue
        spec = un.state.specs[inject_id]
        if spec.when is None and standing.due is None:
            continue
        if spec.when is not None and not compile_condition(spec.when).holds(facts):
            continue
        why = spec.when or "its time has come"
        un.happen(ev.InjectOffered, inject=inject_id, because=why)
        if un.state.pace == "clock" and not spec.offered:
            release(un, inject_id, f"its condition holds: {why}")
        return True
    return False
