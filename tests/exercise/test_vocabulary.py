from __future__ import annotations

from pathlib import Path

import pytest

from tte.exercise.load import load_exercise
from tte.exercise.vocabulary import Question, Vocabulary, check_condition

WORDS = Vocabulary(
    tracks={"esc": (0, 8), "tru": (0, 10)},
    decisions={
        "dp1": Question(("jcg", "ccg"), ("a", "b", "c")),
        "dp4": Question(("jcg", "ccg"), ("a", "b", "c"), apart=True),
        "lost": Question(),
    },
    moves=["m1", "m2"],
    injects=["01", "29"],
    channels=["hotline"],
    rules=["threshold"],
)


def test_a_good_condition_has_no_problem() -> None:
    for text in (
        'esc >= 4 and tru <= 2 or decided("dp1") in ("a", "written", "")',
        'any_decided("dp4", "written") or decided("dp4", "ccg") == "c" or missed("dp4")',
        '0 < esc < 8 and at >= 30 and count("threshold") >= 2 and move != "m1"',
        "esc + tru >= 18",
        "decided('lost') == 'z' or decided('lost', 'anyone') == 'q'",
    ):
        assert check_condition(text, WORDS) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("esk > 1", [(1, "E121", "esc")]),
        ("is_calm > 1", [(1, "E121", None)]),
        ('released("0l")', [(10, "E124", None)]),
        ('decided("dp1") == "e"', [(19, "E125", None)]),
        ('"e" == decided("dp1")', [(1, "E125", None)]),
        ('decided("dp4") == "a"', [(1, "E126", None)]),
        ('decided("dp4", "jgc") == "a"', [(16, "E126", "jcg")]),
        ('all_decided("dp4", "d")', [(20, "E125", None)]),
        ('move in ("m1", "m9")', [(16, "E124", None)]),
        ("esc >= 9", [(1, "E127", None)]),
        ("tru > 2 and esc < 0", [(13, "E127", None)]),
        ("esc >= 0", [(1, "E127", None)]),
        ("esc == -1", [(1, "E127", None)]),
        ("esc != 20", [(1, "E127", None)]),
        ("esc in (9, 10)", [(1, "E127", None)]),
        ("min(esc, tru) > 8", [(1, "E127", None)]),
        ("esc - tru > 8", [(1, "E127", None)]),
        ("at >= 0", [(1, "E127", None)]),
        ("1 < 2", [(1, "E127", None)]),
        ("True", [(1, "E127", None)]),
        ('"a" == "b"', [(1, "E127", None)]),
        ("esc + 1", [(1, "E123", None)]),
        ("esk > 1 and esc > 8", [(1, "E121", "esc"), (13, "E127", None)]),
    ],
)
def test_problems_are_told_at_their_column(text: str, found: list[tuple[int, str, str | None]]) -> None:
    assert [(p.col, p.code, p.nearest) for p in check_condition(text, WORDS)] == found


def test_a_number_can_be_asked_for() -> None:
    assert check_condition("max(esc, tru)", WORDS, kind="number") == []
    assert check_condition("esc > 1", WORDS, kind="number")[0].code == "E123"


def test_the_vocabulary_of_an_exercise(deck: Path) -> None:
    words = Vocabulary.of(load_exercise(deck).require(), {"decisions": ["dp9"], "tracks": ["env"]})
    assert words.tracks["esc"] == (0, 8)
    assert words.decisions["dp2"].apart
    assert not words.decisions["dp1"].apart
    assert check_condition('decided("dp9") == "x" or env > 99', words) == []
