"""What reaches whom and when: injects and decisions in each ten minutes, overload, idleness, playing time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tte.engine.plan import roles_for
from tte.exercise.models import Decision, Inject
from tte.rehearse.data import Data
from tte.rehearse.findings import Load, Pace, Stretch

BLOCK = 10
"""Minutes."""
BUSY = 4.0
"""Injects and decisions for one role in ten minutes, from which on it cannot follow."""
CONTROL_BUSY = 3.0
"""Injects that go out in ten minutes, above which control cannot follow."""
IDLE = 20
"""Minutes in which nothing reaches a role, from which on it is idle."""
NOTHING = 0.2
"""Fewer items than this on average count as nothing."""
WORDS_A_MINUTE = 180
"""How fast people read on a screen and take in what they read."""

Numbers = NDArray[np.float64]


def loads(data: Data) -> tuple[Load, ...]:
    """Every role's, then control's."""
    blocks = int(-(-data.layout.opened.endex // 60 // BLOCK))
    out = _per_block(data.part("out"), blocks)
    opened = _per_block(data.part("opened"), blocks)
    specs = [data.layout.opened.specs[i] for i in data.layout.injects]
    asked = [data.layout.opened.by_decision[d] for d in data.layout.decisions]
    found = []
    for role in data.exercise.roles:
        injects = _sum(out, [role.id in recipients(data, spec) for spec in specs])
        decisions = _sum(opened, [role.id in decision.owners for decision in asked])
        found.append(_load(role.id, role.short, injects, decisions, BUSY, idle=True))
    all_out, all_opened = _sum(out, [True] * len(specs)), _sum(opened, [True] * len(asked))
    found.append(_load("control", "Control", all_out, all_opened, CONTROL_BUSY, idle=False))
    return tuple(found)


def recipients(data: Data, spec: Inject) -> tuple[str, ...]:
    """Roles that an inject may reach: all to whom it goes, but no single sender of it."""
    alone = set(spec.sender) if len(spec.sender) == 1 and not spec.variants else set()
    return tuple(r for r in roles_for(data.layout.opened, spec.to) if r not in alone)


def _per_block(tenths: NDArray[np.int16], blocks: int) -> Numbers:
    """By item and block of ten minutes: the share of plays in which it comes then."""
    found = np.zeros((tenths.shape[1], blocks))
    for item in range(tenths.shape[1]):
        times = tenths[:, item]
        at = np.minimum(times[times >= 0] // (BLOCK * 10), blocks - 1)
        found[item] = np.bincount(at, minlength=blocks)[:blocks] / max(1, len(tenths))
    return found


def _sum(per_block: Numbers, chosen: Sequence[bool]) -> Numbers:
    return np.asarray(per_block[np.array(chosen, dtype=bool)].sum(axis=0), dtype=float)


def _load(role: str, title: str, injects: Numbers, decisions: Numbers, busy: float, *, idle: bool) -> Load:
    both = injects + decisions if idle else injects
    overload = tuple(
        Stretch(start=n * BLOCK, end=(n + 1) * BLOCK, words=f"{both[n]:.1f} items in ten minutes")
        for n in range(len(both)) if both[n] > busy
    )  # fmt: skip
    return Load(
        role=role, title=title, injects=_rounded(injects), decisions=_rounded(decisions), overload=overload,
        idle=tuple(_idle(both)) if idle else (),
    )  # fmt: skip


def _rounded(values: Numbers) -> tuple[float, ...]:
    return tuple(round(float(v), 2) for v in values)


def _idle(both: Numbers) -> Iterator[Stretch]:
    """Runs of blocks in which next to nothing comes."""
    start: int | None = None
    for n, value in enumerate([*both, np.inf]):
        if value < NOTHING:
            start = n if start is None else start
        elif start is not None:
            if (n - start) * BLOCK >= IDLE:
                words = f"nothing for {(n - start) * BLOCK} minutes"
                yield Stretch(start=start * BLOCK, end=n * BLOCK, words=words)
            start = None


# --- playing time --------------------------------------------------------------------------------------


def paces(data: Data) -> tuple[Pace, ...]:
    """How long play takes by each pace; by hand and by story it is an estimate from what there is to do."""
    end = data.part("end")[:, 0] / 10
    reading = _reading(data)
    given = np.array([_given(data, d) for d in data.layout.decisions])
    made = data.part("opened") >= 0
    story = reading + made @ given
    return (
        _pace("clock", end, "by the clock, as played"),
        _pace("hand", reading + _open_time(data), "by hand: reading, and as long as decisions are open"),
        _pace(
            "story", story, "by story: reading, and each decision in turn for all the time that it is given"
        ),
    )


def _pace(pace: str, minutes: Numbers, words: str) -> Pace:
    low, median, high = (round(float(q), 1) for q in np.quantile(minutes, (0.05, 0.5, 0.95)))
    return Pace(pace=pace, low=low, median=median, high=high, words=words)


def _given(data: Data, name: str) -> float:
    cut = data.layout.opened.setup.cut if data.layout.opened.setup else None
    decision: Decision = data.layout.opened.by_decision[name]
    return cut.minutes if cut and cut.minutes is not None else decision.minutes


def _reading(data: Data) -> Numbers:
    """By play: minutes that the role with most to read needs for it."""
    went = (data.part("out") >= 0).astype(float)
    specs = [data.layout.opened.specs[i] for i in data.layout.injects]
    words = np.array([float(len((s.body or " ".join(v.body for v in s.variants)).split())) for s in specs])
    reach = np.array([[r.id in recipients(data, s) for r in data.exercise.roles] for s in specs], dtype=float)
    return np.asarray((went @ (reach * words[:, None])).max(axis=1) / WORDS_A_MINUTE)


def _open_time(data: Data) -> Numbers:
    """By play: minutes in which at least one decision is open."""
    start, stop = data.part("opened"), data.part("closed")
    stop = np.where((start >= 0) & (stop < 0), data.part("end"), stop)
    order = np.argsort(start, axis=1)
    start, stop = np.take_along_axis(start, order, 1), np.take_along_axis(stop, order, 1)
    total, until = np.zeros(len(data)), np.zeros(len(data))
    for n in range(start.shape[1]):
        known = start[:, n] >= 0
        begins = np.maximum(start[:, n], until)
        total += np.where(known, np.maximum(0, stop[:, n] - begins), 0)
        until = np.where(known, np.maximum(until, stop[:, n]), until)
    return total / 10
