"""The clock block: the one widget that ticks."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from tte.engine.views import ClockView
from tte.tui.text import plain_line

TIME_WIDTH = len("T+00:00:00")
TICK = 0.5
"""Seconds between looks at the clock; a repaint only follows if a digit changed."""

STATES = {
    "prepared": ("○", "NOT STARTED"),
    "running": ("▶", "RUNNING"),
    "paused": ("‖", "PAUSED"),
    "no_duff": ("✖", "NO DUFF: REAL WORLD EMERGENCY"),
    "ended": ("■", "ENDED"),
    "sealed": ("■", "SEALED"),
}
PACES = {"clock": "by the clock", "hand": "by hand", "story": "story"}


def exact_text(at: float) -> str:
    """Exercise time with seconds, T+00:15:09."""
    whole = int(at)
    return f"T+{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def state_words(view: ClockView, held: bool = True) -> tuple[str, str]:
    """The state of play as a shape and in words; a running clock that nobody keeps is stopped."""
    if view.phase == "running" and not held:
        return "◇", "CLOCK STOPPED: no console keeps it"
    return STATES[view.phase]


def _only_seconds(before: tuple[Content, ...], now: tuple[Content, ...]) -> bool:
    """Whether two contents of the block differ in the digits of exercise time alone."""
    if len(before) != len(now) or len(before[0].plain) != len(now[0].plain):
        return False
    rest = before[0].plain[TIME_WIDTH:] == now[0].plain[TIME_WIDTH:]
    return rest and all(a.is_same(b) for a, b in zip(before[1:], now[1:], strict=True))


class ClockBlock(Widget):
    """Exercise time, scenario time by zone and date, pace, rate, state in words, and the move.

    `read` gives the clock as of now; `held` tells whether a console keeps the clock. Lines that do not fit
    the height share the last one.
    """

    DEFAULT_CSS = """
    ClockBlock { height: 4; width: 1fr; padding: 0 1; }
    ClockBlock.-paused, ClockBlock.-no_duff { background: $error; color: $text; text-style: bold; }
    ClockBlock.-stopped { background: $warning-muted; }
    """

    def __init__(
        self,
        read: Callable[[], ClockView],
        held: Callable[[], bool] | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._read_clock = read
        self._clock_held = held or (lambda: True)
        self._shown: tuple[Content, ...] = ()

    def on_mount(self) -> None:
        self.tick()
        self.set_interval(TICK, self.tick)

    def tick(self) -> None:
        """Look at the clock, and paint if what it shows has changed."""
        view, held = self._read_clock(), self._clock_held()
        lines = self.lines(view, held)
        if lines == self._shown and all(a.is_same(b) for a, b in zip(lines, self._shown, strict=True)):
            return
        before, self._shown = self._shown, lines
        if _only_seconds(before, lines) and self.content_size.width > TIME_WIDTH:
            self.refresh(Region(self.gutter.left, self.gutter.top, TIME_WIDTH, 1))  # once a second, all day
            return
        self.set_class(view.phase == "paused", "-paused")
        self.set_class(view.phase == "no_duff", "-no_duff")
        self.set_class(view.phase == "running" and not held, "-stopped")
        self.refresh()

    @staticmethod
    def lines(view: ClockView, held: bool = True) -> tuple[Content, ...]:
        """The block, line by line."""
        shape, words = state_words(view, held)
        zones = " · ".join(f"{label} {time}" for label, time in view.zones)
        first = Content.assemble((exact_text(view.at), "bold"), f"  {shape} ", (words, "bold"))
        if view.reason and view.phase in ("paused", "no_duff"):
            first = Content.assemble(first, ": ", plain_line(view.reason))
        return (
            first,
            plain_line(zones),
            plain_line(f"{view.date} · {view.move_title}"),
            plain_line(f"x{view.rate:g} · paced {PACES.get(view.pace, view.pace)}", style="dim"),
        )

    def render(self) -> Content:
        width, height = self.content_size.width, self.content_size.height
        lines = [line.truncate(width, ellipsis=True) for line in self._fitted(height)]
        return Content("\n").join(lines)

    def _fitted(self, height: int) -> list[Content]:
        lines = list(self._shown)
        if 0 < height < len(lines):  # the last lines share one
            rest = Content(" · ").join(lines[height - 1 :])
            lines = [*lines[: height - 1], rest]
        return lines
