"""The help page of a screen: its keys, what they do, and the line command of each action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tte.conduct.actions import Action
from tte.tui.widgets.forms import TextPage
from tte.tui.widgets.keys import key_words


def help_content(
    actions: Iterable[Action],
    extra: Sequence[tuple[str, str]] = (),
    session: str = "SESSION",
    ways: Mapping[str, str] | None = None,
) -> Content:
    """Keys, what they do, and the line command of each action.

    `ways`: the key that opens the page on which the keys of a place work; without one they work here.
    """
    parts: list[Content | str | tuple[str, str]] = []
    if extra:
        parts.append(("On this screen\n", "bold"))
        for key, words in extra:
            parts += [(f"  {key:<10}", "bold"), words, "\n"]
        parts.append("\n")
    parts.append(("Actions: key, what it does, and its line command\n", "bold"))
    for action in actions:
        key = key_words(action.key) if action.key else "palette"
        if action.key and (way := (ways or {}).get(action.place)):
            key = f"{way}, then {key}"
        parts += [(f"  {key:<10}", "bold"), (action.label, "bold"), f"  {action.help}\n",
                  (f"{'':12}tte do {session} {action.usage}\n", "dim")]  # fmt: skip
    return Content.assemble(*parts)


class HelpScreen(TextPage):
    """All keys and line commands of a screen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,question_mark", "close", "Close", show=False)]

    def __init__(
        self,
        actions: Iterable[Action],
        extra: Sequence[tuple[str, str]] = (),
        ways: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__("Help", help_content(actions, extra, ways=ways))
