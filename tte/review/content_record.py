"""The record of a report: rulings, stops, people, the events of play, where the figures come from."""

from __future__ import annotations

from tte.engine.clock import clock_text
from tte.review.content_objectives import none
from tte.review.document import Block, Facts, Inline, Para, Quote, Section, Table, Text, Timeline
from tte.review.model import Analysis
from tte.review.plain import duration_text, wall_text
from tte.version import __version__ as VERSION


def record_section(analysis: Analysis, *, private: bool = False) -> Section:
    """Rulings, what was undone, dissent; `private`: in a version that leaves dissent out."""
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
    no_dissent = "Dissent is for control alone." if private else "No dissent was recorded."
    head = ("Time", "Ruling", "What holds", "Reason", "By")
    ruled: Block = none("Control made no rulings.")
    if rulings:
        ruled = Table("Rulings, with their reasons", head, rulings, (8, 17, 22, 35, 18))
    taken: Block = none("Nothing was undone.")
    if undone:
        columns = ("Action", "Done", "Undone", "Restored")
        taken = Table("Actions that control took back", columns, undone, (20, 24, 24, 32))
    parts = (
        Section("rulings", "Rulings of control", (ruled,)),
        Section("undone", "Undone actions", (taken,)),
        Section("dissent", "Dissent", dissent or (none(no_dissent),)),
    )
    return Section("record", "Rulings, undone actions, dissent", (), parts, appendix=True)


def stops_part(analysis: Analysis) -> Section:
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


def participants_section(analysis: Analysis) -> Section:
    rows = tuple(
        (
            s.title, ", ".join(s.participants) or "–", "–" if s.heads is None else str(s.heads),
            "; ".join(s.roles) if s.kind == "player" else s.kind,
            Text("attended" if s.attended else "SIMCELL" if s.kind == "player" else "not opened", s.events),
        )
        for s in analysis.seats
    )  # fmt: skip
    table = Table(
        "Participants by seat", ("Seat", "People", "Heads", "Roles", "Attended"), rows, (19, 21, 7, 36, 17)
    )
    blocks: list[Block] = [table]
    if analysis.balance:
        blocks += _balance(analysis)
    return Section("participants", "Participants", tuple(blocks), new_page=True, appendix=True)


def _balance(analysis: Analysis) -> list[Block]:
    """Who decided and who spoke, by seat and by person."""
    rows = tuple(
        (
            Text(f"– {row.person}", row.events) if row.person else Text(row.title, row.events, "strong"),
            str(row.words), f"{row.share_of_words:.0%}", str(row.decisions), f"{row.share_of_decisions:.0%}",
            str(row.votes), str(row.dissent),
        )
        for row in analysis.balance
    )  # fmt: skip
    head = ("Seat, person", "Messages", "Share", "Decisions", "Share", "Votes", "Dissent")
    about = Para(
        "Who decided and who spoke. Messages include questions to control; they count for a person where "
        "the terminal knew who was at the keyboard. A decision counts for each seat that answered it, and "
        "for all who are named as present."
    )
    return [about, Table("Balance of messages and decisions", head, rows, (34, 11, 11, 11, 11, 11, 11))]


def timeline_section(analysis: Analysis) -> Section:
    about = Para(
        "Numbers like #123 throughout this report are the numbers of these events in the log. Receipts and "
        "housekeeping are left out here; the log has them all."
    )
    block: Block = Timeline(analysis.timeline) if analysis.timeline else none("Nothing has happened yet.")
    return Section("timeline", "Events of play", (about, block), new_page=True, appendix=True)


def provenance_section(analysis: Analysis) -> Section:
    view = analysis.overview
    chain = {True: "whole", False: "BROKEN", None: "not checked for this report"}[view.verified]
    rows: list[tuple[str, Inline]] = [
        ("Session", view.session), ("Session id", view.session_id),
        ("Fork of", Text(f"{view.forked}: NOT PLAYED from there on", tone="warn") if view.forked else ""),
        ("Events in the log", str(view.event_count)), ("Hash chain of the log", chain),
        ("Head of the log (SHA-256)", view.head),
        ("Sealed", Text("by an event of the log", (view.sealed,)) if view.sealed else "not sealed"),
        ("Entries after the seal", str(analysis.evaluation.after_seal) if view.sealed else ""),
        ("Exercise", f"{view.title}, version {view.version}"), ("Exercise digest (SHA-256)", view.digest),
        ("Seed of the dice", str(view.seed)), ("Played with tte", view.tte_version),
        ("Report made", f"{wall_text(view.generated_wall)}, with tte {VERSION}"),
    ]  # fmt: skip
    blocks: list[Block] = [Facts(tuple(row for row in rows if row[1]))]
    if analysis.unknown:
        rows_of = tuple((kind, Text(str(len(seqs)), seqs)) for kind, seqs in analysis.unknown.items())
        blocks.append(
            Para("The log holds events of kinds that this version does not know; they had no effect here.")
        )
        blocks.append(Table("Unknown kinds of event", ("Kind", "Count"), rows_of))
    return Section("provenance", "Provenance", tuple(blocks), appendix=True)
