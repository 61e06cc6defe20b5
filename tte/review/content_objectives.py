"""Objectives with their ratings, and the analysis of each: strengths, areas for improvement, evidence."""

from __future__ import annotations

from tte.engine.clock import clock_text
from tte.engine.review_words import RATINGS as DEFINED
from tte.review import figures
from tte.review.document import (
    Authored,
    Block,
    Facts,
    Figure,
    Inline,
    Notice,
    Para,
    Passage,
    Quote,
    Section,
    Table,
    Text,
)
from tte.review.model import Analysis
from tte.review.model_evaluation import (
    RATINGS,
    SPLIT,
    ObjectiveResult,
    ObservationRecord,
    TargetRecord,
    TextRecord,
)
from tte.review.plain import count_text


def none(words: str) -> Para:
    """An empty section says that it is empty."""
    return Para(Text(words, tone="quiet"))


def ratings_section(analysis: Analysis) -> Section:
    """The table of objectives, capabilities and ratings, with what the letters mean."""
    rows = tuple(_objective_row(o) for o in analysis.objectives)
    head = ("Objective", "Capability", "Rating", "Critical tasks", "Observations", "Bears on it")
    blocks: list[Block] = [
        Table("Objectives, capabilities and ratings", head, rows, (26, 19, 16, 11, 13, 15))
    ]
    if not analysis.objectives:
        blocks = [none("The exercise names no objectives.")]
    if picture := figures.ratings(analysis.objectives):
        blocks.append(
            Figure(
                picture,
                "How objectives and their critical tasks were rated: one count for each target that somebody "
                "rated. “Not settled”: evaluators rated apart and nobody has settled on one rating.",
            )
        )
    else:
        blocks.append(
            Notice(
                "No evaluator rated anything: every objective is not observed (N/O), which is not a rating."
            )
        )
    words = tuple((f"{letter}: {name}", meaning) for letter, (name, meaning) in DEFINED.items())
    blocks.append(Table("What the ratings mean", ("Rating", "Meaning"), words, (30, 70)))
    return Section("ratings", "Objectives and ratings", tuple(blocks), new_page=True)


def _objective_row(o: ObjectiveResult) -> tuple[Inline, ...]:
    rated = [t for t in o.targets[1:] if t.ratings or t.settled]
    seen = o.observations
    return (
        f"{o.id}: {o.title}", o.capability, _as_a_whole(o),
        Text(", ".join(f"{t.id} {_letter(t)}" for t in rated) or "none rated",
             tuple(e for t in rated for e in t.events), "" if rated else "quiet"),
        Text(_seen(o) or "none", tuple(e for x in seen for e in x.events), "" if seen else "quiet"),
        Text(
            f"{count_text(len(o.decisions), 'decision')}, {count_text(len(o.injects), 'inject')}", o.evidence
        ),
    )  # fmt: skip


def _seen(o: ObjectiveResult) -> str:
    """How many strengths, areas for improvement and others were noted, those that there are."""
    counted = [
        count_text(len(o.tagged("strength")), "strength") if o.tagged("strength") else "",
        count_text(len(o.tagged("area")), "area") if o.tagged("area") else "",
        f"{len(o.tagged(''))} other" if o.tagged("") else "",
    ]
    return ", ".join(words for words in counted if words)


def _as_a_whole(o: ObjectiveResult) -> Text:
    """An objective's own rating; where evaluators rated tasks of it alone, that it has none."""
    whole = o.targets[0] if o.targets else None
    rated = any(t.ratings or t.settled for t in o.targets[1:])
    if rated and not (whole and (whole.ratings or whole.settled)):
        return Text("N/O: not rated as a whole", tone="warn")
    return standing_text(whole)


def _letter(target: TargetRecord) -> str:
    return "not settled" if target.standing == SPLIT else target.standing


def standing_text(target: TargetRecord | None) -> Text:
    """A target's rating in words; two that disagree stand side by side."""
    if target is None or not (target.ratings or target.settled):
        return Text("N/O: not observed", tone="warn")
    if target.standing == SPLIT:
        letters = ", ".join(sorted({r.rating for r in target.ratings}, key=list(RATINGS).index))
        return Text(f"not settled: {letters}", target.events, "warn")
    words = f"{target.standing}: {RATINGS[target.standing]}"
    return Text(words, target.events, "strong")


# --- analysis --------------------------------------------------------------------------------------------


def objectives_section(analysis: Analysis) -> Section:
    """Each objective: rating, tasks, what was written, strengths, areas for improvement, evidence."""
    parts = [_objective(o) for o in analysis.objectives]
    if analysis.other_notes:
        quotes = tuple(
            Quote(
                n.body, Text(f"{clock_text(n.stamp.at)}, {f'{n.by}, {n.seat}' if n.by else n.seat}", n.events)
            )
            for n in analysis.other_notes
        )
        parts.append(Section("other-notes", "Observations without an objective", quotes))
    about = Para(
        "Strengths and areas for improvement are what evaluators wrote down; an area says what was observed, "
        "never what to do about it. Corrective actions are in appendix A."
    )
    return Section("objectives", "Analysis of objectives", (about,), tuple(parts), new_page=True)


def _objective(o: ObjectiveResult) -> Section:
    whole = o.targets[0] if o.targets else None
    rows: list[tuple[str, Inline]] = [
        ("Capability", o.capability),
        ("Capability target", o.standard or Text("none named", tone="quiet")),
        ("Rating", _as_a_whole(o)),
    ]
    if whole is not None:
        rows += [
            (
                f"Rated by {r.seat}",
                Text(f"{r.rating}. {r.reason or 'No reason was given.'}{_seal(r.made.after_seal)}", r.events),
            )
            for r in whole.ratings
        ]
        if whole.settled:
            words = f"{whole.settled}, by {whole.settled_by}. {whole.settled_reason}"
            rows.append(("Settled", Text(words, whole.events[-1:])))
    blocks: list[Block] = [Authored(o.statement), Facts(tuple(rows))]
    if tasks := _tasks(o):
        blocks.append(tasks)
    blocks += _written(o)
    for text in o.task_texts:
        blocks.append(Para((Text(f"On task {text.section}. ", tone="strong"), Text(text.text, text.events))))
    blocks.append(_evidence(o))
    strengths, areas, rest = o.tagged("strength"), o.tagged("area"), o.tagged("")
    parts = [
        Section(f"objective-{o.id}-strengths", "Strengths",
                _observations(strengths) or (none("No strength was noted."),)),
        Section(f"objective-{o.id}-areas", "Areas for improvement",
                _areas(areas) or (none("No area for improvement was noted."),)),
    ]  # fmt: skip
    if rest:
        parts.append(Section(f"objective-{o.id}-other", "Other observations", _observations(rest)))
    return Section(f"objective-{o.id}", f"{o.id}: {o.title}", tuple(blocks), tuple(parts))


def _seal(after: bool) -> str:
    return " (after the seal)" if after else ""


def _tasks(o: ObjectiveResult) -> Table | None:
    rows = tuple(
        (
            f"{t.id}: {t.title}", standing_text(t),
            tuple(
                Text(
                    f"{'; ' if n else ''}{r.seat}: {r.rating}{f', {r.reason}' if r.reason else ''}", r.events
                )
                for n, r in enumerate(t.ratings)
            ) or Text("nobody", tone="quiet"),
        )
        for t in o.targets if t.task
    )  # fmt: skip
    head = ("Critical task", "Rating", "Rated by")
    return Table("Critical tasks", head, rows, (40, 22, 38)) if rows else None


def written(text: TextRecord | None, missing: str) -> list[Block]:
    """A text of the facilitator, or a word that there is none."""
    if text is None or not text.text.strip():
        return [Para(Text(missing, tone="blank"))]
    revised = f", revised {text.revised} time{'s' if text.revised != 1 else ''}" if text.revised else ""
    who = f"{text.made.by}, {text.made.seat}" if text.made.by else text.made.seat
    note = f"Written by {who}{revised}{_seal(text.made.after_seal)}"
    return [Passage(text.text), Para(Text(note, text.events, "quiet"))]


def _written(o: ObjectiveResult) -> list[Block]:
    blocks: list[Block] = [Para(Text("Analysis", tone="strong"))]
    blocks += written(o.text, "no analysis has been written")
    if o.text is not None and o.text.reference:
        blocks.append(Facts((("Reference", Text(o.text.reference, o.text.events)),)))
    return blocks


def _evidence(o: ObjectiveResult) -> Block:
    """What happened that bears on an objective, whether or not anybody observed it."""
    parts = []
    if o.decisions:
        parts.append(f"decisions {', '.join(o.decisions)}")
    if o.injects:
        parts.append(f"injects {', '.join(o.injects)}")
    words = "; ".join(parts) or "no inject that was released and no decision that was put bears on it"
    return Facts((("Evidence in the log", Text(words, o.evidence)),))


def _observations(seen: tuple[ObservationRecord, ...]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for o in seen:
        blocks.append(Quote(o.body, Text(_source(o), o.events)))
        if o.cause is not None and o.cause.text:
            blocks.append(Facts((("Analysis", Text(o.cause.text, o.cause.events)),)))
    return tuple(blocks)


def _areas(seen: tuple[ObservationRecord, ...]) -> tuple[Block, ...]:
    """Observation, reference and analysis of each area, as HSEEP has them."""
    blocks: list[Block] = []
    for n, o in enumerate(seen, 1):
        cause = o.cause
        blocks.append(Para(Text(f"Area for improvement {n}", tone="strong")))
        blocks.append(
            Facts(
                (
                    ("Observation", (Text(o.body), Text(f" ({_source(o)})", o.events, "quiet"))),
                    (
                        "Reference",
                        Text(cause.reference, cause.events)
                        if cause and cause.reference
                        else Text("none named", tone="blank"),
                    ),
                    (
                        "Analysis",
                        Text(cause.text, cause.events)
                        if cause and cause.text
                        else Text("no analysis of the cause has been written", tone="blank"),
                    ),
                )
            )
        )
    return tuple(blocks)


def _source(o: ObservationRecord) -> str:
    who = f"{o.made.by}, {o.made.seat}" if o.made.by else o.made.seat
    words = [f"{o.target}, {clock_text(o.at)}, {who}"]
    linked = [*o.injects, *o.decisions, *(f"event {e}" for e in o.evidence)]
    if linked:
        words.append(f"linked to {', '.join(linked)}")
    if o.made.after_seal:
        words.append("after the seal")
    return "; ".join(words)
