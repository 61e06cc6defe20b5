"""Texts of the console: an inject, a decision, the exercise's end. Pure: views in, content out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from tte.engine.clock import clock_text, span_text
from tte.engine.control_view import OpenDecisionRow, TrackRow
from tte.engine.msel_view import InjectDetail
from tte.engine.state import DecisionState
from tte.engine.views import SeatView
from tte.exercise.models import Decision, Ending
from tte.tui.text import clean, light, plain, plain_line

Part = Content | str | tuple[str, str]


def _label(name: str, words: str) -> list[Part]:
    return [(f"{name}: ", "bold"), plain_line(words, 1_000), "\n"] if words else []


def inject_content(detail: InjectDetail) -> Content:
    """All about an inject: why it stands where it stands, its words, what is expected, who has read it."""
    row = detail.row
    parts: list[Part] = [
        (f"{clean(row.id)} ", "bold"),
        plain_line(row.title, 200, style="bold"),
        "\n",
        f"{row.shape} {row.status} · ",
        plain_line(f"{row.sender} → {row.to} · {row.channel}", 300),
        "\n",
        plain_line(detail.why, 600, style="$text-warning"),
        "\n",
    ]
    if detail.opens:
        parts += _label("Opens", ", ".join(detail.opens))
    if detail.receipts:
        parts += _receipts(detail)
    parts += _label("Expected", detail.expects)
    parts += _label("Objectives", ", ".join(detail.objectives))
    for variant, to, title, body in detail.texts:
        head = " · ".join(w for w in (variant, to, title if title != row.title else "") if w)
        parts += ["\n", plain_line(f"— {head} ", 200, style="bold $text-accent"), "\n", light(body), "\n"]
    parts.append("\n")
    parts += _label("Controller", detail.controller)
    parts += _label("Notes", detail.notes)
    parts += _label("Sources", ", ".join(detail.sources))
    return Content.assemble(*parts, strip_control_codes=False)


def _receipts(detail: InjectDetail) -> list[Part]:
    parts: list[Part] = [("Receipts: ", "bold")]
    for receipt in detail.receipts:
        if receipt.acknowledged is not None:
            words = f"● acknowledged {clock_text(receipt.acknowledged)}"
        elif receipt.opened is not None:
            words = f"◐ opened {clock_text(receipt.opened)}"
        else:
            words = f"○ sent {clock_text(receipt.sent)}, not opened"
        back = f" “{receipt.read_back}”" if receipt.read_back else ""
        parts += ["\n  ", plain_line(f"{receipt.title}: {words}{back}", 300)]
    return [*parts, "\n"]


def decision_content(
    spec: Decision,
    standing: DecisionState,
    row: OpenDecisionRow | None,
    short: Callable[[str], str],
    votes: Sequence[tuple[str, str]] = (),
) -> Content:
    """All about a decision: question, options, who has answered what and why."""
    parts: list[Part] = [
        (f"{spec.id} ", "bold"),
        plain_line(spec.title, 200, style="bold"),
        "\n",
        f"{standing.status}, {spec.mode}",
        "\n",
    ]
    if row is not None and row.remaining is not None:
        parts.append(
            f"{'Time left' if row.remaining >= 0 else 'Past due by'}: {span_text(abs(row.remaining))}\n"
        )
    parts += ["\n", light(spec.question), "\n"]
    for key, option in spec.options.items():
        locked = " (locked now)" if row is not None and key in row.locked else ""
        default = " (default)" if key == spec.default else ""
        parts += [(f"  {key}  ", "bold"), plain_line(option.title, 200), f"{default}{locked}\n"]
        if option.text:
            parts += ["     ", plain_line(option.text, 600, style="dim"), "\n"]
    parts.append("\n")
    for owner in spec.owners:
        parts += [plain_line(short(owner), 60, style="bold"), ": "]
        parts += _answer(standing, owner)
    for seat, words in votes:
        parts += _label(f"First votes, {seat}", words)
    if row is not None:
        parts += [p for s, n, of in row.votes for p in _label(f"First vote, {s}", f"{n} of {of} have voted")]
    if standing.outcomes:
        outcome = ", ".join(f"{short(o)} {c}" for o, c in standing.outcomes.items())
        parts += ["\n", *_label("Outcome", f"{outcome} ({standing.how})"), *_label("Reason", standing.reason)]
    return Content.assemble(*parts, strip_control_codes=False)


def _answer(standing: DecisionState, owner: str) -> list[Part]:
    answer = standing.submissions.get(owner)
    if answer is None:
        return ["no answer\n"]
    parts: list[Part] = [(answer.choice, "bold"), f" {clock_text(answer.at)}\n"]
    sure = "" if answer.confidence is None else str(answer.confidence)
    dissent = "; ".join(f"{d.name or 'anonymous'}: {d.text}" for d in answer.dissent)
    for name, words in (
        ("Written", answer.written),
        ("Why", answer.why),
        ("Confidence", sure),
        ("Dissent", dissent),
        ("Rejected", answer.rejected),
        ("Assumes", answer.assumptions),
        ("Expects", answer.expected),
    ):
        if words:
            parts += ["   ", *_label(name, words)]
    if owner in standing.rulings:
        parts += ["   ", *_label("Ruled", standing.rulings[owner].reason)]
    return parts


def seat_content(view: SeatView) -> Content:
    """A seat as its people see it: decisions, inbox, drafts, cards."""
    parts: list[Part] = [(clean(view.title), "bold"), "  read-only\n"]
    parts.append(("\nDecisions\n", "bold"))
    for decision in view.decisions:
        left = "" if decision.remaining is None else f" · {span_text(decision.remaining)} left"
        own = f" · answered {decision.own.choice}" if decision.own else ""
        parts += [
            "  ",
            plain_line(f"{decision.id} {decision.title}: {decision.status}{left}{own}", 300),
            "\n",
        ]
    parts.append(("\nInbox, latest first\n", "bold"))
    for item in reversed(view.items):
        mark = "●" if item.unread else " "
        parts += [
            f"{mark} {item.stamp} ",
            plain_line(f"{item.sender} → {item.to} · {item.channel_name}", 200),
            "  ",
            plain_line(item.title, 200, style="bold"),
            "\n",
        ]
        if item.recalled:
            parts += ["   ", plain_line(f"RECALLED: {item.recalled}", 300, style="$text-error"), "\n"]
        parts += [light(item.body) if item.markdown else plain(item.body), "\n\n"]
    for draft in view.drafts:
        parts += [(f"Draft {draft.id}: ", "bold"), plain_line(f"{draft.title} to {draft.to}", 200), "\n"]
    return Content.assemble(*parts, *card_parts(view), strip_control_codes=False)


def card_parts(view: SeatView) -> list[Part]:
    """A seat's cards and briefs, at a glance."""
    parts: list[Part] = []
    for role in view.roles:
        parts += [
            ("\nCard: ", "bold"),
            plain_line(f"{role.title}, {role.side}", 200),
            "\n",
            light(role.card.who),
            "\n",
            light(role.brief.situation),
            "\n",
        ]
        for name, lines in (
            ("Interests", role.card.interests),
            ("Red lines", role.card.red_lines),
            ("Resources", role.brief.resources),
            ("Constraints", role.brief.constraints),
            ("Private", role.brief.private),
        ):
            parts.append((f"{name}\n", "bold"))
            parts += [p for line in lines for p in ("  – ", plain_line(line, 600), "\n")]
    return parts


def end_content(
    ending: Ending | None,
    overlays: Sequence[Ending],
    tracks: Sequence[TrackRow],
    hot_wash: Sequence[str],
    session: str,
    closed: bool,
) -> Content:
    """Where play has come to: ending, tracks, questions for the hot wash, and how to write the report."""
    parts: list[Part] = [("Play is over.\n\n" if closed else "As of now; play goes on.\n\n", "bold")]
    for found in [ending, *overlays] if ending else overlays:
        if found is not None:
            word = "Also" if found.overlay else "Ending"
            parts += [
                (f"{word}: ", "bold"),
                plain_line(found.title, 200, style="bold"),
                "\n",
                light(found.narrative),
            ]
            parts.append("\n")
    parts.append(("Tracks\n", "bold"))
    for track in tracks:
        parts += ["  ", plain_line(f"{track.name}: {track.value} of {track.high} {track.band}", 200), "\n"]
    if hot_wash:
        parts.append(("\nHot wash: two minutes alone, then round the table, juniors first\n", "bold"))
        parts += [p for line in hot_wash for p in ("  – ", plain_line(line, 600), "\n")]
    parts += [
        ("\nThe report\n", "bold"),
        "  tte report ",
        plain_line(session, 300),
        " --format html -o report.html\n",
        "  It is a DRAFT until somebody signs it. Notes can still be taken (n).\n",
    ]
    return Content.assemble(*parts, strip_control_codes=False)
