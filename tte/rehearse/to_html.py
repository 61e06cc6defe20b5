"""Findings as one self-contained HTML page: semantic, printable, without scripts or network."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tte.drawing.svg import Picture, clean
from tte.rehearse import charts
from tte.rehearse.findings import Findings
from tte.rehearse.to_text import split_matters


def to_html(found: Findings) -> str:
    """The whole page."""
    telling, idle = split_matters(found.matters)
    return _environment().get_template("rehearsal.html.jinja").render(
        found=found, policies=[p.id for p in found.policies], telling=telling[:12], idle=idle,
        never_best=[w for w in found.worth if w.known and not w.best_somewhere],
        unknown=sum(not w.known for w in found.worth),
        pictures=_pictures(found),
    )  # fmt: skip


def _pictures(found: Findings) -> dict[str, Picture]:
    if not found.plays:
        return {}
    telling, _ = split_matters(found.matters)
    drawn = {"endings": charts.endings(found), "fans": charts.fans(found), "loads": charts.loads(found)}
    if telling:
        drawn["matters"] = charts.matters(telling[:12])
    if found.sensitivity:
        drawn["changes"] = charts.changes(found)
    return drawn


@cache
def _environment() -> Environment:
    """Templates with everything escaped that is not markup of ours."""
    environment = Environment(
        loader=PackageLoader("tte.rehearse", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=lambda v: clean(v) if type(v) is str else v,
    )  # fmt: skip
    environment.filters.update(drawn=_drawn, percent=lambda share: f"{100 * share:.1f}%")
    return environment


def _drawn(picture: Picture) -> Markup:
    """A chart as part of the page; its texts were escaped when it was drawn."""
    return Markup(picture.svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # drawn by this package
