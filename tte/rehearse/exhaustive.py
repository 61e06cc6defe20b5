"""Every choice and every fall of the dice, for a small deck or a cut; situations that are alike are one.

Owners answer at a fixed moment, all of a decision at once: alone with every option that is open to them, at a
joint table with every option that it can settle on. Nobody is late or silent. Chance is weighed as the deck
says, and choices as if each were as likely as the next, so that shares are those of plays by lot. Two
situations are alike if they are at the same time and nothing that conditions can still ask about differs.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, product

from tte.engine.blank import Blank
from tte.engine.endings import ending_of
from tte.engine.sketch import Sketch
from tte.engine.watching import conditions_of
from tte.exercise.conditions import compile_condition
from tte.exercise.models import MARKING, Decision, Exercise
from tte.rehearse.findings import Record

MOMENT = 0.55
"""When owners answer and drafts are sent, as a share of the time given."""
Act = tuple[float, int, str, str]
"""When (s), in what order, `decision` or `draft`, and which."""


class EndingReached(Record):
    id: str
    title: str
    share: float
    """Of plays by lot, as far as they were followed."""
    ways: str
    """How many different ways lead there, as a whole number."""


class Explored(Record):
    """What was gone through, and where it led."""

    schema_version: int = 1
    marking: str
    exercise: str
    title: str
    seating: str
    cut: str
    situations: int
    merged: int
    ways: str
    """Ways to an end, as a whole number."""
    covered: float
    """The share of plays by lot that was followed to their end."""
    followed_to: float
    """Everything has been followed up to this minute."""
    complete: bool
    interrupted: bool
    endings: tuple[EndingReached, ...]
    tracks: dict[str, tuple[int, int]]
    """Lowest and highest value at EndEx."""

    def text(self) -> str:
        """For a terminal."""
        end = f"{100 * self.covered:.2f}% of plays by lot to their end"
        what = "everything" if self.complete else f"everything up to T+{self.followed_to:.1f} min, {end}"
        lines = [
            f"{self.title}: every choice and every fall of the dice, seating {self.seating}"
            + (f", cut {self.cut}" if self.cut else ""),
            f"Covered: {what}; {self.situations:,} situations, {self.merged:,} more were like one of these, "
            f"{int(self.ways):,} ways to an end.",
        ]
        if not self.complete:
            lines.append(
                "Stopped by the keyboard."
                if self.interrupted
                else f"Stopped at the bound of {self.situations:,} situations; decisions multiply them. "
                "A larger --bound goes some minutes on; a shorter --cut may be gone through whole."
            )
        if not self.covered and not self.complete:
            lines.append(
                f"No way was followed to its end: nothing is said of endings, nor of what comes after "
                f"T+{self.followed_to:.0f} min. For those rehearse with bots."
            )
        elif not self.complete:
            lines.append(
                "What was not reached may still be reachable: shares and ranges are of what was followed."
            )
        for ending in self.endings if self.covered else ():
            known = "unreachable" if self.complete else "not reached"
            how = f"{100 * ending.share:.2f}% in {int(ending.ways):,} ways" if ending.share else known
            lines.append(f"  {ending.id} {ending.title}: {how}")
        lines += [f"  {track} ends between {low} and {high}" for track, (low, high) in self.tracks.items()]
        lines.append("Everybody answers in time; no words of their own.")
        return "\n".join(lines)


@dataclass(slots=True)
class _Node:
    """A situation, how likely plays by lot come to it, and in how many ways."""

    sketch: Sketch
    acts: list[Act]
    wall: int
    share: float
    ways: int


@dataclass(slots=True)
class _Oracle:
    """Dice that fall as told, then each to a hit; it remembers what was asked."""

    told: tuple[bool, ...]
    fallen: list[bool] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)

    def __call__(self, key: str, chance: float) -> bool:
        number = len(self.fallen)
        hit = self.told[number] if number < len(self.told) else chance > 0
        self.fallen.append(hit)
        self.chances.append(chance)
        return hit

    @property
    def share(self) -> float:
        total = 1.0
        for hit, chance in zip(self.fallen, self.chances, strict=True):
            total *= chance if hit else 1 - chance
        return total

    def others(self) -> Iterator[tuple[bool, ...]]:
        """What else could have fallen, from the first die that was not told."""
        for number in range(len(self.told), len(self.fallen)):
            if 0 < self.chances[number] < 1:
                yield (*self.fallen[:number], False)


class _Explorer:
    def __init__(self, exercise: Exercise, blank: Blank) -> None:
        self.exercise = exercise
        self.blank = blank
        compiled = [compile_condition(text) for text in conditions_of(exercise)]
        self.decisions = frozenset().union(*(c.decisions for c in compiled))
        self.injects = frozenset().union(*(c.injects for c in compiled))
        counted = frozenset().union(*(c.rules for c in compiled))
        self.rules = tuple(r.id for r in exercise.rules if r.id in counted or r.offers_end_on is not None)
        self.open: dict[Hashable, _Node] = {}
        self.queue: list[tuple[int, int, Hashable]] = []
        self.numbers = count()
        self.merged = self.situations = self.ways = 0
        self.covered = self.followed_to = 0.0
        self.ends_share: dict[str, float] = {e.id: 0.0 for e in exercise.endings}
        self.ends_ways: dict[str, int] = {e.id: 0 for e in exercise.endings}
        self.range: dict[str, tuple[int, int]] = {}

    def begin(self) -> None:
        for sketch, share in self._branches(Sketch(self.blank, 0), 0, Sketch.start):
            self._add(sketch, [], 0, share, 1)

    def step(self) -> None:
        """Go on from the earliest situation."""
        _, _, key = heapq.heappop(self.queue)
        node = self.open.pop(key)
        self.followed_to = max(self.followed_to, node.sketch.at)
        self.situations += 1
        phase = node.sketch.state.phase
        if phase == "ended":
            self._close(node)
        elif phase == "paused":
            offered = node.sketch.state.now["end_offered"]
            self._go(node, node.wall, Sketch.tick if offered else Sketch.resume, 1.0)
        else:
            self._next(node)

    def _next(self, node: _Node) -> None:
        sketch = node.sketch
        due, acting = sketch.next_due(), node.acts[0][0] if node.acts else None
        if due is None and acting is None:
            wall = max(node.wall, sketch.state.clock.wall_of(sketch.state.endex))
            self._go(node, wall, _tick_and_end, 1.0)
        elif acting is None or (due is not None and due <= acting):
            self._go(node, max(node.wall, sketch.state.clock.wall_of(due or 0.0)), Sketch.tick, 1.0)
        else:
            self._act(node, heapq.heappop(node.acts))

    def _act(self, node: _Node, act: Act) -> None:
        at, _, what, name = act
        wall, state = max(node.wall, node.sketch.state.clock.wall_of(at)), node.sketch.state
        if what == "draft":
            waits = state.drafts[name].status == "waiting"
            self._go(node, wall, (lambda s: s.send_draft(name)) if waits else _nothing, 1.0)
            return
        if state.decisions[name].status != "open":
            self._go(node, wall, _nothing, 1.0)
            return
        decision = state.by_decision[name]
        node.sketch.leap(wall)
        answers = list(self._answers(decision, node.sketch))
        for given in answers:
            self._go(node, wall, _answering(name, given), 1 / len(answers))

    def _answers(self, decision: Decision, sketch: Sketch) -> Iterator[dict[str, str]]:
        """What owners can answer together."""
        open_now = [key for key, option in decision.options.items() if sketch.holds(option.needs)]
        if decision.mode == "joint":
            yield from (dict.fromkeys(decision.owners, key) for key in open_now)
        else:
            for keys in product(open_now, repeat=len(decision.owners)):
                yield dict(zip(decision.owners, keys, strict=True))

    def _go(self, node: _Node, wall: int, deed: Callable[[Sketch], None], share: float) -> None:
        for sketch, chance in self._branches(node.sketch, wall, deed):
            self._add(sketch, node.acts.copy(), wall, node.share * share * chance, node.ways)

    def _branches(
        self, sketch: Sketch, wall: int, deed: Callable[[Sketch], None]
    ) -> Iterator[tuple[Sketch, float]]:
        """What a deed leads to, by every fall of the dice in it."""
        waiting: list[tuple[bool, ...]] = [()]
        while waiting:
            oracle = _Oracle(waiting.pop())
            twin = sketch.copy()
            twin.dice = oracle
            twin.leap(wall)
            deed(twin)
            waiting += oracle.others()
            yield twin, oracle.share

    def _add(self, sketch: Sketch, acts: list[Act], wall: int, share: float, ways: int) -> None:
        for what, name, _, start, until in sketch.asked:
            heapq.heappush(acts, (round(start + MOMENT * (until - start)), len(sketch.moved), what, name))
        sketch.asked = []
        key = self._key(sketch, acts, wall)
        if known := self.open.get(key):
            known.share += share
            known.ways += ways
            self.merged += 1
            return
        self.open[key] = _Node(sketch, acts, wall, share, ways)
        heapq.heappush(self.queue, (wall, next(self.numbers), key))

    def _key(self, sketch: Sketch, acts: Iterable[Act], wall: int) -> Hashable:
        """Everything that can still make a difference."""
        state, now = sketch.state, sketch.state.now
        return (
            wall, now["phase"], now["move"], now["move_ended"], now["end_offered"], now["clock"],
            tuple(now["timed"].items()), tuple(state.tracks.values()),
            tuple(self._standing(sketch, d) for d in state.decisions),
            tuple(
                s.status if i in self.injects or s.status in ("waiting", "ready", "drafted") else ""
                for i, s in state.injects.items()
            ),
            tuple(d.id for d in state.drafts.values() if d.status == "waiting"),
            tuple(state.runs.get(rule, 0) for rule in self.rules),
            tuple(state.resting.items()),
            tuple((c, fallen[-1], all(fallen)) for c, fallen in state.calls.items()),
            tuple((at, what, name) for at, _, what, name in sorted(acts)),
        )  # fmt: skip

    def _standing(self, sketch: Sketch, decision: str) -> Hashable:
        standing = sketch.state.decisions[decision]
        asked = decision in self.decisions and standing.status == "closed"
        return standing.status, (tuple(standing.outcomes.items()), standing.defaulted) if asked else ()

    def _close(self, node: _Node) -> None:
        state = node.sketch.state
        ending, overlays = ending_of(state, node.sketch.at)
        for name in (ending, *overlays):
            if name:
                self.ends_share[name] += node.share
                self.ends_ways[name] += node.ways
        self.covered += node.share
        self.ways += node.ways
        for track, value in state.tracks.items():
            low, high = self.range.get(track, (value, value))
            self.range[track] = min(low, value), max(high, value)


def _tick_and_end(sketch: Sketch) -> None:
    sketch.tick()
    if sketch.state.phase == "running" and sketch.next_due() is None:
        sketch.end("planned EndEx")


def _nothing(sketch: Sketch) -> None:
    return


def _answering(decision: str, given: dict[str, str]) -> Callable[[Sketch], None]:
    def answer(sketch: Sketch) -> None:
        for owner, choice in given.items():
            if sketch.state.phase == "running" and sketch.state.decisions[decision].status == "open":
                sketch.stirred = False
                sketch.answer(decision, owner, choice)

    return answer


def explore(
    exercise: Exercise,
    *,
    seating: str = "",
    cut: str = "",
    bound: int = 20_000,
    say: Callable[[int], None] = lambda done: None,
) -> Explored:
    """Go through everything that can come, up to so many situations. Raises Refused."""
    explorer = _Explorer(exercise, Blank(exercise, seating, cut))
    interrupted = False
    try:
        explorer.begin()
        while explorer.queue and explorer.situations < bound:
            explorer.step()
            if explorer.situations % 100 == 0:
                say(explorer.situations)
    except KeyboardInterrupt:
        interrupted = True
    endings = tuple(
        EndingReached(
            id=e.id, title=e.title, share=explorer.ends_share[e.id], ways=str(explorer.ends_ways[e.id])
        )
        for e in exercise.endings
    )
    return Explored(
        marking=MARKING, exercise=exercise.id, title=exercise.title,
        seating=seating or exercise.seatings[0].id, cut=cut, situations=explorer.situations,
        merged=explorer.merged, ways=str(explorer.ways), covered=min(1.0, explorer.covered),
        followed_to=explorer.followed_to / 60, complete=not explorer.queue and not interrupted,
        interrupted=interrupted, endings=endings, tracks=explorer.range,
    )  # fmt: skip
