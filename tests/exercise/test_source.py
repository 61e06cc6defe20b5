"""Hostile and odd files: nothing raises, nothing hangs, nothing acts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decks import write
from tte.exercise.source import Findings, SourceFile, read_markdown, read_source, read_yaml


def source(text: str) -> SourceFile:
    return SourceFile("a.yaml", text, tuple(text.split("\n")))


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = "a: no\nb: 12:30\nc: 2031-05-27\nd: on\ne: 0x1F\nf: 1_000\ng: .inf\nh: '1'\n"
    text += "i: 1\nj: -2.5\nk: 1e3\nl: true\nm: null\nn: ~\no:\np: 01\nq: .5\nr: " + "9" * 400 + "\n"
    node = read_yaml(source(text), Findings())
    assert node is not None
    told = {key: value for key, value in node.value.items() if isinstance(value, str)}
    assert "".join(told) == "abcdefghr"
    assert [node.value[key] for key in "ijklmnopq"] == [1, -2.5, 1000.0, True, None, None, None, 1, 0.5]


def test_keys_stay_as_they_are_written() -> None:
    node = read_yaml(source("01: a\nno: b\n1.50: c\nnull: d\n"), Findings())
    assert node is not None
    assert list(node.value) == ["01", "no", "1.50", "null"]


def test_an_alias_bomb_does_not_go_off() -> None:
    text = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    findings, start = Findings(), time.perf_counter()
    read_yaml(source(text), findings)
    assert time.perf_counter() - start < 2
    assert {d.code for d in findings.found} == {"E103"}
    assert len(findings.found) == 60 + 2 * 59


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused(opening: str) -> None:
    findings = Findings()
    assert read_yaml(source("a:\n  " + opening * 100_000), findings) is None
    assert next(d.code for d in findings.found) in ("E105", "E101")


def test_a_megabyte_in_one_value_is_read_and_shown_short(deck: Path) -> None:
    from tte.exercise.load import load_exercise

    write(deck, "move-2/03-thanks.md", f'---\nid: "03"\ntitle: {"x" * 1_000_000}\n---\nThanks.\n')
    found = load_exercise(deck).diagnostics
    assert any(d.code == "E112" and "1000000 characters" in d.message for d in found)
    assert all(len(d.source_line) <= 2_000 and len(d.render()) < 2_000 for d in found)


def test_line_ends_of_other_systems_are_read(tmp_path: Path) -> None:
    for ends in ("\r\n", "\r"):
        path = write(tmp_path, "a.yaml", f"a: 1{ends}b: [2{ends}c: 3{ends}")
        findings = Findings()
        file = read_source(path, "a.yaml", findings)
        assert file is not None
        assert len(file.lines) == 4
        read_yaml(file, findings)
        assert [(d.code, d.line) for d in findings.found] == [("E101", 3)]


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    findings = Findings()
    file = read_source(write(tmp_path, "a.yaml", b"\xef\xbb\xbfa: 1\n"), "a.yaml", findings)
    assert file is not None
    assert file.text == "a: 1\n"
    assert [(d.code, d.severity) for d in findings.found] == [("W200", "warning")]


@pytest.mark.parametrize(
    "raw", [b"\xff\xfea\x00:\x00", b"a: \xed\xa0\x80", b"a: \x00", b"a: \xc2\x85", b"\x7fELF"]
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, raw: bytes) -> None:
    findings = Findings()
    assert read_source(write(tmp_path, "a.yaml", raw), "a.yaml", findings) is None
    assert [d.code for d in findings.found] == ["E104"]


def test_sections_of_a_body() -> None:
    text = "---\nid: x\n---\n\nOwn.\n\n\n=== one\nFirst.\n\nMore.\nHead\n===\n=== two\n"
    told = read_markdown(source(text), Findings())
    assert told is not None
    assert [(s.id, s.text, s.place.line) for s in told.sections] == [
        ("", "Own.", 5),
        ("one", "First.\n\nMore.\nHead\n===", 9),
        ("two", "", 15),
    ]


@given(st.text(max_size=300))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    for wrapped in (text, f"a: {text}", f"a:\n- {text}\n"):
        findings = Findings()
        node = read_yaml(source(wrapped), findings)
        assert (node is None) <= bool(findings.found)
        for found in findings.found:
            assert found.line >= 1
            assert found.column >= 1
            assert "\n" not in found.head()
    read_markdown(source(f"---\n{text}\n---\n{text}"), Findings())


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    findings = Findings()
    path = write(tmp_path_factory.mktemp("bytes"), "a.md", raw)
    file = read_source(path, "a.md", findings)
    assert (file is None) == any(d.severity == "error" for d in findings.found)
