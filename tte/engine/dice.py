"""Chance from the session's seed: the same seed and the same purpose of the roll give the same fall."""

from __future__ import annotations

import hashlib


def fall(seed: int, key: str) -> float:
    """The roll for that purpose, uniform in [0, 1)."""
    digest = hashlib.sha256(f"tte dice {seed} {key}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
