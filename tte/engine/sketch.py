"""A play that nobody records: the rules of play on a state of its own, changed at once and kept by no log.

`Sketch` is an `Unfolding` for which nothing becomes an event. The rules are the same functions; what they let
happen is written straight into the tables, and only what rules, conditions and bots ask about is kept. So a
play costs a fraction of one that is recorded, and comes to the same (a test holds both against each other).
What can happen here is what bots and time bring about; people's commands need the recorded way.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any, ParamSpec

from msgspec.structs import replace

from tte.engine import events as ev
from tte.engine.apply_decisions import followed
from tte.engine.blank import Blank, Entry, Page
from tte.engine.commands import SYSTEM, Order, Tick
from tte.engine.consequences import rule_time, send_leg, settle, timed_rule
from tte.engine.events import Delivery, Event
from tte.engine.facts import StateFacts
from tte.engine.handle_control import end, next_move
from tte.engine.handle_decisions import close_if_complete, expire
from tte.engine.handle_time import Due, bring_due, end_move, enter_move, lapse, release_due
from tte.engine.state import DecisionState, Draft, InjectState, Submission
from tte.engine.unfolding import Unfolding
from tte.engine.watching import Watchers
from tte.exercise.conditions import compile_condition
from tte.exercise.models import Rule

P = ParamSpec("P")
TICK = Order(Tick(), SYSTEM, 0)
OUT, OFFERED, SKIPPED = InjectState("released"), InjectState("offered"), InjectState("skipped")
"""How an inject stands, where nothing more is asked about it."""
Asked = tuple[str, str, tuple[str, ...], float, float]
"""What somebody is asked: `decision` or `draft`, its id, owners or the seat, from when until when (s)."""
Watch = Callable[[Callable[..., Event], float, Mapping[str, Any]], None]
"""Told what happens: its kind, when, and its fields."""


@cache
def submission(owner: str, choice: str) -> Submission:
    """An answer without its reasons: the same record for all who give it."""
    return Submission(owner, choice)


class Sketch(Unfolding):
    """One play in the making. Times (`wall`) are virtual milliseconds, as of a clock that begins at 0."""

    __slots__ = (
        "agenda", "asked", "at", "blank", "dice", "facts", "memo", "moved", "out_at",
        "pending_injects", "pending_rules", "sleeping", "state", "stirred", "wall", "watch",
    )  # fmt: skip
    recorded = False
    state: Page
    at: float
    facts: StateFacts

    def __init__(self, blank: Blank, seed: int, watch: Watch | None = None) -> None:
        page = blank.page(seed)
        super().__init__(page, TICK)
        self.blank = blank
        self.state = page
        self.facts = StateFacts(page, 0.0)
        self.at = 0.0
        self.wall = 0
        self.memo = blank.memo
        self.watch = watch
        self.stirred = False
        self.dice: Callable[[str, float], bool] | None = None
        """What dice fall to, by what they are for and the chance; None: by the seed."""
        self.asked: list[Asked] = []
        """What has been asked and not yet been taken up by who plays."""
        self.agenda: list[Entry] = (blank.short_agenda if watch is None else blank.agenda).copy()
        self.sleeping: list[tuple[float, int]] = blank.sleeping.copy()
        self.pending_rules = set(range(len(blank.watchers.rules)))
        self.pending_injects = set(range(len(blank.watchers.contingencies)))
        self.moved: list[tuple[float, str, int]] = []
        """Every change of a track: when, which, to what."""
        self.out_at: dict[str, float] = {}
        """When the words of each inject first reached somebody."""
        self._every = [rule for rule in page.exercise.rules if rule.every is not None]
        for rule in page.exercise.rules:
            self._time_rule(rule)
        self._time_move()

    def copy(self) -> Sketch:
        """The same play, to go on otherwise."""
        twin = Sketch.__new__(Sketch)
        twin.__dict__.update(self.__dict__)
        for name in Sketch.__slots__:
            value = getattr(self, name)
            setattr(twin, name, value.copy() if isinstance(value, dict | list | set) else value)
        twin.memo, twin.state = self.memo, self.state.copy()
        twin._state = twin.state
        twin.facts = StateFacts(twin.state, self.facts.seconds, jumping=self.facts.jumping)
        return twin

    def happen(self, kind: Callable[P, Event], *args: P.args, **fields: P.kwargs) -> None:
        """As in a recorded play, but it is only written into the tables."""
        self.stirred = True
        if self.watch is not None:
            self.watch(kind, self.at, fields)
        WRITERS[kind](self, **fields)

    def emit_at(self, at: float, event: Event) -> None:
        raise TypeError(f"A sketch keeps no events: {type(event).__name__}.")  # rules use `happen`

    def holds(self, condition: str | None) -> bool:
        return condition is None or compile_condition(condition).holds(self.facts)

    def fall(self, key: str, chance: float) -> float:
        if self.dice is None:
            return super().fall(key, chance)
        return 0.0 if self.dice(key, chance) else 1.0

    def change_track(self, track_id: str, delta: int, *, cause: str, because: str) -> None:
        if delta == 0 or (track := self.state.by_track.get(track_id)) is None:
            return
        tracks = self.state.tracks
        before = tracks[track_id]
        after = min(track.high, max(track.low, before + delta))
        self.stirred = True
        if self.watch is not None:
            fields = {"track": track_id, "before": before, "after": after, "asked": delta, "cause": cause}
            self.watch(ev.TrackChanged, self.at, fields)
        tracks[track_id] = after
        self.moved.append((self.at, track_id, after))
        if after != before and (found := self.blank.watchers.by_fact.get(("track", track_id))):
            self.pending_rules.update(found[0])
            self.pending_injects.update(found[1])

    @property
    def at_rest(self) -> bool:
        if self.pending_rules or self.pending_injects or self.blank.watchers.timely:
            return False
        return not self.sleeping or self.sleeping[-1][0] > self.at

    def restless_rules(self) -> Iterable[Rule]:
        watchers = self.blank.watchers
        if not self.pending_rules:
            return [watchers.rules[n] for n in watchers.timely_rules]
        return self._touched_rules(watchers)

    def _touched_rules(self, watchers: Watchers) -> Iterator[Rule]:
        for number in sorted(self.pending_rules.union(watchers.timely_rules)):
            self.pending_rules.discard(number)
            yield watchers.rules[number]

    def waiting_injects(self) -> Iterable[str]:
        while self.sleeping and self.sleeping[-1][0] <= self.at:
            self.pending_injects.add(self.sleeping.pop()[1])
        watchers = self.blank.watchers
        if not self.pending_injects and not watchers.timely_injects:
            return ()
        return self._touched_injects(watchers)

    def _touched_injects(self, watchers: Watchers) -> Iterator[str]:
        for number in sorted(self.pending_injects.union(watchers.timely_injects)):
            self.pending_injects.discard(number)
            inject = watchers.contingencies[number]
            if self.state.injects[inject].status == "waiting":
                yield inject

    def _touch(self, what: str, name: str) -> None:
        """Conditions that ask about this may hold, or cease to hold, from now on."""
        if found := self.blank.watchers.by_fact.get((what, name)):
            self.pending_rules.update(found[0])
            self.pending_injects.update(found[1])

    # --- what time and bots do ----------------------------------------------------------------------------

    def next_due(self) -> float | None:
        """When time brings something next (s), perhaps in the past, or None; as the recorded way has it."""
        while self.agenda:
            first = self.agenda[0]
            if not self._stands(first):
                heapq.heappop(self.agenda)
            elif first[2] == "rule" and self._is_again(first):
                return min(
                    (e[0] for e in self.agenda if self._stands(e) and not self._is_again(e)), default=None
                )
            else:
                return first[0]
        return None

    def _is_again(self, entry: Entry) -> bool:
        """Whether it is a rule that runs again and again, past the planned EndEx."""
        due, _, what, key = entry
        return (
            what == "rule" and due > self.state.endex and self.blank.watchers.by_rule[key].every is not None
        )

    def leap(self, wall: int) -> None:
        """It is then, and a new command begins."""
        self.stirred = False
        self.facts.jumping = False
        if wall != self.wall:
            self.wall = wall
            self._retime()

    def tick(self) -> None:
        bring_due(self, self._first)
        self._settled()

    def start(self) -> None:
        self.happen(ev.ExerciseStarted)
        self._settled()

    def resume(self) -> None:
        self.happen(ev.ExerciseResumed)
        self._settled()

    def end(self, reason: str) -> None:
        end(self, reason)
        self._settled()

    def send_draft(self, draft: str) -> None:
        found = self.state.drafts[draft]
        send_leg(self, found, found.delivery, edited=False, as_simcell=False)
        self._settled()

    def answer(self, decision: str, owner: str, choice: str) -> None:
        """An owner's answer, to a decision that is open, with an option that is."""
        standing = self.state.decisions[decision]
        given = {**standing.submissions, owner: submission(owner, choice)}
        self.state.decisions[decision] = replace(standing, submissions=given)
        if self.watch is not None:
            self.watch(
                ev.DecisionSubmitted, self.at, {"decision": decision, "owner": owner, "choice": choice}
            )
        close_if_complete(self, self.state.by_decision[decision])
        if self.stirred:
            self._settled()

    def _settled(self) -> None:
        settle(self)

    def _retime(self) -> None:
        self.at = self.facts.seconds = self.state.clock.at(self.wall)

    # --- the agenda ---------------------------------------------------------------------------------------

    def _first(self) -> Due | None:
        """What is due first by now."""
        while self.agenda and self.agenda[0][0] <= self.at:
            entry = heapq.heappop(self.agenda)
            if entry[2] == "wake" or not self._stands(entry):
                continue
            return entry[0], entry[1], self._deed(entry)
        return None

    def _deed(self, entry: Entry) -> Callable[[], None]:
        due, _, what, key = entry
        match what:
            case "inject":
                return partial(release_due, self, key)
            case "decision":
                return partial(expire, self, self.state.by_decision[key])
            case "draft":
                return partial(lapse, self, key)
            case "rule":
                return partial(timed_rule, self, self.blank.watchers.by_rule[key], due)
            case "end":
                return partial(end_move, self)
            case _:
                return partial(enter_move, self, key)

    def _stands(self, entry: Entry) -> bool:
        """Whether an entry of the agenda still means something."""
        due, _, what, key = entry
        match what:
            case "inject":
                return self.state.injects[key].status == "ready"
            case "decision":
                standing = self.state.decisions[key]
                return standing.status == "open" and standing.due == due
            case "draft":
                return self.state.drafts[key].status == "waiting"
            case "wake":
                return due > self.at and self.state.injects[key].status == "waiting"
            case "rule":
                return rule_time(self, self.blank.watchers.by_rule[key]) == due
            case "end":
                return not self.state.now["move_ended"] and self.state.now["move"] == key
            case _:
                return bool(self.state.now["move_ended"])

    def _plan(self, due: float, name: str, what: str, key: str) -> None:
        heapq.heappush(self.agenda, (due, name, what, key))

    def _time_rule(self, rule: Rule) -> None:
        if (due := rule_time(self, rule)) is not None:
            self._plan(due, f"rule {rule.id} {due}", "rule", rule.id)

    def _time_move(self) -> None:
        move = self.state.move
        self._plan(move.end * 60, f"end of {move.id}", "end", move.id)

    # --- what happens -------------------------------------------------------------------------------------

    def _started(self) -> None:
        self.state.now["phase"] = "running"
        self.state.now["clock"] = self.state.clock.changed(self.wall, running=True, at=0.0)
        self._retime()

    def _paused(self, reason: str = "") -> None:
        self.state.now["phase"] = "paused"
        self.state.now["clock"] = self.state.clock.changed(self.wall, running=False)

    def _resumed(self) -> None:
        self.state.now["phase"] = "running"
        self.state.now["end_offered"] = False
        self.state.now["clock"] = self.state.clock.changed(self.wall, running=True)

    def ended(self, reason: str, ending: str, overlays: tuple[str, ...]) -> None:
        if self.watch is None:
            for inject, due in self.blank.by_itself.items():
                if due <= self.at:
                    self.state.injects[inject] = OUT
                    self.out_at[inject] = due
        self.state.now.update(phase="ended", ending=ending, overlays=overlays)
        self.state.now["clock"] = self.state.clock.changed(self.wall, running=False)

    def _end_offered(self, rule: str) -> None:
        self.state.now["end_offered"] = True

    def _move_ended(self, move: str) -> None:
        self.state.now["move_ended"] = True
        if coming := next_move(self.state.moves, self.state.move):
            self._plan(coming.start * 60 - 0.001, f"jump {coming.id}", "jump", coming.id)

    def _jumped(
        self, name: str, from_at: float, to_at: float, move: str, expired: tuple[str, ...], summary: str
    ) -> None:
        self.facts.jumping = move != self.state.now["move"]
        self.state.now.update(move=move, move_ended=False, end_offered=False)
        self.state.now["clock"] = self.state.clock.changed(self.wall, at=to_at)
        self._retime()
        for inject in expired:
            self.state.injects[inject] = SKIPPED
        self._touch("move", "")
        for rule in self._every:
            self._time_rule(rule)
        self._time_move()

    def _opened(self, decision: str, owners: tuple[str, ...], due: float, inject: str = "") -> None:
        self.state.decisions[decision] = DecisionState("open", opened_at=self.at, due=due, inject=inject)
        self._plan(due, f"decision {decision}", "decision", decision)
        self.asked.append(("decision", decision, owners, self.at, due))

    def _closed(
        self, decision: str, how: str, outcomes: Mapping[str, str], defaulted: tuple[str, ...], reason: str
    ) -> None:
        self.state.decisions[decision] = replace(
            self.state.decisions[decision], status="closed", closed_at=self.at, outcomes=outcomes, how=how,
            defaulted=defaulted, before=self.state.tracks.copy(),
        )  # fmt: skip
        self._touch("decision", decision)

    def _expired(self, decision: str, missing: tuple[str, ...]) -> None:
        standing = replace(self.state.decisions[decision], status="expired", missing=missing)
        self.state.decisions[decision] = standing
        self._touch("decision", decision)

    def _rolled(self, channel: str = "", hit: bool = False, **_: object) -> None:
        if channel:
            self.state.calls[channel] = (*self.state.calls.get(channel, ()), hit)
            self._touch("channel", channel)

    def _rule_ran(self, rule: str, trigger: str) -> None:
        self.state.runs[rule] = self.state.runs.get(rule, 0) + 1
        self.state.resting[rule] = False
        if trigger in self.state.decisions:
            self.state.runs[followed(rule, trigger)] = 1
        self._touch("rule", rule)

    def _rule_passed(self, rule: str, due: float, holds: bool) -> None:
        self.state.now["timed"] = {**self.state.now["timed"], rule: due}
        self._time_rule(self.blank.watchers.by_rule[rule])

    def _rule_rested(self, rule: str) -> None:
        self.state.resting[rule] = True

    def _offered(self, inject: str, because: str) -> None:
        self.state.injects[inject] = OFFERED

    def _skipped(self, inject: str, reason: str) -> None:
        self.state.injects[inject] = SKIPPED

    def _released(
        self, inject: str, deliveries: tuple[Delivery, ...], drafts: tuple[str, ...], because: str
    ) -> None:
        out = bool(deliveries) or not drafts
        if drafts:
            standing = InjectState("released" if out else "drafted", deliveries=deliveries)
            self.state.injects[inject] = standing
        else:
            self.state.injects[inject] = OUT
        if out:
            self.out_at[inject] = self.at
            self._touch("inject", inject)

    def _draft_prepared(self, draft: str, inject: str, seat: str, delivery: Delivery, until: float) -> None:
        self.state.drafts[draft] = Draft(draft, inject, seat, delivery, until)
        self._plan(until, f"draft {draft}", "draft", draft)
        self.asked.append(("draft", draft, (seat,), self.at, until))

    def _draft_sent(self, draft: str, delivery: Delivery, edited: bool, as_simcell: bool) -> None:
        found = self.state.drafts[draft]
        self.state.drafts[draft] = replace(found, status="sent")
        standing = self.state.injects[found.inject]
        first = standing.status == "drafted"
        if first:
            self.out_at[found.inject] = self.at
        status = "released" if first else standing.status
        self.state.injects[found.inject] = InjectState(status, deliveries=(*standing.deliveries, delivery))
        self._touch("inject", found.inject)

    def _lapsed(self, draft: str) -> None:
        self.state.drafts[draft] = replace(self.state.drafts[draft], status="lapsed")


def _ended(sketch: Sketch, **fields: Any) -> None:
    sketch.ended(**fields)  # which differs by the kind of sketch


WRITERS: dict[Callable[..., Event], Callable[..., None]] = {
    ev.ExerciseStarted: Sketch._started, ev.ExercisePaused: Sketch._paused,
    ev.ExerciseResumed: Sketch._resumed, ev.ExerciseEnded: _ended, ev.EndOffered: Sketch._end_offered,
    ev.MoveEnded: Sketch._move_ended, ev.TimeJumped: Sketch._jumped, ev.DecisionOpened: Sketch._opened,
    ev.DecisionClosed: Sketch._closed, ev.DecisionExpired: Sketch._expired,
    ev.DiceRolled: Sketch._rolled, ev.RuleRan: Sketch._rule_ran,
    ev.RulePassed: Sketch._rule_passed, ev.RuleRested: Sketch._rule_rested,
    ev.InjectOffered: Sketch._offered, ev.InjectSkipped: Sketch._skipped, ev.InjectReleased: Sketch._released,
    ev.DraftPrepared: Sketch._draft_prepared, ev.DraftSent: Sketch._draft_sent,
    ev.DraftLapsed: Sketch._lapsed,
}  # fmt: skip
"""What becomes of each kind of event; the recorded way has its appliers in `tte.engine.apply`."""
