"""The door of a host: codes are tried here, slowly, and browsers that had the right one get a ticket."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tte.errors import TteError

CODES = 2
"""Codes that are compared at once: each takes a core for 40 ms and 16 MB."""
WAITING = 80
"""Comparisons that may wait; who comes then is asked to try again."""
LONGEST = 60.0
"""Seconds that an address waits at most."""
LONGEST_AT_SEAT = 10.0
"""Seconds that a seat waits at most: who tries its codes must not keep its own people out for long."""
FREE = 2
"""Wrong codes from one address that cost nothing: people mistype."""
FORGET = 15 * 60.0
"""Seconds after the last wrong code from an address when it is forgotten."""
REMEMBERED = 4096
"""Addresses and seats whose wrong codes are remembered at once."""
TICKET = 36 * 3600
"""Seconds for which a browser's ticket is good."""

Check = Callable[[str, str], bool]
"""Whether a code opens a seat: slow on purpose, safe to call in a thread."""
Fingerprint = Callable[[str], str]
"""What stands for a seat's present code, without telling it; empty for a seat that has none."""
Tell = Callable[[str, str], None]
"""Told seat and address of each wrong code, for the log."""


class Closed(TteError):
    """A seat does not open, for now or with this code."""


@dataclass(slots=True)
class _Wrong:
    """The wrong codes of an address, or at a seat."""

    times: int = 0
    until: float = 0.0
    last: float = 0.0


class _Wrongs:
    """Delays that grow with each wrong code, for as many keys as are worth remembering."""

    def __init__(self, free: int, longest: float) -> None:
        self._free = free
        self._longest = longest
        self._of: OrderedDict[str, _Wrong] = OrderedDict()

    def wait(self, key: str, now: float) -> float:
        """Seconds until the next try."""
        wrong = self._of.get(key)
        return max(0.0, wrong.until - now) if wrong else 0.0

    def times(self, key: str) -> int:
        """How many there were."""
        wrong = self._of.get(key)
        return wrong.times if wrong else 0

    def add(self, key: str, now: float) -> None:
        """One more."""
        wrong = self._of.pop(key, None)
        if wrong is None or now - wrong.last > FORGET:
            wrong = _Wrong()
        wrong.times, wrong.last = wrong.times + 1, now
        if wrong.times > self._free:
            wrong.until = now + min(self._longest, 2.0 ** min(wrong.times - self._free - 1, 10))
        self._of[key] = wrong
        while len(self._of) > REMEMBERED:
            self._of.popitem(last=False)

    def forgive(self, key: str) -> None:
        self._of.pop(key, None)


class Door:
    """Lets people in by code, and browsers back in by ticket. `now` is monotonic seconds."""

    def __init__(
        self,
        check: Check,
        fingerprint: Fingerprint,
        *,
        key: bytes,
        now: Callable[[], float],
        wall: Callable[[], int],
        tell: Tell = lambda seat, address: None,
    ) -> None:
        """`key` signs tickets: kept beside the session, so that they outlive the host's process."""
        self._check = check
        self._fingerprint = fingerprint
        self._key = key
        self._now = now
        self._wall = wall
        self._tell = tell
        self._addresses = _Wrongs(FREE, LONGEST)
        self._seats = _Wrongs(3 * FREE, LONGEST_AT_SEAT)
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._good: dict[str, bytes] = {}
        """By seat, what stands for its code once it was found right: a room at one seat is compared once."""
        self._secret = secrets.token_bytes(32)
        self._torn: set[str] = set()
        self._trying: Counter[str] = Counter()
        self._waiting = 0
        self._threads = ThreadPoolExecutor(CODES, thread_name_prefix="codes")

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    # --- codes ----------------------------------------------------------------------------------------------

    async def open(self, seat: str, code: str, address: str) -> None:
        """Try a code. Raises Closed in words for whoever typed it."""
        self._not_too_early(seat, address)
        if not code.strip():
            raise Closed("Type the code of the seat: six letters and digits, from the facilitator.")
        if address in self._trying and self._addresses.times(address):
            raise Closed("Too many wrong codes: another one from here is being looked at.")
        known = self._mark(seat, code)
        if not hmac.compare_digest(known, self._good.get(seat, b"")):
            if not await self._compared(seat, code, address):
                self._refuse(seat, address)
            self._good[seat] = known
        self._addresses.forgive(address)
        self._known[(address, seat)] = None
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    async def _compared(self, seat: str, code: str, address: str) -> bool:
        """Whether a code is right, by the slow way. Raises Closed where too many wait for that."""
        if self._waiting >= WAITING:
            raise Closed("Too many codes are being looked at.", remedy="Try again in some seconds.")
        self._waiting += 1
        self._trying[address] += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._check, seat, code)
        finally:
            self._waiting -= 1
            self._trying -= Counter((address,))

    def _mark(self, seat: str, code: str) -> bytes:
        """What stands for a code in this process's memory; another one once the seat's code is changed."""
        text = f"{seat}|{self._fingerprint(seat)}|{code}".encode("utf-8", "replace")
        return hmac.digest(self._secret, text, "sha256")

    def _not_too_early(self, seat: str, address: str) -> None:
        now = self._now()
        wait = self._addresses.wait(address, now)
        if (address, seat) not in self._known:  # strangers' tries do not keep a seat's own people out
            wait = max(wait, self._seats.wait(seat, now))
        if wait > 0:
            raise Closed(f"Too many wrong codes. Wait {-(-wait // 1):.0f} s before the next try.")

    def _refuse(self, seat: str, address: str) -> None:
        now = self._now()
        self._addresses.add(address, now)
        self._seats.add(seat, now)
        self._tell(seat, address)
        wait = self._addresses.wait(address, now)
        words = f" Wait {wait:.0f} s, then try again." if wait else ""
        raise Closed(
            f"That is not this seat's code.{words}",
            remedy="Codes have six letters and digits, never 0, O, 1, I or L; the facilitator has them.",
        )

    def open_from_thread(self, loop: asyncio.AbstractEventLoop, seat: str, code: str, address: str) -> bool:
        """The same for an app that checks codes in a thread. Raises Closed."""
        asyncio.run_coroutine_threadsafe(self.open(seat, code, address), loop).result()
        return True

    # --- tickets --------------------------------------------------------------------------------------------

    def ticket(self, seat: str) -> str:
        """What a browser keeps instead of the code: good for this seat, until its code changes."""
        body = f"{seat}.{secrets.token_hex(12)}.{self._wall() // 1000 + TICKET}"
        return f"{body}.{self._sign(body, seat)}"

    def admits(self, ticket: str, seat: str) -> bool:
        """Whether a ticket opens this seat now."""
        body, _, sign = ticket.rpartition(".")
        parts = body.split(".")
        if len(parts) != 3 or parts[0] != seat or not parts[2].isascii() or not parts[2].isdigit():
            return False
        if len(parts[2]) > 12 or int(parts[2]) < self._wall() // 1000 or self.number(ticket) in self._torn:
            return False
        return sign.isascii() and hmac.compare_digest(sign, self._sign(body, seat))

    @staticmethod
    def number(ticket: str) -> str:
        """What tells one ticket from another."""
        return ".".join(ticket.split(".")[:2])

    def tear(self, ticket: str) -> None:
        """This ticket is good no more."""
        self._torn.add(self.number(ticket))

    def _sign(self, body: str, seat: str) -> str:
        text = f"{body}|{self._fingerprint(seat)}".encode("utf-8", "replace")
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()
