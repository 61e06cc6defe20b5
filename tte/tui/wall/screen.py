"""The wall's screen: a large clock, what is public, who decides; pause and emergency over all of it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import Screen
from textual.widgets import Digits, Static

from tte.conduct.live import LiveSession
from tte.engine.wall_view import WallView
from tte.tui.text import plain, plain_line
from tte.tui.wall.big import Big
from tte.tui.wall.content import (
    SHOWN,
    countdown_words,
    decision_lines,
    exercise_time,
    item_content,
    item_head,
    state_line,
    track_lines,
    which,
)
from tte.tui.widgets.marking import Marking

COVERS = {"paused": "PAUSE", "no_duff": "NO DUFF", "ended": "ENDEX", "sealed": "ENDEX"}
"""The word that covers the wall in a phase; in other phases nothing does."""
SAID = 180.0
"""Seconds for which the wall shows what control said to all."""


class WallScreen(Screen[None]):
    """Renders the wall's view of a session; nobody can do anything here but turn light into dark."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("l", "app.light", "Light or dark", show=False)]
    AUTO_FOCUS = ""

    clock = query_one("#wall-clock", Big)
    word = query_one("#wall-word", Big)

    def __init__(self, session: LiveSession) -> None:
        super().__init__()
        self.session = session
        self.view = session.wall_view()
        self.ready = False
        self._items = len(self.view.items)
        self._item_since = self._now
        self._broadcast_since = -1e9
        self._broadcast = self.view.broadcast

    # --- what is on it ----------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        view = self.view
        yield Marking(view.exercise)
        yield Static("", id="wall-state", markup=False)
        with Vertical(id="wall-play"):
            with Horizontal(id="wall-top"):
                with Vertical(id="wall-time"):
                    yield Big(id="wall-clock")
                    yield Static("exercise time, hours and minutes", id="wall-caption", markup=False)
                with Vertical(id="wall-zones"):
                    yield Static("", id="wall-date", markup=False)
                    for number, (label, _) in enumerate(view.clock.zones):
                        with Horizontal(classes="zone"):
                            yield Static(
                                plain_line(label), id=f"label-{number}", classes="zone-label", markup=False
                            )
                            yield Digits("", id=f"zone-{number}")
            yield Static("", id="wall-said", markup=False)
            with Horizontal(id="wall-main"):
                with Vertical(id="wall-item"):
                    yield Static("", id="item-mark", markup=False)
                    yield Static("", id="item-head", markup=False)
                    yield Static("", id="item-body", markup=False)
                    yield Static("", id="item-count", markup=False)
                with Vertical(id="wall-side"):
                    yield Static("", id="countdown-words", markup=False)
                    yield Big(id="countdown")
                    yield Static("Decisions are with", classes="wall-title", markup=False)
                    yield Static("", id="wall-decisions", markup=False)
                    yield Static("Tracks", id="tracks-title", classes="wall-title", markup=False)
                    yield Static("", id="wall-tracks", markup=False)
        with Vertical(id="wall-cover"):
            yield Big(id="wall-word")
            yield Static("", id="wall-plain", markup=False)
            yield Static("", id="wall-reason", markup=False)
            yield Static("", id="wall-stands", markup=False)
            yield Big(id="cover-countdown")
        yield Marking(view.exercise)

    def on_mount(self) -> None:
        self.ready = True
        self.on_resize()

    def on_resize(self) -> None:
        self.set_class(self.size.width < 100 or self.size.height < 32, "-small")
        if self.ready:
            self.show(self.view)

    # --- what changes -----------------------------------------------------------------------------------

    def look(self) -> None:
        """Take a new view of the session and paint what changed."""
        view, now = self.session.wall_view(), self._now
        if len(view.items) > self._items:
            self._item_since = now
        if view.broadcast != self._broadcast:
            self._broadcast_since = now
        self._items, self._broadcast = len(view.items), view.broadcast
        self.show(view)

    @property
    def _now(self) -> float:
        return self.session.now() / 1000

    def show(self, view: WallView) -> None:
        """Render a view: only what reads otherwise is painted."""
        self.view = view
        cover = COVERS.get(view.clock.phase, "")
        self.set_class(bool(cover), "-covered")
        for phase in ("paused", "no_duff", "ended"):
            self.set_class(view.clock.phase == phase, f"-{phase}")
        held = self.session.clock_held or not self.session.attached
        self._say("#wall-state", state_line(view.clock, held))
        if cover:
            self._show_cover(view, cover)
        else:
            self._show_clock(view)
            self._show_item(view)
            self._show_side(view)

    def _show_clock(self, view: WallView) -> None:
        self.clock.show(exercise_time(view.clock.at))
        self._say("#wall-date", plain_line(view.clock.date))
        small = self.has_class("-small")
        for number, (label, time) in enumerate(view.clock.zones):
            self._say(f"#label-{number}", plain_line(f"{label} {time}" if small else label))
            digits = self.query_one(f"#zone-{number}", Digits)
            if digits.value != time:
                digits.update(time)
        said = view.broadcast if self._now - self._broadcast_since < SAID else ""
        self._say("#wall-said", plain(said))
        self.set_class(bool(said), "-said")

    def _show_item(self, view: WallView) -> None:
        at = which(view.items, self._now, self._item_since)
        self.set_class(at < 0, "-nothing")
        if at < 0:
            self._say("#item-mark", Content(""))
            self._say("#item-head", Content(""))
            self._say("#item-body", Content.styled("Nothing is public yet.", "dim"))
            self._say("#item-count", Content(""))
            return
        item, count = view.items[at], min(SHOWN, len(view.items))
        self._say("#item-mark", plain_line(item.mark, 100))
        self._say("#item-head", item_head(item))
        self._say("#item-body", item_content(item))
        self._say("#item-count", Content(f"{len(view.items) - at} of {count}, latest first"))

    def _show_side(self, view: WallView) -> None:
        left, words = countdown_words(view.countdown, self.session.now())
        self.set_class(bool(left), "-counting")
        self.query_one("#countdown", Big).show(left)
        self._say("#countdown-words", plain_line(words, 60))
        self._say("#wall-decisions", decision_lines(view.decisions, view.clock.at))
        self.set_class(bool(view.tracks), "-tracks")
        width = self.query_one("#wall-side").content_size.width
        self._say("#wall-tracks", track_lines(view.tracks, width))

    def _show_cover(self, view: WallView, word: str) -> None:
        clock = view.clock
        emergency = clock.phase == "no_duff"
        words = {
            "paused": "PauseEx: the exercise stands still.",
            "no_duff": "REAL WORLD EMERGENCY. This is not part of the exercise. Stop, listen, be counted.",
        }.get(clock.phase, "The exercise is over. Stay for the hot wash.")
        self.word.show(word)
        self._say("#wall-plain", Content.styled(words, "bold"))
        self._say("#wall-reason", plain(clock.reason if clock.phase in ("paused", "no_duff") else ""))
        self._say("#wall-stands", plain_line(f"T+{exercise_time(clock.at)} · {clock.date}", 80))
        left, what_for = ("", "") if emergency else countdown_words(view.countdown, self.session.now())
        self.set_class(bool(left), "-counting")
        self.query_one("#cover-countdown", Big).show(left)
        if what_for:
            self._say("#wall-reason", Content("\n").join([plain(clock.reason), plain(what_for)]))

    def _say(self, where: str, words: Content) -> None:
        widget = self.query_one(where, Static)
        if not (isinstance(widget.content, Content) and widget.content.is_same(words)):
            widget.update(words)
