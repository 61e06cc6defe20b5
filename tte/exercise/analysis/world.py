"""What can be so in an exercise by its deck: ranges of tracks, what can go out, what can be chosen.

It is an over-estimate. Whatever play can bring about by the deck's own effects, at the planned times, lies
in it; more may. So what is impossible here is impossible in play, unless control steps in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tte.exercise.models import Exercise

WRITTEN = "written"


@dataclass
class World:
    """Times are minutes: the earliest at which a thing can be so; what is not in a mapping never is."""

    endex: float
    tracks: dict[str, tuple[float, float]]
    moves: dict[str, float]
    """Their earliest minute."""
    owners: dict[str, tuple[str, ...]]
    """By decision: those who answer apart; one, `""`, where there is one answer."""
    injects: dict[str, float] = field(default_factory=dict)
    decisions: dict[str, float] = field(default_factory=dict)
    options: dict[tuple[str, str], float] = field(default_factory=dict)
    rules: dict[str, float] = field(default_factory=dict)
    once: frozenset[str] = frozenset()
    """Rules that can run but once."""
    answered: frozenset[str] = frozenset()
    unanswered: frozenset[str] = frozenset()
    """Channels over which a call can be answered, and not be."""
    jumps: bool = False

    def choices(self, decision: str) -> frozenset[str]:
        """What a decision can have come to: an option's letter, `written`, or nothing yet."""
        if decision not in self.decisions:
            return frozenset({""})
        return frozenset({"", WRITTEN, *(letter for d, letter in self.options if d == decision)})


def empty_world(exercise: Exercise, endex: float, moves: Iterable[tuple[str, float]]) -> World:
    """Before anything has happened: tracks at their starts."""
    starts = dict(moves)
    answered, unanswered = _calls(exercise)
    return World(
        endex=endex,
        tracks={t.id: (t.start, t.start) for t in exercise.tracks},
        moves=starts,
        owners={d.id: _apart(d.mode, d.owners) for d in exercise.decisions},
        answered=answered,
        unanswered=unanswered,
        jumps=len(starts) > 1,
    )


def _apart(mode: str, owners: tuple[str, ...]) -> tuple[str, ...]:
    return owners if mode == "each" and len(owners) > 1 else ("",)


def _calls(exercise: Exercise) -> tuple[frozenset[str], frozenset[str]]:
    """Players may place calls over a channel that has users, and an inject, option or rule may be a call."""
    calling = {inject.call for inject in exercise.injects}
    groups = [inject.effects for inject in exercise.injects]
    groups += [variant.effects for inject in exercise.injects for variant in inject.variants]
    groups += [option.effects for decision in exercise.decisions for option in decision.options.values()]
    groups += [rule.effects for rule in exercise.rules]
    calling |= {effect.roll.channel for effects in groups for effect in effects if effect.roll}
    used = [c for c in exercise.channels if c.users or c.id in calling]
    answered = frozenset(c.id for c in used if not c.chance or any(x.p > 0 for x in c.chance))
    unanswered = frozenset(c.id for c in used if any(x.p < 1 for x in c.chance))
    return answered, unanswered
