"""The record and the end matter of a report: observations, rulings, stops, people, sources."""

from __future__ import annotations

from tte.engine.clock import clock_text
from tte.review.document import (
    Authored,
    Block,
    Bullets,
    Facts,
    Inline,
    Para,
    Quote,
    Section,
    SignOff,
    Table,
    Text,
    Timeline,
)
from tte.review.model import (
    Analysis,
    NoteRecord,
)
from tte.review.plain import duration_text, wall_text


def none(words: str) -> Para:
    """An empty section says that it is empty."""
    return Para(Text(words, tone="quiet"))


def objectives_section(analysis: Analysis) -> Section:
    rows = tuple(
        (
            f"{o.id}: {o.title}", o.capability,
            Text(str(len(o.observations)), tuple(e for n in o.observations for e in n.events))
            if o.observed else Text("N/O", tone="warn"),
            ", ".join(o.decisions) or "–", ", ".join(o.injects) or "–",
        )
        for o in analysis.objectives
    )  # fmt: skip
    head = ("Objective", "Capability", "Observations", "Decisions put", "Injects released")
    table = Table("Objectives and what was observed (N/O: not observed)", head, rows, (28, 22, 14, 14, 22))
    parts = [
        Section(
            f"objective-{o.id}", f"{o.id}: {o.title}",
            (
                Authored(o.statement),
                Facts((
                    ("Capability", o.capability), ("Critical tasks", "; ".join(o.tasks) or "none named"),
                    ("Standard", o.standard or Text("none named", tone="quiet")),
                )),
                *(_quotes(o.observations) if o.observed else (none("N/O: nobody noted an observation."),)),
            ),
        )
        for o in analysis.objectives
    ]  # fmt: skip
    if analysis.other_notes:
        parts.append(
            Section("other-notes", "Observations without an objective", _quotes(analysis.other_notes))
        )
    return Section("objectives", "Observations by objective", (table,), tuple(parts), new_page=True)


def _quotes(notes: tuple[NoteRecord, ...]) -> tuple[Block, ...]:
    return tuple(
        Quote(
            n.body,
            Text(f"{clock_text(n.stamp.at)}, {f'{n.by}, {n.seat}' if n.by else n.seat}", n.events),
        )
        for n in notes
    )


def record_section(analysis: Analysis) -> Section:
    dissent = tuple(
        Quote(
            d.text,
            Text(
                f"{clock_text(d.at)}, {d.decision}, {d.owner}, {d.name or 'anonymous'}"
                f"{', after it had closed' if d.late else ''}",
                d.events,
            ),
        )
        for d in analysis.dissent
    )
    rulings = tuple(
        (
            clock_text(r.stamp.at), f"{r.subject}: {r.kind}{' (undone)' if r.undone else ''}", r.words,
            Text(r.reason or "no reason given", r.events, "" if r.reason else "blank"), r.by,
        )
        for r in analysis.rulings
    )  # fmt: skip
    undone = tuple(
        (
            u.name, f"{clock_text(u.did.at)}, {u.by}", f"{clock_text(u.undone.at)}, {u.undone_by}",
            Text("; ".join(u.restored) or "nothing else changed", u.events),
        )
        for u in analysis.undone
    )  # fmt: skip
    head = ("Time", "Ruling", "What holds", "Reason", "By")
    ruled: Block = none("Control made no rulings.")
    if rulings:
        ruled = Table("Rulings, with their reasons", head, rulings, (8, 17, 22, 35, 18))
    taken: Block = none("Nothing was undone.")
    if undone:
        columns = ("Action", "Done", "Undone", "Restored")
        taken = Table("Actions that control took back", columns, undone, (20, 24, 24, 32))
    parked = _quotes(analysis.parked) or (none("The parking lot is empty."),)
    parts = (
        Section("dissent", "Dissent", dissent or (none("No dissent was recorded."),)),
        Section("rulings", "Rulings of control", (ruled,)),
        Section("undone", "Undone actions", (taken,)),
        Section("parking-lot", "Parking lot", parked),
        _stops(analysis),
    )
    return Section("record", "Dissent, rulings and interruptions", (), parts, new_page=True)


def _stops(analysis: Analysis) -> Section:
    words = {
        "pause": "PauseEx", "no duff": "NO DUFF: REAL WORLD EMERGENCY", "interruption": "Clock interrupted",
        "after EndEx": "After EndEx, until reopened",
    }  # fmt: skip
    stops = tuple(
        (
            clock_text(s.start.at), words[s.kind],
            f"{duration_text(s.seconds)}{'' if s.end else ', not ended'}",
            Text(
                "; ".join(
                    part for part in (
                        s.reason, f"scope: {s.scope}" if s.scope else "",
                        f"{s.heads} heads counted" if s.heads is not None else "",
                    ) if part
                ) or "no reason given",
                s.events,
            ),
            s.by,
        )
        for s in analysis.stops
    )  # fmt: skip
    jumps = tuple(
        (
            f"{clock_text(j.from_at)} → {clock_text(j.to_at)}", f"{j.name}{' (undone)' if j.undone else ''}",
            ", ".join(j.expired) or "nothing", Text(j.by, j.events),
        )
        for j in analysis.jumps
    )  # fmt: skip
    blocks: list[Block] = []
    if stops:
        blocks.append(
            Table(
                "When the clock stood still",
                ("Time", "What", "How long", "Why", "By"),
                stops,
                (8, 22, 13, 37, 20),
            )
        )
    else:
        blocks.append(none("The clock never stood still during play."))
    if jumps:
        blocks.append(
            Table("Time jumps", ("From, to", "Name", "Injects passed over", "By"), jumps, (18, 30, 32, 20))
        )
    return Section("interruptions", "Pauses, interruptions and time jumps", tuple(blocks))


# --- end matter ----------------------------------------------------------------------------------------


def hot_wash_section(analysis: Analysis) -> Section:
    block: Block = Bullets(analysis.hot_wash) if analysis.hot_wash else none("The exercise has no questions.")
    return Section("hot-wash", "Questions for the hot wash", (block,))


def participants_section(analysis: Analysis) -> Section:
    rows = tuple(
        (
            s.title, ", ".join(s.participants) or "–", "–" if s.heads is None else str(s.heads),
            ", ".join(s.roles) if s.kind == "player" else s.kind,
            Text("attended" if s.attended else "SIMCELL" if s.kind == "player" else "not opened", s.events),
        )
        for s in analysis.seats
    )  # fmt: skip
    table = Table(
        "Participants by seat", ("Seat", "People", "Heads", "Roles", "Attended"), rows, (26, 28, 7, 25, 14)
    )
    return Section("participants", "Participants", (table,), new_page=True)


def told_section(analysis: Analysis) -> Section:
    about = Para(Text("What only control knew during play.", tone="quiet"))
    body: Block = Authored(analysis.truth) if analysis.truth else none("The exercise holds nothing back.")
    return Section("told", "Told at the hot wash", (about, body))


def sources_section(analysis: Analysis) -> Section:
    rows = tuple(
        (c.id, c.text or Text("a point of the exercise's source texts", tone="quiet"), ", ".join(c.cited_by))
        for c in analysis.citations
    )
    block: Block = (
        Table("What the decisions and the ending rest on", ("Source", "Text", "Cited by"), rows, (8, 74, 18))
        if rows else none("Nothing is cited.")
    )  # fmt: skip
    return Section("sources", "Sources", (block,))


def timeline_section(analysis: Analysis) -> Section:
    about = Para(
        "Numbers like #123 throughout this report are the numbers of these events in the log. Receipts and "
        "housekeeping are left out here; the log has them all."
    )
    block: Block = Timeline(analysis.timeline) if analysis.timeline else none("Nothing has happened yet.")
    return Section("timeline", "Timeline", (about, block), new_page=True)


def provenance_section(analysis: Analysis) -> Section:
    view = analysis.overview
    chain = {True: "whole", False: "BROKEN", None: "not checked for this report"}[view.verified]
    rows: list[tuple[str, Inline]] = [
        ("Session", view.session), ("Session id", view.session_id),
        ("Events in the log", str(view.event_count)),
        ("Hash chain of the log", chain), ("Exercise digest (SHA-256)", view.digest),
        ("Seed of the dice", str(view.seed)), ("Played with tte", view.tte_version),
        ("Report made", wall_text(view.generated_wall)),
    ]  # fmt: skip
    blocks: list[Block] = [Facts(tuple(row for row in rows if row[1]))]
    if analysis.unknown:
        rows_of = tuple((kind, Text(str(len(seqs)), seqs)) for kind, seqs in analysis.unknown.items())
        blocks.append(
            Para("The log holds events of kinds that this version does not know; they had no effect here.")
        )
        blocks.append(Table("Unknown kinds of event", ("Kind", "Count"), rows_of))
    return Section("provenance", "Where the figures come from", tuple(blocks))


def sign_off_section(analysis: Analysis) -> Section:
    words = (
        "An interim report is not signed."
        if analysis.interim
        else "This draft was made from the log. Those who sign have read it, corrected it and stand by it."
    )
    rows = ("Exercise director", "Lead evaluator", "For the sponsor")
    return Section("sign-off", "Sign-off", (Para(words), *(() if analysis.interim else (SignOff(rows),))))
