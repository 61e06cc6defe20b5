"""What the report says, in which order (HSEEP's): an analysis laid out as a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase

from tte.engine.clock import clock_text
from tte.exercise.models import MARKING
from tte.review import figures
from tte.review.content_after import (
    agreement_section,
    feedback_section,
    glossary_section,
    hot_wash_section,
    plan_section,
    sign_off_section,
    told_section,
)
from tte.review.content_decisions import decision_sections, known_section
from tte.review.content_msel import message_section, msel_section
from tte.review.content_objectives import none, objectives_section, ratings_section, written
from tte.review.content_record import (
    participants_section,
    provenance_section,
    record_section,
    timeline_section,
)
from tte.review.document import (
    Authored,
    Block,
    Bullets,
    Document,
    Facts,
    Figure,
    Inline,
    Notice,
    Para,
    Section,
    Table,
    Text,
)
from tte.review.model import Analysis, Overview, TrackRecord
from tte.review.plain import duration_text, wall_text
from tte.review.report_model import Report

KINDS = {"ttx": "Tabletop exercise", "workshop": "Workshop", "game": "Game", "seminar": "Seminar"}
PACES = {
    "hand": "by the facilitator, each release by hand", "clock": "by the clock",
    "story": "by the story: moves and time jumps",
}  # fmt: skip
MET = {True: "met", False: "not met", None: "not tested"}


def document_of(report: Report) -> Document:
    """The report laid out, ready for a renderer."""
    analysis, private = report.analysis, report.audience == "participants"
    body = (
        _summary(analysis),
        _overview(analysis),
        ratings_section(analysis),
        objectives_section(analysis),
        _conclusion(analysis),
        sign_off_section(analysis),
    )
    appendices = (
        plan_section(analysis),
        participants_section(analysis),
        msel_section(analysis),
        decision_sections(analysis),
        message_section(analysis, private=private),
        known_section(analysis),
        _tracks(analysis),
        feedback_section(analysis),
        record_section(analysis, private=private),
        agreement_section(analysis),
        hot_wash_section(analysis),
        told_section(analysis),
        glossary_section(analysis),
        provenance_section(analysis),
        timeline_section(analysis),
    )
    overview = analysis.overview
    numbered = (
        body[0],
        *(_numbered(s, str(n)) for n, s in enumerate(body[1:], 1)),
        *(_numbered(s, letter) for letter, s in zip(ascii_uppercase, _paged(appendices), strict=False)),
    )
    return Document(
        title="After-action report and improvement plan",
        subtitle=overview.title,
        marking=MARKING,
        exercise=overview.title,
        handling=overview.handling,
        status=report.status,
        status_words=report.status_words,
        made=wall_text(overview.generated_wall),
        front=_front(overview),
        version_for=report.withheld,
        sections=numbered,
        linked=frozenset(row.seq for row in analysis.timeline),
    )


def _front(view: Overview) -> tuple[tuple[str, str], ...]:
    """What the first page says about the session."""
    rows = (
        ("Exercise", f"{view.title}, version {view.version}"),
        ("Session", view.name or view.session),
        ("Date", wall_text(view.started.wall)[:10] if view.started else "not started"),
        ("Sponsor", view.sponsor),
        ("Handling", view.handling),
        ("Made", wall_text(view.generated_wall)),
    )
    return tuple(row for row in rows if row[1])


def _numbered(section: Section, number: str) -> Section:
    parts = tuple(_numbered(part, f"{number}.{n}") for n, part in enumerate(section.parts, 1))
    return replace(section, number=number, parts=parts)


def _paged(appendices: tuple[Section, ...]) -> tuple[Section, ...]:
    """The appendices begin on a page of their own, and so does what follows a long one."""
    first, *rest = appendices
    return (replace(first, new_page=True), *rest)


def _summary(analysis: Analysis) -> Section:
    """The facilitator's summary; where there is none, the figures that one would be written from."""
    blocks = written(analysis.evaluation.texts.get("summary"), "no executive summary has been written")
    if "summary" not in analysis.evaluation.texts:
        ending, timing = analysis.ending, analysis.latency
        opened = sum(d.opened is not None for d in analysis.decisions)
        seen = [o for x in analysis.objectives for o in x.observations]
        blocks.append(
            Facts(
                (
                    (
                        "Ending as of now" if ending.provisional else "Ending",
                        Text(f"{ending.id}: {ending.title}", ending.events),
                    ),
                    ("Decisions", Text(f"{timing.count} decided of {opened} opened", timing.events)),
                    ("Observations", Text(str(len(seen)), tuple(e for o in seen for e in o.events))),
                )
            )
        )
    return Section("summary", "Executive summary", tuple(blocks))


def _conclusion(analysis: Analysis) -> Section:
    text = analysis.evaluation.texts.get("conclusion")
    return Section("conclusion", "Conclusion", tuple(written(text, "no conclusion has been written")))


# --- overview, ending, tracks --------------------------------------------------------------------------


def _overview(analysis: Analysis) -> Section:
    view = analysis.overview
    attended = [s for s in analysis.seats if s.attended and s.kind == "player"]
    people = sum(len(s.participants) or (s.heads or 0) for s in analysis.seats)
    ending = analysis.ending
    changed = [t for t in analysis.tracks if t.start != t.end]
    moved = tuple(
        Text(
            f"{'; ' if n else ''}{t.name} {t.start} → {t.end}{f' ({t.end_band})' if t.end_band else ''}",
            tuple(e for p in t.points for e in p.events),
        )
        for n, t in enumerate(changed)
    )
    timing = analysis.latency
    late = [row for row in analysis.msel if row.late]
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
        ("Pace", ", then ".join(PACES.get(word, word) for word in view.pace.split(", then "))),
        ("Players", _attendance(view, len(attended), people)),
        *_times(view),
        (
            "Ending as of now" if ending.provisional else "Ending",
            Text(f"{ending.id}: {ending.title}", ending.events, "strong"),
        ),
        ("Tracks that moved", moved or "none"),
        (
            "Decisions",
            Text(
                f"{timing.count} decided of {sum(d.opened is not None for d in analysis.decisions)} opened",
                tuple(d.opened.seq for d in analysis.decisions if d.opened),
            ),
        ),
    ]
    if timing.median is not None and timing.worst is not None:
        words = (
            f"median {duration_text(timing.median)}, longest {duration_text(timing.worst)} "
            f"({timing.worst_decision}); from opening to outcome, pauses not counted"
        )
        rows.append(("Time to decide", Text(words, timing.events)))
    rows.append(
        (
            "Late deliveries",
            Text(", ".join(row.id for row in late) or "none", tuple(e for row in late for e in row.events)),
        )
    )
    blocks: list[Block] = []
    if view.forked:
        words = f"NOT PLAYED. This is a fork of {view.forked}: what follows from there never happened."
        blocks.append(Notice(Text(words)))
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
        *_ending(analysis),
    )  # fmt: skip
    if text := analysis.evaluation.texts.get("overview"):
        blocks += written(text, "")
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


def _ending(analysis: Analysis) -> tuple[Section, ...]:
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
    if key := _key(analysis, [words for t in ending.tests for words in (t.condition, t.explained)]):
        blocks.append(key)
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
    key = _key(analysis, [aim.explained for role in analysis.aims for aim in role.aims])
    wanted: tuple[Block, ...] = (about, table, *((key,) if key else ()))
    return (
        Section("ending", "How it ended", tuple(blocks)),
        Section("aims", "What each role wanted", wanted if aims else (none("No aims are shown."),)),
    )


def _key(analysis: Analysis, conditions: Sequence[str]) -> Para | None:
    """Which tracks the short names in conditions are."""
    used = {word for text in conditions for word in re.findall(r"\w+", text)}
    named = "; ".join(f"{t.id}: {t.name}" for t in analysis.tracks if t.id in used and t.id != t.name)
    return Para(Text(f"Tracks in these conditions: {named}.", tone="quiet")) if named else None


def _met(met: bool | None) -> Text:
    return Text(MET[met], tone="strong" if met else "warn" if met is False else "quiet")


def _tracks(analysis: Analysis) -> Section:
    caption = (
        "A dot: a decision that moved the track. Dotted upright lines: a new move begins. Thin level lines: "
        "where a named band begins. The value at the end stands at the top right of each panel."
    )
    blocks: list[Block] = []
    if analysis.tracks:
        blocks.append(Figure(figures.tracks(analysis), caption))
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
    if summary:
        blocks.append(Table("The same in figures", head, summary, (25, 14, 15, 8, 10, 7, 21)))
    else:
        blocks.append(none("The exercise has no tracks."))
    return Section("tracks", "Tracks over time", tuple(blocks), tuple(parts), new_page=True, appendix=True)


def _track_row(t: TrackRecord) -> tuple[Inline, ...]:
    values = (t.start, *(p.value for p in t.points))
    return (
        t.name, _value(t.start, t.start_band), _value(t.end, t.end_band), f"{t.low} to {t.high}",
        f"{min(values)} to {max(values)}", t.better,
        Text(str(len(t.points)), tuple(e for p in t.points for e in p.events)),
    )  # fmt: skip


def _value(value: int, band: str) -> str:
    return f"{value}, {band}" if band else str(value)
