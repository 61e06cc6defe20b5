"""The MSEL, planned against actual: what went out when, to whom, and what control did to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tte.engine import events as ev
from tte.engine.clock import clock_text, move_at
from tte.engine.events import Event, Recorded
from tte.engine.state import Draft, InjectState
from tte.engine.views import titles
from tte.exercise.models import Inject, Move
from tte.review.model import (
    DraftRecord,
    MselRecord,
)
from tte.review.model_decisions import (
    Stamp,
)
from tte.review.talk import receipt_counts
from tte.review.walk import Taker, Walk

LATE = 60.0
"""Seconds past its due time after which a delivery is flagged as late."""


@dataclass(slots=True)
class _Raw:
    notes: list[tuple[str, Recorded]] = field(default_factory=list)
    release: tuple[Move, Recorded] | None = None
    """The last one, and the move that it fell in."""
    first_out: Recorded | None = None
    edited: bool = False


@dataclass(slots=True)
class _RawDraft:
    events: list[int]
    command: int
    edited: bool = False
    as_simcell: bool = False


class Msel:
    """Follows each inject and each staff draft."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._raw: dict[str, _Raw] = {}
        self._drafts: dict[str, _RawDraft] = {}

    def takers(self) -> dict[type[Event], Taker]:
        return {
            ev.InjectReleased: self._released, ev.InjectHeld: self._held, ev.InjectReadied: self._readied,
            ev.InjectSkipped: self._skipped, ev.InjectDeferred: self._deferred,
            ev.InjectsSlipped: self._slipped,
            ev.InjectRecalled: self._recalled, ev.InjectEdited: self._edited, ev.InjectWritten: self._written,
            ev.DraftPrepared: self._prepared, ev.DraftSent: self._draft_sent,
            ev.DraftDeclined: self._draft_step, ev.DraftLapsed: self._draft_step,
        }  # fmt: skip

    def release_of(self, inject: str) -> Stamp | None:
        """When an inject was last released, undone or not."""
        raw = self._raw.get(inject)
        return self.walk.stamp_in(*raw.release) if raw and raw.release else None

    # --- taking -------------------------------------------------------------------------------------------

    def _note(self, inject: str, words: str, rec: Recorded) -> _Raw:
        raw = self._raw.setdefault(inject, _Raw())
        raw.notes.append((words, rec))
        return raw

    def _released(self, event: ev.InjectReleased, rec: Recorded) -> None:
        raw = self._note(event.inject, f"released, {event.because}" if event.because else "released", rec)
        raw.release = (self.walk.move, rec)
        raw.first_out = rec if event.deliveries or not event.drafts else None

    def _held(self, event: ev.InjectHeld, rec: Recorded) -> None:
        self._note(event.inject, f"held{_why(event.reason)}", rec)

    def _readied(self, event: ev.InjectReadied, rec: Recorded) -> None:
        self._note(event.inject, "made ready again", rec)

    def _skipped(self, event: ev.InjectSkipped, rec: Recorded) -> None:
        self._note(event.inject, f"skipped{_why(event.reason)}", rec)

    def _deferred(self, event: ev.InjectDeferred, rec: Recorded) -> None:
        self._note(event.inject, f"deferred to {clock_text(event.due)}", rec)

    def _slipped(self, event: ev.InjectsSlipped, rec: Recorded) -> None:
        for inject in event.injects:
            self._note(inject, f"slipped by {event.seconds / 60:+g} min", rec)

    def _recalled(self, event: ev.InjectRecalled, rec: Recorded) -> None:
        self._note(event.inject, f"recalled{_why(event.reason)}", rec)

    def _edited(self, event: ev.InjectEdited, rec: Recorded) -> None:
        which = f" (variant {event.variant})" if event.variant else ""
        self._note(event.inject, f"text edited by control{which}", rec)

    def _written(self, event: ev.InjectWritten, rec: Recorded) -> None:
        self._note(event.inject.id, "written ad hoc by control", rec)

    def _prepared(self, event: ev.DraftPrepared, rec: Recorded) -> None:
        self._drafts[event.draft] = _RawDraft([rec.seq], rec.command)

    def _draft_sent(self, event: ev.DraftSent, rec: Recorded) -> None:
        if raw := self._drafts.get(event.draft):
            raw.events.append(rec.seq)
            raw.edited, raw.as_simcell = event.edited, event.as_simcell
        if draft := self.walk.state.drafts.get(event.draft):
            inject = self._raw.setdefault(draft.inject, _Raw())
            inject.first_out = inject.first_out or rec

    def _draft_step(self, event: ev.DraftDeclined | ev.DraftLapsed, rec: Recorded) -> None:
        if raw := self._drafts.get(event.draft):
            raw.events.append(rec.seq)

    # --- telling ------------------------------------------------------------------------------------------

    def channel_counts(self) -> dict[str, int]:
        """How many injects were released over each channel."""
        counts: dict[str, int] = {}
        for name, standing in self.walk.state.injects.items():
            spec = self.walk.state.specs.get(name)
            if spec is not None and standing.status in ("released", "recalled"):
                counts[spec.channel] = counts.get(spec.channel, 0) + 1
        return counts

    def records(self) -> tuple[MselRecord, ...]:
        """In order of planned time; contingencies and ad hoc injects stand where they were released."""
        state = self.walk.state
        counts = receipt_counts(self.walk)
        drafts: dict[str, list[DraftRecord]] = {}
        for draft in state.drafts.values():
            drafts.setdefault(draft.inject, []).append(self._draft(draft))
        rows = [
            self._record(spec, state.injects[i], counts.get(i, (0, 0, 0)), tuple(drafts.get(i, ())))
            for i, spec in state.specs.items()
            if i in state.injects
        ]
        rows.sort(key=lambda r: (_when(r) is None, _when(r) or 0.0, state.order.get(r.id, 0)))
        return tuple(rows)

    def _draft(self, draft: Draft) -> DraftRecord:
        state = self.walk.state
        raw = self._drafts.get(draft.id, _RawDraft([], 0))
        seat = state.seats.get(draft.seat)
        return DraftRecord(
            draft.id, titles(state, draft.delivery.to), seat.title if seat else draft.seat, draft.status,
            raw.edited, raw.as_simcell, draft.reason, draft.delivery.body if raw.edited else "",
            tuple(raw.events),
        )  # fmt: skip

    def _record(
        self,
        spec: Inject,
        standing: InjectState,
        counts: tuple[int, int, int],
        drafts: tuple[DraftRecord, ...],
    ) -> MselRecord:
        state = self.walk.state
        raw = self._raw.get(spec.id, _Raw())
        gone = standing.status in ("released", "recalled", "drafted")
        actual = standing.released_at if gone else None
        first = raw.first_out
        out = first.at if first and gone and not self.walk.is_undone(first.command) else None
        planned = standing.planned if spec.event != "contingency" else None
        channel = state.by_channel.get(spec.channel)
        when = actual if actual is not None else standing.due
        seqs = {rec.seq for _, rec in raw.notes} | {seq for d in drafts for seq in d.events}
        return MselRecord(
            spec.id, standing.edits.get("", (spec.title, ""))[0], spec.event,
            move_at(state.moves, when).id if when is not None else "", titles(state, spec.sender),
            titles(state, spec.to), channel.name if channel else spec.channel, spec.objectives, spec.opens,
            standing.status, standing.planned, standing.due, actual, out,
            out - planned if out is not None and planned is not None else None,
            planned is not None and out is not None and out - (standing.due or 0.0) > LATE,
            *counts, standing.because, standing.reason, bool(standing.edits), drafts,
            tuple(self._words(words, rec) for words, rec in raw.notes), spec.sources, tuple(sorted(seqs)),
        )  # fmt: skip

    def _words(self, words: str, rec: Recorded) -> str:
        undoing = self.walk.undone.get(rec.command)
        undone = f", undone {clock_text(undoing.stamp.at)} #{undoing.stamp.seq}" if undoing else ""
        before = (
            "before StartEx" if self.walk.started and rec.seq < self.walk.started.seq else clock_text(rec.at)
        )
        return f"{before}: {words} #{rec.seq}{undone}"


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""


def _when(row: MselRecord) -> float | None:
    """What a row is sorted by: planned time, for a contingency the time at which it went out."""
    if row.event == "contingency" or row.planned is None:
        return row.actual
    return row.planned
