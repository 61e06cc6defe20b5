"""The line of keys at the foot of a screen."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey


class _Shown(NamedTuple):
    """A key as it is shown."""

    key: str
    words: str
    description: str
    action: str
    enabled: bool
    tooltip: str


class KeyFooter(Footer):
    """Textual's footer, made anew only when what it says has changed.

    Textual's own makes all its keys anew whenever a screen looks at its bindings again, here at every event,
    and never lets go of those before: each watches the footer for a change that does not come.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._shown: tuple[_Shown, ...] = ()

    def compose(self) -> ComposeResult:
        for one in self._shown:
            key = FooterKey(
                one.key, one.words, one.description, one.action, disabled=not one.enabled, tooltip=one.tooltip
            )
            key.set_reactive(FooterKey.compact, False)
            yield key

    def bindings_changed(self, screen: Screen[object]) -> None:
        if not self.is_attached or screen is not self.screen:
            return
        found: dict[str, _Shown] = {}
        for _, binding, enabled, tooltip in screen.active_bindings.values():
            if binding.show:  # the first of several keys for one action
                words = self.app.get_key_display(binding)
                found.setdefault(
                    binding.action,
                    _Shown(binding.key, words, binding.description, binding.action, enabled, tooltip),
                )
        shown = tuple(found.values())
        if shown != self._shown:
            self._shown = shown
            self.call_after_refresh(self.recompose)
