"""The terminal of the wall: a seat of its own kind, which sees what is public and does nothing."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from tte.conduct.live import LiveSession
from tte.tui.app import POLL
from tte.tui.player.gate import CheckCode
from tte.tui.player.seated import SeatedApp
from tte.tui.wall.screen import WallScreen

DARK, LIGHT = "textual-dark", "textual-light"
WALL = "wall"
"""The seat of the wall."""


class WallApp(SeatedApp):
    """Shows the wall of a session. Of its content it sees the wall's view and nothing else."""

    CSS_PATH = "wall.tcss"
    ENABLE_COMMAND_PALETTE = False
    KINDS: ClassVar = ("wall",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("l", "light", "Light or dark", show=False)]

    def __init__(
        self,
        session: LiveSession,
        seat: str | None = WALL,
        *,
        check_code: CheckCode,
        code: str | None = None,
        path: Path | None = None,
        poll: float | None = POLL,
        terminal: str = "",
        light: bool = False,
    ) -> None:
        super().__init__(
            session, seat, check_code=check_code, code=code, path=path, poll=poll, terminal=terminal
        )
        self.theme = LIGHT if light else DARK

    def sit_down(self) -> Screen[None]:
        return WallScreen(self.session)

    def _main(self) -> WallScreen | None:
        return next((s for s in self.screen_stack if isinstance(s, WallScreen)), None)

    def view_changed(self, areas: frozenset[str]) -> None:
        self._look_at_wall()
        self.update_cover()

    def ticked(self) -> None:
        self._look_at_wall()

    def _look_at_wall(self) -> None:
        screen = self._main()
        if screen is not None and screen.ready:
            screen.look()

    def update_cover(self) -> None:
        """The wall has its own form of a real-world emergency."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in ("curtain", "command_palette", "show_help_panel", "screenshot")

    def action_light(self) -> None:
        """Light for projectors, dark for screens."""
        self.theme = DARK if self.theme == LIGHT else LIGHT
