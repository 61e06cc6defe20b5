"""From the one declaration of actions: bindings, footer and command palette."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from tte.conduct.actions import Action, find_action

KEY_WORDS = {
    "space": "space", "slash": "/", "question_mark": "?", "escape": "esc", "enter": "enter", "f1": "F1",
    "f12": "F12", "left_square_bracket": "[", "right_square_bracket": "]",
}  # fmt: skip


def key_words(key: str) -> str:
    """A key as people read it."""
    return KEY_WORDS.get(key, key.replace("ctrl+", "^"))


def bindings_of(
    actions: Iterable[Action], *, shown: Sequence[str] = (), place: str = ""
) -> list[BindingType]:
    """Bindings for the actions that have a key on this page; those named in `shown` stand in the footer."""
    return [
        Binding(
            a.key, f"act('{a.name}')", a.label, show=a.name in shown, tooltip=a.help,
            key_display=key_words(a.key), id=f"action.{a.name}",
        )
        for a in actions if a.key and a.place == place
    ]  # fmt: skip


class Acting:
    """For a screen: its keys ask for declared actions, and are off in phases where they make no sense.

    The screen sets `actions`, keeps `phase`, and handles `Asked`.
    """

    actions: tuple[Action, ...] = ()
    phase: str = "prepared"

    @dataclass
    class Asked(Message):
        """Somebody asked for an action, by key, palette, footer or mouse."""

        name: str
        argument: str = ""

    def allowed(self, name: str) -> bool:
        """Whether an action makes sense in this phase."""
        action = find_action(name)
        return action is not None and self.phase in action.phases

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "act" and parameters:
            return self.allowed(str(parameters[0]))
        return True

    def action_act(self, name: str) -> None:
        assert isinstance(self, Screen)
        self.post_message(Acting.Asked(name))

    def overtaken(self, name: str) -> bool:
        """Whether a page has opened over this screen since the action was asked for.

        Keys that come faster than the page that the first of them opens would lay a second one over it. An
        emergency is never overtaken.
        """
        assert isinstance(self, Screen)
        return self.app.screen is not self and name != "no-duff"


class ActionProvider(Provider):
    """The command palette's entries: every action of the screen that makes sense now."""

    def _entries(self) -> list[Action]:
        screen = self.screen
        return [a for a in screen.actions if screen.allowed(a.name)] if isinstance(screen, Acting) else []

    def _words(self, action: Action) -> str:
        return f"{action.label} ({key_words(action.key)})" if action.key else action.label

    def _ask(self, name: str) -> Any:
        screen = self.screen
        return lambda: screen.post_message(Acting.Asked(name))

    async def discover(self) -> Hits:
        for action in self._entries():
            words = self._words(action)
            yield DiscoveryHit(Content(words), self._ask(action.name), words, action.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in self._entries():
            words = f"{self._words(action)}: {action.help}"
            if (score := matcher.match(words)) > 0:
                shown = matcher.highlight(self._words(action))
                yield Hit(score, shown, self._ask(action.name), words, action.help)


KeyEntry = tuple[str, str, str]
"""A key, what it does, and the Textual action that a click does."""


class KeyBar(Widget):
    """A line of keys and what they do now, cut to what fits; each can be clicked."""

    DEFAULT_CSS = """
    KeyBar { height: 1; width: 1fr; background: $panel; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries: tuple[KeyEntry, ...] = ()

    def show(self, entries: Sequence[KeyEntry]) -> None:
        """Show keys and words, the most important first."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self.refresh()

    def render(self) -> Content:
        parts: list[Content | str | tuple[str, str]] = []
        room = self.size.width
        for key, words, action in self._entries:
            room -= len(key) + len(words) + 3
            if room < 0:
                break
            entry = Content.assemble(" ", (key, "bold $accent"), f" {words} ")
            parts.append(entry.stylize(Style.from_meta({"@click": action})) if action else entry)
        return Content.assemble(*parts)
