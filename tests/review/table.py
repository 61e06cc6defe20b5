"""A table at play in memory, for stories about its report: a small deck and a wall clock that is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.decks import write_minimal_deck
from tte.conduct.opening import Setting, create_in_memory
from tte.engine.commands import (
    SYSTEM,
    AcknowledgeItem,
    Command,
    EndEx,
    OpenItem,
    StartEx,
    SubmitDecision,
    TakeSeat,
    Tick,
)
from tte.engine.events import Pace, Recorded
from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise
from tte.review.analysis import analyse
from tte.review.model import Analysis, MselRecord
from tte.review.model_decisions import Answer, DecisionRecord
from tte.review.redact import report_of
from tte.review.report import Format, TextFormat, render, write_report
from tte.review.report_model import Audience

START = 1_800_000_000_000
FOG_SIGNAL = Path(__file__).parents[2] / "injects" / "fog-signal"


def load(folder: Path) -> Exercise:
    loaded = load_exercise(folder)
    assert loaded.exercise is not None, loaded.diagnostics
    return loaded.exercise


class Table:
    """Two harbours, a director, an evaluator, and a clock that moves when told."""

    def __init__(
        self, exercise: Exercise, *, pace: Pace = "hand", name: str = "Spring drill", evaluators: int = 1
    ) -> None:
        self.exercise = exercise
        self.wall = START
        setting = Setting(pace=pace, seed=7, name=name, evaluators=evaluators)
        self.session = create_in_memory(exercise, setting, now=lambda: self.wall)

    def issue(self, command: Command, seat: str = "director", person: str = "") -> list[Recorded]:
        return self.session.issue(command, seat, person)

    def start(self) -> None:
        """Both harbours sit down; StartEx."""
        for seat in ("north", "south"):
            self.issue(TakeSeat(terminal=seat), seat)
        self.issue(StartEx())

    def wait(self, seconds: float, *, tick: bool = True) -> None:
        self.wall += round(seconds * 1000)
        if tick:
            self.issue(Tick(), SYSTEM)

    def read(self, seat: str, item: str, *, acknowledge: bool = False) -> None:
        self.issue(OpenItem(item), seat)
        if acknowledge:
            self.issue(AcknowledgeItem(item), seat)

    def decide(self, seat: str, decision: str, choice: str, why: str = "Because.", **more: Any) -> int:
        """Answer a decision; returns the number of the answer's event."""
        return self.issue(SubmitDecision(decision, choice, why=why, **more), seat, f"{seat} person")[0].seq

    def end(self) -> None:
        self.issue(EndEx("time"))

    def analyse(self) -> Analysis:
        return analyse(
            self.exercise, self.session.history, session_name="drill", session_id="abc",
            generated_wall=self.wall, verified=True,
        )  # fmt: skip

    def report(self, format: TextFormat) -> str:
        return write_report(self.analyse(), format)

    def document(self, format: Format, audience: Audience = "control") -> bytes:
        """The report in any format, for any reader."""
        return render(report_of(self.analyse(), audience), format, self.session.history)

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.report("json"))
        return found


def new_table(tmp_path: Path, **setting: Any) -> Table:
    return Table(load(write_minimal_deck(tmp_path / "injects" / "drill")), **setting)


def decision(analysis: Analysis, name: str) -> DecisionRecord:
    return next(d for d in analysis.decisions if d.id == name)


def answer(analysis: Analysis, name: str, owner: str) -> Answer:
    return next(a for a in decision(analysis, name).answers if a.owner == owner)


def inject(analysis: Analysis, name: str) -> MselRecord:
    return next(row for row in analysis.msel if row.id == name)
