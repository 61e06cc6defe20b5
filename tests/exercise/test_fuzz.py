"""Whatever a file holds, a check ends in words: no traceback, no hang, no flood of memory."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.decks import minimal_deck, write, write_minimal_deck
from tte.exercise.check import check_folder
from tte.exercise.diagnostics import as_text
from tte.exercise.vocabulary import Vocabulary, check_condition

QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FILES = sorted(minimal_deck())
SCRAPS = st.sampled_from(
    ["{", "}", "[", "]", ": ", "- ", "\n", "\n  ", "---\n", "=== a\n", "&a ", "*a", "!!x ", "<<: ",
     "|\n", ">-\n", "{{", "}}", "#", "'", '"', "0", "1e999", "-1", "null", "true", "at", "all", "esc",
     "dp1", "\t", "\x00", "\u202e", "\ufeff", "…", "漢字", "a" * 300, "[" * 60, "when: ", "not ",
     "released(", 'decided("dp1")', "tte: ignore[W2]"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["esc", "tru", "at", "at_jump", "move", "own", "and", "or", "not", "in", "(", ")", "[", "]", ",",
     "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "0", "3", "9", "99", "1.5", '"a"', '"m1"',
     "'01'", "decided(", "any_decided(", "released(", "missed(", "count(", "answered(", "max(", "min(",
     '"dp1"', '"dp2"', '"north"', '"drift"', '"line"', "lambda", "__import__", "if", "else", ":", "=",
     ".", '\\', "#", "\n", "é"]
)  # fmt: skip


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "injects" / "drill"


@QUICK
@given(name=st.sampled_from(FILES), scraps=st.lists(SCRAPS, min_size=1, max_size=6), data=st.data())
def test_scraps_in_a_file(fuzzed: Path, name: str, scraps: list[str], data: st.DataObject) -> None:
    write_minimal_deck(fuzzed)
    text = minimal_deck()[name]
    for scrap in scraps:
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.sampled_from([0, 0, 0, 1, 7, 40]))
        text = text[:at] + scrap + text[at + cut :]
    write(fuzzed, name, text.encode("utf-8", "surrogatepass"))
    said = as_text(check_folder(fuzzed).diagnostics)
    assert said.endswith(("warnings.", "warning."))
    assert all(char.isprintable() or char == "\n" for char in said)


@QUICK
@given(name=st.sampled_from(FILES), raw=st.binary(max_size=200))
def test_bytes_for_a_file(fuzzed: Path, name: str, raw: bytes) -> None:
    write_minimal_deck(fuzzed)
    write(fuzzed, name, raw)
    check_folder(fuzzed)


def _with_condition(line: str, text: str) -> str:
    return f"{line.split('when:')[0]}when: {text}" if line.lstrip().startswith("when:") else line


@QUICK
@given(words=st.lists(WORDS, min_size=1, max_size=24))
def test_conditions_of_any_words(fuzzed: Path, words: list[str]) -> None:
    """In a rule, an ending, an inject and an aim: analysis goes through all four."""
    write_minimal_deck(fuzzed)
    text = " ".join(words)
    for name in ("exercise.yaml", "contingency/C-01-quarrel.md", "briefs/north.md"):
        lines = minimal_deck()[name].split("\n")
        quoted = "'" + text.replace("'", "''").replace("\n", " ") + "'"
        new = [
            f"{line.split('when:')[0]}when: {quoted}" if line.lstrip().startswith("when:") else line
            for line in lines
        ]
        write(fuzzed, name, "\n".join(new))
    check_folder(fuzzed)
    check_condition(text, Vocabulary())


@QUICK
@given(depth=st.integers(1, 200), seed=st.integers(0, 2**30))
def test_conditions_that_branch(fuzzed: Path, depth: int, seed: int) -> None:
    """Alternatives upon alternatives: the search gives up in time rather than run on."""
    write_minimal_deck(fuzzed)
    parts = []
    for n in range(depth):
        a, b = (seed >> n % 20) % 9, (seed >> n % 13) % 7
        parts.append(f"(esc == {a} or tru != {b})")
        if len(" and ".join(parts)) > 480:
            parts.pop()
            break
    text = minimal_deck()["exercise.yaml"].replace("when: esc >= 4", "when: " + " and ".join(parts))
    write(fuzzed, "exercise.yaml", text)
    start = time.monotonic()
    check_folder(fuzzed)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    "text",
    [
        "max(esc, tru, ha, hb) + max(esc, tru, ha, hb) + max(esc, tru, ha, hb) >= 3 * 1",
        " + ".join(["max(esc, tru, ha, hb, 1, 2, 3)"] * 12) + " >= 3",
        "not " * 100 + "at_jump",
        "(" * 100 + "esc >= 1" + ")" * 100,
        " or ".join(["esc == 1 and tru == 2"] * 19),
        "-" * 200 + "esc < 0",
    ],
)
def test_conditions_that_unfold_without_bounds(deck: Path, text: str) -> None:
    start = time.monotonic()
    write(deck, "exercise.yaml", minimal_deck()["exercise.yaml"].replace("when: esc >= 4", f"when: {text}"))
    check_folder(deck)
    assert time.monotonic() - start < 10
