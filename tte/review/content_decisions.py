"""The decisions of a report: a table of all, then each in full."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from tte.engine.clock import clock_text
from tte.review import figures
from tte.review.document import (
    Authored,
    Block,
    Facts,
    Figure,
    Inline,
    Para,
    Quote,
    Section,
    Table,
    Text,
    pieces,
)
from tte.review.model import Analysis, TrackRecord
from tte.review.model_decisions import Answer, DecisionRecord, Known, KnownItem, SeatVotes, Stamp
from tte.review.plain import duration_text, wall_text
from tte.review.redact import PRIVATE, WITHHELD

HOW = {
    "agreed": "all owners agreed", "answered": "all owners answered", "unilateral": "one owner alone",
    "control": "by control", "default": "on the deadline", "overruled": "overruled",
}  # fmt: skip
REASONS = ("rejected", "assumptions", "expected")
LABELS = {
    "rejected": "Rejected, and why", "assumptions": "Assumptions", "expected": "Expected effect",
    "confidence": "Confidence", "why": "Rationale", "dissent": "Dissent", "participants": "Present",
}  # fmt: skip
PLAIN_TRAIL = ("opened", "answered", "closed")


def decision_sections(analysis: Analysis) -> Section:
    """All decisions that were put to anybody, and those that were not, by name."""
    put = [d for d in analysis.decisions if d.trail]
    rows = tuple(_row(d) for d in put)
    head = ("Decision", "Owners", "Opened", "Decided", "Took", "Outcome", "Closed")
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Table("Decisions in the order in which they were opened", head, rows, (22, 24, 8, 8, 11, 17, 10))
        )
        blocks.append(
            Para(
                "“Took” is wall time from opening to outcome, less the time in which the clock stood still. "
                "“Known” lists what had reached the owner's seat by the event at which it decided; "
                "having and reading are distinct."
            )
        )
    if picture := figures.latency(analysis):
        words = (
            "A dot: one answer. The upright stroke: the role's median. Time in which play stood still is "
            "out. Short names are in the glossary."
        )
        blocks.append(Figure(picture, words))
    rest = [f"{d.id} ({d.title})" for d in analysis.decisions if not d.trail]
    if rest:
        blocks.append(Para((Text("Not opened in this session: ", tone="strong"), ", ".join(rest))))
    if not blocks:
        blocks.append(Para(Text("The exercise has no decisions.", tone="quiet")))
    tracks = {t.id: t for t in analysis.tracks}
    parts = tuple(_full(d, tracks) for d in put)
    return Section("decisions", "Decisions in full", tuple(blocks), parts, new_page=True, appendix=True)


def known_section(analysis: Analysis) -> Section:
    """What each owner's seat had been sent, had opened and had acknowledged when it decided."""
    about = Para(
        "What had reached the owner's seat by the event at which it decided, from receipts. Having, opening "
        "and acknowledging are three things; nobody typed this."
    )
    parts = tuple(
        Section(f"known-{d.id}", f"{d.id}: {d.title}", _known_blocks(analysis.overview.session, d))
        for d in analysis.decisions
        if d.trail and d.answers
    )
    blocks: tuple[Block, ...] = (about,) if parts else (Para(Text("No decision was put.", tone="quiet")),)
    return Section("known", "Information at each decision", blocks, parts, new_page=True, appendix=True)


def _known_blocks(session: str, d: DecisionRecord) -> tuple[Block, ...]:
    """A table for each owner, and the line that shows all of it with the words of every item."""
    blocks: list[Block] = []
    for a in d.answers:
        blocks.append(_known_table(a))
        if not a.known.simcell:
            line = f"tte asof {shlex.quote(session)} --seat {a.known.seat} --at {a.known.as_of}"
            blocks.append(Para((Text("With the words of each item: ", tone="quiet"), Text(line))))
    blocks.append(Para((Text("Back to the decision", link=f"decision-{d.id}"), ".")))
    return tuple(blocks)


def _known_table(a: Answer) -> Block:
    known = a.known
    if known.simcell or not known.items:
        [(_, words)] = _at_hand(known)
        return Para((Text(f"{a.owner_title}: ", tone="strong"), *pieces(words)))
    rows = tuple(
        (
            f"{i.item}: {i.title}" if i.title else i.item, clock_text(i.sent),
            clock_text(i.opened) if i.opened is not None else Text("not opened", tone="warn"),
            clock_text(i.acknowledged) if i.acknowledged is not None else Text("no", tone="quiet"),
            Text("recalled", tone="warn") if i.recalled else "–", Text("", i.events),
        )
        for i in known.items
    )  # fmt: skip
    head = ("Item", "Sent", "Opened", "Acknowledged", "Recalled", "Events")
    return Table(f"{a.owner_title}, as of event {known.as_of}", head, rows, (39, 10, 12, 14, 10, 15))


def _row(d: DecisionRecord) -> tuple[Inline, ...]:
    standing = [o for o in d.outcomes if not o.undone]
    how = [HOW.get(o.how, o.how) for o in standing]
    events = tuple(s.seq for s in (d.opened, d.decided) if s)
    return (
        f"{d.id}: {d.title}", "; ".join(d.owner_titles), clock_text(d.opened.at) if d.opened else "–",
        clock_text(d.decided.at) if d.decided else "–",
        Text(
            f"{duration_text(d.latency)}{', on paper' if d.on_paper else ''}"
            if d.latency is not None else d.status, events,
        ),
        standing[-1].words if standing else Text("none", tone="warn"), ", then ".join(how) or d.status,
    )  # fmt: skip


def _stamp(stamp: Stamp | None) -> Inline:
    if stamp is None:
        return Text("never", tone="quiet")
    scenario = stamp.scenario.replace("T", " ").removesuffix(":00Z").removesuffix("Z")
    words = f"{clock_text(stamp.at)}; scenario {scenario}Z; wall {wall_text(stamp.wall)}"
    return Text(words, (stamp.seq,))


def _full(d: DecisionRecord, tracks: Mapping[str, TrackRecord]) -> Section:
    blocks: list[Block] = [Authored(d.question)]
    owners = "; ".join(d.owner_titles)
    rows: list[tuple[str, Inline]] = [
        (
            "Owners",
            f"{owners} ({'jointly' if d.mode == 'joint' else 'each'})" if len(d.owners) > 1 else owners,
        ),
        ("Authority", d.authority or Text("none named", tone="quiet")),
        ("Put by", _trigger(d)),
        ("Opened", _stamp(d.opened)),
        ("Decided", _stamp(d.decided)),
    ]
    if d.latency is not None and d.exercise_latency is not None:
        words = f"{duration_text(d.latency)} of play; {duration_text(d.exercise_latency)} of exercise time"
        if d.on_paper:
            words += " (given on paper, entered afterwards)"
        rows.append(("Took", words))
    standing = [o for o in d.outcomes if not o.undone]
    if standing:
        last = standing[-1]
        rows.append(("Outcome", Text(last.words, last.events, "strong")))
        rows.append(("Closed", _closed(d)))
        rows.append(("Tracks", _moves(d, tracks)))
    else:
        rows.append(("Outcome", Text(f"none: {d.status}", tone="warn")))
    if d.objectives:
        rows.append(("Objectives", ", ".join(d.objectives)))
    if d.sources:
        rows.append(("Sources", ", ".join(d.sources)))
    if d.answers:
        rows.append(("Information", Text("What each owner had been sent, opened and acknowledged",
                                         link=f"known-{d.id}")))  # fmt: skip
    blocks.append(Facts(tuple(rows)))
    if d.answers:
        blocks.append(_options(d))
    for answer in d.answers:
        blocks += _answer(d.id, answer)
    blocks += [_votes(seat) for seat in d.first_votes]
    if d.dissent:
        blocks.append(Para(Text("Dissent", tone="strong")))
    for dissent in d.dissent:
        late = ", added after it had closed" if dissent.late else ""
        who = dissent.name or "anonymous"
        words = f"{who}, {dissent.owner}, {clock_text(dissent.at)}{late}"
        blocks.append(Quote(dissent.text, Text(words, dissent.events)))
    if len(d.outcomes) > 1:
        blocks.append(_outcomes(d))
    if any(not e.words.startswith(PLAIN_TRAIL) or e.undone for e in d.trail):
        trail = tuple(
            (
                clock_text(e.stamp.at),
                Text(f"{e.words}{' (undone)' if e.undone else ''}", (e.stamp.seq,)),
                e.by,
            )
            for e in d.trail
        )
        blocks.append(Table("History", ("Time", "What", "By"), trail, (9, 61, 30)))
    return Section(f"decision-{d.id}", f"{d.id}: {d.title}", tuple(blocks))


def _votes(seat: SeatVotes) -> Table:
    """First votes of a seat's people, each alone at the keyboard; whether the seat went with most."""
    rows = tuple(
        (v.voter, f"{v.choice}: {v.choice_title}" if v.choice_title else v.choice, v.why or "–",
         Text("", v.events))
        for v in seat.votes
    )  # fmt: skip
    chose = f"the seat then chose {seat.choice}" if seat.choice else "the seat did not decide"
    match seat.followed:
        case True:
            words = f"{chose}, as most had voted"
        case False:
            words = f"{chose}, against what most had voted"
        case None:
            words = f"{chose}; votes were split" if seat.choice else chose
    head = ("Person", "First vote", "Why", "Events")
    return Table(f"First votes at {seat.seat}: {words}", head, rows, (22, 38, 30, 10))


def _trigger(d: DecisionRecord) -> Inline:
    if not d.trigger:
        return Text("control, by hand", tone="quiet") if d.opened else Text("–", tone="quiet")
    waited = f", {duration_text(d.trigger_wait)} before" if d.trigger_wait and d.trigger_wait >= 1 else ""
    return f"inject {d.trigger}, {d.trigger_title}{waited}"


def _closed(d: DecisionRecord) -> Inline:
    titles = dict(zip(d.owners, d.owner_titles, strict=True))
    words = []
    for outcome in d.outcomes:
        if outcome.undone:
            continue
        defaulted = "; ".join(titles.get(o, o) for o in outcome.defaulted)
        missing = f" (no answer from {defaulted})" if defaulted else ""
        by = f", by {outcome.by}" if outcome.by else ""
        words.append(f"{HOW.get(outcome.how, outcome.how)}{missing}{by}")
    return "; then ".join(words)


def _moves(d: DecisionRecord, tracks: Mapping[str, TrackRecord]) -> Inline:
    moved: list[Text] = []
    for outcome in d.outcomes:
        if outcome.undone:
            continue
        for move in outcome.moves:
            words = f"{'; ' if moved else ''}{move.name} {move.before} → {move.after}"
            moved.append(Text(words, move.events))
    if not moved:
        return Text("none moved", tone="quiet")
    if len([o for o in d.outcomes if not o.undone]) > 1:
        net = ", ".join(f"{tracks[t].name if t in tracks else t} {n:+d}" for t, n in d.net.items() if n)
        moved.append(Text(f"; in all: {net or 'nothing'}"))
    return tuple(moved)


def _options(d: DecisionRecord) -> Table:
    rows: list[tuple[Inline, ...]] = []
    for n, option in enumerate(d.answers[0].options):
        chosen = [a.owner_title for a in d.answers if a.choice == option.key and a.state == "answered"]
        locked = [a.owner_title for a in d.answers if a.options[n].locked]
        rows.append(
            (
                Text(f"{option.key}: {option.title}", tone="strong" if chosen else ""),
                option.text,
                "; ".join(chosen) or "–",
                "; ".join(locked) or "–",
            )
        )
    head: tuple[str, ...] = ("Option", "Text", "Chosen by", "Locked for")
    widths: tuple[int, ...] = (22, 48, 18, 12)
    if all(row[3] == "–" for row in rows):
        head, widths, rows = head[:3], (24, 54, 22), [row[:3] for row in rows]
    if not any(option.text for option in d.answers[0].options):  # withheld in this version
        head, widths = (head[0], *head[2:]), (50, 50) if len(head) == 3 else (40, 40, 20)
        rows = [(row[0], *row[2:]) for row in rows]
    return Table("Options that were put", head, tuple(rows), widths)


def _outcomes(d: DecisionRecord) -> Table:
    rows = tuple(
        (
            clock_text(o.stamp.at), f"{HOW.get(o.how, o.how)}{' (undone)' if o.undone else ''}", o.words,
            ", ".join(f"{m.name} {m.before} → {m.after}" for m in o.moves) or "none moved",
            Text(o.reason or "no reason given", o.events, "" if o.reason else "blank"),
        )
        for o in d.outcomes
    )  # fmt: skip
    return Table(
        "Outcomes, the first included",
        ("Time", "How", "Outcome", "Tracks", "Reason"),
        rows,
        (8, 16, 20, 28, 28),
    )


def _answer(decision: str, a: Answer) -> list[Block]:
    if a.state == "defaulted":
        head = f"no answer in time; the default held: {a.outcome}"
    elif a.state == "no answer":
        head = "no answer"
    else:
        head = f"{a.choice}: {a.choice_title}" if a.choice_title else a.choice
    title = Text(f"{a.owner_title}: {head}", a.events, "strong")
    rows: list[tuple[str, Inline]] = []
    if a.state == "answered":
        rows += _reasons(a)
    elif a.outcome and a.state == "no answer":
        rows.append(("What held", f"{a.outcome}: {a.outcome_title}"))
    rows += _at_hand(a.known, f"known-{decision}")
    return [Para(title), Facts(tuple(rows))]


def _reasons(a: Answer) -> list[tuple[str, Inline]]:
    blank = Text("left blank", tone="blank")
    rows: list[tuple[str, Inline]] = []
    if a.outcome and a.outcome != a.choice:
        rows.append(("What held", Text(f"{a.outcome}: {a.outcome_title}", tone="strong")))
    if a.why == WITHHELD:
        return [*rows, ("Reasons", Text(WITHHELD, tone="quiet")), _submitted(a)]
    if a.written:
        rows.append(("In its own words", a.written))
    if a.ruling:
        rows.append(("Control's ruling", a.ruling))
    rows.append(("Rationale", a.why if a.why.strip() else blank))
    rows += [(LABELS[name], value) for name in REASONS if (value := str(getattr(a, name))).strip()]
    if a.confidence is not None:
        rows.append(("Confidence", f"{a.confidence} of 100"))
    empty = [LABELS[name].lower() for name in REASONS if not str(getattr(a, name)).strip()]
    empty += ["confidence"] if a.confidence is None else []
    if empty:
        rows.append(("Left blank", Text("; ".join(empty), tone="blank")))
    rows.append(("Present", ", ".join(a.participants) or Text("nobody named", tone="blank")))
    rows.append(_submitted(a))
    for e in a.earlier:
        own = f" “{e.written}”" if e.written else ""
        words = f"{clock_text(e.stamp.at)}, {e.choice}: {e.choice_title}{own}. {e.why or 'No rationale.'}"
        rows.append(("Answered before", Text(words, (e.stamp.seq,))))
    for m in a.amendments:
        late = "" if m.after_close is None else f", {duration_text(m.after_close)} after it had closed"
        given = "; ".join(f"{LABELS.get(name, name).lower()}: {value}" for name, value in m.fields)
        by = f" by {m.by}" if m.by else ""
        rows.append(("Added later", Text(f"{clock_text(m.stamp.at)}{late}{by}: {given}", (m.stamp.seq,))))
    return rows


def _submitted(a: Answer) -> tuple[str, Inline]:
    took = f", {duration_text(a.latency)} after opening" if a.latency is not None else ""
    if a.on_paper:
        took += ", on paper" if a.paper_at is None else f", on paper at {clock_text(a.paper_at)}"
    by = f"{a.by} ({a.seat})" if a.by else a.seat or "unknown"
    return "Submitted", f"{by}, {clock_text(a.stamp.at) if a.stamp else '–'}{took}"


def _named(items: Sequence[KnownItem], with_titles: bool) -> str:
    """Items by their numbers; those that are private in this version by how many they are."""
    private = sum(i.item == PRIVATE for i in items)
    named = [_item(i, with_titles) for i in items if i.item != PRIVATE]
    return ", ".join([*named, *([f"{private} private"] if private else [])]) or "none"


def _at_hand(known: Known, link: str = "") -> list[tuple[str, Inline]]:
    """How much had reached a seat, in one line; what it was stands in an appendix of its own, at `link`."""
    if known.simcell:
        who = f"{known.seat_title}: nobody sat there" if known.seat else "no seat holds this role"
        return [("Known", Text(f"SIMCELL played it ({who}); control sees everything", tone="quiet"))]
    groups: list[tuple[str, list[KnownItem]]] = [
        ("acknowledged", [i for i in known.items if i.acknowledged is not None]),
        (
            "opened, not acknowledged",
            [i for i in known.items if i.opened is not None and i.acknowledged is None],
        ),
        ("sent, not opened", [i for i in known.items if i.opened is None]),
    ]
    found: list[Text] = []
    for words, items in groups:
        named = _named(items, words.startswith("sent"))
        events = tuple(e for i in items for e in i.events)
        if found:
            found.append(Text("; "))
        text = f"{words} ({len(items)}): {named}"
        found.append(Text(text, events, "warn" if items and words.startswith("sent") else ""))
    if not known.items:
        return [(f"Known by #{known.as_of}", "nothing had been sent to the seat")]
    if link:
        found += [Text(". "), Text("Item by item", link=link)]
    return [(f"Known by #{known.as_of}", tuple(found))]


def _item(item: KnownItem, with_title: bool) -> str:
    recalled = " (recalled)" if item.recalled else ""
    title = f" {item.title}" if with_title and item.title else ""
    return f"{item.item}{title}{recalled}"
