"""What many plays of an exercise show, in short: endings, tracks, choices, and balance."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from tte.exercise.models import Exercise
from tte.rehearse.bots import USUAL
from tte.rehearse.data import Data
from tte.rehearse.findings import GateResult
from tte.rehearse.rehearsal import Extras, findings_of
from tte.rehearse.sample import Plan, Sample, run_plays


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

    @property
    def balanced(self) -> bool:
        return all(gate.passed for gate in self.gates)

    def json(self) -> str:
        return json.dumps({**asdict(self), "balanced": self.balanced}, ensure_ascii=False, indent=2)

    def text(self, *, choices: bool = False) -> str:
        """For a terminal: one line a policy, then the gates."""
        lines = [f"{self.title}: {sum(r.plays for r in self.rows)} plays by bots", ""]
        lines += [*grid([(r.policy, {**r.endings, **r.overlays}) for r in self.rows], percent), ""]
        lines += [*grid([(r.policy, r.moves) for r in self.rows], percent), ""]
        lines += [*grid([(r.policy, r.tracks) for r in self.rows], "{:.1f}".format), ""]
        if choices:
            for decision in self.rows[0].choices if self.rows else ():
                lines += [decision, *grid([(r.policy, r.choices[decision]) for r in self.rows], percent), ""]
        return "\n".join([*lines, *gate_lines(self.gates)])


def endings_table(
    exercise: Exercise,
    *,
    plays: int,
    policies: Sequence[str] = USUAL,
    seating: str = "",
    cut: str = "",
    first_seed: int = 0,
    processes: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> Table:
    """Play an exercise many times under each policy, and tell what came of it."""
    plan = Plan(plays * len(policies), tuple(policies), seating, cut, first_seed)
    return table_of(exercise, run_plays(exercise, plan, processes, progress))


def table_of(exercise: Exercise, sample: Sample) -> Table:
    """The table of plays that have been made."""
    found = findings_of(exercise, sample, extras=Extras(why_never=False, sensitivity=0))
    data = Data(sample)
    final = data.part("final")
    rows = []
    for policy in found.policies:
        p, own = policy.id, data.masks[policy.id]
        choices: dict[str, dict[str, float]] = {}
        for option in found.options:
            choices.setdefault(option.decision, {})[option.option] = option.shares[p]
        rows.append(
            Row(
                policy=p, plays=policy.plays,
                endings={e.id: e.shares[p] for e in found.endings if not e.kind},
                overlays={e.id: e.shares[p] for e in found.endings if e.kind},
                moves={m.id: m.shares[p] for m in found.moves},
                tracks={t: float(final[own, n].mean()) for n, t in enumerate(data.layout.tracks)},
                choices=choices,
            )
        )  # fmt: skip
    gates = tuple(Gate(g.words, g.passed, g.detail) for g in found.gates)
    return Table(exercise.id, exercise.title, found.seating, found.cut, tuple(rows), gates)


# --- text ----------------------------------------------------------------------------------------------


def gate_lines(gates: Iterable[Gate | GateResult]) -> list[str]:
    """A line for each gate."""
    return [
        f"{'ok  ' if g.passed else 'FAIL'} {g.name if isinstance(g, Gate) else g.words}: {g.detail}"
        for g in gates
    ]


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def grid(rows: Sequence[tuple[str, Mapping[str, float]]], cell: Callable[[float], str]) -> list[str]:
    """Lines with a column for each name."""
    names = list(dict.fromkeys(name for _, values in rows for name in values))
    label = max((len(policy) for policy, _ in rows), default=0)
    width = [max(6, len(name)) for name in names]
    lines = [" " * label + "".join(f"  {name:>{w}}" for name, w in zip(names, width, strict=True))]
    for policy, values in rows:
        cells = (f"  {cell(values[name]):>{w}}" for name, w in zip(names, width, strict=True))
        lines.append(f"{policy:<{label}}{''.join(cells)}")
    return lines
