"""A comparison as a tidy table: one observation a row, for analysts, as CSV, Parquet or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from tte.errors import TteError
from tte.exercise.models import MARKING
from tte.review.compare import Cell, Comparison, Side
from tte.review.plain import visible

_ACTING = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so would be a formula in a spreadsheet."""


class NoParquet(TteError):
    """Parquet is asked for, and the library that writes it is not there."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing seen in one session. `text` or `number` is its value, by what is measured.

    `at` in exercise seconds, latencies in seconds; `events` are numbers of the session's log, by comma.
    """

    marking: str
    session: str
    name: str
    exercise: str
    version: str
    digest: str
    played: bool
    players: str
    kind: str
    subject: str
    owner: str
    measure: str
    text: str | None
    number: float | None
    at: float | None
    events: str


COLUMNS = tuple(f.name for f in fields(Observation))


def observations(comparison: Comparison) -> Iterator[Observation]:
    """Every cell of the comparison as rows of their own."""
    for n, side in enumerate(comparison.sides):
        yield from _of_side(comparison, side)
        for row in comparison.choices:
            cell = row.cells[n]
            if cell is not None:
                yield from _of_cell(comparison, side, row.decision, row.owner, cell)
        for track in comparison.tracks:
            found = track.cells[n]
            if found is not None:
                line = _Line(comparison, side, "track", track.id)
                yield line.number("start", track.start)
                for point in found.points:
                    yield line.number("value", point.value, at=point.at, events=point.events)
                yield line.number("end", found.end)
        for rating in comparison.ratings:
            given = rating.cells[n]
            if given is not None:
                yield _Line(comparison, side, "rating", rating.target).text("rating", given[0], given[1])


def _of_side(comparison: Comparison, side: Side) -> Iterator[Observation]:
    line = _Line(comparison, side, "session", comparison.exercise)
    yield line.text("ending", side.ending, side.events)
    yield line.text("state", side.state)
    yield line.number("seed", side.seed)
    yield line.number("ended_at", side.ended_at, events=side.events)
    if side.median is not None and side.worst is not None:
        yield line.number("latency_median", side.median)
        yield line.number("latency_worst", side.worst)


def _of_cell(
    comparison: Comparison, side: Side, decision: str, owner: str, cell: Cell
) -> Iterator[Observation]:
    line = _Line(comparison, side, "decision", decision, owner)
    yield line.text("state", cell.state, cell.events)
    for measure, words in (("choice", cell.choice), ("why", cell.why), ("written", cell.written)):
        if words:
            yield line.text(measure, words, cell.events, at=cell.at)
    for measure, value in (("latency", cell.latency), ("confidence", cell.confidence)):
        if value is not None:
            yield line.number(measure, value, at=cell.at, events=cell.events)


@dataclass(frozen=True, slots=True)
class _Line:
    comparison: Comparison
    side: Side
    kind: str
    subject: str
    owner: str = ""

    def _made(
        self, measure: str, text: str | None, number: float | None, at: float | None, events: tuple[int, ...]
    ) -> Observation:
        side = self.side
        return Observation(
            MARKING, side.label, side.name, self.comparison.exercise, side.version, side.digest,
            not side.forked, "bots" if side.players.startswith("bots") else side.players, self.kind,
            self.subject, self.owner, measure, text, number, at, ",".join(map(str, events)),
        )  # fmt: skip

    def text(
        self, measure: str, words: str, events: tuple[int, ...] = (), *, at: float | None = None
    ) -> Observation:
        return self._made(measure, words, None, at, events)

    def number(
        self, measure: str, value: float, *, at: float | None = None, events: tuple[int, ...] = ()
    ) -> Observation:
        return self._made(measure, None, float(value), at, events)


def to_csv(comparison: Comparison) -> str:
    """The tidy table as CSV (RFC 4180). What a spreadsheet would take for a formula gets a ' before it."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in observations(comparison):
        writer.writerow([_csv_cell(value) for value in asdict(row).values()])
    return table.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else repr(value) if isinstance(value, float) else value
    shown = visible(value)
    return f"'{shown}" if shown.lstrip(" ").startswith(_ACTING) else shown


def to_json(comparison: Comparison) -> str:
    """The comparison as an object, nothing shortened."""
    head = {"marking": MARKING, "exercise": comparison.exercise, "title": comparison.title}
    return json.dumps({**head, "comparison": asdict(comparison)}, ensure_ascii=True, indent=1) + "\n"


def write_parquet(comparison: Comparison, path: Path) -> None:
    """The tidy table as a Parquet file, whole or not at all. Raises NoParquet, OSError."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise NoParquet(
            "Parquet is written by pyarrow, which is not installed.",
            remedy="Install it with: pip install 'tte[parquet]'. --format csv has the same table.",
        ) from error
    kinds = {"played": pyarrow.bool_(), "number": pyarrow.float64(), "at": pyarrow.float64()}
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in COLUMNS])
    rows = [_clean(asdict(row)) for row in observations(comparison)]
    beside = path.with_name(f".{path.name}.part")
    try:
        parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _clean(row: dict[str, Any]) -> dict[str, Any]:
    """Half characters cannot be stored as UTF-8."""
    return {
        key: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for key, value in row.items()
    }
