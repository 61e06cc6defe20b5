"""What people chose in recorded sessions, for bots that imitate them."""

from __future__ import annotations

from collections.abc import Iterable

from tte.engine.events import DecisionSubmitted, Recorded
from tte.rehearse.bots import Habits


def habits_of(sessions: Iterable[Iterable[Recorded]]) -> Habits:
    """By decision and owner, how often each option was chosen; of each session the last answer counts."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for history in sessions:
        last: dict[tuple[str, str], str] = {}
        for recorded in history:
            match recorded.event:
                case DecisionSubmitted(decision=decision, owner=owner, choice=choice):
                    last[decision, owner] = choice
                case _:
                    pass
        for asked, choice in last.items():
            counts = found.setdefault(asked, {})
            counts[choice] = counts.get(choice, 0) + 1
    return found
