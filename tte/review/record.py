"""Notes, the parking lot, rulings, undone actions, jumps, seats and the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tte.engine import events as ev
from tte.engine.events import Event, Recorded, kind_of
from tte.engine.feed import line_of
from tte.engine.views import everybody
from tte.review.model import (
    JumpRecord,
    NoteRecord,
    RulingRecord,
    SeatRecord,
    TimelineRow,
    UndoneRecord,
)
from tte.review.model_decisions import DecisionRecord, Events, Stamp
from tte.review.walk import Taker, Walk

LEFT_OUT = frozenset({"quiet", "receipt", "line"})
"""Groups of the feed that the timeline leaves out: housekeeping, connections, receipts (in the MSEL)."""

RECEIPTS = frozenset({ev.ItemOpened, ev.ItemAcknowledged})
SENT = frozenset({ev.InjectReleased, ev.MessageSent, ev.MessageDelivered})
"""Events that every seat saw if they were for all."""
SEEN_BY_ALL: frozenset[type[Event]] = frozenset({
    ev.ExerciseStarted, ev.ExercisePaused, ev.ExerciseResumed, ev.MoveEnded, ev.TimeJumped, ev.ExerciseEnded,
    ev.ExerciseReopened, ev.LogSealed, ev.ClockInterrupted, ev.DecisionOpened,
})  # fmt: skip
"""Events that every terminal showed, or that hold no more than that a decision was put."""


@dataclass(frozen=True, slots=True)
class _Raw:
    event: Event
    rec: Recorded
    stamp: Stamp
    by: str


class Record:
    """What was noted, ruled, taken back and jumped over, after StartEx; and who sat where, at any time."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._notes: dict[str, _Raw] = {}
        self._parked: dict[str, _Raw] = {}
        self._rulings: list[_Raw] = []
        self._jumps: list[_Raw] = []
        self._paces: list[_Raw] = []
        self._seats: dict[str, list[int]] = {}
        self._attended: set[str] = set()
        self._acted: set[str] = set()
        """Seats from which something came: by a line, too, which opens no terminal."""
        self._unknown: dict[str, list[int]] = {}
        self._timeline: list[TimelineRow] = []
        self._names: set[str] = set()

    def takers(self) -> dict[type[Event], Taker]:
        ruling = (
            ev.WrittenRuled, ev.OutcomeOverruled, ev.DecisionReopened, ev.DecisionWithdrawn,
            ev.ExerciseReopened, ev.DecisionClosed, ev.TrackChanged,
        )  # fmt: skip
        return {
            ev.NoteTaken: self._note, ev.ItemParked: self._park, ev.TimeJumped: self._jumped,
            ev.PaceSet: self._paced, ev.SeatOpened: self._seat, ev.SeatTaken: self._seat,
            ev.SeatLeft: self._seat, ev.ParticipantsNamed: self._named, ev.HeadCounted: self._heads,
            ev.Unknown: self._unknown_kind, **dict.fromkeys(ruling, self._ruled),
        }  # fmt: skip

    def line(self, rec: Recorded) -> None:
        """Put an event into the timeline (called for every event)."""
        self._acted.add(rec.seat)
        if rec.participant:
            self._names.add(rec.participant)
        if self.walk.started is None or type(rec.event) in RECEIPTS:
            return
        group, _, text = line_of(self.walk.state, rec)
        if group not in LEFT_OUT:
            seen = self._shown_to_all(rec.event)
            self._timeline.append(TimelineRow(rec.seq, rec.at, rec.wall, group, text, seen))

    def _shown_to_all(self, event: Event) -> bool:
        """Whether every seat saw it: control words, and what was sent to all roles."""
        kind = type(event)
        if kind not in SENT:
            return kind in SEEN_BY_ALL
        state = self.walk.state
        match event:
            case ev.InjectReleased(deliveries=deliveries, drafts=drafts):
                return not drafts and bool(deliveries) and all(everybody(state, d.to) for d in deliveries)
            case ev.MessageSent(message=m) | ev.MessageDelivered(message=m):
                message = state.messages.get(m)
                channel = state.by_channel.get(message.channel) if message else None
                return message is not None and (
                    everybody(state, message.to) or (channel is not None and channel.public)
                )
            case _:
                return False

    # --- taking -------------------------------------------------------------------------------------------

    def _raw(self, event: Event, rec: Recorded) -> _Raw:
        return _Raw(event, rec, self.walk.stamp(rec), self.walk.by(rec))

    def _named(self, event: ev.ParticipantsNamed, rec: Recorded) -> None:
        self._names.update(event.names)
        self._seat(event, rec)

    def _note(self, event: ev.NoteTaken, rec: Recorded) -> None:
        if self.walk.started is not None:
            self._notes[event.note] = self._raw(event, rec)

    def _park(self, event: ev.ItemParked, rec: Recorded) -> None:
        if self.walk.started is not None:
            self._parked[event.item] = self._raw(event, rec)

    def _ruled(self, event: Event, rec: Recorded) -> None:
        if isinstance(event, ev.TrackChanged) and event.cause != "control":
            return
        if isinstance(event, ev.DecisionClosed) and not self.walk.by_control(rec):
            return
        if isinstance(event, ev.DecisionClosed) and event.how in ("agreed", "answered", "unilateral"):
            return  # control answered for an absent owner: the outcome is not a ruling
        self._rulings.append(self._raw(event, rec))

    def _jumped(self, event: ev.TimeJumped, rec: Recorded) -> None:
        self._jumps.append(self._raw(event, rec))

    def _paced(self, event: ev.PaceSet, rec: Recorded) -> None:
        self._paces.append(self._raw(event, rec))

    def _seat(
        self, event: ev.SeatOpened | ev.SeatTaken | ev.SeatLeft | ev.ParticipantsNamed, rec: Recorded
    ) -> None:
        self._seats.setdefault(event.seat, []).append(rec.seq)
        if isinstance(event, ev.SeatTaken) or (isinstance(event, ev.ParticipantsNamed) and event.names):
            self._attended.add(event.seat)

    def _heads(self, event: ev.HeadCounted, rec: Recorded) -> None:
        for seat, heads in event.heads.items():
            self._seats.setdefault(seat, []).append(rec.seq)
            if heads:
                self._attended.add(seat)

    def _unknown_kind(self, event: Event, rec: Recorded) -> None:
        self._unknown.setdefault(kind_of(event), []).append(rec.seq)

    # --- telling ------------------------------------------------------------------------------------------

    def pace(self, first: str) -> str:
        """How it was paced, in order of the changes that stood."""
        words = [first]
        for raw in self._paces:
            if isinstance(raw.event, ev.PaceSet) and not self.walk.is_undone(raw.rec.command):
                words.append(raw.event.pace)
        return ", then ".join(w for i, w in enumerate(words) if i == 0 or w != words[i - 1])

    def people(self, decisions: Sequence[DecisionRecord]) -> tuple[str, ...]:
        """Every name of a person that the log holds, in order of the alphabet."""
        state = self.walk.state
        names = set(self._names)
        for seat in state.seats.values():
            names.update(seat.participants)
        for decision in decisions:
            names.update(d.name for d in decision.dissent)
            names.update(name for a in decision.answers for name in a.participants)
            names.update(vote.voter for seat in decision.first_votes for vote in seat.votes)
        names.update(item.speaker for item in state.captured.values())
        names.update(sign_off.name for sign_off in state.sign_offs.values())
        names.update(action.contact for action in state.corrective.values())
        return tuple(sorted(name for name in names if name.strip()))

    def seats(self) -> tuple[SeatRecord, ...]:
        state = self.walk.state
        bots = state.setup is not None and state.setup.unattended
        return tuple(
            SeatRecord(
                s.id, s.title, s.kind, tuple(state.title_of(r) for r in s.roles), s.participants, s.heads,
                s.id in self._attended or s.id in self._acted or (bots and s.kind == "player"),
                tuple(self._seats.get(s.id, ())),
            )
            for s in state.seats.values()
        )  # fmt: skip

    def _note_record(self, raw: _Raw) -> NoteRecord:
        assert isinstance(raw.event, ev.NoteTaken | ev.ItemParked)
        title = self.walk.state.title_of(raw.rec.seat)
        return NoteRecord(raw.event.body, title, raw.rec.participant, raw.stamp, (raw.rec.seq,))

    def notes(self, objective: str) -> tuple[NoteRecord, ...]:
        """Observations tagged with an objective; those without one for an empty id. Undone ones are gone."""
        return tuple(
            self._note_record(raw)
            for name, raw in self._notes.items()
            if name in self.walk.state.notes and self.walk.state.notes[name].objective == objective
        )

    def parked(self) -> tuple[NoteRecord, ...]:
        return tuple(
            self._note_record(r) for name, r in self._parked.items() if name in self.walk.state.parked
        )

    def rulings(self) -> tuple[RulingRecord, ...]:
        return tuple(self._ruling(raw) for raw in self._rulings)

    def _ruling(self, raw: _Raw) -> RulingRecord:
        state, event = self.walk.state, raw.event
        match event:
            case ev.WrittenRuled(decision=d, owner=o, tracks=tracks, reason=reason):
                effects = ", ".join(f"{t} {delta:+d}" for t, delta in tracks.items()) or "no effect"
                kind, subject, words = "written answer", d, f"{state.short_of(o)}: {effects}"
            case ev.OutcomeOverruled(decision=d, outcomes=oo, reason=reason):
                choices = ", ".join(f"{state.short_of(o)} {c}" for o, c in oo.items())
                effects = ", ".join(f"{t} {delta:+d}" for t, delta in event.tracks.items())
                kind, subject, words = "overruled", d, "; ".join(w for w in (choices, effects) if w)
            case ev.DecisionClosed(decision=d, outcomes=oo, reason=reason):
                choices = ", ".join(f"{state.short_of(o)} {c}" for o, c in oo.items())
                kind, subject, words = "closed by control", d, f"{event.how}: {choices}"
            case ev.DecisionReopened(decision=d, reason=reason):
                kind, subject, words = "reopened", d, ""
            case ev.DecisionWithdrawn(decision=d, reason=reason):
                kind, subject, words = "withdrawn", d, ""
            case ev.TrackChanged(track=t, before=b, after=a, because=reason):
                track = state.by_track.get(t)
                kind, subject, words = "track set", track.name if track else t, f"{b} → {a}"
            case ev.ExerciseReopened(reason=reason):
                kind, subject, words = "reopened after EndEx", "exercise", ""
            case _:
                kind, subject, words, reason = kind_of(event), "", "", ""
        undone = self.walk.is_undone(raw.rec.command)
        return RulingRecord(kind, subject, words, reason, raw.by, raw.stamp, undone, (raw.rec.seq,))

    def undone(self) -> tuple[UndoneRecord, ...]:
        """Control actions of play that were taken back."""
        found = []
        for command, undoing in self.walk.undone.items():
            did = self.walk.commands.get(command)
            if did is None or self.walk.started is None or undoing.stamp.seq < self.walk.started.seq:
                continue
            found.append(
                UndoneRecord(
                    undoing.event.name,
                    self.walk.by(did.first),
                    self.walk.given(did),
                    undoing.by,
                    undoing.stamp,
                    undoing.event.restored,
                    (*did.events, undoing.stamp.seq),
                )
            )
        return tuple(found)

    def jumps(self) -> tuple[JumpRecord, ...]:
        moves = {m.id: m.title for m in self.walk.state.moves}
        found = []
        for raw in self._jumps:
            event = raw.event
            if isinstance(event, ev.TimeJumped):
                undone = self.walk.is_undone(raw.rec.command)
                found.append(
                    JumpRecord(
                        event.name, event.from_at, event.to_at, moves.get(event.move, event.move),
                        event.expired, raw.by, undone, (raw.rec.seq,),
                    )
                )  # fmt: skip
        return tuple(found)

    def unknown(self) -> dict[str, Events]:
        return {kind: tuple(seqs) for kind, seqs in self._unknown.items()}

    def timeline(self) -> tuple[TimelineRow, ...]:
        return tuple(self._timeline)
