"""What a player's terminal opens when somebody asks for it: forms and pages that no first paint waits for.

Nothing that is needed for the first paint imports this module.
"""

from __future__ import annotations

from tte.engine.views import SeatView
from tte.tui.player.compose import ComposePane
from tte.tui.player.decide import DecisionScreen
from tte.tui.player.decisions import DecisionsPane
from tte.tui.player.draft import DraftScreen
from tte.tui.player.known import KnownPane
from tte.tui.player.speaker import SpeakerPage
from tte.tui.player.vote import VoteScreen
from tte.tui.player.welcome import WelcomeScreen
from tte.tui.widgets.forms import ActionForm, TextPage
from tte.tui.widgets.help import HelpScreen

__all__ = [
    "ActionForm",
    "ComposePane",
    "DecisionScreen",
    "DecisionsPane",
    "DraftScreen",
    "HelpScreen",
    "JumpPage",
    "KnownPane",
    "SpeakerPage",
    "VoteScreen",
    "WelcomeScreen",
]


class JumpPage(TextPage):
    """A time jump, announced: the new times, and the summary that control reads out."""

    def __init__(self, view: SeatView) -> None:
        clock = view.clock
        zones = " · ".join(f"{label} {time}" for label, time in clock.zones)
        text = f"**It is now {clock.date} · {zones} ({clock.text})**\n\n{view.move_summary}"
        super().__init__(f"TIME JUMP · {clock.move_title}", text, markdown=True)
