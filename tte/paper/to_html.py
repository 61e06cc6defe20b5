"""Pages as HTML in one file, to be printed by a browser: nothing is loaded, and no text acts as markup."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment

from tte.paper.sheets import Panel, Paper

SIZES = ((1_100, 10.5), (1_500, 9.5), (2_000, 8.5))
"""The type (points) in which so many characters fit half a sheet."""
SMALLEST = 7.6


def size_of(panel: Panel) -> float:
    """The largest type in which a folded panel fits its half: a browser cannot try it out."""
    length = len(str(panel.blocks))
    return next((size for most, size in SIZES if length <= most), SMALLEST)


def to_html(paper: Paper) -> str:
    """The whole of it."""
    source = (files("tte.paper") / "templates" / "paper.html.jinja").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=False)
    return environment.from_string(source).render(paper=paper, size_of=size_of).strip() + "\n"
