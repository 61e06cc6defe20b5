"""Pages as PDF by typst: words go in as JSON."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files
from typing import Any

from tte.paper.sheets import Block, Panel, Paper
from tte.printing import typeset


def to_pdf(paper: Paper) -> bytes:
    """The whole of it. Raises NotSet."""
    return typeset.pdf(_template(), _data(paper))


def to_png(paper: Paper, ppi: float = 80.0) -> list[bytes]:
    """The same pages as pictures."""
    return typeset.png(_template(), _data(paper), ppi)


def _template() -> bytes:
    return (files("tte.paper") / "templates" / "paper.typ").read_bytes()


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.exercise,
        "marking": paper.marking,
        "version": paper.version,
        "parts": [
            {
                "name": part.name, "layout": part.layout, "handling": part.handling, "note": part.note,
                "panels": [_panel(panel) for panel in part.panels],
            }
            for part in paper.parts
        ],
    }  # fmt: skip


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "title": panel.title, "subtitle": panel.subtitle, "cover": panel.cover,
        "blocks": [_block(block) for block in panel.blocks],
    }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    return {"kind": type(block).__name__.lower(), **asdict(block)}
