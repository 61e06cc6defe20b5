"""What follows play: improvement plan, feedback, hot wash, evaluators' agreement, sign-off."""

from __future__ import annotations

from collections.abc import Iterator

from tte.engine.review_words import HOT_WASH_KINDS, SCALE_ENDS
from tte.review import figures
from tte.review.content_objectives import none
from tte.review.document import (
    Authored,
    Block,
    Bullets,
    Facts,
    Figure,
    Inline,
    Para,
    Quote,
    Section,
    SignOff,
    Table,
    Text,
)
from tte.review.model import Analysis
from tte.review.model_decisions import Events
from tte.review.model_evaluation import ActionRecord, Agreement, FeedbackRecord, HotWash
from tte.review.plain import wall_text

BLANK = Text("–", tone="quiet")


def plan_section(analysis: Analysis) -> Section:
    """Corrective actions with capability element, owner, dates and status; what became of each."""
    actions = analysis.evaluation.actions
    if not actions:
        areas = [o for x in analysis.objectives for o in x.tagged("area")]
        words = (
            f"No corrective action has been entered. Areas for improvement that wait for one: {len(areas)}."
        )
        waiting = Para(Text(words, tuple(e for o in areas for e in o.events), "blank"))
        return Section("plan", "Improvement plan", (waiting,), appendix=True)
    capabilities = dict.fromkeys(a.capability for a in actions)
    head = (
        "Area for improvement",
        "Corrective action",
        "Element",
        "Responsible, contact",
        "Start, due",
        "Status",
    )
    tables = tuple(
        Table(
            capability or "Without a capability", head,
            tuple(_action(a) for a in actions if a.capability == capability), (21, 27, 12, 17, 13, 10),
        )
        for capability in capabilities
    )  # fmt: skip
    changed = tuple((f"{a.id}: {a.recommendation}", "; ".join(a.history)) for a in actions if a.history)
    parts: tuple[Section, ...] = ()
    if changed:
        table = Table("Changes since it was entered", ("Action", "What changed"), changed, (40, 60))
        parts = (Section("plan-history", "What became of each action", (table,)),)
    return Section("plan", "Improvement plan", tables, parts, new_page=True, appendix=True)


def _action(a: ActionRecord) -> tuple[Inline, ...]:
    target = f"{a.target}: " if a.target else ""
    seen = f" ({', '.join(a.observations)})" if a.observations else ""
    issue = a.issue or ("as observed" if a.observations else "none named")
    retest = f"; retest: {a.retest}" if a.retest else ""
    return (
        f"{target}{issue}{seen}", Text(f"{a.id}: {a.recommendation}", a.events),
        a.element or BLANK,
        ", ".join(w for w in (a.owner, a.contact) if w) or Text("nobody yet", tone="blank"),
        _dates(a), f"{a.status}{retest}",
    )  # fmt: skip


def _dates(a: ActionRecord) -> str:
    """From when to when, as far as it is known."""
    if a.start:
        return f"{a.start} to {a.due}" if a.due else f"from {a.start}"
    return f"due {a.due}" if a.due else "–"


def feedback_section(analysis: Analysis) -> Section:
    """Distributions of every statement, then the words; N stands with everything."""
    found = analysis.evaluation.feedback
    if found is None:
        blocks: tuple[Block, ...] = (none("No participant gave a feedback form."),)
        return Section("feedback", "Participants' feedback", blocks, appendix=True)
    named = "Forms name nobody." if found.anonymous else "Forms name the seat that gave them."
    words = (
        f"{found.forms} form{'s' if found.forms != 1 else ''}. Each statement from 1 ({SCALE_ENDS[0]}) "
        f"to 5 ({SCALE_ENDS[1]}). {named}"
    )
    body: list[Block] = [Para(Text(words, found.events))]
    if picture := figures.feedback(found.items):
        body.append(Figure(picture, "How often each of 1 to 5 was given; lighter is lower."))
    head = ("Statement", "1", "2", "3", "4", "5", "Median", "Answers")
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (
            item.text, *(str(n) if n else "–" for n in item.counts),
            f"{item.median:g}" if item.median is not None else "–", Text(str(sum(item.counts)), item.events),
        )
        for item in found.items
    )  # fmt: skip
    body.append(Table("The same in figures", head, rows, (40, 6, 6, 6, 6, 6, 10, 20)))
    if not found.texts:
        body.append(none("Nobody answered a question in words."))
    return Section(
        "feedback",
        "Participants' feedback",
        tuple(body),
        _in_words(found),
        new_page=True,
        appendix=True,
    )


def _in_words(found: FeedbackRecord) -> tuple[Section, ...]:
    questions = dict.fromkeys(t.question for t in found.texts)
    return tuple(
        Section(
            f"feedback-{n}", question,
            tuple(
                Quote(t.text, Text(", ".join(w for w in (t.by, t.seat) if w) or "anonymous", t.events))
                for t in found.texts if t.question == question
            ),
        )
        for n, question in enumerate(questions, 1)
    )  # fmt: skip


def agreement_section(analysis: Analysis) -> Section:
    """Evaluators' ratings beside each other, how often they agreed, and alpha."""
    found = analysis.evaluation.agreement
    blocks: tuple[Block, ...]
    if found is None:
        blocks = (none("Fewer than two evaluators rated: there is no agreement to measure."),)
    else:
        blocks = (*_agreement(found), *_sharing(analysis))
    return Section("agreement", "Agreement of evaluators", blocks, appendix=True)


def _sharing(analysis: Analysis) -> Iterator[Block]:
    """Seats at which several people rated: they count as one evaluator."""
    names: dict[str, dict[str, Events]] = {}
    for objective in analysis.objectives:
        for rating in (r for target in objective.targets for r in target.ratings if r.made.by):
            names.setdefault(rating.seat, {}).setdefault(rating.made.by, rating.events)
    for seat, people in names.items():
        if len(people) > 1:
            words = f"{', '.join(people)} rated at one seat ({seat}), which counts as one evaluator."
            yield Para(Text(words, tuple(event for events in people.values() for event in events)))


def _agreement(found: Agreement) -> tuple[Block, ...]:
    raw = "no target has two independent ratings"
    if found.raw is not None:
        raw = f"{found.agreed} of {found.pairs} pairs of ratings name the same letter ({found.raw:.0%})"
    alpha = f"{found.alpha:.2f}, {found.alpha_note}" if found.alpha is not None else found.alpha_note
    about = Para(
        "Only ratings that were made without sight of the others' count here; N/O is not a rating. "
        "A settled rating stands beside the originals and replaces none of them."
    )
    facts = Facts(
        (("Raw agreement", Text(raw, found.events)), ("Krippendorff's alpha", Text(alpha, found.events)))
    )
    if not found.rows:
        return (about, facts)
    head = ("Target", *found.evaluators, "Settled")
    rows = tuple(
        (f"{target}: {title}", *(letter or BLANK for letter in letters), settled or BLANK)
        for target, title, letters, settled in found.rows
    )
    share = 60 // (len(found.evaluators) + 1)
    widths = (40, *(share,) * len(found.evaluators), share)
    return (about, facts, Table("Ratings by target and evaluator", head, rows, widths))


def hot_wash_section(analysis: Analysis) -> Section:
    """What was said at the hot wash, then the parking lot."""
    parts = [_wash(w, n) for n, w in enumerate(analysis.evaluation.hot_washes, 1)]
    blocks: list[Block] = []
    if not parts:
        blocks.append(none("No hot wash was captured."))
        if analysis.hot_wash:
            blocks.append(Para(Text("The exercise's questions for it:", tone="quiet")))
            blocks.append(Bullets(analysis.hot_wash))
    parked: tuple[Block, ...] = tuple(
        Quote(n.body, Text(f"{n.by}, {n.seat}" if n.by else n.seat, n.events)) for n in analysis.parked
    )
    parts.append(Section("parking-lot", "Parking lot", parked or (none("The parking lot is empty."),)))
    return Section("hot-wash", "Hot wash and parking lot", tuple(blocks), tuple(parts), appendix=True)


def _wash(wash: HotWash, number: int) -> Section:
    seal = ", after the seal" if wash.after_seal else ""
    blocks: list[Block] = [
        Para(Text(f"Opened {wall_text(wash.wall)}{seal}. Questions in their order:", wash.events))
    ]  # fmt: skip
    if wash.questions:
        blocks.append(Bullets(wash.questions, numbered=True))
    kinds: dict[str, str] = {str(kind): words for kind, words in HOT_WASH_KINDS.items()}
    rows = tuple(
        (
            kinds.get(item.kind, item.kind), item.body,
            ", ".join(w for w in (item.speaker, item.role) if w) or Text("nobody named", tone="quiet"),
            Text(str(item.question) if item.question else "–", item.events),
        )
        for kind in (*kinds, "") for item in wash.items
        if item.kind == kind or (not kind and item.kind not in kinds)
    )  # fmt: skip
    head = ("Kind", "What was said", "By", "Question")
    blocks.append(
        Table("What was said", head, rows, (12, 56, 18, 14)) if rows else none("Nothing was captured.")
    )
    return Section(f"wash-{wash.id}", f"Hot wash {number}", tuple(blocks))


def told_section(analysis: Analysis) -> Section:
    """What control knew, and what the exercise rests on."""
    about = Para(Text("What only control knew during play.", tone="quiet"))
    body: Block = Authored(analysis.truth) if analysis.truth else none("The exercise holds nothing back.")
    rows = tuple(
        (c.id, c.text or Text("a point of the exercise's source texts", tone="quiet"), ", ".join(c.cited_by))
        for c in analysis.citations
    )
    cited: Block = (
        Table("What the decisions and the ending rest on", ("Source", "Text", "Cited by"), rows, (8, 74, 18))
        if rows else none("Nothing is cited.")
    )  # fmt: skip
    return Section(
        "told", "Told after play, and sources", (about, body), (Section("sources", "Sources", (cited,)),),
        new_page=True, appendix=True,
    )  # fmt: skip


def glossary_section(analysis: Analysis) -> Section:
    return Section("glossary", "Glossary", (Facts(analysis.glossary),), appendix=True)


def sign_off_section(analysis: Analysis) -> Section:
    """Who has signed, what was signed before and holds no longer, and lines for those who have not."""
    if analysis.interim:
        return Section("sign-off", "Sign-off", (Para("An interim report is not signed."),))
    signed = analysis.evaluation.sign_offs
    standing = [s for s in signed if s.stands and s.covers]
    blocks: list[Block] = [
        Para(
            "Those who sign have read this report, corrected it and stand by it."
            if standing
            else "A draft, made from the log. Those who sign have read it, corrected it and stand by it."
        )
    ]
    capacities = {s.capacity.casefold() for s in standing}
    lines = [(s.capacity or "–", s.name, wall_text(s.made.wall)) for s in standing]
    open_lines = ("Exercise director", "Lead evaluator", "For the sponsor")
    lines += [(role, "", "") for role in open_lines if role.casefold() not in capacities]
    blocks.append(SignOff(tuple(lines)))
    if signed:
        rows = tuple(
            (
                s.name, s.capacity or BLANK, wall_text(s.made.wall),
                "stands" if s.stands and s.covers else "withdrawn" if not s.stands
                else "no longer covers the report: something was added or changed after it",
                Text(f"up to event {s.upto}, head {s.head or 'not recorded'}", s.events), s.note or BLANK,
            )
            for s in signed
        )  # fmt: skip
        head = ("Name", "Capacity", "When", "State", "What was signed", "Note")
        blocks.append(Table("Sign-offs in the log", head, rows, (15, 13, 14, 20, 24, 14)))
    return Section("sign-off", "Sign-off", tuple(blocks))
