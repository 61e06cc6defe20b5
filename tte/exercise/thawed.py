"""The exercise as a session keeps it, read without pydantic, which a first paint need not wait for.

Written from `models` by `python -m tests.exercise.thawing`; a test holds that nothing is missing. Types are
checked as strictly as there; what else the models ask of authors was asked when the exercise was frozen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct, field


class Frozen(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of what an exercise consists of."""


class Handling(Frozen, frozen=True, kw_only=True):
    cards: str = "TLP:RED"
    msel: str = "TLP:AMBER+STRICT"
    report: str = "TLP:AMBER"


class Zone(Frozen, frozen=True, kw_only=True):
    label: str
    offset: float


class Move(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    start: float
    end: float
    scenario_start: datetime
    scenario_end: datetime
    summary: str = ""


class Objective(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    statement: str
    capability: str
    tasks: tuple[str, ...] = ()
    standard: str = ""


class Band(Frozen, frozen=True, kw_only=True):
    start: int = field(name="from")
    name: str


class Track(Frozen, frozen=True, kw_only=True):
    id: str
    name: str
    start: int
    low: int = 0
    high: int = 10
    bands: tuple[Band, ...] = ()
    better: Literal["low", "high"] = "high"
    about: str = ""
    hidden: bool = False

    def band(self, value: int) -> str:
        """The name of the band that a value lies in, or an empty string."""
        return next((b.name for b in sorted(self.bands, key=lambda b: -b.start) if value >= b.start), "")


class Adjudication(Frozen, frozen=True, kw_only=True):
    reciprocal: tuple[str, ...] = ()
    rise: dict[str, int] = field(default_factory=dict)


class Chance(Frozen, frozen=True, kw_only=True):
    p: float
    when: str | None = None


class Channel(Frozen, frozen=True, kw_only=True):
    id: str
    name: str
    form: Literal[
        "radio",
        "navtex",
        "ais",
        "intel",
        "hotline",
        "phone",
        "news",
        "social",
        "note",
        "polrep",
        "acm",
        "email",
        "voice",
    ]
    purpose: str = ""
    users: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    delay: float = 0
    chance: tuple[Chance, ...] = ()
    no_answer: dict[str, tuple[str, ...]] = field(default_factory=dict)
    read_back: bool = False
    public: bool = False
    mark: str | None = None
    words: int | None = None


class Card(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    who: str
    interests: tuple[str, ...]
    red_lines: tuple[str, ...]
    voice: str
    weights: dict[str, float] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


class Aim(Frozen, frozen=True, kw_only=True):
    text: str
    when: str


class Brief(Frozen, frozen=True, kw_only=True):
    role: str
    situation: str
    resources: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    aims: tuple[Aim, ...] = ()
    sources: tuple[str, ...] = ()


class Role(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    short: str
    side: str
    own: str | None = None
    other: str | None = None
    card: Card
    brief: Brief


class Party(Frozen, frozen=True, kw_only=True):
    id: str
    title: str


class Roll(Frozen, frozen=True, kw_only=True):
    channel: str | None = None
    chance: tuple[Chance, ...] = ()
    hit: dict[str, int] = field(default_factory=dict)
    miss: dict[str, int] = field(default_factory=dict)


class Effect(Frozen, frozen=True, kw_only=True):
    tracks: dict[str, int] = field(default_factory=dict)
    reset: dict[str, int] = field(default_factory=dict)
    when: str | None = None
    role: tuple[str, ...] = ()
    roll: Roll | None = None


class Variant(Frozen, frozen=True, kw_only=True):
    id: str
    to: tuple[str, ...] = ()
    sender: tuple[str, ...] = field(default=(), name="from")
    when: str | None = None
    title: str | None = None
    effects: tuple[Effect, ...] = ()
    body: str = ""


class Inject(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    event: Literal["inject", "contingency", "expected_action"] = "inject"
    at: float | None = None
    sender: tuple[str, ...] = field(name="from")
    to: tuple[str, ...]
    channel: str
    body: str = ""
    when: str | None = None
    offered: bool = False
    opens: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    call: str | None = None
    variants: tuple[Variant, ...] = ()
    draft: bool = True
    expects: str = ""
    objectives: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    controller: str = ""
    notes: str = ""
    sources: tuple[str, ...] = ()


class Option(Frozen, frozen=True, kw_only=True):
    title: str
    text: str = ""
    effects: tuple[Effect, ...] = ()
    needs: str | None = None
    needs_text: str = ""
    unilateral: bool = False


class Decision(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    question: str
    owners: tuple[str, ...]
    mode: Literal["joint", "each"]
    default: str
    minutes: float = 8
    until: float | None = None
    hidden: bool = True
    first_vote: bool = False
    authority: str = ""
    options: dict[str, Option]
    objectives: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Rule(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    after: tuple[str, ...] = ()
    on: Literal["jump"] | None = None
    at: float | None = None
    every: float | None = None
    when: str | None = None
    effects: tuple[Effect, ...] = ()
    pause: bool = False
    offers_end_on: int | None = None
    why: str = ""


class Ending(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    when: str | None = None
    narrative: str
    overlay: bool = False
    sources: tuple[str, ...] = ()


class SeatPlan(Frozen, frozen=True, kw_only=True):
    title: str
    roles: tuple[str, ...]


class Seating(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    seats: dict[str, SeatPlan]


class Cut(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    endex: float
    injects: dict[str, float]
    contingencies: dict[str, float | None] = field(default_factory=dict)
    decisions: tuple[str, ...]
    until: dict[str, float] = field(default_factory=dict)
    rules: dict[str, float] = field(default_factory=dict)
    moves: tuple[Move, ...]
    minutes: float | None = None


class Fact(Frozen, frozen=True, kw_only=True):
    id: str
    text: str


class Gate(Frozen, frozen=True, kw_only=True):
    of: Literal["ending", "option", "inject", "rule", "move"]
    id: str = ""
    at_least: float | None = None
    at_most: float | None = None
    under: str = "some"
    best: bool = False


class Exercise(Frozen, frozen=True, kw_only=True):
    id: str
    title: str
    version: str
    kind: Literal["ttx", "workshop", "game", "seminar"] = "ttx"
    purpose: str
    summary: str
    threat: str = ""
    sponsor: str = ""
    scope: tuple[str, ...]
    ground_rules: tuple[str, ...] = ()
    handling: Handling = field(default_factory=Handling)
    zones: tuple[Zone, ...]
    moves: tuple[Move, ...]
    endex: float
    hot_wash_until: float | None = None
    objectives: tuple[Objective, ...]
    tracks: tuple[Track, ...]
    adjudication: Adjudication = field(default_factory=Adjudication)
    channels: tuple[Channel, ...]
    roles: tuple[Role, ...]
    parties: tuple[Party, ...] = ()
    injects: tuple[Inject, ...]
    decisions: tuple[Decision, ...]
    rules: tuple[Rule, ...] = ()
    endings: tuple[Ending, ...]
    seatings: tuple[Seating, ...]
    cuts: tuple[Cut, ...] = ()
    draft_minutes: float = 4
    names: dict[str, str] = field(default_factory=dict)
    truth: str = ""
    hot_wash: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    points: tuple[str, ...] = ()
    balance: tuple[Gate, ...] = ()
