"""Counts in a grid: who with whom, or who when. The darker a cell, the more; each cell carries its number."""

from __future__ import annotations

from collections.abc import Sequence

from tte.drawing import svg
from tte.drawing.rows import room_for

WIDE = 640.0
NAME, GAP = 150.0, 8.0
ROW = 21.0


def grid(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    across: str = "",
    slanted: bool = True,
) -> svg.Picture:
    """Counts by row and column. `across` names the columns; long names of columns are slanted."""
    room = room_for(rows, least=NAME)
    longest = max((svg.text_width(name, 10) for name in columns), default=0.0)
    top = 16.0 + 0.66 * min(104.0, longest) if slanted else 34.0
    wide = min(52.0, (WIDE - room - GAP - (60 if slanted else 4)) / max(1, len(columns)))
    most = max([1, *(count for row in counts for count in row)])
    corner = svg.words(room, top - 6, across, size=9, anchor="end", fill="soft", room=room - 4)
    found = [corner] if across else []
    for n, name in enumerate(columns):
        x = room + GAP + wide * n + wide / 2
        if slanted:
            shown = svg.escape(svg.fitted(name, 104, 10))
            found.append(
                f'<text transform="translate({svg.number(x)} {svg.number(top - 6)}) rotate(-38)" '
                f'font-size="10" class="f-ink" fill="{svg.COLOURS["ink"]}">{shown}</text>'
            )
        else:
            found.append(svg.words(x, top - 6, name, size=9, anchor="middle", fill="soft"))
    for r, (name, values) in enumerate(zip(rows, counts, strict=True)):
        y = top + ROW * r
        found.append(svg.words(room, y + ROW / 2 + 4, name, size=11, anchor="end", room=room - 4))
        for c, count in enumerate(values):
            x = room + GAP + wide * c
            shade = svg.SHADES[min(4, count * 5 // (most + 1))] if count else "paper"
            hint = f"{name}, {columns[c]}: {count}" if count else ""
            found.append(svg.rect(x, y, wide - 1, ROW - 1, shade, "" if count else "line", hint))
            if count:
                ink = "paper" if shade in svg.SHADES[2:] else "ink"
                found.append(
                    svg.words(x + wide / 2, y + ROW / 2 + 4, str(count), anchor="middle", fill=ink, room=wide)
                )
    said = "; ".join(
        f"{name}: " + (", ".join(f"{columns[c]} {n}" for c, n in enumerate(values) if n) or "none")
        for name, values in zip(rows, counts, strict=True)
    )
    return svg.picture(title, f"{title}: {said or 'nothing'}.", WIDE, top + ROW * len(rows) + 6, found)
