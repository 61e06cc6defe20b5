"""Codes that open seats: made here, shown once, stored only as slow hashes.

A code is six characters of an alphabet without 0, O, 1, I and L, which people misread and mistype: 31^6,
about 900 million. A hash takes about 40 ms, so trying them all on a stolen file takes a machine about a year:
enough for the length of an exercise, not for keeping secrets. Whoever can read the file can read the events
in any case.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
COST = 14
"""Base-2 logarithm of scrypt's work factor; each step doubles the time (14: about 40 ms and 16 MiB)."""

_BLOCK, _LANES, _BYTES = 8, 1, 32


def new_code() -> str:
    """A fresh code from the system's random source."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise(code: str) -> str:
    """A code as it is compared: upper case, no spaces, hyphens or dots, full-width characters made plain."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return "".join(c for c in plain if not c.isspace() and c not in "-.‐‑–")


def _scrypt(code: str, salt: bytes, cost: int) -> bytes:
    secret = normalise(code).encode("utf-8", "surrogatepass")
    room = 2 * 128 * _BLOCK * (1 << cost) + (1 << 20)
    return hashlib.scrypt(secret, salt=salt, n=1 << cost, r=_BLOCK, p=_LANES, maxmem=room, dklen=_BYTES)


def hash_code(code: str, *, cost: int | None = None) -> str:
    """What is stored for a code: `scrypt$<cost>$<salt>$<hash>`, hex. Raises ValueError for an empty code."""
    if not normalise(code):
        raise ValueError("a code needs at least one letter or digit")
    cost = COST if cost is None else cost
    salt = secrets.token_bytes(16)
    return f"scrypt${cost}${salt.hex()}${_scrypt(code, salt, cost).hex()}"


def matches(code: str, stored: str) -> bool:
    """Whether `code` is the one that `stored` was made from; takes the same time either way."""
    _, cost, salt, digest = stored.split("$")
    return hmac.compare_digest(_scrypt(code, bytes.fromhex(salt), int(cost)), bytes.fromhex(digest))


def refuse_slowly(code: str) -> bool:
    """False, after the time of a real comparison: an unknown seat must not answer faster than a known one."""
    _scrypt(code, b"no such seat....", COST)
    return False
