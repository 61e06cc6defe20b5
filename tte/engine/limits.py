"""How much people may write, said in words when it is too much."""

from __future__ import annotations

from tte.engine.unfolding import Unfolding

MAX_TEXT = 8_000
"""Characters in one text; a page holds about 3,000."""


def check_text(un: Unfolding, text: str, what: str, limit: int = MAX_TEXT, *, empty: bool = False) -> None:
    """Refuse an empty or too long text. What it says is data and never refused for its characters."""
    if not empty and not text.strip():
        un.refuse(f"The {what} is empty.", "Write something, or leave the form.")
    if len(text) > limit:
        un.refuse(f"The {what} has {len(text):,} characters; {limit:,} are allowed.", "Shorten it.")
