"""How often things come out: endings, moves, injects, rules, decisions and options, by policy."""

from __future__ import annotations

import numpy as np

from tte.exercise.models import Rule
from tte.rehearse.data import Data, Ints, Mask
from tte.rehearse.findings import DecisionOften, Fan, Often, OptionOften

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def endings(data: Data) -> tuple[Often, ...]:
    """Endings in the deck's order, and overlays."""
    layout, ended = data.layout, data.part("ending")[:, 0]
    found = []
    for ending in data.exercise.endings:
        if ending.overlay:
            mask: Mask = np.asarray(data.part("overlays")[:, layout.overlays.index(ending.id)] > 0)
        else:
            mask = np.asarray(ended == layout.endings.index(ending.id))
        kind = "overlay" if ending.overlay else ""
        found.append(Often(id=ending.id, title=ending.title, shares=data.shares(mask), kind=kind))
    return tuple(found)


def moves(data: Data) -> tuple[Often, ...]:
    """The share of plays that reach each move."""
    reached = data.part("move")[:, 0]
    return tuple(
        Often(id=m.id, title=m.title, shares=data.shares(np.asarray(reached >= n)))
        for n, m in enumerate(data.layout.opened.moves)
    )


def injects(data: Data) -> tuple[Often, ...]:
    """The share of plays in which each inject goes out (or is offered), and when on average."""
    out, offered = data.part("out"), data.part("offered")
    found = []
    for number, inject in enumerate(data.layout.injects):
        spec, went = data.layout.opened.specs[inject], out[:, number] >= 0
        found.append(
            Often(
                id=inject, title=spec.title, shares=data.shares(went | (offered[:, number] > 0)),
                kind=spec.event, minute=_mean_minute(out[:, number]),
            )
        )  # fmt: skip
    return tuple(found)


def _mean_minute(tenths: Ints) -> float | None:
    known = tenths[tenths >= 0]
    return round(float(known.mean()) / 10, 1) if len(known) else None


def rules(data: Data) -> tuple[Often, ...]:
    """The share of plays in which each rule runs at least once."""
    runs = data.part("runs")
    return tuple(
        Often(id=r.id, title=r.title, shares=data.shares(runs[:, n] > 0), kind=trigger_of(r))
        for n, r in enumerate(data.exercise.rules)
    )


def trigger_of(rule: Rule) -> str:
    """What a rule waits for, in a word."""
    if rule.after:
        return "after"
    if rule.on:
        return rule.on
    if rule.at is not None:
        return "at"
    return "every" if rule.every is not None else "condition"


def decisions(data: Data) -> tuple[DecisionOften, ...]:
    """How often each decision is opened, decided, and missed by one of its owners."""
    opened, closed = data.part("opened"), data.part("closed")
    found = []
    for number, name in enumerate(data.layout.decisions):
        places = [n for n, (d, _) in enumerate(data.layout.owners) if d == name]
        missed: Mask = np.asarray(data.defaulted[:, places].any(axis=1))
        found.append(
            DecisionOften(
                id=name, title=data.layout.opened.by_decision[name].title,
                opened=data.shares(np.asarray(opened[:, number] >= 0)),
                decided=data.shares(np.asarray(closed[:, number] >= 0)),
                missed=data.shares(missed),
            )
        )  # fmt: skip
    return tuple(found)


def options(data: Data) -> tuple[OptionOften, ...]:
    """What the owners' decisions came to; shares are of those that were decided."""
    found = []
    for name in data.layout.decisions:
        decision = data.layout.opened.by_decision[name]
        places = [n for n, (d, _) in enumerate(data.layout.owners) if d == name]
        chosen = data.choices[:, places]
        for number, (key, option) in enumerate(decision.options.items()):
            shares = {}
            for policy, own in data.masks.items():
                made = chosen[own]
                decided = int((made >= 0).sum())
                shares[policy] = float((made == number).sum()) / decided if decided else 0.0
            found.append(
                OptionOften(
                    decision=name, option=key, title=option.title, shares=shares, unilateral=option.unilateral
                )
            )
    return tuple(found)


def fans(data: Data) -> tuple[Fan, ...]:
    """Each track over time. A play that has ended keeps its last values."""
    minutes = tuple(mark / 10 for mark in data.layout.grid)
    found = []
    for number, track in enumerate(data.exercise.tracks):
        values = np.ascontiguousarray(data.path[:, :, number].T)  # far apart in the rows: gathered once
        quantiles = np.quantile(values, QUANTILES, axis=1)
        found.append(
            Fan(
                track=track.id, name=track.name, low=track.low, high=track.high, minutes=minutes,
                quantiles={f"{q:g}": tuple(map(float, quantiles[k])) for k, q in enumerate(QUANTILES)},
                medians={
                    p: tuple(map(float, np.median(values[:, own], axis=1))) for p, own in data.masks.items()
                },
            )
        )  # fmt: skip
    return tuple(found)
