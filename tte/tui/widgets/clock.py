"""The clock block: the one widget that ticks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tte.engine.views import ClockView
from tte.tui.text import plain_line

TIME_WIDTH = len("T+00:00:00")
TICK = 0.5
"""Seconds between looks at the clock; a repaint only follows if a digit changed."""
COVERED = 30
"""Looks for each paint of what only time changed, while a form lies over the block: such a paint is one of
the whole screen, and fifty terminals that write must not all make it as the minute turns."""

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


def _with_time(line: Strip, left: int, time: str) -> Strip:
    """A painted line with other digits of exercise time in it."""
    right = left + len(time)
    style = next(iter(line.crop(left, right))).style
    return Strip.join([line.crop(0, left), Strip([Segment(time, style)], len(time)), line.crop(right)])


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
        self._about: tuple[object, ...] = ()
        self._time = ""
        self._shown: tuple[Content, ...] = ()
        self._looks = 0
        self._painted: tuple[Size, Strip] | None = None
        """The first line as it was painted last, and the size of the block then; None: to be painted anew."""

    def on_mount(self) -> None:
        self._on = self.screen
        self.tick()
        self.set_interval(TICK, self.tick)

    def tick(self) -> None:
        """Look at the clock, and paint if what it shows has changed."""
        view, held = self._read_clock(), self._clock_held()
        self._looks += 1
        covered = not self._on.is_active  # by a form: then it shows minutes alone, and each in its own time
        time = f"{view.text:<{TIME_WIDTH}}" if covered else exact_text(view.at)
        standing = (
            held, view.phase, view.reason, view.move_title, view.rate, view.pace, len(time), covered,
        )  # fmt: skip
        about = (standing, view.zones, view.date)
        if about == self._about and time == self._time:
            return
        if covered and self._about[:1] == (standing,) and self._looks % COVERED:
            return
        before, self._about, self._time = self._about, about, time
        if about == before and self.content_size.width > len(time):
            self._turn()  # once a second, all day
            return
        self._shown = self.lines(view, held)
        self.set_class(view.phase == "paused", "-paused")
        self.set_class(view.phase == "no_duff", "-no_duff")
        self.set_class(view.phase == "running" and not held, "-stopped")
        self.refresh()

    # --- painting -------------------------------------------------------------------------------------------

    def _turn(self) -> None:
        """Paint the digits of exercise time alone, into the line that is painted already."""
        if self._painted is not None:
            size, line = self._painted
            self._painted = size, _with_time(line, self.gutter.left, self._time)
        self.refresh(Region(0, 0, len(self._time), 1))

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        if not regions:
            self._painted = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        top, size = self.gutter.top, self.outer_size
        if self._painted is not None and self._painted[0] == size and (crop.y, crop.height) == (top, 1):
            return [self._painted[1].crop(crop.x, crop.right)]
        strips = super().render_lines(crop)
        if (crop.x, crop.width) == (0, size.width) and crop.y <= top < crop.bottom:
            self._painted = size, strips[top - crop.y]
        return strips

    @staticmethod
    def lines(view: ClockView, held: bool = True) -> tuple[Content, ...]:
        """The block, line by line; the first goes on behind the digits of exercise time."""
        shape, words = state_words(view, held)
        zones = " · ".join(f"{label} {time}" for label, time in view.zones)
        first = Content.assemble(f"  {shape} ", (words, "bold"))
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
        if not self._shown:
            return []
        first, *others = self._shown
        lines = [Content.styled(self._time, "bold") + first, *others]
        if 0 < height < len(lines):  # the last lines share one
            rest = Content(" · ").join(lines[height - 1 :])
            lines = [*lines[: height - 1], rest]
        return lines
