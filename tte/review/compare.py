"""Several sessions of one exercise side by side: choices, latency, tracks, endings, ratings.

Versions are compared honestly: what differs is said, and only what exists alike in all of them is set side by
side; the rest is named with why it was left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tte.engine.evaluation import targets_of
from tte.engine.events import SessionForked
from tte.engine.state import State
from tte.engine.state_review import ratings_of
from tte.errors import TteError
from tte.exercise.models import Decision, Exercise, Track
from tte.review.model import Analysis, TrackPoint
from tte.review.model_decisions import Answer, DecisionRecord, Events

T = TypeVar("T", Decision, Track)

NOT_PLAYED = "NOT PLAYED"


class NotComparable(TteError):
    """Sessions that have nothing to be compared by."""


@dataclass(frozen=True, slots=True)
class Told:
    """A session as it comes to the comparison. `digest`: of its frozen exercise; `state` at its end."""

    name: str
    analysis: Analysis
    exercise: Exercise
    digest: str
    state: State

    @property
    def forked(self) -> SessionForked | None:
        found = self.state.now.get("forked")
        return found if isinstance(found, SessionForked) else None

    @property
    def played_digest(self) -> str:
        """Digest of the exercise apart from a fork's mark in its title."""
        return self.forked.origin_digest if self.forked and self.forked.origin_digest else self.digest


@dataclass(frozen=True, slots=True)
class Side:
    """One session: who played it, and what it came to."""

    label: str
    name: str
    """The session's own name; empty where the comparison is anonymous."""
    version: str
    digest: str
    setting: str
    players: str
    forked: str
    """Where a fork comes from, in words; empty for what was played."""
    state: str
    seed: int
    ending: str
    ending_title: str
    overlays: tuple[str, ...]
    ended_at: float
    decided: int
    median: float | None
    worst: float | None
    worst_decision: str
    events: Events


@dataclass(frozen=True, slots=True)
class Cell:
    """What one session has for a row; None in its place where it has nothing."""

    choice: str
    choice_title: str
    state: str
    latency: float | None
    at: float | None
    confidence: int | None
    why: str
    written: str
    events: Events


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One owner's part in one decision, in every session."""

    decision: str
    title: str
    owner: str
    owner_title: str
    cells: tuple[Cell | None, ...]

    @property
    def alike(self) -> bool:
        """Whether all who came to an outcome came to the same."""
        return len({c.choice for c in self.cells if c is not None and c.choice}) <= 1


@dataclass(frozen=True, slots=True)
class TrackCell:
    end: int
    band: str
    points: tuple[TrackPoint, ...]


@dataclass(frozen=True, slots=True)
class TrackRow:
    id: str
    name: str
    low: int
    high: int
    start: int
    cells: tuple[TrackCell | None, ...]


@dataclass(frozen=True, slots=True)
class RatingRow:
    target: str
    title: str
    cells: tuple[tuple[str, Events] | None, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that cannot be compared, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    exercise: str
    title: str
    sides: tuple[Side, ...]
    remarks: tuple[str, ...]
    """What a reader must know before reading on: other versions, forks, bots, sessions that still run."""
    choices: tuple[ChoiceRow, ...]
    tracks: tuple[TrackRow, ...]
    ratings: tuple[RatingRow, ...]
    left_out: tuple[LeftOut, ...]
    anonymous: bool


def compare(sessions: Sequence[Told], *, anonymous: bool = False) -> Comparison:
    """Set sessions side by side, in the order given. Raises NotComparable for different exercises."""
    if len(sessions) < 2:
        raise NotComparable("A comparison needs two sessions or more.", remedy="Name another one.")
    ids = dict.fromkeys(s.exercise.id for s in sessions)
    if len(ids) > 1:
        raise NotComparable(
            f"These are sessions of different exercises: {', '.join(ids)}.",
            remedy="Compare sessions of one exercise.",
        )
    left_out: list[LeftOut] = []
    decisions = _alike([s.exercise.decisions for s in sessions], _decision_differs, "Decision", left_out)
    tracks = _alike([s.exercise.tracks for s in sessions], _track_differs, "Track", left_out)
    titles = dict.fromkeys(s.exercise.title.removeprefix(f"{NOT_PLAYED} · ") for s in sessions)
    return Comparison(
        exercise=next(iter(ids)), title=_title(sessions, next(iter(titles))),
        sides=tuple(_side(s, n, anonymous) for n, s in enumerate(sessions)),
        remarks=tuple(_remarks(sessions)),
        choices=tuple(row for d in decisions for row in _choices(sessions, d, anonymous)),
        tracks=tuple(_track(sessions, t) for t in tracks), ratings=tuple(_ratings(sessions, left_out)),
        left_out=tuple(left_out), anonymous=anonymous,
    )  # fmt: skip


def _title(sessions: Sequence[Told], title: str) -> str:
    """A comparison with a fork in it says NOT PLAYED as the fork does."""
    return f"{title} · {NOT_PLAYED} in part" if any(s.forked for s in sessions) else title


def label(number: int) -> str:
    """A session's short name in a comparison: A to Z, then A2."""
    return chr(65 + number % 26) + (str(number // 26 + 1) if number >= 26 else "")


# --- what is alike ---------------------------------------------------------------------------------------


def _alike(
    given: Sequence[Iterable[T]], differs: Callable[[T, T], str], what: str, left_out: list[LeftOut]
) -> list[T]:
    """Those that all have alike, in the first one's order; of the others it is said why they are left out."""
    tables = [{one.id: one for one in many} for many in given]
    found = []
    for name in dict.fromkeys(name for table in tables for name in table):
        missing = [label(n) for n, table in enumerate(tables) if name not in table]
        if missing:
            left_out.append(
                LeftOut(f"{what} {name}", f"there is none in the exercise of {', '.join(missing)}")
            )
            continue
        why = next((w for table in tables[1:] if (w := differs(tables[0][name], table[name]))), "")
        if why:
            left_out.append(LeftOut(f"{what} {name}", f"{why} in another version"))
        else:
            found.append(tables[0][name])
    return found


def _decision_differs(one: Decision, other: Decision) -> str:
    """Why two decisions of one id are not the same question; empty if they are."""
    if one.owners != other.owners or one.mode != other.mode:
        return "its owners, or how they decide, are others"
    if {k: o.title for k, o in one.options.items()} != {k: o.title for k, o in other.options.items()}:
        return "its options are others"
    if one.question != other.question:
        return "its question reads otherwise"
    if {k: o.effects for k, o in one.options.items()} != {k: o.effects for k, o in other.options.items()}:
        return "its options have other effects"
    return ""


def _track_differs(one: Track, other: Track) -> str:
    if (one.low, one.high, one.start) != (other.low, other.high, other.start):
        return "its scale, or where it starts, is another"
    return "" if one.name == other.name else "its name is another"


# --- the sessions ----------------------------------------------------------------------------------------


def _side(told: Told, number: int, anonymous: bool) -> Side:
    view, ending = told.analysis.overview, told.analysis.ending
    setup = told.state.setup
    bots = setup is not None and setup.unattended
    fork, latency = told.forked, told.analysis.latency
    forked = ""
    if fork is not None:
        chosen = ", ".join(f"{name} {option}" for name, option in fork.choices.items())
        origin = "" if anonymous else f" of {fork.origin_name}"
        forked = f"{NOT_PLAYED} after event {fork.origin_event}{origin}{f', with {chosen}' if chosen else ''}"
    return Side(
        label=label(number), name="" if anonymous else told.name, version=told.exercise.version,
        digest=told.played_digest, setting=" · ".join(w for w in (view.seating, view.cut, view.pace) if w),
        players=f"bots{f' ({fork.bots})' if fork and fork.bots else ''}" if bots else "people", forked=forked,
        state="still in play" if told.analysis.interim else "over", seed=view.seed, ending=ending.id,
        ending_title=ending.title, overlays=tuple(title for _, title, _, _ in ending.overlays),
        ended_at=view.exercise_seconds, decided=latency.count, median=latency.median, worst=latency.worst,
        worst_decision=latency.worst_decision, events=view.events,
    )  # fmt: skip


def _remarks(sessions: Sequence[Told]) -> Iterable[str]:
    digests: dict[str, list[str]] = {}
    for n, told in enumerate(sessions):
        digests.setdefault(told.played_digest, []).append(label(n))
    if len(digests) > 1:
        groups = "; ".join(f"{', '.join(who)}: {digest[:12]}" for digest, who in digests.items())
        yield (
            f"The exercise was not the same in all of them (digests: {groups}). Only what reads alike in all "
            "versions is compared; what was left out is listed."
        )
    else:
        yield f"All were played with the same exercise (digest {next(iter(digests))[:12]})."
    for n, told in enumerate(sessions):
        if told.forked is not None:
            yield f"{label(n)} is a fork: after event {told.forked.origin_event} nothing in it was played."
        if told.analysis.interim:
            yield f"{label(n)} is still in play: its ending is how it would end now."
        setup = told.state.setup
        if setup is not None and setup.unattended:
            yield f"In {label(n)} bots decided; how long they took says nothing about people."
    cuts = {told.analysis.overview.cut for told in sessions}
    seatings = {told.analysis.overview.seating for told in sessions}
    if len(cuts) > 1:
        yield "They were played in different lengths (cuts)."
    if len(seatings) > 1:
        yield "The tables were seated differently."


# --- rows ------------------------------------------------------------------------------------------------


def _choices(sessions: Sequence[Told], decision: Decision, anonymous: bool) -> Iterable[ChoiceRow]:
    records = [next((d for d in s.analysis.decisions if d.id == decision.id), None) for s in sessions]
    for owner in decision.owners:
        cells = tuple(_cell(record, owner, anonymous) for record in records)
        if any(cell is not None for cell in cells):
            title = sessions[0].state.short_of(owner)
            yield ChoiceRow(decision.id, decision.title, owner, title, cells)


def _cell(record: DecisionRecord | None, owner: str, anonymous: bool) -> Cell | None:
    """A decision that was never put has no cell."""
    if record is None or record.opened is None:
        return None
    answer: Answer | None = next((a for a in record.answers if a.owner == owner), None)
    if answer is None:
        return None
    choice = answer.outcome or answer.choice
    return Cell(
        choice, answer.outcome_title if answer.outcome else answer.choice_title,
        record.status if answer.state == "answered" else answer.state, answer.latency,
        answer.stamp.at if answer.stamp else None, answer.confidence, "" if anonymous else answer.why,
        "" if anonymous else answer.written, tuple(sorted({*answer.events, record.opened.seq})),
    )  # fmt: skip


def _track(sessions: Sequence[Told], track: Track) -> TrackRow:
    found = [next((t for t in s.analysis.tracks if t.id == track.id), None) for s in sessions]
    return TrackRow(
        track.id, track.name, track.low, track.high, track.start,
        tuple(None if t is None else TrackCell(t.end, t.end_band, t.points) for t in found),
    )  # fmt: skip


def _ratings(sessions: Sequence[Told], left_out: list[LeftOut]) -> Iterable[RatingRow]:
    """Targets that read alike in all versions and were rated in one session at least."""
    tables = [{t.id: t for t in targets_of(s.exercise)} for s in sessions]
    for name, target in tables[0].items():
        cells = tuple(_rating(s, name) for s in sessions)
        if not any(cells):
            continue
        if all(name in t and t[name].statement == target.statement for t in tables):
            yield RatingRow(name, target.title, cells)
        else:
            left_out.append(LeftOut(f"Rating of {name}", "its words are others in another version"))


def _rating(told: Told, target: str) -> tuple[str, Events] | None:
    """The rating that was settled on; else every evaluator's, never the worst alone."""
    settled = told.state.reconciled.get(target)
    if settled is not None:
        return settled.rating, (settled.made.seq,)
    given = ratings_of(told.state, target)
    if not given:
        return None
    return " / ".join(dict.fromkeys(r.rating for r in given)), tuple(r.made.seq for r in given)
