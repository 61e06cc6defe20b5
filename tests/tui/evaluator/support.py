"""Keys for terminals under test where much is typed."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.tui.player.support import settled


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys; a word that begins with = is put in at once where the cursor stands, as if pasted."""
    for key in keys:
        field = pilot.app.focused
        if not key.startswith("="):
            await pilot.press(key)
        elif isinstance(field, Input):
            field.insert_text_at_cursor(key[1:])
        elif isinstance(field, TextArea):
            field.insert(key[1:])
        else:
            raise AssertionError(f"there is no field to write {key[1:]!r} into, but {field}")
        await pilot.pause()
    await settled(pilot)
