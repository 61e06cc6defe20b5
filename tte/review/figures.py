"""The report's charts: figures of an analysis as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tte.drawing import axis, grid, rows, steps, svg
from tte.engine.clock import clock_text
from tte.engine.review_words import SCALE_ENDS
from tte.review.model import Analysis, MselRecord, TrackRecord
from tte.review.model_evaluation import RATINGS, SPLIT, FeedbackItem, ObjectiveResult

MOST_ROWS = 60
"""Lines of a chart of the MSEL; where there are more, those furthest from their plan are drawn."""
BIN = 600.0
"""Exercise seconds of one column of the workload; doubled until at most 24 columns are left."""
MOST_NAMES = 24
"""Rows and columns of a grid; the table beside it has all."""


def tracks(analysis: Analysis) -> svg.Picture:
    """Every track over exercise time with the decisions that moved it."""
    decided = tuple((d.id, d.decided.at) for d in analysis.decisions if d.decided)
    until = analysis.overview.exercise_seconds
    return steps.steps(
        "Tracks over exercise time", [_panel(t, decided) for t in analysis.tracks], until=until,
        moves=tuple(start for _, _, start, _ in analysis.moves), say=clock_text,
    )  # fmt: skip


def _panel(track: TrackRecord, decided: Sequence[tuple[str, float]]) -> steps.Panel:
    start, end = (f"{b} " if b else "" for b in (track.start_band, track.end_band))
    moved, causes = len(track.points), {p.cause for p in track.points}
    return steps.Panel(
        track.name, track.low, track.high, track.start, tuple((p.at, p.value) for p in track.points),
        f"from {start}{track.start} to {end}{track.end} in {moved} change{'' if moved == 1 else 's'}",
        f"{track.end}{f', {track.end_band}' if track.end_band else ''}", track.bands,
        tuple(
            steps.Mark(at, f"{name} decided {clock_text(at)}")
            for name, at in decided
            if name in causes
        ),
    )  # fmt: skip


def latency(analysis: Analysis) -> svg.Picture | None:
    """How long each answer took, by role; None where nobody answered."""
    short = {title: name for name, title in analysis.glossary}
    found: dict[str, list[tuple[float, str]]] = {}
    for decision in analysis.decisions:
        for answer in decision.answers:
            if answer.latency is not None:
                name = short.get(answer.owner_title, answer.owner_title)
                found.setdefault(name, []).append((answer.latency, decision.id))
    if not found:
        return None
    worst = max(value for values in found.values() for value, _ in values)
    return rows.dots(
        "Time from a decision's opening to each role's answer",
        [rows.Dots(name, values, median(v for v, _ in values)) for name, values in found.items()],
        say=axis.span, ticks=axis.time_steps(worst, 6),
    )  # fmt: skip


def plan(analysis: Analysis) -> tuple[svg.Picture, int] | None:
    """Planned against actual, and how many injects it leaves out; None where nothing was planned."""
    lines = [row for row in analysis.msel if row.event == "inject" and row.planned is not None]
    if not lines:
        return None
    drawn = lines
    if len(lines) > MOST_ROWS:
        kept = {row.id for row in sorted(lines, key=_deviation, reverse=True)[:MOST_ROWS]}
        drawn = [row for row in lines if row.id in kept]
    until = analysis.overview.exercise_seconds
    last = max([until, *(row.planned or 0.0 for row in drawn)])
    picture = rows.plans(
        "Injects, planned against actual",
        [rows.Plan(f"{row.id} {row.title}", row.planned, _out(row), _state(row)) for row in drawn],
        until=until, moves=tuple(start for _, _, start, _ in analysis.moves),
        ticks=axis.time_steps(last, 8), say=clock_text,
    )  # fmt: skip
    return picture, len(lines) - len(drawn)


def _out(row: MselRecord) -> float | None:
    return row.out if row.out is not None else row.actual


def _deviation(row: MselRecord) -> float:
    return abs(row.difference) if row.difference is not None else 0.0


def _state(row: MselRecord) -> str:
    return "LATE" if row.late else "" if row.status == "released" else row.status


def traffic(analysis: Analysis) -> svg.Picture | None:
    """Messages by sender and recipient; None where nobody wrote."""
    pairs = {(p.sender, p.to): p.messages for p in analysis.pairs}
    if not pairs:
        return None
    senders = _busiest([(s, n) for (s, _), n in pairs.items()])
    receivers = _busiest([(t, n) for (_, t), n in pairs.items()])
    counts = [[pairs.get((s, t), 0) for t in receivers] for s in senders]
    return grid.grid("Messages by sender and recipient", senders, receivers, counts, across="from, to")


def _busiest(counts: Sequence[tuple[str, int]]) -> list[str]:
    """Names in the order in which they come, at most so many, those with the highest counts."""
    sums: dict[str, int] = {}
    for name, count in counts:
        sums[name] = sums.get(name, 0) + count
    kept = set(sorted(sums, key=lambda n: -sums[n])[:MOST_NAMES])
    return [name for name in sums if name in kept]


def workload(analysis: Analysis) -> svg.Picture | None:
    """What reached each role, and what it was asked to decide, by spans of exercise time."""
    if not any(w.times for w in analysis.workload):
        return None
    last = max(at for w in analysis.workload for at in w.times)
    wide = BIN
    while last / wide >= MOST_NAMES:
        wide *= 2
    bins = int(last // wide) + 1
    counts = []
    for load in analysis.workload:
        row = [0] * bins
        for at in load.times:
            row[int(at // wide)] += 1
        counts.append(row)
    return grid.grid(
        f"What reached each seat, by {round(wide / 60)} minutes of exercise time",
        [w.title for w in analysis.workload], [axis.clock(n * wide).removeprefix("T+") for n in range(bins)],
        counts, across="T+ hours:minutes", slanted=False,
    )  # fmt: skip


RATED = (*svg.SHADES[:4], "paper", svg.SHADES[4])
"""Shades of P, S, M, U, of not observed, and of not settled: none is another's, in grey too."""


def ratings(objectives: Sequence[ObjectiveResult]) -> svg.Picture | None:
    """Standing ratings of critical tasks and targets by objective; None where nothing was rated."""
    if not any(o.counts for o in objectives):
        return None
    return rows.shares(
        "Ratings by objective", [words if r == SPLIT else f"{r} {words}" for r, words in RATINGS.items()],
        [
            rows.Share(f"{o.id} {o.title}", [o.counts.get(r, 0) for r in RATINGS], f"as a whole: {_whole(o)}")
            for o in objectives
        ],
        ends=136, shades=RATED, letters=["" if r == SPLIT else r for r in RATINGS],
    )  # fmt: skip


def _whole(objective: ObjectiveResult) -> str:
    return "not settled" if objective.rating == SPLIT else objective.rating


def feedback(items: Sequence[FeedbackItem]) -> svg.Picture | None:
    """How participants answered each statement, 1 to 5; None without answers."""
    if not any(sum(item.counts) for item in items):
        return None
    return rows.shares(
        "Participants' feedback", [f"1 {SCALE_ENDS[0]}", "2", "3", "4", f"5 {SCALE_ENDS[1]}"],
        [
            rows.Share(item.text, item.counts, f"median {item.median:g}" if item.median is not None else "")
            for item in items
        ],
    )  # fmt: skip
