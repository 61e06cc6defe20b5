"""What the wall says, in words and numbers. Pure: the wall's view in, content out."""

from __future__ import annotations

from textual.content import Content

from tte.engine.clock import span_text
from tte.engine.state import Countdown
from tte.engine.views import ClockView
from tte.engine.wall_view import WallDecision, WallItem, WallTrack
from tte.tui.text import light, plain, plain_line, squeezed
from tte.tui.widgets.clock import state_words

PAGE = 12.0
"""Seconds that a public item stays before the next one comes."""
FRESH = 25.0
"""Seconds that a new item stays first."""
SHOWN = 6
"""The latest items take turns; what is older is gone from the wall."""


def exercise_time(at: float) -> str:
    """Exercise time as hours and minutes: 01:05."""
    whole = int(at)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}"


def state_line(clock: ClockView, held: bool) -> Content:
    """The state of play in words, with the move."""
    shape, words = state_words(clock, held)
    return Content.assemble((f"{shape} {words}", "bold"), "  ·  ", plain_line(clock.move_title, 80))


def countdown_words(countdown: Countdown | None, now: int) -> tuple[str, str]:
    """A countdown's time left, such as 4:05, and what for; empty where none runs. `now` in wall ms."""
    if countdown is None:
        return "", ""
    left = max(0, -(-(countdown.until - now) // 1000))
    return f"{left // 60}:{left % 60:02d}", countdown.words or "Countdown"


def decision_lines(decisions: tuple[WallDecision, ...], at: float) -> Content:
    """Who has still to decide, and how long they have; never what about."""
    if not decisions:
        return Content.styled("No decision is open.", "dim")
    lines = []
    for decision in decisions:
        who = plain_line(", ".join(decision.owners), 60, style="bold")
        left = None if decision.due is None else decision.due - at
        if decision.expired or (left is not None and left <= 0):
            time = Content.styled("time is up", "bold $text-error")
        elif left is None:
            time = Content("no time limit")
        else:
            time = Content.styled(f"{span_text(left)} left", "bold $text-warning" if left < 120 else "bold")
        lines.append(Content.assemble("◆ ", time, "  ", who))
    return Content("\n").join(lines)


def track_lines(tracks: tuple[WallTrack, ...], width: int) -> Content:
    """The tracks with their bands, each as a bar and in words."""
    lines = []
    room = max(4, min(20, width - 42))
    for track in tracks:
        share = (track.value - track.low) / max(1, track.high - track.low)
        bar = "■" * round(share * room)
        lines.append(
            Content.assemble(
                f"{squeezed(track.name, 20):<20} ", (f"{bar:·<{room}}", "$text-accent"),
                f" {track.value}/{track.high} ", plain_line(track.band, 12, style="bold"),
            )
        )  # fmt: skip
    return Content("\n").join(lines)


def item_head(item: WallItem) -> Content:
    """When and from where an item came."""
    return plain_line(f"{item.stamp}  {item.sender} · {item.channel_name}", 100)


def item_content(item: WallItem) -> Content:
    """A public item: its title and words."""
    body = light(item.body.strip()) if item.markdown else plain(item.body.strip())
    if not item.title:
        return body
    return Content.assemble(plain_line(item.title, 200, style="bold"), "\n\n", body)


def which(items: tuple[WallItem, ...], now: float, fresh_since: float) -> int:
    """Which of the latest items is to be seen at a moment (s): a new one first, then each in its turn."""
    count = min(SHOWN, len(items))
    if not count or now - fresh_since < FRESH:
        return len(items) - 1
    turn = int((now - fresh_since - FRESH) // PAGE) + 1
    return len(items) - 1 - turn % count
