"""What evaluators, facilitator and participants said: read from the state as it stands at the log's end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from tte.engine.evaluation import Target, targets_of
from tte.engine.review_words import QUESTIONS, SCALE
from tte.engine.state import State
from tte.engine.state_review import (
    Analysis as WrittenText,
)
from tte.engine.state_review import (
    CorrectiveAction,
    Observation,
    Rating,
    Written,
    ratings_of,
    signed_state,
    standing_actions,
    standing_captured,
    standing_observations,
)
from tte.exercise.models import Objective
from tte.review.agreement import agreement_of
from tte.review.model import MselRecord, NoteRecord
from tte.review.model_decisions import DecisionRecord
from tte.review.model_evaluation import (
    ActionRecord,
    Evaluation,
    FeedbackItem,
    FeedbackRecord,
    FeedbackText,
    HotWash,
    HotWashItem,
    Made,
    ObjectiveResult,
    ObservationRecord,
    RatingRecord,
    SignOffRecord,
    Standing,
    TargetRecord,
    TextRecord,
)
from tte.review.record import Record
from tte.review.walk import Walk


def evaluation_of(
    walk: Walk, record: Record, decisions: Sequence[DecisionRecord], msel: Sequence[MselRecord]
) -> Evaluation:
    """Everything of the evaluation, in the exercise's order."""
    state = walk.state
    reader = _Reader(state)
    objectives = tuple(
        reader.objective(o, record.notes(o.id), decisions, msel) for o in walk.exercise.objectives
    )
    signed = signed_state(state)
    found = Evaluation(
        objectives=objectives, agreement=agreement_of(objectives), hot_washes=reader.hot_washes(),
        feedback=reader.feedback(),
        texts={s: reader.text(t) for s, t in state.analysis.items() if t.text.strip()},
        actions=tuple(reader.action(a) for a in standing_actions(state)),
        sign_offs=tuple(
            SignOffRecord(
                s.name, s.capacity, s.note, s.head, s.upto, s.withdrawn is None, s in signed.signed,
                reader.made(s.made), (s.made.seq, *([s.withdrawn.seq] if s.withdrawn else [])),
            )
            for s in state.sign_offs.values()
        ),
        signed=not signed.draft,
    )  # fmt: skip
    return replace(found, after_seal=_after_seal(found))


def _after_seal(found: Evaluation) -> int:
    made = [o.made for objective in found.objectives for o in objective.observations]
    made += [r.made for o in found.objectives for t in o.targets for r in t.ratings]
    made += [t.made for t in found.texts.values()]
    made += [a.made for a in found.actions]
    made += [s.made for s in found.sign_offs]
    return sum(m.after_seal for m in made) + sum(w.after_seal for w in found.hot_washes)


class _Reader:
    """Turns records of the state into records of the report, with seats in words."""

    def __init__(self, state: State) -> None:
        self.state = state

    def made(self, written: Written) -> Made:
        return Made(self.state.title_of(written.seat), written.by, written.wall, written.after_seal)

    def text(self, found: WrittenText) -> TextRecord:
        return TextRecord(
            found.section, found.text, found.reference, len(found.earlier), self.made(found.made),
            (found.made.seq,),
        )  # fmt: skip

    def _text_of(self, section: str) -> TextRecord | None:
        found = self.state.analysis.get(section)
        return self.text(found) if found is not None and (found.text.strip() or found.reference) else None

    # --- objectives -------------------------------------------------------------------------------------

    def objective(
        self,
        o: Objective,
        notes: Sequence[NoteRecord],
        decisions: Sequence[DecisionRecord],
        msel: Sequence[MselRecord],
    ) -> ObjectiveResult:
        targets = tuple(
            self._target(t) for t in targets_of(self.state.exercise) if t.objective == o.id
        )  # in the guide's order: the whole first
        seen = [
            self._observation(x) for x in standing_observations(self.state) if x.target.split(".")[0] == o.id
        ]
        seen += [_noted(o.id, n) for n in notes]
        seen.sort(key=lambda x: (x.at, x.events))
        put = [d for d in decisions if o.id in d.objectives and d.opened is not None]
        out = [r for r in msel if o.id in r.objectives and r.status in ("released", "recalled")]
        counts: dict[str, int] = {}
        for target in targets:
            if target.ratings or target.settled:
                counts[target.standing] = counts.get(target.standing, 0) + 1
        task_texts = (self._text_of(t.id) for t in targets if t.task)
        return ObjectiveResult(
            o.id, o.title, o.statement, o.capability, o.tasks, o.standard, targets[0].standing, counts,
            targets, tuple(seen), self._text_of(o.id), tuple(t for t in task_texts if t),
            tuple(d.id for d in put), tuple(r.id for r in out),
            tuple(sorted({*(d.opened.seq for d in put if d.opened), *(e for r in out for e in r.events)})),
            tuple(sorted({*(e for x in seen for e in x.events), *(e for t in targets for e in t.events)})),
        )  # fmt: skip

    def _target(self, target: Target) -> TargetRecord:
        ratings = tuple(self._rating(r) for r in ratings_of(self.state, target.id))
        settled = self.state.reconciled.get(target.id)
        letters: set[Standing] = {r.rating for r in ratings}
        standing: Standing = "N/O"
        if settled is not None:
            standing = settled.rating
        elif letters:
            standing = letters.pop() if len(letters) == 1 else "split"
        events = {e for r in ratings for e in r.events} | ({settled.made.seq} if settled else set())
        return TargetRecord(
            target.id, target.title, target.task, ratings, settled.rating if settled else "",
            settled.reason if settled else "",
            self._who(settled.made) if settled else "", standing, tuple(sorted(events)),
        )  # fmt: skip

    def _who(self, made: Written) -> str:
        seat = self.state.title_of(made.seat)
        return f"{made.by} ({seat})" if made.by else seat

    def _rating(self, r: Rating) -> RatingRecord:
        own = r.independent
        return RatingRecord(
            self.state.title_of(r.seat), r.rating, r.reason, r.blind, own.rating if own else "",
            self.made(r.made), tuple(sorted({r.made.seq, *([own.made.seq] if own else [])})),
        )  # fmt: skip

    def _observation(self, o: Observation) -> ObservationRecord:
        events = (o.made.seq, *([o.revised.seq] if o.revised else []))
        return ObservationRecord(
            o.id, o.target, o.body, o.tag, o.seen_at, self.made(o.made), o.evidence.injects,
            o.evidence.decisions, o.evidence.events, self._text_of(o.id), events,
        )  # fmt: skip

    # --- after play -------------------------------------------------------------------------------------

    def hot_washes(self) -> tuple[HotWash, ...]:
        return tuple(
            HotWash(
                w.id, w.questions,
                tuple(
                    HotWashItem(
                        c.id, c.kind, c.body, self.state.title_of(c.role) if c.role else "", c.speaker,
                        c.question, (c.made.seq,),
                    )
                    for c in standing_captured(self.state, w.id)
                ),
                w.opened.wall, w.opened.after_seal, (w.opened.seq,),
            )
            for w in self.state.washes.values()
        )  # fmt: skip

    def feedback(self) -> FeedbackRecord | None:
        forms = list(self.state.feedback.values())
        if not forms:
            return None
        known = set(self.state.seats)
        nobody = any(f.made.seat not in known for f in forms)
        items = []
        for key, text in SCALE.items():
            given = [(f.answers[key], f.made.seq) for f in forms if key in f.answers]
            one, two, three, four, five = (sum(v == n for v, _ in given) for n in range(1, 6))
            middle = median(v for v, _ in given) if given else None
            counts = (one, two, three, four, five)
            items.append(FeedbackItem(key, text, counts, middle, tuple(seq for _, seq in given)))
        texts = tuple(
            FeedbackText(
                question, f.texts[key], self.state.title_of(f.made.seat) if f.made.seat in known else "",
                f.made.by, (f.made.seq,),
            )
            for key, question in QUESTIONS.items() for f in forms if f.texts.get(key, "").strip()
        )  # fmt: skip
        return FeedbackRecord(len(forms), nobody, tuple(items), texts, tuple(f.made.seq for f in forms))

    def action(self, a: CorrectiveAction) -> ActionRecord:
        history = tuple(
            f"{', '.join(f'{name} → {value or chr(8211)}' for name, value in changes.items())}"
            f"{f' ({note})' if note else ''}, {self._who(made)}"
            for made, changes, note in a.updates
        )
        events = (a.made.seq, *(made.seq for made, _, _ in a.updates))
        return ActionRecord(
            a.id, a.recommendation, a.issue, a.capability, str(a.element), a.owner, a.contact, a.start, a.due,
            a.status, a.retest, a.target, a.observations, history, self.made(a.made), events,
        )  # fmt: skip


def _noted(objective: str, note: NoteRecord) -> ObservationRecord:
    """A note that was tagged with an objective, as an observation that is neither strength nor area."""
    made = Made(note.seat, note.by, note.stamp.wall, False)
    return ObservationRecord("", objective, note.body, "", note.stamp.at, made, (), (), (), None, note.events)
