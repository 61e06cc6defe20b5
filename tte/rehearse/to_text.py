"""Findings for a terminal: what an author should look at first, then the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tte.rehearse.findings import Findings, Load, Matter
from tte.rehearse.table import gate_lines, grid, percent

SHOWN = 8
"""Rows of a list that can be long."""
BY_CHANCE = 0.01
"""As likely as this by chance, and a decision counts as one that tells nothing."""


def to_text(found: Findings) -> str:
    """The whole of it, in lines of about 100 characters; texts are not made safe for a terminal yet."""
    lines = [_head(found)]
    if not found.plays:
        return "\n".join([*lines, "Nothing has been played."])
    for title, part in _PARTS:
        body = list(part(found))
        if body:
            lines += ["", title, *(f"  {line}" for line in body)]
    return "\n".join(lines)


def stopped_words(found: Findings) -> str:
    """What is not there of what was asked for, and why."""
    if found.plays < found.asked:
        return f"These are {found.plays} of {found.asked} plays: {found.stopped}."
    return f"What never comes and other starts were not all looked at: {found.stopped}."


def _head(found: Findings) -> str:
    shares = ", ".join(f"{p.plays} {p.id}" for p in found.policies)
    setting = f"seating {found.seating}" + (f", cut {found.cut}" if found.cut else "")
    stopped = f" {stopped_words(found)}" if found.interrupted else ""
    plays = f"{found.plays} plays by bots ({shares or 'none'})"
    return f"{found.title}: {plays}, {setting}, seeds from {found.first_seed}.{stopped}"


def _gates(found: Findings) -> Iterator[str]:
    yield from gate_lines(found.gates)
    if found.gates and not found.gates[0].of_author:
        yield "(the usual gates: exercise.yaml has no `balance`)"


def _endings(found: Findings) -> Iterator[str]:
    policies = [p.id for p in found.policies]
    yield from grid([(p, {e.id: e.shares[p] for e in found.endings}) for p in policies], percent)
    names = [f"{e.id} {e.title}" + (" (beside another)" if e.kind else "") for e in found.endings]
    yield "; ".join(names)


def _moves(found: Findings) -> Iterator[str]:
    policies = [p.id for p in found.policies]
    yield from grid([(p, {m.id: m.shares[p] for m in found.moves}) for p in policies], percent)


def _never(found: Findings) -> Iterator[str]:
    for never in found.never:
        yield f"{never.what} {never.id} ({never.title}): {never.why}"
        if len(never.parts) > 1:
            yield "    held at times: " + ", ".join(f"{p.text} {percent(p.held)}" for p in never.parts)


def _options(found: Findings) -> Iterator[str]:
    yield from (f"never best: {w.words}" for w in found.worth if w.known and not w.best_somewhere)
    if unknown := [f"{w.decision} {w.option}" for w in found.worth if not w.known]:
        total = len(found.worth)
        yield f"too few plays by lot to tell of {len(unknown)} of {total} options, such as {unknown[0]}"
    yield from (f"dominated: {d.words}" for d in found.dominated)
    if found.mixed_up:
        yield "no random bots played, so what an option brings cannot be told from who likes it"


def _matters(found: Findings) -> Iterator[str]:
    telling, idle = split_matters(found.matters)
    for matter in telling[:SHOWN]:
        yield f"{matter.bits:.3f} bits ({percent(matter.share)} of the ending)  {named(matter)}"
    if idle:
        yield "No more than chance: " + ", ".join(f"{m.decision} {m.owner}".strip() for m in idle)


def split_matters(matters: Sequence[Matter]) -> tuple[list[Matter], list[Matter]]:
    """Decisions that tell something about the ending, and those that tell no more than chance."""
    telling = [m for m in matters if m.by_chance < BY_CHANCE]
    return telling, [m for m in matters if m.by_chance >= BY_CHANCE]


def named(matter: Matter) -> str:
    """A decision, and whose."""
    return f"{matter.decision} {matter.title}" + (f" ({matter.owner})" if matter.owner else "")


def _sensitivity(found: Findings) -> Iterator[str]:
    for change in sorted(found.sensitivity, key=lambda s: -s.changed)[:SHOWN]:
        moved = ", ".join(f"{e} {100 * c:+.0f}" for e, c in change.endings.items()) or "no share"
        yield f"{change.track} from {change.start}: {percent(change.changed)} end otherwise ({moved} points)"


def _loads(found: Findings) -> Iterator[str]:
    blocks = len(found.loads[0].injects) if found.loads else 0
    yield f"{'from minute':<14} " + " ".join(f"{10 * n:4d}" for n in range(blocks))
    for load in found.loads:
        yield f"{load.title:<14} {_blocks(load)}"
    for load in found.loads:
        yield from (
            f"{load.title} has too much from T+{s.start:.0f} to {s.end:.0f}: {s.words}" for s in load.overload
        )
        yield from (f"{load.title} is idle from T+{s.start:.0f} to {s.end:.0f}: {s.words}" for s in load.idle)


def _blocks(load: Load) -> str:
    both = (i + d for i, d in zip(load.injects, load.decisions, strict=True))
    return " ".join(f"{value:4.1f}" for value in both)


def _paces(found: Findings) -> Iterator[str]:
    for pace in found.paces:
        yield f"{pace.pace:<6} {pace.low:.0f} to {pace.high:.0f}, mostly {pace.median:.0f} min ({pace.words})"
    yield f"planned {found.planned:.0f} min"


def _surprising(found: Findings) -> Iterator[str]:
    for path in found.surprising:
        yield path.command
        yield f"    ends in {path.ending or 'no ending'}: {path.why}"


_PARTS: tuple[tuple[str, Callable[[Findings], Iterator[str]]], ...] = (
    ("Balance", _gates),
    ("Endings", _endings),
    ("Moves reached", _moves),
    ("Never", _never),
    ("Options", _options),
    ("Decisions that matter for the ending", _matters),
    ("Another start", _sensitivity),
    ("Injects and decisions in each ten minutes", _loads),
    ("Playing time", _paces),
    ("Plays worth reading", _surprising),
)
