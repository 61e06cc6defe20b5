"""Versions of a report by who reads it: control's own, one for all participants, one without people's names.

The participants' version holds what the exercise showed to all, how it ended, and the findings. What only
some seats had stays out: aims on cards, private messages and injects, reasons that owners gave. What
evaluators wrote is for control until somebody has signed the report off; from then on it is a finding of
the report, and stands in it without the name of the one who wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from tte.exercise.models import MARKING
from tte.review.model import Analysis, ChannelRecord, MselRecord, StopRecord, TimelineRow, TrackRecord
from tte.review.model_decisions import Answer, DecisionRecord, Known, OptionRecord
from tte.review.model_evaluation import (
    Evaluation,
    Made,
    ObjectiveResult,
    ObservationRecord,
    TargetRecord,
)
from tte.review.plain import wall_text
from tte.review.report_model import VERSION, Audience, Report, Status
from tte.review.talk import pairs_of

NAME = "[name]"
"""What stands for a person's name in the anonymised version."""
PRIVATE = "private"
WITHHELD = "withheld in this version"
UNSIGNED = "For control alone until the report is signed off"
TEAM = "the evaluation team"
"""Who observed and rated, where it is not said which of them did."""

LEFT_OUT: dict[Audience, str] = {
    "control": "",
    "participants": (
        "For all participants. Left out: aims on players' cards, injects and messages that not everybody "
        "got, the reasons that owners gave for decisions, first votes, who spoke and decided how much, "
        "events of play that not everybody saw, and who of the evaluators observed and rated what."
    ),
    "anonymised": (
        f"Anonymised: people's names are replaced by {NAME}, also where somebody wrote one in a text. Seats "
        "and roles stay; whoever was there may still tell who it was. A nickname, initials or a part of a "
        "name with fewer than three letters cannot be found."
    ),
}
NOT_YET = " What evaluators wrote follows once somebody has signed the report off."


def report_of(analysis: Analysis, audience: Audience = "control") -> Report:
    """The report of an analysis for those who will read it."""
    status, words = _status(analysis)
    report = Report.model_construct(  # of our own records: nothing to check
        version=VERSION, marking=MARKING, exercise=analysis.overview.title,
        handling=analysis.overview.handling, status=status, status_words=words, audience=audience,
        withheld=LEFT_OUT[audience], analysis=analysis,
    )  # fmt: skip
    if audience == "participants":
        signed = status == "SIGNED"
        withheld = LEFT_OUT[audience] + ("" if signed else NOT_YET)
        return report.model_copy(
            update={"analysis": for_participants(analysis, signed=signed), "withheld": withheld}
        )
    if audience == "anonymised":
        swap = _without_names(analysis)
        update = {"analysis": _mapped(analysis, swap), "status_words": swap(words)}
        return report.model_copy(update=update)
    return report


def _status(analysis: Analysis) -> tuple[Status, str]:
    view, evaluation = analysis.overview, analysis.evaluation
    if view.forked:
        return "NOT PLAYED", f"A fork of {view.forked}. What follows from there never happened."
    if analysis.interim:
        if view.started is None:
            return "INTERIM", "StartEx has not been called: there is nothing to report yet."
        return "INTERIM", "Play has not ended: everything below is as of the last event and will change."
    signed = [s for s in evaluation.sign_offs if s.stands and s.covers]
    if evaluation.signed and signed:
        who = "; ".join(
            f"{s.name}{f', {s.capacity}' if s.capacity else ''}, {wall_text(s.made.wall)}" for s in signed
        )
        return "SIGNED", f"Signed off by {who}."
    if any(s.stands for s in evaluation.sign_offs):
        return (
            "DRAFT",
            "It was signed off, but something was added or changed since: it waits to be signed again.",
        )
    return "DRAFT", _unsigned(analysis)


def _unsigned(analysis: Analysis) -> str:
    """Whether people have rated or written anything in it yet; that nobody has signed it."""
    rated = any(t.ratings or t.settled for x in analysis.objectives for t in x.targets)
    noted = any(x.observations for x in analysis.objectives)
    if rated or noted or analysis.evaluation.texts:
        words = "Figures come from the log; ratings and texts are those entered so far."
    else:
        words = "Made from the log without human judgement."
    return f"{words} It is a report once somebody has signed it."


# --- for all participants ------------------------------------------------------------------------------


def for_participants(analysis: Analysis, *, signed: bool) -> Analysis:
    """Without what only some seats had; with the evaluators' words once the report is `signed`."""
    everybody = {row.id for row in analysis.msel if _reached_all(row)}
    everybody |= {m.id for c in analysis.channels for m in c.messages if m.shown_to_all}
    roles = len(analysis.aims)
    decisions = {d.id for d in analysis.decisions}
    hidden = {track.id for track in analysis.tracks if track.hidden}
    channels = tuple(c for c in map(_channel, analysis.channels) if c.messages or c.injects)
    return replace(
        analysis, aims=(), channels=channels, pairs=pairs_of(channels), dissent=(),
        msel=tuple(row if row.id in everybody else _inject(row) for row in analysis.msel),
        decisions=tuple(_unhidden(_decision(d, everybody, roles), hidden) for d in analysis.decisions),
        tracks=tuple(_track(t, decisions) for t in analysis.tracks if not t.hidden),
        rulings=tuple(replace(r, words="", reason=WITHHELD) for r in analysis.rulings),
        undone=tuple(replace(u, restored=(WITHHELD,) if u.restored else ()) for u in analysis.undone),
        stops=tuple(map(_stop, analysis.stops)), timeline=tuple(map(_line, analysis.timeline)),
        evaluation=_evaluation(analysis.evaluation, signed), other_notes=(),
        parked=tuple(replace(n, by="") for n in analysis.parked), balance=(),
    )  # fmt: skip


def _reached_all(row: MselRecord) -> bool:
    return row.to == "all" and row.status in ("released", "recalled") and not row.drafts


def _inject(row: MselRecord) -> MselRecord:
    return replace(
        row, title=PRIVATE, sender=PRIVATE, to=PRIVATE, channel=PRIVATE, because="", reason="", drafts=(),
        notes=(), sources=(),
    )  # fmt: skip


def _channel(channel: ChannelRecord) -> ChannelRecord:
    return replace(channel, messages=tuple(m for m in channel.messages if m.shown_to_all), calls=())


def _decision(d: DecisionRecord, everybody: set[str], roles: int) -> DecisionRecord:
    """What was put and what came of it; the words of the question where every role had it."""
    shared = bool(d.owners) and len(d.owners) >= roles
    return replace(
        d, question=d.question if shared else f"*The question's text is {WITHHELD}.*",
        trigger_title=d.trigger_title if d.trigger in everybody else PRIVATE, trail=d.trail[:1], dissent=(),
        first_votes=(),
        answers=tuple(_answer(a, everybody, shared) for a in d.answers),
        outcomes=tuple(replace(o, reason=WITHHELD if o.reason else "") for o in d.outcomes),
    )  # fmt: skip


def _unhidden(d: DecisionRecord, hidden: set[str]) -> DecisionRecord:
    """Without the tracks that are for control alone."""
    if not hidden:
        return d
    outcomes = tuple(
        replace(
            o, before={track: value for track, value in o.before.items() if track not in hidden},
            moves=tuple(move for move in o.moves if move.track not in hidden),
        )
        for o in d.outcomes
    )  # fmt: skip
    return replace(d, outcomes=outcomes, net={t: n for t, n in d.net.items() if t not in hidden})


def _answer(a: Answer, everybody: set[str], shared: bool) -> Answer:
    return replace(
        a, written=WITHHELD if a.written else "", why=WITHHELD, rejected="", assumptions="", expected="",
        confidence=None, participants=(), by="", ruling="", amendments=(), earlier=(),
        options=tuple(a.options if shared else (_option(o) for o in a.options)),
        known=_known(a.known, everybody),
    )  # fmt: skip


def _option(option: OptionRecord) -> OptionRecord:
    return replace(option, text="", locked=False)


def _known(known: Known, everybody: set[str]) -> Known:
    items = tuple(
        replace(i, title="") if i.item in everybody else replace(i, item=PRIVATE, title="")
        for i in known.items
    )
    return replace(known, items=items)


def _track(track: TrackRecord, decisions: set[str]) -> TrackRecord:
    """Why it moved is said only where a decision moved it: an inject's words may be private."""
    points = tuple(
        replace(p, because=p.cause) if p.cause in decisions else replace(p, cause="", because=WITHHELD)
        for p in track.points
    )
    return replace(track, points=points)


def _stop(stop: StopRecord) -> StopRecord:
    """A real-world emergency is nobody's business after it."""
    return replace(stop, reason="", scope="", by="") if stop.kind == "no duff" else stop


def _line(row: TimelineRow) -> TimelineRow:
    return row if row.shown_to_all else replace(row, text=WITHHELD)


def _objective(o: ObjectiveResult, signed: bool) -> ObjectiveResult:
    """Ratings and observations without who made them; their words where the report is signed."""
    return replace(
        o, targets=tuple(_target(t, signed) for t in o.targets),
        observations=tuple(_observation(x, signed) for x in o.observations),
    )  # fmt: skip


def _target(t: TargetRecord, signed: bool) -> TargetRecord:
    ratings = tuple(
        replace(r, seat=TEAM, reason=r.reason if signed else UNSIGNED if r.reason else "", made=_team(r.made))
        for r in t.ratings
    )
    why = t.settled_reason if signed else UNSIGNED if t.settled_reason else ""
    return replace(t, ratings=ratings, settled_reason=why, settled_by=TEAM if t.settled_by else "")


def _observation(o: ObservationRecord, signed: bool) -> ObservationRecord:
    if signed:
        return replace(o, made=_team(o.made))
    cause = o.cause and replace(
        o.cause, text=UNSIGNED if o.cause.text else "", reference=UNSIGNED if o.cause.reference else ""
    )
    return replace(o, body=UNSIGNED, cause=cause, made=_team(o.made), injects=(), decisions=(), evidence=())


def _team(made: Made) -> Made:
    return replace(made, seat=TEAM, by="")


def _evaluation(found: Evaluation, signed: bool) -> Evaluation:
    """Figures of agreement without the rows that say who rated how; what was said without who said it."""
    washes = tuple(
        replace(wash, items=tuple(replace(item, speaker="") for item in wash.items))
        for wash in found.hot_washes
    )
    agreement = replace(found.agreement, evaluators=(), rows=()) if found.agreement else None
    objectives = tuple(_objective(o, signed) for o in found.objectives)
    feedback = found.feedback
    if feedback is not None:
        feedback = replace(feedback, texts=tuple(replace(t, seat="", by="") for t in feedback.texts))
    return replace(found, objectives=objectives, hot_washes=washes, agreement=agreement, feedback=feedback)


# --- without people's names ----------------------------------------------------------------------------

T = TypeVar("T")


def _without_names(analysis: Analysis) -> Callable[[str], str]:
    """Replaces every name of a person that the log holds, whole and in its parts."""
    whole = [name for name in analysis.people if name.strip()]
    kept = {w.casefold() for w in _words(_authored(analysis))}
    parts = {
        part for name in whole for part in re.findall(r"[^\W\d_]{3,}", name) if part.casefold() not in kept
    }
    found = {*whole, *parts}
    names = sorted(found | {name.upper() for name in found}, key=len, reverse=True)
    if not names:
        return lambda text: text
    pattern = re.compile("|".join(_bounded(name) for name in names))
    return lambda text: pattern.sub(NAME, text)


def _bounded(name: str) -> str:
    """A name as a whole word, where its script has words."""
    left = r"(?<!\w)" if name[0].isascii() and name[0].isalnum() else ""
    right = r"(?!\w)" if name[-1].isascii() and name[-1].isalnum() else ""
    return f"{left}{re.escape(name)}{right}"


def _authored(analysis: Analysis) -> Iterable[str]:
    """Titles of the exercise: a person called North must not rename the northern harbour."""
    yield from (analysis.overview.title, analysis.overview.exercise, analysis.overview.name)
    yield from (s.title for s in analysis.seats)
    yield from (a.title for a in analysis.aims)
    yield from (t.name for t in analysis.tracks)
    yield from (d.title for d in analysis.decisions)
    yield from (title for _, title, *_ in analysis.moves)


def _words(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from re.findall(r"[^\W\d_]+", text)


def _mapped(value: T, swap: Callable[[str], str]) -> T:
    """The same records with every text swapped."""
    return _swapped(value, swap)  # type: ignore[no-any-return]


def _swapped(value: Any, swap: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return swap(value)
    if isinstance(value, Struct):
        return type(value)(**{n: _swapped(v, swap) for n, v in asdict(value).items()})
    if is_dataclass(value) and not isinstance(value, type):
        found = {f.name: _swapped(getattr(value, f.name), swap) for f in fields(value)}
        return type(value)(**found)
    if isinstance(value, dict):
        return {key: _swapped(inner, swap) for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(_swapped(inner, swap) for inner in value)
    return value
