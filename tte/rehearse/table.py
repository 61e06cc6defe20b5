"""What many plays of an exercise show: endings, tracks, choices, and whether the deck is in balance."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from tte.exercise.models import Exercise
from tte.rehearse.bots import POLICIES
from tte.rehearse.sample import Outcome, sample
from tte.rehearse.worth import Worth, worth_of_options

RARE, COMMON = 0.005, 0.5
"""Every ending comes out at least that often under some policy; none more often than that by lot."""
LOT, HARD = "random", "hardline"


@dataclass(frozen=True, slots=True)
class Row:
    """What the plays of one policy came to; shares are of its plays."""

    policy: str
    plays: int
    endings: Mapping[str, float]
    overlays: Mapping[str, float]
    moves: Mapping[str, float]
    """By move: the share of plays that reached it."""
    tracks: Mapping[str, float]
    """Means at EndEx."""
    choices: Mapping[str, Mapping[str, float]]
    """By decision: the share of its owners' outcomes that each option has."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One test of a deck's balance."""

    name: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Table:
    exercise: str
    title: str
    seating: str
    cut: str
    rows: tuple[Row, ...]
    gates: tuple[Gate, ...]
    worth: tuple[Worth, ...]

    @property
    def balanced(self) -> bool:
        return all(gate.passed for gate in self.gates)

    def json(self) -> str:
        return json.dumps({**asdict(self), "balanced": self.balanced}, ensure_ascii=False, indent=2)

    def text(self, *, choices: bool = False) -> str:
        """For a terminal: one line a policy, then the gates."""
        lines = [f"{self.title}: {sum(r.plays for r in self.rows)} plays by bots", ""]
        lines += [*_grid([(r.policy, {**r.endings, **r.overlays}) for r in self.rows], _percent), ""]
        lines += [*_grid([(r.policy, r.moves) for r in self.rows], _percent), ""]
        lines += [*_grid([(r.policy, r.tracks) for r in self.rows], "{:.1f}".format), ""]
        if choices:
            for decision in self.rows[0].choices if self.rows else ():
                lines += [decision, *_grid([(r.policy, r.choices[decision]) for r in self.rows], _percent)]
                lines += [*(f"  best: {w.text()}" for w in self.worth if w.decision == decision), ""]
        lines += [f"{'ok  ' if g.passed else 'FAIL'} {g.name}: {g.detail}" for g in self.gates]
        return "\n".join(lines)


def endings_table(
    exercise: Exercise,
    *,
    plays: int,
    policies: Sequence[str] = POLICIES,
    seating: str = "",
    cut: str = "",
    first_seed: int = 0,
    processes: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> Table:
    """Play an exercise many times under each policy, and tell what came of it."""
    outcomes = sample(
        exercise, plays=plays, policies=policies, seating=seating, cut=cut, first_seed=first_seed,
        processes=processes, progress=progress,
    )  # fmt: skip
    return table_of(exercise, outcomes, seating=seating, cut=cut)


def table_of(exercise: Exercise, outcomes: Sequence[Outcome], *, seating: str = "", cut: str = "") -> Table:
    """The table of plays that have been made."""
    played = dict.fromkeys(o.policy for o in outcomes)
    rows = tuple(row_of(exercise, p, [o for o in outcomes if o.policy == p], cut) for p in played)
    worth = tuple(worth_of_options(exercise, [o for o in outcomes if o.policy == LOT]))
    in_play = set().union(*(row.choices for row in rows)) if rows else set()
    worth = tuple(w for w in worth if w.decision in in_play)
    gates = tuple(_gates(exercise, {r.policy: r for r in rows}, worth))
    return Table(exercise.id, exercise.title, seating, cut, rows, gates, worth)


def row_of(exercise: Exercise, policy: str, outcomes: Sequence[Outcome], cut: str) -> Row:
    n = len(outcomes)
    chosen_cut = next((c for c in exercise.cuts if c.id == cut), None)
    moves = [m.id for m in (chosen_cut.moves if chosen_cut else exercise.moves)]
    ends = Counter(o.ending for o in outcomes)
    lays = Counter(e for o in outcomes for e in o.overlays)
    choices: dict[str, Counter[str]] = {
        d.id: Counter() for d in exercise.decisions if chosen_cut is None or d.id in chosen_cut.decisions
    }
    for outcome in outcomes:
        for chosen in outcome.decisions:
            choices[chosen.decision].update(chosen.outcomes.values())
    return Row(
        policy=policy,
        plays=n,
        endings={e.id: ends[e.id] / n for e in exercise.endings if not e.overlay},
        overlays={e.id: lays[e.id] / n for e in exercise.endings if e.overlay},
        moves={m: sum(moves.index(o.move) >= i for o in outcomes) / n for i, m in enumerate(moves)},
        tracks={t.id: sum(o.tracks[t.id] for o in outcomes) / n for t in exercise.tracks},
        choices={
            d.id: {key: choices[d.id][key] / max(1, choices[d.id].total()) for key in d.options}
            for d in exercise.decisions
            if d.id in choices
        },
    )


# --- balance -------------------------------------------------------------------------------------------


def _gates(exercise: Exercise, rows: Mapping[str, Row], worth: Sequence[Worth]) -> Iterable[Gate]:
    if rows:
        yield _every_ending(exercise, rows.values())
    if lot := rows.get(LOT):
        yield _no_ending_too_often(lot)
    if hard := rows.get(HARD):
        yield _hard_line_gets_on(hard)
    if rows:
        yield _every_option(exercise, rows.values())
    if lot:
        never = [w for w in worth if not w.best_somewhere]
        words = "; ".join(w.text() for w in never) or "every option is best for its owner somewhere"
        yield Gate("no option is never best", not never, words)


def _every_ending(exercise: Exercise, rows: Iterable[Row]) -> Gate:
    best = {
        e.id: max((({**r.endings, **r.overlays}[e.id], r.policy) for r in rows), key=lambda pair: pair[0])
        for e in exercise.endings
    }
    words = ", ".join(f"{e} {_percent(share)} ({policy})" for e, (share, policy) in best.items())
    return Gate("every ending comes out", all(share >= RARE for share, _ in best.values()), words)


def _every_option(exercise: Exercise, rows: Iterable[Row]) -> Gate:
    unused = [
        f"{decision.id} {option}"
        for decision in exercise.decisions
        for option in decision.options
        if not any(row.choices.get(decision.id, {option: 1.0})[option] for row in rows)
    ]
    return Gate("every option is chosen", not unused, ", ".join(unused) or "all are")


def _no_ending_too_often(lot: Row) -> Gate:
    ending, share = max(lot.endings.items(), key=lambda pair: pair[1])
    return Gate("no ending too often by lot", share <= COMMON, f"most often {ending}, {_percent(share)}")


def _hard_line_gets_on(hard: Row) -> Gate:
    second = list(hard.moves.items())[1:2]
    if not second:
        return Gate("hard-line play reaches the second move", True, "there is one move")
    move, share = second[0]
    return Gate("hard-line play reaches the second move", share == 1.0, f"{_percent(share)} reach {move}")


# --- text ----------------------------------------------------------------------------------------------


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _grid(rows: Sequence[tuple[str, Mapping[str, float]]], cell: Callable[[float], str]) -> list[str]:
    names = list(dict.fromkeys(name for _, values in rows for name in values))
    label = max((len(policy) for policy, _ in rows), default=0)
    width = [max(6, len(name)) for name in names]
    lines = [" " * label + "".join(f"  {name:>{w}}" for name, w in zip(names, width, strict=True))]
    for policy, values in rows:
        cells = (f"  {cell(values[name]):>{w}}" for name, w in zip(names, width, strict=True))
        lines.append(f"{policy:<{label}}{''.join(cells)}")
    return lines
