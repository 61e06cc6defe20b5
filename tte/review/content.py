"""What the report says, in which order: an analysis laid out as a document."""

from __future__ import annotations

from dataclasses import replace

from tte.engine.clock import clock_text
from tte.exercise.models import MARKING
from tte.review.content_decisions import decision_sections
from tte.review.content_msel import message_section, msel_section
from tte.review.content_record import (
    hot_wash_section,
    objectives_section,
    participants_section,
    provenance_section,
    record_section,
    sign_off_section,
    sources_section,
    timeline_section,
    told_section,
)
from tte.review.document import (
    Authored,
    Block,
    Bullets,
    Chart,
    Document,
    Facts,
    Inline,
    Notice,
    Para,
    Section,
    Table,
    Text,
)
from tte.review.model import Analysis, Overview, TrackRecord
from tte.review.plain import duration_text, wall_text

KINDS = {"ttx": "Tabletop exercise", "workshop": "Workshop", "game": "Game", "seminar": "Seminar"}
MET = {True: "met", False: "not met", None: "not tested"}


def document_of(analysis: Analysis) -> Document:
    """The report of an analysis, ready for a renderer."""
    overview = analysis.overview
    sections = (
        _overview(analysis),
        _ending(analysis),
        _tracks(analysis),
        decision_sections(analysis),
        objectives_section(analysis),
        msel_section(analysis),
        message_section(analysis),
        record_section(analysis),
        hot_wash_section(analysis),
        participants_section(analysis),
        told_section(analysis),
        sources_section(analysis),
        timeline_section(analysis),
        provenance_section(analysis),
        sign_off_section(analysis),
    )
    status = "INTERIM" if analysis.interim else "DRAFT"
    if analysis.interim:
        words = (
            "Play has not ended: everything below is as of the last event and will change."
            if overview.started
            else "StartEx has not been called: there is nothing to report yet."
        )
    else:
        words = "Made from the log without human judgement. It is a report once somebody has signed it."
    return Document(
        title=f"{overview.title}: first report",
        subtitle=overview.name or overview.session,
        marking=MARKING,
        exercise=overview.title,
        handling=overview.handling,
        status=status,
        status_words=words,
        made=wall_text(overview.generated_wall),
        sections=tuple(_numbered(s, str(n)) for n, s in enumerate(sections, 1)),
        linked=frozenset(row.seq for row in analysis.timeline),
    )


def _numbered(section: Section, number: str) -> Section:
    parts = tuple(_numbered(part, f"{number}.{n}") for n, part in enumerate(section.parts, 1))
    return replace(section, number=number, parts=parts)


# --- overview, ending, tracks --------------------------------------------------------------------------


def _overview(analysis: Analysis) -> Section:
    view = analysis.overview
    attended = [s for s in analysis.seats if s.attended and s.kind == "player"]
    people = sum(len(s.participants) or (s.heads or 0) for s in analysis.seats)
    ending = analysis.ending
    moved = [
        f"{t.name} {t.start} → {t.end}{f' ({t.end_band})' if t.end_band else ''}"
        for t in analysis.tracks if t.start != t.end
    ]  # fmt: skip
    timing = analysis.latency
    late = [row.id for row in analysis.msel if row.late]
    rows: list[tuple[str, Inline]] = [
        ("Exercise", f"{view.title}, version {view.version}"),
        ("Kind", KINDS.get(view.kind, view.kind)),
        ("Session", f"{view.name} ({view.session})" if view.name else view.session),
        (
            "Date",
            Text(wall_text(view.started.wall)[:10], (view.started.seq,)) if view.started else "not started",
        ),
        ("Sponsor", view.sponsor),
        ("Seating", f"{view.seating}{f', cut: {view.cut}' if view.cut else ''}"),
        ("Pace", view.pace),
        ("Players", _attendance(view, len(attended), people)),
        *_times(view),
        (
            "Ending as of now" if ending.provisional else "Ending",
            Text(f"{ending.id}: {ending.title}", ending.events, "strong"),
        ),
        ("Tracks that moved", "; ".join(moved) or "none"),
        (
            "Decisions",
            Text(f"{timing.count} decided of {sum(d.opened is not None for d in analysis.decisions)} opened"),
        ),
    ]
    if timing.median is not None and timing.worst is not None:
        words = (
            f"median {duration_text(timing.median)}, longest {duration_text(timing.worst)} "
            f"({timing.worst_decision}); from opening to outcome, pauses not counted"
        )
        rows.append(("Time to decide", Text(words, timing.events)))
    rows.append(("Late deliveries", ", ".join(late) or "none"))
    blocks: list[Block] = []
    if view.verified is False:
        blocks.append(
            Notice(
                Text(
                    "The log's hash chain is BROKEN: it was changed after it was written. Do not rely on it."
                )
            )
        )
    blocks.append(Facts(tuple((label, words) for label, words in rows if words != "")))
    parts = (
        Section("purpose", "Purpose and scope", (
            Authored(view.purpose), Authored(view.summary),
            *((Para((Text("Threat or hazard. ", tone="strong"), view.threat)),) if view.threat else ()),
            Bullets(view.scope),
        )),
    )  # fmt: skip
    return Section("overview", "Exercise overview", tuple(blocks), parts)


def _attendance(view: Overview, seats: int, people: int) -> str:
    if view.unattended:
        return "none: bots held all seats, and made no receipts"
    counted = f", {people} people named or counted" if people else ""
    return f"{seats} seat{'s' if seats != 1 else ''} attended{counted}"


def _times(view: Overview) -> list[tuple[str, Inline]]:
    if view.started is None:
        return []
    jumps = duration_text(view.jumped_seconds)
    jumped = f", {jumps} of it passed over by time jumps" if view.jumped_seconds else ""
    rows: list[tuple[str, Inline]] = [
        ("StartEx", Text(wall_text(view.started.wall), (view.started.seq,))),
        ("EndEx", Text(wall_text(view.ended.wall), (view.ended.seq,)) if view.ended else "not yet"),
        ("Duration", f"{duration_text(view.wall_seconds)} by the wall clock"),
        (
            "Play",
            f"{duration_text(view.played_seconds)}: the duration less {duration_text(view.stopped_seconds)} "
            "in which the clock stood still",
        ),
        ("Exercise time", f"{clock_text(view.exercise_seconds)} at the end{jumped}"),
    ]
    return rows


def _ending(analysis: Analysis) -> Section:
    ending = analysis.ending
    blocks: list[Block] = []
    if ending.provisional:
        blocks.append(Notice("Play has not ended. This is the ending that would come if it ended now."))
    blocks.append(Para(Text(f"{ending.id}: {ending.title}", ending.events, "strong")))
    if ending.narrative:
        blocks.append(Authored(ending.narrative))
    if ending.reason:
        blocks.append(
            Para((Text("Why EndEx was called. ", tone="strong"), Text(ending.reason, ending.events)))
        )
    rows = tuple(
        (f"{t.id}: {t.title}", t.condition or "always", "yes" if t.holds else "no", t.explained)
        for t in ending.tests
    )
    blocks.append(
        Table(
            "Which test decided: the first that holds",
            ("Ending", "Condition", "Holds", "Because"),
            rows,
            (22, 36, 8, 34),
        )
    )
    for name, title, narrative, because in ending.overlays:
        blocks.append(
            Para((Text(f"Overlay {name}: {title}. ", tone="strong"), Text(f"Held because {because}.")))
        )
        blocks.append(Authored(narrative))
    if ending.sources:
        blocks.append(Para(Text(f"Sources: {', '.join(ending.sources)}", tone="quiet")))
    now = " as of now" if ending.provisional else " at the end"
    aims = tuple(
        (role.title if n == 0 else Text(role.title, tone="quiet"), aim.text, _met(aim.met), aim.explained)
        for role in analysis.aims for n, aim in enumerate(role.aims)
    )  # fmt: skip
    table = Table(f"Aims of each role{now}", ("Role", "Aim", "Result", "Because"), aims, (24, 36, 10, 30))
    about = Para(
        "Aims were on the players' cards. They are tested by the tracks and decisions of the log; "
        "an aim that asks about a decision which this cut leaves out is not tested."
    )
    return Section(
        "ending", "Ending", tuple(blocks), (Section("aims", "What each role wanted", (about, table)),)
    )


def _met(met: bool | None) -> Text:
    return Text(MET[met], tone="strong" if met else "warn" if met is False else "quiet")


def _tracks(analysis: Analysis) -> Section:
    decided = tuple((d.id, d.decided.at) for d in analysis.decisions if d.decided)
    view = analysis.overview
    chart = Chart(analysis.tracks, analysis.moves, decided, view.exercise_seconds)
    summary = tuple(_track_row(t) for t in analysis.tracks)
    head = ("Track", "Start", "End", "Scale", "Range in play", "Better", "Changes")
    points = sorted(
        ((p, t, before) for t in analysis.tracks
         for before, p in zip((t.start, *(p.value for p in t.points)), t.points, strict=False)),
        key=lambda row: row[0].events,
    )  # fmt: skip
    changes = tuple(
        (
            clock_text(p.at), t.name, f"{before} → {p.value}",
            Text(p.because or p.cause, p.events),
        )
        for p, t, before in points
    )  # fmt: skip
    parts = []
    if changes:
        table = Table(
            "Every change, in order", ("Time", "Track", "Change", "Because"), changes, (9, 29, 12, 50)
        )
        parts.append(Section("changes", "Every change", (table,)))
    return Section(
        "tracks", "Tracks over time",
        (chart, Table("The same in figures", head, summary, (20, 14, 16, 9, 10, 7, 24))),
        tuple(parts), new_page=True,
    )  # fmt: skip


def _track_row(t: TrackRecord) -> tuple[Inline, ...]:
    values = (t.start, *(p.value for p in t.points))
    return (
        t.name, _value(t.start, t.start_band), _value(t.end, t.end_band), f"{t.low} to {t.high}",
        f"{min(values)} to {max(values)}", t.better,
        Text(str(len(t.points)), tuple(e for p in t.points for e in p.events)),
    )  # fmt: skip


def _value(value: int, band: str) -> str:
    return f"{value}, {band}" if band else str(value)
