"""How the exercise stands, in titles, tabs, the banner and the line of keys. Pure, but for `entitle`."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from tte.conduct.actions import find_action
from tte.engine.control_view import ControlView
from tte.engine.views import ClockView
from tte.tui.widgets.keys import KeyEntry, key_words

PANELS = (
    ("msel", "MSEL"),
    ("decisions", "Decisions"),
    ("queue", "Queue"),
    ("tracks", "Tracks"),
    ("feed", "Feed"),
    ("seats", "Seats"),
)
WIDE, TALL = 110, 34
"""Columns and rows from which on everything is shown at once."""

EXTRA = (
    ("space", "Do the first step of next-up"),
    ("1-6", "MSEL, decisions, queue, tracks, feed, seats"),
    ("enter", "Read what is highlighted in full"),
    ("/", "Search the feed; left and right choose a kind, with shift a role"),
    ("V", "View as a seat, read-only"),
    ("C", "What to cut when behind"),
    ("B", "Before StartEx: checklist and communications check"),
    ("E", "Ending, tracks, and how to write the report"),
    ("^b", "Who decides and speaks, by seat and by person"),
    ("^k", "What a seat knew when it decided"),
    ("J", "Evaluation: which tasks are covered, observations, ratings"),
    ("T", "Take the clock over"),
    ("?", "This help"),
    ("^p", "Palette: every action, themes"),
    ("^q", "Leave: the clock stops, tte resume goes on"),
)
WAYS = {"evaluation": "J", "hotwash": "h"}
"""The keys that open the pages with keys of their own."""
SHOWN = {
    "prepared": ("start", "practice", "heads", "simcell", "adhoc"),
    "running": (
        "release",
        "hold",
        "skip",
        "defer",
        "pause",
        "reply",
        "simcell",
        "note",
        "undo",
        "jump",
        "endex",
    ),
    "paused": ("resume", "hold", "skip", "defer", "reply", "simcell", "note", "undo", "jump", "endex"),
    "no_duff": ("release-no-duff",),
    "ended": ("hotwash", "note", "park", "reopen-ex", "seal"),
    "sealed": ("hotwash", "note"),
}
"""What the line of keys shows by phase, the most important first."""


def first_step(view: ControlView) -> tuple[str, str] | None:
    """Action and argument of what `space` does now."""
    return (view.next_up[0].action, view.next_up[0].argument) if view.next_up else None


def titles(view: ControlView) -> dict[str, str]:
    """Titles of the panels, by their ids."""
    left = sum(r.actual is None and r.status not in ("skipped", "recalled") for r in view.msel)
    late = f" · {int(view.behind // 60)} min behind (C: what to cut)" if view.behind >= 60 else ""
    waiting = sum(not q.answered for q in view.queue)
    players = [s for s in view.seats if s.kind == "player"]
    there = sum(bool(s.open_at or s.people or s.heads) for s in players)
    return {
        "msel": f"1 MSEL · {left} to come{late}",
        "decisions": f"2 Decisions · {len(view.decisions)} open",
        "queue": f"3 Queue · {waiting} waiting",
        "tracks": "4 Tracks",
        "seats": f"6 Seats · {there} of {len(players)} there",
    }


def tab_line(view: ControlView, chosen: int) -> Content:
    """The tabs of a small terminal, with how much waits behind them; each can be clicked."""
    counts = {2: len(view.decisions), 3: sum(not q.answered for q in view.queue)}
    parts: list[Content | str] = []
    for number, (_, title) in enumerate(PANELS, 1):
        words = f" {number} {title}{f' ({counts[number]})' if counts.get(number) else ''} "
        tab = Content(words).stylize(Style.from_meta({"@click": f"screen.panel({number})"}))
        parts += [tab.stylize("reverse bold") if number == chosen else tab, " "]
    return Content.assemble(*parts)


def banner_words(clock: ClockView, held: bool, holds: bool, trouble: str = "", after: str = "") -> str:
    """What has to be seen before all else; empty if nothing has. `held`: somebody keeps the clock."""
    if clock.phase == "paused":
        reason = f": {clock.reason}" if clock.reason else ""
        return f"‖ ‖ ‖  PLAY IS PAUSED{reason}  ·  p ResumeEx  ‖ ‖ ‖"
    if trouble and held:
        return trouble
    if clock.phase in ("ended", "sealed"):
        return f"■ EndEx was called · E: ending, report · h: hot wash · {after}".rstrip(" ·")
    if clock.phase == "running" and not held:
        return "◇ The clock stands still: no console keeps it · T takes it"
    if held and not holds:
        return "◇ Another console keeps the clock; you can do everything else · T takes it over"
    return ""


def key_entries(phase: str, undoable: bool) -> list[KeyEntry]:
    """The line of keys: those that matter in this phase."""
    found: list[KeyEntry] = [("space", "next step", "screen.next_step")]
    for name in SHOWN[phase]:
        action = find_action(name)
        if action is not None and (name != "undo" or undoable):
            found.append((key_words(action.key), action.label, f"screen.act('{name}')"))
    return [*found, ("?", "Help", "screen.help")]


def entitle(widget: Widget, words: str) -> None:
    """Set the title of a panel, if it is another one."""
    title = words.replace("[", r"\[")
    if widget.border_title != title:
        widget.border_title = title
