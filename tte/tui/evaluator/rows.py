"""Lines and texts of the evaluation guide, from the frozen views below. Pure: no widget, no session."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from tte.engine.clock import clock_text
from tte.engine.evaluation import BearingRow, EegView, TargetRow
from tte.engine.review_words import RATINGS, TAG_SHAPES, TAGS
from tte.engine.state_review import Observation
from tte.tui.text import plain, plain_line
from tte.tui.widgets.lines import Column, Row

TARGET_COLUMNS = (
    Column("", 1),
    Column("No", 5),
    Column("Mine", 4),
    Column("Seen", 5, 40),
    Column("Objective, critical tasks"),
)
BEARING_COLUMNS = (
    Column("", 1),
    Column("", 1),
    Column("Time", 8),
    Column("No", 5),
    Column("What bears on it"),
)
SEEN_COLUMNS = (Column("", 1), Column("Time", 8), Column("Task", 5), Column("Seen"))

_HAPPENED, _TO_COME = "●", "○"


def coverage_words(view: EegView) -> str:
    """How much of the guide somebody has observed or rated."""
    tasks = view.tasks
    covered = sum(row.covered for row in tasks)
    rated = sum(bool(row.ratings) for row in tasks)
    settled = sum(row.reconciled is not None for row in view.rows)
    words = f"covered {covered} of {len(tasks)} critical tasks · rated {rated}"
    return f"{words} · settled {settled}" if settled else words


def target_row(row: TargetRow) -> Row:
    """A line of the guide: an objective in bold, its tasks under it."""
    target = row.target
    mine: str = row.mine.rating if row.mine is not None else ""
    if row.reconciled is not None:
        mine = f"{mine or '·'}→{row.reconciled.rating}"
    counts = " ".join(
        f"{count}{shape}" for count, shape in ((row.strengths, "+"), (row.areas, "△")) if count
    ) or (str(row.observations) if row.observations else "")
    shape = _HAPPENED if row.covered else _TO_COME
    title = plain_line(target.title if not target.task else f"  {target.title}", 200)
    style = "" if target.task else "bold"
    return Row(target.id, (shape, target.id, mine, counts, title), style)


def target_content(row: TargetRow, view: EegView) -> Content:
    """What is to be seen at a target, and how it has been rated so far as this seat may know."""
    target = row.target
    parts: list[Content | str | tuple[str, str]] = [plain(target.statement, "bold")]
    if words := ratings_words(row, view):
        parts += ["\n", ("Ratings: ", "dim"), plain(words)]
    parts += ["\n", ("Capability: ", "dim"), plain_line(target.capability, 200)]
    if target.standard:
        parts += ["\n", ("Capability target: ", "dim"), plain(target.standard)]
    return Content.assemble(*parts, strip_control_codes=False)


def ratings_words(row: TargetRow, view: EegView) -> str:
    """Who has rated what; a rating that is still hidden says so."""
    said = []
    for rating in row.ratings:
        letter = rating.rating or "is in, hidden until yours is"
        reason = f" ({rating.reason})" if rating.reason else ""
        said.append(f"{rating.title}: {letter}{reason}{', changed since' if rating.revised else ''}")
    missing = [title for seat, title in view.evaluators if seat not in {r.seat for r in row.ratings}]
    if said and missing:
        said.append(f"not in: {', '.join(missing)}")
    if row.reconciled is not None:
        said.append(f"settled on {row.reconciled.rating}: {row.reconciled.reason}")
    return "; ".join(said)


def bearing_row(row: BearingRow, marked: bool) -> Row:
    """An inject or decision that bears on an objective; `marked` is evidence for what is written next."""
    shape = _HAPPENED if row.happened else _TO_COME
    when = clock_text(row.at) if row.at is not None else ""
    words = Content.assemble(plain_line(row.title, 160), ("  " + plain_line(row.words, 120).plain, "dim"))
    return Row(row.id, ("✓" if marked else "", shape, when, row.id, words), "" if row.happened else "dim")


def observation_row(seen: Observation, names: dict[str, str], seat: str) -> Row:
    """An observation, with whose it is where it is another's."""
    whose = "" if seen.made.seat == seat else f"{names.get(seen.made.seat, seen.made.seat)}: "
    words = plain_line(f"{whose}{seen.body or '(no words yet: e writes them)'}{evidence_words(seen)}", 400)
    return Row(seen.id, (TAG_SHAPES[seen.tag], clock_text(seen.seen_at), seen.target, words))


def evidence_words(seen: Observation) -> str:
    """What an observation rests on, for people."""
    found = [*seen.evidence.injects, *seen.evidence.decisions, *(f"#{n}" for n in seen.evidence.events)]
    return f"  [{', '.join(found)}]" if found else ""


def observation_content(seen: Observation, title: str) -> Content:
    """An observation in full."""
    return Content.assemble(
        (f"{TAGS[seen.tag]} · {seen.target} · {clock_text(seen.seen_at)} · ", "bold"), plain_line(title, 80),
        "\n\n", plain(seen.body or "(no words yet)"), "\n", plain(evidence_words(seen)),
        strip_control_codes=False,
    )  # fmt: skip


def definitions(letters: Iterable[str] = RATINGS) -> list[tuple[str, Content]]:
    """Each rating with what it means (HSEEP), for a list to choose from."""
    found: list[tuple[str, Content]] = []
    for letter in letters:
        name, meaning = RATINGS[letter]  # type: ignore[index]  # letters of that mapping
        text = Content.assemble((f"{letter:<4}{name}\n", "bold"), f"    {meaning}")
        found.append((letter, text))
    return found
