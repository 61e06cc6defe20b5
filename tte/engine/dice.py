"""Chance from the session's seed: the same seed and the same purpose of the roll give the same fall."""

from __future__ import annotations

from hashlib import sha256
from struct import Struct

_first = Struct(">Q").unpack_from


def fall(seed: int, key: str) -> float:
    """The roll for that purpose, uniform in [0, 1)."""
    return fall_for(f"tte dice {seed} {key}".encode())


def start_of(seed: int, key: str) -> bytes:
    """How the keys of many rolls begin, to which `fall_for` is given the rest."""
    return f"tte dice {seed} {key}".encode()


def fall_for(key: bytes) -> float:
    """The roll for a key that begins with `start_of`."""
    first: int = _first(sha256(key).digest())[0]
    return (first >> 16) / 281474976710656.0  # the first 48 bits
