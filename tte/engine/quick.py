"""Plays by the thousand: a sketch that looks up what always comes to the same (see `tte.engine.shortcuts`).

What depends on conditions or dice goes by the rules that every play goes by. Nobody can watch such a play or
go on from a copy of it; a test holds what it comes to against the recorded play.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from heapq import heappop
from math import inf

from tte.engine.adjudication import run_effects, run_outcome
from tte.engine.blank import Blank
from tte.engine.clock import Clock
from tte.engine.consequences import MAX_ROUNDS, release, runs_in_cut, went_out
from tte.engine.handle_control import end
from tte.engine.handle_decisions import come_to
from tte.engine.shortcuts import Change
from tte.engine.sketch import OFFERED, OUT, SKIPPED, Sketch, submission
from tte.engine.state import DecisionState, Draft, InjectState, Submission
from tte.exercise.models import Decision, Inject, Rule

SURELY_BEFORE = 1.0
"""Seconds by which a draft that is sent before it lapses precludes that it lapses: more than a jump skips."""
DRAFTED = InjectState("drafted")
Turn = tuple[float, int]
"""When somebody does something (s), and in what order among those who do so then."""


@cache
def _draft_name(number: int) -> str:
    return f"d{number}"


class QuickSketch(Sketch):
    """A play that nobody watches, from StartEx to EndEx."""

    __slots__ = ("_clock", "_even", "_timely", "acting", "awaited", "noted", "shortcuts")

    def __init__(self, blank: Blank, seed: int) -> None:
        super().__init__(blank, seed)
        self.shortcuts = blank.shortcuts
        self._timely = blank.watchers.timely
        self._clock: Clock | None = None
        self._even = False
        self.acting: Turn = (0.0, 0)
        """How far play has come: what falls due at a time goes before what is done then, whose numbers
        begin at 1."""
        self.noted: list[tuple[Turn, str]] = []
        """Drafts that will be sent without consequences, if play comes so far."""
        self.awaited: dict[str, list[tuple[Turn, str, str]]] = {}
        """By decision that owners answer each on its own: who will choose what, if play comes so far."""
        self.sleeping.insert(0, (inf, -1))  # the last to wake: there is always one

    # --- time -----------------------------------------------------------------------------------------------

    def leap_to(self, at: float, number: int) -> None:
        """It is that exercise time (s), or as late as it is already, and a new command begins."""
        self.acting = at, number
        self.facts.jumping = False
        clock: Clock = self.state.now["clock"]
        if clock is not self._clock:
            self._clock = clock
            self._even = clock.running and clock.rate == 1 and clock.base_at % 1 == 0
        if self._even and at % 1 == 0:  # whole seconds of a clock that began at one: no need to round
            if at > self.at:
                self.at = self.facts.seconds = at
                self.wall = clock.base_wall + int(at - clock.base_at) * 1000
            return
        wall = clock.wall_of(at)
        if wall > self.wall:
            self.wall = wall
            self.at = self.facts.seconds = clock.at(wall)

    def bring_next(self, limit: float) -> bool:
        """Go to what falls due next, if that is not past a limit (s), and let it happen."""
        first = self.agenda[0] if self.agenda else None
        if first is None or first[0] > limit:
            return False
        if first[2] == "inject" and self.state.injects[first[3]].status == "ready":
            self.leap_to(first[0], 0)
        else:
            due = self.next_due()
            if due is None or due > limit:
                return False
            self.leap_to(due, 0)
        self.tick()
        return True

    def tick(self) -> None:
        """As `bring_due`, with what is due taken straight from the agenda."""
        if self._timely or self.pending_injects or self.pending_rules or self.sleeping[-1][0] <= self.at:
            self._settled()
        state, agenda = self.state, self.agenda
        now, injects = state.now, state.injects
        while now["phase"] == "running" and agenda and agenda[0][0] <= self.at:
            entry = heappop(agenda)
            what = entry[2]
            if what == "inject":
                if injects[entry[3]].status == "ready":
                    self._release_due(entry[3])
            elif what != "wake" and self._stands(entry):
                if what == "decision" and entry[3] in self.awaited:
                    self._answered_until_now(entry[3])
                self._deed(entry)()
            self._settled()
        if now["end_offered"] and now["phase"] in ("running", "paused"):
            end(self, "")
            self._settled()

    # --- what follows by itself -----------------------------------------------------------------------------

    def _settled(self) -> None:
        """As `settle`: only rules and contingencies whose facts have changed are asked."""
        sleeping, now = self.sleeping, self.state.now
        for _ in range(MAX_ROUNDS):
            if not (self.pending_rules or self.pending_injects or self._timely) and sleeping[-1][0] > self.at:
                return
            if now["phase"] != "running" or not (self._ran_rule() or self._offered_inject()):
                return

    def _ran_rule(self) -> bool:
        pending, watchers, facts = self.pending_rules, self.blank.watchers, self.facts
        if not pending and not watchers.timely_rules:
            return False
        resting = self.state.resting
        for number in sorted(pending.union(watchers.timely_rules)):
            pending.discard(number)
            rule, run = watchers.rules[number], self.shortcuts.rule_runs[number]
            holds = run is None or bool(run(facts))
            rests = resting.get(rule.id, True)
            if holds and rests and runs_in_cut(self, rule):
                self._run_rule(rule)
                return True
            if not holds and not rests:
                resting[rule.id] = True
                return True
        return False

    def _run_rule(self, rule: Rule) -> None:
        """As `run_rule`."""
        state, name = self.state, rule.id
        state.runs[name] = state.runs.get(name, 0) + 1
        state.resting[name] = False
        self._touch("rule", name)
        changes = self.shortcuts.of_rule[name]
        if changes is None:
            run_effects(self, rule.effects, cause=name, because="")
        else:
            self._change(changes)
        if rule.pause and state.now["phase"] == "running":
            self._paused()
        if rule.offers_end_on is not None and state.runs[name] >= rule.offers_end_on:
            self._end_offered(name)

    def _after(self, decision: str) -> None:
        """As `after_decision`."""
        for rule, done in self.shortcuts.followers[decision]:
            if done not in self.state.runs and self.holds(rule.when):
                self.state.runs[done] = 1
                self._run_rule(rule)

    def _offered_inject(self) -> bool:
        pending, sleeping, watchers = self.pending_injects, self.sleeping, self.blank.watchers
        while sleeping[-1][0] <= self.at:
            pending.add(sleeping.pop()[1])
        if not pending and not watchers.timely_injects:
            return False
        injects, facts, runs = self.state.injects, self.facts, self.shortcuts.inject_runs
        for number in sorted(pending.union(watchers.timely_injects)):
            pending.discard(number)
            inject, run = watchers.contingencies[number], runs[number]
            standing = injects[inject]
            if standing.status != "waiting" or (standing.due is not None and self.at < standing.due):
                continue
            if (standing.due is None) if run is None else not run(facts):
                continue
            injects[inject] = OFFERED
            if not self.state.specs[inject].offered:
                self._release(inject)
            return True
        return False

    # --- injects --------------------------------------------------------------------------------------------

    def _release_due(self, inject: str) -> None:
        when = self.state.specs[inject].when
        if when is None or self.holds(when):
            self._release(inject)
        else:
            self.state.injects[inject] = SKIPPED

    def _release(self, inject: str) -> None:
        """As `release`."""
        state = self.state
        spec = state.specs[inject]
        if spec.call:
            release(self, inject, "")
            return
        sending = self.shortcuts.sending(self, spec, self._holding(spec) if spec.variants else ())
        if sending.drafts:
            until = self.at + state.exercise.draft_minutes * 60
            for leg, seat in sending.drafts:
                name = _draft_name(len(state.drafts) + 1)
                state.drafts[name] = Draft(name, inject, seat, leg, until)
                self.asked.append(("draft", name, (seat,), self.at, until))
            if not sending.out:
                state.injects[inject] = DRAFTED
                return
            state.injects[inject] = InjectState("released", deliveries=sending.deliveries)
        else:
            state.injects[inject] = OUT
        self.out_at[inject] = self.at
        if inject in self.shortcuts.watched:
            self._touch("inject", inject)
        if sending.changes is None:
            went_out(self, inject, tuple([leg.variant for leg in sending.deliveries]), first=True)
            return
        self._change(sending.changes)
        if spec.opens:
            self._open(spec)

    def _holding(self, spec: Inject) -> tuple[str, ...]:
        return tuple([v.id for v in spec.variants if v.when is None or self.holds(v.when)])

    def _open(self, spec: Inject) -> None:
        state = self.state
        for name in spec.opens:
            standing = state.decisions.get(name)
            if standing is not None and standing.status == "waiting":
                minutes, until = self.shortcuts.opening[name]
                due = max(self.at + minutes, until)
                self._opened(name, state.by_decision[name].owners, due, spec.id)

    def _change(self, changes: Iterable[Change]) -> None:
        """As `change_track`, step by step."""
        tracks, moved = self.state.tracks, self.moved
        for track, delta, low, high, rules, injects in changes:
            before = tracks[track]
            after = before + delta
            after = low if after < low else high if after > high else after
            if after != before:
                tracks[track] = after
                moved.append((self.at, track, after))
                if rules:
                    self.pending_rules.update(rules)
                if injects:
                    self.pending_injects.update(injects)

    def ended(self, reason: str, ending: str, overlays: tuple[str, ...]) -> None:
        state = self.state
        for turn, name in self.noted:
            if turn < self.acting:
                draft = state.drafts[name]
                inject, at = draft.inject, turn[0]
                state.drafts[name] = Draft(name, inject, draft.seat, draft.delivery, draft.until, "sent")
                state.injects[inject] = OUT
                self.out_at[inject] = min(at, self.out_at.get(inject, at))
        super().ended(reason, ending, overlays)

    # --- drafts ---------------------------------------------------------------------------------------------

    def send_at(self, name: str, turn: Turn) -> bool:
        """Somebody will send a draft in that turn: note it, if nothing follows but its words, else say no."""
        found, at = self.state.drafts[name], turn[0]
        if at > found.until - SURELY_BEFORE:
            self._lapse_later(found)
        elif found.inject in self.blank.quiet and at < self.shortcuts.endex:
            self.noted.append((turn, name))
            return True
        return False

    def leave(self, name: str) -> None:
        """Nobody will send a draft: it lapses."""
        self._lapse_later(self.state.drafts[name])

    def _lapse_later(self, draft: Draft) -> None:
        self._plan(draft.until, f"draft {draft.id}", "draft", draft.id)

    def send_draft(self, draft: str) -> None:
        """As `send_leg`, by its sender and as it is."""
        found, state = self.state.drafts[draft], self.state
        standing, delivery = state.injects[found.inject], found.delivery
        first = standing.status == "drafted"
        new = delivery.variant not in [leg.variant for leg in standing.deliveries]
        self._draft_sent(draft, delivery, edited=False, as_simcell=False)
        spec = state.specs[found.inject]
        changes = self.shortcuts.words(spec, delivery.variant if new else None, first=first)
        if changes is None:
            went_out(self, spec.id, (delivery.variant,) if new else (), first=first)
        else:
            self._change(changes)
            if first and spec.opens:
                self._open(spec)
        self._settled()

    # --- answers --------------------------------------------------------------------------------------------

    def answers(self, decision: Decision, given: dict[str, str]) -> None:
        """What owners choose at the same time, of a decision that is open and of options that are."""
        standing, owners = self.state.decisions[decision.id], decision.owners
        submissions: dict[str, Submission] = standing.submissions  # type: ignore[assignment]
        if submissions or len(given) < len(owners):
            for owner, choice in given.items():
                submissions[owner] = submission(owner, choice)
            if len(submissions) < len(owners):
                return
            given = {o: submissions[o].choice for o in owners}
        found = come_to(decision, given)
        if found is not None:
            self._close(decision, standing, *found)
            self._settled()
        else:
            submissions.update({o: submission(o, choice) for o, choice in given.items()})

    def answer_later(self, decision: str, given: list[tuple[Turn, str, str]]) -> None:
        """What owners will choose, each in its turn; the last of them comes by `answers`, with them all."""
        self.awaited[decision] = given

    def _answered_until_now(self, decision: str) -> None:
        submissions: dict[str, Submission] = self.state.decisions[decision].submissions  # type: ignore[assignment]
        for turn, owner, choice in self.awaited[decision]:
            if turn < self.acting:
                submissions[owner] = submission(owner, choice)

    def _close(self, decision: Decision, standing: DecisionState, how: str, outcomes: dict[str, str]) -> None:
        """As `close`."""
        name = decision.id
        self.state.decisions[name] = DecisionState(
            "closed", opened_at=standing.opened_at, due=standing.due, closed_at=self.at,
            inject=standing.inject, submissions=standing.submissions, outcomes=outcomes, how=how,
            before=self.state.tracks.copy(),
        )  # fmt: skip
        self._touch("decision", name)
        key = (name, *outcomes.values())
        changes = self.shortcuts.outcomes.get(key)
        if changes is not None:
            self._change(changes)
        else:
            run_outcome(self, decision, outcomes)
            totals: Mapping[str, int] | None = self.blank.memo.get(("totals", *key))
            if totals is not None:
                steps = [(track, totals.get(track, 0)) for track in self.state.tracks]
                self.shortcuts.outcomes[key] = self.shortcuts.changes(steps)
        self._after(name)
