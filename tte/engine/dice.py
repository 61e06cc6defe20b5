"""Chance from the session's seed: the same seed and the same purpose of the roll give the same fall."""

from __future__ import annotations

from hashlib import sha256


def fall(seed: int, key: str) -> float:
    """The roll for that purpose, uniform in [0, 1)."""
    return fall_for(f"tte dice {seed} {key}".encode())


def start_of(seed: int, key: str) -> bytes:
    """How the keys of many rolls begin, to which `fall_for` is given the rest."""
    return f"tte dice {seed} {key}".encode()


class Falls(dict[bytes, float]):
    """What dice fall to whose keys begin alike, by the rest of the key: rolled once, however often asked."""

    __slots__ = ("_start",)

    def __init__(self, start: bytes) -> None:
        super().__init__()
        self._start = start

    def __missing__(self, rest: bytes) -> float:
        rolled = self[rest] = fall_for(self._start + rest)
        return rolled


def fall_for(key: bytes) -> float:
    """The roll for a key that begins with `start_of`."""
    return int.from_bytes(sha256(key).digest()[:6], "big") / 281474976710656.0  # 48 bits
