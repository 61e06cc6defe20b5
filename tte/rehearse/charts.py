"""Charts of a rehearsal."""

from __future__ import annotations

from collections.abc import Sequence

from tte.drawing import svg
from tte.drawing.axis import Scale, round_steps
from tte.drawing.grid import grid
from tte.drawing.rows import Bar, Share, bars, shares
from tte.drawing.svg import Picture
from tte.rehearse.findings import Fan, Findings, Matter

COLUMNS = 3
WIDE, HIGH = 214.0, 128.0
LEFT, RIGHT, TOP, BOTTOM = 24.0, 12.0, 30.0, 22.0


def endings(found: Findings) -> Picture:
    """Endings by policy, in plays of a hundred."""
    alone = [e for e in found.endings if not e.kind]
    rows = [
        Share(p.id, [round(100 * e.shares[p.id]) for e in alone], f"{p.plays} plays") for p in found.policies
    ]
    names = [e.id for e in alone]
    return shares("Endings by policy, of 100 plays", names, rows, letters=names)


def fans(found: Findings) -> Picture:
    """Every track over time: the middle half dark, nine of ten light, the median a line."""
    elements = [
        svg.group((n % COLUMNS) * WIDE, (n // COLUMNS) * HIGH, _fan(fan)) for n, fan in enumerate(found.fans)
    ]
    said = "; ".join(
        f"{f.name}: median {f.quantiles['0.5'][-1]:g} at the end, nine of ten plays between "
        f"{f.quantiles['0.05'][-1]:g} and {f.quantiles['0.95'][-1]:g}" for f in found.fans
    )  # fmt: skip
    title = "Tracks over time: median, middle half, nine of ten plays"
    rows = -(-len(found.fans) // COLUMNS)
    return svg.picture(
        title, said, WIDE * min(COLUMNS, max(1, len(found.fans))), HIGH * max(1, rows), elements
    )


def _fan(fan: Fan) -> list[str]:
    x = Scale(0, fan.minutes[-1], LEFT, WIDE - RIGHT)
    y = Scale(fan.low, max(fan.high, fan.low + 1), HIGH - BOTTOM, TOP)
    found = [svg.words(LEFT, 14, fan.name, size=11, bold=True, room=WIDE - LEFT - RIGHT)]
    for value in round_steps(fan.low, fan.high, 3):
        found.append(svg.line(LEFT, y(value), WIDE - RIGHT, y(value), "line", 0.6))
        found.append(svg.words(LEFT - 4, y(value) + 3.5, f"{value:g}", size=9, anchor="end", fill="soft"))
    for minute in round_steps(0, fan.minutes[-1], 4):
        found.append(svg.words(x(minute), HIGH - 8, f"{minute:g}", size=9, anchor="middle", fill="soft"))
    for low, high, shade in (("0.05", "0.95", "shade2"), ("0.25", "0.75", "shade3")):
        found.append(_band(fan, fan.quantiles[low], fan.quantiles[high], x, y, shade))
    median = " ".join(
        f"{'L' if n else 'M'}{svg.number(x(m))} {svg.number(y(v))}"
        for n, (m, v) in enumerate(zip(fan.minutes, fan.quantiles["0.5"], strict=True))
    )
    return [*found, svg.path(median, "ink", 1.8)]


def _band(fan: Fan, low: Sequence[float], high: Sequence[float], x: Scale, y: Scale, shade: str) -> str:
    """The area between two quantiles; one that is a line is drawn as a thin band."""
    there = [(x(m), y(v) - 0.8) for m, v in zip(fan.minutes, high, strict=True)]
    back = [(x(m), y(v) + 0.8) for m, v in zip(fan.minutes, low, strict=True)][::-1]
    steps = " ".join(
        f"{'L' if n else 'M'}{svg.number(a)} {svg.number(b)}" for n, (a, b) in enumerate([*there, *back])
    )
    return svg.path(f"{steps} Z", shade, 0.3, shade)


def loads(found: Findings) -> Picture:
    """Injects and decisions by role and ten minutes, rounded."""
    columns = [f"{10 * n}" for n in range(len(found.loads[0].injects))] if found.loads else []
    counts = [
        [round(i + d) for i, d in zip(load.injects, load.decisions, strict=True)] for load in found.loads
    ]
    return grid(
        "Injects and decisions in each ten minutes", [load.title for load in found.loads], columns, counts,
        across="from minute", slanted=False,
    )  # fmt: skip


def matters(telling: Sequence[Matter]) -> Picture:
    """What decisions tell about the ending."""
    rows = [
        Bar(" ".join(filter(None, (m.decision, m.owner, m.title))), m.bits, f"{m.bits:.3f}") for m in telling
    ]
    return bars("What a decision tells about the ending, in bits", rows)


def changes(found: Findings) -> Picture:
    """Plays that end otherwise from another start."""
    ranked = sorted(found.sensitivity, key=lambda s: -s.changed)[:12]
    rows = [Bar(f"{s.track} from {s.start}", 100 * s.changed, f"{100 * s.changed:.0f}%") for s in ranked]
    return bars("Plays of a hundred that end otherwise", rows)
