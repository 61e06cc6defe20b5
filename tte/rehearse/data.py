"""The rows of many plays as columns of numbers, by the names of what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tte.rehearse.rows import DEFAULTED, Layout
from tte.rehearse.sample import Sample

Ints = NDArray[np.int16]
Mask = NDArray[np.bool_]


class Data:
    """All plays of a sample. Arrays have a row for each play."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.layout: Layout = sample.layout
        self.exercise = sample.layout.exercise
        self.rows: Ints = np.frombuffer(sample.rows, dtype=np.int16).reshape(len(sample), self.layout.width)
        self.policy = np.array(sample.policies, dtype=object)
        self.seeds: Sequence[int] = sample.seeds
        self.policies = tuple(p for p in sample.plan.policies if p in set(sample.policies))

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, name: str) -> Ints:
        """The columns of one part of the layout."""
        start, stop = self.layout.place(name)
        return self.rows[:, start:stop]

    @cached_property
    def masks(self) -> dict[str, Mask]:
        """By policy: which plays are its own."""
        return {p: np.asarray(self.policy == p) for p in self.policies}

    @property
    def lot(self) -> Mask:
        """The plays by lot, where a choice is mixed up with nothing else; all plays if there are none."""
        return self.masks.get("random", np.ones(len(self), dtype=bool))

    @cached_property
    def path(self) -> Ints:
        """Values of the tracks: play, time of the grid, track."""
        shape = (len(self), len(self.layout.grid), len(self.layout.tracks))
        return self.part("path").reshape(shape)

    @cached_property
    def before(self) -> Ints:
        """Values of the tracks when each decision closed: play, decision, track."""
        shape = (len(self), len(self.layout.decisions), len(self.layout.tracks))
        return self.part("before").reshape(shape)

    @cached_property
    def choices(self) -> Ints:
        """By play and owner's place: the number of the option that came of it; below 0 where undecided."""
        raw = self.part("outcomes")
        return np.where(raw >= DEFAULTED, raw - DEFAULTED, raw)

    @cached_property
    def defaulted(self) -> Mask:
        """By play and owner's place: whether the owner missed the deadline."""
        return np.asarray(self.part("outcomes") >= DEFAULTED)

    def shares(self, mask: Mask) -> dict[str, float]:
        """By policy: in which share of its plays this holds."""
        return {p: float(mask[own].mean()) for p, own in self.masks.items()}
