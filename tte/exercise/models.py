"""An exercise as authored: the frozen models that deck files are validated into.

Times in these models are minutes since StartEx, as authors write them; the engine counts in seconds.
Conditions stay text here (see `conditions`), so that an exercise freezes to plain JSON.
Words follow HSEEP.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from tte.exercise.balance import BalanceGate
from tte.exercise.base import Model
from tte.exercise.names import ALL as ALL
from tte.exercise.names import CONTROL as CONTROL
from tte.exercise.names import MARKING as MARKING

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(max_length=8_000)]
Minutes = Annotated[float, Field(ge=0, le=100_000)]
Condition = Annotated[str, Field(min_length=1, max_length=500)]
Source = Annotated[str, Field(pattern=r"^[A-Z]{1,3}-?[0-9]{1,4}$")]
"""A citation: an essay's point (T-21, S-51) or a real fact of the exercise (R5)."""


def _as_tuple(value: Any) -> Any:
    """One name may stand where a list of names may."""
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[Id, ...], BeforeValidator(_as_tuple, json_schema_input_type=Id | tuple[Id, ...])]
Lines = Annotated[
    tuple[Text, ...], BeforeValidator(_as_tuple, json_schema_input_type=Text | tuple[Text, ...])
]


class Chance(Model):
    """A probability that holds under a condition; the first of a list whose condition holds counts."""

    p: Annotated[float, Field(ge=0, le=1)]
    when: Condition | None = None


class Roll(Model):
    """An outcome left to dice: a call over a channel (by the channel's own chances) or chances of its own."""

    channel: Id | None = None
    chance: tuple[Chance, ...] = ()
    hit: dict[Id, int] = {}
    miss: dict[Id, int] = {}


class Effect(Model):
    """What an inject, an option or a rule does to the tracks.

    `tracks` adds, `reset` sets. The names `own` and `other` stand for the heat of the publics of the role
    that chose. `role` limits an effect to those choosers.
    """

    tracks: dict[Id, int] = {}
    reset: dict[Id, int] = {}
    when: Condition | None = None
    role: Names = ()
    roll: Roll | None = None


def _as_effects(value: Any) -> Any:
    """`{tru: 1, esc: -1}` is short for one unconditional effect."""
    if isinstance(value, dict):
        return [value] if set(value) & set(Effect.model_fields) else [{"tracks": value}]
    return value


Effects = Annotated[
    tuple[Effect, ...],
    BeforeValidator(_as_effects, json_schema_input_type=Effect | dict[Id, int] | tuple[Effect, ...]),
]


class Band(Model):
    """A named part of a track's scale, from this value up to the next band."""

    start: Annotated[int, Field(alias="from")]
    name: Name


class Track(Model):
    """A variable with a scale."""

    id: Id
    name: Name
    start: int
    low: int = 0
    high: int = 10
    bands: tuple[Band, ...] = ()
    better: Literal["low", "high"] = "high"
    about: Text = ""
    hidden: bool = False
    """For control's eyes alone: not on the wall, not in what participants are given."""

    def band(self, value: int) -> str:
        """The name of the band that a value lies in, or an empty string."""
        return next((b.name for b in sorted(self.bands, key=lambda b: -b.start) if value >= b.start), "")


class Objective(Model):
    """An objective of the exercise evaluation guide (EEG)."""

    id: Id
    title: Name
    statement: Text
    capability: Name
    tasks: Lines = ()
    standard: Text = ""


class Move(Model):
    """A phase of play: its exercise time in minutes, and the scenario time (UTC) that it covers, linearly."""

    id: Id
    title: Name
    start: Minutes
    end: Minutes
    scenario_start: datetime
    scenario_end: datetime
    summary: Text = ""
    """What control reads out in 60 seconds when play jumps here."""


class Zone(Model):
    """A time zone to show, by its fixed offset from UTC in hours."""

    label: Name
    offset: Annotated[float, Field(ge=-12, le=14)]


class Channel(Model):
    """A way to speak, with a remit: who may use it, what for, how fast, how surely."""

    id: Id
    name: Name
    form: Literal[
        "radio", "navtex", "ais", "intel", "hotline", "phone", "news", "social",
        "note", "polrep", "acm", "email", "voice",
    ]  # fmt: skip
    purpose: Text = ""
    users: Names = ()
    """Roles that may send over it; none for a channel that only control's injects use."""
    reaches: Names = ()
    """Roles and absent parties that it reaches; empty: its users."""
    delay: Minutes = 0
    chance: tuple[Chance, ...] = ()
    """Chance that a call is answered; empty: always."""
    no_answer: dict[Id, Lines] = {}
    """By the role that was called: the benign reasons why nobody picked up."""
    read_back: bool = False
    public: bool = False
    mark: Name | None = None
    """Printed on each item, so that a cropped screenshot still shows that it is play."""
    words: Annotated[int, Field(ge=1)] | None = None
    """The longest message that it bears, where it differs from what its form does; for `tte check`."""


class Option(Model):
    """A choice that a decision offers."""

    title: Name
    text: Text = ""
    effects: Effects = ()
    needs: Condition | None = None
    needs_text: Text = ""
    """Said to players while the option is locked, without giving away a hidden track."""
    unilateral: bool = False
    """In a joint decision: one owner alone can bring it about."""


class Decision(Model):
    """A question that an inject puts to one or several roles, jointly or each."""

    id: Id
    title: Name
    question: Text
    owners: Names
    mode: Literal["joint", "each"]
    default: Id
    minutes: Minutes = 8
    until: Minutes | None = None
    """Closes at this exercise time instead, if that is later than opening plus `minutes`."""
    hidden: bool = True
    """In an `each` decision: owners see one another's answers only once it has closed."""
    first_vote: bool = False
    """Everybody at an owner's seat votes alone before the seat decides."""
    authority: Text = ""
    options: dict[Id, Option]
    objectives: Names = ()
    tasks: Names = ()
    """Critical tasks that it tests, by objective and number: `O1-2`."""
    sources: tuple[Source, ...] = ()


class Variant(Model):
    """Another form of an inject: for some recipients, from another sender, or under a condition."""

    id: Id
    to: Names = ()
    sender: Names = Field(default=(), alias="from")
    when: Condition | None = None
    title: Name | None = None
    effects: Effects = ()
    body: Text = ""
    """Empty: the inject's own."""


class Inject(Model):
    """A message that control sends: scheduled, or contingent on a condition."""

    id: Id
    title: Name
    event: Literal["inject", "contingency", "expected_action"] = "inject"
    at: Minutes | None = None
    """Planned minute; for a contingency the earliest."""
    sender: Names = Field(alias="from")
    to: Names
    channel: Id
    body: Text = ""
    when: Condition | None = None
    offered: bool = False
    """Left to control: offered when its condition holds, never fired by itself."""
    opens: Names = ()
    effects: Effects = ()
    call: Id | None = None
    """A channel over which the release itself is a call: dice tell whether it is answered."""
    variants: tuple[Variant, ...] = ()
    draft: bool = True
    """Goes first as a staff draft to its sender, where a player holds that role."""
    expects: Text = ""
    objectives: Names = ()
    tasks: Names = ()
    """Critical tasks that it tests, by objective and number: `O1-2`."""
    controller: Text = ""
    notes: Text = ""
    sources: tuple[Source, ...] = ()


class Rule(Model):
    """What happens between decisions.

    Its trigger is one of: `after` decisions have closed; `on` a jump to another move; `at` a minute; `every`
    so many minutes; or, with none of these, its condition beginning to hold.
    """

    id: Id
    title: Name
    after: Names = ()
    on: Literal["jump"] | None = None
    at: Minutes | None = None
    every: Annotated[float, Field(gt=0)] | None = None
    when: Condition | None = None
    effects: Effects = ()
    pause: bool = False
    """PauseEx when it runs, for control to speak to the room."""
    offers_end_on: Annotated[int, Field(ge=1)] | None = None
    """At this run and later control is offered EndEx or a time jump; unattended play ends."""
    why: Text = ""

    @model_validator(mode="after")
    def _one_trigger(self) -> Rule:
        given = [bool(self.after), self.on is not None, self.at is not None, self.every is not None]
        if sum(given) > 1:
            raise ValueError("a rule has one trigger: after, on, at or every")
        if not any(given) and self.when is None:
            raise ValueError("a rule needs a trigger: after, on, at, every, or a condition in 'when'")
        return self


class Ending(Model):
    """How an exercise can end; the first whose condition holds. An overlay is reported with any ending."""

    id: Id
    title: Name
    when: Condition | None = None
    narrative: Text
    overlay: bool = False
    sources: tuple[Source, ...] = ()


class Aim(Model):
    """What a delegation wants, as a condition that the report can test at the end."""

    text: Text
    when: Condition


class Card(Model):
    """A standing role card, usable by several exercises."""

    id: Id
    title: Name
    who: Text
    interests: Lines
    red_lines: Lines
    voice: Text
    weights: dict[Id, float] = {}
    """By track: what a step up is worth to it, for bots that look after their own interests."""
    sources: tuple[Source, ...] = ()


class Brief(Model):
    """What is special to a role in this exercise."""

    role: Id
    situation: Text
    resources: Lines = ()
    constraints: Lines = ()
    private: Lines = ()
    aims: tuple[Aim, ...] = ()
    sources: tuple[Source, ...] = ()


class Role(Model):
    """A part in the exercise: a standing card and the exercise's brief."""

    id: Id
    title: Name
    short: Name
    side: Name
    own: Id | None = None
    other: Id | None = None
    card: Card
    brief: Brief


class Party(Model):
    """Somebody absent whom SIMCELL plays, or a machine that reports."""

    id: Id
    title: Name


class SeatPlan(Model):
    title: Name
    roles: Names


class Seating(Model):
    """Which seats a table has; a role that no seat holds is played by SIMCELL."""

    id: Id
    title: Name
    seats: dict[Id, SeatPlan]


class Cut(Model):
    """A shorter exercise with a timetable of its own, in minutes."""

    id: Id
    title: Name
    endex: Minutes
    injects: dict[Id, Minutes]
    contingencies: dict[Id, Minutes | None] = {}
    decisions: Names
    until: dict[Id, Minutes] = {}
    """Closing times of decisions that have one of their own."""
    rules: dict[Id, Minutes] = {}
    """Times of the rules that have one."""
    moves: tuple[Move, ...]
    minutes: Minutes | None = None
    """How long a decision stays open, where it differs."""


class Fact(Model):
    id: Source
    text: Text


class Handling(Model):
    cards: Name = "TLP:RED"
    msel: Name = "TLP:AMBER+STRICT"
    report: Name = "TLP:AMBER"


class Adjudication(Model):
    """How the options that owners chose add up."""

    reciprocal: Names = ()
    """A gain on these tracks in an `each` decision counts once, and only if all owners' options carry it."""
    rise: dict[Id, Annotated[int, Field(ge=0)]] = {}
    """The most by which one decision can raise a track in all."""


class Exercise(Model):
    """A whole exercise, as authored."""

    id: Id
    title: Name
    version: Name
    kind: Literal["ttx", "workshop", "game", "seminar"] = "ttx"
    purpose: Text
    summary: Text
    threat: Text = ""
    sponsor: Text = ""
    scope: Lines
    """Read out at StartEx."""
    ground_rules: Lines = ()
    handling: Handling = Handling()
    zones: tuple[Zone, ...]
    moves: tuple[Move, ...]
    endex: Minutes
    hot_wash_until: Minutes | None = None
    objectives: tuple[Objective, ...]
    tracks: tuple[Track, ...]
    adjudication: Adjudication = Adjudication()
    channels: tuple[Channel, ...]
    roles: tuple[Role, ...]
    parties: tuple[Party, ...] = ()
    injects: tuple[Inject, ...]
    decisions: tuple[Decision, ...]
    rules: tuple[Rule, ...] = ()
    endings: tuple[Ending, ...]
    seatings: tuple[Seating, ...]
    cuts: tuple[Cut, ...] = ()
    draft_minutes: Minutes = 4
    names: dict[Id, Name] = {}
    """Names of the exercise that texts may use as {{name.key}}."""
    truth: Text = ""
    """What only control knows until the hot wash."""
    hot_wash: Lines = ()
    facts: tuple[Fact, ...] = ()
    points: tuple[Source, ...] = ()
    """Points of the essays that the exercise sets out to use; `tte check` names those that nothing cites."""
    balance: tuple[BalanceGate, ...] = ()
    """What many plays by bots have to show of it, for `tte rehearse --gate`."""
