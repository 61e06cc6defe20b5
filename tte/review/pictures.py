"""Charts as PNG, drawn by typst from their SVG: for formats that hold no SVG."""

from __future__ import annotations

import json
from collections.abc import Sequence

import typst

from tte.drawing.svg import Picture
from tte.printing.glyphs import font_folder, shown

PPI = 160.0
_SOURCE = b"""#let pictures = json(bytes(sys.inputs.pictures))
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#for p in pictures { page(image(bytes(p.svg), format: "svg", width: p.width * 1pt)) }
"""
_SCALE = 0.77
"""Points of paper for a unit of a drawing: 640 units are 17.4 cm."""


def fonts() -> typst.Fonts:
    """The fonts of reports: typst's own and the East Asian one; never the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_folder()])


def png(pictures: Sequence[Picture], among: typst.Fonts | None = None) -> list[bytes]:
    """One PNG a picture, in order."""
    if not pictures:
        return []
    given = json.dumps([{"svg": shown(p.svg), "width": p.width * _SCALE} for p in pictures])
    made = typst.compile(
        _SOURCE, font_paths=among or fonts(), sys_inputs={"pictures": given}, format="png", ppi=PPI
    )
    if isinstance(made, bytes):
        return [made]
    return list(made or [])
