"""What a rehearsal shows, as records: the same for text, JSON and HTML. Shares are 0 to 1, times minutes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

Shares = dict[str, float]
"""By policy, a share of its plays."""


class Record(BaseModel):
    """Base of what is found."""

    model_config = ConfigDict(frozen=True)


class Policy(Record):
    id: str
    plays: int


class Often(Record):
    """How often something comes out."""

    id: str
    title: str
    shares: Shares
    kind: str = ""
    """For an ending `overlay` or empty; for an inject its event; for a rule its trigger."""
    minute: float | None = None
    """The mean minute at which it does."""


class OptionOften(Record):
    """How often an option is what an owner's decision came to; shares are of decided plays."""

    decision: str
    option: str
    title: str
    shares: Shares
    unilateral: bool = False


class DecisionOften(Record):
    """How decisions go: opened and decided in which share of plays, and missed by its owners."""

    id: str
    title: str
    opened: Shares
    decided: Shares
    missed: Shares


class Conjunct(Record):
    """A part of a condition, and the share of looked-at plays in which it ever held."""

    text: str
    held: float


class Never(Record):
    """What never came out in any play, and why."""

    what: str
    id: str
    title: str
    why: str
    parts: tuple[Conjunct, ...] = ()


class Fan(Record):
    """A track over time: quantiles of all plays at each minute, and each policy's median."""

    track: str
    name: str
    low: int
    high: int
    minutes: tuple[float, ...]
    quantiles: dict[str, tuple[float, ...]]
    medians: dict[str, tuple[float, ...]]


class Stretch(Record):
    """From minute to minute."""

    start: float
    end: float
    words: str


class Load(Record):
    """What reaches a role, or control, in each ten minutes: means over all plays."""

    role: str
    title: str
    injects: tuple[float, ...]
    decisions: tuple[float, ...]
    overload: tuple[Stretch, ...] = ()
    idle: tuple[Stretch, ...] = ()


class Pace(Record):
    """How long play takes: minutes, as quantiles of all plays."""

    pace: str
    low: float
    median: float
    high: float
    words: str


class WorthOf(Record):
    """Whether an option is anywhere the best that its owner can do."""

    decision: str
    option: str
    best_somewhere: bool
    words: str
    known: bool = True
    """Whether it was chosen often enough to tell."""


class Dominated(Record):
    """An option that another one is better than, or as good as, in everything that was measured."""

    decision: str
    owner: str
    option: str
    by: str
    words: str


class Matter(Record):
    """How much a decision tells about the ending, in bits, and as a share of what there is to tell."""

    decision: str
    owner: str
    title: str
    bits: float
    share: float
    by_chance: float
    """Chance of as much where the decision has nothing to do with the ending."""


class Sensitivity(Record):
    """What another starting value does to the endings, on the same seeds."""

    track: str
    start: int
    plays: int
    changed: float
    """Share of plays that end otherwise."""
    endings: dict[str, float]
    """By ending: the change of its share."""


class Path(Record):
    """A play that is worth reading, and the line that plays it again."""

    seed: int
    policy: str
    ending: str
    bits: float
    """How surprising its choices are, beyond what is usual under its policy."""
    why: str
    command: str


class GateResult(Record):
    """A balance gate and whether it is kept."""

    words: str
    passed: bool
    detail: str
    of_author: bool


class Findings(Record):
    """All that a rehearsal shows of an exercise."""

    schema_version: int = 1
    marking: str
    exercise: str
    title: str
    version: str
    seating: str
    cut: str
    asked: int
    plays: int
    interrupted: bool
    """There is less than was asked for."""
    stopped: str = ""
    """Why, in words; empty where it is all there."""
    first_seed: int
    policies: tuple[Policy, ...]
    planned: float
    """Planned EndEx."""
    endings: tuple[Often, ...]
    moves: tuple[Often, ...]
    injects: tuple[Often, ...]
    rules: tuple[Often, ...]
    decisions: tuple[DecisionOften, ...]
    options: tuple[OptionOften, ...]
    never: tuple[Never, ...] = ()
    fans: tuple[Fan, ...] = ()
    loads: tuple[Load, ...] = ()
    paces: tuple[Pace, ...] = ()
    worth: tuple[WorthOf, ...] = ()
    dominated: tuple[Dominated, ...] = ()
    matters: tuple[Matter, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    surprising: tuple[Path, ...] = ()
    gates: tuple[GateResult, ...] = ()
    mixed_up: bool = Field(default=False)
    """No plays by lot: what decisions do cannot be told from who likes them."""

    @property
    def kept(self) -> bool:
        """Whether all balance gates are kept."""
        return all(gate.passed for gate in self.gates)
