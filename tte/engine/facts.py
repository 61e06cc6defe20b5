"""What conditions may ask of a state."""

from __future__ import annotations

from tte.engine.state import State


class StateFacts:
    """Answers the vocabulary of conditions (see `tte.exercise.conditions`) from a state at a time.

    `at` is exercise time in seconds; conditions see minutes. `jumping`: while a jump to another move and what
    follows from it are decided.
    """

    __slots__ = ("_state", "jumping", "seconds")

    def __init__(self, state: State, at: float, *, jumping: bool = False) -> None:
        self._state = state
        self.seconds = at
        self.jumping = jumping

    def track(self, track: str) -> int:
        return self._state.tracks[track]

    def at(self) -> float:
        return self.seconds / 60

    def at_jump(self) -> bool:
        return self.jumping

    def move(self) -> str:
        return str(self._state.now["move"])

    def _outcomes(self, decision: str) -> tuple[str, ...]:
        found = self._state.decisions.get(decision)
        return tuple(found.outcomes.values()) if found and found.status == "closed" else ()

    def decided(self, decision: str, owner: str | None) -> str:
        found = self._state.decisions.get(decision)
        if found is None or found.status != "closed":
            return ""
        if owner is not None:
            return found.outcomes.get(owner, "")
        choices = set(found.outcomes.values())
        return choices.pop() if len(choices) == 1 else ""

    def any_decided(self, decision: str, option: str) -> bool:
        return option in self._outcomes(decision)

    def all_decided(self, decision: str, option: str) -> bool:
        outcomes = self._outcomes(decision)
        return bool(outcomes) and set(outcomes) == {option}

    def missed(self, decision: str) -> bool:
        found = self._state.decisions.get(decision)
        return bool(found and (found.defaulted or (found.status == "expired" and found.missing)))

    def released(self, inject: str) -> bool:
        found = self._state.injects.get(inject)
        return bool(found and found.status == "released")

    def answered(self, channel: str) -> bool:
        calls = self._state.calls.get(channel, ())
        return bool(calls and calls[-1])

    def unanswered(self, channel: str) -> bool:
        return not all(self._state.calls.get(channel, ()))

    def count(self, rule: str) -> int:
        return self._state.runs.get(rule, 0)
