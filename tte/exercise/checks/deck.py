"""What every check needs: the exercise, what is known by id, and a way to point at a place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tte.exercise.diagnostics import nearest
from tte.exercise.models import ALL, CONTROL, Exercise, Inject
from tte.exercise.records import Path, Positions
from tte.exercise.source import Findings
from tte.exercise.vocabulary import Vocabulary

CODES = {
    "roles": ("role", "E130"),
    "channels": ("channel", "E131"),
    "objectives": ("objective", "E132"),
    "tracks": ("track", "E133"),
    "decisions": ("decision", "E134"),
    "injects": ("inject", "E134"),
    "rules": ("rule", "E134"),
    "moves": ("move", "E134"),
}
"""By section: what a record of it is called, and the code for an unknown one."""


@dataclass
class Deck:
    """An exercise under check."""

    exercise: Exercise
    positions: Positions
    findings: Findings
    broken: Mapping[str, Collection[str]]

    def add(
        self,
        path: Path,
        code: str,
        message: str,
        *,
        allowed: Iterable[str] = (),
        near: str | None = None,
        key: bool = False,
        column: int | None = None,
    ) -> None:
        """Note a finding at a value of the exercise."""
        place = self.positions.where(path, key=key, column=column)
        self.findings.add(place, code, message, allowed=tuple(allowed), near=near)

    def ids(self, section: str) -> list[str]:
        """All ids of a section, of records in error too."""
        return [*(record.id for record in getattr(self.exercise, section)), *self.broken.get(section, ())]

    @cached_property
    def known(self) -> dict[str, list[str]]:
        return {section: self.ids(section) for section in (*CODES, "parties", "facts")}

    @cached_property
    def people(self) -> list[str]:
        """Roles and absent parties: whom an inject can come from or go to."""
        return [*self.known["roles"], *self.known["parties"]]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary.of(self.exercise, self.broken)

    def refer(
        self,
        section: str,
        words: Iterable[str],
        path: Path,
        *,
        keys: bool = False,
        also: tuple[str, ...] = (),
    ) -> None:
        """Each word has to be an id of a section, or in `also`. `keys`: the words are keys of a mapping."""
        what, code = CODES[section]
        allowed = [*self.known[section], *also]
        for index, word in enumerate(words):
            if word not in allowed:
                step: Path = (*path, word) if keys else (*path, index)
                self._unknown(step, code, what, word, allowed, keys)

    def refer_one(self, section: str, word: str | None, path: Path) -> None:
        what, code = CODES[section]
        if word is not None and word not in self.known[section]:
            self._unknown(path, code, what, word, self.known[section], False)

    def refer_people(self, words: Iterable[str], path: Path, *also: str) -> None:
        """Each word has to be a role, an absent party, or one of the further words."""
        allowed = [*self.people, *also]
        for index, word in enumerate(words):
            if word not in allowed:
                self._unknown((*path, index), "E130", "role or party", word, allowed, False)

    def _unknown(self, path: Path, code: str, what: str, word: str, allowed: list[str], key: bool) -> None:
        self.add(
            path, code, f"There is no {what} `{word}`.", allowed=allowed, near=nearest(word, allowed), key=key
        )

    def recipients(self, inject: Inject) -> list[str]:
        """Whom an inject goes to, with `all` spelled out, without unknown names and single senders."""
        named = (
            [*self.known["roles"]]
            if ALL in inject.to
            else [name for name in inject.to if name in self.people]
        )
        alone = inject.sender[0] if len(inject.sender) == 1 else CONTROL
        return [name for name in dict.fromkeys(named) if name != alone]
