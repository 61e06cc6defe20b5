"""The door: codes, delays that grow, tickets. Time is the test's."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tte.host.door import FREE, LONGEST, LONGEST_AT_SEAT, TICKET, Closed, Door
from tte.host.typed import BEGIN, END, Allowance, PasteLimit


@dataclass
class Watch:
    at: float = 0.0
    told: list[tuple[str, str]] = field(default_factory=list)
    code: str = "GOOD22"

    def door(self) -> Door:
        return Door(
            lambda seat, code: seat == "us" and code == self.code, lambda seat: self.code, key=b"k" * 32,
            now=lambda: self.at, wall=lambda: int(self.at * 1000),
            tell=lambda seat, address: self.told.append((seat, address)),
        )  # fmt: skip


async def _refused(door: Door, code: str, address: str, seat: str = "us") -> str:
    with pytest.raises(Closed) as closed:
        await door.open(seat, code, address)
    return str(closed.value)


async def test_each_wrong_code_makes_its_address_wait_twice_as_long() -> None:
    watch = Watch()
    door = watch.door()
    waits = []
    for _ in range(12):
        before = watch.at
        while "Wait" in (words := await _refused(door, "WRONG2", "10.0.0.9")) and "Too many" in words:
            watch.at += 0.5
        waits.append(watch.at - before)
    assert waits[: FREE + 1] == [0.0] * (FREE + 1)
    assert waits[FREE + 1 : FREE + 5] == [1.0, 2.0, 4.0, 8.0]
    assert max(waits) <= LONGEST
    assert "Too many" in await _refused(door, "GOOD22", "10.0.0.9")  # the right one waits too
    assert watch.told == [("us", "10.0.0.9")] * 12


async def test_who_tries_a_seats_codes_cannot_keep_its_own_people_out() -> None:
    watch = Watch()
    door = watch.door()
    await door.open("us", "GOOD22", "10.0.0.1")
    for n in range(40):  # from many addresses, as one machine with many can
        await _refused(door, "WRONG2", f"10.1.0.{n}")
    assert "Too many" in await _refused(door, "GOOD22", "10.2.0.1")  # a stranger waits, but not for long
    await door.open("us", "GOOD22", "10.0.0.1")
    watch.at += LONGEST_AT_SEAT
    await door.open("us", "GOOD22", "10.2.0.1")


async def test_a_ticket_is_of_one_seat_one_code_and_some_time() -> None:
    watch = Watch()
    door = watch.door()
    ticket = door.ticket("us")
    assert door.admits(ticket, "us")
    assert watch.door().admits(ticket, "us")  # a host that began again knows it
    assert not door.admits(ticket, "rok")
    other = Door(
        lambda seat, code: True, lambda seat: watch.code, key=b"o" * 32, now=lambda: 0, wall=lambda: 0
    )
    assert not other.admits(ticket, "us")  # of another host, with the same code
    assert not door.admits(ticket + "0", "us")
    assert not any(
        door.admits(bad, "us") for bad in ("", ".", "us.a.b.c", "us..9999999999.é", "us.\ud800.1.2")
    )
    watch.at += TICKET + 1
    assert not door.admits(ticket, "us")
    again = door.ticket("us")
    watch.code = "OTHER2"
    assert not door.admits(again, "us")
    last = door.ticket("us")
    door.tear(last)
    assert not door.admits(last, "us")


def test_a_paste_is_cut_wherever_its_marks_are_split() -> None:
    limit = PasteLimit()
    whole = "ab" + BEGIN + "x" * 50_000 + END + "cd\x1b[A\x1b"
    kept = "".join(limit.pass_on(whole[n : n + 7]) for n in range(0, len(whole), 7))
    assert kept == "ab" + BEGIN + "x" * 20_000 + END + "cd\x1b[A\x1b"
    assert limit.cut == 30_000


def test_typing_has_an_allowance_that_fills_up() -> None:
    watch = Watch()
    allowance = Allowance(100, lambda: watch.at)
    assert allowance.take(200) == 0.0
    assert allowance.take(50) == 0.5
    watch.at += 10
    assert allowance.take(200) == 0.0


async def test_a_right_code_is_compared_the_slow_way_once_until_it_changes() -> None:
    watch = Watch()
    compared: list[str] = []

    def check(seat: str, code: str) -> bool:
        compared.append(code)
        return code == watch.code

    door = Door(check, lambda seat: watch.code, key=b"k" * 32, now=lambda: watch.at, wall=lambda: 0)
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        await door.open("us", "GOOD22", address)
    assert compared == ["GOOD22"]
    await _refused(door, "WRONG2", "10.0.0.1")
    watch.code = "OTHER2"
    await _refused(door, "GOOD22", "10.0.0.1")
    await door.open("us", "OTHER2", "10.0.0.2")
    assert compared == ["GOOD22", "WRONG2", "GOOD22", "OTHER2"]
