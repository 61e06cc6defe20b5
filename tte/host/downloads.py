"""Files that a seat's browser can take home: its own card, and control's report."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt

from tte.conduct.live import LiveSession
from tte.exercise.models import MARKING
from tte.host.places import CONTROL, Place
from tte.tui.player.card import card_text

CARD, REPORT = "card.html", "report.html"
KEPT = 64
"""Files handed over by terminals and not fetched yet that are kept at once."""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body {{ font: 16px/1.5 serif; max-width: 42rem; margin: 1rem auto; padding: 0 1rem }}
.m {{ text-align: center; font: bold 14px sans-serif; border: 2px solid; padding: .2rem }}</style></head>
<body><p class="m">{marking} · {exercise}</p>{body}<p class="m">{marking} · {exercise}</p></body></html>
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A file to hand over."""

    name: str
    mime: str
    data: bytes


class Downloads:
    """Makes the files of a place. `report` gives the session's report in HTML; it is made in a thread."""

    def __init__(self, session: LiveSession, report: Callable[[], str] | None = None) -> None:
        self._session = session
        self._report = report
        self._offered: OrderedDict[tuple[str, str], Made] = OrderedDict()

    def listed(self, place: Place) -> list[tuple[str, str]]:
        """Names and labels of what a place's page offers."""
        if place.kind == "player":
            return [(CARD, "Own card (a file)")]
        if place.kind in CONTROL and self._report is not None:
            return [(REPORT, "Report as it stands (a file)")]
        return []

    async def make(self, place: Place, name: str) -> Made | None:
        """A file of a place; None for one that it has not."""
        if (offered := self._offered.pop((place.id, name), None)) is not None:
            return offered
        if name not in (known for known, _ in self.listed(place)):
            return None
        if name == CARD:
            return Made(f"card-{place.id}.html", "text/html", self._card(place).encode())
        assert self._report is not None
        return Made("report.html", "text/html", (await asyncio.to_thread(self._report)).encode())

    def offer(self, place: str, data: bytes, name: str, mime: str) -> str:
        """Keep a file that a terminal hands over until it is fetched, once; returns its name here."""
        key = secrets.token_urlsafe(12)
        self._offered[(place, key)] = Made(name, mime, data)
        while len(self._offered) > KEPT:
            self._offered.popitem(last=False)
        return key

    def _card(self, place: Place) -> str:
        view = self._session.seat_view(place.id)
        text = "\n\n".join(f"# {role.title}\n\n{card_text(role)}" for role in view.roles)
        # no pictures: opening the file must fetch nothing from anywhere
        body = MarkdownIt("commonmark", {"html": False}).disable("image").render(text)
        exercise = escape(self._session.exercise.title)
        return PAGE.format(title=escape(view.title), marking=MARKING, exercise=exercise, body=body)
