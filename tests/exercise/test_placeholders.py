from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tte.exercise import placeholders
from tte.exercise.load import load_exercise
from tte.exercise.placeholders import Placeholder, fill, found


def test_placeholders_are_found_with_their_place() -> None:
    assert found("At {{ time.UTC }} of {{dtg}}, {{ open") == [
        Placeholder("time.UTC", 3),
        Placeholder("dtg", 21),
        Placeholder("", 30),
    ]
    assert found("{braces} and {{}}") == [Placeholder("", 13)]


def test_what_is_filled_in_is_never_read_again() -> None:
    values = {"a": "{{b}}", "b": "boom"}
    assert fill("{{a}} {{ b }} {{c}}", values) == "{{b}} boom {{c}}"


def test_an_exercise_has_a_closed_list(deck: Path) -> None:
    known = placeholders.of(load_exercise(deck).require())
    assert known == [
        "esc", "esc.band", "tru", "tru.band", "ha", "ha.band", "hb", "hb.band",
        "name.buoy", "time.UTC", "dtg",
    ]  # fmt: skip


@given(st.text(st.sampled_from("{}ab. \n"), max_size=40))
def test_filling_fills_what_is_found(text: str) -> None:
    names = {p.name for p in found(text) if p.name}
    filled = fill(text, dict.fromkeys(names, "X"))
    assert not {p.name for p in found(filled)} & names or "X" in filled
    assert fill(text, {}) == text
