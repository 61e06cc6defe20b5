"""Pages as HTML in one file, to be printed by a browser: nothing is loaded, and no text acts as markup."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment

from tte.paper.sheets import Paper


def to_html(paper: Paper) -> str:
    """The whole of it."""
    source = (files("tte.paper") / "templates" / "paper.html.jinja").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=False)
    return environment.from_string(source).render(paper=paper).strip() + "\n"
