"""The report as a workbook: figures to sort, filter and count with. Cells are typed; no text is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tte.engine.clock import clock_text
from tte.engine.events import Recorded, encode, kind_of
from tte.review.content_decisions import HOW
from tte.review.content_msel import status_text
from tte.review.model import Analysis
from tte.review.model_evaluation import SPLIT
from tte.review.plain import visible
from tte.review.report_model import Report

CELL = 32_000
"""Characters of a cell; Excel holds 32,767."""
MOST_ROWS = 1_000_000
"""Rows of a sheet; Excel holds 1,048,576."""

LINE, MOST_LINES = 13.0, 8
"""Points of a line; lines that a row shows at most."""

Kind = Literal["text", "number", "minutes", "seconds", "wall", "clock"]
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, width in characters, and what its cells are."""

    head: str
    width: float
    kind: Kind = "text"


Sheet = tuple[str, Sequence[Column], Iterable[Sequence[Value]]]


def to_xlsx(report: Report, history: Sequence[Recorded] = ()) -> bytes:
    """The whole workbook. Raw events are in control's version alone: they hold everything."""
    out = BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "constant_memory": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(out, options)
    made = datetime.fromtimestamp(max(0, min(report.analysis.overview.generated_wall, 4e12)) / 1000, UTC)
    book.set_properties(
        {"title": _safe(f"After-action report: {report.exercise}")[:250], "subject": report.marking,
         "author": "tte", "created": made, "status": report.status}
    )  # fmt: skip
    writer = _Writer(book, report)
    writer.front()
    analysis = report.analysis
    sheets: list[Sheet] = [
        _msel(analysis), _decisions(analysis), _observations(analysis), _ratings(analysis), _plan(analysis),
        _messages(analysis), _tracks(analysis), _timeline(analysis),
    ]  # fmt: skip
    if report.audience == "control":
        sheets.append(_events(history))
    for sheet in sheets:
        writer.sheet(*sheet)
    book.close()
    return out.getvalue()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, report: Report) -> None:
        self.book = book
        self.report = report
        font = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        self.formats: dict[Kind, Format] = {
            "text": book.add_format({**font, "text_wrap": True, "num_format": "@"}),
            "number": book.add_format({**font, "num_format": "0", "align": "center"}),
            "minutes": book.add_format({**font, "num_format": "0.0"}),
            "seconds": book.add_format({**font, "num_format": "0"}),
            "wall": book.add_format({**font, "num_format": "yyyy-mm-dd hh:mm:ss", "align": "center"}),
            "clock": book.add_format({**font, "num_format": "[h]:mm", "align": "center"}),
        }
        self.head = book.add_format(
            {**font, "bold": True, "bg_color": "#EEF1F4", "bottom": 1, "text_wrap": True}
        )
        self.mark = book.add_format({**font, "bold": True, "font_color": "#8F2F0E"})
        self.title = book.add_format({**font, "bold": True, "font_size": 16, "font_color": "#0B4F8A"})

    def front(self) -> None:
        """What this is, and the overview's figures."""
        sheet = self._new("Report")
        view = self.report.analysis.overview
        rows: list[tuple[str, Value]] = [
            ("Exercise", f"{view.title}, version {view.version}"), ("Session", view.name or view.session),
            ("Status", f"{self.report.status}. {self.report.status_words}"),
            ("Version for", self.report.withheld), ("Handling", self.report.handling),
            ("Ending", f"{self.report.analysis.ending.id}: {self.report.analysis.ending.title}"),
            ("Events in the log", str(view.event_count)), ("Exercise digest", view.digest),
            ("Head of the log", view.head),
            ("Times", "Exercise time is in hours and minutes since StartEx; wall times are UTC."),
        ]  # fmt: skip
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 90)
        sheet.set_row(1, 26)
        sheet.write_string(0, 0, self.report.marking, self.mark)
        sheet.write_string(1, 0, "After-action report and improvement plan", self.title)
        row = 2
        for label, value in rows:
            if value not in ("", None):
                sheet.write_string(row, 0, label, self.head)
                self._cell(sheet, row, 1, value, "text")
                row += 1

    def sheet(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
        """A sheet with a head that stays, filters, and typed cells."""
        sheet = self._new(name)
        if len(columns) > 12:
            sheet.set_paper(8)  # A3
        for n, column in enumerate(columns):
            sheet.set_column(n, n, column.width)
            sheet.write_string(0, n, column.head, self.head)
        last = 0
        for last, row in enumerate(rows, 1):
            if last > MOST_ROWS:
                sheet.write_string(last, 0, "Later rows are in the JSON report.", self.mark)
                break
            sheet.set_row(last, _height(row, columns))
            for n, (value, column) in enumerate(zip(row, columns, strict=True)):
                self._cell(sheet, last, n, value, column.kind)
        sheet.set_row(0, 2 * LINE + 4)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, last), len(columns) - 1)
        sheet.repeat_rows(0)

    def _new(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        mark = _safe(f"{self.report.marking} · {self.report.exercise} · {self.report.handling}").replace(
            "&", "&&"
        )
        sheet.set_header(f"&C&8{mark[:200]}")
        sheet.set_footer(f"&C&8{mark[:180]} · page &P of &N")
        return sheet

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Value, kind: Kind) -> None:
        form = self.formats[kind]
        if value is None or value == "":
            sheet.write_blank(row, column, None, form)
        elif isinstance(value, str):
            sheet.write_string(row, column, _safe(value), form)
        elif kind == "wall":
            self._wall(sheet, row, column, int(value), form)
        elif kind == "clock":
            sheet.write_number(row, column, value / 86_400, form)
        else:
            sheet.write_number(row, column, value, form)

    def _wall(self, sheet: Worksheet, row: int, column: int, wall: int, form: Format) -> None:
        try:
            when = datetime.fromtimestamp(wall / 1000, UTC).replace(tzinfo=None, microsecond=0)
            sheet.write_datetime(row, column, when, form)
        except (OverflowError, ValueError, OSError):  # a wall clock that was set to nonsense
            sheet.write_string(row, column, f"{wall} ms", self.formats["text"])


def _height(row: Sequence[Value], columns: Sequence[Column]) -> float:
    """Points for the cell of a row with the most lines; long ones are cut on the sheet, not in the cell."""
    lines = 1
    for value, column in zip(row, columns, strict=True):
        if isinstance(value, str) and len(value) > column.width:
            lines = max(
                lines, sum(1 + int(len(part) * 1.1 / column.width) for part in value[:800].split("\n"))
            )
        elif isinstance(value, str) and "\n" in value:
            lines = max(lines, value.count("\n") + 1)
    return LINE * min(lines, MOST_LINES) + 2


def _safe(text: str) -> str:
    """Text with visible control characters, as long as a cell holds; never more than text."""
    shown = visible(text[: CELL + 1]).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return f"{shown[:CELL]} […]" if len(shown) > CELL else shown


def _refs(events: Iterable[int]) -> str:
    return " ".join(f"#{e}" for e in events)


# --- sheets --------------------------------------------------------------------------------------------


def _msel(a: Analysis) -> Sheet:
    columns = (
        Column("Inject", 9), Column("Title", 32), Column("Type", 11), Column("Move", 9), Column("From", 20),
        Column("To", 24), Column("Channel", 20), Column("Objectives", 11), Column("Status", 20),
        Column("Planned", 9, "clock"), Column("Due", 9, "clock"), Column("Actual", 9, "clock"),
        Column("Differs, min", 9, "minutes"), Column("Late", 7), Column("Sent", 7, "number"),
        Column("Opened", 8, "number"), Column("Acknowledged", 13, "number"), Column("Because", 24),
        Column("Reason", 24), Column("What control did", 40), Column("Events", 18),
    )  # fmt: skip
    rows = (
        (
            r.id, r.title, r.event, r.move, r.sender, r.to, r.channel, ", ".join(r.objectives),
            status_text(r, a.interim),
            r.planned, r.due, r.out if r.out is not None else r.actual,
            r.difference / 60 if r.difference is not None else None, "LATE" if r.late else "", r.sent,
            r.opened,
            r.acknowledged, r.because, r.reason, "\n".join(r.notes), _refs(r.events),
        )
        for r in a.msel
    )  # fmt: skip
    return "MSEL", columns, rows


def _decisions(a: Analysis) -> Sheet:
    columns = (
        Column("Decision", 10), Column("Title", 30), Column("Owner", 26), Column("Status", 12),
        Column("Opened", 9, "clock"), Column("Answered", 10, "clock"), Column("Took, s", 9, "seconds"),
        Column("Choice", 8), Column("Choice in words", 28), Column("In own words", 30), Column("Held", 8),
        Column("How it closed", 16), Column("Rationale", 40), Column("Rejected", 24),
        Column("Assumptions", 24),
        Column("Expected effect", 24), Column("Confidence", 11, "number"), Column("Present", 20),
        Column("Sent by then", 9, "number"), Column("Opened by then", 9, "number"),
        Column("Acknowledged by then", 13, "number"), Column("Tracks moved", 28), Column("Events", 18),
    )  # fmt: skip
    rows = (
        (
            d.id, d.title, answer.owner_title, answer.state, d.opened.at if d.opened else None,
            answer.stamp.at if answer.stamp else None, answer.latency, answer.choice, answer.choice_title,
            answer.written, answer.outcome,
            ", ".join(HOW.get(o.how, o.how) for o in d.outcomes if not o.undone),
            answer.why, answer.rejected, answer.assumptions, answer.expected, answer.confidence,
            ", ".join(answer.participants), len(answer.known.items),
            sum(i.opened is not None for i in answer.known.items),
            sum(i.acknowledged is not None for i in answer.known.items),
            ", ".join(f"{t} {n:+d}" for t, n in d.net.items() if n), _refs(answer.events or d.events),
        )
        for d in a.decisions for answer in d.answers
    )  # fmt: skip
    return "Decisions", columns, rows


def _observations(a: Analysis) -> Sheet:
    columns = (
        Column("Objective", 10), Column("Target", 9), Column("Kind", 12), Column("Seen at", 9, "clock"),
        Column("Observation", 60), Column("Reference", 30), Column("Analysis", 50), Column("By", 18),
        Column("Seat", 14), Column("Written", 19, "wall"), Column("After the seal", 10),
        Column("Injects", 14),
        Column("Decisions", 14), Column("Events", 14),
    )  # fmt: skip
    kinds = {"strength": "strength", "area": "area for improvement", "": "observation"}
    rows = [
        (
            x.id, o.target, kinds[o.tag], o.at, o.body, o.cause.reference if o.cause else "",
            o.cause.text if o.cause else "", o.made.by, o.made.seat, o.made.wall,
            "yes" if o.made.after_seal else "", ", ".join(o.injects), ", ".join(o.decisions), _refs(o.events),
        )
        for x in a.objectives for o in x.observations
    ]  # fmt: skip
    rows += [
        ("", "", "note", n.stamp.at, n.body, "", "", n.by, n.seat, n.stamp.wall, "", "", "", _refs(n.events))
        for n in a.other_notes
    ]
    return "Observations", columns, rows


def _ratings(a: Analysis) -> Sheet:
    columns = (
        Column("Target", 9), Column("Title", 44), Column("Capability", 24), Column("Evaluator", 18),
        Column("Rating", 8), Column("Made blind", 10), Column("Reason", 50), Column("Settled", 9),
        Column("Standing", 11), Column("Events", 14),
    )  # fmt: skip
    rows = (
        (
            t.id, t.title, x.capability, r.seat, r.rating, "yes" if r.blind else "no", r.reason, t.settled,
            "not settled" if t.standing == SPLIT else t.standing, _refs(r.events),
        )
        for x in a.objectives for t in x.targets for r in t.ratings
    )  # fmt: skip
    return "Ratings", columns, rows


def _plan(a: Analysis) -> Sheet:
    columns = (
        Column("Action", 8), Column("Capability", 22), Column("Area for improvement", 40),
        Column("Corrective action", 44), Column("Element", 13), Column("Responsible", 20),
        Column("Contact", 20),
        Column("Start", 11), Column("Due", 11), Column("Status", 12), Column("Retest", 18),
        Column("Target", 9),
        Column("Observations", 14), Column("Changes", 40), Column("Events", 14),
    )  # fmt: skip
    rows = (
        (
            x.id, x.capability, x.issue, x.recommendation, x.element, x.owner, x.contact, x.start, x.due,
            x.status,
            x.retest, x.target, ", ".join(x.observations), "\n".join(x.history), _refs(x.events),
        )
        for x in a.evaluation.actions
    )  # fmt: skip
    return "Improvement plan", columns, rows


def _messages(a: Analysis) -> Sheet:
    columns = (
        Column("Message", 9), Column("Channel", 22), Column("From", 18), Column("To", 22),
        Column("Sent at", 9, "clock"),
        Column("Status", 12), Column("Delay, s", 9, "seconds"), Column("Answered after, s", 11, "seconds"),
        Column("In reply to", 10), Column("Reached", 9, "number"), Column("Opened", 9, "number"),
        Column("Acknowledged", 13, "number"), Column("Words", 70), Column("Events", 14),
    )  # fmt: skip
    rows = (
        (
            m.id, c.name, m.sender, m.to, m.at, m.status, m.delay,
            m.answer_time if m.answer_time is not None else m.reply_time, m.reply_to, m.reached, m.opened,
            m.acknowledged, m.body, _refs(m.events),
        )
        for c in a.channels for m in c.messages
    )  # fmt: skip
    return "Messages", columns, rows


def _tracks(a: Analysis) -> Sheet:
    columns = (
        Column("Track", 28), Column("Time", 9, "clock"), Column("Wall clock", 19, "wall"),
        Column("Before", 8, "number"),
        Column("After", 8, "number"), Column("Cause", 14), Column("Because", 50), Column("Events", 10),
    )  # fmt: skip
    rows = (
        (t.name, p.at, p.wall, before, p.value, p.cause, p.because, _refs(p.events))
        for t in a.tracks
        for before, p in zip((t.start, *(p.value for p in t.points)), t.points, strict=False)
    )
    return "Tracks", columns, rows


def _timeline(a: Analysis) -> Sheet:
    columns = (
        Column("Event", 8, "number"), Column("Time", 9, "clock"), Column("Clock", 10),
        Column("Wall clock", 19, "wall"),
        Column("Group", 11), Column("What", 100),
    )  # fmt: skip
    rows = ((r.seq, r.at, clock_text(r.at), r.wall, r.group, r.text) for r in a.timeline)
    return "Timeline", columns, rows


def _events(history: Sequence[Recorded]) -> Sheet:
    columns = (
        Column("Event", 8, "number"), Column("Command", 9, "number"), Column("Time", 9, "clock"),
        Column("Wall clock", 19, "wall"), Column("Seat", 14), Column("Participant", 18), Column("Kind", 22),
        Column("Payload (JSON)", 100),
    )  # fmt: skip
    rows = (
        (r.seq, r.command, r.at, r.wall, r.seat, r.participant, kind_of(r.event), encode(r.event))
        for r in history
    )
    return "Raw events", columns, rows
