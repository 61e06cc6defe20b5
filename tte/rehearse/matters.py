"""What matters for the ending: decisions, starting values, and the plays that surprise.

How much a decision tells about the ending is their mutual information (Cover and Thomas, Elements of
Information Theory, 2.28), I(D;E) = sum p(d,e) log2 p(d,e)/p(d)p(e), less what chance alone gives on average,
(|D|-1)(|E|-1)/(2 N ln 2) (Miller 1955). Whether it is more than chance is the G test: 2 N ln 2 I is about
chi-squared with (|D|-1)(|E|-1) degrees of freedom, whose tail is taken by Wilson and Hilferty (1931).
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tte.rehearse.bots import IMITATING
from tte.rehearse.data import Data
from tte.rehearse.findings import Matter, Path, Sensitivity
from tte.rehearse.rows import ABSENT
from tte.rehearse.sample import Say, Stage, Task, run_tasks

LEAST = 200
"""Plays, below which nothing is said about what matters."""
RARE = 0.02
"""An ending in fewer of a policy's plays is worth reading."""
READ = 8
"""How many surprising plays are named."""


def matters(data: Data) -> tuple[Matter, ...]:
    """Each decision (each owner's, where they answer separately), by how much it tells about the ending."""
    lot = data.lot
    ended = data.part("ending")[lot, 0].astype(np.int64)
    if len(ended) < LEAST:
        return ()
    entropy = _entropy(np.bincount(ended))
    found = []
    for place, (decision, owner) in _asked(data):
        chosen = data.choices[lot, place].astype(np.int64) + 1  # 0: not decided
        table = np.zeros((int(chosen.max()) + 1, int(ended.max()) + 1))
        np.add.at(table, (chosen, ended), 1)
        bits, freedom = mutual_information(table)
        chance = chi_tail(2 * len(ended) * math.log(2) * bits, freedom)
        bits = max(0.0, bits - freedom / (2 * len(ended) * math.log(2)))
        title = data.layout.opened.by_decision[decision].title
        share = bits / entropy if entropy else 0.0
        found.append(
            Matter(decision=decision, owner=owner, title=title, bits=bits, share=share, by_chance=chance)
        )
    return tuple(sorted(found, key=lambda m: (-m.bits, m.decision, m.owner)))


def _asked(data: Data) -> Iterator[tuple[int, tuple[str, str]]]:
    """The places of outcomes: one for a joint decision, whose owners all have the same."""
    seen = set()
    for place, (decision, owner) in enumerate(data.layout.owners):
        one = data.layout.opened.by_decision[decision].mode == "joint"
        if one and decision in seen:
            continue
        seen.add(decision)
        yield place, (decision, "" if one else owner)


def mutual_information(table: NDArray[np.float64]) -> tuple[float, int]:
    """Of a table of counts: bits, and degrees of freedom of its G test."""
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    p = table / table.sum()
    expected = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    some = p > 0
    bits = float((p[some] * np.log2(p[some] / expected[some])).sum())
    return bits, (table.shape[0] - 1) * (table.shape[1] - 1)


def _entropy(counts: NDArray[np.int64]) -> float:
    p = counts[counts > 0] / counts.sum()
    return float(-(p * np.log2(p)).sum())


def chi_tail(value: float, freedom: int) -> float:
    """About the chance that chi-squared with so many degrees of freedom is at least that."""
    if freedom <= 0:
        return 1.0
    spread = 2 / (9 * freedom)
    z = ((value / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return 0.5 * math.erfc(z / math.sqrt(2))


def sensitivity(stage: Stage, data: Data, plays: int, jobs: int, say: Say) -> Iterator[Sensitivity]:
    """Each track a step lower and a step higher at StartEx: how many plays of the same seeds end otherwise.

    Under `mixed` bots if they played, else under the first policy. Raises ProcessDied.
    """
    policy = "mixed" if "mixed" in data.policies else data.policies[0]
    own = np.flatnonzero(data.masks[policy])[:plays]
    usual = data.part("ending")[own, 0]
    starts = [
        (track.id, start)
        for track in stage.exercise.tracks
        for start in (track.start - 1, track.start + 1)
        if track.low <= start <= track.high
    ]
    tasks = [Task(policy, stage.plan.first_seed, len(own), (start,), whole=False) for start in starts]
    for done, (start, rows) in enumerate(zip(starts, run_tasks(stage, tasks, jobs), strict=True), 1):
        ended = np.frombuffer(rows, dtype=np.int16)
        changes = {
            e: float((ended == n).mean() - (usual == n).mean()) for n, e in enumerate(data.layout.endings)
        }
        say(done)
        yield Sensitivity(
            track=start[0], start=start[1], plays=len(own), changed=float((ended != usual).mean()),
            endings={e: round(change, 4) for e, change in changes.items() if change},
        )  # fmt: skip


def surprising(data: Data, name: str) -> tuple[Path, ...]:
    """Plays that are worth reading: rare endings, and the choices that are least usual for their policy."""
    bits = _surprise(data)
    ended, layout = data.part("ending")[:, 0], data.layout
    found: dict[int, str] = {}
    for number, ending in enumerate(layout.endings):
        for policy, own in data.masks.items():
            plays = np.flatnonzero(own & (ended == number))
            share = len(plays) / max(1, int(own.sum()))
            if 0 < share < RARE and len(found) < READ // 2 + 1:
                usual = int(plays[np.argmin(bits[plays])])
                found.setdefault(usual, f"{ending} comes out in only {100 * share:.1f}% of {policy} plays")
    for play in np.argsort(-bits)[: READ - len(found)]:
        found.setdefault(int(play), "its choices are the least usual for its bots")
    found = {
        play: why for play, why in found.items() if data.policy[play] != IMITATING
    }  # no line plays these
    return tuple(_path(data, play, why, float(bits[play]), name) for play, why in found.items())


def _surprise(data: Data) -> NDArray[np.float64]:
    """By play: bits of its choices beyond the mean of its policy, each owner's on its own."""
    total = np.zeros(len(data))
    for own in data.masks.values():
        chosen = data.choices[own]
        bits = np.zeros(len(chosen))
        for place, _ in _asked(data):
            column = chosen[:, place]
            made = column != ABSENT
            counts = np.bincount(column[made].astype(np.int64), minlength=1)
            if counts.sum():
                p = counts / counts.sum()
                bits[made] -= np.log2(p[column[made]])
        total[own] = bits - bits.mean()
    return total


def _path(data: Data, play: int, why: str, bits: float, name: str) -> Path:
    plan, policy = data.sample.plan, str(data.policy[play])
    seed = data.seeds[play]
    words = ["tte", "play", name, "--seed", str(seed), "--bots", policy]
    words += ["--seating", plan.seating] if plan.seating else []
    words += ["--cut", plan.cut] if plan.cut else []
    ending = int(data.part("ending")[play, 0])
    return Path(
        seed=seed, policy=policy, ending=data.layout.endings[ending] if ending >= 0 else "", bits=bits,
        why=why, command=shlex.join(words),
    )  # fmt: skip
