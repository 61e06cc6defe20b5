from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.exercise.facts import HandFacts
from tte.errors import TteError
from tte.exercise.conditions import Call, ConditionError, compile_condition, read_condition

FACTS = HandFacts(
    tracks={"esc": 2, "tru": 5, "hj": 8, "hc": 3},
    minute=41.5,
    present="m2",
    choices={
        ("dp1", None): "c",
        ("dp4", "jcg"): "a",
        ("dp4", "ccg"): "c",
        ("dp6", "x"): "d",
        ("dp6", "y"): "d",
    },
    late={"dp3"},
    out={"29"},
    calls={"hotline": [False, True], "leaders": [False]},
    counts={"threshold": 2},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('decided("dp1") == "c"', True),
        ("esc >= 4 and tru <= 2", False),
        ("max(hj, hc) >= 8", True),
        ("min(hj, hc, 1) + esc - 1", 2),
        ('any_decided("dp4", "c")', True),
        ('all_decided("dp4", "c")', False),
        ("all_decided('dp6', 'd')", True),
        ('decided("dp4", "ccg") in ("b", "c")', True),
        ('decided("dp9") == ""', True),
        ('missed("dp3") and released("29")', True),
        ('answered("hotline") and unanswered("hotline")', True),
        ('answered("leaders") or not unanswered("leaders")', False),
        ("40 <= at < 42", True),
        ("at_jump", False),
        ('move not in ["m1", "m3"]', True),
        ('count("threshold") >= 2', True),
        ("esc in {1, 2}", True),
        ("-esc == -2", True),
        ("  esc\n  >= 2 ", True),
        ("not (esc > 1) or tru == 5.0", True),
    ],
)
def test_a_condition_gives_what_it_says(text: str, value: object) -> None:
    condition = compile_condition(text)
    assert condition.evaluate(FACTS) == value
    assert condition.holds(FACTS) is bool(value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("esc >= 4", "esc >= 4 (esc is 2)"),
        ("esc >= 4 and tru > 4", "esc >= 4 (esc is 2)"),
        ("esc >= 2 and tru > 4", "esc >= 2 (esc is 2); tru > 4 (tru is 5)"),
        ("esc >= 4 or hj >= 8", "hj >= 8 (hj is 8)"),
        ("max(hj, hc) >= 8", "max(hj, hc) >= 8 (hj is 8, hc is 3)"),
        ('decided("dp9") == "a"', 'decided("dp9") == "a" (decided("dp9") is open)'),
        ('released("30")', 'released("30") (not so)'),
        ("at < 30", "at < 30 (at is 41.5)"),
    ],
)
def test_a_facilitator_is_told_why(text: str, why: str) -> None:
    assert compile_condition(text).explain(FACTS) == why


def test_a_checker_sees_what_a_condition_speaks_of() -> None:
    condition = compile_condition('esc > 1 and decided("dp4", "ccg") == "a" and released("29") and at > 3')
    assert condition.tracks == {"esc"}
    assert condition.names == {"esc", "at"}
    assert condition.decisions == {"dp4"}
    assert condition.injects == {"29"}
    assert condition.channels == condition.rules == frozenset()
    assert condition.calls[0] == Call("decided", ("dp4", "ccg"), 13, (21, 28))
    other = compile_condition('answered("hotline") and count("leak") > 1')
    assert other.channels == {"hotline"}
    assert other.rules == {"leak"}


def test_the_same_text_is_read_once() -> None:
    assert compile_condition("esc >= 1") is compile_condition("esc >= 1")


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("", 1, "E120"),
        ("esc = 3", 5, "E120"),
        ("esc >= 3 # calm", 10, "E120"),
        ("tru > 1 and esc is 2", 13, "E120"),
        ("esc.real > 1", 1, "E120"),
        ("(x := 3) > 1", 2, "E120"),
        ("[e for e in (1, 2)]", 1, "E120"),
        ("f'{esc}' == 'a'", 1, "E120"),
        ("esc if tru else hj", 1, "E120"),
        ("esc * 1000", 1, "E120"),
        ("esc ** 9 ** 9", 1, "E120"),
        ("esc in tru", 8, "E120"),
        ("esc in ()", 8, "E120"),
        ("esc == None", 8, "E120"),
        ("__import__('os')", 1, "E122"),
        ("(1).real()", 1, "E122"),
        ("missed", 1, "E122"),
        ("missed(dp3)", 8, "E122"),
        ("missed('dp3', x=1)", 1, "E122"),
        ("max(esc)", 1, "E122"),
        ("max(*(1, 2))", 1, "E122"),
        ("esc == 'a'", 8, "E123"),
        ("move > 'a'", 1, "E123"),
        ("'é' == 'ü' and esc", 16, "E123"),
        ("not esc", 5, "E123"),
        ("at_jump == 1", 12, "E123"),
        ("esc in (1, 'a')", 12, "E123"),
        ("esc < 1e999", 7, "E128"),
        ("not " * 60 + "at_jump", 101, "E128"),
        ("(" * 300 + "1", 201, "E120"),
        ("-" * 400 + "1", 26, "E128"),
        ("esc > 1 or " * 60 + "esc > 1", 500, "E128"),
    ],
)
def test_what_the_language_does_not_have_is_refused_at_its_place(text: str, column: int, code: str) -> None:
    with pytest.raises(ConditionError) as caught:
        compile_condition(text)
    assert (caught.value.column, caught.value.code) == (column, code)
    assert isinstance(caught.value, TteError)


def test_all_errors_of_a_condition_are_told() -> None:
    _, errors = read_condition("esc == 'a' and nothing('x') and hj")
    assert [(e.column, e.code) for e in errors] == [(8, "E123"), (16, "E122"), (33, "E123")]


ALPHABET = st.sampled_from(
    [*"()[]{},'\"=<>!+-*.:#\\ \n\t\0\x1b\ud800\u3000é7", "esc", "at", "and ", "or ", "not ", " in ", "max(",
     "decided(", "lambda ", "if ", "else ", "f'", "'a'", "is ", "1e999", "yield ", "await ", "0x", "1_0",
     ":=", "**"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(ALPHABET, max_size=25).map("".join)))
@example("\ufeff1")
@example("1\x0c")
@example("'\ud800'")
@settings(max_examples=600, deadline=None)
def test_any_text_is_a_condition_or_a_condition_error(text: str) -> None:
    condition, errors = read_condition(text)
    assert (condition is None) == bool(errors)
    for error in errors:
        assert 1 <= error.column <= len(text) + 1
        assert str(error)
        with pytest.raises(ConditionError):
            compile_condition(text)
    if condition is not None and condition.tracks <= {"esc"}:
        assert isinstance(condition.evaluate(FACTS), bool | int | float | str)


NUMBERS = st.recursive(
    st.one_of(st.integers(-9, 9).map(str), st.sampled_from(["esc", "tru", "hj", "hc", "at", "2.5"])),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["max", "min"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        inner.map(lambda text: f"-({text})"),
    ),
    max_leaves=4,
)
TEXTS = st.sampled_from(["move", '"m1"', '"m2"', 'decided("dp1")', 'decided("dp4", "ccg")', '"c"', '""'])
COMPARED = st.one_of(
    st.tuples(NUMBERS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), NUMBERS).map(" ".join),
    st.tuples(NUMBERS, st.sampled_from(["<", "<="]), NUMBERS, st.sampled_from([">", "<="]), NUMBERS).map(
        " ".join
    ),
    st.tuples(TEXTS, st.sampled_from(["==", "!="]), TEXTS).map(" ".join),
    st.tuples(TEXTS, st.sampled_from(["in", "not in"]), TEXTS, TEXTS).map(
        lambda t: f"{t[0]} {t[1]} ({t[2]}, {t[3]})"
    ),
    st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda t: f"{t[0]} in [{t[1]}, {t[2]}]"),
    st.sampled_from(["at_jump", 'missed("dp3")', 'released("29")', 'answered("leaders")', "True"]),
)
CONDITIONS = st.recursive(
    COMPARED,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        inner.map(lambda text: f"not ({text})"),
    ),
    max_leaves=5,
)


@given(CONDITIONS.filter(lambda text: len(text) <= 500))
@settings(max_examples=300, deadline=None)
def test_a_condition_gives_what_python_gives(text: str) -> None:
    def decided(decision: str, owner: str | None = None) -> str:
        return FACTS.decided(decision, owner)

    names: dict[str, Any] = {
        **FACTS.tracks, "at": FACTS.at(), "at_jump": FACTS.at_jump(), "move": FACTS.move(),
        "max": max, "min": min,
        "decided": decided, "missed": FACTS.missed, "released": FACTS.released, "answered": FACTS.answered,
    }  # fmt: skip
    assert compile_condition(text).evaluate(FACTS) == eval(text, {"__builtins__": {}}, names)
    assert compile_condition(text).explain(FACTS)
