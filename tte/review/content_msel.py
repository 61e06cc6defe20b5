"""The MSEL and the messages of a report."""

from __future__ import annotations

from collections.abc import Sequence

from tte.engine.clock import clock_text
from tte.review import figures
from tte.review.content_record import stops_part
from tte.review.document import Block, Figure, Inline, Para, Quote, Section, Table, Text
from tte.review.model import (
    Analysis,
    CallRecord,
    ChannelRecord,
    MessageRecord,
    MselRecord,
    PairRecord,
)
from tte.review.plain import difference_text, duration_text
from tte.review.redact import PRIVATE

SHOWN = {
    "drafted": "with its sender",
    "ready": "not released",
    "waiting": "did not fire",
    "offered": "offered, not released",
}


def msel_section(analysis: Analysis) -> Section:
    """Planned against actual, by move; then what control changed, staff drafts, and when time stood still."""
    moves = {name: title for name, title, *_ in analysis.moves}
    tables: list[Block] = []
    if found := figures.plan(analysis):
        picture, left_out = found
        more = f" The {left_out} nearest to their plan are left out here." if left_out else ""
        words = "Ring: when it was planned. Dot: when it went out. Dotted upright lines: a new move begins."
        tables.append(Figure(picture, f"{words}{more}"))
    tables += [
        Para(
            "Times are exercise time, in whole minutes; “Differs” is exact, in minutes and seconds. "
            "Receipts: seats that opened and acknowledged it, of all that it was sent to. Late: its words "
            "were out more than a minute after they were due; deferrals and slips move that time."
        )
    ]
    head = ("Inject", "From, to", "Channel", "Status", "Planned", "Actual", "Differs", "Receipts")
    for name in dict.fromkeys([*moves, *(row.move for row in analysis.msel)]):
        rows = tuple(_row(row, analysis.interim) for row in analysis.msel if row.move == name)
        if rows:
            title = moves.get(name, "Without a time")
            tables.append(Table(title, head, rows, (20, 19, 15, 10, 9, 8, 11, 8)))
    changed = tuple(
        (f"{row.id}: {row.title}", "; ".join(row.notes), row.reason or "–")
        for row in analysis.msel
        if any(": released" not in note or "undone" in note for note in row.notes)
    )
    parts = []
    if changed:
        table = Table(
            "What control did to injects", ("Inject", "What happened", "Reason"), changed, (24, 50, 26)
        )
        parts.append(Section("msel-changes", "Held, skipped, deferred, edited, recalled", (table,)))
    drafts = tuple(
        (
            f"{row.id}: {row.title}", f"{d.seat} to {d.to}",
            f"{d.status}{', edited' if d.edited else ''}{', as SIMCELL' if d.as_simcell else ''}",
            Text(d.body if d.edited else d.reason or "–", d.events),
        )
        for row in analysis.msel for d in row.drafts
    )  # fmt: skip
    if drafts:
        columns = ("Inject", "Sender, to", "What came of it", "Edited text, or reason")
        parts.append(
            Section(
                "drafts",
                "Staff drafts",
                (Table("Drafts for seated senders", columns, drafts, (22, 24, 18, 36)),),
            )
        )
    parts.append(stops_part(analysis))
    return Section(
        "msel", "Timeline, planned against actual", tuple(tables), tuple(parts), new_page=True, appendix=True
    )


def status_text(row: MselRecord, interim: bool) -> str:
    """What became of an inject; while play goes on, one that waits may still come."""
    still = interim and row.status in ("ready", "waiting")
    words = row.status if still else SHOWN.get(row.status, row.status)
    return f"{words}, edited" if row.edited else words


def _row(row: MselRecord, interim: bool) -> tuple[Inline, ...]:
    earliest = "from " if row.event == "contingency" else ""
    difference = difference_text(row.difference) if row.difference is not None else "–"
    return (
        Text(f"{row.id}: {row.title}", row.events),
        PRIVATE if row.sender == row.to == PRIVATE else f"{row.sender} to {row.to}", row.channel,
        Text(status_text(row, interim), tone="" if row.status == "released" else "quiet"),
        f"{earliest}{clock_text(row.planned)}" if row.planned is not None else "–",
        clock_text(row.out if row.out is not None else row.actual) if row.actual is not None else "–",
        Text(f"{difference}, LATE" if row.late else difference, tone="warn" if row.late else ""),
        f"{row.opened}, {row.acknowledged} of {row.sent}" if row.sent else "–",
    )  # fmt: skip


def message_section(analysis: Analysis, *, private: bool = False) -> Section:
    """Who spoke to whom over what and how fast; the load of each seat; then words by channel.

    `private`: in a version without the messages that not everybody got.
    """
    rows = tuple(_summary(c) for c in analysis.channels)
    head = (
        "Channel",
        "Messages",
        "Injects",
        "Calls answered",
        "Mean delay",
        "Questions answered",
        "Mean wait",
    )
    blocks: list[Block] = []
    if private:
        words = "Messages that not everybody got are left out here, and calls; the load of seats counts all."
        blocks.append(Para(Text(words, tone="quiet")))
    if picture := figures.traffic(analysis):
        blocks.append(Figure(picture, "Rows: who wrote. Columns: to whom. The darker, the more messages."))
    if analysis.pairs:
        blocks.append(_matrix(analysis.pairs))
    if rows:
        blocks.append(Table("Traffic by channel", head, rows, (28, 12, 9, 15, 11, 13, 12)))
    elif not private:
        blocks.append(Para(Text("No message was sent.", tone="quiet")))
    parts = [_workload(analysis)]
    parts += [_channel(c) for c in analysis.channels if c.messages or c.calls]
    return Section("messages", "Communications", tuple(blocks), tuple(parts), new_page=True, appendix=True)


def _matrix(pairs: Sequence[PairRecord]) -> Table:
    rows = tuple(
        (
            f"{p.sender} to {p.to}", Text(str(p.messages), p.events), ", ".join(p.channels),
            duration_text(p.delay) if p.delay is not None else "–",
            f"{p.replies} of {p.messages}", duration_text(p.reply_time) if p.reply_time is not None else "–",
        )
        for p in pairs
    )  # fmt: skip
    head = ("From, to", "Messages", "Over", "Delay", "Answered", "Answered after")
    caption = "Who wrote to whom, and how fast answers came (medians; answers in time of play)"
    return Table(caption, head, rows, (30, 14, 24, 10, 10, 12))


def _workload(analysis: Analysis) -> Section:
    blocks: list[Block] = []
    if picture := figures.workload(analysis):
        words = "Injects and messages that reached a seat and decisions put to it, by time of their arrival."
        blocks.append(Figure(picture, words))
    rows = tuple(
        (w.title, str(w.injects), str(w.messages), str(w.decisions), Text(str(len(w.times)), w.events))
        for w in analysis.workload
    )
    head = ("Seat", "Injects", "Messages", "Decisions", "In all")
    blocks.append(
        Table("What reached each seat", head, rows, (36, 12, 12, 12, 28)) if rows
        else Para(Text("No player's seat was open.", tone="quiet"))
    )  # fmt: skip
    return Section("workload", "Workload by seat", tuple(blocks))


def _mean(values: list[float]) -> str:
    return duration_text(sum(values) / len(values)) if values else "–"


def _summary(c: ChannelRecord) -> tuple[Inline, ...]:
    hit = sum(call.answered for call in c.calls)
    queued = [m for m in c.messages if m.queued]
    answered = [m for m in queued if m.answered]
    return (
        c.name,
        Text(str(len(c.messages)), tuple(m.events[0] for m in c.messages if m.events)),
        str(c.injects),
        Text(f"{hit} of {len(c.calls)}", tuple(e for x in c.calls for e in x.events)) if c.calls else "–",
        _mean([m.delay for m in c.messages if m.delay is not None]),
        f"{len(answered)} of {len(queued)}" if queued else "–",
        _mean([m.answer_time for m in answered if m.answer_time is not None]),
    )  # fmt: skip


def _result(call: CallRecord) -> Text:
    if call.answered:
        return Text("answered", call.events)
    return Text("NOT ANSWERED", call.events, "warn")


def _channel(c: ChannelRecord) -> Section:
    blocks: list[Block] = []
    if c.calls:
        calls = tuple(
            (
                clock_text(call.at), f"{call.caller or '–'} to {call.called or '–'}", call.cause,
                _result(call),
                call.reason or "–", f"{call.rolled:.2f} against {call.chance:g}",
            )
            for call in c.calls
        )  # fmt: skip
        head = ("Time", "From, to", "For", "Result", "Why nobody answered", "Dice")
        blocks.append(Table(f"Calls over {c.name}", head, calls, (8, 20, 8, 18, 32, 14)))
    for message in c.messages:
        blocks.append(Quote(message.body, Text(_words(message), message.events)))
    return Section(f"channel-{c.id}", c.name, tuple(blocks))


def _words(m: MessageRecord) -> str:
    parts = [f"{m.id}, {clock_text(m.at)}, {m.sender} to {m.to}"]
    if m.reply_to:
        parts.append(f"in reply to {m.reply_to}")
    if m.status == "unanswered":
        parts.append(f"NOT ANSWERED: {m.reason}" if m.reason else "NOT ANSWERED")
    elif m.status == "under way":
        parts.append("never delivered")
    elif m.delay:
        parts.append(f"delivered after {duration_text(m.delay)}")
    if m.reached:
        parts.append(f"{m.opened} opened, {m.acknowledged} acknowledged of {m.reached}")
    if m.queued:
        waited = duration_text(m.answer_time) if m.answer_time is not None else ""
        parts.append(f"answered after {waited}" if m.answered else "no answer from control")
    return "; ".join(parts)
