"""Codes that open seats."""

from __future__ import annotations

import time

import pytest

from tests.store.support import make
from tte.store import codes
from tte.store.session_file import SessionFile


def test_codes_are_six_characters_that_nobody_misreads() -> None:
    made = {codes.new_code() for _ in range(300)}
    assert len(made) == 300
    assert {len(code) for code in made} == {6}
    assert not set("".join(made)) & set("01OIL")


@pytest.mark.parametrize("typed", ["ABC234", "abc234", " abc 234\n", "ABC-234", "ＡＢＣ２３４"])
def test_a_code_may_be_typed_in_any_usual_way(typed: str) -> None:
    assert codes.matches(typed, codes.hash_code("ABC234"))


@pytest.mark.parametrize("typed", ["ABC235", "ABC23", "", "ABC2344", "\x00", "\ud800"])
def test_another_code_does_not_match(typed: str) -> None:
    assert not codes.matches(typed, codes.hash_code("ABC234"))


def test_hashes_are_salted_and_say_their_cost() -> None:
    one, other = codes.hash_code("ABC234", cost=3), codes.hash_code("ABC234", cost=3)
    assert one != other
    assert one.startswith("scrypt$3$")


def test_an_empty_code_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        codes.hash_code(" - ")


def test_the_usual_cost_is_slow_enough_to_hinder_guessing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    begun = time.perf_counter()
    codes.hash_code("ABC234")
    assert time.perf_counter() - begun > 0.01


def test_a_seat_opens_with_its_own_code_alone(session: SessionFile) -> None:
    assert session.seats() == ["control", "japan-mod"]
    assert session.check_code("japan-mod", "tky-234")
    assert not session.check_code("japan-mod", "DIRECT")
    assert not session.check_code("nobody", "DIRECT")


def test_a_code_can_be_issued_anew_and_a_seat_added(session: SessionFile) -> None:
    session.set_code("japan-mod", "NEW777")
    session.set_code("late-comer", "LATE99")
    assert session.check_code("japan-mod", "NEW777")
    assert not session.check_code("japan-mod", "TKY234")
    assert session.check_code("late-comer", "LATE99")
    assert session.seats() == ["control", "japan-mod", "late-comer"]


def test_no_code_is_in_the_file_in_clear(session: SessionFile) -> None:
    session.set_code("late-comer", "LATE99")
    session.close()
    stored = session.path.read_bytes()
    assert b"scrypt$" in stored
    for code in (b"DIRECT", b"TKY234", b"LATE99"):
        assert code not in stored


def test_making_a_session_hashes_every_code_it_is_given(session: SessionFile) -> None:
    with make(session.path.with_name("t.sqlite3"), seats={"a": "AAAAAA", "b": "BBBBBB"}) as other:
        assert other.check_code("a", "AAAAAA")
        assert other.check_code("b", "BBBBBB")
        assert not other.check_code("a", "BBBBBB")
