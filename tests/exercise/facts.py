"""Facts set by hand."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class HandFacts:
    """Facts of one moment; decisions by (id, owner or None)."""

    tracks: dict[str, int] = field(default_factory=dict)
    minute: float = 0.0
    jumping: bool = False
    present: str = "m1"
    choices: dict[tuple[str, str | None], str] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    out: set[str] = field(default_factory=set)
    calls: dict[str, list[bool]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def track(self, track: str, /) -> int:
        return self.tracks[track]

    def at(self) -> float:
        return self.minute

    def at_jump(self) -> bool:
        return self.jumping

    def move(self) -> str:
        return self.present

    def decided(self, decision: str, owner: str | None, /) -> str:
        return self.choices.get((decision, owner), "")

    def _of(self, decision: str) -> list[str]:
        return [choice for (name, _), choice in self.choices.items() if name == decision]

    def any_decided(self, decision: str, option: str, /) -> bool:
        return option in self._of(decision)

    def all_decided(self, decision: str, option: str, /) -> bool:
        return set(self._of(decision)) == {option}

    def missed(self, decision: str, /) -> bool:
        return decision in self.late

    def released(self, inject: str, /) -> bool:
        return inject in self.out

    def answered(self, channel: str, /) -> bool:
        return self.calls.get(channel, [False])[-1]

    def unanswered(self, channel: str, /) -> bool:
        return False in self.calls.get(channel, [])

    def count(self, rule: str, /) -> int:
        return self.counts.get(rule, 0)
