"""How a run is to be: seating, cut, pace, rate, name and seed, each with a sensible default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tte.conduct.actions import Action
from tte.conduct.params import BadValue, Param
from tte.engine.commands import Command
from tte.exercise.models import Exercise
from tte.tui.lobby.listing import length_of

FULL = "full-length"
"""What the form calls no cut at all."""

PACES = (
    ("hand", "you release each inject with a key (recommended for a first run)"),
    ("clock", "injects go out by the exercise clock"),
    ("story", "moves and time jumps only"),
)
BOTS = (
    ("mixed", "each seat's temper drawn by lot"),
    ("cooperative", "all seek agreement"),
    ("hardline", "all keep to their own"),
    ("random", "anything"),
)
FORMATS = (
    ("html", "one file for a browser or paper"), ("md", "Markdown"), ("json", "for other programs")
)  # fmt: skip


def _checked(rate: float = 1.0, seed: int | None = None, **_others: Any) -> Command:
    """Refuses what no session can be made with; the form only collects, so the command is an empty one."""
    if not 0.1 <= rate <= 1000:
        raise BadValue("rate is between 0.1 and 1000 times real time.")
    if seed is not None and seed < 0:
        raise BadValue("seed is 0 or more.")
    return Command()


def run_form(exercise: Exercise) -> tuple[Action, dict[str, list[tuple[str, str]]], dict[str, str]]:
    """The form for a run: its declaration, what it offers by field, and its defaults."""
    seatings = [(s.id, f"{s.title}, {len(s.seats)} seats") for s in exercise.seatings]
    cuts = [(FULL, f"{exercise.endex:g} minutes")]
    cuts += [(c.id, f"{c.title}, {c.endex:g} minutes") for c in exercise.cuts]
    params = (
        Param("seating", "choice", "Who sits at the table.", required=True, choices=_ids(seatings)),
        Param("cut", "choice", "How long.", required=True, choices=_ids(cuts)),
        Param("pace", "choice", "Who moves time.", required=True, choices=_ids(PACES)),
        Param("rate", "number", "Exercise time against real time.", default="1"),
        Param("name", "text", "A name for this run, for the report."),
        Param("seed", "int", "For the dice; empty: by chance."),
    )
    about = f"A new session, with you as facilitator. Length: {length_of(exercise)}."
    action = Action("run", "Run", about, "control", _checked, params)
    offers = {"seating": seatings, "cut": cuts, "pace": list(PACES)}
    given = {"seating": seatings[0][0], "cut": FULL, "pace": "hand", "rate": "1"}
    return action, offers, given


def play_form(exercise: Exercise) -> tuple[Action, dict[str, list[tuple[str, str]]], dict[str, str]]:
    """The form for a play by itself."""
    params = (
        Param("bots", "choice", "How the bots are.", required=True, choices=_ids(BOTS)),
        Param("seed", "int", "The same seed gives the same play; empty: by chance."),
    )
    about = f"Bots play {exercise.title} as fast as it goes, for you to see where it leads."
    return (
        Action("play", "Play by itself", about, "control", _checked, params),
        {"bots": list(BOTS)},
        {"bots": "mixed"},
    )


def report_form() -> tuple[Action, dict[str, list[tuple[str, str]]], dict[str, str]]:
    """The form for a report."""
    params = (Param("format", "choice", "In which form.", required=True, choices=_ids(FORMATS)),)
    about = "Write the first after-action report: a DRAFT, for a human to read and sign off."
    action = Action("report", "Report", about, "control", _checked, params)
    return action, {"format": list(FORMATS)}, {"format": "html"}


def options_from(values: Mapping[str, str]) -> dict[str, str]:
    """What a form gave, as options of the command line: no cut is no option."""
    return {name: value.strip() for name, value in values.items() if value.strip() and value != FULL}


def _ids(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(id for id, _ in pairs)
